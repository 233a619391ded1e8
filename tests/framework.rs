//! Frameworks of a site: read from its files, listed and exported; built-in ones have pages only where they are used.

use std::fs;
use std::path::{Path, PathBuf};

use clausebook::framework::oscal::export::{
    About, Component, Crosswalk, Implementation, Implemented, Relation, catalog, component_definition,
    imported_catalog, mapping_collection,
};
use clausebook::framework::{Framework, Frameworks, Lookup, Unread, built_in_frameworks, read};
use clausebook::source::{DataFile, FileId};
use proptest::prelude::{ProptestConfig, prop_assert, proptest};
use serde_json::Value;

use crate::support::Project;

const HOME: &str = "---\ntitle: Guide\ndescription: The front page.\n---\n";

const CSF: &str = "\
key: csf
name: NIST CSF
version: 2.0
nodes:
  - id: GV.OC
    title: Organizational context
    tags: [govern]
    children: [GV.OC-01, {id: GV.OC-10, withdrawn: GV.OC-01}, GV.OC-1.10]
";

const CATALOG: &str = r#"{"catalog": {"uuid": "x", "metadata": {"title": "Controls", "version": "5.1"}, "groups": [
  {"id": "ac", "title": "Access Control", "controls": [
    {"id": "ac-2", "title": "Accounts", "props": [{"name": "label", "value": "AC-2"}], "controls": [
      {"id": "ac-2.1", "title": "Automated", "props": [{"name": "label", "value": "AC-2(1)"}]}]}]}]}}"#;

const XML_CATALOG: &str =
    "<catalog xmlns='http://csrc.nist.gov/ns/oscal/1.0' uuid='x'><metadata><title>T</title></metadata>
  <group id='ac'><title>A</title><param id='p'><select how-many='one'><choice>a <em>b</em></choice></select></param>
    <control id='ac-1'><title>One</title><prop name='label' value='AC-1'/><link rel='moved-to' href='#ac-2'/>
      <part name='statement'><p>Within <insert type='param' id-ref='p'/> &amp; <a href='https://a.b/'>so</a>.</p>
        <ul><li>one</li></ul><table><tr><td>1</td></tr></table></part></control></group></catalog>";

const PROFILE: &str = r##"{"profile": {"metadata": {"title": "P"}, "imports": [{"href": "#u", "include-controls":
  [{"with-ids": ["ac-1"], "matching": [{"pattern": "ac-*"}]}]}, {"href": "b.json"}], "merge": {"flat": {}},
  "modify": {"set-parameters": [{"param-id": "p", "values": ["x"]}], "alters": [{"control-id": "ac-1",
  "adds": [{"by-id": "s", "position": "after", "parts": []}], "removes": [{"by-name": "x"}]}]},
  "back-matter": {"resources": [{"uuid": "u", "rlinks": [{"href": "a/b.json"}]}]}}}"##;

fn site() -> Project {
    Project::new()
        .file("content/_index.md", HOME)
        .file("content/frameworks/csf.yaml", CSF)
        .file("content/frameworks/nist.json", CATALOG)
}

fn rows(project: &Project) -> Vec<Value> {
    let answer = project.run(["inspect", "requirements", "--format", "json"]).stdout_contains("[").done();
    serde_json::from_str::<Value>(&answer.stdout).unwrap().as_array().unwrap().clone()
}

fn row<'r>(rows: &'r [Value], framework: &str, id: &str) -> &'r Value {
    rows.iter().find(|row| row["framework"] == framework && row["id"] == id).unwrap()
}

