//! Whole sites, built and compared byte for byte: `tests/sites/NAME/in` becomes `tests/sites/NAME/out`.
//!
//! Each site but `theme` has small templates of its own, so that a change of the theme does not change it.

use std::path::Path;

use crate::support::Project;

#[track_caller]
fn check(name: &str, arguments: &[&str]) {
    let project = built(name, arguments);
    // The files of the default theme are compared only for the site `theme`.
    let theme = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
    for entry in std::fs::read_dir(theme).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        if project.path(&format!("public/{file}")).exists() && !project.path(&format!("static/{file}")).exists() {
            project.remove(&format!("public/{file}"));
        }
    }
    // The files of Pagefind are not compared.
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

#[test]
fn frameworks_have_their_pages() {
    check("frameworks", &[]);
}

/// Only this site uses the templates of the theme, so a change of the theme is reviewed here.
#[test]
fn the_default_theme_looks_as_it_did() {
    check("theme", &[]);
}
