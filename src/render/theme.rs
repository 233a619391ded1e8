//! The templates: the default theme's, each replaced by the site's own of the same name.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Error, ErrorKind, Kwargs, ReportError, State, Tera, Value};

use super::shortcode_template::{ShortcodeTemplate, UsedArguments};
use super::used_menus::UsedMenus;
use super::words;
use crate::finding::{Code, Finding, plain_type_reason};
use crate::labels::Labels;
use crate::markdown;
use crate::source::{FileId, Location, Span};

/// The default theme's templates, by name.
const TEMPLATES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The default theme's files that are copied, by path.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/static_files.rs"));

/// The files that the default theme adds to a site which has none of that name in `static/`.
pub fn default_files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES.iter().copied()
}

/// The same files before minification.
const SOURCES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/static_sources.rs"));

/// What the theme ships in place of a site's own file at `url`, where that is an unchanged copy of the theme's. `read`
/// returns the file's bytes, or nothing where it has more than the number it is given; it is called only where the
/// theme has a file of that name.
pub fn shipped_for(url: &str, read: impl FnOnce(u64) -> Option<Vec<u8>>) -> Option<&'static [u8]> {
    let name = url.strip_prefix('/')?;
    let of = |files: &[(&str, &'static [u8])]| files.iter().find(|(file, _)| *file == name).map(|(_, bytes)| *bytes);
    let (source, shipped) = of(SOURCES).zip(of(FILES))?;
    (read(source.len() as u64)? == source).then_some(shipped)
}

/// The names of the default theme's templates.
pub(super) fn default_template_names() -> impl Iterator<Item = &'static str> {
    TEMPLATES.iter().map(|(name, _)| *name)
}

/// Whether the default theme has a template of this name.
pub fn is_default_template(name: &str) -> bool {
    TEMPLATES.iter().any(|(template, _)| *template == name)
}

/// A template of the site's own.
#[derive(Debug, Clone, Copy)]
pub struct UserTemplate<'a> {
    /// Its file.
    pub file: FileId,
    /// Its name: the path below `templates/`.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// The default theme's templates, compiled: what a [`Theme`] begins with.
pub struct Shipped(Result<Tera, Error>);

impl Shipped {
    /// Compiles them.
    pub fn compile() -> Self {
        let mut tera = engine();
        Self(tera.add_raw_templates(texts_with(&[])).map(|()| tera))
    }
}

/// Compiled templates.
pub struct Theme {
    tera: Tera,
    /// Which menus the templates use.
    menus: UsedMenus,
    /// The files of the site's own templates.
    files: BTreeMap<String, FileId>,
    /// The site's own shortcodes, by name.
    shortcodes: BTreeMap<String, ShortcodeTemplate>,
    /// The arguments of shortcodes that the site's own templates use.
    arguments: UsedArguments,
    labels: Arc<Labels>,
}

impl Theme {
    /// The theme that is `shipped` with the site's templates in place of those of the same name.
    ///
    /// A template that cannot be used is a finding at its line, and the default theme's of the same name is used.
    /// `base` is the path before every address, and `labels` are the words of pages.
    pub fn new(
        shipped: Shipped,
        templates: &[UserTemplate<'_>],
        base: &str,
        labels: &Arc<Labels>,
    ) -> (Self, Vec<Finding>) {
        let all: Vec<&UserTemplate<'_>> = templates.iter().collect();
        let site = SiteValues { base, labels };
        match compile(shipped, &all, site) {
            Ok(theme) => (theme, Vec::new()),
            Err(_) => Self::without_syntax_errors(&all, site),
        }
    }

    /// Leaves out the templates with syntax errors.
    fn without_syntax_errors(templates: &[&UserTemplate<'_>], site: SiteValues<'_>) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let readable = |template: &&UserTemplate<'_>| match engine().add_raw_template(template.name, template.text) {
            Err(error) if is_syntax_error(error.kind()) => {
                findings.push(unusable(template, &error));
                false
            }
            _ => true,
        };
        let good: Vec<&UserTemplate<'_>> = templates.iter().copied().filter(readable).collect();
        Self::without_conflicts(good, site, findings)
    }

    /// Leaves out the templates that name others which are not there, one after the other, so that every fault is
    /// reported.
    fn without_conflicts(
        mut templates: Vec<&UserTemplate<'_>>,
        site: SiteValues<'_>,
        mut findings: Vec<Finding>,
    ) -> (Self, Vec<Finding>) {
        while !templates.is_empty() {
            let Err(error) = compile(Shipped::compile(), &templates, site) else { break };
            let diagnostics = diagnostics(error.kind());
            let (faulty, good): (Vec<&UserTemplate<'_>>, Vec<&UserTemplate<'_>>) = templates
                .iter()
                .copied()
                .partition(|template| diagnostics.iter().any(|diagnostic| diagnostic.template == template.name));
            if faulty.is_empty() {
                let last = templates.len() - 1;
                let faulty = templates.iter().position(|template| names(error.kind(), template.name)).unwrap_or(last);
                findings.push(unusable(templates.remove(faulty), &error));
            } else {
                findings.extend(diagnostics.iter().filter_map(|diagnostic| {
                    let template = faulty.iter().find(|template| template.name == diagnostic.template)?;
                    Some(diagnostic.finding(template))
                }));
                templates = good;
            }
        }
        let theme = compile(Shipped::compile(), &templates, site).unwrap_or_else(|_| Self {
            tera: engine(),
            menus: UsedMenus::Any,
            files: BTreeMap::new(),
            shortcodes: BTreeMap::new(),
            arguments: UsedArguments::default(),
            labels: Arc::clone(site.labels),
        });
        (theme, findings)
    }

