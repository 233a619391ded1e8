//! The site's own `_redirects`, as Netlify and Cloudflare Pages read them: exact paths, `:names` and a final `*`.
//!
//! Rules with conditions on countries, languages or query strings are for hosts; they are published, and not applied
//! here.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

/// Where a rule leads, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// A path of the site, or an address elsewhere.
    pub to: String,
    /// The status to answer with. With 200 the address stays and the other page is shown.
    pub status: u16,
}

/// A rule as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RedirectRule<'t> {
    /// The path that it is for, with `:names` and `*`; it begins with `/`.
    pub from: &'t str,
    /// Where that leads.
    pub to: &'t str,
    /// The status to answer with.
    pub status: u16,
}

impl<'t> RedirectRule<'t> {
    /// The rule in a line; nothing where it has conditions, or is none.
    fn parse(line: &'t str) -> Option<Self> {
        let line = line.split(" #").next().unwrap_or_default().trim();
        let mut words = line.split_whitespace();
        let (from, to) = (words.next()?, words.next()?);
        let status = words.next().map_or(Some(301), |status| status.trim_end_matches('!').parse().ok())?;
        let is_rule = from.starts_with('/') && words.next().is_none() && (200..=499).contains(&status);
        (is_rule && line.len() <= MAX_RULE).then_some(Self { from, to, status })
    }
}

/// The rules of a `_redirects` file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Redirects {
    text: String,
    /// The segments of the paths of all rules as a tree; the first node is the root.
    nodes: Vec<Node>,
}

/// Longer lines, in bytes, are ignored: Cloudflare Pages reads 1,000 characters.
const MAX_RULE: usize = 4096;

/// The nodes and rules that are tried for one path. More are needed only if rules have both a name and a placeholder in
/// many segments in a row.
const MAX_TRIED: usize = 1000;

/// The rules whose paths begin with the same segments.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Node {
    /// The next node by the name of the next segment.
    named: HashMap<Box<str>, usize>,
    /// The next node for a placeholder.
    any: Option<usize>,
    /// Rules whose path ends here.
    ends: Vec<Rule>,
    /// Rules that end here with `*`.
    splats: Vec<Rule>,
    /// The index of the first rule here or below.
    first: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    /// Its index among the lines of the file.
    line_number: usize,
    /// The placeholders of its path, in order.
    placeholders: Vec<Box<str>>,
    to: Box<str>,
    status: u16,
}

impl Redirects {
    /// The rules in `text`, one a line: `from to [status]`, for a site below `base`, a path with a slash at both ends.
    /// Other lines are ignored.
    ///
    /// A rule is for paths of the site, which get `base` before them, unless one of its paths begins with `base`: such a
    /// rule is for the whole host, and stays as it is.
    pub fn new(text: &str, base: &str) -> Self {
        let text: String = text.split_inclusive('\n').map(|line| below(line, base)).collect();
        let mut redirects = Self { text: String::new(), nodes: Vec::new() };
        for (line_number, line) in text.lines().enumerate() {
            redirects.add(line_number, line);
        }
        Self { text, ..redirects }
    }

    /// The rules with all paths as the host sees them.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Every line that is neither empty nor a comment, with its number from 1: the rule in it, or the line where it is
    /// none that is applied here.
    pub fn lines(&self) -> impl Iterator<Item = (usize, Result<RedirectRule<'_>, &str>)> {
        let lines = (1..).zip(self.text.lines());
        let lines = lines.filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
        lines.map(|(number, line)| (number, RedirectRule::parse(line).ok_or(line)))
    }

    /// The destination of the first rule that matches `path`, a path on the host.
    ///
    /// At most 1,000 rules and segments are tried, so the time does not grow with the number of rules.
    pub fn find(&self, path: &str) -> Option<Destination> {
        if self.nodes.is_empty() {
            return None;
        }
        let mut search = Search { nodes: &self.nodes, path, values: Vec::new(), left: MAX_TRIED, found: None };
        search.visit(0, path.trim_matches('/'));
        search.found.map(|(_, destination)| destination)
    }

    fn add(&mut self, line_number: usize, line: &str) -> Option<()> {
        let RedirectRule { from, to, status } = RedirectRule::parse(line)?;
        let pattern = from.trim_start_matches('/').trim_end_matches('/');
        let mut rule = Rule { line_number, placeholders: Vec::new(), to: to.into(), status };
        let mut at = self.root(line_number);
        for part in pattern.split('/') {
            if part == "*" {
                push(&mut self.nodes[at].splats, rule);
                return Some(());
            }
            let next = if part.starts_with(':') {
                rule.placeholders.push(part.into());
                self.nodes[at].any
            } else {
                self.nodes[at].named.get(part).copied()
            };
            at = match next {
                Some(next) => next,
                None => self.node_below(at, part, line_number),
            };
        }
        push(&mut self.nodes[at].ends, rule);
        Some(())
    }

    /// The root, which the first rule creates.
    fn root(&mut self, line_number: usize) -> usize {
        if self.nodes.is_empty() {
            self.nodes.push(Node::new(line_number));
        }
        0
    }

