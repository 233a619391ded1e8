//! The result of reading front matter, by example and for any input.

use proptest::prelude::{any, prop, proptest};

use super::{Cascades, FrontMatter, absent, read, split};
use crate::finding::Finding;
use crate::source::{DataFile, FileId, Span, Spanned};

const FILE: FileId = FileId(3);

fn front(text: &str) -> (FrontMatter, Vec<Finding>) {
    read(DataFile { id: FILE, path: "content/a.md", text }, &split(text), &Cascades::default())
}

/// The front matter of a page with these lines between its delimiters, which must be without fault.
fn clean(lines: &str) -> FrontMatter {
    let (front, findings) = front(&format!("---\n{lines}\n---\n"));
    assert_eq!(findings, [], "{lines}");
    front
}

/// Checks that the lines have exactly these findings: code, and text that it points at.
fn faults(lines: &str, expected: &[(&str, &str)]) -> (FrontMatter, Vec<Finding>) {
    let text = format!("---\n{lines}\n---\nbody\n");
    let (front, findings) = front(&text);
    let seen: Vec<_> = findings.iter().map(|finding| (finding.code.id(), finding.location.span.of(&text))).collect();
    assert_eq!(seen, expected, "{lines}: {findings:?}");
    (front, findings)
}

fn values(placed: &[Spanned<String>]) -> Vec<&str> {
    placed.iter().map(|item| item.value.as_str()).collect()
}

fn value(placed: &Option<Spanned<String>>) -> &str {
    placed.as_ref().map_or("none", |placed| placed.value.as_str())
}

#[test]
fn keys_are_read_in_any_case_and_values_verbatim() {
    let front = clean("Title: 12.10\nLINKTITLE: 'a'\nlead: x # note\ntype: docs\nslug: 007\nurl: /a/\nlayout: wide");
    let seen = [&front.title, &front.link_title, &front.lead, &front.kind, &front.slug, &front.url, &front.layout];
    assert_eq!(seen.map(value), ["12.10", "a", "x", "docs", "007", "/a/", "wide"]);
}

#[test]
fn null_is_absent_however_written() {
    let front = clean(
        "title: null\nlead: ~\ntags:\ndate:\ndraft:\nweight: ''\nmenu:\ncontrol:\nimages: ['']\nslug: \"\"\nurl: ",
    );
    assert_eq!(front, FrontMatter::default());
    assert_eq!(clean(""), FrontMatter::default());
    assert_eq!(clean("# only a comment"), FrontMatter::default());
}

#[test]
fn a_single_value_is_a_list_of_one() {
    let front = clean("tags: a, b\nimages: [x.png, ~, 2.0]\naliases: /old/\ncontributors:\n- one\n- two");
    assert_eq!(values(&front.tags), ["a, b"]);
    assert_eq!(values(&front.images), ["x.png", "2.0"]);
    assert_eq!(values(&front.aliases), ["/old/"]);
    assert_eq!(values(&front.contributors), ["one", "two"]);
}

#[test]
fn truth_values_are_read_as_hugo_reads_them() {
    for (written, draft, toc) in [("true", true, Some(true)), ("'false'", false, Some(false)), ("1", true, Some(true))]
    {
        let front = clean(&format!("draft: {written}\ntoc: {written}"));
        assert_eq!((front.draft.unwrap_or_default(), front.toc), (draft, toc), "{written}");
    }
    let (front, _) = faults("draft: maybe\ntoc: yes", &[("FM103", "maybe"), ("FM103", "yes")]);
    assert_eq!((front.draft, front.toc), (None, None));
}

#[test]
fn a_value_of_the_wrong_type_is_absent_and_hides_nothing() {
    let (front, findings) = faults(
        "title: [a, b]\ntags: {a: b}\naliases: [x, [y]]\nweight: heavy\ndate: [2024-01-01]\nlead: fine\nslug: {{ x }}",
        &[
            ("FM103", "[a, b]"),
            ("FM103", "{a: b}"),
            ("FM103", "[y]"),
            ("FM103", "heavy"),
            ("FM103", "[2024-01-01]"),
            ("FM103", "{{ x }}"),
        ],
    );
    assert_eq!((value(&front.title), value(&front.lead), values(&front.aliases)), ("none", "fine", vec!["x"]));
    assert_eq!(findings[0].message, "`title` takes text, not a list");
    assert_eq!(findings[3].message, "`weight` takes a whole number, not `heavy`");
    assert!(findings[5].help.as_deref().unwrap().contains("quotes"));
}