#[test]
fn every_node_of_every_framework_is_listed_with_its_id_as_written() {
    let project = site();
    let rows = rows(&project);
    let of = |key: &str| -> Vec<&str> {
        rows.iter().filter(|row| row["framework"] == key).map(|row| row["id"].as_str().unwrap()).collect()
    };
    assert_eq!(of("csf"), ["GV.OC", "GV.OC-01", "GV.OC-10", "GV.OC-1.10"]);
    assert_eq!(of("nist"), ["ac", "AC-2", "AC-2(1)"]);
    let pci = of("pci-dss");
    assert_eq!(pci.len(), 366);
    let after = |id: &str| pci[pci.iter().position(|own| *own == id).unwrap() + 1];
    assert_eq!((after("9.5.1.2"), after("9.5.1.2.1"), after("12.9.2")), ("9.5.1.2.1", "9.5.1.3", "12.10"));
    let expected: Value = serde_json::from_str(
        r#"{"framework": "csf", "version": "2.0", "id": "GV.OC-10", "title": "", "depth": 1, "parent": "GV.OC",
            "assessed": false, "in_force": false, "tags": [], "withdrawn": true, "went_to": ["GV.OC-01"],
            "applies": true, "reason": null}"#,
    )
    .unwrap();
    assert_eq!(*row(&rows, "csf", "GV.OC-10"), expected);
    assert_eq!(row(&rows, "nist", "AC-2(1)")["depth"], 2);
    assert_eq!(row(&rows, "pci-dss", "12.9.1")["tags"][0], "service-provider");
    assert_eq!(row(&rows, "pci-dss", "12.10")["parent"], "12");
    project.run(["inspect", "requirements"]).stdout_contains("    AC-2(1)").done();
    let counts = "pci-dss 4.0.1: 366 ids, 280 assessed requirements, 277 in force\n";
    project.run(["inspect", "requirements"]).stdout_contains(counts).done();
}

#[test]
fn framework_files_are_not_published_and_articles_beside_them_are() {
    let project = site().file("content/frameworks/_index.md", HOME).file("content/frameworks/logo.png", "x");
    project.run(["build", "-q"]).done();
    let files = project.files("public");
    assert!(files.iter().any(|file| file == "frameworks/index.html"), "{files:#?}");
    assert!(files.iter().any(|file| file == "frameworks/logo.png"), "{files:#?}");
    let published: Vec<_> = files.iter().filter(|file| file.ends_with(".yaml") || file.contains("nist.")).collect();
    assert!(published.is_empty(), "{published:#?}");
}

#[test]
fn a_catalog_export_is_reproducible_and_reports_unknown_frameworks() {
    let export = ["export", "oscal-catalog", "--framework", "pci-dss", "--date", "2026-11-22"];
    let project = site();
    let first = project.run(export).stdout_contains("pci-11.3.1").done();
    assert_eq!(project.run(export).stdout_contains("{").done().stdout, first.stdout);
    let near = "error: unknown framework `pci-ds`; did you mean `pci-dss`?\n";
    project.run(["export", "oscal-catalog", "--framework", "pci-ds"]).status(2).stderr(near).done();
    let mut keys = vec!["csf".to_owned(), "nist".to_owned()];
    // The site's own NIST CSF replaces the built-in one.
    let built_in = built_in_frameworks().into_iter().map(|framework| framework.key.clone());
    keys.extend(built_in.filter(|key| key != "nist-csf"));
    keys.sort();
    let which = format!("error: several frameworks; choose one with `--framework KEY`: {}\n", keys.join(", "));
    project.run(["export", "oscal-catalog"]).status(2).stderr(which).done();
    let csv = "error: OSCAL has no CSV format; use `--format json`\n";
    project.run(["export", "oscal-catalog", "--format", "csv"]).status(2).stderr(csv).done();
}

#[test]
fn every_built_in_framework_can_be_cited_and_has_pages_where_it_is_used() {
    let text = "[nist-csf:GV.OC-01] [nist-800-171@r2:3.1.1] [cmmc:AC.L1-b.1.i] [iso-27001:5.1] [iso-27001:A.5.1]";
    let article = format!("---\ntitle: A\ndescription: d\ntags: [SOC 2]\n---\n{text}\n");
    let project = Project::new().file("content/_index.md", HOME).file("content/a.md", &article);
    project.run(["check"]).stdout_contains("no findings").done();
    project.run(["build", "-q"]).done();
    let files = project.files("public");
    for (path, is_there) in [
        ("frameworks/nist-csf/gv/index.html", true),
        ("frameworks/cmmc/ac/index.html", true),
        ("frameworks/iso-27001/5/index.html", true),
        ("frameworks/iso-27001/a.5/index.html", true),
        ("frameworks/soc2/index.html", false),
        ("frameworks/pci-dss/index.html", false),
    ] {
        assert_eq!(files.iter().any(|file| file == path), is_there, "{path}");
    }
}

