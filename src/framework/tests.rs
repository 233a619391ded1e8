//! Order, hierarchy and look-ups in a small framework.

use super::{Framework, Frameworks, Head, Lookup, Origin, Outline, Renumbering, Unread, Version, read};
use crate::finding::Finding;
use crate::source::{DataFile, FileId};

fn node(id: &str, children: Vec<Outline>) -> Outline {
    Outline { id: id.to_owned(), children, ..Outline::default() }
}

fn small() -> Framework {
    let version = |id: &str, ids: &[&str]| Version {
        id: id.to_owned(),
        ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        ..Version::default()
    };
    let head = Head {
        key: "std".to_owned(),
        name: "STD".to_owned(),
        version: "2".to_owned(),
        versions: vec![version("1", &["1.1", "9.9"]), version("2", &[])],
        renumbered: vec![Renumbering { from: "1.1.9".into(), to: "1.1.1".into(), version: "1".into(), location: None }],
        ..Head::default()
    };
    let deep = node("11.3", vec![node("11.3.1", vec![node("11.3.1.1", vec![])])]);
    let withdrawn = Outline { withdrawn: Some(vec!["1.1".to_owned()]), ..node("1.2", vec![]) };
    let one = node("1", vec![node("1.1", vec![node("1.1.1", vec![])]), withdrawn]);
    Framework::new(head, Origin::BuiltIn, vec![one, node("11", vec![deep])])
}

/// The keys of the frameworks that are not built in.
fn own_keys(frameworks: &Frameworks) -> Vec<&str> {
    frameworks.iter().filter(|framework| framework.origin != Origin::BuiltIn).map(|own| own.key.as_str()).collect()
}

#[test]
fn requirements_are_in_reading_order_with_their_parents_and_children() {
    let framework = small();
    let ids: Vec<&str> = framework.requirements().map(|(_, requirement)| requirement.id.as_str()).collect();
    assert_eq!(ids, ["1", "1.1", "1.1.1", "1.2", "11", "11.3", "11.3.1", "11.3.1.1"]);
    let one = framework.find("1").expect("there is a 1");
    let children: Vec<&str> = framework.children(one).map(|(_, child)| child.id.as_str()).collect();
    assert_eq!(children, ["1.1", "1.2"]);
    assert_eq!(framework.below(one).count(), 3);
    let assessed: Vec<&str> = framework.assessed().map(|(_, requirement)| requirement.id.as_str()).collect();
    assert_eq!(assessed, ["1.1.1", "11.3.1", "11.3.1.1"]);
    let deep = framework.find("11.3.1.1").expect("there is an 11.3.1.1");
    assert_eq!(framework.requirement(framework.principal_of(deep)).id, "11");
    assert_eq!(framework.requirement(deep).depth, 3);
}

#[test]
fn an_id_is_found_or_its_status_is_returned() {
    let framework = small();
    let idx = |id: &str| framework.find(id).expect("an id of the framework");
    let check = |id: &str, version: Option<&str>, expected: Lookup<'_>| {
        assert_eq!(framework.look_up(id, version), expected, "{id} in {version:?}");
    };
    check("1.1", None, Lookup::Found(idx("1.1")));
    check("1.1", Some("2"), Lookup::Found(idx("1.1")));
    check("1.2", None, Lookup::Withdrawn(idx("1.2")));
    check("1.1.9", None, Lookup::Renumbered(idx("1.1.1")));
    check("9.9", None, Lookup::OtherVersion(vec!["1"]));
    check("9.9", Some("1"), Lookup::OtherVersion(vec!["1"]));
    check("9.9", Some("7"), Lookup::UnknownVersion);
    check("11.3.11", None, Lookup::Unknown(vec![idx("11.3.1.1")]));
    check("11..3", None, Lookup::Malformed(vec![idx("11.3")]));
    check("zebra", None, Lookup::Malformed(vec![]));
}

#[test]
fn a_folder_or_a_tag_names_a_framework_with_or_without_a_version() {
    let frameworks = Frameworks::new([small()]);
    for (folder, is_key) in [
        ("std", true),
        ("std-4", true),
        ("std-v4.0", true),
        ("standard", false),
        ("std-guide", false),
        ("std-4-images", false),
        ("std-rev5", true),
    ] {
        assert_eq!(frameworks.of_folder(folder).is_some(), is_key, "{folder}");
    }
    for (tag, is_name) in [("STD", true), ("Std 4.0", true), ("STD compliance", false), ("stdx", false)] {
        assert_eq!(frameworks.of_tag(tag).is_some(), is_name, "{tag}");
    }
}

