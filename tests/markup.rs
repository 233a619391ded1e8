//! The settings of Markdown, and articles in HTML. The expected results are those of Hugo.

use serde_json::Value;

use crate::support::Project;

/// A site with this configuration and one article of this text, whose templates show nothing else.
fn site(settings: &str, name: &str, text: &str) -> Project {
    Project::new()
        .file("clausebook.yaml", settings)
        .file("templates/article.html", "{{ content }}")
        .file("content/_index.md", "---\ntitle: Guide\ndescription: One sentence.\n---\n")
        .file(&format!("content/{name}"), format!("---\ntitle: X\ndescription: One sentence.\n---\n{text}"))
}

/// The text of the article as HTML.
#[track_caller]
fn html(settings: &str, text: &str) -> String {
    let project = site(settings, "x.md", text);
    project.run(["build", "-q", "--no-search"]).done();
    project.read("public/x/index.html").trim().to_owned()
}

/// What `inspect pages` says of the page at `url`.
fn page(project: &Project, url: &str) -> Value {
    let pages: Value = serde_json::from_str(&project.answer(["inspect", "pages", "--format", "json"]).stdout).unwrap();
    pages.as_array().unwrap().iter().find(|page| page["url"] == url).cloned().unwrap_or_default()
}

#[test]
fn each_extension_can_be_switched() {
    for (setting, text, usual, other) in [
        (
            "linkify: false",
            "See https://ex.org/nope/ there.",
            "<p>See <a href=\"https://ex.org/nope/\">https://ex.org/nope/</a> there.</p>",
            "<p>See https://ex.org/nope/ there.</p>",
        ),
        ("emoji: true", ":tada:", "<p>:tada:</p>", "<p>🎉</p>"),
        ("block_attributes: false", "a\n{.b}", "<p class=\"b\">a</p>", "<p>a\n{.b}</p>"),
        ("heading_attributes: false", "# a {#b}", "<h1 id=\"b\">a</h1>", "<h1 id=\"a-b\">a {#b}</h1>"),
        ("hard_wraps: true", "a\nb", "<p>a\nb</p>", "<p>a<br>\nb</p>"),
        ("strikethrough: false", "~~a~~ ~b~", "<p><del>a</del> <del>b</del></p>", "<p>~~a~~ ~b~</p>"),
        ("definition_lists: false", "a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>", "<p>a\n: b</p>"),
        ("tables: false", "a", "<p>a</p>", "<p>a</p>"),
        ("superscript: true", "x^2^", "<p>x^2^</p>", "<p>x<sup>2</sup></p>"),
        ("subscript: true", "H~2~O", "<p>H<del>2</del>O</p>", "<p>H<sub>2</sub>O</p>"),
        ("insert: true", "++a *b*++", "<p>++a <em>b</em>++</p>", "<p><ins>a <em>b</em></ins></p>"),
        ("mark: true", "==a== b", "<p>==a== b</p>", "<p><mark>a</mark> b</p>"),
        ("typographer: false", "\"a\" -- b", "<p>“a” – b</p>", "<p>\"a\" -- b</p>"),
        ("typographer: {en_dash: '', left_double_quote: '&raquo;'}", "\"a\" -- b", "<p>“a” – b</p>", "<p>»a” -- b</p>"),
    ] {
        assert_eq!(html("", text), usual, "{setting}");
        assert_eq!(html(&format!("markup: {{{setting}}}\n"), text), other, "{setting}");
    }
    assert!(!html("markup: {tables: false}\n", "|a|\n|-|\n").contains("<table"));
    assert!(!html("markup: {footnotes: false}\n", "a[^1]\n\n[^1]: b\n").contains("footnote"));
    assert!(!html("markup: {task_lists: false}\n", "- [ ] a\n").contains("<input"));
}

#[test]
fn the_end_of_the_summary_is_an_empty_line() {
    assert_eq!(
        html("", "One <!--more--> two.\n\nThree <!--more-->.\n"),
        "<p>One</p>\n<p>two.</p>\n<p>Three <!--more-->.</p>"
    );
    assert_eq!(html("", "- a <!--more--> b\n- c\n"), "<ul>\n<li>a</li>\n</ul>\n<p>b</p>\n<ul>\n<li>c</li>\n</ul>");
    assert_eq!(html("", "a *b <!--more--> c* d\n"), "<p>a *b</p>\n<p>c* d</p>");
}

#[test]
fn ids_of_headings_are_made_as_the_site_says() {
    let headings = "## It's Über --- 50 %\n\n## a ---- b\n\n## a ---- b\n\n## !\n\n## c {#own}\n";
    for (kind, expected) in [
        ("github", ["its-über--50-", "a---b", "a---b-1", "heading", "own"].as_slice()),
        ("github-ascii", &["its-uber--50-", "a---b", "a---b-1", "heading", "own"]),
        ("blackfriday", &["it-s-über-50", "a-b", "a-b-1", "heading", "own"]),
        ("none", &["", "", "", "", "own"]),
    ] {
        let project = site(&format!("markup: {{heading_ids: {kind}}}\n"), "x.md", headings);
        let page = page(&project, "/x/");
        let ids: Vec<&str> =
            page["headings"].as_array().unwrap().iter().map(|heading| heading["id"].as_str().unwrap_or("")).collect();
        assert_eq!(ids, expected, "{kind}");
    }
}

