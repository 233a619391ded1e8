//! The tree of a document, by example and for any input.

use std::collections::BTreeMap;

use proptest::prelude::{any, prop, proptest};

use super::{Document, Kind, Node, parse, parse_toml, read, typed};
use crate::source::Span;

fn tree(text: &str) -> Document {
    parse(text, 0).unwrap_or_else(|fault| panic!("{text:?}: {fault:?}"))
}

/// Every node's text as its span cuts it out of the file, depth first.
fn cut(text: &str, node: &Node) -> Vec<String> {
    let mut all = vec![node.span.of(text).to_owned()];
    for (key, value) in node.entries() {
        all.extend(cut(text, key));
        all.extend(cut(text, value));
    }
    all.extend(node.items().iter().flat_map(|item| cut(text, item)));
    all
}

#[test]
fn scalars_stay_as_written() {
    let document = tree("a: 12.10\nb: 005\nc: '1'\nd: 1_000\ne: yes");
    let text = |key: &str| document.root.get(key).and_then(Node::text).unwrap().to_owned();
    assert_eq!(["a", "b", "c", "d", "e"].map(text), ["12.10", "005", "1", "1_000", "yes"]);
}

#[test]
fn null_has_many_spellings() {
    for written in ["a:", "a: ~", "a: null", "a: # why", "a: Null"] {
        assert!(tree(written).root.get("a").unwrap().is_null(), "{written}");
    }
    assert!(!tree("a: 'null'").root.get("a").unwrap().is_null());
    assert!(tree("# only a comment\n").root.is_null());
}

#[test]
fn spans_cover_what_was_written() {
    let text = "é: [→ x, 'ü']\nkey:   plain text   # note\nblock: |\n  one\n  two\nlast: {a: b}\n";
    let all = cut(text, &tree(text).root);
    assert_eq!(
        all[1..],
        ["é", "[→ x, 'ü']", "→ x", "'ü'", "key", "plain text", "block", "one\n  two", "last", "{a: b}", "a", "b"]
    );
    assert_eq!(all[0], text.trim_end());
}

#[test]
fn spans_count_from_where_the_block_begins() {
    let root = parse("ä: b", 100).unwrap().root;
    assert_eq!((root.entries()[0].0.span, root.entries()[0].1.span), (Span::new(100, 102), Span::new(104, 105)));
    let marked = parse("\u{feff}a: b", 0).unwrap().root;
    assert_eq!(marked.entries()[0].0.span, Span::new(3, 4));
}

#[test]
fn a_duplicate_key_is_set_aside_at_any_depth() {
    let text = "a: 1\nb: {x: 1, y: 2, x: 3}\na: 2\na: 3\n";
    let document = tree(text);
    let seen: Vec<_> =
        document.duplicates.iter().map(|twice| (twice.key.as_str(), twice.first.start, twice.again.start)).collect();
    assert_eq!(seen, [("x", 9, 21), ("a", 0, 27), ("a", 0, 32)]);
    assert_eq!(document.root.get("a").and_then(Node::text), Some("1"));
    assert_eq!(document.root.get("b").unwrap().get("x").and_then(Node::text), Some("1"));
}

#[test]
fn lists_may_be_laid_out_as_people_do() {
    for text in [
        "tags: [\n  a,\n  b\n]\n",
        "tags: [\na, b ]",
        "x:\n  tags: [\n  \"a\",\nb\n]\n",
        "tags:\n- a\n- b\n",
        "tags: [a,\n\tb]",
        "tags:\r\n  - a\r\n  - b\r\n",
    ] {
        let root = tree(text).root;
        let list = root.get("tags").or_else(|| root.get("x")?.get("tags")).unwrap();
        let items: Vec<_> = list.items().iter().filter_map(Node::text).collect();
        assert_eq!(items, ["a", "b"], "{text:?}");
    }
}

