//! Citations and mentions as articles hold them, from Markdown on.

use super::{CitableFrameworks, Mention, mentions};
use crate::finding::Finding;
use crate::framework::{Framework, Frameworks, Head, Origin};
use crate::markdown::{
    Dialect, Document, Expansion, Form, Highlighter, Invocation, ShortcodeFault, Shortcodes, Terms, Tools, as_markdown,
    parse,
};
use crate::source::FileId;

/// Every shortcode gives back what it encloses, as Markdown.
struct Enclosing;

impl Shortcodes for Enclosing {
    fn expand(&self, invocation: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        Ok(Expansion::Text(as_markdown(invocation.inner.unwrap_or_default())))
    }
}

struct Article {
    document: Document,
    mentions: Vec<Mention>,
    findings: Vec<Finding>,
}

fn read(text: &str) -> Article {
    let framework = |key: &str, name: &str| {
        let head = Head { key: key.into(), name: name.into(), version: "4.0.1".into(), ..Head::default() };
        Framework::new(head, Origin::BuiltIn, Vec::new())
    };
    let frameworks = [framework("nist-800-53", "NIST SP 800-53"), framework("pci-dss", "PCI DSS")];
    let citations = CitableFrameworks::new(&Frameworks::new(frameworks));
    let highlighter = Highlighter::plain();
    let tools = Tools {
        shortcodes: &Enclosing,
        highlighter: &highlighter,
        citations: &citations,
        terms: Terms::Ignored,
        dialect: Dialect::default(),
    };
    let parsed = parse(FileId(0), text, 0, tools);
    let mentions = mentions(&parsed.prose, &parsed.document, citations.number_words());
    Article { document: parsed.document, mentions, findings: parsed.findings }
}

/// Citations in a short form, `KEY@VERSION ID ID`, with words of the author's own as `KEY … "`.
fn check_cited(text: &str, expected: &[&str]) {
    let Article { document, .. } = read(text);
    let shown = document.citations.iter().map(|citation| {
        let version = citation.version.as_ref().map(|version| format!("@{version}")).unwrap_or_default();
        let ids = citation.ids.iter().map(|id| {
            if let Some(written) = id.written {
                assert_eq!(written.of(text), id.id, "{text}");
            }
            format!(" {}", id.id)
        });
        let words = if citation.form == Form::Words { " \"" } else { "" };
        format!("{}{version}{}{words}", citation.framework, ids.collect::<String>())
    });
    assert_eq!(shown.collect::<Vec<_>>(), expected, "{text}");
    assert!(document.links.iter().all(|link| !link.destination.contains("pci-dss")), "{text}");
}

