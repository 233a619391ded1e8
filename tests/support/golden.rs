//! Compares a folder with one kept in the repository. Missing and surplus files both fail.
//!
//! `CLAUSEBOOK_BLESS=1` copies the actual files into the kept folder, to be reviewed like code.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The manifest has checksums of all files and a version number, so it would differ whenever anything does.
const LEFT_OUT: &str = "clausebook-manifest.json";

/// Every file below `folder`, relative to it, with `/`, sorted. A folder that does not exist has none.
pub(super) fn files(folder: &Path) -> Vec<String> {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let mut paths: Vec<_> = entries
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/"))
        .collect();
    paths.sort();
    paths
}

/// Fails unless `actual` holds exactly the files of `golden`, byte for byte, the manifest aside.
#[track_caller]
pub(crate) fn assert_golden(actual: &Path, golden: &Path) {
    let differences = differences(actual, golden);
    if differences.is_empty() {
        return;
    }
    if blessing() {
        bless(actual, golden);
        return;
    }
    panic!("{}\n`CLAUSEBOOK_BLESS=1` takes this over into {}", differences.join("\n"), golden.display());
}

/// Whether the actual results are to be stored as the expected ones.
pub(crate) fn blessing() -> bool {
    std::env::var_os("CLAUSEBOOK_BLESS").is_some_and(|value| value == "1")
}

fn compared(folder: &Path) -> BTreeSet<String> {
    files(folder).into_iter().filter(|path| path != LEFT_OUT).collect()
}

fn differences(actual: &Path, golden: &Path) -> Vec<String> {
    let (there, wanted) = (compared(actual), compared(golden));
    let missing = wanted.difference(&there).map(|path| format!("missing: {path}"));
    let surplus = there.difference(&wanted).map(|path| format!("surplus: {path}"));
    let changed = there.intersection(&wanted).filter_map(|path| {
        let (is, should_be) = (fs::read(actual.join(path)).unwrap(), fs::read(golden.join(path)).unwrap());
        (is != should_be).then(|| format!("changed: {path}{}", first_difference(&is, &should_be)))
    });
    missing.chain(surplus).chain(changed).collect()
}

/// The first line that differs, where both are text.
fn first_difference(is: &[u8], should_be: &[u8]) -> String {
    let (Ok(is), Ok(should_be)) = (str::from_utf8(is), str::from_utf8(should_be)) else { return String::new() };
    let (mut is, mut should_be) = (is.split('\n'), should_be.split('\n'));
    for line in 1.. {
        match (is.next(), should_be.next()) {
            (None, None) => break,
            (a, b) if a == b => {}
            (a, b) => {
                let [a, b] = [a, b].map(|text| text.unwrap_or("(the file ends)"));
                return format!(", line {line}\n  expected {b}\n  but it is {a}");
            }
        }
    }
    String::new()
}

fn bless(actual: &Path, golden: &Path) {
    let _ = fs::remove_dir_all(golden);
    for path in compared(actual) {
        let to = golden.join(&path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(actual.join(path), to).unwrap();
    }
}

#[cfg(test)]
mod tests {
    use super::super::Project;
    use super::{bless, differences};

    #[test]
    fn missing_surplus_and_changed_files_are_all_reported() {
        let kept = Project::new().file("a.html", "a").file("b/c.html", "one\ntwo\n").file("d.html", "d");
        let built =
            Project::new().file("b/c.html", "one\n2\n").file("d.html", "d").file("clausebook-manifest.json", "{}");
        let built = built.file("e.html", "e");
        let reported = differences(&built.path(""), &kept.path(""));
        let changed = "changed: b/c.html, line 2\n  expected two\n  but it is 2";
        assert_eq!(reported, ["missing: a.html", "surplus: e.html", changed]);
        bless(&built.path(""), &kept.path(""));
        assert!(differences(&built.path(""), &kept.path("")).is_empty());
        assert_eq!(kept.files(""), ["b/c.html", "d.html", "e.html"]);
    }

    #[test]
    fn an_empty_output_is_no_match() {
        let kept = Project::new().file("out/index.html", "x");
        assert_eq!(differences(&Project::new().path("public"), &kept.path("out")), ["missing: index.html"]);
    }
}
