//! Profiles of small catalogs.

use super::{Imported, Options, Reading, Source, read};
use crate::framework::Outline;
use crate::framework::faults::Faults;
use crate::source::{DataFile, FileId};

const CATALOG: &str = r##"{"catalog": {"metadata": {"title": "Rules"}, "groups": [
  {"id": "ac", "title": "Access", "controls": [
    {"id": "ac-1", "title": "One", "params": [{"id": "p", "label": "a time"}, {"id": "q", "values": ["daily"]}],
     "props": [{"name": "status", "value": "draft"}],
     "parts": [{"id": "s", "name": "statement", "prose": "Within {{ insert: param, p }}, {{ insert: param, q }}."}],
     "controls": [{"id": "ac-1.1", "title": "Below"}, {"id": "ac-1.2", "title": "Below too"}]},
    {"id": "ac-2", "title": "Two"}]},
  {"id": "ia", "title": "Identity", "controls": [{"id": "ia-1", "title": "Three"}]}]}}"##;

/// A profile of `imports`, with more of it behind them.
fn profile(imports: &str, more: &str) -> String {
    format!(r#"{{"profile": {{"metadata": {{"title": "Base", "version": "2"}}, "imports": [{imports}]{more}}}}}"#)
}

/// The reading of the first file, and what is said.
fn resolve(files: &[(&str, &str)]) -> (Option<Imported>, Vec<String>) {
    let files: Vec<DataFile<'_>> =
        files.iter().zip(0..).map(|((path, text), id)| DataFile { id: FileId(id), path, text }).collect();
    let mut faults = Faults::of(files[0].id);
    let source = Source::open(&files[0]).expect("a document");
    let reading = read(&files[0], &source, &files, &Options::default(), &mut faults);
    let imported = if let Reading::Catalog(imported) = reading { Some(imported) } else { None };
    (imported, faults.into_findings().into_iter().map(|finding| finding.message).collect())
}

fn ids(outlines: &[Outline]) -> Vec<String> {
    outlines.iter().flat_map(|outline| [vec![outline.id.clone()], ids(&outline.children)].concat()).collect()
}

#[track_caller]
fn check(import: &str, more: &str, expected: &[&str], said: &[&str]) {
    let (imported, found) = resolve(&[("p.json", &profile(import, more)), ("content/frameworks/c.json", CATALOG)]);
    assert_eq!(found, said, "{import}");
    let imported = imported.expect("it is resolved");
    assert_eq!(ids(&imported.outlines), expected, "{import}");
    assert_eq!((imported.title.as_str(), imported.version.as_str()), ("Base", "2"));
}

#[test]
fn a_profile_selects_controls_in_their_groups() {
    let all = ["ac", "ac-1", "ac-1.1", "ac-1.2", "ac-2", "ia", "ia-1"];
    check(r#"{"href": "c.json", "include-all": {}}"#, "", &all, &[]);
    check(r#"{"href": "https://x/a/c.xml?raw"}"#, "", &all, &[]);
    check(r#"{"href": "trestle://catalogs/c/catalog.json"}"#, "", &all, &[]);
    check(
        r##"{"href": "#u", "include-controls": [{"with-ids": ["ac-1.2", "ac-9"]}]}"##,
        r#", "back-matter": {"resources": [{"uuid": "u", "rlinks": [{"href": "./d/c.json"}]}]}"#,
        &["ac", "ac-1.2"],
        &["the profile selects controls that `c.json` does not have: `ac-9`"],
    );
    // What two imports have in one group is in one group.
    check(
        r#"{"href": "c.json", "include-controls": [{"with-ids": ["ac-1"]}]},
           {"href": "c.json", "include-controls": [{"with-ids": ["ac-2"]}]}"#,
        "",
        &["ac", "ac-1", "ac-2"],
        &[],
    );
    check(
        r#"{"href": "c.json", "include-controls": [{"with-ids": ["ac-1"], "with-child-controls": "yes"}],
            "exclude-controls": [{"with-ids": ["ac-1.2"]}]}"#,
        "",
        &["ac", "ac-1", "ac-1.1"],
        &[],
    );
    check(
        r#"{"href": "c.json", "include-controls": [{"matching": [{"pattern": "*-1"}]}]}"#,
        r#", "merge": {"flat": {}}"#,
        &["ac-1", "ia-1"],
        &[],
    );
}

#[test]
fn the_outer_profile_sets_parameters_and_adds_and_removes_texts() {
    let outer = profile(
        r#"{"href": "inner.json"}"#,
        r#", "modify": {"set-parameters": [{"param-id": "p", "constraints": [{"description": "at least weekly"}]}],
            "alters": [{"control-id": "ac-1", "adds": [{"position": "ending", "parts": [{"name": "guidance", "prose": "Added."}]},
                {"by-id": "s", "position": "before", "parts": [{"name": "item", "prose": "First."}]},
                {"by-id": "nowhere", "parts": [{"name": "item", "prose": "Lost."}]}],
                "removes": [{"by-name": "status"}]}, {"control-id": "zz-1"}]}"#,
    );
    let inner = profile(
        r#"{"href": "c.json", "include-controls": [{"with-ids": ["ac-1"]}]}"#,
        r#", "modify": {"set-parameters": [{"param-id": "p", "constraints": [{"description": "yearly"}]},
            {"param-id": "q", "values": ["hourly"]}]}"#,
    );
    let (imported, said) = resolve(&[("p.json", &outer), ("inner.json", &inner), ("c.json", CATALOG)]);
    assert_eq!(said, ["the profile changes what it does not select: `nowhere`, `zz-1`"]);
    let prose = imported.expect("it is resolved").outlines[0].children[0].prose.clone();
    let expected =
        "First.\n\nWithin [Assignment: a time (constraint: at least weekly)], hourly.\n\n**Guidance**\n\nAdded.";
    assert_eq!(prose.as_deref(), Some(expected));
}