fn check_mentioned(text: &str, expected: &[&str]) {
    let Article { mentions, .. } = read(text);
    let ids = mentions.iter().flat_map(|mention| &mention.ids);
    let shown: Vec<&str> = ids.map(|id| id.span.of(text)).collect();
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn requirements_are_cited_wherever_markdown_is_text() {
    check_cited("See [pci-dss:11.3.1].", &["pci-dss 11.3.1"]);
    check_cited("[pci-dss:6.3.1, 6.3.2] and [pci-dss@3.2.1:6.5.1]", &["pci-dss 6.3.1 6.3.2", "pci-dss@3.2.1 6.5.1"]);
    check_cited("[quarterly *scans*](pci-dss:11.3.1)", &["pci-dss 11.3.1 \""]);
    check_cited("[all](pci-dss@3.2.1:6.5.1,6.5.2)", &["pci-dss@3.2.1 6.5.1 6.5.2 \""]);
    check_cited("[all](<pci-dss:6.5.1, 6.5.2>)", &["pci-dss 6.5.1 6.5.2 \""]);
    check_cited("[scans][q]\n\n[q]: pci-dss:11.3.1", &["pci-dss 11.3.1 \""]);
    check_cited("[scans][pci-dss:11.3.1]", &["pci-dss 11.3.1 \""]);
    check_cited("<pci-dss:11.3.1> [](pci-dss:1)", &["pci-dss 11.3.1", "pci-dss 1"]);
    check_cited("- a [nist-800-53:AC-2(1)]\n> [pci-dss:1,\n> 2]", &["nist-800-53 AC-2(1)", "pci-dss 1 2"]);
    check_cited("| a | b |\n|---|---|\n| [pci-dss:1.1] | x |", &["pci-dss 1.1"]);
    check_cited("{{< note >}}Inside [pci-dss:1.1]{{< /note >}}", &["pci-dss 1.1"]);
    check_cited("Word[^n]\n\n[^n]: See [pci-dss:1.1].", &["pci-dss 1.1"]);
}

#[test]
fn text_that_is_not_a_citation_does_not_change() {
    for text in [
        "`[pci-dss:11.3.1]`",
        "```\n[pci-dss:11.3.1]\n```",
        "    [pci-dss:11.3.1]",
        "[note:11.3.1] [pci:1]",
        "\\[pci-dss:11.3.1]",
        "[pci-dss:1](https://example.com)",
        "[pci-dss:1]\n\n[pci-dss:1]: https://example.com",
        "![pci-dss:1]",
        "[see [pci-dss:1] here](/scans/)",
        "[![see [pci-dss:1]](/a.png) here](/scans/)",
        "<div>\n[pci-dss:1]\n</div>",
    ] {
        check_cited(text, &[]);
    }
}

#[test]
fn a_heading_shows_the_citation_and_keeps_the_id_that_hugo_makes_of_it() {
    let Article { document, .. } = read("## Scans ([pci-dss:11.3.1]) weekly\n\n## For [scans](pci-dss:11.3.1)\n");
    let headings: Vec<_> = document.headings.iter().map(|head| (head.id.as_deref().unwrap(), &*head.text)).collect();
    let expected = [("scans-pci-dss1131-weekly", "Scans (PCI DSS 11.3.1) weekly"), ("for-scans", "For scans")];
    assert_eq!(headings, expected);
}

#[test]
fn a_citation_that_markdown_takes_for_a_definition_is_found_and_fixed() {
    let text = "Text.\n\n[pci-dss:11.6.1]: word\n\nSee [pci-dss:11.6.1].\n\n[pci-dss:1.1]: /a/\n";
    let Article { document, findings, .. } = read(text);
    assert_eq!(document.citations.len(), 1);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].location.span.of(text), "[pci-dss:11.6.1]:");
    let fix = findings[0].fix.as_ref().unwrap();
    let mut mended = text.to_owned();
    mended.replace_range(fix.span.start..fix.span.end, &fix.replace);
    let Article { document, findings, .. } = read(&mended);
    assert_eq!((document.citations.len(), findings.len()), (2, 0));
}

#[test]
fn requirements_are_mentioned_in_prose_only() {
    check_mentioned("(Requirement 11.3.11). Requirements 6.3.1\nand 6.3.2", &["11.3.11", "6.3.1", "6.3.2"]);
    check_mentioned(
        "## Requirement 1.1\n\n| Requirement 1.2 | b |\n|---|---|\n| Requirement 1.3 | x |",
        &["1.1", "1.2", "1.3"],
    );
    check_mentioned("`Requirement 1.1` ![Requirement 1.2](x) <i title='Requirement 1.3'>", &[]);
    check_mentioned("```\nRequirement 1.1\n```\n\n    Requirement 1.2\n\n<div>\nRequirement 1.3\n</div>", &[]);
    check_mentioned("[Requirement 1.1](pci-dss:1.1) [x](</Requirement 1.2>)", &[]);
    check_mentioned("See the requirement\n1. First\n", &[]);
}

#[test]
fn a_mention_has_its_sentence_and_whether_it_can_become_a_citation() {
    let text = "One. It is (Req. 1.1 of ISO). Two.\n\n[Requirement 1.2](/x/) **Requirement** 1.3";
    let Article { mentions, .. } = read(text);
    let shown: Vec<_> = mentions.iter().map(|mention| (&*mention.sentence, mention.is_plain)).collect();
    assert_eq!(shown[0], (" It is (Req. 1.1 of ISO)", true));
    assert_eq!([shown[1].1, shown[2].1], [false, false]);
    assert_eq!((mentions[0].word(), mentions[0].at.of(shown[0].0)), ("Req", "1.1"));
    let Article { mentions, .. } = read("The control AC-2 (1). The control AC-2 (old).");
    assert_eq!(mentions.iter().map(|mention| mention.is_plain).collect::<Vec<_>>(), [true, true]);
}

#[test]
fn mentions_in_footnotes_without_a_reference_are_ignored() {
    // In another order than that of their labels, and without ids.
    check_mentioned(
        "Requirement 1.1.1 here.\n\n[^z]: Requirement 2.2.2 hidden.\n\n[^m]: Requirement 3.3.3 too.\n\n[^a]: Requirement 4.4.4.\n\nRequirement 5.5.5.\n",
        &["1.1.1", "5.5.5"],
    );
}
