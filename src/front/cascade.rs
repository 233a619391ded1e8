//! `cascade`: front matter that a section hands down to itself and to the pages below it, as in Hugo.
//!
//! It is a mapping, or a list of mappings. In each, `target` (or `_target`) may say for which pages it is; the other
//! keys are front matter. See <https://gohugo.io/content-management/front-matter/#cascade-1>.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobMatcher};

use super::document::document;
use super::field::Field;
use super::split::Split;
use crate::finding::{Code, Finding};
use crate::source::path::{content_folder, stem};
use crate::source::{Location, Span};
use crate::yaml::{Kind, Node};

/// No pattern of a target is longer, in bytes, so that its automaton stays small.
const MAX_PATTERN: usize = 4096;
/// No cascade is longer, in bytes: every page below gets a copy.
const MAX_CASCADE: usize = 16 << 10;

/// What one section hands down.
#[derive(Debug, Clone)]
pub struct Cascade {
    node: Node,
    rules: Vec<Rule>,
}

/// Compared as written.
impl PartialEq for Cascade {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

/// Values for some of the pages.
#[derive(Debug, Clone)]
struct Rule {
    targets: Vec<(Aspect, GlobMatcher)>,
    values: Vec<(Node, Node)>,
}

/// What a target selects pages by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aspect {
    /// The path below `content/`, in lower case and without extension: `/docs/setup`.
    Path,
    /// `home`, `section` or `page`.
    Kind,
    /// The language of the site.
    Language,
    /// `production`, or `development` in the preview.
    Environment,
}

impl Aspect {
    const ALL: [(&'static str, Self); 4] =
        [("path", Self::Path), ("kind", Self::Kind), ("lang", Self::Language), ("environment", Self::Environment)];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, aspect)| *aspect)
    }
}

impl Cascade {
    /// What the front matter of `text`, a whole file, hands down; nothing where it has no `cascade`, or cannot be read.
    /// [`read`](super::read()) reports its faults.
    pub fn of(text: &str, split: &Split) -> Option<Self> {
        let block = split.block?;
        // Most articles have none, and need not be parsed for it.
        let has_key = block.content.of(text).to_ascii_lowercase().contains("cascade");
        let document = has_key.then(|| document(text, &block).ok()).flatten()?;
        let is_cascade = |(key, _): &&(Node, Node)| key.text().is_some_and(|key| key.eq_ignore_ascii_case("cascade"));
        let (_, node) = document.root.entries().iter().find(is_cascade)?;
        Self::from_node(node)
    }

    /// What `node` hands down, the value of `cascade`. What is wrong in it is left out; nothing where it is too long.
    pub fn from_node(node: &Node) -> Option<Self> {
        if is_too_long(node) {
            return None;
        }
        let rules = mappings(node).iter().filter(|part| matches!(part.kind, Kind::Mapping(_)));
        let rules = rules.filter_map(|part| {
            let targets = target_entries(part).into_iter().map(|(key, value)| target(key, value).ok());
            // A target that cannot be understood selects nothing, rather than everything.
            Some(Rule { targets: targets.collect::<Option<_>>()?, values: values(part).cloned().collect() })
        });
        Some(Self { node: node.clone(), rules: rules.collect() })
    }
}

fn is_too_long(node: &Node) -> bool {
    node.span.end - node.span.start > MAX_CASCADE
}

/// The mappings that a `cascade` consists of.
fn mappings(node: &Node) -> &[Node] {
    if let Kind::Sequence(items) = &node.kind { items } else { std::slice::from_ref(node) }
}

fn is_target(key: &Node) -> bool {
    key.text().is_some_and(|key| key.eq_ignore_ascii_case("target") || key.eq_ignore_ascii_case("_target"))
}

fn target_entries(part: &Node) -> Vec<&(Node, Node)> {
    part.entries().iter().filter(|(key, _)| is_target(key)).flat_map(|(_, target)| target.entries()).collect()
}

