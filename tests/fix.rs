//! `check --fix`: safe fixes are written, every other byte stays, and a second run has nothing to fix.

use crate::support::{Answer, Project};

/// Every form of a link that can be fixed, with `~` for a link through an alias, and the expected text.
const FORMS: &str = "---\ntitle: B\ndescription: /was/ is no link here\nlandingpage: ~\nimages: [pic.png]\n---\n\
    Two in one [x](~ \"/was/\") and [y](<~>)\\\n\n[ref][r], [r] and ![i][r]\n\n[r]: ~ '/was/'\n\n\
    <a href=\"~\">raw</a> <a href='~'>raw</a>\t\n\n| h | [t](~) |\n|---|---|\n| `[no](/was/)` | [d](~) |\n\n\
    {{< details \"x\" >}}\n[in](~) two blanks  \n{{< /details >}}\n\n[T](t.yaml)\n\n[C](t.csv)\n\n`[x](/was/)` /was/ \\[x](/was/)\n";
const TABLE: &str =
    "kind: comparison\ntitle: T # /was/\ncolumns: {a: A, b: B}\nrows:\n  - {a: \"[x](~)\", b: '[y](~) `/was/`'}\n";
const LINES: &str = "a,b\n[x](~),\"x, [y](~)\"\n";

fn site() -> Project {
    Project::new()
        .file("clausebook.yaml", "base_url: https://docs.example.com/\nhosts: [old.example.com]\n")
        .file("content/_index.md", "---\ntitle: Home\ndescription: d\n---\n")
        .file("content/a.md", "---\ntitle: A\ndescription: d\naliases: [/was/]\n---\n## Pins\n")
        .file("content/b/pic.png", "no picture")
}

fn fix(project: &Project) -> Answer {
    project.answer(["--root", ".", "check", "--fix", "--format", "concise"])
}

/// Checks that fixing `before` gives `after`, and that a second run changes nothing.
#[track_caller]
fn check(project: &Project, files: &[(&str, String, String)]) {
    for (path, before, _) in files {
        project.write(path, before.as_bytes());
    }
    let said = fix(project);
    for (path, _, after) in files {
        assert_eq!(&project.read(path), after, "{path}: {said:?}");
    }
    let again = fix(project);
    assert!(!again.stdout.contains(" is now `"), "{again:?}");
    for (path, _, after) in files {
        assert_eq!(&project.read(path), after, "{path}, again");
    }
}

#[test]
fn only_addresses_change_whatever_ends_a_line_and_whatever_begins_a_file() {
    let whole = |text: &str| text.to_owned();
    let windows = |text: &str| text.replace('\n', "\r\n");
    let marked = |text: &str| format!("\u{feff}{text}");
    let cut = |text: &str| text.trim_end().to_owned();
    for shape in [&whole as &dyn Fn(&str) -> String, &windows, &marked, &cut] {
        // An alias, combined with the site's own host, a source path, a second question mark, and a double slash.
        for (written, meant) in [
            ("/was/", "/a/"),
            ("/was/#pins", "/a/#pins"),
            ("https://docs.example.com/was/", "/a/"),
            ("https://OLD.example.com/was/?q=1?r=2#pins/", "/a/?q=1&r=2#pins"),
            ("https://docs.example.com/a/", "/a/"),
            ("/content/a.md#pins", "/a/#pins"),
        ] {
            let project = site();
            let files = [("index.md", FORMS), ("t.yaml", TABLE), ("t.csv", LINES)].map(|(name, text)| {
                let path: &'static str = match name {
                    "index.md" => "content/b/index.md",
                    "t.yaml" => "content/b/t.yaml",
                    _ => "content/b/t.csv",
                };
                (path, shape(text).replace('~', written), shape(text).replace('~', meant))
            });
            check(&project, &files);
            let left = project.answer(["--root", ".", "check", "--format", "concise"]).stdout;
            assert!(!left.contains("LK10"), "{written}: {left}");
        }
    }
}

