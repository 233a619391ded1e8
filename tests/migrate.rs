//! `clausebook migrate`: what became one other id is carried, everything else is left and reported.

use serde_json::Value;

use crate::support::Project;

const HEAD: &str = "---\ntitle: T\ndescription: d\n";

fn site() -> Project {
    Project::new().file("content/_index.md", "---\ntitle: Guide\ndescription: The front page.\n---\n")
}

fn page(front: &str, body: &str) -> String {
    format!("{HEAD}{front}---\n{body}")
}

/// Migrates, checks what the file is then, and that a second run changes nothing. Returns what was said.
#[track_caller]
fn check(project: &Project, files: &[(&str, &str)]) -> String {
    let before: Vec<String> = files.iter().map(|(path, _)| project.read(path)).collect();
    let shown = project.answer(["--root", ".", "migrate", "pci-dss@3.2.1"]);
    for ((path, _), before) in files.iter().zip(&before) {
        assert_eq!(&project.read(path), before, "{path}: nothing is written without --write");
    }
    let said = project.answer(["--root", ".", "migrate", "pci-dss@3.2.1", "--write"]);
    for (path, after) in files {
        assert_eq!(&project.read(path), after, "{path}: {}{}", said.stdout, said.stderr);
    }
    assert_eq!(shown.stdout.lines().count(), said.stdout.lines().count());
    let again = project.answer(["--root", ".", "migrate", "pci-dss@3.2.1", "--write"]);
    assert!(again.stdout.contains(": 0 carried, "), "{}", again.stdout);
    for (path, after) in files {
        assert_eq!(&project.read(path), after, "{path}, again");
    }
    said.stdout
}

#[test]
fn ids_that_became_one_other_are_carried_and_the_others_left() {
    let before = page(
        "requirements: {\"pci-dss@3.2.1\": [\"6.6\", '8.2.3']}\n",
        "See [pci-dss@3.2.1:8.2.3] and [pci-dss@3.2.1:6.6, 6.5.1], [words](pci-dss@3.2.1:11.2.1 \"title\").\n\n\
         Also [pci-dss:6.6] and Requirement 6.6, `[pci-dss@3.2.1:6.6]`, [pci-dss:6.4.2], [pci-dss@3.2.1:1.1.6].\n",
    );
    let after = page(
        "requirements: {\"pci-dss\": [\"6.4.2\", '8.3.6']}\n",
        "See [pci-dss:8.3.6] and [pci-dss@3.2.1:6.6, 6.5.1], [words](pci-dss:11.3.1 \"title\").\n\n\
         Also [pci-dss:6.4.2] and Requirement 6.4.2, `[pci-dss@3.2.1:6.6]`, [pci-dss:6.4.2], [pci-dss@3.2.1:1.1.6].\n",
    );
    let said = check(&site().file("content/a.md", before), &[("content/a.md", &after)]);
    for line in [
        "content/a.md:4:17: framework `pci-dss@3.2.1` is now `pci-dss`\n",
        "content/a.md:6:20: citation `8.2.3` is now `8.3.6`\n",
        "citation `6.6` is left: `6.5.1` in the same citation is left; see `6.4.2`\n",
        "citation `6.5.1` is left: `6.2.4` also holds what was `6.5`, `6.5.2`, `6.5.3` and 7 more; see `6.2.4`\n",
        "citation `1.1.6` is left: it became several requirements; see `1.2.5`, `1.2.6`\n",
        "PCI DSS 3.2.1 to 4.0.1: 9 carried, 3 left\n",
    ] {
        assert!(said.contains(line), "{line}{said}");
    }
}

/// What a section says counts for all below it: they are carried together.
#[test]
fn a_section_about_the_old_version_is_carried_as_a_whole_or_not_at_all() {
    let section = page("framework: pci-dss@3.2.1\n", "");
    let article = page(
        "requirements: {pci-dss: [\"6.6\"]}\ntags: [\"PCI DSS 3.2.1\"]\n",
        "Requirement 6.6 asks for it, Requirement 8.2.3 for more.\n\n[who](who.yaml)\n",
    );
    let table = "kind: responsibility\nframework: pci-dss@3.2.1 # old\ndefault: customer\nrows:\n  - {req: \"6.6\", who: provider}\n";
    let project = site()
        .file("content/old/_index.md", &section)
        .file("content/old/b.md", &article)
        .file("content/old/who.yaml", table)
        .file("content/old/draft.md", page("draft: true\nrequirements: {pci-dss: [8.2.3]}\n", ""));
    let files = [
        ("content/old/_index.md", &*page("framework: pci-dss\n", "")),
        (
            "content/old/b.md",
            &*page(
                "requirements: {pci-dss: [\"6.4.2\"]}\ntags: [\"PCI DSS 4.0.1\"]\n",
                "Requirement 6.4.2 asks for it, Requirement 8.3.6 for more.\n\n[who](who.yaml)\n",
            ),
        ),
        ("content/old/who.yaml", &table.replace("pci-dss@3.2.1", "pci-dss").replace("6.6", "6.4.2")),
        ("content/old/draft.md", &*page("draft: true\nrequirements: {pci-dss: [8.3.6]}\n", "")),
    ];
    check(&project, &files);

    // One id that cannot be carried keeps the section, but not the table, which names its version itself.
    let gone = page("requirements: {pci-dss: [\"1.1.4\"]}\n", "");
    let project = site()
        .file("content/old/_index.md", &section)
        .file("content/old/b.md", &article)
        .file("content/old/gone.md", &gone)
        .file("content/old/who.yaml", table);
    let files = [
        ("content/old/_index.md", section.as_str()),
        ("content/old/b.md", article.as_str()),
        ("content/old/gone.md", gone.as_str()),
        ("content/old/who.yaml", &table.replace("pci-dss@3.2.1", "pci-dss").replace("6.6", "6.4.2")),
    ];
    let said = check(&project, &files);
    assert!(
        said.contains("gone.md:4:26: requirement `1.1.4` is left: PCI DSS 4.0.1 has no successor to it\n"),
        "{said}"
    );
    assert!(
        said.contains("_index.md:4:12: framework `pci-dss@3.2.1` is left: `1.1.4` in the same section is left"),
        "{said}"
    );
}

