//! The human-readable format: message, location, the source line with an underline, help.
//!
//! Only the part of a line around the span is read, so a line of a megabyte costs no more than a short one.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

use annotate_snippets::renderer::Renderer;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Snippet};

use super::report::{Report, Reported, Summary, place};
use super::severity::Severity;
use super::visible::{push_visible, readable, visible};
use crate::source::{CellName, Location, Position, Span};

/// With so many findings or more, a table of codes comes before the last line.
const MIN_FOR_TABLE: usize = 12;

/// Columns for line number, bar and ellipses.
const MARGIN: usize = 12;

/// Whether the output has escape sequences for colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Plain text.
    Plain,
    /// With escape sequences.
    Styled,
}

/// Options of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Whether to use colours.
    pub colour: Colour,
    /// Columns of the terminal; source lines are shortened to fit.
    pub width: usize,
}

/// Writes every finding with its source line, a table of codes where there are many, and a line of totals.
pub fn write(report: &Report<'_>, summary: Summary, options: Options, out: &mut dyn io::Write) -> io::Result<()> {
    write_findings(report, options, out)?;
    if report.findings.len() >= MIN_FOR_TABLE {
        write_codes(report, out)?;
    }
    writeln!(out, "{}", totals(report, summary))
}

/// Writes every finding with its source line, and no totals.
pub fn write_findings(report: &Report<'_>, options: Options, out: &mut dyn io::Write) -> io::Result<()> {
    let renderer = match options.colour {
        Colour::Plain => Renderer::plain(),
        Colour::Styled => Renderer::styled(),
    };
    let renderer = renderer.term_width(options.width.max(MARGIN * 2));
    let formatter = Formatter { report, width: options.width.max(MARGIN * 2) - MARGIN, renderer };
    report.findings.iter().try_for_each(|reported| writeln!(out, "{}\n", formatter.format(reported)))
}

struct Formatter<'a> {
    report: &'a Report<'a>,
    /// Columns for the source line.
    width: usize,
    renderer: Renderer,
}

impl Formatter<'_> {
    fn format(&self, reported: &Reported<'_>) -> String {
        let finding = reported.finding;
        let level = match reported.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Hint | Severity::Off => Level::HELP.with_name("hint"),
        };
        let title = level.primary_title(readable(&finding.message)).id(finding.code.id());
        let mut locations = vec![self.locate(reported.path, (reported.start, &reported.cell), finding.location)];
        let mut group = locations[0].add_to(Group::with_title(title), AnnotationKind::Primary);
        if let Some(help) = help(reported) {
            group = group.element(Level::HELP.message(help));
        }
        let mut groups = vec![group];
        for also in &reported.related {
            let located = self.locate(also.path, (also.start, &also.cell), also.related.location);
            let title = Level::NOTE.secondary_title(readable(&also.related.message));
            groups.push(located.add_to(Group::with_title(title), AnnotationKind::Context));
            locations.push(located);
        }
        with_file_columns(self.renderer.render(&groups), &locations)
    }

    fn locate(&self, path: &str, (position, cell): (Position, &Option<CellName>), location: Location) -> Located {
        let text = &self.report.sources.get(location.file).text;
        let place = cell.as_ref().map(|cell| visible(&place(path, position, Some(cell))).into_owned());
        let excerpt = excerpt(text, location.span, self.width);
        Located { path: visible(path).into_owned(), position, place, excerpt }
    }
}

/// A location with its excerpt.
struct Located {
    path: String,
    position: Position,
    /// The cell in a workbook, in place of path, line and column.
    place: Option<String>,
    excerpt: Excerpt,
}

impl Located {
    fn add_to<'a>(&self, group: Group<'a>, kind: AnnotationKind) -> Group<'a> {
        let Excerpt { text, marked } = self.excerpt.clone();
        if text.is_empty() {
            return group
                .element(Origin::path(self.path.clone()).line(self.position.line).char_column(self.position.column));
        }
        let snippet = Snippet::source(text).path(self.path.clone()).line_start(self.position.line).fold(false);
        group.element(snippet.annotation(kind.span(marked)))
    }
}

/// Replaces the columns of the renderer, which are those in the excerpt, with those in the file or with a cell.
fn with_file_columns(rendered: String, locations: &[Located]) -> String {
    let mut corrected = String::with_capacity(rendered.len());
    let mut rest = rendered.as_str();
    for Located { path, position, place, excerpt } in locations {
        let column = excerpt.text[..excerpt.marked.start].chars().count() + 1;
        if column == position.column && place.is_none() {
            continue;
        }
        if let Some((before, after)) = rest.split_once(&format!("{path}:{}:{column}", position.line)) {
            corrected.push_str(before);
            let of_text = || format!("{path}:{}:{}", position.line, position.column);
            corrected.push_str(&place.clone().unwrap_or_else(of_text));
            rest = after;
        }
    }
    corrected.push_str(rest);
    corrected
}

