//! Addresses by configuration and front matter, and which pages there are. The expected results are those of Hugo 0.168 on the
//! same sites.

use serde_json::Value;

use crate::support::Project;

/// Front matter with these lines.
fn page(lines: &str) -> String {
    format!("---\ndescription: One sentence.\n{lines}---\n")
}

/// A site with this configuration and a section of articles, bundles and files.
fn site(configuration: &str) -> Project {
    Project::new()
        .file("clausebook.yaml", format!("title: T\nbase_url: https://example.org/\nsearch: never\n{configuration}"))
        .file("content/_index.md", page("title: Home\n"))
        .file("content/top.md", page("title: Top\ndate: 2024-03-07\n"))
        .file("content/posts/_index.md", page("title: Posts\n"))
        .file("content/posts/a.md", page("title: A\ndate: 2024-03-07\ntags: [X y]\naliases: [old, /older/]\n"))
        .file("content/posts/b/index.md", page("title: B\ndate: 2024-03-07\n"))
        .file("content/posts/b/i.png", "x")
        .file("content/posts/k.png", "x")
        .file("content/posts/sub/_index.md", page("title: Sub\n"))
        .file("content/posts/sub/c.md", page("title: C\ndate: 2024-03-07\n"))
        .file("content/posts/sub/l.png", "x")
}

/// The files of the built site that are pages, feeds, redirects, and files of the site, sorted.
#[track_caller]
fn built(project: &Project) -> Vec<String> {
    project.run(["build", "-q"]).done();
    let files = project.snapshot("public").into_keys().map(|path| format!("/{path}"));
    let ends = ["/index.html", ".html", ".xml", ".png", ".txt"];
    let is_ours = |path: &str| {
        ["/404.html", "/robots.txt", "/llms.txt", "/sitemap.xml"].contains(&path)
            || path.starts_with("/contributors/")
            || path.starts_with("/pagefind/")
    };
    files.filter(|path| ends.iter().any(|end| path.ends_with(end)) && !is_ours(path)).collect()
}

/// Checks that the site of [`site`] has exactly these files below the front page, `index.html` left out of folders.
#[track_caller]
fn check(configuration: &str, expected: &[&str]) {
    let files: Vec<String> = built(&site(configuration));
    let short =
        files.iter().map(|path| path.strip_suffix("index.html").unwrap_or(path)).filter(|path| !path.ends_with(".xml"));
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    let mut short: Vec<&str> = short.collect();
    short.sort_unstable();
    assert_eq!(short, expected, "{configuration}");
}

/// The address of each source file.
fn addresses(project: &Project) -> Vec<(String, String)> {
    let pages: Value = serde_json::from_str(&project.answer(["inspect", "pages", "--format", "json"]).stdout).unwrap();
    let pages = pages.as_array().unwrap().iter().filter(|page| page["source"] != "");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    pages.map(|page| (text(&page["source"]), text(&page["url"]))).collect()
}

#[track_caller]
fn check_address(project: &Project, source: &str, expected: Option<&str>) {
    let found = addresses(project).into_iter().find(|(path, _)| path == source);
    assert_eq!(found.map(|(_, url)| url).as_deref(), expected, "{source}");
}

#[test]
fn permalinks_move_articles_terms_and_files_beside_them() {
    check(
        "permalinks: {posts: '/:year/:month/:slug/', tags: '/t/:slug/', /: '/root/:slug/'}\n",
        &[
            "/",
            "/root/top/",
            "/2024/03/a/",
            "/2024/03/b/",
            "/2024/03/b/i.png",
            "/2024/03/c/",
            "/2024/03/old/",
            "/older/",
            "/posts/",
            "/posts/k.png",
            "/posts/sub/",
            "/posts/sub/l.png",
            "/t/x-y/",
            "/tags/",
        ],
    );
    check(
        "permalinks:\n  page: {posts: '/x/:sections[1:]/:slug'}\n  section: {posts: '/articles/:sections[1:]/'}\n  \
         term: {tags: /label/:slug/}\n  taxonomy: {tags: /labels/}\n",
        &[
            "/",
            "/top/",
            "/x/a/",
            "/x/b/",
            "/x/b/i.png",
            "/x/sub/c/",
            "/x/old/",
            "/older/",
            "/articles/",
            "/articles/k.png",
            "/articles/sub/",
            "/articles/sub/l.png",
            "/label/x-y/",
            "/labels/",
        ],
    );
}

