//! Syntax of other generators that a site asks for: callouts, formulas, diagrams, frames.

use crate::support::Project;

const HOME: &str = "---\ntitle: Home\ndescription: d\n---\n";

const PRINTED: &str = "---\ntitle: Guide\ndescription: d\nprint: true\n---\n";

/// A callout of each dialect, in each other and in a list, with links, citations, headings, footnotes and a table.
const CALLOUTS: &str = "---\ntitle: B\ndescription: d\nframework: pci-dss\n---\n\
    !!! note \"See [a](/was/)\"\n    [b](a.md#pins) and[^1]\n\n    - [c](/was/) and Requirement 11.3.1\n\n        \
    ??? tip\n            [d](/nope/) {{< icon check >}}\n\n    ## More\n\n    | h | i |\n    |---|---|\n    | 1 | 2 |\n    \
    {#t csv=true caption=\"T\"}\n\n:::warning[[e](#more) of [pci-dss:99.9]]\n[f](/was/)\n:::\n\n[^1]: Note.\n";

fn site() -> Project {
    Project::new()
        .file("clausebook.yaml", "markup:\n  admonitions: [mkdocs, docusaurus]\n")
        .file("content/_index.md", HOME)
        .file("content/g/_index.md", PRINTED)
        .file("content/g/a.md", "---\ntitle: A\ndescription: d\naliases: [/was/]\n---\n## Pins\n\n## More\n")
        .file("content/g/b.md", CALLOUTS)
}

#[test]
fn what_callouts_hold_is_checked_at_its_place() {
    let found = site().answer(["check", "--format", "concise"]).stdout;
    for expected in [
        "content/g/b.md:6:15: warning[LK104]",
        "content/g/b.md:9:7: warning[LK104]",
        "content/g/b.md:9:22: hint[RQ111]",
        "content/g/b.md:12:13: error[LK101]",
        "content/g/b.md:21:35: error[RQ102]",
        "content/g/b.md:22:1: warning[LK104]",
    ] {
        assert!(found.contains(expected), "{expected} is not in {found}");
    }
    assert!(!found.contains("MD10"), "{found}");
}

#[test]
fn fixes_in_callouts_change_the_addresses_alone() {
    let project = site();
    project.answer(["check", "--fix"]);
    let fixed =
        CALLOUTS.replace("/was/", "/g/a/").replace("Requirement 11.3.1", "[Requirement 11.3.1](pci-dss:11.3.1)");
    assert_eq!(project.read("content/g/b.md"), fixed);
}

#[test]
fn callouts_are_on_the_page_on_paper_and_in_its_markdown() {
    let project = site();
    project.write("content/g/b.md", CALLOUTS.replace("{{< icon check >}}", "").as_bytes());
    project.run(["build", "-q"]).done();
    for page in ["public/g/b/index.html", "public/g/print/index.html"] {
        let html = project.read(page);
        assert!(html.contains("<blockquote class=\"callout note\">\n<p class=\"callout-title\">See <a"), "{html}");
        assert!(
            html.contains("<details class=\"callout tip\">\n<summary class=\"callout-title\">Tip</summary>"),
            "{html}"
        );
        assert!(html.contains("<blockquote class=\"callout warning\">") && html.contains("more\">More</h"), "{html}");
        assert!(html.contains("role=\"doc-noteref\"") && !html.contains("!!!") && !html.contains(":::"), "{html}");
    }
    let markdown = project.read("public/g/b/index.md");
    assert!(markdown.contains("> [!NOTE] See [a](/was/)\n>\n> [b](/g/a/#pins) and[^1]\n"), "{markdown}");
    assert!(markdown.contains(">     > [!TIP]-\n>     >\n>     > [d](/nope/) \n"), "{markdown}");
    assert!(markdown.contains("\n> [!WARNING] [e](#more) of [pci-dss:99.9]\n>\n> [f](/was/)\n"), "{markdown}");
    assert_eq!(project.read("public/g/b/t.csv"), "h,i\r\n1,2\r\n");
}

#[test]
fn callouts_with_shortcodes_are_alerts_in_the_markdown_of_the_page() {
    let project = site();
    project.run(["build", "-q"]).done();
    let markdown = project.read("public/g/b/index.md");
    assert!(markdown.contains("> [!NOTE] See [a](/was/)\n>\n") && !markdown.contains("!!!"), "{markdown}");
}

#[test]
fn an_argument_of_an_alert_names_its_kind_in_any_theme() {
    let calls = ["context=\"warning\"", "type=\"warning\"", "title=\"Warning\" color=\"warning\""];
    for call in calls {
        let text = format!("{HOME}{{{{% alert {call} %}}}}\nMind the **gap**.\n{{{{% /alert %}}}}\n");
        let project = Project::new().file("content/_index.md", &text);
        project.run(["check", "-q"]).done();
        project.run(["build", "-q"]).done();
        let html = project.read("public/index.html");
        let callout = "<aside class=\"callout warning\"><p class=\"callout-title\">Warning</p>";
        assert!(html.contains(callout) && html.contains("Mind the <strong>gap</strong>."), "{call}: {html}");
    }
}