#[test]
fn the_name_of_an_emoji_is_part_of_an_id() {
    let project = site("markup: {emoji: true}\n", "x.md", "## a :smile: b :+1: *c :tada: d*\n");
    assert_eq!(page(&project, "/x/")["headings"][0]["id"], "a-smile-b-1-c");
}

#[test]
fn a_setting_that_is_not_understood_is_named() {
    for (yaml, expected) in [
        ("markup: {heading_ids: gitlab}", "clausebook.yaml:1:23: error[CF103]"),
        ("markup: {typographer: 3}", "clausebook.yaml:1:23: error[CF103]"),
        ("markup: {typographer: {elipsis: x}}", "clausebook.yaml:1:24: warning[CF102]"),
        ("markup: {linkify: maybe}", "clausebook.yaml:1:19: error[CF103]"),
    ] {
        let said = site(yaml, "x.md", "").answer(["check", "--format", "concise"]).stdout;
        assert!(said.starts_with(expected), "{yaml}: {said}");
    }
}

#[test]
fn html_below_content_is_an_article() {
    let text = "<h2 id=\"q\">Q &amp; A</h2>\n<h3>No *id* -- \"x\"</h3>\n{{< box >}}in *x*{{< /box >}} {{% box %}}*y*{{% /box %}}\n\
                https://ex.org/ <a href=\"/nope/\">a</a> <a href=\"/b/#q\">b</a>\n";
    let project = site("", "a.html", text)
        .file("templates/section.html", "{{ page.title }}: {{ content }}")
        .file("templates/shortcodes/box.html", "B{{ inner }}")
        .file("content/b.md", "---\ntitle: B\ndescription: One sentence.\n---\n[a](/a/#q) [b](a.html)\n")
        .file("content/s/_index.html", "---\ntitle: S\ndescription: One sentence.\nweight: 5\n---\n<p>s</p>\n")
        .file("content/s/c/index.html", "<p>no front matter</p>\n")
        .file("content/s/c/d.html", "<p>a resource</p>\n");
    project.run(["build", "-q", "--no-search"]).done();
    let html = project.read("public/a/index.html");
    let expected = "<h2 id=\"q\">Q &amp; A</h2>\n<h3>No *id* -- \"x\"</h3>\nBin *x* B*y*\nhttps://ex.org/ ";
    assert!(html.starts_with(expected), "{html}");
    assert!(project.read("public/a/index.md").contains("<h2 id=\"q\">Q &amp; A</h2>"));
    assert_eq!(project.read("public/s/index.html"), "S: <p>s</p>\n");
    assert_eq!(project.read("public/s/c/index.html"), "<p>no front matter</p>\n");
    assert!(!project.path("public/s/c/d.html").exists() && !project.path("public/a.html").exists());
    let headings = &page(&project, "/a/")["headings"];
    assert_eq!((&headings[0]["id"], &headings[0]["text"]), (&"q".into(), &"Q & A".into()));
    assert_eq!((&headings[1]["id"], headings.as_array().map(Vec::len)), (&Value::Null, Some(2)));
    let said = project.answer(["check", "--format", "concise"]).stdout;
    let found: Vec<&str> = said.lines().filter(|line| line.contains("[LK10")).collect();
    assert_eq!(found.len(), 3, "{said}");
    assert!(found[0].contains("content/a.html:8:26: error[LK101]"), "{said}");
    assert!(found[1].contains("content/a.html") && found[1].contains("[LK102]"), "{said}");
    assert!(said.contains("content/s/c/d.html:1:1: warning[SR107]"), "{said}");
}

#[test]
fn html_is_published_without_code_in_its_addresses() {
    let text = "    <a href=\"javascript:alert(1)\" onclick=\"x()\">a</a>\n\n<p>b\n";
    let project = site("", "a.html", text);
    project.run(["build", "-q", "--no-search"]).done();
    for path in ["public/a/index.html", "public/a/index.md"] {
        assert!(!project.read(path).contains("javascript:"), "{path}: {}", project.read(path));
    }
}

#[test]
fn a_term_of_an_article_in_a_bundle_has_a_page() {
    let front = |more: &str| format!("---\ntitle: X\ndescription: One sentence.\n{more}---\n");
    let project = Project::new()
        .file("content/_index.md", front(""))
        .file("content/g/index.md", front(""))
        .file("content/g/a.md", front("tags: [extension]\ncategories: [one]\n"))
        .file("content/g/sub/b.md", front("tags: [Deep]\n"))
        .file("content/g/c.md", front("tags: [hidden]\ndraft: true\n"))
        .file("content/h/index.md", front("draft: true\n"))
        .file("content/h/a.md", front("tags: [hidden]\n"));
    project.run(["build", "-q", "--no-search"]).done();
    for url in ["tags/extension", "tags/deep", "categories/one"] {
        assert!(project.path(&format!("public/{url}/index.html")).is_file(), "{url}");
    }
    assert!(!project.path("public/tags/hidden").exists() && !project.path("public/g/a").exists());
}
