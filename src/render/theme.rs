//! The templates: the default theme's, each replaced by the site's own of the same name.

use std::collections::BTreeMap;

use memchr::memchr2;
use tera::{Error, ErrorKind, Kwargs, ReportError, State, Tera, Value};

use super::menu::Asked;
use crate::finding::{Code, Finding};
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

/// The same files as their authors see them.
const SOURCES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/static_sources.rs"));

/// What the theme ships in place of a site's own file at `url`, where that is a copy of the theme's that nobody has
/// changed. `read` gives the file's bytes, or nothing where it has more than the number it is given; it is asked only
/// where the theme has a file of that name.
pub fn shipped_for(url: &str, read: impl FnOnce(u64) -> Option<Vec<u8>>) -> Option<&'static [u8]> {
    let name = url.strip_prefix('/')?;
    let of = |files: &[(&str, &'static [u8])]| files.iter().find(|(file, _)| *file == name).map(|(_, bytes)| *bytes);
    let (source, shipped) = of(SOURCES).zip(of(FILES))?;
    (read(source.len() as u64)? == source).then_some(shipped)
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
    /// Which menus the templates can ask for.
    menus: Asked,
    /// The files of the site's own templates.
    files: BTreeMap<String, FileId>,
}

impl Theme {
    /// The theme that is `shipped` with the site's templates in place of those of the same name.
    ///
    /// A template that cannot be read is a finding at its line, and the default one stands in its place where
    /// there is one. `base` is the path before every address.
    pub fn new(shipped: Shipped, templates: &[UserTemplate<'_>], base: &str) -> (Self, Vec<Finding>) {
        let all: Vec<&UserTemplate<'_>> = templates.iter().collect();
        match compile(shipped, &all, base) {
            Ok(theme) => (theme, Vec::new()),
            Err(_) => Self::without_the_unreadable(&all, base),
        }
    }

    /// Leaves out what is no template by its own text.
    fn without_the_unreadable(templates: &[&UserTemplate<'_>], base: &str) -> (Self, Vec<Finding>) {
        let mut findings = Vec::new();
        let readable = |template: &&UserTemplate<'_>| match engine().add_raw_template(template.name, template.text) {
            Err(error) if is_of_the_text(error.kind()) => {
                findings.push(unreadable(template, &error));
                false
            }
            _ => true,
        };
        let good: Vec<&UserTemplate<'_>> = templates.iter().copied().filter(readable).collect();
        Self::without_the_faulty(good, base, findings)
    }

    /// Leaves out what does not fit together, one by one, so that every fault is named.
    fn without_the_faulty(
        mut kept: Vec<&UserTemplate<'_>>,
        base: &str,
        mut findings: Vec<Finding>,
    ) -> (Self, Vec<Finding>) {
        while !kept.is_empty() {
            let Err(error) = compile(Shipped::compile(), &kept, base) else { break };
            let told = told(error.kind());
            let (faulty, good): (Vec<&UserTemplate<'_>>, Vec<&UserTemplate<'_>>) =
                kept.iter().copied().partition(|template| told.iter().any(|report| report.template == template.name));
            if faulty.is_empty() {
                let last = kept.len() - 1;
                let culprit = kept.iter().position(|template| names(error.kind(), template.name)).unwrap_or(last);
                findings.push(unreadable(kept.remove(culprit), &error));
            } else {
                let of = |report: &Told<'_>| faulty.iter().find(|template| template.name == report.template).copied();
                findings.extend(told.iter().filter_map(|report| Some(report.finding(of(report)?))));
                kept = good;
            }
        }
        let theme = compile(Shipped::compile(), &kept, base).unwrap_or_else(|_| Self {
            tera: engine(),
            menus: Asked::All,
            files: BTreeMap::new(),
        });
        (theme, findings)
    }

    /// The engine with every template.
    pub fn tera(&self) -> &Tera {
        &self.tera
    }

    /// The template's name where the theme has it.
    pub fn find<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        names.into_iter().find(|name| self.tera.contains_template(name))
    }

    /// Which menus the templates can ask for.
    pub(super) fn menus(&self) -> &Asked {
        &self.menus
    }

    /// Whether pages go through a template of the site's own. Those of the default theme fail on no page.
    pub fn is_own(&self) -> bool {
        self.files.keys().any(|name| !name.starts_with("shortcodes/"))
    }

    /// Names of shortcodes that have a template.
    pub fn shortcodes(&self) -> Vec<&str> {
        let names = self.tera.get_template_names();
        let mut found: Vec<&str> =
            names.filter_map(|name| name.strip_prefix("shortcodes/")?.strip_suffix(".html")).collect();
        found.sort_unstable();
        found
    }

    /// Where a failure stands in a template of the site's own.
    pub(super) fn place_of(&self, error: &Error) -> Option<Location> {
        let (name, span) = described(error.kind()).1?;
        self.files.get(name).map(|file| Location::new(*file, span))
    }

    /// A template's failure on a page: at the template's line where it is the site's own, else at the page.
    pub fn failure(&self, error: &Error, page: Location) -> Finding {
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

/// The reason of a template's failure, and where it stands, without tera's own layout.
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
    format!("{first}{}", characters.as_str())
}

/// Whether a fault lies in the template's own text and not in what it asks of others.
fn is_of_the_text(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::SyntaxError(_))
}

fn names(kind: &ErrorKind, name: &str) -> bool {
    match kind {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => report.filename() == name,
        ErrorKind::CircularExtend { tpl, .. } | ErrorKind::CircularInclude { tpl, .. } => tpl == name,
        ErrorKind::MissingParent { current, .. } => current == name,
        other => other.to_string().contains(&format!("'{name}'")) || other.to_string().contains(&format!("`{name}`")),
    }
}

fn unreadable(template: &UserTemplate<'_>, error: &Error) -> Finding {
    let (message, found) = described(error.kind());
    let span = found.map_or_else(|| mentioned(template.text, &error.to_string()), |(_, span)| span);
    Finding::new(Code::TemplateSyntax, Location::new(template.file, span), message).about(template.name)
}

/// Where a template speaks of the name that an error quotes.
fn mentioned(text: &str, message: &str) -> Span {
    let quoted = message.split(['\'', '`']).skip(1).step_by(2);
    let found = quoted.filter(|name| !name.is_empty()).find_map(|name| text.find(name).map(|at| (at, name.len())));
    found.map_or(Span::default(), |(at, length)| Span::new(at, at + length))
}

/// One of the faults that tera tells in a text: what a template asks for and is not there.
struct Told<'e> {
    message: &'e str,
    template: &'e str,
    /// From 1.
    line: usize,
}