#[test]
fn quoted_text_may_continue_at_the_start_of_a_line_and_spans_stay_correct() {
    let text = "title: \"é one\ntwo\n\nthree\"\ntags: [\nä,\nb]\nlast: 'x'\n";
    let root = tree(text).root;
    assert_eq!(root.get("title").and_then(Node::text), Some("é one two\nthree"));
    let all = cut(text, &root);
    assert_eq!(all[2..], ["\"é one\ntwo\n\nthree\"", "tags", "[\nä,\nb]", "ä", "b", "last", "'x'"]);
}

#[test]
fn aliases_are_expanded_and_merge_keys_resolved() {
    let document = tree("base: &b {x: 1, y: 2}\nuse: *b\nmore: {<<: *b, x: 9}\nlist: {<<: [*b, {z: 3}]}\n");
    let keys = |key: &str| -> Vec<String> {
        let entries = document.root.get(key).unwrap().entries().iter();
        entries.map(|(name, value)| format!("{}{}", name.text().unwrap(), value.text().unwrap())).collect()
    };
    assert_eq!(keys("use"), ["x1", "y2"]);
    assert_eq!(keys("more"), ["x9", "y2"]);
    assert_eq!(keys("list"), ["x1", "y2", "z3"]);
    assert_eq!(document.root.get("use").unwrap().span, Span::new(27, 29));
}

#[test]
fn aliases_have_limits_and_cycles_are_errors() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    assert!(parse(&bomb, 0).unwrap_err().reason.contains("too large"));
    let long = format!("a: &a {}\nb: [{}]", "x".repeat(100_000), vec!["*a"; 10_000].join(", "));
    assert!(parse(&long, 0).unwrap_err().reason.contains("too large"));
    let mut chain = "a0: &a0 [x]\n".to_owned();
    for level in 1..200 {
        chain.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    assert!(parse(&chain, 0).unwrap_err().reason.contains("deep"));
    assert!(parse("a: &a [*a]", 0).unwrap_err().reason.contains("inside the value"));
}

#[test]
fn nesting_is_limited() {
    for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000)] {
        assert!(parse(&text, 0).is_err());
    }
}

#[test]
fn a_fault_has_its_location_and_common_causes_a_remedy() {
    let check = |text: &str, line: usize, help: &str| {
        let fault = parse(text, 0).unwrap_err();
        let seen = text[..fault.span.start].matches('\n').count() + 1;
        assert_eq!(seen, line, "{text:?}: {fault:?}");
        assert!(fault.help.clone().unwrap_or_default().contains(help), "{text:?}: {fault:?}");
    };
    check("title: PCI: the guide\n", 1, "put the value in quotes: `title: \"PCI: the guide\"`");
    check("title: t\n\tfoo: x\n", 2, "spaces");
    check("title: @home\n", 1, "quotes");
    check("title: \"open\nb: c\n", 1, "close the value of `title`");
    check("a: 1\n---\nb: 2\n", 2, "");
    check("a: b\0c\n", 1, "");
}

#[test]
fn typed_values_take_scalars_in_the_form_asked_for() {
    let (ids, _) = read::<BTreeMap<String, Vec<String>>>("pci-dss: [12.10, 005, '6.3', \"a\\tb\"]", 0).unwrap();
    assert_eq!(ids["pci-dss"], ["12.10", "005", "6.3", "a\tb"]);
    let (numbers, _) = read::<Vec<f64>>("- 12.10\n- 5\n", 0).unwrap();
    assert_eq!(numbers, [12.1, 5.0]);
    let (optional, _) = read::<Option<u8>>("~", 0).unwrap();
    assert_eq!(optional, None);
    let (text, _) = read::<String>("|\n  one: [two], {three} # four\n  \u{85}é\u{2028}\u{7f}\n", 0).unwrap();
    assert_eq!(text, "one: [two], {three} # four\n\u{85}é\u{2028}\u{7f}\n");
}