#[test]
fn an_autolink_stays_an_autolink() {
    let page = |text: &str| format!("---\ntitle: B\ndescription: d\n---\n{text}\n");
    let before =
        "<https://docs.example.com/was/#pins> and https://docs.example.com/was/, <https://docs.example.com/a/>.";
    let after = "<https://docs.example.com/a/#pins> and https://docs.example.com/a/, <https://docs.example.com/a/>.";
    let project = site();
    check(&project, &[("content/b/index.md", page(before), page(after))]);
    let left = project.answer(["--root", ".", "check", "--format", "human"]).stdout;
    assert_eq!(left.matches("LK106").count(), 3, "{left}");
    assert!(left.contains("write `[words](/a/)`, which also holds in a preview"), "{left}");
    // Below a path the whole address is written.
    project.write("clausebook.yaml", b"base_url: https://docs.example.com/docs/\n");
    let below = |text: &str| page(&text.replace(".com/", ".com/docs/"));
    check(&project, &[("content/b/index.md", below(before), below(after))]);
}

#[test]
fn an_address_with_special_characters_does_not_end_what_is_around_it() {
    let target = "---\ntitle: A\ndescription: d\nurl: \"/a (b) 100% \\\"q\\\" 'r' é|[x]/\"\naliases: [/was/]\n---\n";
    let project = site().file("content/a.md", target);
    let meant = "/a%20%28b%29%20100%25%20%22q%22%20%27r%27%20é%7C%5Bx%5D/";
    let forms = FORMS.replace("[C](t.csv)", "[C](none.csv)");
    let before = [("content/b/index.md", forms.as_str()), ("content/b/t.yaml", TABLE)];
    let files = before.map(|(path, text)| (path, text.replace('~', "/was/"), text.replace('~', meant)));
    check(&project, &files);
    let left = project.answer(["--root", ".", "check", "--format", "concise"]).stdout;
    assert_eq!(left.matches("error").count(), 1, "{left}");
}

#[test]
fn only_reported_findings_are_fixed() {
    let page = |links: &str| format!("---\ntitle: B\ndescription: d\n---\n{links}\n");
    let links = "[x](/was/) and [y](/content/a.md)";
    // Turned off in the configuration, and ignored by an option.
    let project = site().file("clausebook.yaml", "severities: {link-through-alias: off}\n");
    check(&project, &[("content/b.md", page(links), page("[x](/was/) and [y](/a/)"))]);
    let project = site().file("content/b.md", page(links));
    project.answer(["--root", ".", "check", "--fix", "--allow", "LK104"]);
    assert_eq!(project.read("content/b.md"), page("[x](/was/) and [y](/a/)"));
    // Findings from before the change are not fixed, so that the change stays small.
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "one"]);
    project.write("content/c.md", page("[new](/was/)").as_bytes());
    let said = project.answer(["--root", ".", "check", "--fix", "--since", "HEAD"]);
    assert_eq!(project.read("content/c.md"), page("[new](/a/)"), "{said:?}");
    assert_eq!(project.read("content/b.md"), page("[x](/was/) and [y](/a/)"), "{said:?}");
    assert!(said.stdout.ends_with("1 more existed before this change and is not shown\n"), "{said:?}");
}

/// An article with this body.
fn page(body: &str) -> String {
    format!("---\ntitle: B\ndescription: d\n---\n{body}")
}

/// Checks that fixing this body prints these lines about withheld fixes, and gives `after`.
#[track_caller]
fn check_withheld(body: &str, after: &str, withheld: &[&str]) {
    let project = site();
    let files = [("content/b/index.md", page(body), page(after))];
    project.write(files[0].0, files[0].1.as_bytes());
    let said = fix(&project);
    let lines: Vec<&str> = said.stdout.lines().filter(|line| line.contains("withheld")).collect();
    assert_eq!(lines, withheld, "{said:?}");
    assert_eq!(said.status, Some(i32::from(said.stdout.contains(": error["))), "{said:?}");
    check(&project, &files);
}

