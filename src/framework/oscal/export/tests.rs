//! Exports of small frameworks. `tests/framework.rs` validates larger ones with NIST's schemas.

use serde_json::{Value, json};

use super::token::Tokens;
use super::{About, Component, Crosswalk, Implementation, Implemented, Relation};
use super::{catalog, component_definition, imported_catalog, mapping_collection};
use crate::framework::builtin::pci_dss;
use crate::framework::{Framework, Head, Origin, Outline, RequirementIdx, Unread, read};
use crate::source::{DataFile, FileId};

const ABOUT: About<'_> = About { title: "Guide", version: "1", day: "2026-11-22" };

fn small(key: &str, ids: &[&str]) -> Framework {
    let node = |id: &&str| Outline { id: (*id).to_owned(), ..Outline::default() };
    let head = Head { key: key.to_owned(), name: key.to_uppercase(), ..Head::default() };
    Framework::new(head, Origin::BuiltIn, ids.iter().map(node).collect())
}

fn requirement(framework: &Framework, id: &str) -> RequirementIdx {
    framework.find(id).expect("an id of the framework")
}

#[test]
fn ids_become_tokens_of_which_no_two_are_equal() {
    let check = |key: &str, ids: &[&str], expected: &[&str]| {
        let framework = small(key, ids);
        let tokens = Tokens::of(&framework);
        let found: Vec<&str> = framework.requirements().map(|(idx, _)| tokens.get(idx)).collect();
        assert_eq!(found, expected);
    };
    check("pci-dss", &["11.3.1", "A1.1"], &["pci-11.3.1", "pci-A1.1"]);
    check("nist-800-53", &["AC-2", "AC-2(1)", "AC-2.1"], &["AC-2", "AC-2.1", "AC-2.1-2"]);
    check("800-171", &["03.01.01"], &["_800-03.01.01"]);
    check("gdpr", &["Art. 32(1)"], &["Art.-32.1"]);
}

#[test]
fn a_catalog_read_again_is_the_framework_it_was_written_from() {
    let framework = pci_dss();
    let written = catalog(&framework, "2026-11-22");
    assert_eq!(written, catalog(&framework, "2026-11-22"));
    let eleven = written["catalog"]["groups"][10].to_string();
    assert!(eleven.contains(r#""id":"pci-11.3.1""#) && eleven.contains(r#""value":"11.3.1""#), "{eleven}");
    let text = written.to_string();
    let (again, findings) =
        read(&[DataFile { id: FileId(0), path: "content/frameworks/again.json", text: &text }], &Unread::new());
    assert!(findings.is_empty(), "{findings:?}");
    let again = again.get("again").expect("it was read");
    let rows = |framework: &Framework| -> Vec<(String, String, usize)> {
        let row =
            |(_, one): (RequirementIdx, &crate::framework::Requirement)| (one.id.clone(), one.title.clone(), one.depth);
        framework.requirements().map(row).collect()
    };
    assert_eq!(rows(again), rows(&framework));
    assert_eq!((again.name.as_str(), again.version.as_str()), ("PCI DSS", "4.0.1"));
    let assessed = |framework: &Framework| framework.assessed().count();
    assert!(assessed(again) >= assessed(&framework), "what is assessed is a control");
}

/// A catalog with all that a framework of ours does not hold, and with what NIST's schema does not take.
const IMPORTED: &str = r##"{"catalog": {"uuid": "not-one", "metadata": {"title": "N", "last-modified": "2026-01-02T03:04:05.1",
  "keywords": "a, b", "parties": [{"uuid": "p-1", "type": "organization", "name": "P"}],
  "responsible-parties": [{"role-id": "r", "party-uuids": ["p-1"]}], "roles": []},
  "params": [{"id": "1p", "label": "x\ny", "constraints": [{"description": "yearly"}]}],
  "groups": [{"title": "A", "groups": [{"title": "B", "parts": [{"name": "overview", "prose": "O."}], "controls": [
    {"id": "5.1", "class": "ISO/IEC", "title": "Two\nlines", "props": [{"name": "a:b", "value": "v\nw"}],
     "links": [{"href": "#5.2", "rel": "related"}, {"href": "#r-1"}], "params": [],
     "parts": [{"id": "5.1_smt", "name": "statement", "prose": "In {{ insert: param, 1p }}, {{ insert: param, q }}: [it](#5.2)."}]},
    {"id": "5.2", "title": ""}]}], "controls": [{"id": "c", "title": "C"}]}],
  "back-matter": {"resources": [{"uuid": "r-1", "title": "R", "rlinks": [{"href": "https://a.b/"}]}]}}}"##;

