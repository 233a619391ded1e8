//! Bad input: each kind leads to a finding or an error that names the file, in limited time and memory, and leaves the
//! last good site unchanged.

use std::fmt::Write as _;
use std::process::Command;

use crate::support::{Answer, Project, formats};

const HOME: &str = "---\ntitle: Home\ndescription: The front page.\n---\n";

fn article(body: &str) -> String {
    format!("---\ntitle: A\ndescription: One sentence.\n---\n{body}")
}

fn site() -> Project {
    Project::new().file("content/_index.md", HOME)
}

/// Builds, breaks the site with `spoil` and builds again, which must change nothing; returns the output of the second
/// build.
#[track_caller]
fn check(spoil: impl FnOnce(&Project), status: i32, parts: &[&str]) -> Answer {
    let project = site();
    project.run(["--root", ".", "build", "-q"]).done();
    let before = project.snapshot("public");
    spoil(&project);
    let answer = project.answer(["--root", ".", "build"]);
    let said = format!("{}{}", answer.stdout, answer.stderr);
    assert_eq!(answer.status, Some(status), "{said}");
    assert!(!answer.stderr.contains("panicked"), "{said}");
    for part in parts {
        assert!(said.contains(part), "`{part}` is not in\n{said}");
    }
    assert_eq!(project.snapshot("public"), before, "the last good site has changed");
    let beside = project.names(".");
    assert!(!beside.iter().any(|name| name.contains("clausebook-")), "left behind: {beside:?}");
    answer
}

#[test]
fn no_content_folder_and_an_empty_one_are_reported() {
    check(
        |project| project.remove("content"),
        1,
        &["SR104", "no Markdown files in the folder `content`", "clausebook new"],
    );
    check(
        |project| {
            project.remove("content/_index.md");
            project.folder("content/empty/folder");
        },
        1,
        &["SR104"],
    );
    let elsewhere = Project::new();
    elsewhere.run(["--root", "nowhere", "build"]).status(2).stderr("error: folder not found: `nowhere`\n").done();
}

#[test]
fn a_file_instead_of_the_content_folder_is_reported() {
    let spoil = |project: &Project| {
        project.remove("content");
        project.write("content", b"x");
    };
    check(spoil, 1, &["SR104", "content:1:1"]);
}

#[test]
fn a_file_that_is_not_utf8_is_named() {
    check(|project| project.write("content/a.md", b"---\ntitle: \xff\n---\n"), 1, &["SR101", "content/a.md"]);
    check(|project| project.write("clausebook.yaml", b"title: \xff\n"), 1, &["SR101", "clausebook.yaml"]);
    check(|project| project.write("templates/x.html", b"\xff"), 1, &["SR101", "templates/x.html"]);
    // UTF-16 with a byte order mark, as some editors save.
    check(|project| project.write("content/a.md", b"\xff\xfet\0i\0"), 1, &["SR101", "content/a.md"]);
}

#[test]
fn a_binary_file_with_the_extension_of_an_article_is_reported() {
    let bytes: Vec<u8> = (0..4096_u32).map(|number| (number * 7 % 128) as u8).collect();
    let project = site().file("content/a.md", bytes);
    let answer = project.answer(["--root", ".", "check"]);
    assert!(!answer.stderr.contains("panicked"), "{}", answer.stderr);
    assert!(matches!(answer.status, Some(0 | 1)), "{answer:?}");
}

#[test]
fn front_matter_without_an_end_is_reported() {
    check(|project| project.write("content/a.md", b"---\ntitle: A\nText"), 1, &["FM105", "content/a.md:1:1"]);
    check(|project| project.write("content/a.md", b"---"), 1, &["FM105", "content/a.md:1:1"]);
    let long = format!("---\n{}", "key: value\n".repeat(200_000));
    check(|project| project.write("content/a.md", long.as_bytes()), 1, &["FM105", "content/a.md:1:1"]);
}

