//! The concise format, one line for each finding: `content/a.md:12:5: error[LK101] message`.

use std::borrow::Cow;
use std::io;

use super::report::Report;
use super::visible::{readable, visible};

/// Writes one line for each finding.
pub fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    write_lines(report, visible, out)
}

/// As [`write()`], with long names shortened.
pub fn write_readable(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    write_lines(report, readable, out)
}

fn write_lines(report: &Report<'_>, shown: fn(&str) -> Cow<'_, str>, out: &mut dyn io::Write) -> io::Result<()> {
    for reported in &report.findings {
        let finding = reported.finding;
        writeln!(
            out,
            "{}: {}[{}] {}",
            visible(&reported.place()),
            reported.severity.name(),
            finding.code.id(),
            shown(&finding.message)
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::finding::{Code, Finding, sample};
    use crate::source::{FileId, Location, SourceFile, SourceSet};

    #[test]
    fn a_long_name_is_shortened_for_people_only() {
        let address = format!("/{}/end/", "x".repeat(100_000));
        let finding = Finding::new(Code::BrokenPage, Location::start_of(FileId(0)), format!("no page `{address}`"));
        let sources = SourceSet::new(vec![SourceFile { path: "content/a.md".to_owned(), text: String::new() }]);
        let whole = sample::render(std::slice::from_ref(&finding), &sources, |report, out| super::write(report, out));
        assert!(whole.contains(&address));
        let cut = sample::render(&[finding], &sources, |report, out| super::write_readable(report, out));
        assert!(cut.len() < 250 && cut.ends_with("x/end/`\n"), "{cut}");
    }

    #[test]
    fn every_finding_is_one_line() {
        let written = sample::written(|report, out| super::write(report, out));
        assert_eq!(
            written,
            "content/a.md:3:5: error[LK101] no page at `/nowhere/`\n\
             content/a.md:4:1: warning[LK104] `/old/` leads through an alias\n\
             content/b.md:1:3: hint[LK112] link \\u{1b}[2J without text\n"
        );
    }
}