#[test]
fn what_would_change_anything_else_is_left() {
    // The id of a heading would change, and with it the address of the part.
    let heading = page("framework: pci-dss@3.2.1\n", "## Requirement 6.6\n\nText on [it](#requirement-66).\n");
    let said = check(&site().file("content/a.md", &heading), &[("content/a.md", &heading)]);
    assert!(said.contains("it would change a heading or its id"), "{said}");
    // Both keys would be one.
    let twice = page("requirements: {\"pci-dss@3.2.1\": [\"6.6\"], pci-dss: [\"6.4.1\"]}\n", "");
    let said = check(&site().file("content/a.md", &twice), &[("content/a.md", &twice)]);
    assert!(said.contains("is left: it would "), "{said}");
}

#[test]
fn tables_with_patterns_and_between_versions_are_left() {
    let body = "[who](who.yaml)\n\n[walk](walk.yaml)\n\n[out](out.yaml)\n\n[cells](cells.yaml)\n";
    let pattern = "kind: responsibility\nframework: pci-dss@3.2.1\ndefault: customer\nrows:\n  - {req: \"6.6\", who: provider}\n  - {req: \"A1.*\", who: n/a, note: x}\n";
    let between = "kind: crosswalk\nsource: pci-dss@3.2.1\ntarget: pci-dss\nrows:\n  - {from: \"6.6\", relation: superset-of, to: \"6.4.2\"}\n";
    let out = "kind: crosswalk\nsource: pci-dss@3.2.1\ntarget: soc2\nrows:\n  - {from: [\"6.6\", \"8.2.3\"], relation: superset-of, to: [CC6.1, CC6.2]}\n";
    let cells = "kind: comparison\nframework: pci-dss\ncolumns: {req: R, help: H}\nrows:\n  - {req: \"6.6, 6.4.2\", help: \"See [pci-dss@3.2.1:6.6]\"}\n";
    let project = site()
        .file("content/a.md", page("", body))
        .file("content/who.yaml", pattern)
        .file("content/walk.yaml", between)
        .file("content/out.yaml", out)
        .file("content/cells.yaml", cells);
    let files = [
        ("content/who.yaml", pattern),
        ("content/walk.yaml", between),
        ("content/out.yaml", &*out.replace("@3.2.1", "").replace("6.6", "6.4.2").replace("8.2.3", "8.3.6")),
        ("content/cells.yaml", &*cells.replace("@3.2.1", "").replace("6.6", "6.4.2")),
    ];
    let said = check(&project, &files);
    assert!(said.contains("row `A1.*` is left: a pattern or tag may cover something else now\n"), "{said}");
    assert!(
        said.contains("walk.yaml:2:9: framework `pci-dss@3.2.1` is left: the table is about the change from"),
        "{said}"
    );
}

#[test]
fn folders_and_titles_that_name_the_version_are_reported() {
    let front = "---\ntitle: PCI DSS 3.2.1 in short\ndescription: d\n---\nRequirement 6.6 asks for it.\n";
    let project = site().file("content/pci-dss-3.2.1/a.md", front);
    let said = check(&project, &[("content/pci-dss-3.2.1/a.md", front)]);
    assert!(said.contains("is left: its folder names the version"), "{said}");
    assert!(said.contains("a.md:2:8: title `PCI DSS 3.2.1 in short` is left: it names the version"), "{said}");
}

#[test]
fn only_the_paths_that_are_named_are_carried() {
    let cites = page("", "[pci-dss@3.2.1:6.6]\n");
    let project = site().file("content/a.md", &cites).file("content/b.md", &cites);
    project.run(["--root", ".", "migrate", "pci-dss@3.2.1", "content/a.md", "--write", "-q"]).stdout(
        "content/a.md:5:2: framework `pci-dss@3.2.1` is now `pci-dss`\ncontent/a.md:5:16: citation `6.6` is now `6.4.2`\n",
    ).done();
    assert_eq!((project.read("content/a.md"), project.read("content/b.md")), (page("", "[pci-dss:6.4.2]\n"), cites));
}

#[test]
fn the_report_is_json_too_and_wrong_versions_are_said() {
    let project = site().file("content/a.md", page("", "[pci-dss@3.2.1:6.6] [pci-dss@3.2.1:1.1.4]\n"));
    let answer = project.answer(["--root", ".", "migrate", "pci-dss@3.2.1", "--format", "json"]);
    assert_eq!(answer.status, Some(1));
    let report: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(report["to"], "4.0.1");
    assert_eq!((&report["carried"][1]["from"], &report["carried"][1]["to"]), (&"6.6".into(), &"6.4.2".into()));
    assert_eq!((&report["left"][0]["text"], &report["left"][0]["line"]), (&"1.1.4".into(), &5.into()));
    for (version, said) in [
        ("pci-dss", "`pci-dss` names no version: write it as `pci-dss@VERSION`"),
        ("pci-dss@9", "unknown version `9` of PCI DSS; older ones that are known: 3.2.1, 4.0"),
        ("pci-dss@4.0.1", "4.0.1 is the current version of PCI DSS: there is nothing to carry"),
    ] {
        project.run(["--root", ".", "migrate", version]).status(2).stderr(format!("error: {said}\n")).done();
    }
}
