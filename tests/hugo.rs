//! The behaviour of Hugo on small sites, where existing sites rely on it. The expected results are those of Hugo
//! itself.

use serde_json::Value;

use crate::support::Project;

/// The heading ids of an article with these headings, one a line.
fn ids(headings: &str) -> Vec<Value> {
    let text: String = headings.lines().map(|heading| format!("## {heading}\n\n")).collect();
    let front = "---\ntitle: X\n---\n";
    let project =
        Project::new().file("content/_index.md", front).file("content/x.md", format!("{front}{text}[^1]: n\n"));
    let pages: Value = serde_json::from_str(&project.answer(["inspect", "pages", "--format", "json"]).stdout).unwrap();
    let page = pages.as_array().unwrap().iter().find(|page| page["url"] == "/x/").unwrap();
    page["headings"].as_array().unwrap().iter().map(|heading| heading["id"].clone()).collect()
}

/// The pages that a section shows, in order.
fn children(project: &Project, url: &str) -> Vec<String> {
    let pages: Value = serde_json::from_str(&project.answer(["inspect", "pages", "--format", "json"]).stdout).unwrap();
    let page = pages.as_array().unwrap().iter().find(|page| page["url"] == url).unwrap();
    page["children"].as_array().unwrap().iter().map(|child| child.as_str().unwrap().to_owned()).collect()
}

#[test]
fn pages_whose_file_has_no_title_come_first_by_their_address() {
    let project = Project::new()
        .file("content/_index.md", "---\ntitle: Guide\n---\n")
        .file("content/b/_index.md", "# A heading is no title\n")
        .file("content/b/x.md", "Text\n")
        .file("content/d.md", "# Another\n")
        .file("content/c/_index.md", "# Yet another\n")
        .file("content/c/x.md", "Text\n")
        .file("content/z/x.md", "Text\n")
        .file("content/e.md", "---\ntitle: Aardvark\n---\n");
    assert_eq!(children(&project, "/"), ["/b/", "/c/", "/d/", "/e/", "/z/"]);
}

#[test]
fn an_address_that_ends_with_its_index_file_is_that_of_the_folder() {
    let front = |more: &str| format!("---\ntitle: X\ndescription: One sentence.\n{more}---\n");
    let project = Project::new()
        .file("content/_index.md", front("") + "[a](/x/index.html) [b](/y/index.html)\n")
        .file("content/x.md", front("url: /x/index.html\naliases: [/y/, /y/index.html, /Q/Index.html]\n"));
    let answer = project.answer(["check", "--format", "concise"]);
    let hint = "content/_index.md:5:20: warning[LK104] `/y/` is an alias\n";
    assert_eq!((answer.stdout.as_str(), answer.status), (hint, Some(0)), "{answer:?}");
    project.run(["build", "-q", "--no-search"]).done();
    for path in ["x/index.html", "y/index.html", "Q/Index.html"] {
        assert!(project.path("public").join(path).is_file(), "{path}");
    }
}

#[test]
fn of_a_link_or_an_emphasis_only_the_first_run_of_text_makes_an_id() {
    for (heading, id) in [
        ("[snake_case x](/x/) end", "snake_-end"),
        ("**what's \"new\" here** end", "what-end"),
        ("~~a -- b~~ end", "a--end"),
        ("![a `x` y](/i.png) end", "a--end"),
        ("*`x` y* end", "x-end"),
        ("[**b** *c*](/x/) end", "b-end"),
        ("[a [b] c](/x/)", "a-"),
        ("*a <b>x</b> y* end", "a--end"),
        ("*'q' x* end", "-end"),
        ("*_a* end", "_-end"),
        ("*a[^1] x* end", "a-end"),
        ("[x ![i](/i) y](/x/) end", "x--end"),
        ("[![](/i.png) x](/x/) end", "end"),
        ("**a & b** end", "a--b-end"),
        ("**a &amp; b** end", "a--b-end"),
        ("**a \\* \\_b** end", "a--_b-end"),
        ("**v1.0 (beta)!** end", "v10-beta-end"),
        ("it's \"so\" -- here", "its-so--here"),
        ("`a &amp; b` end", "a--b-end"),
        ("`snake_case` end", "snake_case-end"),
        ("<https://x.example/> end", "end"),
    ] {
        assert_eq!(ids(heading), [id], "{heading}");
    }
}

#[test]
fn a_heading_without_any_text_has_no_id() {
    let headings = "![](e.png)\n<br>\n[](/e)\n\n<!-- x -->\n[^1]\n<https://x.example/>";
    assert!(ids(headings).iter().all(Value::is_null), "{:?}", ids(headings));
    assert_eq!(ids("&nbsp;\n`` ` ``\n&#160;\n**&nbsp;**\n&nbsp;x"), ["heading", "heading-1", "160", "heading-2", "x"]);
}