#[test]
fn a_choice_or_a_value_of_the_outer_profile_wins_over_the_other_of_the_inner_one() {
    let set = |import: &str, field: &str| {
        let more = format!(r#", "modify": {{"set-parameters": [{{"param-id": "q", {field}}}]}}"#);
        profile(&format!(r#"{{"href": "{import}"}}"#), &more)
    };
    let (choice, value) = (r#""select": {"choice": ["hourly", "weekly"]}"#, r#""values": ["never"]"#);
    for (inner, outer, expected) in [(value, choice, "[Selection: hourly; weekly]."), (choice, value, "never.")] {
        let (outer, inner) = (set("i.json", outer), set("c.json", inner));
        let (imported, said) = resolve(&[("p.json", &outer), ("i.json", &inner), ("c.json", CATALOG)]);
        assert!(said.is_empty(), "{said:?}");
        let prose = imported.expect("it is resolved").outlines[0].children[0].prose.clone().unwrap_or_default();
        assert!(prose.ends_with(expected), "{prose}");
    }
}

/// What `alters` make of the text of `ac-1`, and what is said of them.
fn altered(alters: &str) -> (String, Vec<String>) {
    let more = format!(r#", "modify": {{"alters": [{{"control-id": "ac-1", {alters}}}]}}"#);
    let outer = profile(r#"{"href": "c.json"}"#, &more);
    let (imported, said) = resolve(&[("p.json", &outer), ("c.json", CATALOG)]);
    (imported.expect("it is resolved").outlines[0].children[0].prose.clone().unwrap_or_default(), said)
}

#[test]
fn additions_keep_their_order_and_may_be_about_each_other() {
    let add = |position: &str, id: &str, to: &str| {
        format!(
            r#"{{"position": "{position}", "by-id": "{to}", "parts": [{{"id": "{id}", "name": "item", "prose": "{id}."}}]}}"#
        )
    };
    let adds = [
        add("starting", "a", ""),
        add("starting", "b", ""),
        add("before", "c", "s"),
        add("before", "d", "s"),
        add("after", "e", "s"),
        add("after", "f", "s"),
        add("ending", "g", "f"),
        add("ending", "h", "nothing"),
    ];
    let (prose, said) = altered(&format!(r#""adds": [{}]"#, adds.join(",")));
    let expected = "a.\n\nb.\n\nc.\n\nd.\n\nWithin [Assignment: a time], daily.\n\ne.\n\nf.\n\n- g.";
    assert_eq!(prose, expected);
    assert_eq!(said, ["the profile changes what it does not select: `nothing`"]);
}

#[test]
fn a_removal_is_about_what_has_all_that_it_names() {
    let remove = |removal: &str| altered(&format!(r#""removes": [{removal}]"#)).0.is_empty();
    assert!(remove(r#"{"by-id": "s"}"#) && remove(r#"{"by-name": "statement", "by-item-name": "part"}"#));
    assert!(
        !remove(r#"{"by-id": "s", "by-name": "guidance"}"#) && !remove(r#"{"by-id": "s", "by-item-name": "prop"}"#)
    );
    assert!(!remove("{}"));
}

#[test]
fn additions_to_additions_nest_no_deeper_than_is_safe() {
    let adds: Vec<String> = (0..20_000)
        .map(|number| {
            let to = if number == 0 { "s".to_owned() } else { format!("x{}", number - 1) };
            format!(r#"{{"by-id": "{to}", "parts": [{{"id": "x{number}", "name": "item", "prose": "y"}}]}}"#)
        })
        .collect();
    let (prose, said) = altered(&format!(r#""adds": [{}]"#, adds.join(",")));
    assert!(said[0].contains(" more"), "{said:?}");
    assert!((10..100).contains(&prose.matches("- y").count()), "{prose}");
}

#[test]
fn imports_that_disagree_are_reported_unless_the_profile_decides() {
    let inner = |value: &str| {
        let set = format!(r#", "modify": {{"set-parameters": [{{"param-id": "q", "values": ["{value}"]}}]}}"#);
        profile(r#"{"href": "c.json", "include-controls": [{"with-ids": ["ac-1"]}]}"#, &set)
    };
    let both = r#"{"href": "a.json"}, {"href": "b.json"}"#;
    let check = |more: &str, expected: &[&str], value: &str| {
        let outer = profile(both, more);
        let (a, b) = (inner("hourly"), inner("weekly"));
        let files = [("p.json", outer.as_str()), ("a.json", &a), ("b.json", &b), ("c.json", CATALOG)];
        let (imported, said) = resolve(&files);
        assert_eq!(said, expected);
        let outlines = imported.expect("it is resolved").outlines;
        assert_eq!(ids(&outlines), ["ac", "ac-1"]);
        assert!(outlines[0].children[0].prose.as_deref().is_some_and(|prose| prose.contains(value)));
    };
    check("", &["`a.json` and `b.json` set the parameter `q` differently"], "hourly");
    check(r#", "modify": {"set-parameters": [{"param-id": "q", "values": ["never"]}]}"#, &[], "never");
}

#[test]
fn a_profile_that_cannot_be_followed_says_what_it_needs() {
    let check = |text: &str, expected: &str| {
        let (imported, said) = resolve(&[("p.json", text), ("d.json", r#"{"component-definition": {}}"#)]);
        assert!(imported.is_none());
        assert_eq!(said, [expected]);
    };
    check(&profile(r#"{"href": "x.json"}"#, ""), "the profile builds on `x.json`, which is not here");
    check(&profile(r#"{"href": "p.json"}"#, ""), "the profile `p.json` builds on itself");
    check(&profile("", ""), "the profile `p.json` imports nothing");
    check(
        &profile(r#"{"href": "d.json"}"#, ""),
        "the profile imports `d.json`, which is neither a catalog nor a profile",
    );
}
