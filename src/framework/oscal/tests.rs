//! Small catalogs in the styles of several publishers.

use super::{CiteFrom, Imported, Options, Reading, Source};
use crate::framework::build::build_imported;
use crate::framework::faults::Faults;
use crate::framework::{Framework, Head, Outline};
use crate::source::{DataFile, FileId};

/// As a file of JSON without others beside it.
fn read(text: &str, cite_from: Option<CiteFrom>, faults: &mut Faults) -> Reading {
    let file = DataFile { id: FileId(3), path: "content/frameworks/c.json", text };
    super::read(&file, &Source::Json(text), &[], &Options { cite_from, ..Options::default() }, faults)
}

fn import(text: &str, cite_from: Option<CiteFrom>) -> (Imported, Vec<String>) {
    let mut faults = Faults::of(FileId(3));
    let Reading::Catalog(imported) = read(text, cite_from, &mut faults) else { panic!("no catalog in {text}") };
    let findings = faults.into_findings();
    assert!(findings.iter().all(|finding| finding.location.file == FileId(3)));
    (imported, findings.into_iter().map(|finding| finding.message).collect())
}

fn ids(outlines: &[Outline]) -> Vec<String> {
    outlines.iter().flat_map(|outline| [vec![outline.id.clone()], ids(&outline.children)].concat()).collect()
}

/// A control with a label, in a group.
fn control(id: &str, label: &str, more: &str) -> String {
    format!(r#"{{"id":"{id}","title":"T","props":[{{"name":"label","value":"{label}"}}]{more}}}"#)
}

fn catalog(controls: &[String]) -> String {
    format!(
        r#"{{"catalog":{{"uuid":"x","metadata":{{"title":"A","version":"5"}},"groups":[{{"id":"g","title":"Group","controls":[{}]}}]}}}}"#,
        controls.join(",")
    )
}

#[test]
fn the_cited_name_is_guessed() {
    let check = |label: [(&str, &str); 3], expected: &[&str]| {
        let controls = label.map(|(id, label)| control(id, label, ""));
        assert_eq!(ids(&import(&catalog(&controls), None).0.outlines), expected);
    };
    check([("ac-1", "AC-1"), ("ac-2", "AC-2"), ("ac-2.1", "AC-2(1)")], &["g", "AC-1", "AC-2", "AC-2(1)"]);
    check(
        [("gv.oc", "Organizational Context (GV.OC)"), ("gv.oc-01", "GV.OC-01"), ("gv.rm", "Risk (GV.RM)")],
        &["g", "GV.OC", "GV.OC-01", "GV.RM"],
    );
    check(
        [("S_03.01.01", "Accounts (03.01.01)"), ("S_03.01.02", "Access (03.01.02)"), ("S_03.01.03", "Flow (03.01.03)")],
        &["g", "03.01.01", "03.01.02", "03.01.03"],
    );
    check(
        [("gv.oc", "Organizational Context (GV.OC)"), ("gv.oc-01", "GV.OC-01"), ("gv.oc-02", "GV.OC-02")],
        &["g", "GV.OC", "GV.OC-01", "GV.OC-02"],
    );
    check([("a-1", "The first of all"), ("a-2", "The second"), ("a-3", "The third")], &["g", "a-1", "a-2", "a-3"]);
    check([("a-1", ""), ("a-2", ""), ("a-3", "")], &["g", "a-1", "a-2", "a-3"]);
}

#[test]
fn the_cited_name_can_be_configured() {
    let text = catalog(&[control("ac-2.1", "AC-2(1)", "")]);
    assert_eq!(ids(&import(&text, Some(CiteFrom::Id)).0.outlines), ["g", "ac-2.1"]);
    assert_eq!(ids(&import(&text, Some(CiteFrom::Label)).0.outlines), ["g", "AC-2(1)"]);
}

#[test]
fn a_label_without_a_class_comes_before_others_and_sort_ids_order_what_has_them() {
    let one = |id: &str, sort: &str| {
        format!(
            r#"{{"id":"{id}","title":"T","props":[{{"name":"label","class":"zero-padded","value":"0"}},
            {{"name":"label","value":"{}"}},{{"name":"sort-id","value":"{sort}"}}]}}"#,
            id.to_uppercase()
        )
    };
    let text = catalog(&[one("ac-10", "ac-10"), control("x", "X", ""), one("ac-9", "ac-09")]);
    assert_eq!(ids(&import(&text, None).0.outlines), ["g", "AC-9", "X", "AC-10"]);
}