#[test]
fn yaml_that_aliases_would_make_huge_is_reported() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..40 {
        writeln!(bomb, "a{level}: &a{level} [{}]", format!("*a{}, ", level - 1).repeat(9)).unwrap();
    }
    let front = format!("---\ntitle: A\n{bomb}---\n");
    let in_article = |project: &Project| project.write("content/a.md", front.as_bytes());
    check(in_article, 1, &["FM104", "content/a.md", "aliases make the document too large"]);
    check(|project| project.write("clausebook.yaml", bomb.as_bytes()), 1, &["CF101", "clausebook.yaml"]);
    let deep = format!("---\ntitle: {}\n---\n", "[".repeat(100_000));
    check(|project| project.write("content/a.md", deep.as_bytes()), 1, &["FM104", "content/a.md"]);
    let merged = "---\na: &a\n  <<: *a\n---\n";
    check(|project| project.write("content/a.md", merged.as_bytes()), 1, &["FM104", "content/a.md"]);
}

#[test]
fn a_template_that_includes_itself_is_reported() {
    let write = |files: &'static [(&str, &str)]| {
        move |project: &Project| files.iter().for_each(|(path, text)| project.write(path, text.as_bytes()))
    };
    let itself = &[("templates/article.html", "{% include \"article.html\" %}")];
    check(write(itself), 1, &["TP101", "templates/article.html:1:", "circular include"]);
    let round = &[
        ("templates/article.html", "{% include \"partials/b.html\" %}"),
        ("templates/partials/b.html", "{% include \"article.html\" %}"),
    ];
    check(write(round), 1, &["TP101", "templates/article.html", "partials/b.html"]);
    let parent = &[("templates/article.html", "{% extends \"article.html\" %}")];
    check(write(parent), 1, &["TP101", "templates/article.html", "circular extend"]);
    let code = &[("templates/shortcodes/x.html", "{% include \"shortcodes/x.html\" %}")];
    check(write(code), 1, &["TP101", "templates/shortcodes/x.html"]);
}

#[test]
fn a_shortcode_in_itself_ends() {
    let nested = |depth: usize| article(&format!("{}x{}", "{{< note >}}".repeat(depth), "{{< /note >}}".repeat(depth)));
    let deep = nested(20_000);
    check(|project| project.write("content/a.md", deep.as_bytes()), 1, &["SC106", "content/a.md:5:"]);
    let percent = deep.replace("{{<", "{{%").replace(">}}", "%}}");
    check(|project| project.write("content/a.md", percent.as_bytes()), 1, &["SC106", "content/a.md:5:"]);
    // The output of a template is not parsed for shortcodes, so a shortcode cannot call itself.
    let project = site()
        .file("content/a.md", article("{{< self >}}\n\n{{% self %}}\n"))
        .file("templates/shortcodes/self.html", "{{ \"{{< self >}} {{% self %}}\" | markdown }}");
    project.run(["--root", ".", "build", "-q"]).done();
    // Each level of nesting doubles the output of this template; the depth is limited.
    let twice = site()
        .file("content/a.md", nested(40).replace("note", "twice"))
        .file("templates/shortcodes/twice.html", "{{ inner }}{{ inner }}");
    let stopped = twice.run(["--root", ".", "build", "-q"]).address_space(4_000_000).status(1);
    stopped.stdout_contains("SC106").stdout_contains("content/a.md:5:").done();
}

#[test]
fn many_unclosed_tags_take_linear_time() {
    for piece in
        ["{{< note >}}", "{{<", "{{% x ", "[", "![", "*a ", "`", "<a ", "> ", "{#", "[^1]", "<!--", "| a ", "- "]
    {
        let text = article(&piece.repeat(20_000));
        let project = site().file("content/a.md", text);
        let answer = project.answer(["--root", ".", "check", "-q", "--format", "concise"]);
        assert!(!answer.stderr.contains("panicked"), "{piece}: {}", answer.stderr);
        assert!(matches!(answer.status, Some(0 | 1)), "{piece}: {answer:?}");
    }
}

