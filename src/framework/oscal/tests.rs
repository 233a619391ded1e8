//! Small catalogs in the styles of several publishers.

use super::{CiteFrom, Imported, Library, Options, Reading, Shelf, Source};
use crate::finding::Severity;
use crate::framework::build::build_imported;
use crate::framework::faults::Faults;
use crate::framework::{Framework, Head, Outline};
use crate::source::{DataFile, FileId};

/// As a file of JSON without others beside it.
fn read(text: &str, cite_from: Option<CiteFrom>, faults: &mut Faults) -> Reading {
    let file = DataFile { id: FileId(3), path: "content/frameworks/c.json", text };
    read_alone(&file, &Source::Json(text), &Options { cite_from, ..Options::default() }, faults)
}

fn read_alone<'s>(file: &DataFile<'s>, source: &Source<'s>, options: &Options, faults: &mut Faults) -> Reading {
    super::read(file, source, &mut Library::new(&Shelf::of(&[])), options, faults)
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
fn a_version_may_be_a_number() {
    for (version, expected) in [("5.1", "5.1"), ("5", "5"), ("-3", "-3"), ("true", "true"), ("null", "")] {
        let text = catalog(&[control("a-1", "A-1", "")]).replace("\"5\"", version);
        assert_eq!(import(&text, None).0.version, expected);
    }
}

#[test]
fn a_catalog_without_its_key_is_said_to_lack_it() {
    for (text, is_catalog) in [
        (r#"{"metadata": {"title": "A"}, "groups": []}"#, true),
        (r#"{"controls": [], "metadata": {"title": "A"}, "uuid": "x"}"#, true),
        (r#"{"metadata": {"title": "A"}}"#, false),
        (r#"{"groups": []}"#, false),
    ] {
        let mut faults = Faults::of(FileId(3));
        read(text, None, &mut faults);
        let said: Vec<String> = faults.into_findings().into_iter().map(|finding| finding.message).collect();
        assert_eq!(said.len(), usize::from(is_catalog), "{text} {said:?}");
        assert!(said.iter().all(|message| message.contains("without the key `catalog`")), "{said:?}");
    }
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
            {"name":"item","props":[{"name":"label","value":"b."}],"prose":"that."},
            {"name":"item","title":"More","parts":[{"name":"item","parts":[{"name":"item","prose":"x"}]}]}]},
        {"name":"guidance","prose":"Think <first>."},
        {"name":"assessment-method","prose":"Ask."}]"#;
    let (imported, _) = import(&catalog(&[control("a", "A-1", parts)]), None);
    let prose = imported.outlines[0].children[0].prose.clone().expect("it says something");
    let expected = "Do:\n\n- **a.** this within [Assignment: a time];\n  - **1.** deep\n    and wide\n- **b.** that.\n\
                    - **More**\n  - x\n\n**Guidance**\n\nThink &lt;first>.";
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
    check("{\"catalog\": {\n  \"groups\": 7}}", "the catalog cannot be read: expected a list, found `7`", 26);
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

/// One catalog in the three formats.
const JSON: &str = r##"{"catalog": {"metadata": {"title": "Rules", "version": "1.10"}, "groups": [{"id": "ac", "title": "Access",
  "controls": [
    {"id": "ac-1", "class": "rule", "title": "Policy", "props": [{"name": "label", "value": "AC-1"}],
     "params": [{"id": "p", "label": "a time", "constraints": [{"description": "at least *yearly*"}]}],
     "parts": [{"id": "ac-1_smt", "name": "statement", "prose": "Review within {{ insert: param, p }}:",
       "parts": [{"name": "item", "props": [{"name": "label", "value": "a."}], "prose": "this & [that](https://a.b/)."}]}]},
    {"id": "ac-2", "title": "Gone", "props": [{"name": "label", "value": "AC-2"}, {"name": "status", "value": "Withdrawn"}],
     "links": [{"href": "#ac-1_smt", "rel": "moved-to"}]}]}]}}"##;

