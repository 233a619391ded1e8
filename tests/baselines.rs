//! Baselines and profiles in a whole site: pages, citations, coverage, exports.

use serde_json::Value;

use crate::support::Project;

const HOME: &str = "---\ntitle: Guide\ndescription: The front page.\n---\nSee [nist:AC-2] and [low:AC-2].\n";

const CATALOG: &str = r##"{"catalog": {"uuid": "6b286b5d-8f07-4fa7-8847-1dd0d88f73fb",
  "metadata": {"title": "Controls", "version": "5.1", "last-modified": "2026-01-01T00:00:00Z", "oscal-version": "1.1.2"},
  "groups": [{"id": "ac", "title": "Access", "controls": [
    {"id": "ac-1", "title": "Policy", "props": [{"name": "label", "value": "AC-1"}], "links": [{"href": "#u1", "rel": "reference"}]},
    {"id": "ac-2", "title": "Accounts", "props": [{"name": "label", "value": "AC-2"}],
     "params": [{"id": "ac-01_odp.05", "label": "a time"}],
     "parts": [{"id": "ac-2_smt", "name": "statement", "prose": "Within {{ insert: param, ac-01_odp.05 }}."}],
     "controls": [{"id": "ac-2.1", "title": "Automated", "props": [{"name": "label", "value": "AC-2(1)"}]}]}]},
   {"id": "ia", "title": "Identity", "controls": [
    {"id": "ia-2", "title": "Identification", "props": [{"name": "label", "value": "IA-2"}]}]}],
  "back-matter": {"resources": [{"uuid": "u1", "title": "Used"}, {"uuid": "u2", "title": "Not used"}]}}}"##;

const PROFILE: &str = r#"{"profile": {"uuid": "1019f424-1556-4aa3-9df3-337b97c2c856",
  "metadata": {"title": "Low", "version": "1", "last-modified": "2026-01-01T00:00:00Z", "oscal-version": "1.1.2"},
  "imports": [{"href": "../catalogs/nist.json", "include-controls": [{"with-ids": ["ac-2.1", "ac-2"]}]}],
  "merge": {"as-is": true},
  "modify": {"set-parameters": [{"param-id": "ac-01_odp.05", "values": ["one day"]}]}}}"#;

fn site() -> Project {
    Project::new()
        .file("content/_index.md", HOME)
        .file("content/frameworks/nist.json", CATALOG)
        .file("content/frameworks/nist.yaml", "key: nist\nname: NIST\ncatalog: nist.json\ncite_from: label\n")
        .file("content/frameworks/low.json", PROFILE)
        .file("content/frameworks/low.yaml", "key: low\nname: Low\nprofile: low.json\ncite_from: label\n")
        .file(
            "content/frameworks/team.yaml",
            "key: team\nname: Team\nbaseline: {of: nist, include: [AC-1, 'AC-2(1)']}\n",
        )
}

#[test]
fn the_pages_of_a_baseline_and_of_its_framework_link_to_each_other() {
    let project = site();
    project.run(["check"]).stdout_contains("no findings").done();
    project.run(["build", "-q"]).done();
    let catalog = project.read("public/frameworks/nist/ac/index.html");
    for expected in [
        "<dt>Baselines</dt><dd><a href=\"/frameworks/low/ac/#AC-2\">Low</a></dd>",
        "<a href=\"/frameworks/low/ac/#AC-2(1)\">Low</a>, <a href=\"/frameworks/team/ac/#AC-2(1)\">Team</a>",
        "<a href=\"/frameworks/team/ac/#AC-1\">Team</a>",
    ] {
        assert!(catalog.replace("%28", "(").replace("%29", ")").contains(expected), "{expected} in {catalog}");
    }
    assert!(!project.read("public/frameworks/nist/ia/index.html").contains("<dt>Baselines</dt>"));
    let low = project.read("public/frameworks/low/ac/index.html");
    assert!(low.contains("<dt>Selected from</dt><dd><a href=\"/frameworks/nist/ac/#AC-2\">NIST</a></dd>"), "{low}");
    assert!(low.contains("Within one day."), "{low}");
    let map = project.read("public/frameworks/team/index.html");
    assert!(map.contains("Selected from: <a href=\"/frameworks/nist/\">NIST</a>"), "{map}");
    // `AC-2` is there for `AC-2(1)`, and is not counted.
    assert!(map.contains("the 2 assessed requirements"), "{map}");
    let map = project.read("public/frameworks/nist/index.html");
    assert!(
        map.contains("Baselines: <a href=\"/frameworks/low/\">Low</a>, <a href=\"/frameworks/team/\">Team</a>"),
        "{map}"
    );
    let text = project.read("public/frameworks/team/ac/index.md");
    assert!(text.contains("Selected from: [NIST](/frameworks/nist/ac/#AC-1)"), "{text}");
}