    pub(super) fn tera(&self) -> &Tera {
        &self.tera
    }

    /// The first of these names that a template has.
    pub(super) fn find<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        names.into_iter().find(|name| self.tera.contains_template(name))
    }

    pub(super) fn menus(&self) -> &UsedMenus {
        &self.menus
    }

    pub(super) fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Whether pages go through a template of the site's own. Those of the default theme fail on no page.
    pub fn is_own(&self) -> bool {
        self.files.keys().any(|name| !name.starts_with("shortcodes/"))
    }

    /// Whether tables go through a template of the site's own.
    pub fn has_own_tables(&self) -> bool {
        self.files.keys().any(|name| name.starts_with("tables/"))
    }

    /// Names of shortcodes that have a template, sorted.
    pub(super) fn shortcodes(&self) -> Vec<&str> {
        let names = self.tera.get_template_names();
        let mut found: Vec<&str> = names.filter_map(shortcode_of).collect();
        found.sort_unstable();
        found
    }

    /// The file of the site's own template for the shortcode of this name.
    pub fn shortcode_file(&self, name: &str) -> Option<FileId> {
        self.files.get(&format!("shortcodes/{name}.html")).copied()
    }

    /// The site's own shortcode of this name.
    pub(super) fn own_shortcode(&self, name: &str) -> Option<&ShortcodeTemplate> {
        self.shortcodes.get(name)
    }

    /// The arguments of shortcodes that the site's own templates use.
    pub(super) fn shortcode_arguments(&self) -> &UsedArguments {
        &self.arguments
    }

    /// Where an error is in a template of the site's own.
    pub(super) fn location_of(&self, error: &Error) -> Option<Location> {
        let (name, span) = described(error.kind()).1?;
        self.files.get(name).map(|file| Location::new(*file, span))
    }

    /// The finding for a template's error on a page: at the template's line where it is the site's own, else at the
    /// page.
    pub(super) fn failure(&self, error: &Error, page: Location) -> Finding {
        let (message, template) = described(error.kind());
        match template.and_then(|(name, span)| Some((*self.files.get(name)?, span))) {
            Some((file, span)) => Finding::new(Code::TemplateFailure, Location::new(file, span), message)
                .related(page, "while rendering this page"),
            None => {
                let name = template.map(|(name, _)| format!("in the built-in template `{name}`"));
                Finding::new(Code::TemplateFailure, page, message).optional_help(name)
            }
        }
    }
}

/// The shortcode that the template of this name is for.
fn shortcode_of(template: &str) -> Option<&str> {
    template.strip_prefix("shortcodes/")?.strip_suffix(".html")
}

/// The message of a template's error with the template and the place in it, without Tera's own layout.
pub(super) fn described(kind: &ErrorKind) -> (String, Option<(&str, Span)>) {
    match kind {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (one_line(report.message()), Some((report.filename(), span_of(report))))
        }
        other => (one_line(&other.to_string()), None),
    }
}

fn span_of(report: &ReportError) -> Span {
    Span::from(report.span().range.clone())
}

fn one_line(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim().trim_end_matches('.');
    let mut characters = line.chars();
    let first = characters.next().map(|first| first.to_lowercase().collect::<String>()).unwrap_or_default();
    plain_type_reason(&format!("{first}{}", characters.as_str())).into_owned()
}

fn is_syntax_error(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::SyntaxError(_))
}

/// Whether an error is about the template of this name.
fn names(kind: &ErrorKind, name: &str) -> bool {
    match kind {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report.filename() == name,
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => tpl == name,
        ErrorKind::MissingParent { current, .. } => current == name,
        other => other.to_string().contains(&format!("'{name}'")) || other.to_string().contains(&format!("`{name}`")),
    }
}

fn unusable(template: &UserTemplate<'_>, error: &Error) -> Finding {
    let (message, found) = described(error.kind());
    let span = found.map_or_else(|| mentioned(template.text, &error.to_string()), |(_, span)| span);
    Finding::new(Code::TemplateSyntax, Location::new(template.file, span), message).about(template.name)
}

/// Where in the text of a template the name is that an error quotes.
fn mentioned(text: &str, message: &str) -> Span {
    let quoted = message.split(['\'', '`']).skip(1).step_by(2);
    let found = quoted.filter(|name| !name.is_empty()).find_map(|name| text.find(name).map(|at| (at, name.len())));
    found.map_or(Span::default(), |(at, length)| Span::new(at, at + length))
}