#[test]
fn every_file_of_a_built_site_can_be_linked_to() {
    let front = "---\ntitle: X\ndescription: One sentence.\n";
    let project = Project::new()
        .file("clausebook.yaml", "theme: {accent: \"#246\"}\n")
        .file("content/_index.md", format!("{front}---\n"))
        .file("content/a/_index.md", format!("{front}---\n"))
        .file("content/a/x.md", format!("{front}tags: [One]\naliases: [/old.html]\n---\n"))
        .file("content/a/y.pdf", "y")
        .file("static/robots.txt", "")
        .file("static/z/index.html", "");
    project.run(["build", "-q", "--no-search"]).done();
    // Files that only hosts read, and the pages as Markdown, which share their names with files of the source tree.
    let files = project.files("public").into_iter().filter(|path| !path.starts_with('_') && !path.ends_with(".md"));
    let links: String = files.map(|path| format!("[link](</{path}>)\n")).collect();
    assert!(links.contains("/sitemap.xml") && links.contains("/a/index.xml"), "{links}");
    project.write("content/_index.md", format!("{front}---\n{links}").as_bytes());
    let said = project.answer(["check", "--format", "concise", "--allow", "LK104"]).stdout;
    assert_eq!(said, "", "{links}");
}

#[test]
fn an_address_in_prose_that_is_no_domain_is_no_link() {
    let text =
        "---\ntitle: X\ndescription: One sentence.\n---\nOpen \"http://localhost:port\" or http://host:port here.\n";
    let project = Project::new().file("content/_index.md", text);
    assert_eq!(project.answer(["check", "--format", "concise"]).stdout, "");
}

/// Results of Hugo 0.168.
#[test]
fn an_address_becomes_a_link_where_hugo_makes_one_and_adds_nothing_to_an_id() {
    let text = "---\ntitle: X\ndescription: One sentence.\n---\n\
        See http://localhost:8080, https://e.example.org/a and first_last@example.org.\n\n\
        Not x=https://e.example.org/b, [https://e.example.org/c] or “https://e.example.org/d”.\n\n\
        ## Mail foo@example.org https://e.example.org/e\n\n\
        ## In **https://e.example.org/f and more** now\n\n\
        ## Tail www.example.org/g {.wide}\n\n\
        ## One --- two http://localhost:80\n";
    let project = Project::new().file("content/_index.md", text);
    project.run(["build", "-q", "--no-search"]).done();
    let html = project.read("public/index.html");
    let linked: Vec<&str> = html.split("<article>").nth(1).unwrap().split("<a href=\"").skip(1).collect();
    let linked: Vec<&str> = linked.iter().filter_map(|rest| rest.split('"').next()).collect();
    let expected = [
        "https://e.example.org/a",
        "mailto:first_last@example.org",
        "mailto:foo@example.org",
        "https://e.example.org/e",
        "https://e.example.org/f",
        "https://www.example.org/g",
    ];
    assert_eq!(linked[..expected.len()], expected);
    for id in ["mail", "in--now", "tail", "one--two-httplocalhost80"] {
        assert!(html.contains(&format!("<h2 id=\"{id}\"")), "{id}: {html}");
    }
}

#[test]
fn an_article_that_moves_takes_its_findings_along() {
    let page = |title: &str, text: &str| format!("---\ntitle: {title}\ndescription: One sentence.\n---\n{text}\n");
    let project = Project::new()
        .file("content/_index.md", page("X", "Text."))
        .file("content/a.md", page("A", "[x](/dead/)"))
        .file("content/b.md", page("A", "[x](/dead/)"))
        .file("content/c.md", page("C", "[x](/dead/)"));
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "before"]);
    project.git(&["mv", "content/a.md", "content/d.md"]);
    project.remove("content/c.md");
    project.write("content/e.md", page("C", "[x](/dead/) and [y](/dead/)").as_bytes());
    let said = project.answer(["check", "--since", "HEAD", "--format", "json"]).stdout;
    let report: Value = serde_json::from_str(&said).unwrap();
    let found: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            format!("{} {} {}", finding["file"].as_str().unwrap(), finding["code"].as_str().unwrap(), finding["column"])
        })
        .collect();
    // The second link of the one is new; the other has the same text as before.
    assert_eq!(found, ["content/d.md RT104 1", "content/e.md RT104 1", "content/e.md LK101 17"], "{said}");
}