/// A site with a matrix, a crosswalk and an article that explains requirements.
fn guide() -> Project {
    site()
        .file("content/a.md", "---\ntitle: Scans\ndescription: How to scan.\nrequirements: {pci-dss: [\"11.3.1\", \"11.3.2\"], csf: [GV.OC-01]}\n---\n\n[who](who.yaml)\n\n[walk](walk.yaml)\n\nSee [pci-dss:6.3.3].\n")
        .file("content/who.yaml", "kind: responsibility\ntitle: Who\nframework: pci-dss\nparties: {provider: Example Inc., customer: You}\ndefault: customer\nrows:\n  - {req: \"6.3.2\", who: shared, provider: Publishes it, customer: Keeps it}\n  - {req: \"6.2.*\", who: provider, provider: Builds it}\n  - {req: \"9.*\", who: n/a, note: No premises}\n")
        .file("content/walk.yaml", "kind: crosswalk\nsource: pci-dss\ntarget: nist\nmethod: human\nrows:\n  - {from: \"11.3.1\", relation: intersects-with, to: [\"AC-2(1)\"], note: In part.}\n")
}

/// What `export` prints of [`guide`].
fn exported(arguments: &[&str]) -> String {
    let answer = guide().answer([&["export", "--date", "2026-11-22"], arguments].concat());
    assert_eq!((answer.status, answer.stderr.as_str()), (Some(0), ""), "{arguments:?}: {}", answer.stdout);
    answer.stdout
}

/// The map counts what the list of gaps lists, and a group whose parts are covered is no gap.
#[test]
fn the_map_counts_as_many_gaps_as_coverage_lists() {
    let project =
        site().file("content/a.md", "---\ntitle: A\ndescription: d\n---\n[csf:GV.OC-01] and [pci-dss:6.3.1]\n");
    project.run(["build", "-q"]).done();
    for (key, assessed, gaps) in [("csf", 2, 1), ("pci-dss", 280, 279)] {
        let map = project.read(&format!("public/frameworks/{key}/index.html"));
        let coverage = project.read(&format!("public/frameworks/{key}/coverage/index.html"));
        for page in [&map, &coverage] {
            assert!(page.contains(&format!("not covered <b>{gaps}</b>")), "{page}");
            assert!(page.contains(&format!("the {assessed} assessed requirements")), "{page}");
        }
        assert_eq!(map.matches(": not covered").count(), gaps, "{map}");
        let listed = coverage.split("<ul class=ids>").skip(1).map(|list| list.split("</ul>").next().unwrap());
        assert_eq!(listed.map(|list| list.matches("<li>").count()).sum::<usize>(), gaps, "{coverage}");
    }
    let map = project.read("public/frameworks/csf/index.html");
    assert!(map.contains("GV.OC Organizational context: a group"), "{map}");
}

/// A site whose section `old` is about PCI DSS 3.2.1, with a matrix for it and a crosswalk to the current version.
fn old_guide() -> Project {
    site()
        .file("content/old/_index.md", "---\ntitle: Old\ndescription: d\nframework: pci-dss@3.2.1\n---\n")
        .file("content/old/a.md", "---\ntitle: A\ndescription: d\nrequirements: {pci-dss: [\"6.6\", \"8.3.1\"]}\n---\n[Who](who.yaml)\n\n[Walk](walk.yaml)\n")
        .file("content/old/who.yaml", "kind: responsibility\nframework: pci-dss@3.2.1\ndefault: customer\nrows:\n  - {req: \"6.6\", who: provider}\n  - {req: \"A1.*\", who: n/a, note: One tenant}\n")
        .file("content/old/walk.yaml", "kind: crosswalk\nsource: pci-dss@3.2.1\ntarget: pci-dss\nrows:\n  - {from: \"6.6\", relation: superset-of, to: [\"6.4.2\"]}\n")
}

#[test]
fn pages_and_tables_are_checked_against_the_older_version_that_they_name() {
    old_guide().run(["check"]).stdout("no findings in 5 pages and 2 links\n").done();
    let wrong = old_guide()
        .file("content/old/b.md", "---\ntitle: B\ndescription: d\nrequirements: {pci-dss: [\"8.3.11\"], \"pci-dss@4.0.1\": [\"6.6\"]}\n---\n[T](t.yaml)\n")
        .file("content/old/t.yaml", "kind: comparison\nframework: pci-dss@3.2.1\ncolumns: {req: Requirement}\nrows:\n  - {req: \"8.3.11\"}\n");
    let said = "\
        content/old/b.md:4:26: error[RQ102] no such requirement in PCI DSS 3.2.1: `8.3.11`\n\
        content/old/b.md:4:55: warning[RQ103] `6.6` is a requirement of PCI DSS 3.2.1, not of 4.0.1\n\
        content/old/t.yaml:5:11: error[RQ102] no such requirement in PCI DSS 3.2.1: `8.3.11`\n";
    wrong.run(["check", "--format", "concise"]).status(1).stdout(said).done();
}

