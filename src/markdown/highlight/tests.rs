use proptest::prelude::{ProptestConfig, prop, proptest};

use crate::markdown::highlight::parser::MAX_LINE;
use crate::markdown::highlight::{Highlighter, MAX_BLOCK, Options};

fn check(language: &str, code: &str, expected: &str) {
    let found = Highlighter::new().highlight(code, language, &Options::default());
    assert_eq!((found.html.as_str(), found.known), (expected, true), "{language}");
}

/// The text of HTML that holds nothing but spans.
fn text_of(html: &str) -> String {
    let pieces = html.split('<').enumerate();
    let text: String =
        pieces.map(|(index, piece)| if index == 0 { piece } else { piece.split_once('>').unwrap().1 }).collect();
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
    check(
        "diff",
        "-a\n+b\n c\n",
        "<span class=\"del\"><span class=\"d\">-a\n</span></span><span class=\"ins\"><span class=\"i\">+b\n</span></span> c\n",
    );
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
    assert_eq!(Highlighter::nearest_language("pyhton"), Some("python"));
    assert_eq!(Highlighter::nearest_language("Dokerfile"), Some("dockerfile"));
    assert_eq!(Highlighter::nearest_language("quuxquux"), None);
}

#[test]
fn lines_are_marked_and_numbered_one_by_one() {
    let options = Options { marked: vec![(9, 12), (2, 2), (7, 1)], numbered_from: Some(9), ..Options::default() };
    let found = Highlighter::new().highlight("/* a\nb */ 1\nc", "js", &options);
    let expected = "<span class=\"ln\">9</span><span class=\"c\">/* a\n</span><span class=\"hl\"><span \
        class=\"ln\">10</span><span class=\"c\">b */ </span><span class=\"n\">1\n</span></span><span class=\"ln\">11</span>c";
    assert_eq!(found.html, expected);
    let plain = Highlighter::new().highlight("a\nb\n", "", &Options { marked: vec![(1, 1)], ..Options::default() });
    assert_eq!(plain.html, "<span class=\"hl\">a\n</span>b\n");
}

#[test]
fn a_very_long_line_or_block_is_plain() {
    let line = "true ".repeat(MAX_LINE / 5 + 1);
    check("js", &format!("{line}\n1\n"), &format!("{line}\n<span class=\"n\">1\n</span>"));
    let block = "true\n".repeat(MAX_BLOCK / 5 + 1);
    check("js", &block, &block);
}

#[test]
fn long_lines_that_leave_much_open_are_highlighted_in_time() {
    let highlighter = Highlighter::new();
    for language in ["sh", "yaml", "json", "go", "python", "js", "html", "php", "ruby", "md", "docker", "hcl", "sql"] {
        for part in ["(", "$(", "{a:", "[a](", "\"", "`", "<<A ", "<a ", "/*", "a=", "- ", "\\", "é "] {
            let code = format!("{}\n", part.repeat(500));
            let found = highlighter.highlight(&code, language, &Options::default());
            assert_eq!((text_of(&found.html), found.known), (code, true), "{language}");
        }
    }
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
        let options = Options { marked: vec![(marked, marked)], ..Options::default() };
        let html = Highlighter::new().highlight(&code, language, &options).html;
        assert_eq!(text_of(&html), code);
    }
}

