use super::super::{
    Dialect, Expansion, Highlighter, Invocation, NoCitations, ShortcodeFault, Shortcodes, Terms, Tools, parse,
};
use crate::source::FileId;

struct NoShortcodes;

impl Shortcodes for NoShortcodes {
    fn expand(&self, _: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
        Ok(Expansion::Text(String::new()))
    }
}

fn read(text: &str) -> crate::markdown::Parsed {
    let highlighter = Highlighter::plain();
    let dialect = Dialect { docusaurus: true, mkdocs: true, ..Dialect::default() };
    let tools = Tools {
        shortcodes: &NoShortcodes,
        highlighter: &highlighter,
        citations: &NoCitations,
        terms: Terms::Ignored,
        dialect,
    };
    parse(FileId(0), text, 0, tools)
}

fn html(text: &str) -> String {
    read(text).document.pieces.iter().filter_map(crate::markdown::Piece::html).collect()
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(html(text).replace("\n", ""), expected, "{text}");
    assert_eq!(read(text).findings, [], "{text}");
}

#[test]
fn containers_become_callouts() {
    let note = "<blockquote class=\"callout note\"><p class=\"callout-title\">Note</p><p>a</p></blockquote>";
    check(":::note\na\n:::\n", note);
    check(":::note\n\na\n\n:::", note);
    check("::: note\na\n::::\n", note);
    check(
        "x\n:::danger[A *b*]\n- a\n:::\ny\n",
        "<p>x</p><blockquote class=\"callout caution\"><p class=\"callout-title\">A <em>b</em></p><ul><li>a</li></ul>\
         </blockquote><p>y</p>",
    );
    check(
        ":::info 1. Title {#x .y}\na\n:::\n",
        "<blockquote class=\"callout note\"><p class=\"callout-title\">1. Title {#x .y}</p><p>a</p></blockquote>",
    );
    check(
        ":::tip{#x .y}\na\n:::\n",
        "<blockquote class=\"callout tip y\" id=\"x\"><p class=\"callout-title\">Tip</p><p>a</p></blockquote>",
    );
    check(
        ":::details More\na\n:::\n",
        "<details class=\"callout note\"><summary class=\"callout-title\">More</summary><p>a</p></details>",
    );
}

#[test]
fn containers_nest_with_more_colons_and_stand_in_lists() {
    check(
        "::::note\na\n:::tip\nb\n:::\n::::\n",
        "<blockquote class=\"callout note\"><p class=\"callout-title\">Note</p><p>a</p><blockquote class=\"callout tip\">\
         <p class=\"callout-title\">Tip</p><p>b</p></blockquote></blockquote>",
    );
    check(
        "- a\n\n  :::note\n  b\n  :::\n\n- c\n",
        "<ul><li><p>a</p><blockquote class=\"callout note\"><p class=\"callout-title\">Note</p><p>b</p></blockquote></li>\
         <li><p>c</p></li></ul>",
    );
    check(
        ":::note\n```\n:::\n```\n:::\n",
        "<blockquote class=\"callout note\"><p class=\"callout-title\">Note</p><div class=\"code\"><pre tabindex=\"0\">\
         <code>:::</code></pre></div></blockquote>",
    );
    check(
        "> q\n\n:::note\na\n:::\n> r\n",
        "<blockquote><p>q</p></blockquote><blockquote class=\"callout note\"><p class=\"callout-title\">Note</p><p>a</p>\
         </blockquote><blockquote><p>r</p></blockquote>",
    );
    check(
        "<div>\n:::note\na\n:::\n</div>\n",
        "<div><blockquote class=\"callout note\"><p class=\"callout-title\">Note</p><p>a</p></blockquote></div>",
    );
}

