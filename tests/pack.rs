//! `clausebook export pack`: one file with all that an assessor is given, the same for the same sources, and checked by
//! `verify`.

use std::fs;

use serde_json::Value;

use crate::support::{Answer, Project};

const DATE: &str = "2026-11-22";

/// A site with a matrix, a crosswalk, a controlled document and a series on paper.
fn site() -> Project {
    Project::new()
        .file(
            "clausebook.yaml",
            "title: Guide <1>\nbase_url: https://docs.example.com/guide/\nprofiles:\n  shop: {title: Shop, applies: {entity: merchant}}\n",
        )
        .file("content/_index.md", "---\ntitle: Home\ndescription: d\n---\n[s](s/)\n")
        .file("content/s/_index.md", "---\ntitle: Series\ndescription: d\nprint: true\n---\n")
        .file(
            "content/s/a.md",
            "---\ntitle: A\ndescription: d\ncontrol: {owner: o, approver: p, version: \"1\", reviewed: 2026-11-20, every: 12 months}\n\
             requirements: {pci-dss: [\"6.3.1\"]}\n---\n[Who](who.yaml)\n\n[Walk](walk.yaml)\n",
        )
        .file(
            "content/s/who.yaml",
            "kind: responsibility\ntitle: Who does what\nframework: pci-dss\ndefault: customer\nrows:\n  - {req: \"12.9.1\", who: provider}\n",
        )
        .file(
            "content/s/walk.yaml",
            "kind: crosswalk\nsource: pci-dss\ntarget: soc2\nrows:\n  - {from: \"6.3.1\", relation: intersects-with, to: CC7.1}\n",
        )
}

fn pack(project: &Project, arguments: &[&str]) -> Answer {
    let all = [&["--root", ".", "export", "pack", "--framework", "pci-dss", "--date", DATE], arguments].concat();
    project.run(all).env("CLAUSEBOOK_BROWSER", project.path("no-browser").to_str().unwrap()).answer()
}

fn manifest(project: &Project, folder: &str) -> Value {
    serde_json::from_str(&project.read(&format!("{folder}/manifest.json"))).unwrap()
}

#[test]
fn a_pack_holds_every_part_and_says_what_it_lacks() {
    let project = site();
    let answer = pack(&project, &["--out", "evidence"]);
    assert_eq!(
        (answer.status, answer.stdout.as_str()),
        (Some(0), "wrote evidence: PCI DSS 4.0.1, 10 files\n"),
        "{}",
        answer.stderr
    );
    let files = project.files("evidence");
    let expected = [
        "coverage/coverage.csv",
        "coverage/coverage.json",
        "coverage/places.csv",
        "crosswalk/s-walk.csv",
        "findings.json",
        "index.html",
        "manifest.json",
        "matrix/s-who.csv",
        "matrix/s-who.json",
        "register/documents.csv",
    ];
    assert_eq!(files, expected);
    let manifest = manifest(&project, "evidence");
    assert_eq!(manifest["site"]["base_url"], "https://docs.example.com/guide/");
    assert_eq!(manifest["framework"]["version"], "4.0.1");
    assert_eq!((&manifest["date"], &manifest["profile"]), (&DATE.into(), &Value::Null));
    assert_eq!(manifest["source"]["commit"], Value::Null);
    let left_out: Vec<&str> =
        manifest["left_out"].as_array().unwrap().iter().map(|one| one["part"].as_str().unwrap()).collect();
    assert_eq!(left_out, ["redline", "print"]);
    assert!(manifest["left_out"][1]["reason"].as_str().unwrap().starts_with("browser not found: "), "{manifest}");
    let cover = project.read("evidence/index.html");
    assert!(
        cover.contains("<h1>Guide &lt;1>: PCI DSS 4.0.1</h1>")
            || cover.contains("<h1>Guide &lt;1&gt;: PCI DSS 4.0.1</h1>"),
        "{cover}"
    );
    assert!(cover.contains("<a href=\"matrix/s-who.csv\">") && !cover.contains("class=warning"), "{cover}");
    assert_eq!(project.read("evidence/matrix/s-who.csv").lines().count(), 281);
    project.run(["verify", "evidence"]).stdout("10 files, all match the manifest\n").done();
    assert!(answer.stderr.contains("note: left out: print: browser not found"), "{}", answer.stderr);
}