fn help(reported: &Reported<'_>) -> Option<String> {
    let finding = reported.finding;
    match (&finding.help, &finding.fix) {
        (Some(help), _) => Some(readable(help).into_owned()),
        (None, Some(fix)) if fix.replace.is_empty() => Some("remove this".to_owned()),
        (None, Some(fix)) => Some(format!("write `{}` instead", readable(&fix.replace))),
        (None, None) => None,
    }
}

/// A part of a line, with invisible characters escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Excerpt {
    text: String,
    /// The bytes of `text` that the finding is about.
    marked: Range<usize>,
}

/// The line on which `span` begins, shortened to `width` characters around it. Of a span over several lines only the
/// part on the first line is marked.
fn excerpt(text: &str, span: Span, width: usize) -> Excerpt {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.floor_char_boundary(span.end.min(text.len())).max(start);
    let (before, after) = text.split_at(start);
    let on_line = |character: &char| *character != '\n';
    let behind = after.chars().take_while(on_line).take(width + 1).count();
    let ahead = before.chars().rev().take_while(on_line).take(width + 1).count();
    // The whole line where it fits; else a third before the span, or more where less follows.
    let left = if ahead + behind <= width { ahead } else { ahead.min((width / 3).max(width.saturating_sub(behind))) };
    let right = behind.min(width - left);

    let from = before.char_indices().rev().take(left).last().map_or(start, |(at, _)| at);
    let to = after.char_indices().nth(right).map_or(text.len(), |(at, _)| start + at);
    let until = end.clamp(start, to);
    let mut shown = String::with_capacity(to - from + 8);
    shown.push_str(if left < ahead { "…" } else { "" });
    push_source(&mut shown, &text[from..start]);
    let mark = shown.len();
    push_source(&mut shown, &text[start..until]);
    let marked = mark..shown.len();
    push_source(&mut shown, &text[until..to]);
    shown.push_str(if right < behind { "…" } else { "" });
    Excerpt { text: shown, marked }
}

/// Appends source text. Tabs are kept, since the renderer aligns the underline with them; line ends are left out.
fn push_source(shown: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '\t' => shown.push('\t'),
            '\r' | '\u{feff}' => {}
            _ => push_visible(shown, character),
        }
    }
}

fn write_codes(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let mut counts = BTreeMap::new();
    for reported in &report.findings {
        *counts.entry((reported.severity, reported.finding.code)).or_insert(0_usize) += 1;
    }
    for ((severity, code), count) in counts {
        writeln!(out, "{count:>6}  {:<7}  {} {}", severity.name(), code.id(), code.name())?;
    }
    writeln!(out)
}

/// The last line: the number of findings, and of what was checked.
fn totals(report: &Report<'_>, summary: Summary) -> String {
    let counts = report.counts();
    let within = format!("{} and {}", counted(summary.pages, "page"), counted(summary.links, "link"));
    let parts = [(counts.errors, "error"), (counts.warnings, "warning"), (counts.hints, "hint")];
    let parts: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| counted(*count, what)).collect();
    if parts.is_empty() {
        return format!("no findings in {within}");
    }
    let fixable = report.findings.iter().filter(|reported| reported.fix.is_some()).count();
    let fixes = if fixable > 0 { format!("; {fixable} fixable with `--fix`") } else { String::new() };
    format!("{} in {within}{fixes}", parts.join(", "))
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

#[cfg(test)]
mod tests {
    use super::{Colour, Excerpt, Options, excerpt};
    use crate::finding::{Code, Finding, Report, Summary, sample};
    use crate::source::{FileId, Location, SourceFile, SourceSet, Span};

    const PLAIN: Options = Options { colour: Colour::Plain, width: 80 };

    fn check(text: &str, span: (usize, usize), expected: &str, marked: &str) {
        let cut = excerpt(text, Span::new(span.0, span.1), 20);
        assert_eq!((cut.text.as_str(), &cut.text[cut.marked.clone()]), (expected, marked));
    }

    #[test]
    fn an_excerpt_shows_the_line_around_the_span() {
        check("one\ntwo three\nfour", (8, 13), "two three", "three");
        check("one\r\ntwo\r\n", (5, 8), "two", "two");
        check("\u{feff}abc", (3, 4), "abc", "a");
        check("first line\nsecond", (6, 17), "first line", "line");
        check("", (0, 0), "", "");
        check("abc", (3, 3), "abc", "");
        check("abc", (99, 200), "abc", "");
        check("é→x", (1, 4), "é→x", "é");
    }

    #[test]
    fn a_long_line_is_shortened_on_both_sides() {
        check("0123456789012345678901234567890123456789", (20, 22), "…45678901234567890123…", "01");
        check("0123456789012345678901234567890123456789", (38, 40), "…01234567890123456789", "89");
        check("0123456789012345678901234567890123456789", (0, 40), "01234567890123456789…", "01234567890123456789");
    }