#[test]
fn indented_text_becomes_a_callout() {
    check(
        "!!! note \"A *b*\"\n    a\n\n        code\nx\n",
        "<blockquote class=\"callout note\"><p class=\"callout-title\">A <em>b</em></p><p>a</p><div class=\"code\">\
         <pre tabindex=\"0\"><code>code</code></pre></div></blockquote><p>x</p>",
    );
    check(
        "!!! abstract inline end\n\n\ta\n",
        "<blockquote class=\"callout note\"><p class=\"callout-title\">Abstract</p><p>a</p></blockquote>",
    );
    check("!!! tip \"\"\n    a\n", "<blockquote class=\"callout tip\"><!-- --><p>a</p></blockquote>");
    check(
        "??? question\n    a\n\n???+ bug \"B\"\n    c\n",
        "<details class=\"callout note\"><summary class=\"callout-title\">Question</summary><p>a</p></details>\
         <details class=\"callout caution\" open><summary class=\"callout-title\">B</summary><p>c</p></details>",
    );
    check(
        "1. a\n\n    !!! note\n\n        b\n\n        !!! tip\n            c\n",
        "<ol><li><p>a</p><blockquote class=\"callout note\"><p class=\"callout-title\">Note</p><p>b</p>\
         <blockquote class=\"callout tip\"><p class=\"callout-title\">Tip</p><p>c</p></blockquote></blockquote></li></ol>",
    );
}

#[test]
fn alerts_may_have_titles_and_fold() {
    check(
        "> [!note] A *b*\n> c\n",
        "<blockquote class=\"callout note\"><p class=\"callout-title\">A <em>b</em></p><p>c</p></blockquote>",
    );
    check(
        "> [!TIP]-\n> c\n\n> [!TIP]+ D\n",
        "<details class=\"callout tip\"><summary class=\"callout-title\">Tip</summary><p>c</p></details>\
         <details class=\"callout tip\" open><summary class=\"callout-title\">D</summary></details>",
    );
    check("> [!NOTE](/a/)\n", "<blockquote><p><a href=\"\">!NOTE</a></p></blockquote>");
}

#[test]
fn what_is_no_callout_stays_text() {
    let ids = |text: &str| -> Vec<&'static str> { read(text).findings.iter().map(|found| found.code.id()).collect() };
    assert_eq!(ids(":::note\na\n"), ["MD104"]);
    assert_eq!(ids(":::unknown\na\n:::\n"), ["MD104"]);
    assert_eq!(ids("> !!! note\n>     a\n"), ["MD104"]);
    assert_eq!(html("!!! Do not do this\n"), "<p>!!! Do not do this</p>\n");
    assert_eq!(html("```\n:::note\n:::\n!!! tip\n    a\n```\n").matches("callout").count(), 0);
    assert_eq!(html("<!--\n:::note\n:::\n-->\n").matches("callout").count(), 0);
}

#[test]
fn links_inside_know_where_they_are_in_the_file() {
    let text = "!!! note \"See [a](/a/)\"\n\n    - b\n\n        !!! tip\n            [c](/c/) <i id=\"d\">d</i>\n\n:::tip[[e](/e/)]\n[f](/f/)\n:::\n";
    let document = read(text).document;
    let spans: Vec<&str> = document.links.iter().map(|link| link.destination_span.unwrap().of(text)).collect();
    assert_eq!(spans, ["/a/", "/c/", "/e/", "/f/"]);
    assert_eq!(document.anchors[0].span.of(text), "d");
}

#[test]
fn the_rewritten_text_replaces_the_callouts_and_nothing_else() {
    let text = "a [b](/c/)\n\n!!! note \"T\"\n    d\n\n    e\n\nf\n";
    let mut markdown = String::new();
    let mut at = 0;
    for (span, instead) in read(text).document.rewritten {
        markdown.push_str(&text[at..span.start]);
        markdown.push_str(&instead);
        at = span.end;
    }
    markdown.push_str(&text[at..]);
    assert_eq!(markdown, "a [b](/c/)\n\n> [!NOTE] T\n>\n> d\n>\n> e\n\nf\n");
}

#[test]
fn many_containers_without_an_end_take_no_more_than_their_length() {
    // With a search through all lines for each of them this would take minutes.
    let text = format!("{}{}", "::::note\na\n\n".repeat(20_000), ":::\n\n".repeat(20_000));
    assert_eq!(read(&text).findings.len(), 1);
}