impl Told<'_> {
    fn finding(&self, template: &UserTemplate<'_>) -> Finding {
        let before: usize = template.text.split_inclusive('\n').take(self.line - 1).map(str::len).sum();
        let mentioned = mentioned(&template.text[before..], self.message).shifted(before);
        Finding::new(Code::TemplateSyntax, Location::new(template.file, mentioned), one_line(self.message))
            .about(template.name)
    }
}

/// Every fault in a text of the form `error: MESSAGE`, and on the next line `--> TEMPLATE:LINE:COLUMN`.
fn told(kind: &ErrorKind) -> Vec<Told<'_>> {
    let ErrorKind::Msg(text) = kind else { return Vec::new() };
    let lines: Vec<&str> = text.lines().collect();
    lines.windows(2).filter_map(|pair| told_by(pair[0], pair[1])).collect()
}

fn told_by<'e>(head: &'e str, place: &'e str) -> Option<Told<'e>> {
    let message = head.strip_prefix("error: ")?;
    let (place, _column) = place.trim_start().strip_prefix("--> ")?.rsplit_once(':')?;
    let (template, line) = place.rsplit_once(':')?;
    let line = line.parse().ok().filter(|line| *line > 0)?;
    Some(Told { message, template, line })
}

fn compile(shipped: Shipped, templates: &[&UserTemplate<'_>], base: &str) -> Result<Theme, Error> {
    let mut tera = shipped.0?;
    lead_below(base, &mut tera);
    tera.add_raw_templates(templates.iter().map(|template| (template.name, template.text)))?;
    let menus = Asked::by(texts_with(templates).into_values());
    let files = templates.iter().map(|template| (template.name.to_owned(), template.file)).collect();
    Ok(Theme { tera, menus, files })
}

/// The text of every template by its name, `templates` in place of those of the default theme.
fn texts_with<'t>(templates: &[&UserTemplate<'t>]) -> BTreeMap<&'t str, &'t str> {
    let shipped = TEMPLATES.iter().map(|(name, bytes)| (*name, std::str::from_utf8(bytes).unwrap_or_default()));
    let own = templates.iter().map(|template| (template.name, template.text));
    shipped.chain(own).collect()
}

/// Has the addresses that templates ask for begin with `base`.
fn lead_below(base: &str, tera: &mut Tera) {
    let base = base.to_owned();
    tera.register_function("url_for", move |arguments: Kwargs, _: &State| -> Result<String, Error> {
        let path: &str = arguments.must_get("path")?;
        Ok(format!("{base}{}", path.strip_prefix('/').unwrap_or(path)))
    });
}

/// An engine with our functions and filters and no template.
fn engine() -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on([".html", ".xml"]);
    lead_below("/", &mut tera);
    tera.register_filter("markdown", |text: &str, _: Kwargs, _: &State| -> Value {
        Value::safe_string(&markdown::as_markdown(text))
    });
    tera.register_filter("json", |value: Value, _: Kwargs, _: &State| -> Result<Value, Error> {
        let json = serde_json::to_value(&value).map_err(|error| Error::message(error.to_string()))?;
        Ok(Value::safe_string(&script_safe(json.to_string())))
    });
    tera
}

/// JSON that may stand inside a `<script>` element.
pub(super) fn script_safe(json: String) -> String {
    const FIRST_OF_SEPARATORS: u8 = 0xe2;
    if memchr2(b'<', FIRST_OF_SEPARATORS, json.as_bytes()).is_none() {
        return json;
    }
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::{FILES, SOURCES, shipped_for};

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
        let compiled =
            super::compile(super::Shipped::compile(), &[], "/").map(|theme| theme.tera.get_template_names().count());
        assert!(compiled.as_ref().is_ok_and(|count| *count > 20), "{compiled:?}");
    }
}