#[test]
fn an_imported_catalog_comes_out_whole_and_valid() {
    let file = DataFile { id: FileId(0), path: "content/frameworks/iso.json", text: IMPORTED };
    let (frameworks, _) = read(&[file], &Unread::new());
    let framework = frameworks.get("iso").expect("it was read");
    let exported = imported_catalog(framework, &[file], "2026-11-22").expect("it was imported");
    let changed: Vec<(&str, &str)> =
        exported.changed_ids.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    assert_eq!(changed, [("1p", "_1p"), ("5.1", "iso-5.1"), ("5.1_smt", "_5.1_smt"), ("5.2", "iso-5.2")]);
    let catalog = &exported.document["catalog"];
    let controls = &catalog["groups"][0]["groups"][0]["controls"];
    let first = &controls[0];
    assert_eq!(
        (&first["id"], &first["class"], &first["title"]),
        (&json!("iso-5.1"), &json!("ISO-IEC"), &json!("Two lines"))
    );
    assert_eq!(first["props"], json!([{"name": "a-b", "value": "v w"}]));
    assert_eq!(first["links"][0], json!({"href": "#iso-5.2", "rel": "related"}));
    let prose = "In {{ insert: param, _1p }}, {{ insert: param, q }}: [it](#iso-5.2).";
    assert_eq!(first["parts"][0]["prose"], prose);
    assert_eq!((first.get("params"), &controls[1]["title"]), (None, &json!("5.2")));
    assert_eq!(catalog["params"][0]["label"], "x y");
    assert_eq!(catalog["params"][0]["constraints"], json!([{"description": "yearly"}]));
    let resource = &catalog["back-matter"]["resources"][0];
    assert_eq!(resource["rlinks"], json!([{"href": "https://a.b/"}]));
    assert_eq!(first["links"][1]["href"], format!("#{}", resource["uuid"].as_str().unwrap_or_default()));
    let mixed = &catalog["groups"][0];
    assert_eq!((mixed.get("controls"), &mixed["groups"][1]["controls"][0]["id"]), (None, &json!("c")));
    let metadata = &catalog["metadata"];
    assert_eq!(metadata["responsible-parties"][0]["party-uuids"][0], metadata["parties"][0]["uuid"]);
    assert_eq!(metadata["last-modified"], "2026-01-02T03:04:05.1Z");
    assert_eq!((&metadata["props"][0]["value"], metadata.get("keywords")), (&json!("a, b"), None));
    assert_ne!(catalog["uuid"], "not-one");
}

