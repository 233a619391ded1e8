use pulldown_cmark::{Parser, html::push_html};

use super::Prepared;
use crate::markdown::dialect::{Dialect, Typographer};
use crate::markup::Extensions;

#[track_caller]
fn check(source: &str, expected: &str) {
    check_as(source, Dialect::default(), expected);
}

#[track_caller]
fn check_as(source: &str, dialect: Dialect<'_>, expected: &str) {
    let prepared = Prepared::new(source, dialect);
    let events = Parser::new_ext(prepared.text(), dialect.options()).into_offset_iter().collect();
    let mut html = String::new();
    push_html(&mut html, prepared.corrected(events, dialect).into_iter().map(|(event, _)| event));
    assert_eq!(html.trim_end(), expected, "{source}");
}

#[test]
fn single_tildes_strike_through_inside_words() {
    check("H~2~O", "<p>H<del>2</del>O</p>");
    check("a ~b~ c", "<p>a <del>b</del> c</p>");
    check("x~1~ and y~2~z", "<p>x<del>1</del> and y<del>2</del>z</p>");
    check("~~H~2~O~~", "<p><del>H<del>2</del>O</del></p>");
    check("H&amp;~2~O", "<p>H&amp;<del>2</del>O</p>");
    check("from ~5 to ~6", "<p>from ~5 to ~6</p>");
    check("~/a ~/b and ~/c", "<p>~/a ~/b and ~/c</p>");
    check("H\\~2~O and `H~2~O`", "<p>H~2~O and <code>H~2~O</code></p>");
    check("    H~2~O", "<pre><code>H~2~O</code></pre>");
    check("|H~2|O~|\n|-|-|", "<table><thead><tr><th>H~2</th><th>O~</th></tr></thead><tbody>\n</tbody></table>");
}

#[test]
fn dashes_are_divided_from_the_left() {
    check("a -- b --- c", "<p>a – b — c</p>");
    check("a ---- b", "<p>a —- b</p>");
    check("a ----- b", "<p>a —– b</p>");
    check("a ------ b", "<p>a —— b</p>");
    check("`----`", "<p><code>----</code></p>");
}

#[test]
fn the_row_below_the_head_of_a_table_may_have_tabs_and_no_gaps() {
    let table = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n</tbody></table>";
    check("| a\t| b\t|\n|---\t|\t---\t|", table);
    check("| a | b |\n| --- | --- -- |", "<p>| a | b |\n| — | — – |</p>");
    check("```\n| a | b |\n|---\t|---|\n```", "<pre><code>| a | b |\n|---\t|---|\n</code></pre>");
    check("- - -|", "<ul>\n<li>\n<ul>\n<li>-|</li>\n</ul>\n</li>\n</ul>");
}

#[test]
fn a_list_begins_where_a_row_below_the_head_of_a_table_could() {
    check("a | b\n- | -", "<p>a | b</p>\n<ul>\n<li>| -</li>\n</ul>");
}

#[test]
fn quotation_marks_are_curled_where_goldmark_curls_them() {
    for (source, expected) in [
        ("it's \"so\" 'q' '90s 'twas", "it’s “so” ‘q’ ’90s ’twas"),
        ("<< a >> b", "« a » b"),
        ("a, \"b\" (c's) \"Monitor 21\"\" x", "a, “b” (c’s) “Monitor 21\"” x"),
        ("rock 'n' roll", "rock ’n’ roll"),
        ("He said, \"'Tis 'ok'\"", "He said, “‘Tis ‘ok’”"),
        ("5'10\" tall", "5'10\" tall"),
        ("'' \"\" '", "’’ \"\" '"),
        ("a\"b\"c", "a\"b\"c"),
        ("'a b' 'c", "‘a b’ ‘c"),
        ("\\\"a\\\" \\-- \\...", "\"a\" -- ..."),
        ("a.... b .. c", "a…. b .. c"),
        ("James' book, doin' it", "James’ book, doin’ it"),
        ("l'été d'un l\"x", "l’été d’un l\"x"),
        ("see https://ex.org/a--b/'c' -- d", "see https://ex.org/a--b/'c' – d"),
    ] {
        check(source, &format!("<p>{expected}</p>"));
    }
    check("- \"a\n\n- b\"", "<ul>\n<li>\n<p>“a</p>\n</li>\n<li>\n<p>b\"</p>\n</li>\n</ul>");
}

#[test]
fn what_has_no_text_of_its_own_stays_as_it_is_typed() {
    let typographer = Typographer {
        left_double_quote: Some("„"),
        right_double_quote: Some("“"),
        ellipsis: None,
        ..Typographer::default()
    };
    let dialect = Dialect { typographer, ..Dialect::default() };
    check_as("\"a\" ... -- it's", dialect, "<p>„a“ ... – it’s</p>");
}

