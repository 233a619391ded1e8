use proptest::prelude::{ProptestConfig, prop, proptest};

use crate::markdown::highlight::class::Class;
use crate::markdown::highlight::painter::Painter;
use crate::markdown::highlight::{Highlighter, LONGEST_LINE, Options, Page};

fn check(language: &str, code: &str, expected: &str) {
    let found = Highlighter::new().highlight(code, language, &Options::default());
    assert_eq!((found.html.as_str(), found.known), (expected, true), "{language}");
}

/// The text of HTML that holds nothing but spans.
fn text_of(html: &str) -> String {
    let pieces = html.split('<').enumerate();
    let text: String =
        pieces.map(|(rank, piece)| if rank == 0 { piece } else { piece.split_once('>').unwrap().1 }).collect();
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn code_becomes_leaf_spans_with_short_classes() {
    check("go", "func f() int { return 1 } // <x>\n", {
        "<span class=\"k\">func </span><span class=\"f\">f</span>() <span class=\"t\">int </span>{ <span class=\"k\">return \
         </span><span class=\"n\">1 </span>} <span class=\"c\">// &lt;x&gt;\n</span>"
    });
    check("sh", "docker run --rm \"a:$TAG\" # c\n", {
        "<span class=\"f\">docker</span> run<span class=\"a\"> --rm </span><span class=\"s\">\"a:</span><span \
         class=\"v\">$TAG</span><span class=\"s\">\" </span><span class=\"c\"># c\n</span>"
    });
    check("yaml", "key: value\ncount: 1 # c\n", {
        "<span class=\"g\">key</span>: value\n<span class=\"g\">count</span>: <span class=\"n\">1 </span><span class=\"c\"># c\n</span>"
    });
    check("json", "{\"a\": [\"b\", 1, true]}", {
        "{<span class=\"g\">\"a\"</span>: [<span class=\"s\">\"b\"</span>, <span class=\"n\">1</span>, <span \
         class=\"b\">true</span>]}"
    });
    check("diff", "-a\n+b\n c\n", "<span class=\"d\">-a\n</span><span class=\"i\">+b\n</span> c\n");
    check("docker", "FROM a AS b\nRUN echo\n", {
        "<span class=\"k\">FROM</span> a <span class=\"k\">AS </span>b\n<span class=\"k\">RUN </span><span \
         class=\"f\">echo\n</span>"
    });
}

#[test]
fn plain_text_is_escaped_and_nothing_else() {
    for language in ["", "text", "Plaintext", "OUTPUT", "console", "none", "no-highlight", "shell-session"] {
        check(language, "a <b> & \"c\" \u{e000}\n", "a &lt;b&gt; &amp; \"c\" \u{e000}\n");
    }
}

#[test]
fn a_highlighter_loads_nothing_for_plain_text() {
    let highlighter = Highlighter::new();
    highlighter.highlight("a", "text", &Options::default());
    assert!(highlighter.loaded.get().is_none());
}

#[test]
fn languages_are_known_by_the_names_people_use() {
    let names = "shell sh bash zsh docker dockerfile Dockerfile golang go json jsonc json5 yml yaml py python python3 js javascript \
        ts typescript tsx jsx rb ruby rs rust hcl terraform tf ps1 powershell PowerShell toml ini conf nginx makefile make diff xml \
        html HTML css scss sql PostgreSQL MariaDB c++ C++ cpp c C# csharp cs rego proto protobuf graphql php java kotlin swift lua \
        perl r scala starlark cmd bat markdown md latex nix groovy dart elixir haskell http vue svelte csv jinja2 awk jq cmake";
    let highlighter = Highlighter::new();
    for name in names.split_whitespace() {
        assert!(highlighter.highlight("x", name, &Options::default()).known, "{name}");
    }
}

#[test]
fn an_unknown_language_is_plain_and_has_a_near_name() {
    let highlighter = Highlighter::new();
    let found = highlighter.highlight("if <a>\n", "pyhton", &Options::default());
    assert_eq!((found.html.as_str(), found.known), ("if &lt;a&gt;\n", false));
    assert_eq!(highlighter.nearest_language("pyhton"), Some("python"));
    assert_eq!(highlighter.nearest_language("Dokerfile"), Some("dockerfile"));
    assert_eq!(highlighter.nearest_language("quuxquux"), None);
}

#[test]
fn lines_are_marked_and_numbered_one_by_one() {
    let options = Options { marked: vec![(9, 12), (2, 2), (7, 1)], numbered_from: Some(9) };
    let found = Highlighter::new().highlight("/* a\nb */ 1\nc", "js", &options);
    let expected = "<span class=\"ln\">9</span><span class=\"c\">/* a\n</span><span class=\"hl\"><span \
        class=\"ln\">10</span><span class=\"c\">b */ </span><span class=\"n\">1\n</span></span><span class=\"ln\">11</span>c";
    assert_eq!(found.html, expected);
    let plain = Highlighter::new().highlight("a\nb\n", "", &Options { marked: vec![(1, 1)], numbered_from: None });
    assert_eq!(plain.html, "<span class=\"hl\">a\n</span>b\n");
}

#[test]
fn a_line_of_monstrous_length_is_plain() {
    let line = "true ".repeat(LONGEST_LINE / 5 + 1);
    check("js", &format!("{line}\n1\n"), &format!("{line}\n<span class=\"n\">1\n</span>"));
}

#[test]
fn one_highlighter_serves_many_threads() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Highlighter>();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_text_of_the_html_is_the_code(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "\"", "'", "`", "${", "}", "<", "&", "é", "\n", " ", "if", "#", "//", "/*", "*/", "<?php", "\u{e000}", "- a:", "|", "\r\n", "@", "(", "😀",
            ]),
            0..40,
        ),
        language in prop::sample::select(vec!["sh", "yaml", "go", "js", "php", "html", "python", "md", "docker", "rb", "hcl"]),
        marked in 0usize..5,
    ) {
        let code = parts.concat();
        let options = Options { marked: vec![(marked, marked)], numbered_from: None };
        let html = Highlighter::new().highlight(&code, language, &options).html;
        assert_eq!(text_of(&html), code);
    }
}