#[test]
fn a_section_hands_down_parameters_tags_and_drafts() {
    let front = |more: &str| format!("---\ntitle: X\ndescription: One sentence.\n{more}---\n");
    let project = Project::new()
        .file("content/_index.md", front(""))
        .file("content/docs/_index.md", front("cascade:\n  version: v3\n  tags: [Handed]\n"))
        .file("content/docs/a.md", front("") + "{{< param version >}}, [link](/docs/{{< param version >}}/q/)\n")
        .file("content/docs/v3/q.md", front("version: own\n") + "{{< param version >}}\n")
        .file("content/d/_index.md", front("cascade: [{draft: true, target: {path: '/d/**'}}]\n"))
        .file("content/d/a.md", front(""));
    let answer = project.answer(["check", "--format", "concise"]);
    assert_eq!((answer.stdout.as_str(), answer.status), ("", Some(0)), "{answer:?}");
    project.run(["build", "-q", "--no-search"]).done();
    let page = |path: &str| std::fs::read_to_string(project.path("public").join(path)).unwrap();
    assert!(page("docs/a/index.html").contains("v3, <a href=\"/docs/v3/q/\">link</a>"));
    assert!(page("docs/v3/q/index.html").contains("own\n"));
    assert!(page("tags/handed/index.html").contains("/docs/v3/q/"));
    assert!(project.path("public/d/index.html").is_file());
    assert!(!project.path("public/d/a/index.html").exists());
}

#[test]
fn a_cascade_in_the_configuration_is_for_the_pages_of_its_target() {
    let front = "---\ntitle: X\ndescription: One sentence.\n---\n";
    let project = Project::new()
        .file("clausebook.yaml", "cascade:\n- target: {kind: page}\n  owner: team\n- tags: 3\n  draft: perhaps\n")
        .file("content/_index.md", front)
        .file("content/a.md", front.to_owned() + "{{< param owner >}}\n");
    let answer = project.answer(["check", "--format", "concise"]);
    let expected = "clausebook.yaml:5:10: error[FM103] `draft` takes `true` or `false`, not `perhaps`\n";
    assert_eq!((answer.stdout.as_str(), answer.status), (expected, Some(1)), "{answer:?}");
    project.answer(["build", "-q", "--no-search"]);
    let page = std::fs::read_to_string(project.path("public/a/index.html")).unwrap();
    assert!(page.contains("team\n"), "{page}");
}

/// The HTML between `<article>` and `</article>` of the page written to `path`.
fn article(project: &Project, path: &str) -> String {
    let page = std::fs::read_to_string(project.path("public").join(path)).unwrap();
    let (_, rest) = page.split_once("<article>").unwrap();
    rest.split_once("</article>").unwrap().0.trim().replace('\n', "")
}

#[test]
fn the_inner_text_of_a_shortcode_keeps_its_own_indentation() {
    let front = "---\ntitle: X\ndescription: One sentence.\n---\n";
    let project = Project::new()
        .file("templates/shortcodes/acc.html", "{{ inner }}")
        .file("templates/shortcodes/two.html", "one\n\ntwo")
        .file("content/_index.md", front)
        .file("content/a.md", format!("{front}1. a\n\n    {{{{% acc %}}}}\n    - x\n    - y\n    {{{{% /acc %}}}}\n"))
        .file("content/b.md", format!("{front}1. a\n\n   {{{{% two %}}}}\n"));
    project.run(["build", "-q", "--no-search"]).done();
    let list = "<ol><li><p>a</p><ul><li>x</li><li>y</li></ul></li></ol>";
    assert_eq!(article(&project, "a/index.html"), list);
    assert_eq!(article(&project, "b/index.html"), "<ol><li><p>a</p><p>one</p><p>two</p></li></ol>");
}

#[test]
fn folders_of_files_below_a_section_keep_their_names() {
    let front = "---\ntitle: X\ndescription: One sentence.\n---\n";
    let project = Project::new()
        .file("content/_index.md", format!("{front}![x](img/OIDC/a.png)\n"))
        .file("content/Docs/_index.md", format!("{front}![x](Img/B.png)\n"))
        .file("content/Docs/Deep Er/p.md", format!("{front}![x](../../Deep%20Er/C.png) ![y](/docs/Img/B.png)\n"))
        .file("content/Docs/Deep Er/C.png", "")
        .file("content/Docs/Img/B.png", "")
        .file("content/img/OIDC/a.png", "");
    let answer = project.answer(["check", "--format", "concise"]);
    assert_eq!((answer.stdout.as_str(), answer.status), ("", Some(0)), "{answer:?}");
    project.run(["build", "-q", "--no-search"]).done();
    for path in ["img/OIDC/a.png", "docs/Img/B.png", "docs/Deep Er/C.png", "docs/deep-er/p/index.html"] {
        assert!(project.path("public").join(path).is_file(), "{path}");
    }
}