#[test]
fn the_longest_path_wins_and_entries_with_targets_are_read_in_order() {
    let project = site("permalinks: {page: {posts: '/p/:slug/', posts/sub: '/s/:slug/'}}\n");
    check_address(&project, "content/posts/a.md", Some("/p/a/"));
    check_address(&project, "content/posts/sub/c.md", Some("/s/c/"));
    let targets = "permalinks:\n- {pattern: '/f/:slug/', target: {kind: page, path: '/posts/**'}}\n\
                   - {pattern: '/h/:year/:slug/', target: {kind: '{section,term}'}}\n";
    let project = site(targets);
    check_address(&project, "content/posts/a.md", Some("/f/a/"));
    check_address(&project, "content/top.md", Some("/top/"));
    // The date of a section is the latest one below it.
    check_address(&project, "content/posts/_index.md", Some("/h/2024/posts/"));
}

#[test]
fn links_by_path_lead_to_the_address_that_a_permalink_gives() {
    let project = site("permalinks: {posts: '/:year/:slug/', section: {posts: '/articles/:contentbasename/'}}\n")
        .file("content/links.md", page("title: Links\n") + "[a](/posts/a.md) [b](posts/b/index.md) [c]({{< ref \"posts/sub/c\" >}}) [k](/articles/posts/k.png) [s]({{< relref \"/posts/sub\" >}}) [old](/posts/a/)\n");
    let answer = project.answer(["check", "--format", "concise", "--allow", "NV102"]);
    assert_eq!(answer.stdout.lines().count(), 2, "{answer:?}");
    assert!(answer.stdout.contains("LK101] no page `/posts/a/`"), "{answer:?}");
    project.run(["build", "-q"]).done();
    let html = project.read("public/links/index.html");
    for href in ["/2024/a/", "/2024/b/", "/2024/c/", "/articles/posts/k.png", "/articles/sub/"] {
        assert!(html.contains(&format!("href=\"{href}\"")), "{href}: {html}");
    }
}

#[test]
fn tokens_in_a_url_are_replaced_also_where_a_section_hands_it_down() {
    let project = Project::new()
        .file("content/s/_index.md", page("title: S\n"))
        .file("content/s/url3.md", page("title: T\nurl: /:section/:slug/:title/\n"))
        .file("content/s/kept.md", page("title: Größer Q\nurl: /K/:title/X y/\n"))
        .file("content/s/file.md", page("title: F\ndate: 2024-01-02\nurl: /:year/:filename.html\n"))
        .file("content/c/_index.md", page("title: C\nurl: /see/\ncascade: {url: '/:sections/k/:slug/'}\n"))
        .file("content/c/below.md", page("title: Below\n"))
        .file("content/c/i.png", "x");
    check_address(&project, "content/s/url3.md", Some("/s/t/t/"));
    check_address(&project, "content/s/kept.md", Some("/K/gr%C3%B6%C3%9Fer-q/X%20y/"));
    check_address(&project, "content/s/file.md", Some("/2024/file.html"));
    check_address(&project, "content/c/below.md", Some("/c/k/below/"));
    assert!(built(&project).contains(&"/see/i.png".to_owned()));
    let project = project.file("content/s/bad.md", page("title: Bad\nurl: /:slugg/\n"));
    check_address(&project, "content/s/bad.md", Some("/s/bad/"));
    let answer = project.answer(["check", "--format", "concise"]);
    let finding = "content/s/bad.md:4:6: error[RT106] `/:slugg/` has the unknown token `:slugg`\n";
    assert!(answer.stdout.contains(finding), "{answer:?}");
}

#[test]
fn ugly_addresses_are_files_for_articles_terms_and_redirects() {
    check(
        "ugly_urls: true\n",
        &[
            "/",
            "/top.html",
            "/older.html",
            "/posts/",
            "/posts/a.html",
            "/posts/b.html",
            "/posts/b/i.png",
            "/posts/k.png",
            "/posts/old.html",
            "/posts/sub/",
            "/posts/sub/c.html",
            "/posts/sub/l.png",
            "/tags/",
            "/tags/x-y.html",
        ],
    );
    check(
        "ugly_urls: {posts: true}\n",
        &[
            "/",
            "/top/",
            "/older.html",
            "/posts/",
            "/posts/a.html",
            "/posts/b.html",
            "/posts/b/i.png",
            "/posts/k.png",
            "/posts/old.html",
            "/posts/sub/",
            "/posts/sub/c.html",
            "/posts/sub/l.png",
            "/tags/",
            "/tags/x-y/",
        ],
    );
    assert!(built(&site("ugly_urls: true\n")).contains(&"/tags/x-y/index.xml".to_owned()));
}

