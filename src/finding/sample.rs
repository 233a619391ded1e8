//! A report for the tests of all formats: an error, a warning with a fix, a hint with control characters.

use std::io;

use super::code::Code;
use super::model::Finding;
use super::report::{Levels, Report};
use crate::source::{FileId, Location, SourceFile, SourceSet, Span};

/// The output of `write` for the sample.
pub(super) fn written(write: impl FnOnce(&Report<'_>, &mut dyn io::Write) -> io::Result<()>) -> String {
    let a = "---\ntitle: é\nSee [it](/nowhere/).\n[old](/old/)\n";
    let b = "x [\u{1b}[2J\u{202e}](/a/)\n";
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    let sources = SourceSet::new(vec![file("content/a.md", a), file("content/b.md", b)]);
    let location = |file: u32, text: &str, part: &str| {
        let start = text.find(part).unwrap();
        Location::new(FileId(file), Span::new(start, start + part.len()))
    };
    let findings = [
        Finding::new(Code::EmptyLinkText, location(1, b, "[\u{1b}[2J\u{202e}](/a/)"), "link \u{1b}[2J without text"),
        Finding::new(Code::LinkThroughAlias, location(0, a, "[old](/old/)"), "`/old/` leads through an alias")
            .about("/old/")
            .fix(location(0, a, "/old/").span, "/new/")
            .related(location(1, b, "x"), "the alias is declared here"),
        Finding::new(Code::BrokenPage, location(0, a, "[it](/nowhere/)"), "no page at `/nowhere/`")
            .about("/nowhere/")
            .help("did you mean `/somewhere/`?"),
    ];
    render(&findings, &sources, write)
}

/// The output of `write` for these findings, with the default severities.
pub(super) fn render(
    findings: &[Finding],
    sources: &SourceSet,
    write: impl FnOnce(&Report<'_>, &mut dyn io::Write) -> io::Result<()>,
) -> String {
    let report = Report::new(findings, sources, &Levels::default());
    let mut out = Vec::new();
    write(&report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}