/// A site with so many items of one kind that an algorithm in quadratic time would exceed the time limit of a test.
#[test]
fn many_items_of_one_kind_do_not_take_quadratic_time() {
    let many = |count: usize, line: &str| -> String {
        (0..count).map(|number| line.replace('@', &number.to_string())).collect()
    };
    let ignores = many(10_000, "  - {code: LK101, target: /at-@/, reason: r}\n");
    let rules = many(20_000, "/old-@/:part/* /new/:part/:splat\n");
    let row = "| @ | [x](#t-row-1) [y](#t-row-20000) |\n";
    let bodies = [
        ("anchors", many(10_000, "## head @\n\n[a](#haed-@)\n\n"), "LK102", 10_000),
        ("ignores", many(20_000, "<!-- clausebook-ignore LK101 reason=\"r\" -->\n[a](/no-@/) `x`\n\n"), "LK101", 0),
        ("configured ignores", many(10_000, "[a](/at-@/)\n\n"), "LK101", 0),
        ("redirects", many(20_000, "[a](/old-@/x/y/)\n\n"), "LK101", 0),
        ("footnotes", many(40_000, "a[^@]\n\n[^@]: note\n\n"), "LK", 0),
        ("table rows", format!("| a | b |\n|---|---|\n{}{{#t}}", many(20_000, row)), "LK102", 0),
        ("tables", many(5_000, "| a |\n|---|\n| @ |\n\n"), "LK", 0),
        ("unknown requirements", many(5_000, "[pci-dss:99.@]\n\n"), "RQ10", 5_000),
        ("attributes", many(20_000, "text\n{#id-@}\n\n```text\nx\n```\n\n"), "LK", 0),
        ("calls", many(5_000, "é {{% icon name=x@ %}} "), "SC101", 0),
    ];
    for (name, body, code, expected) in bodies {
        let configuration = if name == "configured ignores" { format!("ignores:\n{ignores}") } else { String::new() };
        let project = site().file("content/a.md", article(&body)).file("static/_redirects", &rules);
        let project = project.file("clausebook.yaml", configuration);
        let run = project.run(["--root", ".", "check", "--format", "concise", "-q"]).patience(120);
        let answer = run.answer();
        assert!(matches!(answer.status, Some(0 | 1)), "{name}: {}", answer.stderr);
        assert_eq!(answer.stdout.matches(&format!("[{code}")).count(), expected, "{name}");
    }
}

#[test]
fn a_large_article_is_built_in_bounded_memory() {
    let part = "## Heading\n\nA paragraph with **bold** words and `code`, as guides have them. It goes on and on.\n\n";
    let body = part.repeat(50_000_000 / part.len());
    let project = site().file("content/a.md", article(&body));
    // 4 GB of address space for 50 MB of text.
    let run = project.run(["--root", ".", "build", "-q"]).address_space(4_000_000).patience(300);
    run.done();
    assert!(project.read("public/a/index.html").contains("id=\"heading-1\""));
}

#[test]
fn files_that_differ_in_case_alone_are_distinguished_or_reported() {
    for (one, other) in [("content/Scope.md", "content/scope.md"), ("content/Pci/a.md", "content/pci/a.md")] {
        let project = site().file(one, article("one")).file(other, article("two"));
        let found = project.answer(["--root", ".", "check", "--format", "json"]).stdout;
        assert!(found.contains("RT101") && found.contains(one) && found.contains(other), "{found}");
        project.run(["--root", ".", "build", "-q"]).done();
        project.run(["--root", ".", "build", "-q", "--strict"]).status(1).stdout_contains("RT101").done();
    }
    // Copied files keep their case, so these are two files.
    let project = site().file("static/A.txt", "one").file("static/a.txt", "two");
    project.run(["--root", ".", "check"]).stdout_contains("RT110").done();
    project.run(["--root", ".", "build", "-q"]).done();
    assert_eq!((project.read("public/A.txt"), project.read("public/a.txt")), ("one".to_owned(), "two".to_owned()));
}