#[test]
fn what_is_disabled_is_not_made_and_links_to_it_are_broken() {
    let all = [
        "/",
        "/older/",
        "/posts/",
        "/posts/a/",
        "/posts/b/",
        "/posts/b/i.png",
        "/posts/k.png",
        "/posts/old/",
        "/posts/sub/",
        "/posts/sub/c/",
        "/posts/sub/l.png",
        "/tags/",
        "/tags/x-y/",
        "/top/",
    ];
    let without = |names: &[&str]| -> Vec<&str> { all.iter().copied().filter(|url| !names.contains(url)).collect() };
    check("", &all);
    check("disable: taxonomy\n", &without(&["/tags/"]));
    check("disable: [term]\n", &without(&["/tags/x-y/"]));
    check("disable: [home]\n", &without(&["/"]));
    check("disable: [section]\n", &without(&["/posts/", "/posts/k.png", "/posts/sub/", "/posts/sub/l.png"]));
    check("disable: [page]\n", &["/", "/posts/", "/posts/k.png", "/posts/sub/", "/posts/sub/l.png", "/tags/"]);
    check("disable: [aliases]\n", &without(&["/older/", "/posts/old/"]));
    let project = site("disable: [aliases]\n");
    project.run(["build", "-q", "--no-search"]).done();
    assert!(project.read("public/_redirects").contains("/older/ /posts/a/ 301\n"));
    let project = site("disable: [RSS, sitemap, robotsTXT, '404']\n");
    project.run(["build", "-q"]).done();
    let files = project.snapshot("public");
    assert!(files.keys().all(|path| !path.ends_with(".xml")), "{:?}", files.keys());
    assert!(["robots.txt", "404.html"].iter().all(|name| !files.contains_key(*name)));
    let project =
        site("disable: [section]\n").file("content/l.md", page("title: L\n") + "[p](/posts/) [m](posts/_index.md)\n");
    let answer = project.answer(["check", "--format", "concise"]);
    assert_eq!(answer.stdout.matches("error[LK101]").count(), 2, "{answer:?}");
    let answer = project.answer(["check", "--format", "concise", "--allow", "LK101"]);
    assert_eq!(answer.status, Some(0), "{answer:?}");
}

#[test]
fn a_name_that_disable_does_not_know_is_a_finding() {
    let answer = site("disable: [terms, x]\npermalinks: {posts: '/:yeer/', page: 3}\nignore_files: ['(']\n")
        .answer(["check", "--format", "concise"]);
    for part in [
        "`disable`: unknown kind `terms`",
        "`disable`: unknown kind `x`",
        "`permalinks.posts`: unknown token `:yeer`",
        "`ignore_files`: `(` is no regular expression: unclosed group",
    ] {
        assert!(answer.stdout.contains(part), "{part}: {answer:?}");
    }
}

#[test]
fn addresses_keep_their_case_where_the_site_says_so() {
    let project = site("lower_case_paths: false\n")
        .file("content/Big/_index.md", page("title: Big\n"))
        .file("content/Big/Up Per.md", page("title: U\ntags: [PCI, pci, Foo Bar]\nslug: MySlug\n"))
        .file("content/Big/Bun/index.md", page("title: Bun\n"))
        .file("content/Big/Bun/A.PNG", "x");
    let files = project.run(["build", "-q"]);
    files.done();
    let files = project.snapshot("public");
    for path in
        ["Big/index.html", "Big/MySlug/index.html", "Big/Bun/A.PNG", "tags/PCI/index.html", "tags/Foo-Bar/index.html"]
    {
        assert!(files.contains_key(path), "{path}: {:?}", files.keys());
    }
    assert!(!files.contains_key("tags/pci/index.html"));
}

