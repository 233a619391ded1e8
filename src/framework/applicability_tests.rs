//! Tests of what applies, from the text of frameworks.

use std::collections::BTreeMap;

use jiff::civil::date;

use super::{Applicability, Framework, read};
use crate::applies::{self, Applies};
use crate::source::{DataFile, FileId};
use crate::yaml::parse;

const NODES: &str = "
nodes:
  - id: \"1\"
    children:
      - {id: \"1.1\", tags: [hosting], children: [\"1.1.1\"]}
      - \"1.2\"
  - {id: \"2\", children: [\"2.1\", {id: \"2.10\", effective: 2027-04-01}]}
";

/// The framework `std` of a file with these lines before its nodes, and findings.
fn framework(applicability: &str, more: &[(&str, &str)]) -> (Framework, Vec<String>) {
    let text = format!("key: std\nname: STD\nversion: \"1\"\napplicability:\n{applicability}\n{NODES}");
    let own = [("content/frameworks/std.yaml", text.as_str())];
    let files = own.iter().chain(more).zip(0..);
    let files: Vec<DataFile<'_>> = files.map(|((path, text), id)| DataFile { id: FileId(id), path, text }).collect();
    let (frameworks, findings) = read(&files, &BTreeMap::new());
    let findings = findings.iter().map(|it| format!("{} {}", it.code.id(), it.message)).collect();
    (frameworks.get("std").expect("a framework").clone(), findings)
}

/// What applies of `framework` to `applies`, by id, and the reasons of what does not.
fn applying(framework: &Framework, applies: &str) -> (String, Vec<String>) {
    let document = parse(applies, 0).expect("valid YAML");
    let (Some(Applies::Choices(choices)), _) = applies::read(&document.root) else { panic!("{applies}") };
    let applicability = Applicability::new(framework, &choices, date(2026, 12, 1));
    let id = |idx| framework.requirement(idx).id.as_str();
    let applying: Vec<&str> = applicability.assessed(framework).map(id).collect();
    let left_out = applicability.left_out(framework.assessed().map(|(idx, _)| idx));
    let reasons = left_out
        .into_iter()
        .map(|(reason, ids)| format!("{}: {}", reason.words(), ids.into_iter().map(id).collect::<Vec<_>>().join(" ")));
    (applying.join(" "), reasons.collect())
}

#[track_caller]
fn check(framework: &Framework, applies: &str, expected: &str, reasons: &[&str]) {
    let (found, why) = applying(framework, applies);
    assert_eq!((found.as_str(), why), (expected, reasons.iter().map(|it| (*it).to_owned()).collect()), "{applies}");
}

const DIMENSIONS: &str = "
  - key: entity
    title: Kind of entity
    values:
      - merchant
      - {key: host, title: Host, only: [\"#hosting\"]}
      - {key: cloud, title: Cloud, only: [\"#hosting\", \"!1.1.1\"]}
  - {key: offices, title: With offices, only: [\"2.*\", \"!2.1\"]}
  - key: form
    values:
      - {key: none, title: No form}
      - {key: a, title: Form A, revision: \"r1, 2025-01\", all: [\"1.1 to 1.2\", \"!1.1.1\"]}
      - {key: b, title: Form B, all: [\"2\"]}
";

const BEFORE: &str = "not required before 1 April 2027: 2.10";

#[test]
fn a_requirement_for_some_is_left_out_for_others() {
    let (framework, findings) = framework(DIMENSIONS, &[]);
    assert_eq!(findings, Vec::<String>::new());
    check(&framework, "{}", "1.1 1.1.1 1.2 2.1", &[BEFORE]);
    check(
        &framework,
        "{entity: merchant}",
        "1.2 2.1",
        &["only for: Host, Cloud: 1.1", "only for: Host: 1.1.1", BEFORE],
    );
    check(&framework, "{entity: host}", "1.1 1.1.1 1.2 2.1", &[BEFORE]);
    check(&framework, "{entity: [merchant, cloud]}", "1.1 1.2 2.1", &["only for: Host: 1.1.1", BEFORE]);
    check(&framework, "{offices: false}", "1.1 1.1.1 1.2 2.1", &["only for: With offices: 2.10"]);
}

#[test]
fn a_questionnaire_has_a_list_and_several_have_what_one_of_them_has() {
    let (framework, _) = framework(DIMENSIONS, &[]);
    check(&framework, "{form: a}", "1.1 1.2", &["not part of: Form A r1, 2025-01: 1.1.1 2.1 2.10"]);
    check(&framework, "{form: b}", "2.1", &["not part of: Form B: 1.1 1.1.1 1.2", BEFORE]);
    check(&framework, "{form: [a, b]}", "1.1 1.2 2.1", &["not part of: Form A r1, 2025-01, Form B: 1.1.1", BEFORE]);
    check(&framework, "{form: none, entity: cloud}", "1.1 1.2 2.1", &["only for: Host: 1.1.1", BEFORE]);
}

#[test]
fn what_is_unknown_leaves_nothing_out() {
    let (framework, _) = framework(DIMENSIONS, &[]);
    check(&framework, "{entty: merchant, form: c}", "1.1 1.1.1 1.2 2.1", &[BEFORE]);
}

#[test]
fn a_file_extends_a_framework_by_values_and_dimensions() {
    let more = "extends: std\napplicability:\n  - key: form\n    values:\n      - {key: b, title: Form B2, all: [\"1\"]}\n  \
                - {key: scada, title: SCADA, only: [\"1.2\"]}\n";
    let (framework, findings) = framework(DIMENSIONS, &[("content/frameworks/own.yaml", more)]);
    assert_eq!(findings, Vec::<String>::new());
    check(&framework, "{form: b}", "1.1 1.1.1 1.2", &["not part of: Form B2: 2.1 2.10"]);
    check(
        &framework,
        "{form: a, scada: false}",
        "1.1",
        &["not part of: Form A r1, 2025-01: 1.1.1 2.1 2.10", "only for: SCADA: 1.2"],
    );
}

#[test]
fn faults_are_said_and_the_rest_is_read() {
    let faults = |applicability: &str| framework(applicability, &[]).1;
    for (written, expected) in [
        ("  - {key: x, only: [\"1.3\"]}", "RQ131 STD 1 has no requirement `1.3`"),
        ("  - {key: x, only: [\"#hostng\"]}", "RQ131 `#hostng` names no requirement of STD 1"),
        ("  - {key: x, only: [\"3.*\"]}", "RQ131 `3.*` names no requirement of STD 1"),
        ("  - {key: x, only: [\"2 to 1\"]}", "RQ131 `2 to 1` names no requirement of STD 1"),
        ("  - {title: x}", "RQ108 a dimension of `applicability` without a `key`"),
        ("  - {key: x, values: [{title: y}]}", "RQ108 a value of `applicability` without a `key`"),
        ("  - {key: x}\n  - {key: x}", "RQ108 duplicate key `x` in `applicability`"),
        ("  - {key: x, values: [y], only: [\"1\"]}", "RQ108 `only` of a dimension that has `values`"),
        ("  - {key: x, value: [y]}", "RQ108 unknown key `value`"),
        ("  key: x", "RQ108 `applicability` takes a list, not a mapping"),
    ] {
        assert_eq!(faults(written), [expected], "{written}");
    }
    let other = [("content/frameworks/own.yaml", "extends: sdt\napplicability: []\n")];
    assert_eq!(framework(DIMENSIONS, &other).1, ["RQ108 unknown framework `sdt`"]);
    let many: String = (0..300).map(|index| format!("  - {{key: x{index}}}\n")).collect();
    assert_eq!(faults(&many), ["RQ108 too many values in `applicability`"]);
}
