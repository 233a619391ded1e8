//! The rules of the house that no compiler holds: who may know whom, how long a file may be, how it begins.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms from low to high. A room knows lower levels only: neither higher ones nor its neighbours.
const LEVELS: &[&[&str]] = &[
    &["source"],
    &["finding", "output", "yaml"],
    &["config", "front", "markdown", "framework"],
    &["citation"],
    &["table"],
    &["site"],
    &["links", "render", "search"],
    &["pipeline"],
    &["serve"],
    &["cli"],
];

/// The crate's own files, which belong to no room.
const ROOTS: &[&str] = &["lib", "main"];

/// Lines of a file without its tests.
const LINES: usize = 400;

/// One file of `src/`, without its tests.
struct SourceText {
    /// Relative to `src/`, with `/`.
    path: String,
    code: String,
}

impl SourceText {
    fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }
}

#[test]
fn rooms_know_only_lower_rooms() {
    assert_none(product().iter().flat_map(forbidden_imports).collect());
}

#[test]
fn every_file_is_short_enough_and_opens_with_what_lives_there() {
    assert_none(product().iter().flat_map(|file| [too_long(file), unopened(file)]).flatten().collect());
}

#[track_caller]
fn assert_none(faults: Vec<String>) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Every file of `src/` that is part of the product, tests cut away.
fn product() -> Vec<SourceText> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let paths = walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(Result::unwrap);
    let paths: Vec<_> =
        paths.map(|entry| entry.into_path()).filter(|path| path.extension().is_some_and(|end| end == "rs")).collect();
    let texts: Vec<_> = paths.into_iter().map(|path| (fs::read_to_string(&path).unwrap(), path)).collect();
    let tests: BTreeSet<_> = texts.iter().flat_map(|(text, path)| test_modules(text, path)).collect();
    let is_test = |path: &Path| path.ancestors().any(|part| tests.contains(&part.with_extension("")));
    let product = texts.into_iter().filter(|(_, path)| !is_test(path));
    let below = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    product.map(|(text, path)| SourceText { path: below(&path), code: without_tests(&text) }).collect()
}

/// Modules that `text` declares for tests alone, as paths without an ending.
fn test_modules(text: &str, path: &Path) -> Vec<PathBuf> {
    let is_folder = path.file_stem().is_some_and(|stem| stem == "mod" || stem == "lib" || stem == "main");
    let folder = if is_folder { path.parent().unwrap().to_path_buf() } else { path.with_extension("") };
    let lines: Vec<_> = text.lines().collect();
    let declared = lines.windows(2).filter(|pair| pair[0] == "#[cfg(test)]");
    declared.filter_map(|pair| pair[1].strip_prefix("mod ")?.strip_suffix(';')).map(|name| folder.join(name)).collect()
}

/// The text up to the module of tests at its end.
fn without_tests(text: &str) -> String {
    let end = text.match_indices("\n#[cfg(test)]\nmod ").find(|(at, _)| {
        let rest = &text[at + 1..];
        rest.lines().nth(1).is_some_and(|line| line.ends_with('{'))
    });
    text[..end.map_or(text.len(), |(at, _)| at + 1)].to_owned()
}

fn level(room: &str) -> Option<usize> {
    LEVELS.iter().position(|rooms| rooms.contains(&room))
}

fn forbidden_imports(file: &SourceText) -> Vec<String> {
    let room = file.room();
    if ROOTS.contains(&room) {
        return Vec::new();
    }
    let Some(own) = level(room) else {
        return vec![format!("{}: `{room}` is no room of the house", file.path)];
    };
    let mut faults = Vec::new();
    for (number, line) in (1..).zip(file.code.lines()) {
        let place = format!("{}:{number}", file.path);
        let code = line.trim_start();
        if code.starts_with("//") {
            continue;
        }
        if code.starts_with("use ") && code.ends_with("::*;") {
            faults.push(format!("{place}: a glob import hides who is known"));
        }
        for named in code.match_indices("crate::").map(|(at, path)| &code[at + path.len()..]) {
            let end = named.find(|character: char| !character.is_alphanumeric() && character != '_');
            let known = &named[..end.unwrap_or(named.len())];
            match level(known) {
                _ if known == room => {}
                Some(other) if other < own => {}
                Some(_) => faults.push(format!("{place}: `{room}` may not know `{known}`")),
                None => faults.push(format!("{place}: `crate::{named}` names no room; write one line a room")),
            }
        }
    }
    faults
}

fn too_long(file: &SourceText) -> Option<String> {
    let lines = file.code.lines().count();
    (lines > LINES).then(|| format!("{}: {lines} lines, {LINES} are allowed", file.path))
}

fn unopened(file: &SourceText) -> Option<String> {
    (!file.code.starts_with("//! ")).then(|| format!("{}: does not open with `//!`", file.path))
}

mod tests {
    use std::path::Path;

    use super::{SourceText, forbidden_imports, test_modules, too_long, unopened, without_tests};

    fn check(path: &str, code: &str, faults: usize) {
        let file = SourceText { path: path.to_owned(), code: code.to_owned() };
        let found = forbidden_imports(&file);
        assert_eq!(found.len(), faults, "{path}: {code}: {found:?}");
    }

    #[test]
    fn an_import_from_above_or_beside_is_found() {
        check("finding/mod.rs", "use crate::source::Span;", 0);
        check("finding/json.rs", "use crate::finding::Code;", 0);
        check("finding/mod.rs", "use crate::site::Site;", 1);
        check("finding/mod.rs", "fn f(_: crate::output::Sink) {}", 1);
        check("links/check.rs", "use crate::{site::Site, source::Span};", 1);
        check("site/mod.rs", "/// As [`crate::cli`] does.", 0);
        check("site/mod.rs", "use super::*;", 1);
        check("pipeline.rs", "use crate::render::Theme;", 0);
        check("pipeline.rs", "use crate::cli::Arguments;", 1);
        check("utils/mod.rs", "", 1);
        check("lib.rs", "use crate::anything::At;", 0);
    }

    #[test]
    fn long_and_unopened_files_are_found() {
        let file = |code: String| SourceText { path: "a.rs".to_owned(), code };
        assert_eq!(too_long(&file("x\n".repeat(400))), None);
        assert!(too_long(&file("x\n".repeat(401))).is_some());
        assert_eq!(unopened(&file("//! What lives here.".to_owned())), None);
        assert!(unopened(&file("use std::fs;".to_owned())).is_some());
    }

    #[test]
    fn tests_are_cut_away() {
        assert_eq!(without_tests("a\n\n#[cfg(test)]\nmod tests {\n}\n"), "a\n\n");
        assert_eq!(without_tests("a\n#[cfg(test)]\nmod tests;\nb\n"), "a\n#[cfg(test)]\nmod tests;\nb\n");
        let text = "mod a;\n#[cfg(test)]\nmod tests;\n";
        assert_eq!(test_modules(text, Path::new("src/b/mod.rs")), [Path::new("src/b/tests")]);
        assert_eq!(test_modules(text, Path::new("src/b.rs")), [Path::new("src/b/tests")]);
    }
}
