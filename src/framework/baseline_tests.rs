//! Baselines of small frameworks.

use super::{Frameworks, Unread, read};
use crate::source::{DataFile, FileId};

const RULES: &str = "\
key: rules
name: Rules
version: '2'
versions: [{id: '1', ids: [R-1, R-9]}, '2']
renumbered: [{from: R-9, to: AC-2}]
words: [Rule]
nodes:
  - id: AC
    title: Access
    children:
      - {id: AC-1, title: One, tags: [first]}
      - {id: AC-2, title: Two, prose: Some text, children: [AC-2(1), {id: AC-2(2), tags: [first]}, {id: AC-2(3), withdrawn: AC-1}]}
      - AC-10
  - {id: SC, children: [SC-1, SC-2]}
";

/// The frameworks of these files and of the rules, and what is said of them.
fn frameworks(files: &[(&str, &str)]) -> (Frameworks, Vec<String>) {
    let all: Vec<(&str, &str)> = files.iter().copied().chain([("rules.yaml", RULES)]).collect();
    let files: Vec<DataFile<'_>> =
        all.iter().zip(0..).map(|((path, text), id)| DataFile { id: FileId(id), path, text }).collect();
    let (frameworks, findings) = read(&files, &Unread::new());
    let said = findings.into_iter().map(|finding| {
        let text = finding.location.span.of(files[finding.location.file.0 as usize].text);
        format!("{} {} at `{text}`", finding.code.id(), finding.message)
    });
    (frameworks, said.collect())
}

/// The ids of a baseline, those that are assessed with a mark.
fn ids(frameworks: &Frameworks, key: &str) -> Vec<String> {
    let framework = frameworks.get(key).expect("it is built");
    let marked = |idx, id: &str| if framework.is_assessed(idx) { format!("{id}!") } else { id.to_owned() };
    framework.requirements().map(|(idx, one)| marked(idx, &one.id)).collect()
}

#[track_caller]
fn check(baseline: &str, expected: &[&str], said: &[&str]) {
    let (frameworks, found) = frameworks(&[("low.yaml", &format!("baseline: {baseline}\n"))]);
    assert_eq!(found, said, "{baseline}");
    assert_eq!(ids(&frameworks, "low"), expected, "{baseline}");
}

#[test]
fn entries_select_requirements_with_what_is_above_them() {
    check("{of: rules, include: [AC-1, SC-2]}", &["AC", "AC-1!", "SC", "SC-2!"], &[]);
    check("{of: rules, include: AC-2}", &["AC", "AC-2!"], &[]);
    check("{of: rules, include: ['AC-2(1)']}", &["AC", "AC-2", "AC-2(1)!"], &[]);
    check("{of: rules, include: [{below: AC-2}]}", &["AC", "AC-2!", "AC-2(1)!", "AC-2(2)!"], &[]);
    check("{of: rules, include: [SC]}", &["SC", "SC-1!", "SC-2!"], &[]);
    check("{of: rules, include: ['*-1']}", &["AC", "AC-1!", "SC", "SC-1!"], &[]);
    check("{of: rules, include: ['AC-?']}", &["AC", "AC-1!", "AC-2!"], &[]);
    check("{of: rules, include: [{tag: First}]}", &["AC", "AC-1!", "AC-2", "AC-2(2)!"], &[]);
    for range in ["AC-2 to SC-1", "AC-2..SC-1", "AC-2 - SC-1", "AC-2-SC-1", "ac-2 \u{2013} Rule SC-1"] {
        check(
            &format!("{{of: rules, include: ['{range}']}}"),
            &["AC", "AC-2!", "AC-2(1)!", "AC-2(2)!", "AC-10!", "SC", "SC-1!"],
            &[],
        );
    }
}