    #[test]
    fn what_cannot_be_seen_is_marked_at_its_full_width() {
        let cut = excerpt("a\u{1b}[2Jb", Span::new(1, 2), 20);
        assert_eq!(cut, Excerpt { text: "a\\u{1b}[2Jb".to_owned(), marked: 1..7 });
    }

    #[test]
    fn a_finding_shows_its_line_its_help_and_its_related_locations() {
        let summary = Summary { pages: 2, links: 1 };
        let written = sample::written(|report, out| super::write(report, summary, PLAIN, out));
        insta::assert_snapshot!(written, @r"
        error[LK101]: no page at `/nowhere/`
         --> content/a.md:3:5
          |
        3 | See [it](/nowhere/).
          |     ^^^^^^^^^^^^^^^
          |
          = help: did you mean `/somewhere/`?

        warning[LK104]: `/old/` leads through an alias
         --> content/a.md:4:1
          |
        4 | [old](/old/)
          | ^^^^^^^^^^^^
          |
          = help: write `/new/` instead
        note: the alias is declared here
         --> content/b.md:1:1
          |
        1 | x [\u{1b}[2J\u{202e}](/a/)
          | -

        hint[LK112]: link \u{1b}[2J without text
         --> content/b.md:1:3
          |
        1 | x [\u{1b}[2J\u{202e}](/a/)
          |   ^^^^^^^^^^^^^^^^^^^^^^^^

        1 error, 1 warning, 1 hint in 2 pages and 1 link; 1 fixable with `--fix`
        ");
    }

    #[test]
    fn colours_are_the_only_escape_sequences() {
        let options = Options { colour: Colour::Styled, width: 80 };
        let written = sample::written(|report, out| super::write(report, Summary::default(), options, out));
        assert!(written.contains("\u{1b}[1m"));
        assert!(!written.contains("\u{1b}[2J") && !written.contains('\u{202e}'));
    }

    #[test]
    fn a_clean_run_says_so() {
        let summary = Summary { pages: 4, links: 31 };
        let written =
            sample::render(&[], &SourceSet::default(), |report, out| super::write(report, summary, PLAIN, out));
        assert_eq!(written, "no findings in 4 pages and 31 links\n");
    }

    fn many(text: String, count: usize) -> (Vec<Finding>, SourceSet) {
        let step = text.len() / count;
        let finding = |index: usize| {
            let location = Location::new(FileId(0), Span::new(index * step, index * step + 9));
            Finding::new(Code::BrokenPage, location, format!("no page at `/{index}/`"))
        };
        let sources = SourceSet::new(vec![SourceFile { path: "content/a.md".to_owned(), text }]);
        ((0..count).map(finding).collect(), sources)
    }

    #[test]
    fn a_huge_address_is_not_printed_whole() {
        let address = format!("/{}/end/", "a".repeat(100_000));
        let location = Location::new(FileId(0), Span::new(4, 9));
        let finding = Finding::new(Code::BrokenPage, location, format!("no page `{address}`"));
        let finding = finding.about(&address).help(format!("did you mean `{address}`?")).fix(location.span, &address);
        let finding = finding.related(location, format!("the page `{address}`"));
        let mut without_help = finding.clone();
        without_help.help = None;
        let text = format!("See {address}");
        let sources = SourceSet::new(vec![SourceFile { path: "content/a.md".to_owned(), text }]);
        let written = sample::render(&[finding, without_help], &sources, |report, out| {
            super::write(report, Summary::default(), PLAIN, out)
        });
        assert!(written.lines().all(|line| line.chars().count() < 200), "{written}");
        assert!(written.contains("aaa…aaa") && written.contains("a/end/`?"), "{written}");
    }

    #[test]
    fn many_findings_are_counted_by_code() {
        let (findings, sources) = many("[x](/nowhere/) ".repeat(20), 20);
        let written =
            sample::render(&findings, &sources, |report, out| super::write(report, Summary::default(), PLAIN, out));
        assert!(
            written.ends_with("\n    20  error    LK101 broken-page\n\n20 errors in 0 pages and 0 links\n"),
            "{written}"
        );
    }

    #[test]
    fn a_huge_line_is_not_printed_whole() {
        let (findings, sources) = many("x".repeat(1 << 20), 300);
        let written = sample::render(&findings, &sources, |report: &Report<'_>, out| {
            super::write(report, Summary::default(), PLAIN, out)
        });
        assert!(written.lines().all(|line| line.chars().count() <= 90));
        assert!(written.contains("--> content/a.md:1:3496\n"), "columns are those of the file");
        assert!(written.len() < 300 * 600, "{}", written.len());
    }
}