#[test]
fn a_fix_that_would_change_more_than_its_location_is_withheld_and_reported() {
    // Text would become the text of a heading.
    let blocks = "content/b/index.md:5: RQ107 fix withheld: it would change the block structure";
    let heading = "[pci-dss:11.6.1]: monthly\n---\n\ntext\n";
    check_withheld(heading, heading, &[blocks]);
    let heading = "[pci-dss:11.6.1]: monthly\n===\n";
    check_withheld(heading, heading, &[blocks]);
    let markup = "content/b/index.md:5: RQ107 fix withheld: it would change the markup of the text";
    for lost in ["[pci-dss:11.6.1]: <kbd>\n", "[pci-dss:11.6.1]: *monthly*\n"] {
        check_withheld(lost, lost, &[markup]);
    }
    let lost = "[pci-dss:11.6.1]: <monthly>\n";
    check_withheld(lost, lost, &["content/b/index.md:5: RQ107 fix withheld: it would cause MD107"]);
    let caused = "content/b/index.md:5: RQ107 fix withheld: it would cause RQ102";
    let unknown = "[pci-dss:99.9]: monthly\n";
    check_withheld(unknown, unknown, &[caused]);
}

#[test]
fn a_heading_keeps_the_id_that_others_may_link_to() {
    let framework = "key: law\nname: LAW\nversion: \"2\"\nversions: [{id: \"1\"}, {id: \"2\"}]\n\
        renumbered: [{from: \"1.5.1\", to: \"2.7.4\"}]\n\
        nodes: [{id: \"2.7\", title: A, children: [\"2.7.4\", \"2.7.5\", \"2.7.6\"]}]\n";
    let body =
        |cited: &str| format!("---\ntitle: LAW\ndescription: d\n---\n## Of [law:1.5.1]\n\nAs [law:{cited}] has it.\n");
    let project = site().file("content/frameworks/law.yaml", framework).file("content/law/_index.md", body("1.5.1"));
    let said = fix(&project);
    let line = "content/law/_index.md:5: RQ104 fix withheld: it would change a heading or its id\n";
    assert!(said.stdout.contains(line), "{said:?}");
    assert_eq!(project.read("content/law/_index.md"), body("2.7.4"), "{said:?}");
}

#[test]
fn a_withheld_fix_does_not_prevent_other_fixes_of_its_file() {
    let body = |definition: &str, link: &str| {
        format!(
            "A [b]({link}).\n\n[pci-dss:11.6.1]: monthly\n---\n\n{definition} weekly\n[c]({link})\n\n## D [d]({link})\n"
        )
    };
    let withheld = "content/b/index.md:7: RQ107 fix withheld: it would change the block structure";
    check_withheld(&body("[pci-dss:11.3.1]:", "/was/"), &body("[pci-dss:11.3.1]\\:", "/a/"), &[withheld]);
}

#[test]
fn a_definition_becomes_text_wherever_its_blocks_stay() {
    for body in [
        "[pci-dss:11.6.1]~ monthly\n\ntext\n",
        "[pci-dss:11.6.1]~ monthly\ntext *and*\nmore\n",
        "[pci-dss:11.6.1]~ monthly\n- a\n- b\n",
        "- [pci-dss:11.6.1]~ monthly\n- b\n",
        "- a\n- [pci-dss:11.6.1]~ monthly\n\n  more\n",
        "> [pci-dss:11.6.1]~ monthly\n> [pci-dss:11.3.1]~ weekly\n",
        "[pci-dss:11.6.1]~ monthly\n\nSee [pci-dss:11.6.1].\n",
    ] {
        check_withheld(&body.replace('~', ":"), &body.replace('~', "\\:"), &[]);
    }
}