#[test]
fn what_is_excluded_stays_out_and_withdrawn_requirements_are_selected_by_id_alone() {
    check("{of: rules, exclude: [AC, SC-2]}", &["SC", "SC-1!"], &[]);
    check("{of: rules, include: [SC, AC-1], exclude: ['SC-*']}", &["AC", "AC-1!"], &[]);
    check(
        "{of: rules, include: [AC, 'AC-2(3)'], exclude: [{below: AC-10}, AC-1]}",
        &["AC", "AC-2!", "AC-2(1)!", "AC-2(2)!", "AC-2(3)"],
        &[],
    );
}

#[test]
fn an_entry_that_selects_nothing_is_said() {
    check(
        "{of: rules, include: [SC-1, SC-22, 'ZZ*', {tag: last}, {below: no}, AC-1 to AC-9], exclude: [x], inclde: []}",
        &["SC", "SC-1!"],
        &[
            "RQ124 unknown key `inclde` at `inclde`",
            "RQ122 `SC-22` selects nothing of Rules 2 at `SC-22`",
            "RQ122 `last` selects nothing of Rules 2 at `last`",
            "RQ122 `no` selects nothing of Rules 2 at `no`",
            "RQ122 `AC-1 to AC-9` selects nothing of Rules 2 at `AC-1 to AC-9`",
            "RQ122 `ZZ*` selects nothing of Rules 2 at `'ZZ*'`",
            "RQ122 `x` selects nothing of Rules 2 at `x`",
        ],
    );
}

#[test]
fn a_baseline_has_the_texts_of_its_framework_and_a_head_of_its_own() {
    let low = "key: low\nname: Low\nversion: '7'\nbaseline: {of: rules, include: [AC-2]}\n";
    let (frameworks, said) = frameworks(&[("low.yaml", low), ("plain.yaml", "baseline: {of: rules}\n")]);
    assert_eq!(said, [""; 0]);
    let (low, plain) = (frameworks.get("low").unwrap(), frameworks.get("plain").unwrap());
    assert_eq!((low.name.as_str(), low.version.as_str()), ("Low", "7"));
    assert_eq!((plain.name.as_str(), plain.version.as_str()), ("plain", "2"));
    let two = low.requirement(low.find("AC-2").unwrap());
    assert_eq!((two.title.as_str(), two.prose.as_deref()), ("Two", Some("Some text")));
    assert_eq!(low.notation.words, ["Rule"]);
}

#[test]
fn a_baseline_may_be_of_a_baseline_of_a_built_in_framework_or_of_an_older_version() {
    let (frameworks, said) = frameworks(&[
        ("inner.yaml", "baseline: {of: outer, include: [AC-1]}\n"),
        ("outer.yaml", "baseline: {of: rules, exclude: [AC-2]}\n"),
        ("pci.yaml", "key: pci-dss-scans\nbaseline: {of: pci-dss, include: ['11.3.1..11.3.1.1']}\n"),
        ("old.yaml", "baseline: {of: rules@1, include: [R-9]}\n"),
    ]);
    assert_eq!(said, [""; 0]);
    assert_eq!(ids(&frameworks, "inner"), ["AC", "AC-1!"]);
    assert_eq!(ids(&frameworks, "old"), ["R-9!"]);
    assert_eq!(ids(&frameworks, "pci-dss-scans"), ["11", "11.3", "11.3.1!", "11.3.1.1!"]);
    assert!(frameworks.get("pci-dss").is_some(), "a baseline does not replace what it selects from");
    let basis =
        |key: &str| -> Vec<String> { frameworks.get(key).unwrap().basis().map(|one| one.key.clone()).collect() };
    assert_eq!(
        (basis("inner"), basis("old")),
        (vec!["outer".to_owned(), "rules".to_owned()], vec!["rules@1".to_owned()])
    );
    let rules = frameworks.get("rules").unwrap();
    let with = |id: &str| -> Vec<&str> {
        let baselines = frameworks.baselines_with(rules, rules.find(id).unwrap());
        baselines.map(|(baseline, _)| baseline.key.as_str()).collect()
    };
    assert_eq!((with("AC-1"), with("SC-1"), with("AC-2")), (vec!["inner", "outer"], vec!["outer"], vec![]));
}

