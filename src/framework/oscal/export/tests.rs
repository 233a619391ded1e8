//! Exports of small frameworks. `tests/framework.rs` validates larger ones with NIST's schemas.

use serde_json::{Value, json};

use super::token::Tokens;
use super::{About, Component, Crosswalk, Implementation, Implemented, Relation};
use super::{catalog, component_definition, mapping_collection};
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
    assert_eq!(written["catalog"]["groups"][10]["controls"][2]["controls"][0]["id"], "pci-11.3.1");
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
                    description: "Rebuilt nightly.",
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
