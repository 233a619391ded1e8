//! SECURITY.md and the files beside it: every promise names tests that exist, and what is accepted is still there.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What stands in backticks.
fn codes(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// The file of a test that is named `file::name`, or `src/path.rs::name`.
fn file_of(named: &str) -> Option<(PathBuf, &str)> {
    let (file, name) = named.split_once("::")?;
    let path =
        if file.ends_with(".rs") { PathBuf::from(file) } else { Path::new("tests").join(file).with_extension("rs") };
    Some((root().join(path), name))
}

/// The rows of the table below a heading of SECURITY.md, without its head.
fn rows(text: &str, heading: &str) -> Vec<(String, String)> {
    let section = text.split_once(heading).unwrap().1;
    let lines = section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = lines.skip(2).map(|line| line.trim_matches('|').split_once(" | ").unwrap());
    cells.map(|(first, rest)| (first.trim().to_owned(), rest.trim().to_owned())).collect()
}

#[test]
fn every_promise_names_tests_that_exist() {
    let promises = rows(&read("SECURITY.md"), "## What is promised");
    assert!(promises.len() >= 15, "{promises:?}");
    for (promise, tests) in promises {
        let named: Vec<(PathBuf, &str)> = codes(&tests).filter_map(file_of).collect();
        assert!(!named.is_empty(), "no test holds: {promise}");
        for (path, name) in named {
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let at = text.find(&format!("fn {name}(")).unwrap_or_else(|| panic!("{} has no `{name}`", path.display()));
            // The attribute of a test stands before its name, or `proptest!` makes it one.
            assert!(text[..at].trim_end().ends_with(']'), "`{name}` is no test");
        }
        // The package has the tests alone.
        let is_checkout = root().join("fuzz").exists();
        for path in codes(&tests).filter(|code| is_checkout && !code.contains("::")) {
            assert!(root().join(path).exists(), "{path} is not there");
        }
    }
}

#[test]
fn every_kind_of_input_has_its_row() {
    let inputs = rows(&read("SECURITY.md"), "## What is trusted");
    for part in [
        "Content",
        "`clausebook.yaml`",
        "`templates/`",
        "`static/`",
        "Caches",
        "Git",
        "Other hosts",
        "The preview's clients",
    ] {
        assert!(inputs.iter().any(|(input, _)| input.starts_with(part)), "{part}");
    }
}

/// The crates of Cargo.lock as `name@version`.
fn locked() -> Vec<String> {
    let lock = read("Cargo.lock");
    let packages = lock.split("[[package]]").skip(1);
    let value = |package: &str, key: &str| {
        let line = package.lines().find_map(|line| line.strip_prefix(&format!("{key} = \"")));
        line.map(|rest| rest.trim_end_matches('"').to_owned())
    };
    let names = packages.map(|package| Some(format!("{}@{}", value(package, "name")?, value(package, "version")?)));
    names.map(Option::unwrap).collect()
}

/// Where `cargo deny` cannot be installed, this much is still known.
#[test]
fn crates_come_from_one_registry_and_exceptions_are_used() {
    let lock = read("Cargo.lock");
    let sources: Vec<&str> = lock.lines().filter_map(|line| line.strip_prefix("source = ")).collect();
    let first = sources[0];
    assert!(first.starts_with("\"registry+") && sources.iter().all(|source| *source == first), "{sources:?}");
    let checksums = lock.lines().filter(|line| line.starts_with("checksum = ")).count();
    assert_eq!(checksums, sources.len(), "a crate without a checksum");
    let deny = read("deny.toml");
    let accepted = deny.split("crate = \"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let locked = locked();
    for accepted in accepted {
        let (name, version) = accepted.split_once('@').unwrap_or((accepted, ""));
        let start = format!("{name}@{version}");
        let is_used = locked.iter().any(|known| {
            known
                .strip_prefix(&start)
                .is_some_and(|rest| version.is_empty() || rest.is_empty() || rest.starts_with('.'))
        });
        assert!(is_used, "deny.toml accepts `{accepted}`, which is not in Cargo.lock");
    }
}

#[test]
fn unmaintained_crates_are_named_with_the_way_out() {
    let security = read("SECURITY.md");
    for name in ["yaml-rust", "proc-macro-error"] {
        let is_locked = locked().iter().any(|known| known.starts_with(&format!("{name}@")));
        assert_eq!(is_locked, security.contains(&format!("`{name}`")), "{name}");
    }
}