/// The front matter in `part`, without what cannot be handed down.
fn values(part: &Node) -> impl Iterator<Item = &(Node, Node)> {
    let is_own = |key: &Node| key.text().is_some_and(|key| key.eq_ignore_ascii_case("cascade"));
    part.entries().iter().filter(move |(key, _)| !is_target(key) && !is_own(key))
}

/// One condition of a target, or why there is none.
fn target(key: &Node, value: &Node) -> Result<(Aspect, GlobMatcher), TargetFault> {
    let aspect = key.text().and_then(|key| Aspect::named(&key.to_ascii_lowercase())).ok_or(TargetFault::Key)?;
    let pattern = value.text().filter(|text| !text.is_empty()).ok_or(TargetFault::Pattern)?;
    if pattern.len() > MAX_PATTERN {
        return Err(TargetFault::Pattern);
    }
    let glob = GlobBuilder::new(&pattern.to_lowercase()).literal_separator(true).build();
    glob.map(|glob| (aspect, glob.compile_matcher())).map_err(|_| TargetFault::Pattern)
}

enum TargetFault {
    /// Unknown.
    Key,
    /// Not a pattern.
    Pattern,
}

/// The mappings in the value of `field` whose values are front matter. What is not a mapping, and what is wrong in a
/// target, is a finding.
pub(super) fn parts<'n>(field: &Field<'n>, findings: &mut Vec<Finding>) -> Vec<Vec<&'n (Node, Node)>> {
    let mut parts = Vec::new();
    if is_too_long(field.node) {
        let message = format!("`cascade` is longer than {} KiB and is not used", MAX_CASCADE >> 10);
        let location = Location::new(field.file, field.key_span);
        findings
            .push(Finding::new(Code::WrongType, location, message).help("move what is long into the configuration"));
        return parts;
    }
    for part in mappings(field.node) {
        match &part.kind {
            Kind::Mapping(_) => parts.push(values(part).collect()),
            Kind::Null => {}
            Kind::Scalar { .. } | Kind::Sequence(_) => {
                let help = "write `cascade: {draft: true}`, or a list of such mappings, each with a `target`";
                findings.push(field.wrong_type(part, "front matter for the pages below").help(help));
            }
        }
        for (key, node) in part.entries().iter().filter(|(key, _)| is_target(key)) {
            let written = key.text().unwrap_or_default();
            let inner = Field { file: field.file, key: written, key_span: key.span, node };
            targets(&inner, findings);
        }
    }
    parts
}

fn targets(field: &Field<'_>, findings: &mut Vec<Finding>) {
    let help = "write `target: {path: \"/docs/**\"}`; `kind`, `lang` and `environment` are known too";
    if !matches!(field.node.kind, Kind::Mapping(_) | Kind::Null) {
        findings.push(field.wrong_type(field.node, "a mapping").help(help));
    }
    for (key, value) in field.node.entries() {
        let fault = match target(key, value) {
            Ok(_) => continue,
            Err(TargetFault::Key) => field.wrong_type(key, "`path`, `kind`, `lang` or `environment`"),
            Err(TargetFault::Pattern) => {
                let written = key.text().unwrap_or_default();
                let inner = Field { file: field.file, key: written, key_span: key.span, node: value };
                inner.wrong_type(value, "a pattern")
            }
        };
        findings.push(fault.help(help));
    }
}

/// All that is handed down in a site.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cascades {
    /// By folder below `content/`.
    sections: BTreeMap<String, Cascade>,
    site: Option<Cascade>,
    language: String,
    environment: &'static str,
}

impl Cascades {
    /// What sections hand down, by the paths of their files, and what the configuration hands down to all.
    pub fn new(
        sections: impl IntoIterator<Item = (String, Cascade)>,
        site: Option<Cascade>,
        language: &str,
        is_preview: bool,
    ) -> Self {
        let sections =
            sections.into_iter().map(|(path, cascade)| (content_folder(&path).to_owned(), cascade)).collect();
        let environment = if is_preview { "development" } else { "production" };
        Self { sections, site, language: language.to_lowercase(), environment }
    }

    /// Whether the file at `path` can hand anything down: the article of a folder.
    pub fn is_section(path: &str) -> bool {
        stem(path) == "_index" || stem(path) == "index" && content_folder(path).is_empty()
    }