#[test]
fn an_older_version_has_its_tables_and_no_pages() {
    let project = old_guide();
    project.run(["build", "-q"]).done();
    let csv = project.read("public/old/a/who.csv");
    assert!(
        csv.contains("\n6.6,Protection of public web applications,provider,")
            && csv.contains("\nA1.1,Processes confined to one customer's CDE,n/a,")
            && csv.contains("\n12.11.1,Quarterly reviews documented: service providers,customer,"),
        "{csv}"
    );
    assert!(!csv.contains("8.3.11"), "{csv}");
    let page = project.read("public/old/a/index.html");
    assert!(page.contains("<span class=req>6.6</span>") && !page.contains("pci-dss@3.2.1/"), "{page}");
    let changes = project.read("public/frameworks/pci-dss/changes/index.md");
    let row = "| 6.6 | [6.4.2](/frameworks/pci-dss/6/#6.4.2) |  | [A](/old/a/) |";
    assert!(changes.contains(row) && changes.contains("| 1.1.4 | no successor |"), "{changes}");
    assert!(
        changes.contains("| 6.4.2 | [6.5.4](/frameworks/pci-dss/6/#6.5.4) | the number means something else now |")
    );
    let page = project.read("public/frameworks/pci-dss/6/index.html");
    assert!(page.contains("superseded since <time datetime=\"2025-03-31\">31 March 2025</time> by"), "{page}");
}

#[test]
fn responsibilities_and_articles_are_exported_as_components() {
    let document: Value = serde_json::from_str(&exported(&["oscal-component", "--framework", "pci-dss"])).unwrap();
    let components = document["component-definition"]["components"].as_array().unwrap();
    let titles: Vec<&str> = components.iter().map(|component| component["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Example Inc.", "You", "Scans"]);
    let done = |component: usize, id: &str| {
        let implementations = &components[component]["control-implementations"][0]["implemented-requirements"];
        implementations.as_array().unwrap().iter().find(|one| one["control-id"] == id).cloned()
    };
    assert_eq!(done(0, "pci-6.3.2").unwrap()["description"], "Publishes it");
    assert_eq!(done(1, "pci-6.3.2").unwrap()["props"][0]["value"], "shared");
    assert_eq!(done(1, "pci-6.2.1"), None);
    for party in [0, 1] {
        let none = done(party, "pci-9.2.2").unwrap();
        assert_eq!((&none["props"][0]["value"], &none["description"]), (&"n/a".into(), &"No premises".into()));
    }
    let source = document["component-definition"]["back-matter"]["resources"][0]["rlinks"][0]["href"].clone();
    assert_eq!(source, "pci-dss.oscal.json");
    assert!(done(1, "pci-12.10.1").is_some() && done(2, "pci-11.3.2").is_some());
    let all: Value = serde_json::from_str(&exported(&["oscal-component"])).unwrap();
    assert_eq!(all["component-definition"]["components"][2]["control-implementations"].as_array().unwrap().len(), 2);
}

#[test]
fn crosswalks_are_exported_as_mappings() {
    let document: Value = serde_json::from_str(&exported(&["oscal-mapping"])).unwrap();
    let map = &document["mapping-collection"]["mappings"][0]["maps"][0];
    assert_eq!((&map["relationship"], &map["remarks"]), (&"intersects-with".into(), &"In part.".into()));
    assert_eq!((&map["sources"][0]["id-ref"], &map["targets"][0]["id-ref"]), (&"pci-11.3.1".into(), &"ac-2.1".into()));
    let none = "error: no crosswalk to export\n";
    guide().run(["export", "oscal-mapping", "--framework", "csf"]).status(2).stderr(none).done();
}

