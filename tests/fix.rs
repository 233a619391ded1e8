//! `check --fix`: the certain remedies are written, every other byte stays, and nothing is left for a second run.

use crate::support::{Answer, Project};

/// Every form of a link that a fix knows, `~` where a link goes through an alias, and what must become of it.
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

/// Checks that a fix makes `after` of `before`, and then finds nothing more to do.
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
        // An alias; and with it the site's own host, a source path, a second question mark, a slash too many.
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
fn an_address_that_is_a_link_by_itself_stays_one() {
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
fn an_address_with_signs_of_its_own_ends_nothing_around_it() {
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
fn only_what_is_shown_is_mended() {
    let page = |links: &str| format!("---\ntitle: B\ndescription: d\n---\n{links}\n");
    let links = "[x](/was/) and [y](/content/a.md)";
    // Turned off, and left out by an option.
    let project = site().file("clausebook.yaml", "severities: {link-through-alias: off}\n");
    check(&project, &[("content/b.md", page(links), page("[x](/was/) and [y](/a/)"))]);
    let project = site().file("content/b.md", page(links));
    project.answer(["--root", ".", "check", "--fix", "--allow", "LK104"]);
    assert_eq!(project.read("content/b.md"), page("[x](/was/) and [y](/a/)"));
    // There before the change: the change stays a small one.
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "one"]);
    project.write("content/c.md", page("[new](/was/)").as_bytes());
    let said = project.answer(["--root", ".", "check", "--fix", "--since", "HEAD"]);
    assert_eq!(project.read("content/c.md"), page("[new](/a/)"), "{said:?}");
    assert_eq!(project.read("content/b.md"), page("[x](/was/) and [y](/a/)"), "{said:?}");
    assert!(said.stdout.ends_with("1 more was there before this change and is not shown\n"), "{said:?}");
}
