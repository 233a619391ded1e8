//! Order, hierarchy and look-ups in a small framework.

use super::builtin;
use super::{
    Framework, Frameworks, Head, Likeness, Lookup, Origin, Outline, Renumbering, Unread, Version, number_of, read,
};
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
        renumbered: vec![
            Renumbering {
                from: "1.1.9".into(),
                to: vec!["1.1.1".into()],
                is_same: true,
                version: "1".into(),
                location: None,
            },
            Renumbering {
                from: "9.9".into(),
                to: vec!["1.1".into(), "11.3".into()],
                is_same: false,
                version: "1".into(),
                location: None,
            },
        ],
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
    // Other spellings of it.
    check("09.9", None, Lookup::OtherVersion(vec!["1"]));
    check("09.9", Some("1"), Lookup::OtherVersion(vec!["1"]));
    check("9.9", Some("7"), Lookup::UnknownVersion);
    check("11.3.11", None, Lookup::Unknown(vec![idx("11.3.1.1")]));
    check("11..3", None, Lookup::Malformed(vec![idx("11.3")]));
    check("zebra", None, Lookup::Malformed(vec![]));
}

#[test]
fn a_number_is_like_an_id_where_its_parts_are_of_the_size_of_those_of_ids() {
    let framework = small();
    for (token, expected) in [
        ("1.2", Likeness::Number { points: 1 }),
        ("22.1", Likeness::Number { points: 1 }),
        ("23.1", Likeness::None),
        ("1.123", Likeness::None),
        ("1.02", Likeness::None),
        ("1.1.1.1.1.1", Likeness::Number { points: 5 }),
        ("1.1.1.1.1.1.1", Likeness::None),
        ("1", Likeness::None),
    ] {
        assert_eq!(framework.likeness(token), expected, "{token}");
    }
}

#[test]
fn the_number_of_a_version_has_no_letters_before_it() {
    for (version, number) in [("4.0.1", "4.0.1"), ("v4.0", "4.0"), ("Rev. 5", "5"), ("r2", "2"), ("2022", "2022")] {
        assert_eq!(number_of(version), number);
    }
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
        assert_eq!(frameworks.named_for(folder).is_some(), is_key, "{folder}");
    }
    for (tag, is_name) in [("STD", true), ("Std 4.0", true), ("STD compliance", false), ("stdx", false)] {
        assert_eq!(frameworks.named_for(tag).is_some(), is_name, "{tag}");
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
        assert_eq!(all.named_for(folder).map(|named| named.framework.key.as_str()), Some(expected), "{folder}");
    }
    assert_eq!(all.named_for("NIST 800 53").map(|named| named.framework.key.as_str()), Some("nist-800-53"));
}

#[test]
fn names_and_aliases_are_found_in_folders_and_tags_however_they_are_written() {
    let all = Frameworks::new(builtin::all());
    for (text, expected) in [
        ("NIST CSF", "nist-csf"),
        ("nist-csf-2.0", "nist-csf -2.0"),
        ("CSF 1.1", "nist-csf  1.1"),
        ("cybersecurity-framework", "nist-csf"),
        ("ISO 27001", "iso-27001"),
        ("iso27001", "iso-27001"),
        ("iso-iec-27001", "iso-27001"),
        ("ISO/IEC 27001:2022", "iso-27001 :2022"),
        ("iso-27001-2013", "iso-27001 -2013"),
        ("SOC 2", "soc2"),
        ("soc-2", "soc2"),
        ("CMMC 2.0", "cmmc  2.0"),
        ("cmmc-2", "cmmc -2"),
        ("sp-800-171-r2", "nist-800-171 -r2"),
        ("NIST SP 800-171 Rev. 3", "nist-800-171  Rev. 3"),
        ("NIST 800-171", "nist-800-171"),
        ("SOC", ""),
        ("NIST", ""),
        ("ISO 27002", ""),
        ("cmmc-2-levels", ""),
        ("nist-800-172", ""),
        ("-", ""),
        ("", ""),
    ] {
        let found = all.named_for(text).map(|named| format!("{} {}", named.framework.key, named.version));
        assert_eq!(found.unwrap_or_default().trim_end(), expected, "{text}");
    }
}

#[test]
fn a_sites_own_framework_replaces_the_built_in_one_of_the_same_standard() {
    let built_in = builtin::all().len();
    for (head, replaced) in [
        ("key: csf\nname: NIST CSF", "nist-csf"),
        ("key: my-csf\nname: CSF 2.0", "nist-csf"),
        ("key: iso27001\nname: Information security", "iso-27001"),
        ("key: isms\nname: ISO/IEC 27001:2022", "iso-27001"),
        ("key: criteria\nname: Criteria\naliases: [Trust Services Criteria]", "soc2"),
        ("key: nist-800-171-r2\nname: CUI", "nist-800-171"),
        ("key: CMMC\nname: Maturity", "cmmc"),
        ("key: nist-800-53\nname: NIST SP 800-53", ""),
        ("key: soc\nname: Operations", ""),
    ] {
        let text = format!("{head}\nversion: 1\nnodes: [\"1\"]\n");
        let (all, found) = files(&[("own.yaml", &text)]);
        assert_eq!(found, [""; 0], "{head}");
        let expected = if replaced.is_empty() { built_in + 1 } else { built_in };
        assert_eq!((all.keys().count(), all.get(replaced).is_some()), (expected, false), "{head}");
    }
}