#[test]
fn a_requirement_outside_of_the_baseline_is_reported_where_the_page_is_about_that() {
    let project = site()
        .file(
            "content/a.md",
            "---\ntitle: A\ndescription: d\nframework: low\n---\n[nist:AC-1] [nist:AC-2] [low:IA-2] [low:ZZ-1]\n",
        )
        .file("content/b.md", "---\ntitle: B\ndescription: d\n---\n[nist:AC-1]\n");
    let answer = project.answer(["check", "--format", "concise"]);
    for expected in [
        "content/a.md:6:7: warning[RQ126]",
        "content/a.md:6:30: error[RQ126]",
        "`IA-2` is in NIST, but not in the baseline Low",
        "RQ102",
    ] {
        assert!(answer.stdout.contains(expected), "{expected} in {}", answer.stdout);
    }
    assert_eq!(answer.stdout.matches("RQ126").count(), 2, "{}", answer.stdout);
}

/// The ids of the controls of an export, with its texts.
fn exported(project: &Project, key: &str) -> (Vec<String>, String, Value) {
    fn controls(unit: &Value, ids: &mut Vec<String>) {
        for list in ["groups", "controls"] {
            for inner in unit[list].as_array().into_iter().flatten() {
                if list == "controls" {
                    ids.push(inner["id"].as_str().unwrap_or_default().to_owned());
                }
                controls(inner, ids);
            }
        }
    }
    let answer = project.answer(["export", "oscal-catalog", "--framework", key, "--date", "2026-11-22"]);
    assert_eq!((answer.status, answer.stderr.as_str()), (Some(0), ""), "{}", answer.stdout);
    let document: Value = serde_json::from_str(&answer.stdout).unwrap();
    let mut ids = Vec::new();
    controls(&document["catalog"], &mut ids);
    (ids, answer.stdout, document)
}

#[test]
fn what_is_exported_of_a_baseline_is_what_it_selects_of_the_catalog() {
    let project = site();
    let (ids, text, _) = exported(&project, "low");
    assert_eq!(ids, ["ac-2", "ac-2.1"]);
    assert!(text.contains("\"one day\"") && !text.contains("\"u1\""), "{text}");
    let (ids, text, document) = exported(&project, "team");
    assert_eq!(ids, ["ac-1", "ac-2", "ac-2.1"]);
    assert!(text.contains("ac-2_smt") && text.contains("\"Used\"") && !text.contains("Not used"), "{text}");
    assert_eq!(document["catalog"]["metadata"]["title"], "Team");
    let own =
        project.file("content/frameworks/scans.yaml", "key: scans\nbaseline: {of: pci-dss, include: ['11.3.1']}\n");
    assert_eq!(exported(&own, "scans").0, ["pci-11.3.1"]);
}

/// The blocks of YAML in a page of the manual that begin with the path of a framework's file.
fn examples(page: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(format!("{}/content/manual/{page}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let blocks = text.split("```yaml\n").skip(1).filter_map(|block| block.split("```").next());
    let named = blocks.filter_map(|block| {
        let (path, rest) = block.strip_prefix("# ")?.split_once('\n')?;
        path.starts_with("content/frameworks/").then(|| (path.to_owned(), rest.to_owned()))
    });
    named.collect()
}

#[test]
fn the_examples_of_the_manual_have_no_findings() {
    let catalog = CATALOG
        .replace(r#"{"id": "ac-1", "#, r#"{"id": "sc-7", "title": "S"}, {"id": "sc-8", "title": "T"}, {"id": "ac-1", "#)
        .replace(r#""parts": ["#, r#""parts": [{"id": "ac-2_m", "name": "assessment-method", "prose": "x"}, "#);
    let mut project = Project::new()
        .file("content/_index.md", "---\ntitle: Guide\ndescription: The front page.\n---\n")
        .file("content/frameworks/nist-800-53.json", &catalog);
    let profile = PROFILE.replace("nist.json", "nist-800-53.json");
    project = project.file("content/frameworks/NIST_SP-800-53_rev5_LOW-baseline_profile.json", &profile);
    let examples: Vec<(String, String)> = [examples("baselines.md"), examples("oscal.md")].concat();
    assert_eq!(examples.len(), 4, "{examples:?}");
    for (path, text) in &examples {
        project = project.file(path, text);
    }
    project.run(["check"]).stdout_contains("no findings").done();
    let listed = project.answer(["inspect", "requirements"]).stdout;
    for id in ["1.4.1", "11.4.5", "12.5.2.1", "A1.1.1"] {
        assert!(listed.lines().any(|line| line.starts_with("segmentation") && line.contains(id)), "{id} in {listed}");
    }
    assert!(!listed.lines().any(|line| line.starts_with("segmentation") && line.contains(" 1.4.5 ")), "{listed}");
}
