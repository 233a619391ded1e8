//! `clausebook pdf`: what is printed, by which browser, into which file. A small script stands in for the browser; the
//! tests in a browser print with a real one.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::support::Project;

/// A series of two articles.
fn series() -> Project {
    Project::new()
        .file("clausebook.yaml", "title: Guides\nbase_url: https://guides.example/docs/\n")
        .file("content/_index.md", "---\ntitle: Home\n---\n")
        .file("content/soc2/_index.md", "---\ntitle: SOC 2\nprint: true\n---\n")
        .file("content/soc2/scope.md", "---\ntitle: Scope\nweight: 1\n---\n\nWhat is in it.\n")
        .file("content/soc2/evidence.md", "---\ntitle: Evidence\nweight: 2\n---\n\nWhat to keep.\n")
        .file("content/other/_index.md", "---\ntitle: Other\n---\n")
}

/// Writes a program that takes the place of the browser, and returns its path. It keeps its arguments in `arguments`.
fn stand_in(project: &Project, script: &str) -> String {
    let path = project.path("browser.sh");
    let start = "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"${0%/*}/arguments\"\n\
                 for argument; do case $argument in --print-to-pdf=*) file=${argument#*=};; esac; done\n";
    fs::write(&path, format!("{start}{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn the_print_page_of_a_section_becomes_a_file_with_its_name() {
    let project = series();
    let browser = stand_in(&project, "printf '%%PDF-1.7' > \"$file\"");
    for series in ["soc2", "/soc2/", "/soc2/print/"] {
        project
            .run(["pdf", series])
            .env("CLAUSEBOOK_BROWSER", &browser)
            .stdout("wrote soc2.pdf (1 kB): SOC 2\n")
            .done();
    }
    assert_eq!(fs::read(project.path("soc2.pdf")).unwrap(), b"%PDF-1.7");
    let arguments = project.read("arguments");
    let address = arguments.lines().last().unwrap();
    assert!(address.starts_with("http://127.0.0.1:") && address.ends_with("/docs/soc2/print/"), "{address}");
    assert!(
        arguments.contains("--generate-pdf-document-outline") && !arguments.contains("--no-sandbox"),
        "{arguments}"
    );
    assert_eq!(project.names(""), ["arguments", "browser.sh", "clausebook.yaml", "content", "soc2.pdf"]);
}

#[test]
fn what_is_printed_is_the_page_as_it_is_built() {
    let project = series();
    // The address has the port, so the page can be requested while the browser runs.
    let fetch = "url=$(for a; do :; done; echo \"$a\")\n\
                 port=${url#http://127.0.0.1:}; port=${port%%/*}; path=/${url#http://127.0.0.1:*/}\n\
                 printf 'GET %s HTTP/1.1\\r\\nHost: 127.0.0.1:%s\\r\\n\\r\\n' \"$path\" \"$port\" > \"${0%/*}/request\"\n\
                 bash -c \"exec 3<>/dev/tcp/127.0.0.1/$port; cat '${0%/*}/request' >&3; cat <&3\" > \"${0%/*}/page\"\n\
                 printf '%%PDF-1.7' > \"$file\"";
    let browser = stand_in(&project, fetch);
    project.run(["pdf", "soc2", "--browser", &browser]).stdout("wrote soc2.pdf (1 kB): SOC 2\n").done();
    let page = project.read("page");
    let (_, page) = page.split_once("\r\n\r\n").unwrap();
    project.run(["build", "--out", "out"]).answer();
    assert_eq!(page, project.read("out/soc2/print/index.html"));
}

#[test]
fn a_section_without_a_print_page_is_an_error_that_names_those_with_one() {
    let project = series();
    let browser = stand_in(&project, "printf '%%PDF-1.7' > \"$file\"");
    let run = |series: &str| project.run(["pdf", series, "--browser", &browser]);
    let start = "no print page for";
    let rest = "`print: true` in the front matter of the section's `_index.md` makes one";
    run("other")
        .status(2)
        .stderr(format!("error: {start} `other`: {rest}; the sections with one are `/soc2/`\n"))
        .done();
    run("soc").status(2).stderr(format!("error: {start} `soc`: {rest}; did you mean `/soc2/`?\n")).done();
    assert!(!project.names("").contains(&"arguments".to_owned()), "no browser was started");
}

#[test]
fn a_site_that_cannot_be_built_is_not_printed() {
    let project = series().file("templates/print.html", "{% if %}");
    let browser = stand_in(&project, "printf '%%PDF-1.7' > \"$file\"");
    project
        .run(["pdf", "soc2", "--browser", &browser])
        .status(1)
        .stdout_contains("TP101")
        .stdout_contains("no PDF was written")
        .done();
}

#[test]
fn no_other_file_is_replaced() {
    let project = series().file("soc2.pdf", "my notes").file("notes/keep.txt", "");
    let browser = stand_in(&project, "printf '%%PDF-1.7' > \"$file\"");
    for out in ["soc2.pdf", "notes"] {
        project
            .run(["pdf", "soc2", "--browser", &browser, "--out", out])
            .status(2)
            .stderr(format!("error: `{out}` is not a PDF, so it is not replaced; give another file with `--out`\n"))
            .done();
    }
    assert_eq!(project.read("soc2.pdf"), "my notes");
}

#[test]
fn a_browser_that_fails_leaves_nothing_behind() {
    let cases = [
        (
            "echo 'Running as root without --no-sandbox is not supported.' >&2; exit 1",
            "does not run as root with its sandbox",
        ),
        ("echo broken >&2; exit 3", "ended with status 3 and printed no PDF: broken"),
        ("echo text > \"$file\"", "ended with status 0 and printed no PDF"),
        ("exec sleep 1000", "has not printed the page within 1 s; give it longer with `--timeout`"),
    ];
    for (script, said) in cases {
        let project = series();
        let browser = stand_in(&project, script);
        project.run(["pdf", "soc2", "--browser", &browser, "--timeout", "1"]).status(2).stderr_contains(said).done();
        assert_eq!(project.names(""), ["arguments", "browser.sh", "clausebook.yaml", "content"], "{script}");
    }
}

// Elsewhere a browser may be where installers put it.
#[cfg(target_os = "linux")]
#[test]
fn without_a_browser_it_says_how_to_get_one() {
    let project = series();
    // A relative folder of the search path could be the site's.
    stand_in(&project, "touch run");
    fs::rename(project.path("browser.sh"), project.path("chromium")).unwrap();
    project
        .run(["pdf", "soc2"])
        .env("PATH", ".")
        .status(2)
        .stderr("error: no browser found: install Chromium, Chrome or Edge, or give the path of one with `--browser` or CLAUSEBOOK_BROWSER\n")
        .done();
    project
        .run(["pdf", "soc2", "--browser", "no/such/browser"])
        .status(2)
        .stderr("error: browser not found: `no/such/browser`; give the path of Chromium, Chrome or Edge with `--browser` or CLAUSEBOOK_BROWSER\n")
        .done();
    assert!(!Path::new("run").exists() && !project.names("").contains(&"run".to_owned()));
}

#[test]
fn the_configuration_sets_the_size_of_the_sheets() {
    let style = |configuration: &str| {
        let project = series().file("clausebook.yaml", configuration);
        project.run(["build", "--out", "out"]).answer();
        project.read("out/soc2/print/paper.css")
    };
    assert!(!style("title: Guides\n").contains("size:"));
    assert!(
        style("title: Guides\ntheme: {paper: letter}\n")
            .contains("@page{size:letter}@page wide{size:letter landscape}")
    );
}
