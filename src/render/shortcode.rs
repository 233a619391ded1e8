//! Shortcodes: the few built in code, and all others as templates under `shortcodes/`.

use std::collections::BTreeMap;

use tera::{Context, Value};

use super::shortcode_template::{UsedArguments, typed};
use super::signature::{self, unclosed};
use super::site_view::site_view;
use super::theme::{Theme, described};
use crate::config::Config;
use crate::finding::{Code, Related, nearest};
use crate::front::FrontMatter;
use crate::markdown::{Arguments, Expansion, Highlighter, Invocation, ShortcodeFault, Shortcodes};

/// Expands the shortcodes of one article.
pub struct SiteShortcodes<'a> {
    /// The templates.
    pub theme: &'a Theme,
    /// Highlights code, for the shortcode of that name.
    pub highlighter: &'a Highlighter,
    /// What every shortcode of the site sees.
    pub site: &'a ShortcodeValues,
    /// The article's front matter.
    pub front: &'a FrontMatter,
}

/// What every shortcode of a site sees.
#[derive(Debug, Clone)]
pub struct ShortcodeValues {
    site: Value,
    params: Value,
    plain_params: BTreeMap<String, serde_json::Value>,
    embeds: bool,
}

impl ShortcodeValues {
    /// The values of a site with this configuration. They are there before its articles are read.
    pub fn new(config: &Config) -> Self {
        Self {
            site: Value::from_serializable(&site_view(config, None)),
            params: Value::from_serializable(&config.params),
            plain_params: config.params.clone(),
            embeds: config.embeds,
        }
    }
}

/// A shortcode that is written in code and not as a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BuiltIn {
    Highlight,
    Param,
    Ref,
    Relref,
}

impl BuiltIn {
    const ALL: &[Self] = &[Self::Highlight, Self::Param, Self::Ref, Self::Relref];

    const fn name(self) -> &'static str {
        match self {
            Self::Highlight => "highlight",
            Self::Param => "param",
            Self::Ref => "ref",
            Self::Relref => "relref",
        }
    }
}

/// The names of the shortcodes that are code and no template.
pub fn built_in_shortcodes() -> impl Iterator<Item = &'static str> {
    BuiltIn::ALL.iter().map(|built_in| built_in.name())
}

/// The names of every shortcode of a site, sorted.
pub fn shortcode_names(theme: &Theme) -> Vec<&str> {
    let mut names = theme.shortcodes();
    built_in_shortcodes().for_each(|name| names.push(name));
    names.sort_unstable();
    names.dedup();
    names
}

/// The names that the arguments of a shortcode may have. `own` is the text of its template, where the site has one of its
/// own.
pub fn shortcode_arguments(name: &str, own: Option<&str>) -> Vec<String> {
    match own {
        Some(template) => UsedArguments::of([template]).names().collect(),
        None => signature::arguments_of(name).iter().map(|name| (*name).to_owned()).collect(),
    }
}

impl Shortcodes for SiteShortcodes<'_> {
    fn is_known(&self, name: &str) -> bool {
        let is_built_in = || BuiltIn::ALL.iter().any(|built_in| built_in.name() == name);
        !name.is_empty() && (is_built_in() || self.theme.tera().contains_template(&template_of(name)))
    }

    fn faults(&self, call: &Invocation<'_>) -> Vec<ShortcodeFault> {
        match self.theme.own_shortcode(call.name) {
            Some(own) => own.faults(call),
            None => signature::faults(call),
        }
    }

    fn expand(&self, call: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        match BuiltIn::ALL.iter().copied().find(|built_in| built_in.name() == call.name) {
            Some(BuiltIn::Ref | BuiltIn::Relref) => reference(call),
            Some(BuiltIn::Param) => self.param(call),
            Some(BuiltIn::Highlight) => self.highlight(call),
            None => self.template(call),
        }
    }
}