/// The paths are those that Hugo writes.
#[test]
fn odd_file_names_get_a_path_and_links_that_lead_there() {
    let names = [
        ("content/with space.md", "with-space"),
        ("content/c#sharp.md", "c#sharp"),
        ("content/100%.md", "100"),
        ("content/日本語.md", "日本語"),
        ("content/Ünïcödé.md", "ünïcödé"),
        ("content/it's \"quoted\".md", "its-quoted"),
        ("content/<b>.md", "b"),
        ("content/what?.md", "what"),
        ("content/a&b.md", "ab"),
        ("content/Ça va/deep one.md", "ça-va/deep-one"),
        ("content/new\nline.md", "new-line"),
    ];
    let mut project = site().file("content/Ça va/_index.md", HOME.replace("Home", "Section"));
    for (path, _) in names {
        project = project.file(path, article("Text."));
    }
    project = project.file("content/pic #1 %.png", "no picture").file("static/a b#c%.txt", "text");
    let links = "[b](with-space/) [c](/c%23sharp/) [d](日本語.md) [e](/%E6%97%A5%E6%9C%AC%E8%AA%9E/) \
                 [f](<with space.md>) [g](c%23sharp.md) ![h](/pic%20%231%20%25.png) [i](/a%20b%23c%25.txt)\n";
    project = project.file("content/_index.md", format!("{HOME}{links}"));
    project.run(["--root", ".", "check", "-q", "--allow", "NV102"]).done();
    project.run(["--root", ".", "build", "-q"]).done();
    for (path, url) in names {
        assert!(project.path(&format!("public/{url}/index.html")).is_file(), "{path} is not at {url}");
    }
    assert_eq!(project.read("public/pic #1 %.png"), "no picture");
    assert_eq!(project.broken_references("public", "/"), Vec::<String>::new());
    let home = project.read("public/index.html");
    for written in ["href=\"/with-space/\"", "href=\"/c%23sharp/\"", "src=\"/pic%20%231%20%25.png\""] {
        assert!(home.contains(written), "{written} is not in {home}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_reported() {
    let project = site().file("file", "x").file("full/mine.txt", "x");
    let check = |out: &str, part: &str| {
        let answer = project.answer(["--root", ".", "build", "--out", out]);
        assert_eq!(answer.status, Some(2), "{out}: {answer:?}");
        assert_eq!(answer.stdout, "", "{out}");
        assert!(answer.stderr.starts_with("error: ") && answer.stderr.contains(part), "{out}: {}", answer.stderr);
    };
    check("file", "file");
    check("file/below", "file");
    check("full", "full");
    check("content", "content");
    check("content/public", "content");
    check(".", "");
    check("/", "/");
    check("", "");
    check("/proc/clausebook", "/proc");
    assert_eq!(project.read("full/mine.txt"), "x");
    assert_eq!(project.names("."), ["content", "file", "full"]);
}

/// A file system of 64 kB, where the test may mount one.
#[test]
fn a_full_disk_is_reported_and_no_file_is_left() {
    let project = site().file("content/large.bin", vec![0_u8; 1_000_000]);
    project.folder("disk");
    let disk = project.path("disk");
    let mount =
        std::process::Command::new("mount").args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(&disk).output();
    if !mount.is_ok_and(|output| output.status.success()) {
        return;
    }
    let answer = project.answer(["--root", ".", "build", "--out", "disk/public"]);
    let left = project.names("disk");
    let unmounted = std::process::Command::new("umount").arg(&disk).status().unwrap();
    assert!(unmounted.success());
    assert_eq!(answer.status, Some(2), "{answer:?}");
    assert!(answer.stderr.contains("disk/") && answer.stderr.contains("No space left"), "{}", answer.stderr);
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn a_name_that_is_not_utf8_is_named() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let spoil = |project: &Project| {
        let name = OsStr::from_bytes(b"bad\xff.md");
        std::fs::write(project.path("content").join(name), article("x")).unwrap();
    };
    check(spoil, 1, &["SR101", "content/bad", "a file name that is not UTF-8"]);
}

#[test]
fn a_file_that_cannot_be_read_is_reported() {
    check(|project| project.link("content/gone.md", "nowhere.md"), 1, &["SR103", "content/gone.md"]);
    check(|project| project.link("clausebook.yaml", "nowhere.yaml"), 1, &["SR103", "clausebook.yaml"]);
    check(|project| project.folder("clausebook.yaml"), 1, &["SR103", "clausebook.yaml"]);
    // A folder with the extension of an article is still a folder.
    let project = site().file("content/folder.md/a.md", article("x"));
    project.run(["--root", ".", "build", "-q"]).done();
    assert!(project.path("public/folder.md/a/index.html").is_file());
}

#[test]
fn a_million_links_are_checked_in_time_and_memory() {
    // All in one line; one in ten is broken.
    let links = format!("{}[b](#x) ", "[a](/) ".repeat(9)).repeat(100_000);
    let project = site().file("content/a.md", article(&links));
    let run = project.run(["--root", ".", "check", "--format", "concise", "-q"]).address_space(6_000_000).patience(300);
    let answer = run.answer();
    assert_eq!(answer.status, Some(1), "{}", answer.stderr);
    assert_eq!(answer.stdout.matches("LK102").count(), 100_000);
}

#[test]
fn addresses_in_prose_without_end_are_read_in_time() {
    for part in [
        "https://e.example.org/x a@example.org ",
        "(http://localhost:1",
        "(https://e.example.org/x",
        "a@",
        "www.",
        "*a",
    ] {
        let project = site().file("content/a.md", article(&part.repeat(4_000)));
        let run = project.run(["--root", ".", "check", "--format", "concise", "-q"]).patience(120);
        assert_eq!(run.answer().status, Some(0), "{part}");
    }
}

#[test]
fn a_long_link_is_reported_and_shown_in_every_format() {
    for long in
        ["x".repeat(100_000), "x/".repeat(50_000), "../".repeat(33_000), "%ff".repeat(33_000), "é".repeat(50_000)]
    {
        let project = site().file("content/a.md", article(&format!("[a](/{long}) [b](#{long}) ![c](/{long}.png)")));
        for format in formats() {
            let answer = project.answer(["--root", ".", "check", "--format", format.as_str()]);
            let start = &long[..6];
            assert_eq!(answer.status, Some(1), "{start} {format}: {}", answer.stderr);
            assert!(answer.stdout.len() < 5_000_000, "{start} {format}: {} bytes", answer.stdout.len());
        }
    }
}

/// Escape sequences, bidirectional control characters and line ends: none is printed unescaped.
#[test]
fn control_characters_are_escaped_in_every_format() {
    let marks = "\u{1b}[31m\u{202e}\u{2066}\u{200b}\u{feff}\u{9b}\u{7f}\u{2028}";
    let text = format!(
        "[a{marks}](</no{marks}where/>) [b](<#an{marks}chor>) <a href=\"/raw{marks}/\">c</a>\n\n{{{{< relref \"x{marks}\" >}}}}\n\n```la{marks}ng\nx\n```\n"
    );
    let front = format!("---\ntitle: \"A{marks}\"\ndate: 2022-13-07{marks}\ntagz: x\ndescription: x\n---\n{text}");
    let project = site().file("content/a.md", front).file(&format!("content/{marks}.md"), article("[x](/y/)"));
    project.write("static/_redirects", format!("/a{marks} /b\n").as_bytes());
    for format in formats() {
        for colour in ["never", "always"] {
            let answer = project.answer(["--root", ".", "--color", colour, "check", "--format", format.as_str()]);
            assert_eq!(answer.status, Some(1), "{format}: {}", answer.stderr);
            // Colours are escape sequences that the program itself writes.
            let said = if colour == "always" { answer.stdout.replace("\u{1b}[", "") } else { answer.stdout };
            let acts = |letter: &char| {
                matches!(letter, '\0'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}'
                    | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
            };
            let found: Vec<char> = said.chars().filter(acts).collect();
            assert!(found.is_empty(), "{format}: {found:?}");
        }
    }
}

#[test]
fn a_revision_that_cannot_be_compared_with_is_reported() {
    let check = |project: &Project, revision: &str, parts: &[&str]| {
        let answer = project.answer(["--root", ".", "check", &format!("--since={revision}")]);
        assert_eq!((answer.status, answer.stdout.as_str()), (Some(2), ""), "{answer:?}");
        assert!(answer.stderr.starts_with("error: "), "{answer:?}");
        for part in parts {
            assert!(answer.stderr.contains(part), "`{part}` is not in {}", answer.stderr);
        }
    };
    let project = site();
    check(&project, "HEAD", &["not in a git repository"]);
    project.git(&["init", "-q", "-b", "main"]);
    check(&project, "main", &["has no commits", "omit `--since`"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "one"]);
    for revision in [
        "no-such",
        "0123456789012345678901234567890123456789",
        "--help",
        "-x",
        "",
        "a b",
        "HEAD:content",
        "HEAD^{tree}",
    ] {
        check(&project, revision, &["unknown commit `", "fetch it first"]);
    }
    // An unrelated history, without a common ancestor.
    project.git(&["checkout", "-q", "--orphan", "other"]);
    project.git(&["commit", "-qm", "two"]);
    check(&project, "main", &["no common ancestor"]);
}

/// Objects that a clone of one commit lacks do not count as files that did not exist.
#[test]
fn in_a_shallow_clone_the_error_says_what_to_fetch() {
    let origin = site().file("content/a.md", article("[old](/gone/)"));
    for arguments in
        [&["init", "-q", "-b", "main"][..], &["add", "."], &["commit", "-qm", "one"], &["checkout", "-qb", "work"]]
    {
        origin.git(arguments);
    }
    origin.git(&["commit", "-qm", "two", "--allow-empty"]);
    let url = format!("file://{}", origin.path("").display());
    let clone = Project::new();
    clone.git(&["clone", "-q", "--depth", "1", "--branch", "work", &url, "site"]);
    let check = |revision: &str, part: &str| {
        let answer = clone.answer(["--root", "site", "check", "--since", revision]);
        assert_eq!((answer.status, answer.stdout.as_str()), (Some(2), ""), "{answer:?}");
        assert!(answer.stderr.contains(part), "{answer:?}");
    };
    check("origin/main", "unknown commit `origin/main`; fetch it first, for example with `git fetch origin`");
    check("HEAD~1", "unknown commit `HEAD~1`");
    let fetch = "+refs/heads/main:refs/remotes/origin/main";
    clone.git(&["-C", "site", "fetch", "-q", "--depth", "1", "origin", fetch]);
    check("origin/main", "no common ancestor with `origin/main`; in a shallow clone fetch more");
}

#[test]
fn a_hook_works_before_the_first_commit_and_in_any_git_environment() {
    let project = Project::new().file("docs/content/_index.md", article("[old](/gone/)"));
    project.git(&["init", "-q"]);
    let check = |status: i32, parts: [&str; 2]| {
        // As git calls a hook: with its folder and index in the environment, relative to the top folder.
        let run = project.run(["--root", "docs", "check", "--since", "HEAD", "--format", "concise"]);
        let answer = run.env("GIT_DIR", ".git").env("GIT_INDEX_FILE", ".git/index").env("GIT_PREFIX", "").answer();
        assert_eq!(answer.status, Some(status), "{answer:?}");
        assert!(answer.stdout.contains(parts[0]) && answer.stderr.contains(parts[1]), "{answer:?}");
        answer.stdout
    };
    check(1, ["/gone/", "note: the repository has no commits: everything is new"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "one"]);
    assert_eq!(check(0, ["", ""]), "");
    project.write("docs/content/b.md", article("[new](/none/)").as_bytes());
    let found = check(1, ["/none/", ""]);
    assert!(!found.contains("/gone/"), "{found}");
}

#[cfg(unix)]
#[test]
fn errors_of_git_are_reported_in_its_own_words() {
    let project = site();
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "one"]);
    let check = |name: &str, value: &str, part: &str| {
        let answer = project.run(["--root", ".", "check", "--since", "HEAD"]).env(name, value).answer();
        assert_eq!((answer.status, answer.stdout.as_str()), (Some(2), ""), "{answer:?}");
        assert!(answer.stderr.contains(part), "{answer:?}");
    };
    // The folder belongs to another user, as in many containers; git names the remedy.
    check("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1", "call: git config --global --add safe.directory ");
    check("PATH", "/nowhere", "cannot run `git`");
    // A damaged object does not count as an empty earlier state.
    let name = Command::new("git").arg("-C").arg(project.path("")).args(["rev-parse", "HEAD:content"]).output();
    let name = String::from_utf8(name.unwrap().stdout).unwrap();
    std::fs::remove_file(project.path(&format!(".git/objects/{}/{}", &name[..2], name[2..].trim()))).unwrap();
    check("CLAUSEBOOK", "", "git could not read the earlier state");
}

