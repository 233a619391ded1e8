//! JUnit XML for build servers: a suite for each file, a case for each finding.
//!
//! Errors are failures; warnings and hints are skipped cases.

use std::io;

use super::report::{Report, Reported};
use super::severity::Severity;
use super::visible::visible;
use super::xml::without_forbidden;

/// Writes the report. A clean run is one passing case, since some servers reject an empty file.
pub fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    let tests = report.findings.len().max(1);
    writeln!(out, "<testsuites name=\"clausebook check\" {}>", totals(&report.findings, tests))?;
    if report.findings.is_empty() {
        out.write_all(b"  <testsuite name=\"clausebook\" tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\">\n")?;
        out.write_all(b"    <testcase classname=\"clausebook\" name=\"no findings\"/>\n  </testsuite>\n")?;
    }
    for suite in report.findings.chunk_by(|a, b| a.path == b.path) {
        writeln!(out, "  <testsuite name=\"{}\" {}>", escaped(suite[0].path), totals(suite, suite.len()))?;
        suite.iter().try_for_each(|reported| case(reported, out))?;
        out.write_all(b"  </testsuite>\n")?;
    }
    out.write_all(b"</testsuites>\n")
}

fn totals(findings: &[Reported<'_>], tests: usize) -> String {
    let failures = findings.iter().filter(|reported| reported.severity == Severity::Error).count();
    let skipped = findings.len() - failures;
    format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"")
}

fn case(reported: &Reported<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let (finding, start, path) = (reported.finding, reported.start, escaped(reported.path));
    let (id, name, message) = (finding.code.id(), finding.code.name(), escaped(&finding.message));
    let position = match &reported.cell {
        Some(cell) => escaped(&cell.to_string()),
        None => format!("{}:{}", start.line, start.column),
    };
    writeln!(
        out,
        "    <testcase classname=\"{path}\" name=\"{id} {name} at {position}\" file=\"{path}\" line=\"{}\">",
        start.line
    )?;
    if reported.severity == Severity::Error {
        writeln!(out, "      <failure type=\"{id}\" message=\"{message}\">{}</failure>", details(reported))?;
    } else {
        writeln!(out, "      <skipped message=\"{}: {message}\"/>", reported.severity.name())?;
    }
    out.write_all(b"    </testcase>\n")
}

fn details(reported: &Reported<'_>) -> String {
    let mut text = format!("{}: {}", escaped(&reported.place()), escaped(&reported.finding.message));
    if let Some(help) = &reported.finding.help {
        text.push_str("\nhelp: ");
        text.push_str(&escaped(help));
    }
    for related in &reported.related {
        text.push_str(&format!("\nnote: {}: {}", escaped(&related.place()), escaped(&related.related.message)));
    }
    text
}

/// Text for an attribute or an element.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 8);
    for character in visible(text).chars() {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\'' => written.push_str("&apos;"),
            _ => written.push(character),
        }
    }
    without_forbidden(written)
}

#[cfg(test)]
mod tests {
    use super::escaped;
    use crate::finding::sample;
    use crate::source::SourceSet;

    #[test]
    fn errors_fail_and_the_rest_is_skipped() {
        let written = sample::written(|report, out| super::write(report, out));
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="clausebook check" tests="3" failures="1" errors="0" skipped="2">
  <testsuite name="content/a.md" tests="2" failures="1" errors="0" skipped="1">
    <testcase classname="content/a.md" name="LK101 broken-page at 3:5" file="content/a.md" line="3">
      <failure type="LK101" message="no page at `/nowhere/`">content/a.md:3:5: no page at `/nowhere/`
help: did you mean `/somewhere/`?</failure>
    </testcase>
    <testcase classname="content/a.md" name="LK104 link-through-alias at 4:1" file="content/a.md" line="4">
      <skipped message="warning: `/old/` leads through an alias"/>
    </testcase>
  </testsuite>
  <testsuite name="content/b.md" tests="1" failures="0" errors="0" skipped="1">
    <testcase classname="content/b.md" name="LK112 empty-link-text at 1:3" file="content/b.md" line="1">
      <skipped message="hint: link \u{1b}[2J without text"/>
    </testcase>
  </testsuite>
</testsuites>
"#;
        assert_eq!(written, expected);
    }

    #[test]
    fn a_clean_run_is_a_passing_case() {
        let written = sample::render(&[], &SourceSet::default(), |report, out| super::write(report, out));
        assert!(written.contains("tests=\"1\" failures=\"0\""), "{written}");
        assert!(written.contains("name=\"no findings\"/>"), "{written}");
    }

    #[test]
    fn markup_and_control_characters_are_escaped() {
        assert_eq!(escaped("<a href=\"x\">&\u{0}"), "&lt;a href=&quot;x&quot;&gt;&amp;\\u{0}");
    }
}
