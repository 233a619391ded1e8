//! Workflow commands, which GitHub shows as annotations on a pull request.

use std::borrow::Cow;
use std::io;

use super::report::{Report, Reported};
use super::severity::Severity;
use super::visible::visible;

/// Writes one workflow command for each finding.
pub fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    report.findings.iter().try_for_each(|reported| command(reported, out))
}

fn command(reported: &Reported<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let (start, end, finding) = (reported.start, reported.end, reported.finding);
    let level = match reported.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint | Severity::Off => "notice",
    };
    write!(out, "::{level} file={},line={}", property(reported.path), start.line)?;
    // GitHub rejects columns in an annotation of several lines.
    if start.line == end.line {
        write!(out, ",col={},endLine={},endColumn={}", start.column, end.line, end.column)?;
    } else {
        write!(out, ",endLine={}", end.line)?;
    }
    write!(out, ",title={} {}::", finding.code.id(), finding.code.name())?;
    // GitHub shows no line of such a file.
    if let Some(cell) = &reported.cell {
        write!(out, "{}: ", value(&cell.to_string()))?;
    }
    write!(out, "{}", value(&finding.message))?;
    if let Some(help) = &finding.help {
        write!(out, "%0Ahelp: {}", value(help))?;
    }
    for related in &reported.related {
        write!(out, "%0Anote: {}: {}", value(&related.place()), value(&related.related.message))?;
    }
    out.write_all(b"\n")
}

/// The text of a command. Line ends are escaped by [`visible`], so only `%` is left to escape.
fn value(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    if shown.contains('%') { Cow::Owned(shown.replace('%', "%25")) } else { shown }
}

/// A property of a command, where colons and commas are separators.
fn property(text: &str) -> String {
    value(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::{property, value};
    use crate::finding::sample;

    #[test]
    fn every_finding_is_one_command() {
        let written = sample::written(|report, out| super::write(report, out));
        let expected = concat!(
            "::error file=content/a.md,line=3,col=5,endLine=3,endColumn=20,title=LK101 broken-page",
            "::no page at `/nowhere/`%0Ahelp: did you mean `/somewhere/`?\n",
            "::warning file=content/a.md,line=4,col=1,endLine=4,endColumn=13,title=LK104 link-through-alias",
            "::`/old/` leads through an alias%0Anote: content/b.md:1: the alias is declared here\n",
            "::notice file=content/b.md,line=1,col=3,endLine=1,endColumn=15,title=LK112 empty-link-text",
            "::link \\u{1b}[2J without text\n",
        );
        assert_eq!(written, expected);
    }

    #[test]
    fn nothing_in_a_message_can_begin_another_command() {
        assert_eq!(value("100% a\n::error::b"), "100%25 a\\n::error::b");
        assert_eq!(property("content/a,b:c.md"), "content/a%2Cb%3Ac.md");
    }
}