#[test]
fn what_oscal_has_no_field_for_becomes_a_property_or_a_remark() {
    let text = r#"{"catalog": {"metadata": {"title": "N", "keywords": ["a", "b"],
        "responsible-parties": {"creator": [{"party-uuid": "p-1"}], "contact": {"party-uuids": ["p-1", "p-2"]}}},
        "controls": [{"id": "a-1", "title": "A", "severity": {"level": 3}, "parts": [], "params": [
            {"id": "p", "values": ["daily"], "select": {"how-many": "one-or-more", "choice": ["daily", "weekly"]}}],
          "props": [{"name": "x", "value": "y", "note": "z", "remarks": "before"}],
          "links": [{"href": "https://a.b/", "lang": "de"}]}],
        "back-matter": {"resources": [{"uuid": "u-1", "citation": {"text": "T", "href": "https://c.d/"}}]}}}"#;
    let file = DataFile { id: FileId(0), path: "content/frameworks/n.json", text };
    let (frameworks, _) = read(&[file], &Unread::new());
    let exported = imported_catalog(frameworks.get("n").expect("read"), &[file], "2026-11-22").expect("imported");
    let catalog = &exported.document["catalog"];
    let (metadata, control) = (&catalog["metadata"], &catalog["controls"][0]);
    let ns = "urn:clausebook:oscal";
    let keywords = json!([{"name": "keywords", "ns": ns, "value": "a"}, {"name": "keywords", "ns": ns, "value": "b"}]);
    assert_eq!(metadata["props"], keywords);
    let roles: Vec<(&str, usize)> = metadata["responsible-parties"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| (one["role-id"].as_str().expect("a role"), one["party-uuids"].as_array().map_or(0, Vec::len)))
        .collect();
    assert_eq!(roles, [("contact", 2), ("creator", 1)]);
    assert_eq!(
        control["props"],
        json!([{"name": "x", "value": "y", "remarks": "before\n\nnote: z"},
            {"name": "severity", "ns": ns, "value": "{\"level\":3}"}])
    );
    assert_eq!(
        control["params"][0],
        json!({"id": "p", "values": ["daily"],
            "guidelines": [{"prose": "Selection (one or more): daily; weekly"}]})
    );
    assert_eq!(control["links"], json!([{"href": "https://a.b/"}]));
    assert_eq!(exported.left_out.iter().collect::<Vec<_>>(), ["lang"]);
    let citation = &catalog["back-matter"]["resources"][0]["citation"];
    assert_eq!(*citation, json!({"text": "T", "links": [{"href": "https://c.d/"}]}));
}

#[test]
fn a_valid_catalog_comes_out_as_it_is() {
    let text = r#"{"catalog": {"uuid": "74c8ba1e-5cd4-4ad1-bbfd-d888e2f6c724", "metadata": {"title": "N", "version": "1",
        "last-modified": "2026-01-01T00:00:00-05:00", "oscal-version": "1.2.1"},
        "controls": [{"id": "a-1", "title": "A", "params": [{"id": "p"}]}, {"id": "A-1", "title": "B"}]}}"#;
    let file = DataFile { id: FileId(0), path: "content/frameworks/n.json", text };
    let (frameworks, _) = read(&[file], &Unread::new());
    let framework = frameworks.get("n").expect("it was read");
    let exported = imported_catalog(framework, &[file], "2026-11-22").expect("it was imported");
    assert_eq!(exported.document, serde_json::from_str::<Value>(text).expect("JSON"));
    assert!(exported.changed_ids.is_empty());
    let own = pci_dss();
    assert!(imported_catalog(&own, &[file], "2026-11-22").is_none());
}

#[test]
fn documents_say_where_catalogs_are_and_use_the_ids_of_the_publisher() {
    let files = [
        (
            "content/frameworks/nist.yaml",
            "name: NIST\noscal_href: https://a.b/c.xml\noscal_ids: lower\nnodes: [{id: AC, children: [AC-2(1), {id: X-1, oscal_id: other}]}]\n",
        ),
        ("content/frameworks/own.json", IMPORTED),
    ];
    let files: Vec<DataFile<'_>> =
        files.iter().zip(0..).map(|((path, text), id)| DataFile { id: FileId(id), path, text }).collect();
    let (frameworks, findings) = read(&files, &Unread::new());
    assert!(findings.iter().all(|finding| finding.at_most.is_some()), "{findings:?}");
    let (nist, own) = (frameworks.get("nist").expect("read"), frameworks.get("own").expect("read"));
    let relation = |from: &str, to: &str| Relation {
        from: requirement(nist, from),
        relation: "equal-to",
        to: vec![requirement(own, to)],
        note: None,
    };
    let crosswalk = Crosswalk {
        key: "x",
        description: "",
        method: "human",
        source: nist,
        target: own,
        via: None,
        relations: vec![relation("AC-2(1)", "5.1"), relation("X-1", "5.2")],
    };
    let written = mapping_collection(&ABOUT, &[crosswalk]).expect("it relates something");
    let collection = &written["mapping-collection"];
    let links = |at: usize| collection["back-matter"]["resources"][at]["rlinks"].clone();
    assert_eq!(links(0), json!([{"href": "https://a.b/c.xml", "media-type": "application/xml"}]));
    assert_eq!(links(1), json!([{"href": "content/frameworks/own.json", "media-type": "application/json"}]));
    let maps = &collection["mappings"][0]["maps"];
    assert_eq!(
        (&maps[0]["sources"][0]["id-ref"], &maps[1]["sources"][0]["id-ref"]),
        (&json!("ac-2.1"), &json!("other"))
    );
    assert_eq!(maps[0]["targets"][0]["id-ref"], "own-5.1");
}