#[test]
fn the_content_folder_may_have_another_name() {
    let project = Project::new()
        .file("clausebook.yaml", "title: T\nsearch: never\ncontent_dir: src/docs/\n")
        .file("content/other.md", page("title: Other\n"))
        .file(
            "src/docs/_index.md",
            page("title: Home\n") + "[a](/src/docs/s/a.md) [b](s/a.md) [c](/s/a.md) ![i](s/i.png)\n",
        )
        .file("src/docs/s/_index.md", page("title: S\n"))
        .file("src/docs/s/a.md", page("title: A\n") + "[t](t.csv)\n")
        .file("src/docs/s/i.png", "x")
        .file("src/docs/s/t.csv", "a,b\n1,2\n");
    let answer = project.answer(["check", "--format", "concise", "--allow", "LK105"]);
    assert_eq!((answer.stdout.as_str(), answer.status), ("", Some(0)), "{answer:?}");
    let links = project.answer(["inspect", "links"]).stdout;
    assert!(!links.contains("broken"), "{links}");
    check_address(&project, "src/docs/s/a.md", Some("/s/a/"));
    assert_eq!(addresses(&project).len(), 3);
    assert_eq!(project.answer(["new", "article", "s/new"]).stdout, "created src/docs/s/new.md\n");
    assert!(project.path("src/docs/s/new.md").is_file());
    let answer = project.answer(["build", "--out", "src/docs/public"]);
    assert_eq!(answer.status, Some(2), "{answer:?}");
}

#[test]
fn a_content_folder_must_be_one_of_the_site() {
    for written in ["../x", "/etc", "templates", ".", "static/x", "a\\b"] {
        let project = site(&format!("content_dir: '{written}'\n"));
        let answer = project.answer(["check", "--format", "concise"]);
        assert!(answer.stdout.contains("CF103] `content_dir`"), "{written}: {answer:?}");
        check_address(&project, "content/top.md", Some("/top/"));
    }
}

#[test]
fn a_file_that_a_pattern_matches_is_not_read() {
    let project = site("ignore_files: ['\\.foo$', '/drafts/', 'sub$']\n")
        .file("content/a.foo", "x")
        .file("content/drafts/a.md", page("title: A\n"))
        .file("static/s.foo", "x");
    project.run(["build", "-q"]).done();
    let files = project.snapshot("public");
    assert!(files.contains_key("s.foo"));
    let is_there = |start: &str| files.keys().any(|path| path.starts_with(start));
    assert!(!is_there("a.foo") && !is_there("drafts") && !is_there("posts/sub"), "{:?}", files.keys());
    let listed = project.answer(["inspect", "files"]).stdout;
    for line in ["content/a.foo", "content/drafts/a.md", "content/posts/sub"] {
        assert!(listed.contains(line), "{line}: {listed}");
    }
    assert!(listed.contains("a pattern of `ignore_files`: \\.foo$"), "{listed}");
}

#[test]
fn the_language_of_the_site_is_no_part_of_an_address() {
    let project = Project::new()
        .file("content/s/a.en.md", page("title: A\n") + "[d](d.en.md) [e](d.md) [r]({{< ref \"d.en.md\" >}})\n")
        .file("content/s/b.fr.md", page("title: B\n"))
        .file("content/s/d.en.md", page("title: D with a language\n"))
        .file("content/s/d.md", page("title: D\n"))
        .file("content/s/bundle/index.en.md", page("title: Bundle\n") + "![i](i.en.png)\n")
        .file("content/s/bundle/i.en.png", "x");
    check_address(&project, "content/s/a.en.md", Some("/s/a/"));
    check_address(&project, "content/s/b.fr.md", Some("/s/b.fr/"));
    check_address(&project, "content/s/d.en.md", Some("/s/d/"));
    check_address(&project, "content/s/d.md", None);
    check_address(&project, "content/s/bundle/index.en.md", Some("/s/bundle/"));
    let answer = project.answer(["check", "--format", "concise"]);
    assert_eq!(answer.stdout.lines().filter(|line| !line.contains("RT101")).count(), 0, "{answer:?}");
}