#[test]
fn two_packs_of_the_same_sources_are_equal_and_can_be_checked() {
    let project = site();
    pack(&project, &["--out", "one.zip"]);
    pack(&project, &["--out", "two.zip"]);
    let bytes = fs::read(project.path("one.zip")).unwrap();
    assert_eq!(bytes, fs::read(project.path("two.zip")).unwrap());
    project.run(["verify", "one.zip"]).stdout("10 files, all match the manifest\n").done();
    // The same files as in a folder, written over the last pack.
    pack(&project, &["--out", "folder"]);
    pack(&project, &["--out", "folder"]);
    let manifest = project.read("folder/manifest.json");
    let at = bytes.windows(manifest.len()).position(|window| window == manifest.as_bytes());
    assert!(at.is_some(), "an archive that is not compressed holds the manifest as it is");
    // A byte of a file in the archive.
    let mut changed = bytes.clone();
    let at = bytes.windows(12).position(|window| window == b"Who does wha").unwrap();
    changed[at] = b'w';
    project.write("bad.zip", &changed);
    let answer = project.answer(["verify", "bad.zip"]);
    assert_ne!(answer.status, Some(0), "{}{}", answer.stdout, answer.stderr);
}

#[test]
fn nothing_is_replaced_that_is_not_a_pack_as_it_was_written() {
    let project = site().file("notes.zip", "mine").file("mine/a.txt", "mine");
    for out in ["notes.zip", "mine"] {
        let answer = pack(&project, &["--out", out]);
        assert_eq!(answer.status, Some(2), "{}", answer.stdout);
        assert!(answer.stderr.contains("is not a pack as it was written, so it is not replaced"), "{}", answer.stderr);
    }
    pack(&project, &["--out", "evidence"]);
    project.write("evidence/matrix/s-who.csv", b"other");
    project.write("evidence/more.txt", b"more");
    project.remove("evidence/findings.json");
    let said = "missing: findings.json\nchanged: matrix/s-who.csv\nadded: more.txt\n10 files: 3 differences\n";
    project.run(["verify", "evidence"]).status(1).stdout(said).done();
    assert_eq!(pack(&project, &["--out", "evidence"]).status, Some(2));
    assert_eq!(project.read("evidence/more.txt"), "more");
    let said = "error: `--out` is for `export pack`; the others are printed\n";
    project.run(["export", "coverage", "--out", "x.zip"]).status(2).stderr(said).done();
}

#[test]
fn a_pack_of_a_site_with_errors_says_so_in_it_and_on_the_terminal() {
    let project = site().file("content/s/b.md", "---\ntitle: B\ndescription: d\n---\n[gone](/nowhere/)\n");
    let answer = pack(&project, &["--out", "evidence"]);
    assert_eq!(answer.status, Some(1));
    assert!(answer.stderr.contains("note: the site has 1 errors"), "{}", answer.stderr);
    assert_eq!(manifest(&project, "evidence")["check"]["errors"], 1);
    assert!(project.read("evidence/index.html").contains("<p class=warning>The site has 1 errors"));
    assert!(project.read("evidence/findings.json").contains("LK101"));
}

#[test]
fn a_pack_is_for_a_profile_and_names_the_commit() {
    let project = site();
    project.git(&["init", "-q"]);
    project.git(&["add", "."]);
    project.git(&["commit", "-qm", "x"]);
    pack(&project, &["--out", "../one", "--profile", "shop"]);
    let whole = project.read("../one/manifest.json");
    let first: Value = serde_json::from_str(&whole).unwrap();
    assert_eq!(first["profile"]["title"], "Shop");
    assert_eq!(first["source"]["commit"].as_str().map(str::len), Some(40));
    assert_eq!(first["source"]["changed"], false);
    // 12.9.1 is for service providers alone.
    let matrix = project.read("../one/matrix/s-who.csv");
    let rows =
        |csv: &str| csv.lines().filter(|line| line.contains(",provider,") || line.contains(",customer,")).count();
    assert!(rows(&matrix) < 280, "{matrix}");
    assert!(
        !matrix.contains("12.9.1,")
            || matrix.lines().any(|line| line.starts_with("12.9.1,") && !line.contains(",provider,")),
        "{matrix}"
    );
    project.write("content/s/a.md", b"---\ntitle: A\ndescription: d\n---\nOther text.\n");
    pack(&project, &["--out", "../two"]);
    let second: Value = serde_json::from_str(&project.read("../two/manifest.json")).unwrap();
    assert_eq!(second["source"]["changed"], true);
    assert!(project.read("../two/index.html").contains("The sources differ from what is committed"));
}

#[test]
#[cfg(unix)]
fn a_browser_prints_the_series() {
    use std::os::unix::fs::PermissionsExt;
    let project = site();
    let script = "#!/bin/sh\nfor argument; do case $argument in --print-to-pdf=*) printf '%%PDF-1.7' > \"${argument#*=}\";; esac; done\n";
    fs::write(project.path("no-browser"), script).unwrap();
    fs::set_permissions(project.path("no-browser"), fs::Permissions::from_mode(0o755)).unwrap();
    let answer = pack(&project, &["--out", "evidence"]);
    assert_eq!(answer.status, Some(0), "{}", answer.stderr);
    assert_eq!(project.read("evidence/print/s.pdf"), "%PDF-1.7");
    assert_eq!(manifest(&project, "evidence")["left_out"].as_array().unwrap().len(), 1);
    project.run(["verify", "evidence"]).stdout("11 files, all match the manifest\n").done();
}
