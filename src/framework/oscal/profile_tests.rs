//! Profiles of small catalogs.

use super::{Imported, Library, Options, Reading, Shelf, document, read};
use crate::finding::Finding;
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

/// The reading of the first file, and what is said of all.
fn resolve(files: &[(&str, &str)]) -> (Option<Imported>, Vec<String>) {
    let files: Vec<DataFile<'_>> =
        files.iter().zip(0..).map(|((path, text), id)| DataFile { id: FileId(id), path, text }).collect();
    let mut faults = Faults::of(files[0].id);
    let shelf = Shelf::of(&files);
    let mut library = Library::new(&shelf);
    let source = shelf.open(&files[0]).expect("a document");
    let reading = read(&files[0], source, &mut library, &Options::default(), &mut faults);
    let imported = if let Reading::Catalog(imported) = reading { Some(imported) } else { None };
    let findings = faults.into_findings().into_iter().chain(library.into_findings());
    let said = |finding: Finding| {
        let text = files[finding.location.file.0 as usize].text;
        let place = finding.location.span.of(text);
        format!("{} {} at `{place}`", finding.code.id(), finding.message)
    };
    (imported, findings.map(said).collect())
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

const AS_IS: &str = r#", "merge": {"as-is": true}"#;

#[test]
fn a_profile_selects_controls_in_their_groups() {
    let all = ["ac", "ac-1", "ac-1.1", "ac-1.2", "ac-2", "ia", "ia-1"];
    check(r#"{"href": "c.json", "include-all": {}}"#, AS_IS, &all, &[]);
    check(r#"{"href": "https://x/a/c.xml?raw"}"#, AS_IS, &all, &[]);
    check(r#"{"href": "trestle://catalogs/c/catalog.json"}"#, AS_IS, &all, &[]);
    // What two imports have in one group is in one group.
    check(
        r#"{"href": "c.json", "include-controls": [{"with-ids": ["ac-1"]}]},
           {"href": "c.json", "include-controls": [{"with-ids": ["ac-2"]}]}"#,
        AS_IS,
        &["ac", "ac-1", "ac-2"],
        &[],
    );
    check(
        r#"{"href": "c.json", "include-controls": [{"with-ids": ["ac-1"], "with-child-controls": "yes"}],
            "exclude-controls": [{"with-ids": ["ac-1.2"]}]}"#,
        AS_IS,
        &["ac", "ac-1", "ac-1.1"],
        &[],
    );
}

#[test]
fn without_a_structure_the_groups_are_left_out_and_controls_stay_in_controls() {
    let flat = ["ac-1", "ac-1.1", "ac-1.2", "ac-2", "ia-1"];
    for merge in ["", r#", "merge": {"flat": {}}"#, r#", "merge": {"as-is": false}"#, r#", "merge": {}"#] {
        check(r#"{"href": "c.json", "include-all": {}}"#, merge, &flat, &[]);
    }
}

#[test]
fn ids_and_patterns_select_and_exclude() {
    let select = |select: &str, expected: &[&str], said: &[&str]| {
        check(&format!(r#"{{"href": "c.json", {select}}}"#), "", expected, said);
    };
    let pattern = |pattern: &str| format!(r#""include-controls": [{{"matching": [{{"pattern": "{pattern}"}}]}}]"#);
    select(&pattern("*-1"), &["ac-1", "ia-1"], &[]);
    select(&pattern("ac-?"), &["ac-1", "ac-2"], &[]);
    select(&pattern("ac-1.*"), &["ac-1", "ac-1.1", "ac-1.2"], &[]);
    select(&pattern("[a-h]?-2"), &["ac-2"], &[]);
    select(r#""exclude-controls": [{"matching": [{"pattern": "ac-*"}]}]"#, &["ia-1"], &[]);
    select(
        r#""include-controls": [{"with-ids": ["ac-1", "ia-1"]}], "exclude-controls": [{"with-ids": ["ia-1", "zz"]}]"#,
        &["ac-1"],
        &["RQ122 the profile excludes `zz`, which `c.json` does not have at `zz`"],
    );
    select(
        r#""include-controls": [{"with-ids": ["ac-2", "ac-9"], "matching": [{"pattern": "b*"}, {}, {"pattern": "[a"}]}]"#,
        &["ac-2"],
        &[
            "RQ122 `matching` without a pattern selects nothing at `matching`",
            "RQ124 invalid pattern `[a`: unclosed character class; missing ']' at `[a`",
            "RQ122 the profile selects `ac-9`, which `c.json` does not have at `ac-9`",
            "RQ122 the profile selects `b*`, which `c.json` does not have at `b*`",
        ],
    );
}

#[test]
fn a_control_brings_those_above_it_along_but_these_do_not_count() {
    let (imported, said) = resolve(&[
        ("p.json", &profile(r#"{"href": "c.json", "include-controls": [{"with-ids": ["ac-1.2"]}]}"#, AS_IS)),
        ("c.json", CATALOG),
    ]);
    assert_eq!(said, [""; 0]);
    let outlines = imported.expect("it is resolved").outlines;
    assert_eq!(ids(&outlines), ["ac", "ac-1", "ac-1.2"]);
    let above = &outlines[0].children[0];
    assert_eq!((above.is_assessed, above.children[0].is_assessed), (Some(false), Some(true)));
    check(
        r#"{"href": "c.json", "include-controls": [{"with-ids": ["ac-1.2"], "with-parent-controls": "no"}]}"#,
        AS_IS,
        &["ac", "ac-1.2"],
        &[],
    );
    check(
        r#"{"href": "c.json", "include-all": {}, "exclude-controls": [{"with-ids": ["ac-1"]}]}"#,
        AS_IS,
        &["ac", "ac-1.1", "ac-1.2", "ac-2", "ia", "ia-1"],
        &[],
    );
}

#[test]
fn the_words_of_a_selection_are_known() {
    check(
        r#"{"href": "c.json", "include-all": {}, "include-controls": [{"with-ids": ["ac-1"], "with-child-controls": "always"}],
            "exclude": []}"#,
        r#", "merge": {"combine": {"method": "join"}, "flat": {}, "as-is": true}, "modfy": {}"#,
        &["ac", "ac-1", "ac-1.1", "ac-1.2", "ac-2", "ia", "ia-1"],
        &[
            "RQ124 unknown key `exclude`, which has no effect at `exclude`",
            "RQ124 unknown key `modfy`, which has no effect at `modfy`",
            "RQ124 `include-all` and `include-controls` in one selection at `include-all`",
            "RQ124 unknown method `join` to combine controls at `join`",
            "RQ124 `merge` says more than one of `flat`, `as-is` and `custom` at `flat`",
        ],
    );
}

#[test]
fn of_two_controls_with_one_id_both_are_kept_unless_the_first_is_used() {
    let imports = r#"{"href": "c.json", "include-controls": [{"with-ids": ["ac-1", "ac-1.1"]}]},
        {"href": "c.json", "include-controls": [{"with-ids": ["ac-1", "ac-1.2"]}]}"#;
    let use_first = r#", "merge": {"combine": {"method": "use-first"}, "as-is": true}"#;
    check(imports, use_first, &["ac", "ac-1", "ac-1.1", "ac-1.2"], &[]);
    let kept = "RQ125 `ac-1` is selected from `c.json` and again from `c.json` at `c.json`";
    for keep in [r#", "merge": {"combine": {"method": "keep"}}"#, ""] {
        check(imports, keep, &["ac-1", "ac-1.1", "ac-1-2", "ac-1.2"], &[kept]);
    }
    check(
        r#"{"href": "c.json", "include-controls": [{"with-ids": ["ia-1"]}]}"#,
        r#", "merge": {"custom": {"groups": [{"id": "a", "insert-controls": [{"include-all": {}}]},
            {"id": "b", "insert-controls": [{"include-controls": [{"with-ids": ["ia-1"]}]}]}]}}"#,
        &["a", "ia-1", "b", "ia-1-2"],
        &["RQ125 `ia-1` is inserted a second time at `include-controls`"],
    );
    // A control that is there for another one is no second one.
    check(
        r#"{"href": "c.json", "include-controls": [{"with-ids": ["ac-1.1"]}]},
           {"href": "c.json", "include-controls": [{"with-ids": ["ac-1", "ac-1.2"]}]}"#,
        AS_IS,
        &["ac", "ac-1", "ac-1.1", "ac-1.2"],
        &[],
    );
}

#[test]
fn a_profile_may_arrange_controls_in_groups_of_its_own() {
    check(
        r#"{"href": "c.json", "include-all": {}}"#,
        r#", "merge": {"custom": {"groups": [
            {"id": "first", "title": "First", "insert-controls": [
                {"order": "descending", "include-controls": [{"matching": [{"pattern": "ac-?"}]}]}]},
            {"id": "outer", "title": "Outer", "groups": [
                {"id": "ia", "insert-controls": [{"include-controls": [{"with-ids": ["ia-1", "zz"]}]}]}]}],
            "insert-controls": [{"include-controls": [{"with-ids": ["ac-1"], "with-child-controls": "yes"}],
                "exclude-controls": [{"with-ids": ["ac-1.1", "ac-1"]}], "order": "up"}]}}"#,
        &["first", "ac-2", "ac-1", "outer", "ia", "ia-1", "ac-1.2"],
        &[
            "RQ122 the profile selects `zz`, which what it imports does not have at `zz`",
            "RQ124 unknown order `up` at `up`",
        ],
    );
}

#[test]
fn the_outer_profile_sets_parameters_and_adds_and_removes_texts() {
    let outer = profile(
        r#"{"href": "inner.json"}"#,
        r#", "modify": {"set-parameters": [{"param-id": "p", "constraints": [{"description": "at least weekly"}]},
                {"param-id": "zz"}],
            "alters": [{"control-id": "ac-1", "adds": [{"position": "ending", "parts": [{"name": "guidance", "prose": "Added."}]},
                {"by-id": "s", "position": "before", "parts": [{"name": "item", "prose": "First."}]},
                {"by-id": "nowhere", "position": "bfore", "parts": [{"name": "item", "prose": "Lost."}]}],
                "removes": [{"by-name": "status"}, {"by-id": "gone", "by-item-name": "part"}, {}]}, {"control-id": "zz-1"}]}"#,
    );
    let inner = profile(
        r#"{"href": "c.json", "include-controls": [{"with-ids": ["ac-1"]}]}"#,
        r#", "merge": {"as-is": true}, "modify": {"set-parameters": [{"param-id": "p", "constraints": [{"description": "yearly"}]},
            {"param-id": "q", "values": ["daily or so"]}, {"param-id": "q", "values": ["hourly"]}]}"#,
    );
    let (imported, said) = resolve(&[("p.json", &outer), ("inner.json", &inner), ("c.json", CATALOG)]);
    let expected = [
        "RQ124 unknown position `bfore` at `bfore`",
        "RQ123 a removal from `ac-1` that names nothing at `ac-1`",
        "RQ123 the profile removes `gone part` from `ac-1`, which does not have it at `gone`",
        "RQ123 the profile adds to `nowhere`, which `ac-1` does not have at `nowhere`",
        "RQ123 the profile sets the parameter `zz`, which it does not select at `zz`",
        "RQ123 the profile changes the control `zz-1`, which it does not select at `zz-1`",
    ];
    assert_eq!(said, expected);
    let prose = imported.expect("it is resolved").outlines[0].prose.clone();
    let expected = "First.\n\nWithin [Assignment: a time (constraint: yearly; at least weekly)], hourly.\n\n**Guidance**\n\nAdded.";
    assert_eq!(prose.as_deref(), Some(expected));
}