/// Code whose lines leave things open and close them again, and that comes in any order.
const REPEATED: &[(&str, &[&str])] = &[
    (
        "bash",
        &[
            "echo \"a\n",
            "b\"\n",
            "cat <<END\n",
            "$x\n",
            "END\n",
            "run \\\n",
            "  --flag x # y\n",
            "\n",
            "if a; then\n",
            "fi\n",
        ],
    ),
    ("json", &["{\"a\":\n", "[1,\n", "\"b\"\n", "]\n", "}\n"]),
    ("yaml", &["a: |\n", "  text: 1\n", "b: \"x\n", "  y\"\n", "- c: 2\n", "# d\n"]),
    ("c", &["/* a\n", "b */\n", "int c = 1;\n", "\"d\\\n", "e\"\n"]),
    ("html", &["<p class=\"a\n", "b\">\n", "<script>\n", "let c = `d\n", "`;\n", "</script>\n", "text\n"]),
];

/// What a grammar makes of `code` line after line, nothing recalled.
fn unremembered(highlighter: &Highlighter, language: &str, code: &str) -> String {
    let loaded = highlighter.loaded();
    let grammar = loaded.languages.index(language).unwrap();
    let mut page = Page { html: String::new(), class: Class::Plain };
    let mut painter = Painter::new(loaded, grammar, code).unwrap();
    for line in code.split_inclusive('\n') {
        painter.line_unremembered(line, &mut page);
    }
    page.switch(Class::Plain);
    page.html
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_line_recalled_is_coloured_as_if_it_were_read(blocks in prop::collection::vec((0..REPEATED.len(), prop::collection::vec(0..10_usize, 1..9)), 1..6)) {
        let highlighter = Highlighter::new();
        for (language, lines) in blocks {
            let (language, pool) = REPEATED[language];
            let code: String = lines.iter().map(|line| pool[line % pool.len()]).collect();
            let found = highlighter.highlight(&code, language, &Options::default()).html;
            assert_eq!(found, unremembered(&highlighter, language, &code), "{language}: {code:?}");
        }
    }
}
