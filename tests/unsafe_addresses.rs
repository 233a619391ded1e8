//! Addresses that run code in a browser are never published, in whatever form they are written.

use crate::support::Project;

/// The text of each names its form; no address of the output may contain a mark.
const BODY: &str = r#"
[inline](javascript:MARK) [blank]( <  JaVaScRiPt:MARK> ) [entity](&#106;avascript:MARK) [tab](<java&Tab;script:MARK>)
[reference][ref] <javascript:MARK> [escape](javascript\:MARK) ![image](javascript:MARK "title")

<a href="javascript:MARK" class=kept>raw</a> <a href=' &#x6A;avascript:MARK'>raw</a> <a href="java
script:MARK">raw</a> <form action="javascript:MARK"><button formaction="&#106avascript:MARK">raw</button></form>

<svg><a xlink:href="javascript:MARK"><text>raw</text></a></svg><img srcset="/a.png 1x, javascript:MARK 2x" alt="">
<iframe src="data:text/html,MARK"></iframe>

<div>
<meta http-equiv="refresh" content="0;url=javascript:MARK">
</div>

{{< figure src="javascript:MARK" link="vbscript:MARK" alt="figure" attr="by" attrlink="data:text/html,MARK" >}}

<a href="{{< ref "javascript:MARK" >}}">ref</a> <a href="{{< param "bad" >}}">param</a> {{< own "javascript:MARK" >}}

[The table](t.yaml)

| a |
|---|
| [cell](javascript:MARK) |

[ref]: data:text/html,MARK
"#;

fn site() -> Project {
    let front = "---\ntitle: \"[title](javascript:MARK)\"\ndescription: \"[description](javascript:MARK)\"\n\
                 landingpage: javascript:MARK\nimages: [\"javascript:MARK\"]\nbad: javascript:MARK\n---\n";
    let table = "kind: comparison\ntitle: T\ncolumns: {a: A}\nrows:\n  - {a: \"[cell](javascript:MARK)\"}\n";
    let config = "title: Guide\nbase_url: https://example.org/\nauthor: \"javascript:MARK\"\n\
                  menus: {footer: [{name: Foot, url: \"javascript:MARK\"}]}\n\
                  theme:\n  logo: \"data:image/png,MARK\"\n  header: [{name: Head, url: \" javascript:MARK\"}]\n  \
                  css: [\"javascript:MARK\"]\n";
    Project::new()
        .file("clausebook.yaml", config)
        .file("content/_index.md", "---\ntitle: Guide\ndescription: d\n---\n")
        .file("content/s/_index.md", "---\ntitle: Section\ndescription: d\nprint: true\n---\n")
        .file("content/s/a.md", format!("{front}{BODY}"))
        .file("content/s/t.yaml", table)
        .file("static/a.png", "x")
        .file("templates/shortcodes/own.html", "<a href=\"{{ args[0] }}\" formaction=\"{{ args[0] }}\">own</a>")
}

/// A site with one page and a data table in it.
fn page_with_table(body: &str, cell: &str) -> Project {
    let table =
        format!("kind: comparison\ntitle: T\ncolumns: {{a: A}}\nrows:\n  - a: '{}'\n", cell.replace('\'', "''"));
    Project::new()
        .file("clausebook.yaml", "title: Guide\nbase_url: https://example.org/\n")
        .file("content/_index.md", format!("---\ntitle: Guide\ndescription: d\n---\n\n{body}\n\n[The table](t.yaml)\n"))
        .file("content/t.yaml", table)
}

/// Each is a link in some browser, and must not be one in the output.
const RAW: [&str; 9] = [
    "<a href=\"javascript:alert(1)\" href=\"javascript:alert(2)\">x</a>",
    "<a HREF=\"javascript:alert(1)\" href=\"/\" Href='javascript:alert(2)'>x</a>",
    "<!-- --!><a href=\"javascript:alert(1)\">x</a> -->",
    "<!--> <a href=\"javascript:alert(1)\">x</a> -->",
    "<![CDATA[ ><a href=\"javascript:alert(1)\">x</a>]]>",
    "<?pi ><a href=\"javascript:alert(1)\">x</a>?>",
    "<xmp><a title=\"</xmp><a href=javascript:alert(1)>x</a>\">",
    "<noscript><a title=\"</noscript><a href=javascript:alert(1)>x</a>\">",
    "<iframe srcdoc=\"<a href='javascript:alert(1)'>x</a>\"></iframe>",
];

#[test]
fn raw_html_is_safe_however_a_browser_reads_it() {
    for raw in RAW {
        for body in [raw.to_owned(), format!("words {raw} words"), format!("<div>\n{raw}\n</div>")] {
            let project = page_with_table(&body, raw);
            let found = project.answer(["check", "-q", "--format", "concise"]).stdout;
            let count =
                |path: &str| found.lines().filter(|line| line.contains("LK114") && line.starts_with(path)).count();
            assert!(count("content/_index.md") > 0 && count("content/t.yaml") > 0, "{body}: {found}");
            project.run(["build", "-q"]).done();
            let html = project.read("public/index.html").to_lowercase();
            for start in
                ["<a href=javascript", "<a href=\"javascript", "href=\"javascript:alert(2)", "href='javascript"]
            {
                assert!(!html.contains(start), "{body}: {html}");
            }
        }
    }
}

#[test]
fn text_does_not_become_an_attribute_of_a_tag_that_was_left_open() {
    let bodies = [
        "<div><a title=\"\n\nx\" href=\"javascript:alert(1)\" rel=\"\n\ny\">z</a>",
        "<div><a title=\"\n\nx\" href=\"javascript\\:alert(1)\" rel=\"",
        "<div><a title='y>\n\n`' href=&#106;avascript:alert(1) `",
        "<![CDATA[ ><a title=\"]]>\n\n`\" href=\"javascript:alert(1)`",
        "<!-- --!><a title=\" -->\n\nx\" href=\"javascript:alert(1)\"",
        "{{< note title=\"n\" >}}<div><a title=\"{{< /note >}}\n\n`\" href=\"javascript:alert(1)`",
        "<div><a title=\"\n\n`\" href=\"java{{< param rest >}}`",
    ];
    for body in bodies {
        let front = "---\ntitle: Guide\ndescription: d\nrest: \"script:alert(1)\"\n---\n";
        let project = Project::new().file("content/_index.md", format!("{front}\n{body}\n"));
        assert!(project.answer(["check", "-q", "--format", "concise"]).stdout.contains("LK114"), "{body}");
        project.run(["build", "-q"]).done();
        let html = project.read("public/index.html");
        assert!(!html.contains("<a title=") && html.contains("&lt;a title="), "{body}: {html}");
    }
    let harmless = "---\ntitle: Guide\ndescription: d\n---\n\n<div title=\"a\n\nb data: c\"></div>\n";
    let project = Project::new().file("content/_index.md", harmless);
    project.run(["build", "-q"]).done();
    assert!(project.read("public/index.html").contains("<div title=\"a\n"));
}

#[test]
fn markdown_within_shortcodes_is_safe_in_the_markdown_of_the_page_too() {
    let link = "[words](javascript:alert(1)) ![shown](data:text/html,alert(2)) [kept](https://example.org/k)";
    let bodies = [
        format!("{{{{< note title=\"n\" >}}}}{link}{{{{< /note >}}}}"),
        format!("{{{{< note title=\"n\" >}}}}\n\n- a\n\n  {link}\n\n{{{{< /note >}}}}"),
        format!("{{{{< tabs >}}}}{{{{< tab name=\"a\" >}}}}{link}{{{{< /tab >}}}}{{{{< /tabs >}}}}"),
        format!(
            "{{{{< note title=\"n\" >}}}}{{{{< tabs >}}}}{{{{< tab name=\"a\" >}}}}\n{link}\n{{{{< /tab >}}}}{{{{< /tabs >}}}}{{{{< /note >}}}}"
        ),
        format!("{{{{< note title=\"n\" >}}}}\n| a |\n|---|\n| {link} |\n{{{{< /note >}}}}"),
    ];
    for body in bodies {
        let project = page_with_table(&body, link);
        project.run(["build", "-q"]).done();
        let markdown = project.read("public/index.md");
        assert!(!markdown.contains("](javascript") && !markdown.contains("](data"), "{body}: {markdown}");
        assert_eq!(markdown.matches("[kept](https://example.org/k)").count(), 2, "{body}: {markdown}");
        assert_eq!(
            (markdown.matches("words").count(), markdown.matches("shown").count()),
            (2, 2),
            "{body}: {markdown}"
        );
        for path in project.files("public").iter().filter(|path| path.ends_with(".csv") || path.ends_with(".json")) {
            assert!(!project.read(&format!("public/{path}")).contains("javascript:alert"), "{path}");
        }
    }
}

/// Every attribute value and Markdown destination of the output that has the mark in it.
fn addresses(text: &str, starts: &[&str]) -> Vec<String> {
    // An escaped bracket does not end the text of a link.
    let plain = text.replace("&#x2F;", "/").replace("&amp;", "&").replace("\\](", "");
    let is_address = |at: usize| {
        let before = &plain[..at];
        let line = before.rfind('\n').map_or(before, |end| &before[end..]);
        // There is no end of an address between its start and the mark.
        starts.iter().filter_map(|start| line.rfind(start).map(|at| at + start.len())).max().is_some_and(|start| {
            let inside = line[start..].to_lowercase();
            inside.len() < 40
                && !inside.contains(['"', ')', '>', '['])
                && (inside.contains("script") || inside.contains("data"))
        })
    };
    plain
        .match_indices("MARK")
        .filter(|(at, _)| is_address(*at))
        .map(|(at, _)| plain[at.saturating_sub(60)..].chars().take(90).collect())
        .collect()
}

#[test]
fn no_output_carries_an_address_that_runs_code() {
    let project = site();
    project.run(["build", "-q"]).done();
    let in_html = ["=\"", "='", "url=", "href="];
    let in_markdown = ["=\"", "='", "](", "]( <", "]: ", "url=", "href="];
    for path in project.files("public") {
        let starts: &[&str] = match path.rsplit('.').next() {
            Some("html" | "xml") => &in_html,
            Some("md" | "txt") => &in_markdown,
            _ => continue,
        };
        assert_eq!(addresses(&project.read(&format!("public/{path}")), starts), [""; 0], "{path}");
    }
    let html = project.read("public/s/a/index.html");
    for words in [
        "inline",
        "blank",
        "entity",
        "tab",
        "reference",
        "escape",
        "image",
        "raw",
        "figure",
        "ref",
        "param",
        "own",
        "cell",
    ] {
        assert!(html.contains(words), "`{words}` is lost");
    }
    assert!(html.contains("class=kept") && html.contains(">Head<") && html.contains(">Foot<"));
    let markdown = project.read("public/s/a/index.md");
    assert!(markdown.contains("inline blank entity tab"), "{markdown}");
}

#[test]
fn each_address_is_found_in_its_context() {
    let project = site();
    let found = project.answer(["check", "-q", "--format", "concise"]).stdout;
    let count = |path: &str| found.lines().filter(|line| line.contains("LK114") && line.starts_with(path)).count();
    assert!(count("content/s/a.md") >= 26, "{found}");
    assert_eq!((count("content/s/t.yaml"), count("clausebook.yaml")), (1, 4), "{found}");
}

#[test]
fn an_image_in_a_data_url_is_shown_and_the_policy_allows_it() {
    let body = "![p](data:image/png;base64,AA) <img src=\"data:image/gif;base64,AA\" alt=q>\n";
    let project = Project::new().file("content/_index.md", format!("---\ntitle: T\ndescription: d\n---\n{body}"));
    project.run(["check", "-q"]).done();
    project.run(["build", "-q"]).done();
    let html = project.read("public/index.html");
    assert!(html.contains("src=\"data:image/png;base64,AA\"") && html.contains("src=\"data:image/gif;base64,AA\""));
    assert!(project.read("public/_headers").contains("img-src 'self' data:"));
}
