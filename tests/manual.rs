//! The tutorial works as it is written, and the messages that the manual quotes are those that the program prints.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::support::Project;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("content/manual").join(name)).unwrap()
}

/// A fenced block: its info string and its text.
struct Fence {
    info: String,
    text: String,
}

fn fences(page: &str) -> Vec<Fence> {
    let mut found: Vec<Fence> = Vec::new();
    let mut is_open = false;
    for line in page.lines() {
        match (line.strip_prefix("```"), is_open) {
            (Some(_), true) => is_open = false,
            (Some(info), false) => {
                is_open = true;
                found.push(Fence { info: info.to_owned(), text: String::new() });
            }
            (None, true) => {
                let fence = found.last_mut().unwrap();
                fence.text.push_str(line);
                fence.text.push('\n');
            }
            (None, false) => (),
        }
    }
    found
}

/// Commands of a transcript with what they print.
fn transcript(text: &str) -> Vec<(String, String)> {
    let mut steps: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push((command.to_owned(), String::new())),
            (None, Some((_, printed))) => {
                printed.push_str(line);
                printed.push('\n');
            }
            (None, None) => panic!("a transcript begins with a command: {line}"),
        }
    }
    steps
}

/// Whether `printed` is `expected`, in which a `…` beside other text stands for any part of a line.
fn is_as_shown(expected: &str, printed: &str) -> bool {
    let (mut expected, mut printed) = (expected.lines(), printed.lines());
    loop {
        match (expected.next(), printed.next()) {
            (None, None) => return true,
            (Some(shown), Some(line)) if shown == line || matches_parts(shown, line) => (),
            (Some(_), _) | (None, Some(_)) => return false,
        }
    }
}

fn matches_parts(shown: &str, line: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(mut rest) = parts.next().and_then(|first| line.strip_prefix(first)) else { return false };
    let mut last = "";
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        last = part;
    }
    rest.is_empty() || (last.is_empty() && shown.ends_with('…'))
}

#[test]
fn the_tutorial_works_step_by_step() {
    let project = Project::new();
    let mut folder = String::new();
    let mut run = 0;
    for fence in fences(&page("tutorial.md")) {
        if let Some((_, title)) = fence.info.split_once("title=\"") {
            let path = title.split('"').next().unwrap();
            project.write(&format!("{folder}{path}"), fence.text.as_bytes());
            continue;
        }
        assert_eq!(fence.info, "console", "a block of the tutorial is a file with a title, or a transcript");
        for (command, expected) in transcript(&fence.text) {
            run += 1;
            if let Some(into) = command.strip_prefix("cd ") {
                folder = format!("{folder}{into}/");
                continue;
            }
            // It runs until it is ended; its tests are in `serve`.
            if command.starts_with("clausebook serve") {
                continue;
            }
            let program = env!("CARGO_BIN_EXE_clausebook");
            let output = Command::new("sh")
                .args(["-c", &command.replacen("clausebook", &format!("'{program}'"), 1)])
                .current_dir(project.path(&folder))
                .env("XDG_CACHE_HOME", project.caches())
                .env("XDG_CONFIG_HOME", "/nonexistent")
                .env_remove("SOURCE_DATE_EPOCH")
                .output()
                .unwrap();
            let printed = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
            assert!(is_as_shown(&expected, &printed), "{command}\n--- shown\n{expected}--- printed\n{printed}");
        }
    }
    assert!(run >= 10, "only {run} commands were found");
}

/// Every Rust file of the program as one text, without the escapes of string literals.
fn source() -> String {
    let files = walkdir::WalkDir::new(root().join("src")).into_iter().map(|entry| entry.unwrap().into_path());
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let text: String = files.map(|path| fs::read_to_string(path).unwrap()).collect();
    // A long literal goes on in the next line.
    let lines = text.replace("\\\"", "\"");
    lines.split("\\\n").map(str::trim_start).collect::<Vec<_>>().concat()
}

#[test]
fn messages_that_the_manual_explains_are_those_of_the_program() {
    let source = source();
    let page = page("troubleshooting.md");
    let headings = page.lines().filter_map(|line| line.strip_prefix("### "));
    // Symptoms begin with a capital letter; messages do not, but for one page of the preview.
    let messages =
        headings.filter(|heading| !heading.starts_with(char::is_uppercase) || *heading == "Host not allowed");
    let messages: Vec<&str> = messages.collect();
    assert!(messages.len() > 20, "{messages:?}");
    let part_is_known = |part: &str| part.trim_matches([' ', ';', ':']).is_empty() || source.contains(part.trim());
    let unknown: Vec<_> = messages.iter().filter(|message| !message.split(['…', '`']).all(part_is_known)).collect();
    assert!(unknown.is_empty(), "no longer printed: {unknown:#?}");
}

#[test]
fn the_glossary_is_in_order_and_says_each_word_once() {
    let page = page("glossary.md");
    for part in page.split("\n## ").skip(1) {
        let words: Vec<String> =
            part.lines().filter_map(|line| line.strip_prefix("### ")).map(str::to_lowercase).collect();
        let mut sorted = words.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(words, sorted);
        assert!(words.len() > 10);
    }
}