    fn node_below(&mut self, above: usize, part: &str, line_number: usize) -> usize {
        let index = self.nodes.len();
        self.nodes.push(Node::new(line_number));
        match part.starts_with(':') {
            true => self.nodes[above].any = Some(index),
            false => drop(self.nodes[above].named.insert(part.into(), index)),
        }
        index
    }
}

/// The line of a rule with `base` before the paths that mean the site.
fn below<'l>(line: &'l str, base: &str) -> Cow<'l, str> {
    let mut end = 0;
    let rule = line.split(" #").next().unwrap_or_default();
    let mut words = rule.split_inclusive(char::is_whitespace).filter_map(|word| {
        let start = end;
        end += word.len();
        Some((start, word.trim_end())).filter(|(_, word)| !word.is_empty())
    });
    let folder = base.trim_end_matches('/');
    let Some((start, from)) = words.next().filter(|(_, from)| from.starts_with('/') && !folder.is_empty()) else {
        return Cow::Borrowed(line);
    };
    // Between the two there may be conditions on the query: `id=:id`.
    let to = words.find(|(_, word)| word.starts_with('/') || word.contains("://"));
    let is_below = |path: &str| {
        let rest = path.strip_prefix(folder);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    };
    // `/.netlify/` and `/.well-known/` belong to the host.
    let is_of_site = |path: &str| path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/.");
    if !is_of_site(from) || is_below(from) || to.is_some_and(|(_, to)| is_below(to)) {
        return Cow::Borrowed(line);
    }
    let mut written = line.to_owned();
    if let Some((at, _)) = to.filter(|(_, to)| is_of_site(to)) {
        written.insert_str(at, folder);
    }
    written.insert_str(start, folder);
    Cow::Owned(written)
}

impl Node {
    fn new(first: usize) -> Self {
        Self { named: HashMap::new(), any: None, ends: Vec::new(), splats: Vec::new(), first }
    }
}

/// Adds a rule, unless an earlier one has the same paths and destination.
fn push(rules: &mut Vec<Rule>, rule: Rule) {
    // Of two different rules without placeholders, one has a destination other than the path itself.
    let is_complete = rule.placeholders.is_empty() && rules.len() > 1 && rules.iter().all(Rule::is_fixed);
    let is_known = |known: &Rule| known.placeholders == rule.placeholders && known.to == rule.to;
    if !is_complete && !rules.last().is_some_and(is_known) {
        rules.push(rule);
    }
}

impl Rule {
    fn is_fixed(&self) -> bool {
        self.placeholders.is_empty() && !self.to.contains(":splat")
    }
}

/// The search for the first rule that matches a path.
struct Search<'r> {
    nodes: &'r [Node],
    path: &'r str,
    /// The segment for each placeholder so far.
    values: Vec<&'r str>,
    /// How many more nodes and rules are tried.
    left: usize,
    found: Option<(usize, Destination)>,
}

impl<'r> Search<'r> {
    /// Tries the rules at a node and below it; `rest` is the path that is left.
    fn visit(&mut self, at: usize, rest: &'r str) {
        let node = &self.nodes[at];
        let is_behind = self.found.as_ref().is_some_and(|(line_number, _)| *line_number < node.first);
        if is_behind || self.left == 0 {
            return;
        }
        self.left -= 1;
        self.try_all(&node.splats, Some(rest));
        if rest.is_empty() {
            self.try_all(&node.ends, None);
        }
        let (first, after) = rest.split_once('/').unwrap_or((rest, ""));
        if let Some(next) = node.named.get(first) {
            self.visit(*next, after);
        }
        if let Some(next) = node.any.filter(|_| !first.is_empty()) {
            self.values.push(first);
            self.visit(next, after);
            self.values.pop();
        }
    }

