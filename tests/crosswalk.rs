//! Crosswalks that are read from mapping collections, and those that are derived from others.

use serde_json::Value;

use crate::support::Project;

const TO_CSF: &str = "kind: crosswalk\nsource: pci-dss\ntarget: nist-csf\nmethod: hybrid\nrows:\n  \
    - {from: \"8.3.6\", relation: subset-of, to: [PR.AA-01, PR.AA-03], note: \"A *note* | with a bar.\"}\n  \
    - {from: \"8.4.2\", relation: intersects-with, to: PR.AA-03}\n  \
    - {from: \"1.2.1\", relation: no-relationship}\n";
const FROM_SOC2: &str = "kind: crosswalk\nsource: soc2\ntarget: nist-csf\nrows:\n  \
    - {from: CC6.1, relation: superset-of, to: [PR.AA-01, PR.AA-03]}\n  \
    - {from: CC6.2, relation: intersects-with, to: PR.AA-03}\n";

fn site(names: &[&str]) -> Project {
    let links: String = names.iter().map(|name| format!("[{name}]({name}.yaml)\n\n")).collect();
    Project::new().file("content/_index.md", format!("---\ntitle: Guide\ndescription: The front page.\n---\n{links}"))
}

fn built(project: &Project) {
    let answer = project.answer(["--root", ".", "build", "-q", "--no-search"]);
    assert_eq!((answer.status, answer.stdout.as_str()), (Some(0), ""), "{}", answer.stderr);
}

fn exported(project: &Project) -> Value {
    let answer = project.answer(["--root", ".", "export", "oscal-mapping", "--date", "2026-11-22"]);
    serde_json::from_str(&answer.stdout).unwrap()
}

/// The maps of the first mapping, without identifiers.
fn maps(collection: &Value) -> Vec<Value> {
    let mut maps = collection["mapping-collection"]["mappings"][0]["maps"].as_array().unwrap().clone();
    maps.iter_mut().for_each(|map| drop(map.as_object_mut().unwrap().remove("uuid")));
    maps
}

#[test]
fn an_exported_crosswalk_is_imported_as_it_was() {
    let first = site(&["walk"]).file("content/walk.yaml", TO_CSF);
    built(&first);
    let collection = exported(&first);
    let import = "kind: crosswalk\nsource: pci-dss\ntarget: nist-csf\nmapping: data/m.json\n";
    let second = site(&["walk"]).file("content/walk.yaml", import).file("content/data/m.json", collection.to_string());
    second.run(["check"]).stdout("no findings in 3 pages and 1 link\n").done();
    built(&second);
    assert_eq!(second.read("public/walk.csv"), first.read("public/walk.csv"));
    let again = exported(&second);
    assert_eq!(maps(&again), maps(&collection));
    let mapping = |collection: &Value| collection["mapping-collection"]["mappings"][0].clone();
    for key in ["method", "source-resource", "target-resource"] {
        assert_eq!(mapping(&again)[key], mapping(&collection)[key]);
    }
    let gaps = |collection: &Value| mapping(collection)["source-gap-summary"]["unmapped-controls"].clone();
    assert_eq!(gaps(&again), gaps(&collection));
    assert_eq!(gaps(&again)[0]["with-ids"][0], "pci-1.2.1");
    // Read from the other side, every relation is turned round.
    second.write("content/walk.yaml", b"kind: crosswalk\nsource: nist-csf\ntarget: pci-dss\nmapping: data/m.json\n");
    built(&second);
    let csv = second.read("public/walk.csv");
    assert!(csv.contains("\nPR.AA-01,Identities and credentials managed,superset-of,8.3.6,"), "{csv}");
}

#[test]
fn statements_count_as_parts_of_their_controls_and_yaml_is_read_too() {
    let collection = "mapping-collection:\n  provenance: {method: automation}\n  mappings:\n    source-resource: {type: catalog, href: ours.json}\n    \
        target-resource: {type: catalog, href: theirs.json}\n    maps:\n      \
        - relationship: subset-of\n        sources: [{type: statement, id-ref: CC6.1_smt.a}, {type: statement, id-ref: CC6.1_smt.b}]\n        \
        targets: [{type: control, id-ref: PR.AA-01}]\n        confidence-score: {percentage: 0.75}\n      \
        - relationship: equal-to\n        sources: [{type: control, id-ref: CC6.2}]\n        \
        targets: [{type: statement, id-ref: pr.aa-03_smt.a}]\n        \
        qualifiers: [{subject: target, predicate: has-requirement, category: addressable, description: Yearly.}]\n";
    let import = "kind: crosswalk\nsource: soc2\ntarget: nist-csf\nmapping: /m.yaml\n";
    let project = site(&["walk"]).file("content/walk.yaml", import).file("content/m.yaml", collection);
    project.run(["check"]).stdout("no findings in 3 pages and 1 link\n").done();
    built(&project);
    let csv = project.read("public/walk.csv");
    let rows: Vec<&str> = csv.lines().skip(1).collect();
    assert_eq!(
        rows,
        [
            "CC6.1,Logical access security,intersects-with,PR.AA-01,Identities and credentials managed,\
             CC6.1_smt.a, CC6.1_smt.b · Confidence: 0.75"
                .replace(
                    "CC6.1_smt.a, CC6.1_smt.b · Confidence: 0.75",
                    "\"CC6.1_smt.a, CC6.1_smt.b · Confidence: 0.75\""
                ),
            "CC6.2,Users registered before access,subset-of,PR.AA-03,\"Users, services and hardware authenticated\",\
             pr.aa-03_smt.a · target has-requirement (addressable): Yearly."
                .to_owned(),
        ]
    );
}