#[test]
fn a_relative_alias_of_a_section_starts_at_its_parent_and_never_leaves_the_site() {
    let project = Project::new()
        .file("content/_index.md", "---\ntitle: X\n---\n")
        .file("content/s/_index.md", "---\ntitle: S\naliases: [../up, beside]\n---\n");
    project.run(["build", "-q", "--no-search"]).done();
    for path in ["up/index.html", "beside/index.html"] {
        assert!(project.path("public").join(path).is_file(), "{path}");
    }
}

#[test]
fn a_site_may_have_its_own_keys_with_our_names() {
    let own = "toc: {enabled: true}\nlead: [a, b]\nprint: {x: 1}\ncontrol: AC-2\nframework: NIST\n";
    let front = |more: &str| format!("---\ntitle: X\ndescription: One sentence.\n{more}---\n");
    let project = Project::new().file("content/_index.md", front("")).file("content/a.md", front(own));
    let answer = project.answer(["check", "--format", "concise"]);
    let hint = "content/a.md:8:12: hint[RQ101] unknown framework `NIST`\n";
    assert_eq!((answer.stdout.as_str(), answer.status), (hint, Some(0)), "{answer:?}");
    // Where the site uses the feature, the value is a fault.
    let project = project
        .file("content/b.md", front("control: {owner: Ann, version: '1', every: 12 months, reviewed: 2026-01-01}\n"))
        .file("content/c.md", front("framework: pci-dss\n"));
    let answer = project.answer(["check", "--format", "concise"]);
    assert!(
        answer.stdout.contains("content/a.md:7:10: error[FM103] `control` takes a mapping, not `AC-2`"),
        "{answer:?}"
    );
    assert!(answer.stdout.contains("content/a.md:8:12: error[RQ101] unknown framework `NIST`"), "{answer:?}");
    assert!(!answer.stdout.contains("`toc`"), "{answer:?}");
}

#[test]
fn a_closing_tag_of_another_name_closes_the_innermost_call() {
    let front = "---\ntitle: X\ndescription: One sentence.\n---\n";
    let project = Project::new()
        .file("templates/shortcodes/lead.html", "<i>{{ inner }}</i>")
        .file("templates/shortcodes/sec.html", "<b>{{ inner }}</b>")
        .file("content/_index.md", front)
        .file(
            "content/a.md",
            format!("{front}{{{{% lead %}}}}x{{{{% /lead %}}}}\n\n{{{{% sec %}}}}y{{{{% /lead %}}}}\n"),
        )
        .file("content/b.md", format!("{front}{{{{% lead %}}}}{{{{< sec >}}}}y{{{{% /lead %}}}}{{{{< /sec >}}}}\n"));
    project.run(["build", "-q", "--no-search"]).done();
    assert_eq!(article(&project, "a/index.html"), "<p><i>x</i></p><p><b>y</b></p>");
    assert_eq!(article(&project, "b/index.html"), "<p><i><b>y</b></i></p>");
}