#[test]
fn formulas_are_mathml_where_the_site_asks_for_them() {
    let text = format!("{HOME}A $x^2$ and $\\frac{{a}}{{b}}$ or `$c$`.\n");
    let project = Project::new()
        .file("clausebook.yaml", "markup: {mathematics: true}\n")
        .file("content/_index.md", &text)
        .file("content/a.md", HOME);
    project.run(["build", "-q"]).done();
    let html = project.read("public/index.html");
    assert!(html.contains("<math display=\"inline\"><msup><mi>x</mi><mn>2</mn></msup></math>"), "{html}");
    assert!(html.contains("/formulas.css") && html.contains("<code>$c$</code>"), "{html}");
    assert!(!project.read("public/a/index.html").contains("formulas.css"));
    assert!(project.read("public/index.md").contains("A $x^2$ and"));
    project.write("clausebook.yaml", b"");
    project.run(["build", "-q"]).done();
    assert!(project.read("public/index.html").contains("A $x^2$ and"));
}

#[test]
fn only_pages_with_diagrams_load_the_script_that_the_site_supplies() {
    let project = Project::new()
        .file("clausebook.yaml", "base_url: /docs/\nmarkup: {mermaid: /js/mermaid.js}\n")
        .file("static/js/mermaid.js", "")
        .file("content/_index.md", HOME)
        .file("content/g/_index.md", PRINTED)
        .file("content/g/a.md", format!("{HOME}```mermaid\ngraph LR\n```\n"))
        .file("content/g/b.md", format!("{HOME}```text\ngraph LR\n```\n"));
    project.run(["build", "-q"]).done();
    for (page, expected) in [("g/a", true), ("g/b", false), ("g", false), ("g/print", true)] {
        let html = project.read(&format!("public/{page}/index.html"));
        assert_eq!(html.contains("<script src=\"/docs/js/mermaid.js\" defer>"), expected, "{page}: {html}");
        assert_eq!(html.contains("/docs/diagrams.js"), expected, "{page}");
    }
    assert!(project.read("public/g/a/index.html").contains("<div class=\"code diagram\" data-lang=\"mermaid\">"));
    assert!(!project.answer(["check"]).stdout.contains("MD1"));
}

#[test]
fn the_policy_names_the_hosts_of_frames_where_the_site_embeds() {
    let frames = format!(
        "{HOME}<iframe src=\"https://maps.example/x?y\" title=\"m\"></iframe>\n\n<iframe src=\"/g/\" title=\"g\"></iframe>\n"
    );
    let project = Project::new()
        .file("clausebook.yaml", "embeds: true\n")
        .file("content/_index.md", &frames)
        .file("content/g/_index.md", HOME);
    project.run(["build", "-q"]).done();
    let headers = project.read("public/_headers");
    assert!(
        headers.contains(
            "frame-src 'self' https://maps.example https://player.vimeo.com https://www.youtube-nocookie.com;"
        ) && headers.contains("frame-ancestors 'self'"),
        "{headers}"
    );
    assert!(!project.answer(["check"]).stdout.contains("MD115"));
    project.write("clausebook.yaml", b"embeds: false\n");
    project.run(["build", "-q"]).done();
    let headers = project.read("public/_headers");
    assert!(!headers.contains("frame-src") && headers.contains("frame-ancestors 'none'"), "{headers}");
    assert!(project.answer(["check"]).stdout.contains("MD115"));
}

#[test]
fn settings_of_markdown_are_validated() {
    let faults = |yaml: &str| {
        let project = Project::new().file("clausebook.yaml", yaml).file("content/_index.md", HOME);
        project.answer(["check", "--format", "concise"]).stdout
    };
    assert_eq!(faults("markup: {admonitions: docusaurus}\n"), "");
    for (yaml, expected) in [
        ("markup: {admonitions: docusaurs}\n", "clausebook.yaml:1:23: error[CF103]"),
        ("markup:\n  admonitions: [mkdocs, 3]\n", "clausebook.yaml:2:25: error[CF103]"),
        ("markup: {mermaid: 'https://cdn.example/x.js'}\n", "clausebook.yaml:1:19: error[CF103]"),
        ("markup: {math: true}\n", "clausebook.yaml:1:10: warning[CF102]"),
        ("markup: {mathematics: 3}\n", "clausebook.yaml:1:23: error[CF103]"),
        ("markup: {mermaid: /no.js}\n", "clausebook.yaml:1:19: error[CF113]"),
    ] {
        let found = faults(yaml);
        assert!(found.contains(expected), "{yaml}: {found}");
    }
}