#[test]
fn withdrawn_controls_name_their_successors() {
    let gone = |links: &str| {
        format!(
            r#"{{"id":"b","title":"T","props":[{{"name":"label","value":"B-1"}},{{"name":"status","value":"withdrawn"}}],"links":[{links}]}}"#
        )
    };
    let check = |links: &str, expected: &[&str], faults: usize| {
        let (imported, said) = import(&catalog(&[control("a", "A-1", ""), gone(links)]), None);
        let withdrawn = imported.outlines[0].children[1].withdrawn.clone().expect("it is withdrawn");
        assert_eq!(withdrawn, expected, "{links}");
        assert_eq!(said.len(), faults, "{said:?}");
    };
    check(r##"{"rel":"incorporated-into","href":"#a"},{"rel":"related","href":"#g"}"##, &["A-1"], 0);
    check(r##"{"rel":"moved-to","href":"#a_smt.k"}"##, &["A-1"], 0);
    check(r##"{"rel":"moved-to","href":"#zz-9"}"##, &["zz-9"], 0);
    check(r##"{"rel":"incorporated-into","href":"#b"}"##, &[], 1);
    check("", &[], 0);
}

#[test]
fn a_control_has_its_statement_and_guidance_without_its_assessment() {
    let parts = r#","params":[{"id":"p","label":"a time"}],"parts":[
        {"name":"statement","prose":"Do:","parts":[
            {"name":"item","props":[{"name":"label","value":"a."}],"prose":"this within {{ insert: param, p }};","parts":[
                {"name":"item","props":[{"name":"label","value":"1."}],"prose":"deep\nand wide"}]},
            {"name":"item","props":[{"name":"label","value":"b."}],"prose":"that."}]},
        {"name":"guidance","prose":"Think <first>."},
        {"name":"assessment-method","prose":"Ask."}]"#;
    let (imported, _) = import(&catalog(&[control("a", "A-1", parts)]), None);
    let prose = imported.outlines[0].children[0].prose.clone().expect("it says something");
    let expected = "Do:\n\n- **a.** this within [Assignment: a time];\n  - **1.** deep\n    and wide\n- **b.** that.\n\n\
                    **Guidance**\n\nThink &lt;first>.";
    assert_eq!(prose, expected);
}

fn framework(text: &str) -> (Framework, Vec<(String, usize)>) {
    let mut faults = Faults::of(FileId(3));
    let Reading::Catalog(imported) = read(text, None, &mut faults) else { panic!("no catalog in {text}") };
    let framework = build_imported(Head::default(), FileId(3), imported.outlines, &mut faults);
    let findings = faults.into_findings().into_iter();
    (framework, findings.map(|finding| (finding.message, finding.location.span.start)).collect())
}

#[test]
fn duplicate_ids_are_reported_at_their_location_and_what_is_below_them_is_kept() {
    let inner = format!(r#","controls":[{}]"#, control("d", "D-1", ""));
    let text = catalog(&[control("a", "A-1", ""), control("b", "A-1", &inner), control("c", "a-1", "")]);
    let (framework, findings) = framework(&text);
    let ids: Vec<&str> = framework.requirements().map(|(_, requirement)| requirement.id.as_str()).collect();
    assert_eq!(ids, ["g", "A-1", "b", "D-1", "a-1"]);
    let at = |id: &str| text.find(&format!(r#""id":"{id}""#)).map(|at| at + 6).expect("an id of the catalog");
    assert_eq!(
        findings,
        [
            ("duplicate id `A-1`: the second is known as `b`".to_owned(), at("b")),
            ("`a-1` differs from `A-1` only in case".to_owned(), at("c")),
        ]
    );
}

#[test]
fn unreadable_parts_are_reported_at_their_location() {
    let check = |text: &str, expected: &str, at: usize| {
        let mut faults = Faults::of(FileId(3));
        let reading = read(text, None, &mut faults);
        assert!(matches!(reading, Reading::Unreadable), "{expected}");
        let finding = faults.into_findings().remove(0);
        assert_eq!(finding.message, expected);
        assert_eq!(finding.location.span.start, at, "{expected}");
    };
    check(
        "{\"catalog\": {\n  \"groups\": 7}}",
        "the catalog cannot be read: invalid type: integer `7`, expected a sequence",
        26,
    );
    check("{\"catalog\"", "the catalog cannot be read: EOF while parsing an object", 9);
    check("", "the catalog cannot be read: EOF while parsing a value", 0);
    let mut deep = String::from(r#"{"catalog":{"groups":["#);
    deep.push_str(&r#"{"id":"a","groups":["#.repeat(2_000));
    check(&deep, "the catalog cannot be read: it nests too deep", 1_262);
}

#[test]
fn json_without_a_catalog_is_something_else() {
    let mut faults = Faults::of(FileId(3));
    assert!(matches!(read(r#"{"key": "x"}"#, None, &mut faults), Reading::Other { is_empty: false }));
    assert!(faults.into_findings().is_empty());
}