    /// What the article at `path` is handed: entries of front matter, those that take precedence first. Their spans are
    /// all `span`, because they are written in another file.
    pub(super) fn values(&self, path: &str, span: Span) -> Vec<(Node, Node)> {
        if self.sections.is_empty() && self.site.is_none() {
            return Vec::new();
        }
        let folder = content_folder(path);
        let ancestors = std::iter::successors(Some(folder), |inner| {
            (!inner.is_empty()).then(|| inner.rsplit_once('/').map_or("", |(outer, _)| outer))
        });
        let cascades = ancestors.filter_map(|ancestor| self.sections.get(ancestor)).chain(&self.site);
        let place = Place::of(path, folder);
        let rules = cascades.flat_map(|cascade| &cascade.rules).filter(|rule| self.selects(rule, &place));
        let entries = rules.flat_map(|rule| &rule.values);
        entries.map(|(key, value)| (at(key, span), at(value, span))).collect()
    }

    fn selects(&self, rule: &Rule, place: &Place) -> bool {
        rule.targets.iter().all(|(aspect, pattern)| {
            pattern.is_match(match aspect {
                Aspect::Path => place.path.as_str(),
                Aspect::Kind => place.kind,
                Aspect::Language => self.language.as_str(),
                Aspect::Environment => self.environment,
            })
        })
    }
}

/// What targets select an article by.
struct Place {
    path: String,
    kind: &'static str,
}

impl Place {
    /// The place of the article at `path`, in `folder` below `content/`.
    fn of(path: &str, folder: &str) -> Self {
        let kind = match (stem(path), folder) {
            ("_index" | "index", "") => "home",
            ("_index", _) => "section",
            _ => "page",
        };
        let path = match (stem(path), folder) {
            ("_index" | "index", folder) => format!("/{folder}"),
            (name, "") => format!("/{name}"),
            (name, folder) => format!("/{folder}/{name}"),
        };
        Self { path: path.to_lowercase().replace(' ', "-"), kind }
    }
}

/// The same value with all spans `span`.
fn at(node: &Node, span: Span) -> Node {
    let kind = match &node.kind {
        Kind::Null => Kind::Null,
        Kind::Scalar { text, quoted } => Kind::Scalar { text: text.clone(), quoted: *quoted },
        Kind::Sequence(items) => Kind::Sequence(items.iter().map(|item| at(item, span)).collect()),
        Kind::Mapping(entries) => {
            Kind::Mapping(entries.iter().map(|(key, value)| (at(key, span), at(value, span))).collect())
        }
    };
    Node { span, kind }
}

#[cfg(test)]
mod tests {
    use super::{Cascade, Cascades};
    use crate::finding::Finding;
    use crate::front::{FrontMatter, read, split};
    use crate::source::{DataFile, FileId, Span};

    /// What the section at each path hands down.
    fn cascades(sections: &[(&str, &str)]) -> Cascades {
        let handed = sections.iter().filter_map(|(path, front)| {
            let text = format!("---\n{front}\n---\n");
            Some(((*path).to_owned(), Cascade::of(&text, &split(&text))?))
        });
        Cascades::new(handed, None, "en", false)
    }

    fn read_page(path: &str, front: &str, cascades: &Cascades) -> (FrontMatter, Vec<Finding>) {
        let text = format!("---\n{front}\n---\n");
        read(DataFile { id: FileId(0), path, text: &text }, &split(&text), cascades)
    }

    /// Checks the parameter `x` of the page at `path` whose own front matter is `front`.
    #[track_caller]
    fn check(sections: &[(&str, &str)], (path, front): (&str, &str), expected: &str) {
        let (front, findings) = read_page(path, front, &cascades(sections));
        assert_eq!(findings, []);
        let value = front.params.get("x").map(ToString::to_string).unwrap_or_default();
        assert_eq!(value, expected, "{sections:?} {path}");
    }

