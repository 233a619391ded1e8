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

/// The code of each finding and the text at its place, up to the end of the line.
fn read(text: &str) -> Vec<String> {
    let highlighter = Highlighter::plain();
    let tools = Tools {
        shortcodes: &NoShortcodes,
        highlighter: &highlighter,
        citations: &NoCitations,
        terms: Terms::Ignored,
        dialect: Dialect::default(),
    };
    let parsed = parse(FileId(0), text, 0, tools);
    let shown = |span: crate::source::Span| span.of(text).lines().next().unwrap_or_default().to_owned();
    parsed.findings.iter().map(|finding| format!("{} {}", finding.code.id(), shown(finding.location.span))).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(read(text), expected, "{text}");
}

#[test]
fn blocks_of_other_generators_are_found_where_they_begin() {
    check("a\n\n!!! note \"A title\"\n    b\n", &["MD104 !!! note \"A title\""]);
    check("???+ question\n\n    b\n\n??? tip \"x\"\n    c\n", &["MD104 ???+ question"]);
    check(":::note Title\nb\n:::\n\n::: {.callout}\nc\n:::\n", &["MD104 :::note Title"]);
    check("- a\n\n  ::::tip[b]\n", &["MD104 ::::tip[b]"]);
    check("=== \"One\"\n    a\n\n=== \"Two\"\n    b\n", &["MD105 === \"One\""]);
    check(
        "--8<-- \"a.md\"\n\n*[CDE]: Card data\n\n[TOC]\n",
        &["MD106 --8<-- \"a.md\"", "MD106 [TOC]", "MD106 *[CDE]: Card data"],
    );
    check("import Tabs from '@theme/Tabs';\n\nexport const a = 1;\n", &["MD107 import Tabs from '@theme/Tabs';"]);
}

#[test]
fn markup_inside_lines_is_found() {
    check("See [[page|text]], ![[picture.png]].\n", &["MD113 [[page|text]]"]);
    check("# A {: #b .c }\n\n[a](https://a.example){: target=\"_blank\"}\n", &["MD108 {: #b .c }"]);
    check(
        "Press ++ctrl+c++, ==now== :material-home:\n",
        &["MD106 ++ctrl+c++", "MD106 ==now==", "MD106 :material-home:"],
    );
    check("{% include a.md %} and {{ page.title }}\n", &["MD106 {% include a.md %}", "MD106 {{ page.title }}"]);
    check(
        "<Tabs>\n<TabItem value=\"a\">b</TabItem>\n</Tabs>\n\nUse <username> here.\n",
        &["MD107 <Tabs>", "MD107 <username>"],
    );
    check("$$\na_b\n$$\n\nand $$x$$\n", &["MD111 $$"]);
    check("> [!INFO]\n> a\n\n> [!Info] b\n", &["MD109 [!INFO]"]);
    check("```mermaid\ngraph TD\n```\n", &["MD112 ```mermaid"]);
}

#[test]
fn rows_without_a_delimiter_row_are_no_table() {
    check("| a | b |\n| 1 | 2 |\n", &["MD110 | a | b |"]);
    check("| a | b |\n|---|\n| 1 | 2 |\n", &["MD110 | a | b |"]);
    check("> | a | b |\n> | 1 | 2 |\n", &["MD110 | a | b |"]);
    check("| a | b |\n|---|---|\n| 1 | 2 |\n\na | b\nc\n\n|x|\n", &[]);
}

#[test]
fn code_comments_escapes_and_prose_are_no_foreign_syntax() {
    for text in [
        "```md\n!!! note\n:::tip\n[[x]]\n$$a$$\n| a | b |\n| c | d |\n```\n",
        "    !!! note\n    [[x]]\n",
        "`[[x]]` `{: #a}` `{% x %}` `==a==` `<Tabs>` `!!! note`\n",
        "<!--\n!!! note\n[[x]] <Tabs>\n-->\n",
        "a <!-- [[x]] {: #a } --> b\n",
        "\\!!! note\n\n\\:::note\n\n\\[[x]]\n\n\\{: #a }\n\n\\<Tabs>\n",
        "!!! Do not do this\n\n??? what\n\n!!!\n",
        "import the file from the server\n\nexport everything\n",
        "It costs $$ and more; a == b == c, i++ and ++j, 12:30:45.\n",
        "[[text]](https://a.example) and [[1]][x]\n\n[x]: https://a.example\n",
        "if [[ -f x ]]; then ${{ secrets.A }} {{ .Values.x }}\n",
        "---\n\na\n===\n\nTerm\n: Definition\n",
        "> [!NOTE]\n> a\n\n> [!NOTE] Title\n> b\n\n> [!tip]- **c**\n> d\n",
        "<Details><SUMMARY>a</SUMMARY></Details> <my-element></my-element>\n",
        "a | b | c\nd | e | f\n",
        "## GET /users/{id}\n\n{{< x >}}\n\n{#a .b}\n",
    ] {
        check(text, &[]);
    }
}

#[test]
fn each_syntax_is_one_finding_at_its_first_place() {
    let highlighter = Highlighter::plain();
    let tools = Tools {
        shortcodes: &NoShortcodes,
        highlighter: &highlighter,
        citations: &NoCitations,
        terms: Terms::Ignored,
        dialect: Dialect::default(),
    };
    let text = "<One/> [[a]]\n\n<Two/> [[b]]\n\n<Two/> [[c]]\n\n<Three/>\n\n<Four/>\n";
    let messages: Vec<String> =
        parse(FileId(0), text, 0, tools).findings.into_iter().map(|finding| finding.message).collect();
    assert!(messages[0].starts_with("`<One>`, `<Two>`, `<Three>`: a component") && messages[0].contains("4 more"));
    assert!(messages[1].starts_with("`[[a]]` is a wiki link") && messages[1].contains("2 more"), "{messages:?}");
}