#[test]
fn a_fix_that_would_move_or_hide_a_page_or_break_others_is_withheld() {
    let reason = "it would remove the page at `/c/`";
    for key in ["expirydat: 2020-01-01", "drafft: true"] {
        let text = format!("---\ntitle: C\ndescription: d\n{key}\n---\n");
        let project = site().file("content/c.md", &text);
        let said = fix(&project);
        assert_eq!(project.read("content/c.md"), text, "{said:?}");
        let line = format!("content/c.md:4: FM106 fix withheld: {reason}\n");
        assert_eq!((said.status, said.stdout.matches(&line).count()), (Some(0), 1), "{said:?}");
        assert!(said.stdout.contains("warning[FM106]"), "{said:?}");
        let denied = project.answer(["--root", ".", "check", "--fix", "--deny", "FM106"]);
        assert_eq!(denied.status, Some(1), "{denied:?}");
        assert!(!denied.stdout.contains("fixable with"), "{denied:?}");
    }
    // A setting may change the whole site.
    let settings = "titel: T\nhosst: [other.example.com]\n";
    let project = site().file("clausebook.yaml", settings);
    project.write("content/b.md", page("[x](https://other.example.com/a/)\n").as_bytes());
    let said = fix(&project);
    assert_eq!(project.read("clausebook.yaml"), settings.replace("titel", "title"), "{said:?}");
    let line = "clausebook.yaml:2: CF102 fix withheld: it would cause LK106 in `content/b.md`\n";
    assert!(said.stdout.contains(line), "{said:?}");
}

#[test]
fn a_report_for_programs_holds_nothing_but_the_report() {
    let project = site();
    project.write("content/b.md", page("[x](/was/)\n\n[pci-dss:11.6.1]: monthly\n---\n").as_bytes());
    let said = project.answer(["--root", ".", "check", "--fix", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(report["findings"][0]["fix"], serde_json::Value::Null, "{report}");
    assert_eq!(
        said.stderr,
        "content/b.md: LK104 `/was/` is now `/a/`\n\
         content/b.md:7: RQ107 fix withheld: it would change the block structure\n"
    );
    // Withheld fixes are printed even with `--quiet`.
    let said = project.answer(["--root", ".", "-q", "check", "--fix", "--format", "concise"]);
    assert!(said.stdout.starts_with("content/b.md:7: RQ107 fix withheld: "), "{said:?}");
}

#[test]
fn a_path_to_a_file_beside_the_source_and_one_in_another_unicode_form_are_fixed() {
    let project = site().file("content/g/img/x.png", "no picture").file("content/g/_index.md", page(""));
    project.write("content/gro\u{308}\u{df}e.md", page("").as_bytes());
    let before = page("![x](img/x.png \"t\") <img src='img/x.png' alt=x>\n\n[y](/gr\u{f6}\u{df}e/)\n");
    let after = page("![x](../img/x.png \"t\") <img src='../img/x.png' alt=x>\n\n[y](/gro%CC%88\u{df}e/)\n");
    check(&project, &[("content/g/b.md", before, after)]);
}

#[test]
fn a_few_bad_fixes_among_thousands_are_found() {
    let body = |target: &str| {
        let line = |number: usize| match number % 1000 {
            // Each cites another requirement, because the second of two definitions of a label is ignored.
            500 => format!("[pci-dss:{}.1.1]: x\n---\n\n", number / 1000 + 1),
            _ => format!("[{number}]({target})\n\n"),
        };
        (0..10_000).map(line).collect::<String>()
    };
    let project = site().file("content/b.md", page(&body("/was/")));
    let said = fix(&project);
    assert_eq!(said.stdout.matches(" fix withheld: ").count(), 10, "{}", said.stdout.len());
    assert!(project.read("content/b.md") == page(&body("/a/")));
}

#[test]
fn a_file_with_two_paths_is_fixed_once_and_stays_a_file() {
    let project = site().file("content/b.md", page("[x](/was/)\n"));
    project.link("content/c.md", "b.md");
    let said = fix(&project);
    assert_eq!((said.status, said.stderr.as_str()), (Some(0), ""), "{said:?}");
    assert_eq!(project.read("content/b.md"), page("[x](/a/)\n"));
    assert!(project.path("content/c.md").is_symlink());
}