/// One error of several that Tera lists in one text: a name in a template that does not exist.
struct TemplateDiagnostic<'e> {
    message: &'e str,
    template: &'e str,
    /// From 1.
    line: usize,
}

impl TemplateDiagnostic<'_> {
    fn finding(&self, template: &UserTemplate<'_>) -> Finding {
        let before: usize = template.text.split_inclusive('\n').take(self.line - 1).map(str::len).sum();
        let mentioned = mentioned(&template.text[before..], self.message).shifted(before);
        Finding::new(Code::TemplateSyntax, Location::new(template.file, mentioned), one_line(self.message))
            .about(template.name)
    }
}

/// Every error in a text of the form `error: MESSAGE`, and on the next line `--> TEMPLATE:LINE:COLUMN`.
fn diagnostics(kind: &ErrorKind) -> Vec<TemplateDiagnostic<'_>> {
    let ErrorKind::Msg(text) = kind else { return Vec::new() };
    let lines: Vec<&str> = text.lines().collect();
    lines.windows(2).filter_map(|pair| diagnostic(pair[0], pair[1])).collect()
}

fn diagnostic<'e>(head: &'e str, location: &'e str) -> Option<TemplateDiagnostic<'e>> {
    let message = head.strip_prefix("error: ")?;
    let (location, _column) = location.trim_start().strip_prefix("--> ")?.rsplit_once(':')?;
    let (template, line) = location.rsplit_once(':')?;
    let line = line.parse().ok().filter(|line| *line > 0)?;
    Some(TemplateDiagnostic { message, template, line })
}

/// What templates get of the site when they are compiled.
#[derive(Clone, Copy)]
struct SiteValues<'a> {
    /// The path before every address.
    base: &'a str,
    labels: &'a Arc<Labels>,
}

fn compile(shipped: Shipped, templates: &[&UserTemplate<'_>], site: SiteValues<'_>) -> Result<Theme, Error> {
    let mut tera = shipped.0?;
    register_url_for(site.base, &mut tera);
    words::register(site.labels, &mut tera);
    tera.add_raw_templates(templates.iter().map(|template| (template.name, template.text)))?;
    let menus = UsedMenus::of(texts_with(templates).into_values());
    let files = templates.iter().map(|template| (template.name.to_owned(), template.file)).collect();
    let own = templates.iter().filter_map(|template| Some((shortcode_of(template.name)?, template.text)));
    let shortcodes = own.map(|(name, text)| (name.to_owned(), ShortcodeTemplate::of(text))).collect();
    let arguments = UsedArguments::of(templates.iter().map(|template| template.text));
    Ok(Theme { tera, menus, files, shortcodes, arguments, labels: Arc::clone(site.labels) })
}

/// The text of every template by its name, `templates` in place of those of the default theme.
fn texts_with<'t>(templates: &[&UserTemplate<'t>]) -> BTreeMap<&'t str, &'t str> {
    let shipped = TEMPLATES.iter().map(|(name, bytes)| (*name, std::str::from_utf8(bytes).unwrap_or_default()));
    let own = templates.iter().map(|template| (template.name, template.text));
    shipped.chain(own).collect()
}

/// Registers the function of templates that puts `base` before an address.
fn register_url_for(base: &str, tera: &mut Tera) {
    let base = base.to_owned();
    tera.register_function("url_for", move |arguments: Kwargs, _: &State| -> Result<String, Error> {
        let path: &str = arguments.must_get("path")?;
        Ok(format!("{base}{}", path.strip_prefix('/').unwrap_or(path)))
    });
}

/// An engine with our functions and filters and without templates.
fn engine() -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on([".html", ".xml"]);
    register_url_for("/", &mut tera);
    words::register_names(&mut tera);
    tera.register_filter("markdown", |text: &str, _: Kwargs, _: &State| -> Value {
        Value::safe_string(&markdown::as_markdown(text))
    });
    tera.register_filter("json", |value: Value, _: Kwargs, _: &State| -> Result<Value, Error> {
        let json = serde_json::to_value(&value).map_err(|error| Error::message(error.to_string()))?;
        Ok(Value::safe_string(&words::script_safe(json.to_string())))
    });
    tera
}

#[cfg(test)]
mod tests {
    use super::{Arc, FILES, Labels, SOURCES, Shipped, Theme, shipped_for};

    #[test]
    fn a_copy_of_a_file_of_the_theme_is_shipped_as_the_theme_has_it() {
        for ((name, source), (_, shipped)) in SOURCES.iter().zip(FILES) {
            let url = format!("/{name}");
            assert_eq!(shipped_for(&url, |_| Some(source.to_vec())), Some(*shipped), "{name}");
            assert_eq!(shipped_for(&url, |_| Some([source, b" ".as_slice()].concat())), None, "{name}");
        }
        assert_eq!(shipped_for("/mine.css", |_| panic!("not asked for")), None);
    }

    #[test]
    fn the_default_theme_fits_together() {
        let (theme, found) = Theme::new(Shipped::compile(), &[], "/", &Arc::new(Labels::new("en", None, &[]).0));
        assert_eq!(found, []);
        let count = theme.tera.get_template_names().count();
        assert!(count > 20, "{count}");
    }
}