#[test]
fn an_invalid_date_is_reported_and_ignored() {
    let (front, findings) = faults(
        "date: 2022-13-07\nlastmod: 22023-10-31T15:12:31+00:00\nexpiryDate: '2024-01-01'\npublishDate: 2024",
        &[("FM101", "2022-13-07"), ("FM101", "22023-10-31T15:12:31+00:00"), ("FM101", "2024")].map(|fault| fault),
    );
    assert_eq!((front.date, front.lastmod, front.publish_date), (None, None, None));
    assert_eq!(front.expiry_date.unwrap().value.day_iso(), "2024-01-01");
    assert_eq!(findings[0].message, "invalid date `2022-13-07`: month must be 1 to 12");
    assert!(findings[0].help.is_some());
}

#[test]
fn dates_have_the_other_names_that_hugo_gives_them() {
    let front = clean("modified: 2024-01-02\npublished: 2024-01-01\nunpublishdate: 2025-01-01\nlastmod: 2024-01-03");
    let day = |date: &Option<Spanned<super::Date>>| date.as_ref().unwrap().value.day_iso();
    assert_eq!(
        [day(&front.lastmod), day(&front.publish_date), day(&front.expiry_date)],
        ["2024-01-03", "2024-01-01", "2025-01-01"]
    );
    assert_eq!(front.dated().unwrap().value.day_iso(), "2024-01-01");
    assert_eq!(clean("date: 1717667000").date.unwrap().value.iso(), "2024-06-06T09:43:20Z");
    assert_eq!(clean("date: 0001-01-01").date, None);
}

#[test]
fn the_first_value_of_a_duplicate_key_counts_in_any_case() {
    let (front, findings) = faults(
        "weight: 1\ntitle: T\nTitle: U\nweight: 2\nmenu: {docs: {parent: a, parent: b}}",
        &[("FM102", "parent"), ("FM102", "weight"), ("FM102", "Title")],
    );
    assert_eq!((value(&front.title), front.weight.unwrap().value), ("T", 1));
    assert_eq!(value(&front.menu[0].parent), "a");
    assert_eq!(findings[1].related[0].location.span, Span::new(4, 10));
}

#[test]
fn weights_with_leading_zeros_are_octal_and_reported() {
    let weight = |lines: &str| clean(lines).weight.map(|weight| weight.value);
    assert_eq!((weight("weight: 005"), weight("weight: -5"), weight("weight: 0")), (Some(5), Some(-5), None));
    let (front, findings) = faults("weight: \"010\"", &[("FM107", "\"010\"")]);
    assert_eq!(front.weight.unwrap().value, 8);
    assert!(findings[0].message.contains("means 8, not 10"), "{findings:?}");
    let (front, findings) = faults("weight: 080", &[("FM107", "080")]);
    assert_eq!(front.weight, None);
    assert_eq!(findings[0].help.as_deref(), Some("write `80`"));
}

#[test]
fn menus_are_read_in_all_three_forms() {
    let names = |lines: &str| clean(lines).menu.into_iter().map(|entry| entry.menu).collect::<Vec<_>>();
    assert_eq!(names("menu: docs"), ["docs"]);
    assert_eq!(names("menus: [docs, main]"), ["docs", "main"]);
    let front = clean("menu:\n  docs:\n    parent: pci-dss-4\n    Weight: 010x\n  main:".replace("010x", "7").as_str());
    assert_eq!(front.menu.len(), 2);
    assert_eq!((value(&front.menu[0].parent), front.menu[0].weight.as_ref().unwrap().value), ("pci-dss-4", 7));
    faults("menu: {docs: top}", &[("FM103", "top")]);
}

