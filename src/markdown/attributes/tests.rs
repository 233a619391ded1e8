use proptest::prelude::{prop, proptest};

use crate::markdown::attributes::{Attributes, heading_attributes, parse_attributes};

/// Attributes in a short form: `#id .class key="value"`.
fn shown(attributes: &Attributes) -> String {
    let id = attributes.id.iter().map(|id| format!("#{id}"));
    let classes = attributes.classes.iter().map(|class| format!(".{class}"));
    let others = attributes.others.iter().map(|(name, value)| format!("{name}={value:?}"));
    id.chain(classes).chain(others).collect::<Vec<_>>().join(" ")
}

/// `heading` has these attributes, and its text ends where `text` does.
fn check(heading: &str, text: &str, expected: &str) {
    let (cut, attributes) = heading_attributes(heading).unwrap_or_else(|| panic!("{heading:?} has no attributes"));
    assert_eq!((&heading[..cut], shown(&attributes).as_str()), (text, expected), "{heading:?}");
}

fn check_list(list: &str, expected: Option<&str>) {
    assert_eq!(parse_attributes(list).as_ref().map(shown).as_deref(), expected, "{list:?}");
}

#[test]
fn a_list_at_the_end_of_a_heading_holds_its_attributes() {
    check("## A {#b}", "## A", "#b");
    check("## A{#b}  \n", "## A", "#b");
    check("## A\t{.x #y key=v}", "## A", "#y .x key=\"v\"");
    check("## {#b}", "##", "#b");
    check("### A {}", "### A", "");
    check("A {#b}\n---", "A", "#b");
    check("A {#b}  \n===\n", "A", "#b");
    check("A {#b}\nC {#d}\n---", "A {#b}\nC", "#d");
    check("{#b}\n===", "", "#b");
    check("#tag {#b}\n===", "#tag", "#b");
    check("## A {x} {#b}", "## A {x}", "#b");
    check("## A {x {#b}", "## A {x", "#b");
    check("## A }{k=v}", "## A }", "k=\"v\"");
    check("## A {#b} {#c}", "## A {#b}", "#c");
    check("## A {k=\"a{b\"}", "## A", "k=\"a{b\"");
    check("## A {k={a=b}}", "## A", "k=\"\"");
    check(r"## A \\{#b}", r"## A \\", "#b");
    check(r"## A\ {#b}", r"## A\", "#b");
}

#[test]
fn a_closing_run_stands_before_the_list_and_never_after_it() {
    check("## A ## {#b}", "## A", "#b");
    check("## A # B # {#c}", "## A # B", "#c");
    check("## A {.b} # {#c}", "## A {.b}", "#c");
    check("## A #{#b}", "## A", "#b");
    check("## C# {#b}", "## C#", "#b");
    check("## # {#b}", "##", "#b");
    check(r"## \# {#b}", r"## \#", "#b");
    check("## A #tag {#b}", "## A #tag", "#b");
    for text in ["## A {#b} ##", "## A {#b}#", "## A {#b} #", "## A # {.x} #", "A {#b} #\n==="] {
        assert_eq!(heading_attributes(text), None, "{text:?}");
    }
}

#[test]
fn braces_that_hold_no_list_are_text() {
    let headings = [
        "## GET /users/{id}",
        "## A {b}",
        r"## A \{#b}",
        r"## A \\\{#b}",
        "## A {#b} C",
        "## A { }",
        "## A {#b",
        "## A {{#b}}",
        "## A {k=v}}",
        "## A `{#b}`",
        "## A *x {#b}*",
        "## A {#b} {",
        r"## A {#b} \{",
        "## A {key='v'}",
        "## A {#b/c}",
        "## A &#123;#b}",
        "A `x\ny {#b}`\n===",
        "A {#b}",
        "",
        "{",
        "#",
        "# {",
    ];
    for heading in headings {
        assert_eq!(heading_attributes(heading), None, "{heading:?}");
    }
}

#[test]
fn a_list_is_read_as_goldmark_reads_it() {
    check_list(" {#a.b:c_d-é .x,.y, }\n", Some("#a.b:c_d-é .x .y"));
    check_list("{.b#c}", Some("#c .b"));
    check_list("{#a #b id=c}", Some("#c"));
    check_list("{class=\"a b\" .c}", Some(".a .b .c"));
    check_list("{a = b c=\"d\"e=f}", Some("a=\"b\" c=\"d\" e=\"f\""));
    check_list("{a=12 b=1.5 c=-1 d=1e3 e=true f=null g=[\"x\"] h=+5}", {
        Some("a=\"12\" b=\"1.5\" c=\"-1\" d=\"1000\" e=\"true\" f=\"\" g=\"\" h=\"5\"")
    });
    check_list(r#"{t="a \"q\" \x"}"#, Some(r#"t="a \"q\" \\x""#));
    check_list("{k=1.2.3}", Some(".3 k=\"1.2\""));
    check_list("{k=a k=b}", Some("k=\"b\""));
    check_list("{onclick=\"x\" OnLoad=y once=z style=\"color:red\"}", Some("style=\"color:red\""));
    check_list("{#}", Some("#"));
    let wrong = [
        "{1=b}",
        "{=b}",
        "{k}",
        "{k=}",
        "{k=a/b}",
        "{k=`a`}",
        "{k=.5}",
        "{k=12a}",
        "{k=日}",
        "{,#b}",
        "{k=a;l=b}",
        "{k=a,,l=b}",
        "{class=[\"a\"]}",
        "{class=true}",
        "{#a}{#b}",
        "{k=\"a\nb\"}",
        "#a",
        "",
    ];
    for list in wrong {
        check_list(list, None);
    }
}

#[test]
fn nothing_hostile_is_slow_or_deep() {
    let crowd: String = (0..100_000).map(|number| format!("a{number}=b ")).collect();
    assert_eq!(parse_attributes(&format!("{{{crowd}}}")), None);
    for unit in ["{a=", "{a=[", "{#a ", "{a=\"", "{", "\\{", "{a=\"{b=c "] {
        heading_attributes(&format!("# {}", unit.repeat(5_000 / unit.len())));
        parse_attributes(&unit.repeat(1_000_000 / unit.len()));
    }
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(
        parts in prop::collection::vec(
            prop::sample::select(vec!["#", " ", "{", "}", "#b", ".c", "k", "=", "\"", "\\", "é", "\n", "1", "[", "]", ",", "-", "=="]),
            0..24,
        )
    ) {
        let text = parts.concat();
        parse_attributes(&text);
        if let Some((cut, _)) = heading_attributes(&text) {
            assert!(text.is_char_boundary(cut));
        }
    }
}
