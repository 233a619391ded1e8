//! Order, kinship and look-ups in a small framework.

use super::{Framework, Frameworks, Head, Lookup, Origin, Outline, Renumbering, Version};

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
        renumbered: vec![Renumbering { from: "1.1.9".into(), to: "1.1.1".into(), version: "1".into() }],
        ..Head::default()
    };
    let deep = node("11.3", vec![node("11.3.1", vec![node("11.3.1.1", vec![])])]);
    let withdrawn = Outline { withdrawn: Some(vec!["1.1".to_owned()]), ..node("1.2", vec![]) };
    let one = node("1", vec![node("1.1", vec![node("1.1.1", vec![])]), withdrawn]);
    Framework::new(head, Origin::BuiltIn, vec![one, node("11", vec![deep])])
}

#[test]
fn requirements_stand_in_reading_order_with_their_kin() {
    let framework = small();
    let ids: Vec<&str> = framework.requirements().map(|(_, requirement)| requirement.id.as_str()).collect();
    assert_eq!(ids, ["1", "1.1", "1.1.1", "1.2", "11", "11.3", "11.3.1", "11.3.1.1"]);
    let one = framework.find("1").expect("there is a 1");
    let children: Vec<&str> = framework.children(one).map(|(_, child)| child.id.as_str()).collect();
    assert_eq!(children, ["1.1", "1.2"]);
    assert_eq!(framework.below(one).count(), 3);
    let leaves: Vec<&str> = framework.leaves().map(|(_, leaf)| leaf.id.as_str()).collect();
    assert_eq!(leaves, ["1.1.1", "11.3.1.1"]);
    let deep = framework.find("11.3.1.1").expect("there is an 11.3.1.1");
    assert_eq!(framework.requirement(framework.principal_of(deep)).id, "11");
    assert_eq!(framework.requirement(deep).depth, 3);
}

#[test]
fn an_id_is_found_or_says_what_became_of_it() {
    let framework = small();
    let rank = |id: &str| framework.find(id).expect("an id of the framework");
    let check = |id: &str, version: Option<&str>, expected: Lookup<'_>| {
        assert_eq!(framework.look_up(id, version), expected, "{id} in {version:?}");
    };
    check("1.1", None, Lookup::Found(rank("1.1")));
    check("1.1", Some("2"), Lookup::Found(rank("1.1")));
    check("1.2", None, Lookup::Withdrawn(rank("1.2")));
    check("1.1.9", None, Lookup::Renumbered(rank("1.1.1")));
    check("9.9", None, Lookup::OtherVersion(vec!["1"]));
    check("9.9", Some("1"), Lookup::OtherVersion(vec!["1"]));
    check("9.9", Some("7"), Lookup::UnknownVersion);
    check("11.3.11", None, Lookup::Unknown(vec![rank("11.3.1.1")]));
    check("11..3", None, Lookup::Malformed(vec![rank("11.3")]));
    check("zebra", None, Lookup::Malformed(vec![]));
}

#[test]
fn a_folder_or_a_tag_names_a_framework_with_or_without_a_version() {
    let framework = small();
    for (folder, is_key) in [
        ("std", true),
        ("std-4", true),
        ("std-v4.0", true),
        ("standard", false),
        ("std-guide", false),
        ("std-4-images", false),
        ("std-rev5", true),
    ] {
        assert_eq!(framework.is_key(folder), is_key, "{folder}");
    }
    for (tag, is_name) in [("STD", true), ("Std 4.0", true), ("STD compliance", false), ("stdx", false)] {
        assert_eq!(framework.is_name(tag), is_name, "{tag}");
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
