//! No control character from outside reaches a terminal.

use std::ffi::OsString;

use crate::support::{Project, formats};

/// Clears the screen, returns to the start of the line, changes the text direction, begins an escape sequence in one
/// byte.
const ODD: &str = "a\u{1b}[2J\r\u{202e}\u{9b}31m";

#[track_caller]
fn assert_plain(project: &Project, arguments: &[&str]) {
    let answer = project.answer(arguments.iter().map(OsString::from));
    for (stream, text) in [("stdout", &answer.stdout), ("stderr", &answer.stderr)] {
        let is_acted_on = |sign: char| sign != '\n' && (sign.is_control() || ('\u{202a}'..='\u{202e}').contains(&sign));
        assert!(!text.contains(is_acted_on), "{arguments:?} writes to {stream}: {text:?}");
    }
    assert!(answer.status.is_some(), "{arguments:?} was ended by a signal");
}

/// A site with such characters in all names and texts that allow them.
fn site() -> Project {
    let front = format!("---\ntitle: \"{}\"\ntags: [\"{}\"]\naliases: [\"/x\u{202e}/\"]\n---\n", escaped(), escaped());
    let body = format!("# {ODD}\n\n[x](/{ODD}) {{{{< {ODD} >}}}}\n\n```{ODD}\nx\n```\n");
    Project::new()
        .file("content/_index.md", format!("{front}{body}"))
        .file(&format!("content/{ODD}.md"), format!("{front}[y](/nowhere{ODD}/)\n"))
        .file(&format!("static/{ODD}.txt"), "x")
        .file(&format!("templates/{ODD}.html"), "{{ nothing")
}

fn escaped() -> String {
    ODD.replace('\u{1b}', "\\e").replace('\r', "\\r").replace('\u{9b}', "\\x9b")
}

#[test]
fn every_command_makes_names_and_texts_visible() {
    let project = site();
    for format in formats() {
        assert_plain(&project, &["--root", ".", "check", "--format", format.as_str()]);
    }
    assert_plain(&project, &["--root", ".", "-v", "build"]);
    for subject in ["pages", "links", "requirements", "urls"] {
        assert_plain(&project, &["--root", ".", "inspect", subject]);
        assert_plain(&project, &["--root", ".", "inspect", subject, "--format", "json"]);
    }
    for subject in ["requirements", "coverage", "oscal-component", "oscal-mapping"] {
        assert_plain(&project, &["--root", ".", "export", subject]);
    }
}

#[test]
fn fixes_make_the_names_of_files_visible_in_every_format() {
    let page = |front: &str, body: &str| format!("---\ntitle: T\ndescription: d\n{front}---\n{body}\n");
    for format in formats() {
        let odd = format!("content/{ODD}.md");
        let project = Project::new()
            .file("content/_index.md", page("", ""))
            .file("content/new.md", page("aliases: [/old/]\n", ""))
            .file(&odd, page("", "[x](/old/)"));
        assert_plain(&project, &["--root", ".", "check", "--fix", "--format", format.as_str()]);
        assert!(project.read(&odd).contains("[x](/new/)"), "{format}: nothing is fixed");
    }
}

#[test]
fn success_and_failure_make_their_arguments_visible() {
    let project = Project::new().file("content/_index.md", "---\ntitle: T\n---\n");
    assert_plain(&project, &["--root", ".", "-v", "build", "--out", ODD]);
    project.write(&format!("{ODD}/{ODD}.txt"), b"added");
    assert_plain(&project, &["verify", ODD]);
    assert_plain(&project, &["verify", &format!("{ODD}/none")]);
    assert_plain(&project, &["new", "site", &format!("{ODD}-site")]);
    assert_plain(&project, &["--root", ".", "new", "article", ODD]);
    assert_plain(&project, &["--root", ".", "new", "article", &format!("../{ODD}")]);
    assert_plain(&project, &["explain", ODD]);
    assert_plain(&project, &["--root", ODD, "check"]);
    assert_plain(&project, &["--root", ".", "build", "--out", "content", "--base-url", ODD]);
    assert_plain(&project, &["--root", ".", "check", "--since", ODD]);
    assert_plain(&project, &["--root", ".", "check", "--deny", ODD]);
    assert_plain(&project, &["--root", ".", "check", "--date", ODD]);
    assert_plain(&project, &["--root", ".", "serve", "--bind", ODD]);
    assert_plain(&project, &["--root", ".", "export", "coverage", "--framework", ODD]);
    // Errors of the argument parser.
    assert_plain(&project, &["build", &format!("--{ODD}")]);
    assert_plain(&project, &[ODD]);
    assert_plain(&project, &["check", "--format", ODD]);
    assert_plain(&project, &["serve", "--port", ODD]);
}