#[test]
fn a_value_of_the_wrong_type_is_a_fault_at_its_location() {
    let text = "a:\n  - 1\n  - é: x\n  - two\n";
    let document = tree(text);
    let fault = typed::<Vec<u8>>(&Node {
        span: document.root.span,
        kind: Kind::Sequence(vec![
            document.root.get("a").unwrap().items()[0].clone(),
            document.root.get("a").unwrap().items()[2].clone(),
        ]),
    })
    .unwrap_err();
    assert_eq!(fault.span.of(text), "two");
    assert!(!fault.reason.contains("line"), "{fault:?}");
}

#[test]
fn typed_reading_accepts_duplicate_keys_that_serde_yaml_refuses() {
    let (map, duplicates) = read::<BTreeMap<String, u8>>("a: 1\na: 2\n", 0).unwrap();
    assert_eq!((map["a"], duplicates.len()), (1, 1));
}

#[test]
fn toml_makes_the_same_tree_in_the_order_written() {
    let text = "title = \"é\"\nweight = 0x10\ndate = 2024-06-06T10:00:00Z\ndraft = true\n[menu.docs]\nparent = 'p'\n";
    let document = parse_toml(text, 0).unwrap();
    let keys: Vec<_> = document.root.entries().iter().map(|(key, _)| key.span.of(text)).collect();
    assert_eq!(keys, ["title", "weight", "date", "draft", "menu"]);
    assert_eq!(document.root.get("weight").and_then(Node::text), Some("16"));
    assert_eq!(document.root.get("date").and_then(Node::text), Some("2024-06-06T10:00:00Z"));
    let parent = document.root.get("menu").unwrap().get("docs").unwrap().get("parent").unwrap();
    assert_eq!((parent.text(), parent.span.of(text)), (Some("p"), "'p'"));
}

#[test]
fn toml_faults_and_duplicates_have_locations() {
    let text = "a = 1\na = 2\n";
    let document = parse_toml(text, 0).unwrap();
    let twice = &document.duplicates[0];
    assert_eq!((twice.key.as_str(), twice.first.start, twice.again.start), ("a", 0, 6));
    assert_eq!(document.root.get("a").and_then(Node::text), Some("1"));
    assert!(parse_toml("a = \n", 10).unwrap_err().span.start >= 10);
}

fn inside(text: &str, span: Span) {
    assert!(span.start <= span.end && text.get(span.start..span.end).is_some(), "{span:?} of {text:?}");
}

fn all_inside(text: &str, node: &Node) {
    inside(text, node.span);
    node.items().iter().for_each(|item| all_inside(text, item));
    for (key, value) in node.entries() {
        all_inside(text, key);
        all_inside(text, value);
    }
}

fn holds(text: &str) {
    for result in [parse(text, 0), parse_toml(text, 0)] {
        match result {
            Err(fault) => inside(text, fault.span),
            Ok(document) => {
                all_inside(text, &document.root);
                for twice in &document.duplicates {
                    inside(text, twice.first);
                    inside(text, twice.again);
                }
                if let Err(fault) = typed::<serde_json::Value>(&document.root) {
                    inside(text, fault.span);
                }
                super::json(&document.root);
            }
        }
    }
}

proptest! {
    #[test]
    fn any_text_gives_a_tree_or_a_fault_inside_the_text(text in any::<String>()) {
        holds(&text);
    }

    #[test]
    fn any_mix_of_what_yaml_is_made_of_gives_a_tree_or_a_fault(
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", "é", "→", ": ", ":", "- ", "-", "\n", "\r\n", "\r", "  ", " ", "\t", "[", "]", "{", "}", ",", "\"", "'",
            "|", ">", "&a ", "*a", "!!str ", "!", "%", "@", "#", " #", "? ", "<<: ", "---", "...", "~", "1", "0x", "\\",
            "\u{85}", "\u{2028}", "\u{feff}", "=", "a = ", "[[", "]]", "\"\"\"", "2024-01-01",
        ]), 0..40)
    ) {
        holds(&parts.concat());
    }

    #[test]
    fn any_text_survives_the_way_through_serde_yaml(text in any::<String>()) {
        let node = Node { span: Span::default(), kind: Kind::Scalar { text: text.clone(), quoted: true } };
        assert_eq!(typed::<String>(&node).unwrap(), text);
    }
}