#[test]
fn a_derived_crosswalk_says_what_it_goes_through_wherever_it_is_shown() {
    let project = site(&["to", "from", "derived"])
        .file("content/to.yaml", TO_CSF)
        .file("content/from.yaml", FROM_SOC2)
        .file("content/derived.yaml", "kind: crosswalk\ntitle: PCI DSS and SOC 2\nderive: [to.yaml, from.yaml]\n");
    project.run(["check"]).stdout("no findings in 3 pages and 3 links\n").done();
    built(&project);
    let csv = project.read("public/derived.csv");
    let head = "PCI DSS,PCI DSS title,Relation,SOC 2,SOC 2 title,Derived through";
    let expected = [
        head,
        "8.3.6,Password length and complexity minimums,subset-of,CC6.1,Logical access security,\"NIST CSF 2.0 PR.AA-01, PR.AA-03\"",
        "8.3.6,Password length and complexity minimums,not-derived,CC6.2,Users registered before access,NIST CSF 2.0 PR.AA-03",
        "8.4.2,MFA for all other CDE access,intersects-with,CC6.1,Logical access security,NIST CSF 2.0 PR.AA-03",
        "8.4.2,MFA for all other CDE access,not-derived,CC6.2,Users registered before access,NIST CSF 2.0 PR.AA-03",
    ];
    assert_eq!(csv.lines().collect::<Vec<_>>(), expected);
    let html = project.read("public/index.html");
    assert!(html.contains("Derived from the crosswalks of both with NIST CSF 2.0: what follows"), "{html}");
    assert!(html.contains("not derived"), "{html}");
    let pairs = project.read("public/frameworks/soc2/crosswalk/crosswalk.csv");
    assert!(
        pairs.contains("\nCC6.1,superset-of,pci-dss,4.0.1,8.3.6,,\"NIST CSF 2.0 PR.AA-01, PR.AA-03\"\r"),
        "{pairs}"
    );
    assert!(
        !pairs.contains("CC6.2,,") && pairs.contains("\nCC6.2,intersects-with,nist-csf,2.0,PR.AA-03,,\r"),
        "{pairs}"
    );
    let collection = exported(&project);
    let mappings = collection["mapping-collection"]["mappings"].as_array().unwrap();
    let derived = mappings.iter().find(|mapping| mapping["remarks"].is_string()).unwrap();
    assert_eq!(derived["method"], "automation");
    assert_eq!(derived["remarks"], "Derived through NIST CSF 2.0: what follows from two mappings.");
    assert_eq!(derived["maps"].as_array().unwrap().len(), 2);
    assert_eq!(derived["maps"][0]["remarks"], "Derived through NIST CSF 2.0 PR.AA-01, PR.AA-03");
    // Without names of files, every crosswalk with the framework in between counts.
    project.write("content/derived.yaml", b"kind: crosswalk\nsource: pci-dss\ntarget: soc2\nvia: nist-csf\n");
    built(&project);
    assert_eq!(project.read("public/derived.csv"), csv);
}

#[test]
fn a_derived_crosswalk_of_very_many_ways_is_cut_off_and_says_so() {
    let node = |prefix: &str| -> String { (0..90).map(|n| format!("  - {{id: \"{prefix}-{n}\"}}\n")).collect() };
    let framework = |key: &str| format!("key: {key}\nname: {key}\nversion: \"1\"\nnodes:\n{}", node(key));
    let all = |key: &str| (0..90).map(|n| format!("{key}-{n}")).collect::<Vec<_>>().join(", ");
    let table = |from: &str, to: &str| {
        let (source, target) = (all(from), all(to));
        format!(
            "kind: crosswalk\nsource: {from}\ntarget: {to}\nrows:\n  - {{from: [{source}], relation: intersects-with, to: [{target}]}}\n"
        )
    };
    let project = site(&["derived"])
        .file("content/frameworks/aa.yaml", framework("aa"))
        .file("content/frameworks/bb.yaml", framework("bb"))
        .file("content/frameworks/cc.yaml", framework("cc"))
        .file("content/ab.yaml", table("aa", "bb"))
        .file("content/bc.yaml", table("bb", "cc"))
        .file("content/derived.yaml", "kind: crosswalk\nderive: [ab.yaml, bc.yaml]\n");
    let answer = project.answer(["--root", ".", "check", "--format", "concise"]);
    let said = "content/derived.yaml:2:9: error[TB112] more pairs follow than the";
    assert!(answer.stdout.contains(said), "{}", answer.stdout);
}