#[test]
fn the_shortcodes_that_come_with_hugo_are_links_that_load_nothing() {
    let body = "{{< x user=\"a\" id=\"1\" >}} {{< tweet 2 >}} {{< vimeo 3 >}} {{< instagram b >}} {{< gist c d e.sh >}}\n\n\
                {{< qr text=\"https://f.example/\" />}} {{< qr >}}g{{< /qr >}}\n";
    let project = Project::new().file("content/_index.md", format!("---\ntitle: X\n---\n{body}"));
    project.run(["build", "-q", "--no-search"]).done();
    let html = article(&project, "index.html");
    for part in [
        "https://x.com/a/status/1\"",
        "https://x.com/i/status/2\"",
        "https://vimeo.com/3\"",
        "https://www.instagram.com/p/b/\"",
        "https://gist.github.com/c/d\"",
        "href=\"https://f.example/\"",
        "<code>g</code>",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    assert!(!html.contains("<iframe") && !html.contains("<script"), "{html}");
    project.write("clausebook.yaml", b"embeds: true\n");
    project.run(["build", "-q", "--no-search"]).done();
    assert!(article(&project, "index.html").contains("<iframe src=\"https://player.vimeo.com/video/3?dnt=1\""));
    assert!(project.read("public/_headers").contains("frame-src https://player.vimeo.com "));
}

#[test]
fn a_configuration_of_hugo_is_said_not_to_be_read() {
    let front = "---\ntitle: X\ndescription: One sentence.\n---\n";
    let check = |files: &[&str]| {
        let project = files.iter().fold(Project::new(), |project, file| project.file(file, "title = 'x'\n"));
        project.file("content/_index.md", front).answer(["check", "--format", "concise"]).stdout
    };
    assert!(check(&["hugo.toml"]).starts_with("hugo.toml:1:1: warning[SR110] `hugo.toml` is not read: "));
    assert!(check(&["config.toml", "layouts/x.html"]).starts_with("config.toml:1:1: warning[SR110]"));
    assert!(check(&["config/_default/hugo.toml"]).starts_with("config/_default/hugo.toml:1:1: warning[SR110]"));
    assert_eq!(check(&["config.toml"]), "");
}

#[test]
fn what_is_listed_nowhere_is_a_page_all_the_same() {
    let front = |more: &str| format!("---\ntitle: X\ndescription: One sentence.\n{more}---\n");
    let project = Project::new()
        .file("content/_index.md", front(""))
        .file("content/s/_index.md", front(""))
        .file("content/s/a.md", front("tags: [t]\nbuild: {list: always}\n"))
        .file("content/s/b.md", front("tags: [t]\nbuild: {list: never}\n"))
        .file("content/s/c.md", front("tags: [t]\nbuild: {list: false}\n"));
    assert_eq!(children(&project, "/s/"), ["/s/a/"]);
    assert_eq!(children(&project, "/tags/t/"), ["/s/a/"]);
    project.run(["build", "-q", "--no-search", "--base-url", "https://example.com/"]).done();
    assert!(project.path("public/s/b/index.html").is_file());
    for path in ["sitemap.xml", "s/index.xml", "tags/t/index.xml"] {
        let text = project.read(&format!("public/{path}"));
        assert!(text.contains("/s/a/") && !text.contains("/s/b/"), "{path}: {text}");
    }
}

#[test]
fn articles_of_one_weight_and_date_are_in_order_of_title() {
    let front = |title: &str| format!("---\n{title}\ndescription: One sentence.\n---\n");
    let project = Project::new()
        .file("content/_index.md", front("title: X"))
        .file("content/s/_index.md", front("title: X"))
        .file("content/s/a.md", front("title: C"))
        .file("content/s/b.md", front("title: A"))
        .file("content/s/c.md", front("linkTitle: B"));
    assert_eq!(children(&project, "/s/"), ["/s/b/", "/s/c/", "/s/a/"]);
}

#[test]
fn ref_names_a_section_or_a_bundle_anywhere_by_its_folder() {
    let front = "---\ntitle: X\ndescription: One sentence.\n---\n";
    let calls = "[a]({{< ref quickstarts >}}) [b]({{< relref \"Policies#scope\" >}}) [c]({{< ref twice >}})\n";
    let project = Project::new()
        .file("content/_index.md", format!("{front}{calls}"))
        .file("content/docs/start/quickstarts/_index.md", front)
        .file("content/docs/policies/index.md", format!("{front}## Scope\n"))
        .file("content/docs/twice/index.md", front)
        .file("content/guides/twice/_index.md", front);
    let answer: Value = serde_json::from_str(&project.answer(["check", "--format", "json"]).stdout).unwrap();
    let findings = answer["findings"].as_array().unwrap();
    let found: Vec<_> = findings.iter().map(|finding| (&finding["message"], &finding["help"])).collect();
    let help = "several articles have this name, write the path of one: \
                `content/docs/twice/index.md`, `content/guides/twice/_index.md`";
    assert_eq!(found, [(&Value::from("no page `twice`"), &Value::from(help))]);
}

#[test]
fn no_other_list_has_the_pages_of_a_section_that_is_not_rendered() {
    let front = |more: &str| format!("---\ntitle: X\ndescription: One sentence.\n{more}---\n");
    let project = Project::new()
        .file("content/_index.md", front(""))
        .file("content/s/_index.md", front(""))
        .file("content/s/a.md", front(""))
        .file("content/s/hidden/_index.md", front("build: {render: never}\n"))
        .file("content/s/hidden/b.md", front(""))
        .file("content/draft/_index.md", front("draft: true\n"))
        .file("content/draft/c.md", front(""));
    assert_eq!(children(&project, "/s/"), ["/s/a/"]);
    assert!(children(&project, "/").contains(&"/s/".to_owned()));
    project.run(["build", "-q", "--no-search"]).done();
    assert!(project.path("public/s/hidden/b/index.html").is_file());
}