#[test]
fn edges_and_coverage_are_exported_as_the_site_publishes_them() {
    let project = guide();
    project.run(["build", "-q", "--date", "2026-11-22"]).done();
    assert_eq!(exported(&["requirements"]), project.read("public/requirements.json"));
    assert_eq!(
        exported(&["coverage", "--framework", "pci-dss"]),
        project.read("public/frameworks/pci-dss/coverage/coverage.json")
    );
    let csv = exported(&["requirements", "--framework", "csf", "--format", "csv"]);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(
        lines,
        ["framework,version,id,kind,url,file,line,applies", "csf,2.0,GV.OC-01,explains,/a/,content/a.md,4,true"]
    );
    let csv = exported(&["coverage", "--framework", "csf", "--format", "csv"]);
    assert!(csv.contains("GV.OC-01,,,explained,"), "{csv}");
}

#[test]
fn a_catalog_is_exported_as_it_was_imported_and_changed_ids_are_said() {
    let text = r#"{"catalog": {"metadata": {"title": "N"}, "groups": [{"title": "G", "groups": [{"title": "G", "controls": [
        {"id": "5.1", "title": "A", "params": [{"id": "p", "values": ["v"]}], "links": [{"href": "a", "lang": "de"}]}]}]}]}}"#;
    let project = Project::new().file("content/_index.md", HOME).file("content/frameworks/n.json", text);
    let answer = project.answer(["export", "oscal-catalog", "--date", "2026-11-22"]);
    let document: Value = serde_json::from_str(&answer.stdout).unwrap();
    let control = &document["catalog"]["groups"][0]["groups"][0]["controls"][0];
    assert_eq!((&control["id"], &control["params"][0]["values"][0]), (&"n-5.1".into(), &"v".into()));
    let note = "note: `5.1` is `n-5.1`: an id in OSCAL begins with a letter and has letters, digits, `.`, `-` and `_` only\n\
         note: left out, because OSCAL has no such fields: `lang`\n";
    assert_eq!((answer.status, answer.stderr.as_str()), (Some(0), note));
}

/// What another program for OSCAL says of our exports. `CLAUSEBOOK_TRESTLE` names a Python that has `compliance-trestle`.
#[test]
#[ignore = "needs compliance-trestle, a package of Python"]
fn exports_are_valid_by_trestle() {
    const SCRIPT: &str = "\
import argparse, pathlib, sys
from trestle.common import const
from trestle.core.validator_factory import validator_factory
from trestle.oscal import catalog, component, mapping
kinds = {'catalog': catalog.Catalog, 'component': component.ComponentDefinition, 'mapping': mapping.MappingCollection}
validator = validator_factory.get(argparse.Namespace(mode=const.VAL_MODE_ALL, quiet=True))
for path in map(pathlib.Path, sys.argv[1:]):
    model = kinds[path.name.split('-')[0]].oscal_read(path)
    if model is None or not validator.model_is_valid(model, True, None):
        sys.exit(f'{path.name} is not valid')
print('valid')
";
    let python = std::env::var_os("CLAUSEBOOK_TRESTLE").expect("CLAUSEBOOK_TRESTLE names no Python");
    let own = Project::new().file("script.py", SCRIPT).file("component-1.json", exported(&["oscal-component"]));
    let own = own.file("mapping-1.json", exported(&["oscal-mapping"]));
    let own = own.file("catalog-pci.json", exported(&["oscal-catalog", "--framework", "pci-dss"]));
    let own = own.file("catalog-csf.json", exported(&["oscal-catalog", "--framework", "csf"]));
    let own = own.file("catalog-nist.json", exported(&["oscal-catalog", "--framework", "nist"]));
    let names = ["component-1", "mapping-1", "catalog-pci", "catalog-csf", "catalog-nist"];
    let mut command = std::process::Command::new(python);
    command.arg(own.path("script.py")).args(names.map(|name| own.path(&format!("{name}.json"))));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && output.stdout.starts_with(b"valid"), "{said}");
}

/// The folder with real catalogs and NIST's schemas; not part of this repository.
fn folder() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1).map(|folder| folder.join("shared/corpus"));
    let named = std::env::var_os("CLAUSEBOOK_CORPUS").map(PathBuf::from);
    let corpus = named.into_iter().chain(beside).find(|folder| folder.is_dir());
    corpus.expect("CLAUSEBOOK_CORPUS names no folder and there is no ../shared/corpus").join("../frameworks")
}