#[test]
fn a_definition_has_a_blank_behind_its_colon_and_no_indentation() {
    check("a\n:b", "<p>a\n:b</p>");
    check("a\n:::b\n\n    :c", "<p>a\n:::b</p>\n<pre><code>:c</code></pre>");
    check("a\n  : b", "<p>a\n: b</p>");
    check("a\n: b", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>");
    check("- a\n  : b", "<ul>\n<li>\n<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n</li>\n</ul>");
    check("> a\n> : b", "<blockquote>\n<dl>\n<dt>a</dt>\n<dd>b</dd>\n</dl>\n</blockquote>");
    check("a [b\n:c](/d)", "<p>a <a href=\"/d\">b\n:c</a></p>");
}

#[test]
fn each_line_is_a_term_and_an_empty_line_makes_a_paragraph() {
    check("a\nb\n: c\n: d", "<dl>\n<dt>a</dt>\n<dt>b</dt>\n<dd>c</dd>\n<dd>d</dd>\n</dl>");
    check("a\n: b\n\n: c", "<dl>\n<dt>a</dt>\n<dd>b</dd>\n<dd>\n<p>c</p>\n</dd>\n</dl>");
    check("a\n\n: b", "<dl>\n<dt>a</dt>\n<dd>\n<p>b</p>\n</dd>\n</dl>");
    check("a\n: b\n\n  c", "<dl>\n<dt>a</dt>\n<dd>b\n<p>c</p>\n</dd>\n</dl>");
}

#[test]
fn further_delimiters_are_read_where_they_are_on() {
    let extensions =
        Extensions { superscript: true, subscript: true, insert: true, mark: true, ..Extensions::default() };
    let dialect = Dialect { extensions, ..Dialect::default() };
    check_as("H~2~O x^2^ y^-2^ ~~z~~", dialect, "<p>H<sub>2</sub>O x<sup>2</sup> y<sup>-2</sup> <del>z</del></p>");
    // The parser has no tag for these; the writer looks at the source.
    check_as("==a *b* c== ++d++", dialect, "<p><sup>a <em>b</em> c</sup> <sup>d</sup></p>");
    check_as("**==a**== `==b==` === c ===", dialect, "<p><strong>==a</strong>== <code>==b==</code> === c ===</p>");
    check("x^2^ ==a==", "<p>x^2^ ==a==</p>");
}

#[test]
fn names_of_emoji_are_read_where_they_are_on() {
    let extensions = Extensions { emoji: true, ..Extensions::default() };
    let dialect = Dialect { extensions, ..Dialect::default() };
    check_as(
        ":smile: :+1: :nosuch: x:smile:y `:smile:` :",
        dialect,
        "<p>😄 👍 :nosuch: x😄y <code>:smile:</code> :</p>",
    );
    check(":smile:", "<p>:smile:</p>");
}

#[test]
fn a_head_gets_the_cells_that_it_lacks_and_may_end_a_paragraph() {
    let table = |head: &str, row: &str| {
        format!("<table><thead><tr>{head}</tr></thead><tbody>\n<tr>{row}</tr>\n</tbody></table>")
    };
    check(
        "| a | b |\n|---|---|---|\n| 1 | 2 | 3 |",
        &table("<th>a</th><th>b</th><th></th>", "<td>1</td><td>2</td><td>3</td>"),
    );
    check("a\n-|-\nb | c", &table("<th>a</th><th></th>", "<td>b</td><td>c</td>"));
    check("| a \\| b |\n|-|\n", "<table><thead><tr><th>a | b</th></tr></thead><tbody>\n</tbody></table>");
    check("| a | b |\n|---|\n", "<p>| a | b |\n|—|</p>");
    check(
        "x:\na|b\n:-|-:\n1|2",
        &format!(
            "<p>x:</p>\n{}",
            table(
                "<th style=\"text-align: left\">a</th><th style=\"text-align: right\">b</th>",
                "<td style=\"text-align: left\">1</td><td style=\"text-align: right\">2</td>"
            )
        ),
    );
    check(
        "- x\n  a|b\n  -|-|-\n",
        "<ul>\n<li>x<table><thead><tr><th>a</th><th>b</th><th></th></tr></thead><tbody>\n</tbody></table>\n</li>\n</ul>",
    );
    check("```\nx\na\n-|-|-\n```", "<pre><code>x\na\n-|-|-\n</code></pre>");
    check(
        "|a|\n|-|\n|b|\n|-|-|",
        "<table><thead><tr><th>a</th></tr></thead><tbody>\n<tr><td>b</td></tr>\n<tr><td>-</td></tr>\n</tbody></table>",
    );
}

#[test]
fn events_behind_an_inserted_text_have_their_ranges_in_the_source() {
    let source = "x\né|b\n-|-|-\n1|`2`\n\nend *é*";
    let dialect = Dialect::default();
    let prepared = Prepared::new(source, dialect);
    let events = Parser::new_ext(prepared.text(), dialect.options()).into_offset_iter().collect();
    let texts: Vec<_> = prepared
        .corrected(events, dialect)
        .into_iter()
        .filter_map(|(event, range)| match event {
            pulldown_cmark::Event::Text(text) => Some((text.to_string(), source[range].to_owned())),
            _ => None,
        })
        .collect();
    let texts: Vec<_> = texts.iter().map(|(text, range)| (text.as_str(), range.as_str())).collect();
    assert_eq!(texts, [("x", "x"), ("é", "é"), ("b", "b"), ("1", "1"), ("end ", "end "), ("é", "é")]);
}