#[test]
fn the_longer_key_or_name_is_meant() {
    let named = |key: &str, name: &str| {
        let head = Head { key: key.to_owned(), name: name.to_owned(), ..Head::default() };
        Framework::new(head, Origin::BuiltIn, Vec::new())
    };
    let all = Frameworks::new([named("nist-800", "NIST 800"), named("nist-800-53", "NIST 800 53")]);
    for (folder, expected) in
        [("nist-800-53", "nist-800-53"), ("nist-800-53-5", "nist-800-53"), ("nist-800-4", "nist-800")]
    {
        assert_eq!(all.of_folder(folder).map(|framework| framework.key.as_str()), Some(expected), "{folder}");
    }
    assert_eq!(all.of_tag("NIST 800 53").map(|framework| framework.key.as_str()), Some("nist-800-53"));
}

fn files<'f>(files: &[(&'f str, &'f str)]) -> (Frameworks, Vec<String>) {
    let location =
        |(index, (path, text)): (usize, &(&'f str, &'f str))| DataFile { id: FileId(index as u32), path, text };
    let (frameworks, findings) = read(&files.iter().enumerate().map(location).collect::<Vec<_>>(), &Unread::new());
    let said = |finding: &Finding| format!("{} {}: {}", finding.code.id(), finding.location.file.0, finding.message);
    (frameworks, findings.iter().map(said).collect())
}

fn ids(framework: &Framework) -> Vec<&str> {
    framework.requirements().map(|(_, requirement)| requirement.id.as_str()).collect()
}

#[test]
fn a_framework_is_read_from_yaml_with_its_ids_as_written() {
    let text = r#"
key: csf
name: NIST CSF
publisher: NIST
version: 2.0
versions:
  - "1.0"
  - {id: 1.10, published: 2018-04-16, retired: 2024-02-26, ids: [ID.AM-1, 3.10]}
  - id: "2.0"
renumbered:
  - {from: ID.AM-1, to: ID.AM-01}
  - {from: X, to: ID.AM-01, version: "1.0"}
nodes:
  - id: 12
    title: "Twelve: all of it"
    tags: [core]
    children: [12.1, 12.9, 12.10, {id: 12.11, withdrawn: 12.10}]
  - id: ID.AM-01
    tags: hardware
    withdrawn: true
    prose: What it says.
"#;
    let (frameworks, said) = files(&[("content/frameworks/csf.yaml", text)]);
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(own_keys(&frameworks), ["csf"]);
    let csf = frameworks.get("csf").expect("it was read");
    assert_eq!((csf.name.as_str(), csf.publisher.as_deref(), csf.version.as_str()), ("NIST CSF", Some("NIST"), "2.0"));
    assert_eq!(csf.origin, Origin::File(FileId(0)));
    assert_eq!(ids(csf), ["12", "12.1", "12.9", "12.10", "12.11", "ID.AM-01"]);
    let versions: Vec<_> = csf.versions.iter().map(|version| (version.id.as_str(), version.ids.len())).collect();
    assert_eq!(versions, [("1.0", 0), ("1.10", 2), ("2.0", 0)]);
    assert_eq!(csf.versions[1].ids, ["ID.AM-1", "3.10"]);
    assert_eq!(csf.versions[1].retired, Some(jiff::civil::date(2024, 2, 26)));
    let changes: Vec<_> = csf.renumbered.iter().map(|change| (change.from.as_str(), change.version.as_str())).collect();
    assert_eq!(changes, [("ID.AM-1", "1.10"), ("X", "1.0")]);
    let of = |id: &str| csf.requirement(csf.find(id).expect("an id of the framework"));
    assert_eq!(of("12.11").withdrawn, Some(vec!["12.10".to_owned()]));
    assert_eq!(of("ID.AM-01").withdrawn, Some(Vec::new()));
    assert_eq!(
        (of("ID.AM-01").tags.as_slice(), of("12").title.as_str()),
        (&["hardware".to_owned()] as &[_], "Twelve: all of it")
    );
    assert_eq!(of("ID.AM-01").prose.as_deref(), Some("What it says."));
    assert_eq!(of("12.10").location.map(|location| location.span.of(text)), Some("12.10"));
}

#[test]
fn a_file_says_what_is_assessed_where_it_is_not_obvious() {
    let text = "key: a\nnodes:\n  - {id: 1, group: false, children: [1.1, {id: 1.2, group: true, children: [1.2.1]}]}\n  - {id: 2, assessed: false}\n  - {id: 3, assessed: true, group: false, children: [3.1]}\n";
    let (frameworks, said) = files(&[("content/frameworks/a.yaml", text)]);
    assert_eq!(said, Vec::<String>::new());
    let framework = frameworks.get("a").expect("it was read");
    let assessed: Vec<&str> = framework.assessed().map(|(_, requirement)| requirement.id.as_str()).collect();
    assert_eq!(assessed, ["1", "1.1", "1.2.1", "3", "3.1"]);
    let counts = framework.counts(jiff::civil::date(2026, 11, 22));
    assert_eq!((counts.identifiers, counts.assessed, counts.in_force), (7, 5, 5));
    let text = "key: a\nnodes:\n  - {id: 1, assessed: yes}\n  - {id: 2, assessed: true, group: true}\n  - {id: 3, groupe: true}\n";
    let (_, said) = files(&[("content/frameworks/a.yaml", text)]);
    assert_eq!(
        said,
        [
            "RQ108 0: invalid `assessed` `yes`",
            "RQ108 0: `group` contradicts `assessed`",
            "RQ108 0: unknown key `groupe`"
        ]
    );
}