#[test]
fn a_file_of_a_standard_that_ships_has_its_words_for_ids() {
    let words = |key: &str, name: &str| {
        let text = format!("key: {key}\nname: {name}\nversion: 1\nnodes: [\"1\"]\n");
        files(&[("own.yaml", &text)]).0.get(key).map(|framework| framework.notation.words.clone()).unwrap_or_default()
    };
    let built_in = builtin::all();
    let shipped = |key: &str| built_in.iter().find(|framework| framework.key == key).map(|one| one.notation.clone());
    assert_eq!(words("pci-dss", "PCI DSS"), shipped("pci-dss").unwrap().words);
    // Its clauses may be missing in the file.
    assert_eq!(words("iso-27001", "ISO/IEC 27001"), ["Annex A", "Control"]);
}

#[test]
fn older_versions_of_built_in_frameworks_count_what_was_assessed() {
    let all = Frameworks::new(builtin::all());
    for (key, expected) in [("nist-800-171@r2", 110), ("nist-csf@1.1", 108), ("iso-27001@2013", 114)] {
        assert_eq!(all.get(key).map(|framework| framework.assessed().count()), Some(expected), "{key}");
    }
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
  - {from: 3.10, to: [12.9, 12.10], version: "1.10"}
  - {from: Y, to: [], version: "1.10"}
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
    assert_eq!(changes, [("ID.AM-1", "1.10"), ("X", "1.0"), ("3.10", "1.10"), ("Y", "1.10")]);
    let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    assert_eq!(csf.successors("1.10", "3.10"), Some(owned(&["12.9", "12.10"]).as_slice()));
    assert_eq!(csf.successors("1.10", "Y"), Some([].as_slice()));
    assert_eq!(csf.successors("1.0", "3.10"), None);
    let before: Vec<&str> = csf.predecessors("12.10").map(|change| change.from.as_str()).collect();
    assert_eq!(before, ["3.10"]);
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

#[test]
fn a_text_says_that_a_requirement_has_another_number_and_a_list_where_its_contents_went() {
    let framework = small();
    assert!(matches!(framework.look_up("1.1.9", None), Lookup::Renumbered(_)));
    assert_eq!(framework.look_up("9.9", None), Lookup::OtherVersion(vec!["1"]));
}

#[test]
fn a_requirement_may_be_superseded_from_a_day_on() {
    let text = r#"
key: own
name: Own
version: "1"
nodes:
  - {id: A, superseded: {on: 2025-03-31, by: [B]}}
  - {id: B}
  - {id: C, superseded: {on: 2025-03-31, by: X}}
  - {id: D, superseded: {on: soon, by: B}}
  - {id: E, superseded: {by: B}}
"#;
    let (frameworks, said) = files(&[("content/frameworks/own.yaml", text)]);
    assert_eq!(
        said,
        [
            "RQ108 0: invalid date `soon`",
            "RQ108 0: `superseded` without `on` and `by`",
            "RQ112 0: `C` is replaced by `X`, which does not exist",
        ]
    );
    let own = frameworks.get("own").expect("it was read");
    let in_force = |day: jiff::civil::Date| -> Vec<&str> {
        own.assessed_in_force(day).map(|(_, requirement)| requirement.id.as_str()).collect()
    };
    assert_eq!(in_force(jiff::civil::date(2025, 3, 30)), ["A", "B", "C", "D", "E"]);
    assert_eq!(in_force(jiff::civil::date(2025, 3, 31)), ["B", "D", "E"]);
}

#[test]
fn an_older_version_is_a_framework_of_its_own() {
    let text = r#"
key: own
name: Own
version: "3"
versions:
  - {id: "1", ids: ["1", "1.1", "1.1.1", "1.1(a)", "2", "10-2"]}
  - "2"
renumbered:
  - {from: A-0, to: A-1, version: "2"}
nodes: [{id: A, children: [A-1, A-2]}, "1.1"]
"#;
    let (frameworks, said) = files(&[("content/frameworks/own.yaml", text)]);
    assert_eq!(said, Vec::<String>::new());
    let first = frameworks.get("own@1").expect("a version with ids");
    assert_eq!((first.key.as_str(), first.version.as_str()), ("own@1", "1"));
    let tree: Vec<_> = first.requirements().map(|(_, it)| (it.id.as_str(), it.depth, it.is_assessed)).collect();
    let expected = [("1", 0, false), ("1.1", 1, true), ("1.1.1", 2, true), ("1.1(a)", 2, true), ("2", 0, true)];
    assert_eq!(tree[..5], expected);
    assert!(matches!(first.look_up("1.1.1", None), Lookup::Found(_)));
    assert!(matches!(first.look_up("A-2", None), Lookup::Malformed(_) | Lookup::Unknown(_)));
    let second = frameworks.get("own@2").expect("a version with the ids of the current one");
    assert_eq!(ids(second), ["A", "A-0", "A-2", "1.1"]);
    assert!(frameworks.get("own@3").is_some_and(|current| current.key == "own"));
    assert!(frameworks.get("own@4").is_none() && frameworks.get("other@1").is_none());
}