fn texts() -> [String; 2] {
    let text = |name: &str| fs::read_to_string(folder().join(name)).unwrap();
    [text("basic-catalog.oscal.json"), text("nist-800-53-rev5-low.oscal.json")]
}

fn files(texts: &[String; 2]) -> [DataFile<'_>; 2] {
    let file = |id, path, text| DataFile { id: FileId(id), path, text };
    [file(0, "content/frameworks/basic.json", &texts[0]), file(1, "content/frameworks/nist.json", &texts[1])]
}

fn real() -> Frameworks {
    let (frameworks, findings) = read(&files(&texts()), &Unread::new());
    assert!(findings.is_empty(), "{findings:?}");
    frameworks
}

#[track_caller]
fn assert_valid(schema: &str, document: &Value) {
    let text = fs::read_to_string(folder().join("schema").join(schema)).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    assert!(!validator.is_valid(&serde_json::json!({"catalog": {}})), "a schema that takes anything says nothing");
    let errors: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{schema}: {:#?}", &errors[..errors.len().min(5)]);
}

fn ids(framework: &Framework) -> Vec<&str> {
    framework.requirements().map(|(_, requirement)| requirement.id.as_str()).collect()
}

#[test]
#[ignore = "needs catalogs that are not part of the repository"]
fn a_catalog_of_the_corpus_is_imported_whole() {
    let frameworks = real();
    let nist = frameworks.get("nist").unwrap();
    assert_eq!(nist.requirements().len(), 167);
    assert_eq!(nist.principals().count(), 18);
    let ids = ids(nist);
    assert!(["AC-2", "IA-2(1)", "IA-5(1)", "SR-11(2)"].iter().all(|id| ids.contains(id)), "{ids:?}");
    let family = ids.iter().position(|id| *id == "ac").unwrap();
    assert_eq!(&ids[family + 1..family + 8], ["AC-1", "AC-2", "AC-3", "AC-7", "AC-8", "AC-14", "AC-17"]);
    let accounts = nist.requirement(nist.find("AC-2").unwrap()).prose.as_deref().unwrap();
    assert!(accounts.contains("- **c.** Require [Assignment: prerequisites and criteria] for group"), "{accounts}");
    assert!(!accounts.contains("{{") && !accounts.contains("Determine if"), "{accounts}");
    assert!(nist.assessed().all(|(_, its)| its.prose.is_some() && !its.title.is_empty()));
}

#[test]
#[ignore = "needs schemas that are not part of the repository"]
fn exports_are_valid_by_the_schemas_of_the_corpus() {
    let frameworks = real();
    let texts = texts();
    for framework in frameworks.iter() {
        assert_valid("oscal_catalog_schema.json", &catalog(framework, "2026-11-22"));
        if let Some(exported) = imported_catalog(framework, &files(&texts), "2026-11-22") {
            assert_valid("oscal_catalog_schema.json", &exported.document);
        }
    }
    let (pci, nist) = (frameworks.get("pci-dss").unwrap(), frameworks.get("nist").unwrap());
    let about = About { title: "A guide", version: "1.0", day: "2026-11-22" };
    let implemented = pci.assessed().map(|(rank, _)| Implemented {
        requirement: rank,
        description: "Rebuilt *nightly*.".into(),
        responsibility: Some("shared"),
    });
    let component = Component {
        key: "content/who.yaml provider".to_owned(),
        title: "Example Inc.",
        description: "Builds images.",
        kind: "service",
        link: Some("/pci-dss/who/"),
        implementations: vec![Implementation {
            framework: pci,
            description: "Who does what.",
            requirements: implemented.collect(),
        }],
    };
    assert_valid("oscal_component_schema.json", &component_definition(&about, &[component]));
    assert_valid("oscal_component_schema.json", &component_definition(&about, &[]));
    let relation = |relation, to: &[&str]| Relation {
        from: pci.find("11.3.1").unwrap(),
        relation,
        to: to.iter().map(|id| nist.find(id).unwrap()).collect(),
        note: Some("Only PCI fixes three months.".into()),
    };
    let crosswalk = Crosswalk {
        key: "content/x.yaml",
        description: "",
        method: "human",
        source: pci,
        target: nist,
        via: None,
        relations: vec![relation("intersects-with", &["RA-5"]), relation("no-relationship", &[])],
    };
    assert_valid("oscal_mapping_schema.json", &mapping_collection(&about, &[crosswalk]).unwrap());
    for (subject, schema) in [
        ("oscal-catalog", "oscal_catalog_schema.json"),
        ("oscal-component", "oscal_component_schema.json"),
        ("oscal-mapping", "oscal_mapping_schema.json"),
    ] {
        let document = exported(&[subject, "--framework", "pci-dss"]);
        assert_valid(schema, &serde_json::from_str(&document).unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// A file that was cut, spliced or overwritten anywhere is read without a panic, and findings lie inside it.
    #[test]
    fn spoilt_files_are_read_without_a_panic(at in 0_usize..600, length in 0_usize..60, with in "\\PC{0,12}") {
        let names = [
            ("content/frameworks/a.yaml", CSF),
            ("content/frameworks/a.json", CATALOG),
            ("content/frameworks/a.xml", XML_CATALOG),
            ("content/frameworks/b.json", PROFILE),
        ];
        for (path, text) in names {
            let boundary = |at: usize| text.floor_char_boundary(at.min(text.len()));
            let (start, end) = (boundary(at), boundary(at + length));
            let text = format!("{}{with}{}", &text[..start], &text[end..]);
            let (frameworks, findings) = read(&[DataFile { id: FileId(0), path, text: &text }], &Unread::new());
            prop_assert!(frameworks.get("pci-dss").is_some());
            for finding in findings {
                let span = finding.location.span;
                prop_assert!(text.get(span.start..span.end).is_some(), "{:?} in {:?}", finding, text);
            }
        }
    }

    /// Looking up any id does not panic, and at most three ids are suggested.
    #[test]
    fn any_id_is_looked_up(id in "\\PC{0,12}|[0-9A.]{1,9}") {
        let (frameworks, _) = read(&[], &Unread::new());
        let framework = frameworks.get("pci-dss").unwrap();
        if let Lookup::Unknown(near) | Lookup::Malformed(near) = framework.look_up(&id, None) {
            prop_assert!(near.len() <= 3);
        }
    }
}

/// A framework of `count` requirements, none below another.
fn flat(count: usize) -> Project {
    let nodes: String = (1..=count).map(|number| format!("  - {{id: F-{number}, title: Number {number}}}\n")).collect();
    site()
        .file("content/a.md", "---\ntitle: A\ndescription: d\n---\n[flat:F-2]\n")
        .file("content/frameworks/flat.yaml", format!("key: flat\nname: Flat\nversion: \"1\"\nnodes:\n{nodes}"))
}

#[test]
fn what_has_nothing_below_it_is_one_line_of_the_map_and_one_of_the_gaps() {
    let project = flat(5);
    project.run(["build", "-q"]).done();
    let map = project.read("public/frameworks/flat/index.html");
    assert_eq!(map.matches("<li class=alone>").count(), 5, "{map}");
    let coverage = project.read("public/frameworks/flat/coverage/index.html");
    let gaps = coverage.split("id=\"Gaps\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert_eq!((gaps.matches("<h3>").count(), gaps.matches("<ul class=ids>").count()), (0, 1), "{gaps}");
    assert_eq!(gaps.matches("<li>").count(), 4, "{gaps}");
    let markdown = project.read("public/frameworks/flat/coverage/index.md");
    assert!(markdown.contains("## Gaps\n\n- [F-1 Number 1](/frameworks/flat/f-1/#F-1)\n- [F-3"), "{markdown}");
}

/// Each of very many requirements has a page: with all of them in each sidebar, the size of the site would grow with
/// the square of their number.
#[test]
fn of_very_many_principal_requirements_a_page_lists_its_neighbours() {
    let project = flat(400);
    project.run(["build", "-q"]).done();
    let page = project.read("public/frameworks/flat/f-200/index.html");
    for (number, is_there) in [(197, false), (198, true), (199, true), (200, true), (202, true), (203, false)] {
        assert_eq!(page.contains(&format!("/frameworks/flat/f-{number}/\"")), is_there, "{number}: {page}");
    }
    assert!(page.contains("395 more<span class=visually-hidden> in Flat 1</span>"), "{page}");
    assert!(page.contains("/frameworks/flat/coverage/"), "{page}");
    let coverage = project.read("public/frameworks/flat/coverage/index.html");
    let rail = coverage.split("<main").next().unwrap();
    assert!(rail.contains("<a href=\"/frameworks/flat/\">Flat 1</a>") && !rail.contains("/f-1/"), "{rail}");
}

#[test]
fn a_citation_leads_to_a_card_where_the_page_has_one_and_has_its_title_elsewhere() {
    let explains = "---\ntitle: B\ndescription: d\nrequirements: {flat: [F-2]}\n---\nb\n";
    let cites = "---\ntitle: C\ndescription: d\n---\n[flat:F-2] and [in words](flat:F-2), [flat:F-1]\n";
    let project = flat(2).file("content/b.md", explains).file("content/c.md", cites);
    project.run(["build", "-q"]).done();
    let page = project.read("public/c/index.html");
    let body = page.split("<article>").nth(1).unwrap();
    let citations: Vec<&str> =
        body.split("<a class=").skip(1).take(3).map(|rest| rest.split('>').next().unwrap()).collect();
    let to_card = "href=\"/frameworks/flat/f-2/#F-2\" interestfor=\"C1\"";
    let without = "req href=\"/frameworks/flat/f-1/#F-1\" title=\"Number 1\"";
    assert_eq!(citations, [&format!("req {to_card}"), &format!("cited {to_card}"), without], "{page}");
    assert!(page.contains("<div popover=hint id=C1><b>Flat F-2</b> Number 2"), "{page}");
}

#[test]
fn the_page_of_a_principal_requirement_has_a_list_of_what_is_directly_below_it() {
    let project = site().file("content/a.md", "---\ntitle: A\ndescription: d\n---\n[pci-dss:6.3.1]\n");
    project.run(["build", "-q"]).done();
    let page = project.read("public/frameworks/pci-dss/6/index.html");
    let contents = page.split("<nav class=toc").nth(1).unwrap().split("</nav>").next().unwrap();
    let listed = contents.split("href=\"#").skip(1).map(|link| link.split('"').next().unwrap());
    assert_eq!(listed.collect::<Vec<_>>(), ["6.1", "6.2", "6.3", "6.4", "6.5"]);
    // A requirement with few below it shows them without a list of contents.
    assert!(!project.read("public/frameworks/nist/ac/index.html").contains("<nav class=toc"));
}

#[test]
fn twelve_hundred_controls_with_enhancements_are_read_whole() {
    let control = |id: String| {
        format!(
            r#"{{"id":"{id}","title":"A title of it","params":[{{"id":"{id}_p","label":"a time"}}],"props":[{{"name":"label","value":"{}"}}],
            "parts":[{{"name":"statement","prose":"Do this within {{{{ insert: param, {id}_p }}}}."}}]"#,
            id.to_uppercase()
        )
    };
    let controls: Vec<String> = (1..=1200)
        .map(|number| {
            let inner = format!("{}}},{}}}", control(format!("x-{number}.1")), control(format!("x-{number}.2")));
            format!("{},\"controls\":[{inner}]}}", control(format!("x-{number}")))
        })
        .collect();
    let text = format!(
        r#"{{"catalog":{{"metadata":{{"title":"N"}},"groups":[{{"id":"x","title":"X","controls":[{}]}}]}}}}"#,
        controls.join(",")
    );
    let (frameworks, findings) =
        read(&[DataFile { id: FileId(0), path: "content/frameworks/n.json", text: &text }], &Unread::new());
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(frameworks.get("n").unwrap().requirements().len(), 3_601);
}

#[test]
fn an_unknown_framework_is_an_error_only_where_the_site_declares_a_known_one() {
    let front = |framework: &str| format!("---\ntitle: X\ndescription: One sentence.\nframework: {framework}\n---\n");
    let project = Project::new().file("content/_index.md", front("web")).file("content/a.md", front("ui"));
    let check = || project.answer(["check", "--format", "concise"]).stdout;
    assert_eq!(
        (check().matches("hint[RQ101]").count(), check().matches("error[RQ101]").count()),
        (2, 0),
        "{}",
        check()
    );
    project.write("content/a.md", front("pci-dss").as_bytes());
    assert_eq!(
        (check().matches("hint[RQ101]").count(), check().matches("error[RQ101]").count()),
        (0, 1),
        "{}",
        check()
    );
}