    fn try_all(&mut self, rules: &[Rule], splat: Option<&'r str>) {
        for rule in rules {
            if self.found.as_ref().is_some_and(|(line_number, _)| *line_number < rule.line_number) || self.left == 0 {
                return;
            }
            self.left -= 1;
            let named = rule.placeholders.iter().map(|name| &**name).zip(self.values.iter().copied());
            let mut filled: Vec<(&str, &str)> = named.chain(splat.map(|rest| (":splat", rest))).collect();
            // Longer names first, so that `:y` does not replace the start of `:year`.
            filled.sort_by_key(|(name, _)| Reverse(name.len()));
            let fill = |to: String, (name, value): (&str, &str)| to.replace(name, value);
            let to = filled.into_iter().fold(rule.to.to_string(), fill);
            if to != self.path {
                self.found = Some((rule.line_number, Destination { to, status: rule.status }));
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Redirects;

    const RULES: &str = "# moved\n/old/ /new/\n/gone /410 410\n/docs/* /guides/:splat 302\n/news/:year/:month/:y /n/:y-:month-:year\n\
                         /app/* /index.html 200\n/fr/* /fr-only/ 302 Country=fr\n/loop/* /loop/:splat\n/ext https://other.example/x 307\n";

    fn check_rules(rules: &str, path: &str, expected: Option<(&str, u16)>) {
        let found = Redirects::new(rules, "/").find(path);
        assert_eq!(found.as_ref().map(|found| (found.to.as_str(), found.status)), expected, "{path}");
    }

    fn check(path: &str, expected: Option<(&str, u16)>) {
        check_rules(RULES, path, expected);
    }

    #[test]
    fn the_first_rule_that_matches_leads_on() {
        check("/old/", Some(("/new/", 301)));
        check("/old", Some(("/new/", 301)));
        check("/old/x", None);
        check("/gone", Some(("/410", 410)));
        check("/docs/a/b/", Some(("/guides/a/b", 302)));
        check("/docs", Some(("/guides/", 302)));
        check("/news/2026/11/x", Some(("/n/x-11-2026", 301)));
        check("/news/2026/11", None);
        check("/app/any", Some(("/index.html", 200)));
        check("/fr/x", None);
        check("/loop/x", None);
        check("/ext", Some(("https://other.example/x", 307)));
        check("/", None);
        check("/é", None);
    }

    #[test]
    fn the_first_rule_counts_whichever_kind_it_is() {
        check_rules("/a/:x /placeholder\n/a/b /name\n/a/* /splat\n", "/a/b/", Some(("/placeholder", 301)));
        check_rules("/a/* /splat\n/a/:x /placeholder\n/a/b /name\n", "/a/b", Some(("/splat", 301)));
        check_rules("/a/b /name\n/:x/b /placeholder\n", "/c/b", Some(("/placeholder", 301)));
        check_rules("/:x/c /one\n/a/:y /two\n", "/a/c", Some(("/one", 301)));
        check_rules("/:x/d /one\n/a/:y /two\n", "/a/c", Some(("/two", 301)));
        check_rules("/* /everything", "/", Some(("/everything", 301)));
        check_rules("/ /start", "/", Some(("/start", 301)));
    }

    #[test]
    fn rules_for_the_site_get_its_path_and_rules_for_the_host_stay() {
        let written = |rules: &str| Redirects::new(rules, "/guide/").as_str().to_owned();
        for (rule, expected) in [
            ("/pci/*  /pci-dss/:splat 301\n", "/guide/pci/*  /guide/pci-dss/:splat 301\n"),
            ("/x /x/ 302 # why\r\n", "/guide/x /guide/x/ 302 # why\r\n"),
            ("/y https://example.org/ 301!", "/guide/y https://example.org/ 301!"),
            ("/s id=:id /s/:id 301", "/guide/s id=:id /guide/s/:id 301"),
            ("/de /fr 302 Country=fr", "/guide/de /guide/fr 302 Country=fr"),
            ("/api/* /.netlify/functions/:splat 200", "/guide/api/* /.netlify/functions/:splat 200"),
            // For the whole host.
            ("/ /guide/ 302", "/ /guide/ 302"),
            ("/guide/a /guide/b", "/guide/a /guide/b"),
            ("/guide /elsewhere", "/guide /elsewhere"),
            ("/guides/a /b", "/guide/guides/a /guide/b"),
            ("/.well-known/x /y", "/.well-known/x /y"),
            ("https://old.example/* https://new.example/:splat", "https://old.example/* https://new.example/:splat"),
            ("# /a /b\n\n", "# /a /b\n\n"),
        ] {
            assert_eq!(written(rule), expected);
            assert_eq!(Redirects::new(rule, "/").as_str(), rule);
        }
        let redirects = Redirects::new("/pci/* /pci-dss/:splat\n/ /guide/\n", "/guide/");
        let to = |path: &str| redirects.find(path).map(|found| found.to);
        assert_eq!(to("/guide/pci/a"), Some("/guide/pci-dss/a".to_owned()));
        assert_eq!((to("/pci/a"), to("/")), (None, Some("/guide/".to_owned())));
    }

    #[test]
    fn a_rule_that_leads_to_itself_is_ignored() {
        check_rules("/a /a\n/a /b\n/a /c\n", "/a", Some(("/b", 301)));
        check_rules("/a /a\n/a /a\n/a /b\n", "/a", Some(("/b", 301)));
        check_rules("/a /a\n", "/a", None);
        check_rules("/:x /:x\n/:y /:y/\n", "/a", Some(("/a/", 301)));
    }

    #[test]
    fn a_path_that_very_many_rules_could_match_is_given_up() {
        let name = |rule: usize, part: usize| if rule & 1 << part == 0 { "a" } else { ":x" };
        let rule = |rule: usize| (0..16).map(|part| format!("/{}", name(rule, part))).collect::<String>() + "/b /to\n";
        let rules: String = (0..1 << 16).map(rule).collect();
        let redirects = Redirects::new(&rules, "/");
        assert_eq!(redirects.find(&format!("{}/c", "/a".repeat(16))), None);
        assert!(redirects.find(&format!("{}/b", "/a".repeat(16))).is_some());
    }
}