#[test]
fn an_earlier_state_with_errors_neither_hides_findings_nor_stops_a_check() {
    let project = site().file("clausebook.yaml", "title: [\n").file("content/a.md", article("[old](/gone/)"));
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "one"]);
    project.write("clausebook.yaml", b"title: A site\n");
    project.write("content/b.md", article("[new](/gone/)").as_bytes());
    let answer = project.answer(["--root", ".", "check", "--since", "HEAD", "--format", "concise"]);
    assert_eq!(answer.status, Some(1), "{answer:?}");
    assert!(answer.stdout.contains("content/b.md") && !answer.stdout.contains("content/a.md"), "{answer:?}");
    // The other way round: a site that is broken now never passes.
    project.write("clausebook.yaml", b"title: [[\n");
    project.git(&["commit", "-qam", "two"]);
    project.write("clausebook.yaml", b"title: {\n");
    let answer = project.answer(["--root", ".", "check", "--since", "HEAD~1", "--format", "concise"]);
    assert!(matches!(answer.status, Some(1)), "{answer:?}");
}

#[test]
fn frameworks_that_are_too_large_too_deep_or_of_another_encoding_are_reported_and_the_rest_is_read() {
    let part = "{\"id\":\"a\",\"title\":\"A control with some words\"},";
    let large = format!("{{\"catalog\":{{\"controls\":[{}{{}}]}}}}", part.repeat(100_000_000 / part.len()));
    let json = format!("{{\"catalog\":{{\"groups\":[{}", "{\"id\":\"a\",\"groups\":[".repeat(1_000));
    let mut yaml = String::from("key: deep\nnodes:\n");
    for level in 0..1_000 {
        writeln!(yaml, "{0}- id: \"{level}\"\n{0}  children:", " ".repeat(2 * level)).unwrap();
    }
    let project = site()
        .file("content/a.md", article("See [own:1.10] and [pci-dss:11.3.1]."))
        .file("content/frameworks/own.yaml", "nodes: [\"1.10\"]\n")
        .file("content/frameworks/large.json", large)
        .file("content/frameworks/deep.json", json)
        .file("content/frameworks/deep.yaml", yaml);
    project.write("content/frameworks/latin.yaml", b"key: latin\nname: caf\xe9\nnodes: [\"1\"]\n");
    let run = project.run(["--root", ".", "check", "--format", "concise"]).address_space(2_000_000);
    let answer = run.answer();
    assert_eq!(answer.status, Some(1), "{}", answer.stderr);
    for part in [
        "content/frameworks/large.json:1:1: error[RQ108] the file is too large: 95 MB",
        "content/frameworks/deep.json:1:",
        "content/frameworks/deep.yaml:",
        "content/frameworks/latin.yaml:2:10: error[RQ108]",
    ] {
        assert!(answer.stdout.contains(part), "`{part}` is not in\n{}", answer.stdout);
    }
    assert_eq!(answer.stdout.matches("RQ").count(), 4, "{}", answer.stdout);
    project.run(["--root", ".", "build", "-q"]).done();
    assert!(project.read("public/a/index.html").contains("href=\"/frameworks/own/1.10/#1.10\""));
}
