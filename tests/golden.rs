//! Whole sites, built and compared byte for byte: `tests/sites/NAME/in` becomes `tests/sites/NAME/out`.
//!
//! Each site but `theme` brings its own small templates, so that only what it is about can change it.

use std::path::Path;

use crate::support::Project;

#[track_caller]
fn check(name: &str, arguments: &[&str]) {
    let project = built(name, arguments);
    // The default theme's files are the theme's business.
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
    for entry in std::fs::read_dir(theme).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        if project.path(&format!("public/{file}")).exists() && !project.path(&format!("static/{file}")).exists() {
            project.remove(&format!("public/{file}"));
        }
    }
    // What Pagefind writes is Pagefind's.
    if project.path("public/pagefind").exists() {
        project.remove("public/pagefind");
    }
    project.assert_output("public", name);
}

fn built(name: &str, arguments: &[&str]) -> Project {
    let project = Project::site(name);
    let answer = project.answer(["build", "-q", "--date", "2026-11-22"].iter().chain(arguments));
    assert_eq!(answer.status, Some(0), "{}{}", answer.stdout, answer.stderr);
    project
}

#[test]
fn markdown_is_read_as_hugo_reads_it() {
    check("markdown", &["--no-search"]);
}

#[test]
fn shortcodes_are_expanded_as_hugo_expands_them() {
    check("shortcodes", &["--no-search"]);
}

#[test]
fn front_matter_and_paths_mean_what_they_mean_to_hugo() {
    check("hugo-forms", &["--no-search"]);
}

#[test]
fn controlled_documents_are_registered_and_printed() {
    check("documents", &[]);
}

/// Only here do the theme's own templates count. A change of the theme is blessed and reviewed as one.
#[test]
fn the_default_theme_looks_as_it_did() {
    check("theme", &[]);
}