#[test]
fn of_several_languages_one_is_published_and_the_others_are_listed() {
    let project = Project::new()
        .file("clausebook.yaml", "title: T\nsearch: never\nlanguage: de\nlanguages: [en, de]\n")
        .file("content/de/_index.md", page("title: Start\n") + "[a](s/a.md)\n")
        .file("content/de/s/a.md", page("title: A\n"))
        .file("content/en/s/a.md", page("title: A\n"))
        .file("content/s/b.en.md", page("title: B\n"))
        .file("content/s/c.de.md", page("title: C\n"))
        .file("content/s/bundle/index.md", page("title: Bundle\n"))
        .file("content/s/bundle/i.en.png", "x")
        .file("content/s/bundle/i.de.png", "x");
    check_address(&project, "content/de/_index.md", Some("/"));
    check_address(&project, "content/de/s/a.md", Some("/s/a/"));
    check_address(&project, "content/s/c.de.md", Some("/s/c/"));
    assert_eq!(addresses(&project).len(), 4);
    let listed = project.answer(["inspect", "files"]).stdout;
    for path in ["content/en/s/a.md", "content/s/b.en.md", "content/s/bundle/i.en.png"] {
        let line = listed.lines().find(|line| line.contains(path)).unwrap_or_default();
        assert!(line.contains("in another language: en"), "{path}: {listed}");
    }
    let answer = project
        .file("clausebook.yaml", "title: T\nlanguage: fr\nlanguages: [en, de]\n")
        .answer(["check", "--format", "concise"]);
    assert!(answer.stdout.contains("`languages` does not have `fr`"), "{answer:?}");
}

#[test]
fn without_html_among_its_outputs_an_article_is_no_page() {
    let project = Project::new()
        .file("clausebook.yaml", "title: T\nsearch: never\n")
        .file("content/_index.md", page("title: Home\noutputs: [html]\n") + "[b](b.md)\n")
        .file("content/a.md", page("title: A\noutputs: []\n"))
        .file("content/b.md", page("title: B\noutputs: [json]\ntags: [r]\naliases: [/old-b/]\n"))
        .file("content/c.md", page("title: C\noutputs: HTML\n"))
        .file("content/d/_index.md", page("title: D\noutputs: [rss]\n"))
        .file("content/d/e.md", page("title: E\n"))
        .file("content/h/_index.md", page("title: H\ncascade: {outputs: [rss]}\n"))
        .file("content/h/i.md", page("title: I\n"))
        .file("content/j/index.md", page("title: J\noutputs: [json]\n"))
        .file("content/j/x.txt", "x");
    let files = built(&project);
    let has = |path: &str| files.contains(&path.to_owned());
    for path in ["/a/index.html", "/c/index.html", "/d/e/index.html", "/j/x.txt", "/tags/r/index.html"] {
        assert!(has(path), "{path}: {files:?}");
    }
    for path in [
        "/index.xml",
        "/b/index.html",
        "/d/index.html",
        "/h/index.html",
        "/h/i/index.html",
        "/j/index.html",
        "/old-b/index.html",
    ] {
        assert!(!has(path), "{path}: {files:?}");
    }
    let answer = project.answer(["check", "--format", "concise"]);
    assert!(answer.stdout.contains("LK101"), "{answer:?}");
    assert_eq!(answer.stdout.matches("FM117").count(), 2, "{answer:?}");
}

#[test]
fn redirects_in_the_content_folder_are_those_of_the_site() {
    let front = page("title: A\n");
    for folder in ["content", "docs"] {
        let project = Project::new()
            .file("clausebook.yaml", format!("content_dir: {folder}\n"))
            .file(&format!("{folder}/_index.md"), front.clone() + "[old](/old/)\n")
            .file(&format!("{folder}/a.md"), page("title: B\naliases: [/b/]\n"))
            .file(&format!("{folder}/_redirects"), "/old/ /a/ 301\n");
        let answer = project.answer(["check", "--format", "concise"]);
        assert!(!answer.stdout.contains("/old/"), "{answer:?}");
        project.run(["build", "-q", "--no-search"]).done();
        assert_eq!(project.read("public/_redirects"), "/old/ /a/ 301\n/b/ /a/ 301\n", "{folder}");
    }
}

#[test]
fn an_alias_is_no_pattern_of_redirects() {
    let project = Project::new()
        .file("content/_index.md", page("title: A\n"))
        .file("content/a.md", page("title: B\naliases: ['/*', '/:x/y']\n"));
    project.run(["build", "-q", "--no-search"]).done();
    assert_eq!(project.read("public/_redirects"), "/%2A/ /a/ 301\n/%3Ax/y/ /a/ 301\n");
}