const YAML: &str = "\
catalog:
  metadata: {title: Rules, version: 1.10}
  groups:
  - id: ac
    title: Access
    controls:
    - id: ac-1
      class: rule
      title: Policy
      props: [{name: label, value: AC-1}]
      params:
      - {id: p, label: a time, constraints: [{description: at least *yearly*}]}
      parts:
      - id: ac-1_smt
        name: statement
        prose: \"Review within {{ insert: param, p }}:\"
        parts:
        - name: item
          props: [{name: label, value: a.}]
          prose: this & [that](https://a.b/).
    - id: ac-2
      title: Gone
      props: [{name: label, value: AC-2}, {name: status, value: Withdrawn}]
      links: [{href: '#ac-1_smt', rel: moved-to}]
      controls:
";

const XML: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<catalog xmlns="http://csrc.nist.gov/ns/oscal/1.0" uuid="x">
  <metadata><title>Rules</title><version>1.10</version></metadata>
  <group id="ac">
    <title>Access</title>
    <control id="ac-1" class="rule">
      <title>Policy</title>
      <param id="p"><label>a time</label><constraint><description><p>at least <em>yearly</em></p></description></constraint></param>
      <prop name="label" value="AC-1"/>
      <part id="ac-1_smt" name="statement">
        <p>Review within <insert type="param" id-ref="p"/>:</p>
        <part name="item"><prop name="label" value="a."/><p>this &amp; <a href="https://a.b/">that</a>.</p></part>
      </part>
    </control>
    <control id="ac-2">
      <title>Gone</title>
      <prop name="label" value="AC-2"/>
      <prop name="status" value="Withdrawn"/>
      <link href="#ac-1_smt" rel="moved-to"/>
    </control>
  </group>
</catalog>
"##;

/// A catalog in any format.
fn import_file(path: &str, text: &str) -> (Imported, Vec<String>) {
    let file = DataFile { id: FileId(3), path, text };
    let mut faults = Faults::of(file.id);
    let source = Source::open(&file).expect("a tree");
    let reading = read_alone(&file, &source, &Options::default(), &mut faults);
    let Reading::Catalog(imported) = reading else { panic!("no catalog: {:?}", faults.into_findings()) };
    (imported, faults.into_findings().into_iter().map(|finding| finding.message).collect())
}

/// Id, title, prose, successors, whether it is assessed.
type Row = (String, String, Option<String>, Option<Vec<String>>, bool);

fn add_rows(outlines: &[Outline], text: &str, rows: &mut Vec<Row>) {
    for outline in outlines {
        let named = outline.location.map(|location| location.span.of(text));
        assert!(named.is_some_and(|named| named.eq_ignore_ascii_case(&outline.id)), "{named:?} for {}", outline.id);
        let (id, title, prose) = (outline.id.clone(), outline.title.clone(), outline.prose.clone());
        rows.push((id, title, prose, outline.withdrawn.clone(), outline.is_assessed == Some(true)));
        add_rows(&outline.children, text, rows);
    }
}

fn rows(path: &str, text: &str) -> Vec<Row> {
    let (imported, said) = import_file(path, text);
    assert_eq!(said, Vec::<String>::new(), "{path}");
    assert_eq!((imported.title.as_str(), imported.version.as_str()), ("Rules", "1.10"), "{path}");
    assert_eq!(imported.classes.iter().collect::<Vec<_>>(), ["rule"]);
    let mut rows = Vec::new();
    add_rows(&imported.outlines, text, &mut rows);
    rows
}

#[test]
fn json_yaml_and_xml_say_the_same() {
    let prose = "Review within [Assignment: a time (constraint: at least *yearly*)]:\n\n\
                 - **a.** this & [that](https://a.b/).";
    let row = |id: &str, title: &str, prose: Option<&str>, went: Option<&[&str]>, is_assessed| {
        let went = went.map(|went| went.iter().map(|id| (*id).to_owned()).collect());
        (id.to_owned(), title.to_owned(), prose.map(str::to_owned), went, is_assessed)
    };
    let expected = [
        row("ac", "Access", None, None, false),
        row("AC-1", "Policy", Some(prose), None, true),
        row("AC-2", "Gone", None, Some(&["AC-1"]), true),
    ];
    assert_eq!(rows("c.json", JSON), expected);
    assert_eq!(rows("c.yaml", YAML), expected);
    assert_eq!(rows("c.xml", XML), expected);
}

#[test]
fn markup_in_xml_becomes_markdown() {
    let body = "bare <p>One <b>two</b>\n  <code>three</code> <q>four</q> a_b _c_ 2*3<br/>x<sup>2</sup></p>\
                <ol><li>first<ul><li>inner</li></ul></li><li>second</li></ol>\
                <table><tr><th>A</th><th>B</th></tr><tr><td>1|2</td><td>3</td></tr></table>\
                <pre>  kept\n as is</pre><blockquote><p>said</p></blockquote><h2>Title</h2><p><img src=\"a.png\" alt=\"A\"/></p>";
    let text = format!(
        "<catalog><metadata><title>T</title></metadata><control id=\"a\"><title>T</title>\
         <part name=\"statement\">{body}</part></control></catalog>"
    );
    let (imported, _) = import_file("c.xml", &text);
    let expected = "bare\n\nOne **two** `three` \"four\" a_b \\_c\\_ 2\\*3  \nx^2^\n\n1. first\n   - inner\n2. second\n\n\
                    | A | B |\n|---|---|\n| 1\\|2 | 3 |\n\n```\n  kept\n as is\n```\n\n> said\n\n**Title**\n\n![A](a.png)";
    assert_eq!(imported.outlines[0].prose.as_deref(), Some(expected));
}

#[test]
fn xml_that_cannot_be_read_is_reported_at_its_location() {
    let check = |text: &str, at: usize| {
        let fault = Source::open(&DataFile { id: FileId(3), path: "c.xml", text }).expect_err("it is no XML");
        assert_eq!(fault.span.start, at, "{}", fault.reason);
    };
    check("<catalog>\n  <group></catalog>", 19);
    check("<!DOCTYPE x [<!ENTITY a \"b\">]><catalog/>", 0);
    let deep = format!("<catalog>{}", "<group>".repeat(100_000));
    assert!(Source::open(&DataFile { id: FileId(3), path: "c.xml", text: &deep }).is_err());
    let closed = format!("<catalog>{}{}</catalog>", "<group>".repeat(200), "</group>".repeat(200));
    let fault = Source::open(&DataFile { id: FileId(3), path: "c.xml", text: &closed }).expect_err("it is too deep");
    assert_eq!(fault.reason, "it nests too deep");
}

#[test]
fn groups_without_ids_or_with_those_of_controls_get_their_own() {
    let group = |named: &str, inner: &str| format!(r#"{{{named},"controls":[{inner}]}}"#);
    let all = [
        group(r#""title":"Purpose""#, &control("x-1", "X-1", "")),
        group(r#""title":"Purpose""#, &control("x-2", "X-2", "")),
        group(r#""id":"r1","title":"R""#, &control("r1", "R1", "")),
        group(r#""id":"mfa","title":"M""#, &control("mfa", "mfa", "")),
        group(r#""title":"802.1X""#, ""),
        group(r#""title":"...""#, ""),
    ];
    let text = format!(r#"{{"catalog":{{"groups":[{}]}}}}"#, all.join(","));
    let (imported, said) = import(&text, None);
    assert_eq!(said, Vec::<String>::new());
    let expected = ["purpose", "X-1", "purpose-2", "X-2", "r1-group", "R1", "mfa-group", "mfa", "802-1x", "group"];
    assert_eq!(ids(&imported.outlines), expected);
    let token = |index: usize| imported.outlines[index].token.as_deref();
    assert_eq!((token(0), token(2), imported.outlines[2].children[0].token.as_deref()), (None, Some("r1"), Some("r1")));
}

#[test]
fn ids_that_cannot_be_cited_or_are_there_twice_are_replaced_with_a_warning() {
    let plain = |id: &str| format!(r#"{{"id":"{id}","title":"T"}}"#);
    let text = catalog(&[
        plain("D3-Bromium,Inc."),
        plain("a/b"),
        control("aa-6", "AA-6, part [x]", ""),
        plain("x"),
        plain("x"),
        plain("X"),
        r#"{"title":"No id"}"#.to_owned(),
    ]);
    let (imported, said) = import(&text, Some(CiteFrom::Label));
    assert_eq!(ids(&imported.outlines)[1..], ["D3-Bromium-Inc.", "a/b", "aa-6", "x", "x-2", "X", "no-id"]);
    assert_eq!(imported.outlines[0].children[0].token.as_deref(), Some("D3-Bromium,Inc."));
    let expected = [
        "`D3-Bromium,Inc.` cannot be cited, because of ',': it is known as `D3-Bromium-Inc.`",
        "`AA-6, part [x]` cannot be cited, because of ',': it is known as `aa-6`",
        "duplicate id `x`: the second is known as `x-2`",
        "`X` differs from `x` only in case",
        "a control without an id: it is known as `no-id`",
    ];
    assert_eq!(said, expected);
    let file = DataFile { id: FileId(3), path: "c.json", text: &text };
    let options = Options { is_case_sensitive: true, cite_from: Some(CiteFrom::Label), ..Options::default() };
    let mut faults = Faults::of(file.id);
    read_alone(&file, &Source::Json(&text), &options, &mut faults);
    let findings = faults.into_findings();
    assert!(findings.iter().all(|finding| finding.at_most == Some(Severity::Warning)));
    assert_eq!(findings.len(), 4);
}

#[test]
fn what_ids_have_before_the_labels_is_left_out_where_there_is_no_label() {
    let text = catalog(&[
        control("SP_03.01.01", "Accounts (03.01.01)", ""),
        control("SP_03.01.02", "Flow (03.01.02)", ""),
        r#"{"id":"SP_03.01.13","title":"T","props":[{"name":"status","value":"withdrawn"}],
            "links":[{"href":"03.01.02","rel":"addressed_by"},{"href":"elsewhere","rel":"incorporated_into"}]}"#
            .to_owned(),
    ]);
    let (imported, _) = import(&text, None);
    assert_eq!(ids(&imported.outlines), ["g", "03.01.01", "03.01.02", "03.01.13"]);
    assert_eq!(imported.outlines[0].children[2].withdrawn, Some(vec!["03.01.02".to_owned()]));
}

#[test]
fn controls_are_assessed_and_groups_are_not() {
    let inner = format!(r#","controls":[{}]"#, control("b", "B-1", r#","class":"principle""#));
    let text = catalog(&[control("a", "A-1", &inner), control("c", "C-1", r#","class":"principle""#)]);
    let assessed = |classes: &[&str]| -> Vec<String> {
        let file = DataFile { id: FileId(3), path: "c.json", text: &text };
        let assessed_classes = classes.iter().map(|class| (*class).to_owned()).collect();
        let options = Options { assessed_classes, ..Options::default() };
        let mut faults = Faults::of(file.id);
        let Reading::Catalog(imported) = read_alone(&file, &Source::Json(&text), &options, &mut faults) else {
            panic!("no catalog")
        };
        let framework = build_imported(Head::default(), file.id, imported.outlines, &mut faults);
        framework.assessed().map(|(_, requirement)| requirement.id.clone()).collect()
    };
    assert_eq!(assessed(&[]), ["A-1", "B-1", "C-1"]);
    assert_eq!(assessed(&["principle"]), ["B-1", "C-1"]);
}
