//! One line a finding, as editors and `grep` like it: `content/a.md:12:5: error[LK101] message`.

use std::io;

use super::{Report, visible};

/// Writes one line a finding and nothing else.
pub fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    for reported in &report.findings {
        let finding = reported.finding;
        writeln!(
            out,
            "{}:{}:{}: {}[{}] {}",
            visible(reported.path),
            reported.start.line,
            reported.start.column,
            reported.severity.name(),
            finding.code.id(),
            visible(&finding.message)
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::finding::sample;

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