#[test]
fn a_change_of_a_control_reaches_those_below_it() {
    let more = r#", "modify": {"alters": [{"control-id": "ac-1",
        "removes": [{"by-id": "ac-1.1", "by-item-name": "control"}],
        "adds": [{"by-id": "ac-1.2", "parts": [{"name": "statement", "prose": "Added."}]}]}]}"#;
    let (imported, said) = resolve(&[("p.json", &profile(r#"{"href": "c.json"}"#, more)), ("c.json", CATALOG)]);
    assert_eq!(said, [""; 0]);
    let outlines = imported.expect("it is resolved").outlines;
    assert_eq!(ids(&outlines), ["ac-1", "ac-1.2", "ac-2", "ia-1"]);
    assert_eq!(outlines[0].children[0].prose.as_deref(), Some("Added."));
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
        let prose = imported.expect("it is resolved").outlines[0].prose.clone().unwrap_or_default();
        assert!(prose.ends_with(expected), "{prose}");
    }
}

/// What `alters` make of the text of `ac-1`, and what is said of them.
fn altered(alters: &str) -> (String, Vec<String>) {
    let more = format!(r#", "modify": {{"alters": [{{"control-id": "ac-1", {alters}}}]}}"#);
    let outer = profile(r#"{"href": "c.json"}"#, &more);
    let (imported, said) = resolve(&[("p.json", &outer), ("c.json", CATALOG)]);
    (imported.expect("it is resolved").outlines[0].prose.clone().unwrap_or_default(), said)
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
    assert_eq!(said, ["RQ123 the profile adds to `nothing`, which `ac-1` does not have at `nothing`"]);
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
    assert!(said.last().is_some_and(|last| last.contains(" more")), "{said:?}");
    assert!((10..100).contains(&prose.matches("- y").count()), "{prose}");
}

#[test]
fn imports_that_disagree_are_reported_unless_the_profile_decides() {
    let inner = |value: &str| {
        let set = format!(r#"{AS_IS}, "modify": {{"set-parameters": [{{"param-id": "q", "values": ["{value}"]}}]}}"#);
        profile(r#"{"href": "c.json", "include-controls": [{"with-ids": ["ac-1"]}]}"#, &set)
    };
    let both = r#"{"href": "a.json"}, {"href": "b.json"}"#;
    let check = |more: &str, expected: &[&str], value: &str| {
        let merge = r#", "merge": {"combine": {"method": "use-first"}, "as-is": true}"#;
        let outer = profile(both, &format!("{merge}{more}"));
        let (a, b) = (inner("hourly"), inner("weekly"));
        let files = [("p.json", outer.as_str()), ("a.json", &a), ("b.json", &b), ("c.json", CATALOG)];
        let (imported, said) = resolve(&files);
        assert_eq!(said, expected);
        let outlines = imported.expect("it is resolved").outlines;
        assert_eq!(ids(&outlines), ["ac", "ac-1"]);
        assert!(outlines[0].children[0].prose.as_deref().is_some_and(|prose| prose.contains(value)));
    };
    check("", &["RQ125 `a.json` and `b.json` set the parameter `q` differently at `b.json`"], "hourly");
    check(r#", "modify": {"set-parameters": [{"param-id": "q", "values": ["never"]}]}"#, &[], "never");
}

#[test]
fn a_profile_that_cannot_be_followed_says_what_it_needs() {
    let check = |text: &str, expected: &[&str]| {
        let other = profile(r#"{"href": "p.json"}"#, "");
        let files = [("p.json", text), ("d.json", r#"{"component-definition": {}}"#), ("o.json", &other)];
        let (imported, said) = resolve(&files);
        assert!(imported.is_none());
        assert_eq!(said, expected);
    };
    check(
        &profile(r#"{"href": "x.json"}, {"href": "../y/z.json"}"#, ""),
        &[
            "RQ120 the profile builds on `x.json`, which is not here at `x.json`",
            "RQ120 the profile builds on `z.json`, which is not here at `../y/z.json`",
        ],
    );
    check(
        &profile(r##"{"href": "#u"}"##, ""),
        &["RQ120 the profile imports the resource `u`, which its back matter does not have at `#u`"],
    );
    check(&profile(r#"{"href": "p.json"}"#, ""), &["RQ121 the profile builds on itself through `p.json` at `p.json`"]);
    check(
        &profile(r#"{"href": "o.json"}"#, ""),
        &[
            "RQ121 the profile builds on itself through `p.json` at `p.json`",
            "RQ120 the profile builds on the profile `o.json`, which has no result at `o.json`",
        ],
    );
    check(&profile("", ""), &["RQ120 the profile `p.json` imports nothing at `imports`"]);
    check(
        &profile(r#"{"href": "d.json"}"#, ""),
        &["RQ120 the profile imports `d.json`, which is neither a catalog nor a profile at `d.json`"],
    );
}

#[test]
fn a_parameter_that_a_selected_control_inserts_is_kept_with_its_own_control_left_out() {
    let catalog = r#"{"catalog": {"metadata": {"title": "Rules"}, "controls": [
      {"id": "a", "title": "A", "parts": [{"name": "statement", "prose": "In {{ insert: param, of-b }}."}]},
      {"id": "b", "title": "B", "params": [{"id": "of-b", "label": "a time"}, {"id": "other"}]}]}}"#;
    let set = r#", "modify": {"set-parameters": [{"param-id": "of-b", "values": ["a day"]}, {"param-id": "other"}]}"#;
    let profile = profile(r#"{"href": "c.json", "include-controls": [{"with-ids": ["a"]}]}"#, set);
    let (imported, said) = resolve(&[("p.json", &profile), ("c.json", catalog)]);
    assert_eq!(said, ["RQ123 the profile sets the parameter `other`, which it does not select at `other`"]);
    assert_eq!(imported.expect("it is resolved").outlines[0].prose.as_deref(), Some("In a day."));
}

#[test]
fn groups_without_an_id_are_one_where_they_are_the_same() {
    let catalog = r#"{"catalog": {"metadata": {"title": "Rules"}, "groups": [
      {"title": "First", "controls": [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]},
      {"title": "Second", "controls": [{"id": "c", "title": "C"}]}]}}"#;
    let import = |ids: &str| format!(r#"{{"href": "c.json", "include-controls": [{{"with-ids": [{ids}]}}]}}"#);
    let imports = format!("{}, {}", import(r#""a""#), import(r#""b", "c""#));
    let (imported, said) = resolve(&[("p.json", &profile(&imports, AS_IS)), ("c.json", catalog)]);
    assert_eq!(said, [""; 0]);
    assert_eq!(ids(&imported.expect("it is resolved").outlines), ["first", "a", "b", "second", "c"]);
}

#[test]
fn resources_and_parameters_that_nothing_refers_to_are_left_out() {
    let catalog = r##"{"catalog": {"metadata": {"title": "Rules"},
      "params": [{"id": "used"}, {"id": "unused"}, {"id": "set"}],
      "controls": [{"id": "a", "title": "A", "links": [{"href": "#r1", "rel": "reference"}],
        "parts": [{"name": "statement", "prose": "{{ insert: param, used }}, see [two](#r2)."}]},
        {"id": "b", "title": "B", "links": [{"href": "#r3"}]}],
      "back-matter": {"resources": [{"uuid": "r1", "title": "old"}, {"uuid": "r2"}, {"uuid": "r3"},
        {"uuid": "r4", "props": [{"name": "keep", "value": "always"}]}]}}}"##;
    let profile = profile(
        r#"{"href": "c.json", "include-controls": [{"with-ids": ["a"]}]}"#,
        r#", "modify": {"set-parameters": [{"param-id": "set", "values": ["x"]}]},
            "back-matter": {"resources": [{"uuid": "r1", "title": "new"}, {"uuid": "r5"}]}"#,
    );
    let files = [("p.json", profile.as_str()), ("c.json", catalog)];
    let files: Vec<DataFile<'_>> =
        files.iter().zip(0..).map(|((path, text), id)| DataFile { id: FileId(id), path, text }).collect();
    let document = document(&files[0], &files, None).expect("it is resolved");
    let ids = |list: &serde_json::Value, key: &str| -> Vec<String> {
        list.as_array().into_iter().flatten().filter_map(|one| one[key].as_str().map(str::to_owned)).collect()
    };
    assert_eq!(ids(&document["catalog"]["params"], "id"), ["used", "set"]);
    let resources = &document["catalog"]["back-matter"]["resources"];
    assert_eq!(ids(resources, "uuid"), ["r2", "r4", "r1"]);
    assert_eq!(resources[2]["title"], "new");
}