impl SiteShortcodes<'_> {
    fn param(&self, call: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        let key = argument(call.arguments, 0, "name").ok_or_else(|| missing_argument(call, "a key"))?;
        let own = key.split('.').next().map(str::to_lowercase).and_then(|first| self.front.params.get(&first));
        let value = own.or_else(|| self.site.plain_params.get(key.split('.').next().unwrap_or_default()));
        let value = key.split('.').skip(1).fold(value, |value, part| value?.get(part));
        let text = match (value, key.to_lowercase().as_str()) {
            (Some(serde_json::Value::String(text)), _) => text.clone(),
            (Some(value), _) => value.to_string(),
            (None, "title") => self.front.title.as_ref().map(|title| title.value.clone()).unwrap_or_default(),
            (None, "description") => self.front.description.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
            (None, _) => return Err(unknown_param(key)),
        };
        Ok(Expansion::Text(crate::markdown::escape_text(&text).into_owned()))
    }

    fn highlight(&self, call: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        let language = argument(call.arguments, 0, "lang").unwrap_or_default();
        let options = argument(call.arguments, 1, "options").unwrap_or_default();
        let code = call.inner.unwrap_or_default().trim_start_matches('\n').trim_end();
        Ok(Expansion::Text(crate::markdown::highlighted_block(self.highlighter, language, options, code)))
    }

    fn template(&self, call: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        let name = template_of(call.name);
        if !self.theme.tera().contains_template(&name) {
            return Err(self.unknown(call.name));
        }
        let mut context = Context::new();
        context.insert("name", call.name);
        context.insert_value("args", positional(call.arguments));
        context.insert_value("params", named(call.arguments));
        if let Some(inner) = call.inner {
            context.insert_value("inner", Value::safe_string(inner));
        }
        context.insert("ordinal", &call.ordinal);
        context.insert("number", &call.number);
        if let Some(parent) = call.parent {
            let values = BTreeMap::from([
                ("name", Value::from(parent.name)),
                ("args", positional(parent.arguments)),
                ("params", named(parent.arguments)),
            ]);
            context.insert("parent", &values);
        }
        context.insert_value("page", self.page());
        context.insert_value("site", self.site.site.clone());
        context.insert_value("site_params", self.site.params.clone());
        context.insert("site_embeds", &self.site.embeds);
        let first = match self.theme.tera().render(&name, &context) {
            Ok(text) => return Ok(Expansion::Text(text)),
            Err(error) => error,
        };
        // An argument that was not given reads as empty. It is added only where the template fails without it, because
        // the filter `default` and the test `defined` tell an empty one from none.
        let (args, params) = self.theme.shortcode_arguments().completed(call.arguments);
        context.insert_value("args", args);
        context.insert_value("params", params);
        if let Ok(text) = self.theme.tera().render(&name, &context) {
            return Ok(Expansion::Text(text));
        }
        if call.inner.is_none() {
            context.insert("inner", "");
            if self.theme.tera().render(&name, &context).is_ok() {
                return Err(unclosed(call.name));
            }
        }
        let (message, _) = described(first.kind());
        let message = format!("the shortcode `{}` failed: {message}", call.name);
        let line = self.theme.location_of(&first).map(|location| Related { location, message: "here".to_owned() });
        let related = line.into_iter().collect();
        Err(ShortcodeFault { related, ..ShortcodeFault::new(Code::TemplateFailure, message) })
    }

    /// What a shortcode sees of its page: its front matter.
    fn page(&self) -> Value {
        let front = self.front;
        let text = |field: &Option<crate::source::Spanned<String>>| {
            Value::from(field.as_ref().map(|field| field.value.clone()).unwrap_or_default())
        };
        let list = |field: &[crate::source::Spanned<String>]| {
            Value::from_serializable(&field.iter().map(|item| &item.value).collect::<Vec<_>>())
        };
        Value::from_serializable(&BTreeMap::from([
            ("title", text(&front.title)),
            ("description", text(&front.description)),
            ("lead", text(&front.lead)),
            ("type", text(&front.kind)),
            ("tags", list(&front.tags)),
            ("contributors", list(&front.contributors)),
            ("draft", Value::from(front.draft == Some(true))),
            ("params", Value::from_serializable(&front.params)),
        ]))
    }

    fn unknown(&self, name: &str) -> ShortcodeFault {
        let mut known: Vec<&str> = self.theme.shortcodes();
        known.extend(BuiltIn::ALL.iter().map(|built_in| built_in.name()));
        let help = match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add a template `templates/shortcodes/{name}.html`"),
        };
        let message = format!("unknown shortcode `{name}`");
        ShortcodeFault::new(Code::UnknownShortcode, message).help(help)
    }
}

/// The name of the template of a shortcode.
fn template_of(shortcode: &str) -> String {
    format!("shortcodes/{shortcode}.html")
}

fn reference(call: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
    let path = argument(call.arguments, 0, "path").ok_or_else(|| missing_argument(call, "a path"))?;
    Ok(Expansion::SourcePath(path.to_owned()))
}

/// The positional argument at an index or the one with a name, whichever was given.
fn argument<'a>(arguments: &'a Arguments, index: usize, name: &str) -> Option<&'a str> {
    arguments.at(index).or_else(|| arguments.get(name)).map(|argument| argument.text.as_str())
}

fn missing_argument(call: &Invocation<'_>, what: &str) -> ShortcodeFault {
    let message = format!("the shortcode `{}` needs {what}", call.name);
    let help = format!("write it as `{{{{< {} \"…\" >}}}}`", call.name);
    ShortcodeFault::new(Code::ShortcodeArguments, message).help(help)
}

fn unknown_param(key: &str) -> ShortcodeFault {
    let message = format!("unknown parameter `{key}`");
    ShortcodeFault::new(Code::ShortcodeArguments, message)
        .help("set it in the article's front matter or under `params` in `clausebook.yaml`")
}

fn positional(arguments: &Arguments) -> Value {
    Value::from_serializable(&arguments.positional.iter().map(typed).collect::<Vec<_>>())
}

fn named(arguments: &Arguments) -> Value {
    let entries = arguments.named.iter().map(|(name, argument)| (name.value.as_str(), typed(argument)));
    Value::from_serializable(&entries.collect::<BTreeMap<_, _>>())
}