#[test]
fn a_catalog_that_was_read_keeps_the_ids_of_its_controls() {
    let text = r#"{"catalog": {"metadata": {"title": "N"}, "groups": [{"id": "ac", "title": "A", "controls": [
        {"id": "ac-2", "title": "B", "props": [{"name": "label", "value": "AC-2"}], "controls": [
            {"id": "ac-2.1", "title": "C", "props": [{"name": "label", "value": "AC-2(1)"}]}]}]}]}}"#;
    let (frameworks, _) = read(&[DataFile { id: FileId(0), path: "content/frameworks/n.json", text }], &Unread::new());
    let written = catalog(frameworks.get("n").expect("it was read"), "2026-11-22");
    let control = &written["catalog"]["groups"][0]["controls"][0]["controls"][0];
    assert_eq!(control["id"], "ac-2.1");
    assert_eq!(control["props"][0], json!({"name": "label", "value": "AC-2(1)"}));
}

#[test]
fn components_that_do_nothing_are_left_out() {
    let framework = pci_dss();
    let component = |key: &str, ids: &[&str]| Component {
        key: key.to_owned(),
        title: "Example Inc.",
        description: "",
        kind: "service",
        link: None,
        implementations: vec![Implementation {
            framework: &framework,
            description: "",
            requirements: ids
                .iter()
                .map(|id| Implemented {
                    requirement: requirement(&framework, id),
                    description: "Rebuilt nightly.".into(),
                    responsibility: Some("shared"),
                })
                .collect(),
        }],
    };
    let written = component_definition(&ABOUT, &[component("a", &["6.3.2", "6.3.3"]), component("b", &[])]);
    let components = written["component-definition"]["components"].as_array().expect("a list");
    assert_eq!(components.len(), 1);
    let requirements = &components[0]["control-implementations"][0]["implemented-requirements"];
    assert_eq!(requirements[1]["control-id"], "pci-6.3.3");
    assert_eq!(requirements[1]["props"][0]["value"], "shared");
    assert_ne!(requirements[0]["uuid"], requirements[1]["uuid"]);
    let empty = component_definition(&ABOUT, &[]);
    assert_eq!(empty["component-definition"].get("components"), None::<&Value>);
}

#[test]
fn a_crosswalk_exports_relations_and_gaps() {
    let (source, target) = (pci_dss(), small("nist", &["RA-5", "SI-2"]));
    let relation = |from: &str, to: &[&str]| Relation {
        from: requirement(&source, from),
        relation: "intersects-with",
        to: to.iter().map(|id| requirement(&target, id)).collect(),
        note: None,
    };
    let crosswalk = |relations| Crosswalk {
        key: "content/x.yaml",
        description: "",
        method: "guesswork",
        source: &source,
        target: &target,
        via: None,
        relations,
    };
    let written =
        mapping_collection(&ABOUT, &[crosswalk(vec![relation("11.3.1", &["RA-5", "SI-2"]), relation("9.1", &[])])]);
    let mapping = &written.expect("it relates something")["mapping-collection"]["mappings"][0];
    assert_eq!(mapping["maps"][0]["sources"], json!([{"type": "control", "id-ref": "pci-11.3.1"}]));
    assert_eq!(mapping["maps"][0]["targets"].as_array().map(Vec::len), Some(2));
    assert_eq!(mapping["source-gap-summary"]["unmapped-controls"][0]["with-ids"], json!(["pci-9.1"]));
    assert_eq!(mapping["method"], "human");
    assert_eq!(mapping_collection(&ABOUT, &[crosswalk(vec![relation("9.1", &[])])]), None);
}
