//! Shortcodes: the few built in code, and all others as templates under `shortcodes/`.

use std::collections::BTreeMap;

use tera::{Context, Value};

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

impl Shortcodes for SiteShortcodes<'_> {
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
        let options = call.arguments.at(1).map(|options| options.text.as_str()).unwrap_or_default();
        let code = call.inner.unwrap_or_default().trim_start_matches('\n').trim_end();
        Ok(Expansion::Text(crate::markdown::highlighted_block(self.highlighter, language, options, code)))
    }

    fn template(&self, call: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        let name = format!("shortcodes/{}.html", call.name);
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
        self.theme.tera().render(&name, &context).map(Expansion::Text).map_err(|error| {
            let (message, _) = described(error.kind());
            let message = format!("the shortcode `{}` failed: {message}", call.name);
            let line = self.theme.location_of(&error).map(|location| Related { location, message: "here".to_owned() });
            ShortcodeFault { code: Code::TemplateFailure, message, help: None, related: line.into_iter().collect() }
        })
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
        ShortcodeFault { code: Code::UnknownShortcode, message, help: Some(help), related: Vec::new() }
    }
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
    ShortcodeFault { code: Code::ShortcodeArguments, message, help: Some(help), related: Vec::new() }
}

fn unknown_param(key: &str) -> ShortcodeFault {
    let message = format!("unknown parameter `{key}`");
    let help = Some("set it in the article's front matter or under `params` in `clausebook.yaml`".to_owned());
    ShortcodeFault { code: Code::ShortcodeArguments, message, help, related: Vec::new() }
}

fn positional(arguments: &Arguments) -> Value {
    Value::from_serializable(&arguments.positional.iter().map(typed).collect::<Vec<_>>())
}

fn named(arguments: &Arguments) -> Value {
    let entries = arguments.named.iter().map(|(name, argument)| (name.value.as_str(), typed(argument)));
    Value::from_serializable(&entries.collect::<BTreeMap<_, _>>())
}

/// An argument's value: bare `true` and numbers are what they look like, as in Hugo; all else is text.
fn typed(argument: &crate::markdown::Argument) -> Value {
    use crate::markdown::Scalar;
    match argument.scalar() {
        Scalar::Boolean(value) => Value::from(value),
        Scalar::Integer(value) => Value::from(value),
        Scalar::Float(value) => Value::from(value),
        Scalar::Text(text) => Value::from(text),
    }
}