/// Code in many languages, with constructs that are hard for their grammars.
const SAMPLES: &[(&str, &str)] = &[
    ("bash", "for f in *.md; do echo \"$f: ${#f}\" | tee -a log.txt; done\nexport PATH=$PATH:/opt # set\n"),
    ("bash", "cat <<-'EOF' > out.txt\n\t$plain `text`\n\tEOF\ncat <<END\n$(date) ${a:-b}\nEND\necho done\n"),
    (
        "bash",
        "function f() { local x=1; [[ $x -gt 0 && -f a ]] || return 1; }\nalias l='ls -la'\ncase $1 in a|b) exit;; esac\n",
    ),
    (
        "bash",
        "docker run --rm -v \"$PWD\":/w \\\n  --name=a b:latest@sha256:0f # é ü\nif ! grep -q 'a' b; then declare -a y=(1 2); fi\n",
    ),
    ("bash", "echo “a b”\u{a0}c – d | e\u{2009}f && alias g=“h” # 日本\nexport x=\u{3000}\n"),
    (
        "yaml",
        "a: &x [1, 0x1F, ~, yes, \"q\\n\"]\nb: >-\n  folded: no\n\n  more\nc: !!str 2001-01-01\n? k\n: *x\n- {d: 'e''f'}\n",
    ),
    ("json", "{\"a\": [1.5e3, -2, null, \"\\u00e9\"], // c\n  \"b\": {\"c\": true}}\n"),
    (
        "docker",
        "# syntax\nFROM a:1 AS b\nRUN set -e; \\\n  apk add c\nCOPY --chown=n:n [\"x\", \"./\"]\nONBUILD RUN ls\nENV A=b C=\"d\"\n",
    ),
    (
        "go",
        "package a\n\nfunc (s *S) F(x ...int) (err error) {\n\tif v, ok := m[\"k\"]; ok { go g(v) }\n\treturn fmt.Errorf(`a\n%w`, err)\n}\n",
    ),
    (
        "python",
        "@dec\nasync def f(a: int = 1, *b, **c) -> str:\n    \"\"\"Doc\n    string\"\"\"\n    return f\"{a!r:>{b}}\" if not c else r'\\d+'\n",
    ),
    (
        "js",
        "const a = async ({b, ...c}) => `x ${b ? /re[/]x/g : `y`}`;\nclass D extends E { static #f = 1n; get g() { return <p>h</p>; } }\n",
    ),
    ("ts", "interface A<T> { readonly b?: T[]; (c: string): void }\nenum E { F = 1 }\nlet x = y as unknown;\n"),
    (
        "html",
        "<!doctype html>\n<style>a:hover{color:#df45e6}</style><script>if (a<b) { c() }</script>\n<p class=x data-y='&amp;'>t</p>\n",
    ),
    (
        "css",
        "@media (min-width: 10em) { .a > #b::after { content: \"\\201C\"; margin: -1px calc(1rem + 2%) !important } }\n",
    ),
    ("hcl", "resource \"a\" \"b\" {\n  count = var.c ? 1 : 0\n  d = <<-EOT\n    ${e.f}\n  EOT\n}\n"),
    (
        "nginx",
        "http {\n  types { text/html html htm; }\n  server { listen 80; location ~ \\.php$ { return 301 https://$host$request_uri; } }\n}\n",
    ),
    (
        "php",
        "<?php\nnamespace A;\nfunction f(?int $a): string { return \"b {$a} $c[0]\" . <<<X\n d $e\nX;\n}\n?>\n<p><?= $x ?></p>\n",
    ),
    (
        "ruby",
        "class A < B\n  attr_reader :c\n  def d(e: 1) = puts \"#{e} f\", %w[g h], /i/x\n  x = <<~T\n    j #{k}\n  T\nend\n",
    ),
    (
        "c++",
        "#include <iostream>\nusing namespace std;\ntemplate <class T> int f(T&& a) { return static_cast<int>(a) + 0x1Fu; } /* b */\n",
    ),
    (
        "rust",
        "fn f<'a, T: A>(x: &'a T) -> Option<u8> { let s = r#\"b\"#; m!(x, 'c'); Some(1_u8) } // d\n#[e] struct F(pub u8);\n",
    ),
    ("sql", "SELECT a.*, count(*) AS \"n\" FROM t a LEFT JOIN u ON a.id = u.id WHERE x LIKE 'y%' -- z\n"),
    ("diff", "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-a\n+b\n"),
    ("md", "# A *b*\n\n- `c` [d](e \"f\")\n\n```sh\necho $g\n```\n> q\n\n| h | i |\n|---|---|\n"),
    ("toml", "[a.b]\nc = \"d\"\ne = [1, 2.0, true, 2020-01-01]\nf = \"\"\"\ng\"\"\"\n"),
    ("ini", "[a]\nb = c ; d\n# e\n"),
    ("ps1", "function A { param([string]$b) Write-Host \"c $b $($d.E)\"; if ($f -eq 1) { @{g='h'} } }\n"),
    ("make", "A := $(shell b)\n.PHONY: c\nc: d\n\t@echo $@ $(A)\n"),
    ("xml", "<?xml version=\"1.0\"?>\n<a b='c'><!-- d --><![CDATA[e]]></a>\n"),
    ("java", "@A public class B<T> extends C { int d() { return this.e ? 'f' : \"g\".length(); } }\n"),
    ("lua", "local function a(b) return [[c]] .. #b end -- d\n"),
    ("perl", "my %a = (b => qw(c d)); s/e/f/g; print <<X;\n$a{b}\nX\n"),
];

#[test]
fn samples_of_many_languages_keep_their_classes() {
    let highlighter = Highlighter::new();
    let coloured = SAMPLES.iter().map(|(language, code)| {
        let html = highlighter.highlight(code, language, &Options::default()).html;
        format!("## {language}\n{html}\n")
    });
    insta::assert_snapshot!(coloured.collect::<String>());
}