const CATALOG: &str = r#"{"catalog": {"metadata": {"title": "Controls", "version": "5.1"}, "groups": [
    {"id": "ac", "title": "Access", "controls": [
        {"id": "ac-2", "title": "Accounts", "props": [{"name": "label", "value": "AC-2"}], "controls": [
            {"id": "ac-2.1", "title": "Automated", "props": [{"name": "label", "value": "AC-2(1)"}]}]}]}]}}"#;

#[test]
fn a_catalog_takes_its_name_and_key_from_its_sidecar_or_from_itself() {
    let alone = files(&[("content/frameworks/nist.oscal.json", CATALOG)]).0;
    let nist = alone.get("nist").expect("it was read");
    assert_eq!((nist.name.as_str(), nist.version.as_str()), ("Controls", "5.1"));
    assert_eq!(ids(nist), ["ac", "AC-2", "AC-2(1)"]);
    let sidecar = "key: nist-800-53\nname: NIST SP 800-53\nversion: \"5\"\ncatalog: nist.oscal.json\ncite_from: id\n";
    let (both, said) =
        files(&[("content/frameworks/nist.oscal.json", CATALOG), ("content/frameworks/nist.yaml", sidecar)]);
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(own_keys(&both), ["nist-800-53"]);
    let nist = both.get("nist-800-53").expect("it was read");
    assert_eq!((nist.name.as_str(), nist.version.as_str()), ("NIST SP 800-53", "5"));
    assert_eq!(ids(nist), ["ac", "ac-2", "ac-2.1"]);
    assert_eq!(nist.requirement(nist.find("ac-2.1").expect("it is there")).depth, 2);
}

#[test]
fn json_of_our_own_form_is_read_and_a_sites_own_framework_replaces_the_built_in_one() {
    let text = r#"{"key": "PCI-DSS", "name": "PCI DSS", "version": "9", "nodes": ["1", {"id": "1.10"}]}"#;
    let (frameworks, said) = files(&[("content/frameworks/pci.json", text)]);
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(own_keys(&frameworks), ["PCI-DSS"]);
    assert_eq!(ids(frameworks.get("PCI-DSS").expect("it was read")), ["1", "1.10"]);
}

#[test]
fn a_fault_leaves_the_rest_of_a_framework_and_the_other_frameworks_alone() {
    let (frameworks, said) = files(&[
        ("content/frameworks/a.yaml", "key: a\nnodes:\n  - \"1\"\n  - [x]\n  - {title: None}\n  - \"1\"\n  - \"2\"\n"),
        ("content/frameworks/b.yaml", "key: [\n"),
        ("content/frameworks/c.yaml", "key: a\nnodes: [\"7\"]\n"),
        ("content/frameworks/d.yaml", "key: d\ncatalog: none.json\n"),
    ]);
    assert_eq!(own_keys(&frameworks), ["a"]);
    assert_eq!(ids(frameworks.get("a").expect("it was read")), ["1", "2"]);
    let codes: Vec<&str> = said.iter().map(|said| said.split(':').next().unwrap_or_default()).collect();
    assert_eq!(codes, ["RQ108 0", "RQ108 0", "RQ109 0", "RQ108 1", "RQ108 3", "RQ110 2"], "{said:#?}");
}

#[test]
fn a_file_that_is_too_large_is_reported_and_not_read() {
    let huge = format!("key: a\nnodes: [\"1\"]\n#{}", " ".repeat(65 * 1024 * 1024));
    let (frameworks, said) = files(&[("content/frameworks/a.yaml", &huge)]);
    assert!(frameworks.get("a").is_none());
    assert_eq!(said, ["RQ108 0: the file is too large: 65 MB, at most 64 MB are read"]);
}

#[test]
fn at_most_a_hundred_faults_of_one_file_are_reported() {
    let text = format!("key: a\nnodes: [{}]\n", "\"1\", ".repeat(5_000));
    let (_, said) = files(&[("content/frameworks/a.yaml", &text)]);
    assert_eq!(said.len(), 101);
    assert_eq!(said[100], "RQ108 0: 4899 more faults of this file are not shown");
}