    #[test]
    fn a_value_goes_to_the_section_itself_and_to_all_below_it() {
        let sections = [("content/a/_index.md", "cascade: {x: 1}")];
        check(&sections, ("content/a/_index.md", ""), "1");
        check(&sections, ("content/a/b/c.md", ""), "1");
        check(&sections, ("content/a.md", ""), "");
        check(&sections, ("content/ab/c.md", ""), "");
        check(&[("content/_index.md", "cascade: {params: {x: 2}}")], ("content/z/_index.md", ""), "2");
    }

    #[test]
    fn a_page_s_own_value_wins_then_the_nearest_section_s() {
        let sections = [("content/_index.md", "cascade: {x: 1}"), ("content/a/_index.md", "Cascade: {X: 2}")];
        check(&sections, ("content/a/b.md", ""), "2");
        check(&sections, ("content/a/b.md", "x: 3"), "3");
        check(&sections, ("content/a/b.md", "params: {x: 4}"), "4");
        check(&sections, ("content/b.md", ""), "1");
    }

    #[test]
    fn a_target_selects_by_path_kind_language_and_environment() {
        let rule = |target: &str| format!("cascade:\n- target: {target}\n  x: 1\n- x: 2");
        let of = |target: &str, path, expected| {
            check(&[("content/_index.md", &rule(target))], (path, ""), expected);
        };
        of("{path: /a/**}", "content/A/b.md", "1");
        of("{path: /a/**}", "content/b/a.md", "2");
        of("{path: /a/*}", "content/a/b/c.md", "2");
        of("{path: '{/a,/a/**}'}", "content/a/_index.md", "1");
        of("{kind: section}", "content/a/_index.md", "1");
        of("{kind: section}", "content/a/b.md", "2");
        of("{kind: '{home,page}'}", "content/_index.md", "1");
        of("{lang: en}", "content/a.md", "1");
        of("{lang: de}", "content/a.md", "2");
        of("{environment: production, kind: page}", "content/a.md", "1");
        of("{environment: development}", "content/a.md", "2");
    }

    #[test]
    fn typed_keys_are_handed_down_and_take_the_place_of_no_synonym() {
        let sections = [("content/a/_index.md", "cascade: {draft: true, tags: [t], lastmod: 2020-01-01, menu: m}")];
        let (front, _) = read_page("content/a/b.md", "modified: 2024-01-01\nmenus: n", &cascades(&sections));
        assert_eq!(front.draft, Some(true));
        assert_eq!(front.tags.first().map(|tag| (tag.value.as_str(), tag.span)), Some(("t", Span::new(0, 0))));
        assert_eq!(front.lastmod.map(|date| date.value.day_iso()), Some("2024-01-01".to_owned()));
        assert_eq!(front.menu.iter().map(|entry| entry.menu.as_str()).collect::<Vec<_>>(), ["n"]);
        let (front, _) = read_page("content/a/b.md", "draft: false", &cascades(&sections));
        assert_eq!(front.draft, Some(false));
        assert_eq!(front.lastmod.map(|date| date.value.day_iso()), Some("2020-01-01".to_owned()));
    }

    #[test]
    fn faults_are_reported_where_the_cascade_stands_and_only_there() {
        let text = "cascade:\n- target: {path: '/a/[', kin: page}\n  draft: maybe\n- 3";
        let (_, findings) = read_page("content/_index.md", text, &Cascades::default());
        let messages: Vec<_> = findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "`path` takes a pattern, not `/a/[`",
                "`target` takes `path`, `kind`, `lang` or `environment`, not `kin`",
                "`cascade` takes front matter for the pages below, not `3`",
                "`draft` takes `true` or `false`, not `maybe`",
            ]
        );
        let (_, findings) = read_page("content/a.md", "", &cascades(&[("content/_index.md", text)]));
        assert_eq!(findings, []);
    }

    #[test]
    fn a_long_cascade_is_refused() {
        let text = format!("cascade: {{x: {}}}", "y".repeat(20 << 10));
        check(&[("content/_index.md", &text)], ("content/a.md", ""), "");
        let (_, findings) = read_page("content/_index.md", &text, &Cascades::default());
        assert_eq!(findings.len(), 1);
    }
}
