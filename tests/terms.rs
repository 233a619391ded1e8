//! Defined terms from the glossary to the page: linked at first use, with a card, by the nearest glossary.

use crate::support::Project;

const GLOSSARY: &str = "---\ntitle: Glossary\ndescription: One sentence.\nglossary: true\n---\n\nCDE\ncardholder data environment\n: Systems with *card* data, as [pci-dss:1.1.1] has it & more.\n\nsegmentation\n: What keeps them apart.\n";

fn page(title: &str, front: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndescription: One sentence.\n{front}---\n{body}")
}

fn site(body: &str) -> Project {
    Project::new()
        .file("content/_index.md", page("Guide", "", "[a](a/) [g](glossary/)\n"))
        .file("content/glossary.md", GLOSSARY)
        .file("content/a.md", page("A", "", body))
}

fn built(project: &Project) {
    let answer = project.answer(["--root", ".", "build", "-q", "--no-search"]);
    assert_eq!(answer.status, Some(0), "{}{}", answer.stdout, answer.stderr);
}

fn links(html: &str) -> Vec<&str> {
    html.split("<a class=term ").skip(1).filter_map(|rest| rest.split_once('>')?.1.split("</a>").next()).collect()
}

#[test]
fn the_first_use_of_a_term_is_a_link_with_a_card() {
    let project = site(
        "## The CDE\n\n`CDE` [CDE](/). Segmentation of the CDE, the cardholder\ndata environment; segmentation.\n",
    );
    built(&project);
    let html = project.read("public/a/index.html");
    assert_eq!(links(&html), ["Segmentation", "CDE"], "{html}");
    assert!(html.contains("<a class=term href=\"/glossary/#cde\" interestfor=C2>CDE</a>"), "{html}");
    let card = "<div popover=hint id=C2><b>CDE</b> cardholder data environment<p>Systems with card data, as PCI DSS 1.1.1 has it &amp; more.</p></div>";
    assert!(html.contains(card), "{html}");
    let glossary = project.read("public/glossary/index.html");
    assert!(
        glossary.contains("<dt id=\"cde\"><dfn>CDE</dfn></dt>\n<dt><dfn>cardholder data environment</dfn></dt>\n<dd>")
    );
    assert!(links(&glossary).is_empty(), "{glossary}");
    let markdown = project.read("public/a/index.md");
    assert!(markdown.contains("Segmentation of the CDE, the cardholder\ndata environment"), "{markdown}");
}

#[test]
fn a_term_across_lines_and_in_a_callout_is_linked() {
    let body = "> [!NOTE] Of a CDE\n> A cardholder\n> data environment.\n\n{{< details \"CDE\" >}}segmentation{{< /details >}}\n";
    let project = site(body);
    built(&project);
    let html = project.read("public/a/index.html");
    assert_eq!(links(&html), ["cardholder\ndata environment"], "{html}");
}

#[test]
fn the_nearest_glossary_counts_and_a_page_may_opt_out() {
    let own = GLOSSARY.replace("Systems with", "In this section");
    let project = site("The CDE.\n")
        .file("content/s/_index.md", page("S", "", "The CDE.\n"))
        .file("content/s/words/index.md", own)
        .file("content/s/b.md", page("B", "", "The CDE and segmentation.\n"))
        .file("content/s/c.md", page("C", "terms: false\n", "The CDE.\n"))
        .file("content/t.md", page("T", "terms: [one, two]\n", "The CDE.\n"));
    built(&project);
    for (path, address) in
        [("a", "/glossary/#cde"), ("s", "/s/words/#cde"), ("s/b", "/s/words/#cde"), ("t", "/glossary/#cde")]
    {
        let html = project.read(&format!("public/{path}/index.html"));
        assert!(html.contains(&format!("<a class=term href=\"{address}\"")), "{path}: {html}");
    }
    assert!(links(&project.read("public/s/c/index.html")).is_empty());
}

#[test]
fn without_a_published_glossary_nothing_is_linked() {
    let project = site("The CDE.\n")
        .file("content/glossary.md", GLOSSARY.replace("glossary: true", "glossary: true\ndraft: true"));
    project.write("content/_index.md", page("Guide", "", "[a](a/)\n").as_bytes());
    built(&project);
    assert!(project.read("public/a/index.html").contains("<p>The CDE.</p>"));
}

#[test]
fn the_page_for_paper_ends_with_the_terms_of_its_articles() {
    let control = "control: {owner: A, approver: B, version: \"1\", history: [{version: \"1\", date: 2026-01-01, change: First}]}\n";
    let project = site("The CDE.\n")
        .file("content/s/_index.md", page("S", "print: true\n", ""))
        .file("content/s/a.md", page("A", control, "A CDE.\n"))
        .file("content/s/b.md", page("B", "", "A CDE and segmentation.\n"));
    built(&project);
    let html = project.read("public/s/print/index.html");
    let terms = html.split_once("id=\"Terms\"").map_or("", |(_, rest)| rest);
    assert!(terms.contains("<dt>CDE (cardholder data environment)</dt>\n<dd>Systems with card data"), "{html}");
    assert!(terms.contains("<dt>segmentation</dt>"), "{html}");
    // With the glossary among its articles the page has it already.
    project.write("content/s/glossary.md", GLOSSARY.as_bytes());
    built(&project);
    assert!(!project.read("public/s/print/index.html").contains("id=\"Terms\""));
}