#[test]
fn requirements_keep_their_ids_verbatim_and_in_order() {
    let front = clean("requirements:\n  pci-dss: [12.10, '6.3.1']\n  cmmc: AC.L1-3.1.1");
    let seen: Vec<_> =
        front.requirements.iter().map(|named| (named.framework.value.as_str(), values(&named.ids))).collect();
    assert_eq!(seen, [("pci-dss", vec!["12.10", "6.3.1"]), ("cmmc", vec!["AC.L1-3.1.1"])]);
    let (_, findings) = faults("requirements: ['6.3.1']", &[("FM103", "['6.3.1']")]);
    assert!(findings[0].help.as_deref().unwrap().contains("framework first"));
}

#[test]
fn other_keys_are_params_in_lower_case_and_params_wins() {
    let front =
        clean("Banner: x\nsectionTitle: {Foo: [1, {Bar: true}]}\nfoo: 2\nparams:\n  Foo: 1\n  title: p\nsummary: s");
    let params = serde_json::to_string(&front.params).unwrap();
    assert_eq!(params, r#"{"banner":"x","foo":1,"sectiontitle":{"foo":[1,{"bar":true}]},"summary":"s","title":"p"}"#);
    faults("params: x", &[("FM103", "x")]);
}

#[test]
fn a_misspelt_key_is_reported_and_fixed_where_that_is_safe() {
    let (front, findings) = faults("titel: x\nbanner: y", &[("FM106", "titel")]);
    assert!(front.params.contains_key("titel"));
    assert_eq!(findings[0].fix.as_ref().map(|fix| (fix.span, fix.replace.as_str())), Some((Span::new(4, 9), "title")));
    let (_, findings) = faults("title: t\ntitel: x", &[("FM106", "titel")]);
    assert_eq!(findings[0].fix, None);
}

#[test]
fn unreadable_front_matter_is_reported_with_location_and_reason() {
    let (front, findings) = faults("title: a: b\nlead: c", &[("FM104", ":")]);
    assert_eq!(front, FrontMatter::default());
    assert!(findings[0].help.as_deref().unwrap().contains("`title: \"a: b\"`"));
    faults("just text", &[("FM104", "just text")]);
    faults("- a\n- b", &[("FM104", "- a\n- b")]);
}

#[test]
fn front_matter_without_an_end_is_reported_and_read_up_to_the_empty_line() {
    let text = "---\ntitle: t\n\n# Heading\n";
    let (front, findings) = front(text);
    assert_eq!((findings[0].code.id(), findings[0].location.span.of(text)), ("FM105", "---"));
    assert_eq!((findings.len(), value(&front.title)), (1, "t"));
    let (_, findings) = self::front("---\nbody only\n");
    assert_eq!(findings.iter().map(|finding| finding.code.id()).collect::<Vec<_>>(), ["FM105"]);
}

#[test]
fn toml_is_read_like_yaml() {
    let text =
        "+++\ntitle = 't'\ndate = 2024-06-06T10:00:00Z\nweight = 10\ntags = ['a']\n[params]\nFoo = 1.5\n+++\nbody";
    let (front, findings) = front(text);
    assert_eq!(findings, []);
    assert_eq!((value(&front.title), front.weight.unwrap().value, values(&front.tags)), ("t", 10, vec!["a"]));
    assert_eq!(front.date.unwrap().value.iso(), "2024-06-06T10:00:00Z");
    assert_eq!(front.params["foo"], 1.5);
    let (_, findings) = self::front("+++\ntitle = \n+++\n");
    assert_eq!(findings[0].code.id(), "FM104");
}

#[test]
fn an_article_without_title_or_description_is_reported() {
    let text = "\u{feff}---\nlead: x\n---\n";
    let split = split(text);
    let findings = absent(FILE, &split, &front(text).0);
    let seen: Vec<_> = findings.iter().map(|finding| (finding.code.id(), finding.location.span.of(text))).collect();
    assert_eq!(seen, [("FM108", "---"), ("FM109", "---")]);
}

fn holds(text: &str) {
    let split = split(text);
    let (_, findings) = front(text);
    let mut spans = vec![split.body];
    spans.extend(split.block.iter().flat_map(|block| [block.opening, block.content]));
    for finding in &findings {
        spans.push(finding.location.span);
        spans.extend(finding.related.iter().map(|related| related.location.span));
        spans.extend(finding.fix.iter().map(|fix| fix.span));
    }
    for span in spans {
        assert!(span.start <= span.end && text.get(span.start..span.end).is_some(), "{span:?} of {text:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_split_and_read(text in any::<String>()) {
        holds(&text);
        holds(&format!("---\n{text}\n---\n{text}"));
        holds(&format!("+++\n{text}\n+++\n"));
    }

    #[test]
    fn any_mix_of_keys_and_values_is_read(
        parts in prop::collection::vec(prop::sample::select(vec![
            "---\n", "\n---", "+++\n", "title: ", "date: ", "weight: ", "menu: ", "draft: ", "requirements: ", "tags: ",
            "params: ", "titel: ", "aliases: ", "\n", "\r\n", "  ", "- ", "[", "]", "{", "}", ": ", ",", "é", "→", "010",
            "2022-13-07", "true", "\"", "'", "|", "&a ", "*a", "#", "\t", "a", "\u{feff}", " = ", "12.10",
        ]), 0..40)
    ) {
        holds(&parts.concat());
        holds(&format!("---\n{}\n---\n", parts.concat()));
    }

    #[test]
    fn any_text_is_a_date_and_a_weight_or_is_not(text in any::<String>(), tail in "[-0-9T: Z+.,a-z]{0,12}") {
        super::Date::parse(&text);
        super::Date::parse(&format!("2024-06-{tail}"));
        super::Date::parse(&format!("Mon {tail} {text}"));
        super::weight::weight(&text);
        super::weight::weight(&tail);
    }
}

#[test]
fn a_control_block_keeps_versions_as_written_and_counts_to_the_next_review() {
    let front = clean(
        "control:\n  Owner: Security\n  version: 1.10\n  reviewed: 2024-02-29\n  every: 1 year\n  history:\n    \
         - {version: 1.9, date: 2023-01-01, change: First}\n    - {version: 1.10, date: 2024-02-29}",
    );
    let control = front.control.expect("a control block");
    assert_eq!([&control.owner, &control.approver, &control.version].map(value), ["Security", "none", "1.10"]);
    assert_eq!(control.due().map(|due| due.to_string()).as_deref(), Some("2025-02-28"));
    let versions: Vec<&str> = control.history.iter().map(|change| value(&change.version)).collect();
    assert_eq!(versions, ["1.9", "1.10"]);
    let set = clean("control: {reviewed: 2024-01-01, every: P1Y, next: 2024-06-01}").control.expect("a control block");
    assert_eq!(set.due().map(|due| due.to_string()).as_deref(), Some("2024-06-01"));
    assert_eq!(clean("control: {owner: Security}").control.expect("a control block").due(), None);
    assert_eq!(clean("control:").control, None);
}

#[test]
fn a_value_of_the_wrong_type_shows_what_the_key_takes() {
    for (text, help) in [
        ("title: [a]", "write `title: Scoping the environment`"),
        ("tags: {a: b}", "write `tags: [scoping, containers]`"),
        ("draft: perhaps", "write `draft: true`"),
        ("weight: heavy", "write `weight: 10`"),
        ("date: [a]", "write `date: 2024-06-30`"),
        ("params: 3", "write `params: {support: help@example.com}`"),
        ("menu: {main: [a]}", "write `menu: {main: {parent: guides}}`"),
        ("control: {history: 3}", "write `history: [{version: \"1.0\", date: 2024-06-30, change: First version}]`"),
    ] {
        let file = format!("---\n{text}\n---\n");
        let (_, findings) = front(&file);
        let helps: Vec<_> = findings.iter().map(|finding| finding.help.as_deref().unwrap_or_default()).collect();
        assert_eq!(helps, [help], "{text}");
    }
}