#[test]
fn a_baseline_that_cannot_be_built_says_why() {
    let (frameworks, said) = frameworks(&[
        ("a.yaml", "baseline: {of: b}\n"),
        ("b.yaml", "baseline: {of: a}\n"),
        ("c.yaml", "baseline: {of: b}\n"),
        ("d.yaml", "baseline: {of: ruels}\n"),
        ("e.yaml", "baseline: {of: e}\n"),
        ("f.yaml", "baseline: {of: rules@3}\n"),
        ("g.yaml", "baseline: {include: [AC]}\n"),
        ("h.yaml", "baseline: {of: rules}\nnodes: [X]\n"),
        ("i.yaml", "key: rules\nbaseline: {of: pci-dss}\n"),
    ]);
    let mut said = said;
    said.sort();
    assert_eq!(
        said,
        [
            "RQ108 `nodes` beside `baseline` at `nodes`",
            "RQ108 a baseline without `of` at `{include: [AC]}`",
            "RQ108 a framework without a requirement at ``",
            "RQ110 duplicate framework key `rules` at `rules`",
            "RQ120 `c` is a baseline of `b`, which has no result at `b`",
            "RQ120 `d` is a baseline of `ruels`, which is not known at `ruels`",
            "RQ120 a baseline of `rules@3`, a version of Rules that is not known at `rules@3`",
            "RQ121 `a` is a baseline of itself, through `b` at `b`",
            "RQ121 `b` is a baseline of itself, through `a` at `a`",
            "RQ121 `e` is a baseline of itself, through `e` at `e`",
        ]
    );
    assert!(["a", "c", "d", "f"].iter().all(|key| frameworks.get(key).is_none()));
}

#[test]
fn baselines_build_on_each_other_no_deeper_than_is_read() {
    let chain: Vec<(String, String)> = (0..200)
        .map(|number| {
            let of = if number == 0 { "rules".to_owned() } else { format!("b{}", number - 1) };
            (format!("b{number}.yaml"), format!("baseline: {{of: {of}}}\n"))
        })
        .collect();
    let files: Vec<(&str, &str)> = chain.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (frameworks, said) = frameworks(&files);
    assert!(frameworks.get("b7").is_some() && frameworks.get("b8").is_none());
    assert!(said[0].starts_with("RQ121 more than 8 baselines"), "{said:?}");
}

#[test]
fn a_baseline_has_the_dimensions_of_its_framework_for_its_own_requirements() {
    let more = "extends: rules\napplicability: [{key: cloud, only: [AC-2, SC-2]}]\n";
    let low =
        "baseline: {of: rules, include: [AC-2, SC-1]}\napplicability: [{key: small, values: [{key: s, all: [SC]}]}]\n";
    let own = "extends: low\napplicability: [{key: added, only: [SC-1]}]\n";
    let (frameworks, found) = frameworks(&[("low.yaml", low), ("more.yaml", more), ("own.yaml", own)]);
    assert_eq!(found, Vec::<String>::new());
    let low = frameworks.get("low").expect("it is built");
    let shown = |list: &[_]| list.iter().map(|idx| low.requirement(*idx).id.as_str()).collect::<Vec<_>>().join(" ");
    let value = |key: &str| low.dimension(key).and_then(|dimension| dimension.values.first()).expect("a value");
    assert_eq!(shown(&value("cloud").only), "AC-2");
    assert_eq!(value("small").all.as_deref().map(shown).as_deref(), Some("SC SC-1"));
    assert_eq!(shown(&value("added").only), "SC-1");
}

#[test]
fn a_baseline_has_a_thousand_patterns_at_most() {
    let entries: String = (0..1001).map(|number| format!("R-{number}*, ")).collect();
    let (_, found) = frameworks(&[("low.yaml", &format!("baseline: {{of: rules, include: [{entries}'SC-*']}}\n"))]);
    let surplus = "RQ124 more than 1000 patterns; this one and later ones select nothing at `R-1000*`";
    assert!(found.contains(&surplus.to_owned()), "{:?}", found.last());
}
