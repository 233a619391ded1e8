use proptest::prelude::{ProptestConfig, prop, proptest};
use std::fmt::Write as _;

use super::call::{MAX_DEPTH, Node, Quoting, Scalar};
use super::scan;
use crate::finding::Code;
use crate::source::Span;

/// A short form of what was found: text as it stands, a call as `[name arguments|inner]`.
fn shown(text: &str, nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        match node {
            Node::Text(span) => out.push_str(span.of(text)),
            Node::Literal { text, .. } => write!(out, "‹{text}›").unwrap(),
            Node::Broken(_) => out.push('✗'),
            Node::Call(call) => {
                write!(out, "[{}", call.name).unwrap();
                for argument in &call.arguments.positional {
                    write!(out, " {}", argument.text).unwrap();
                }
                for (name, argument) in &call.arguments.named {
                    assert!(name.span.of(text).contains(&name.value));
                    write!(out, " {}={}", name.value, argument.text).unwrap();
                }
                out.push_str(if call.self_closing { "/" } else { "" });
                if let Some(inner) = &call.inner {
                    write!(out, "|{}", shown(text, inner)).unwrap();
                }
                out.push(']');
            }
        }
    }
    out
}

fn check(text: &str, expected: &str) {
    let (nodes, faults) = scan(text);
    assert_eq!((shown(text, &nodes).as_str(), faults), (expected, vec![]), "{text}");
}

fn check_faults(text: &str, expected: &str, codes: &[(Code, &str)]) {
    let (nodes, faults) = scan(text);
    let found: Vec<_> = faults.iter().map(|fault| (fault.code, fault.span.of(text))).collect();
    assert_eq!((shown(text, &nodes).as_str(), found), (expected, codes.to_vec()), "{text}");
}

#[test]
fn a_call_is_found_in_any_context() {
    check("", "");
    check("plain {{ text }} { {% raw %}", "plain {{ text }} { {% raw %}");
    check("a {{< x >}} b", "a [x] b");
    check("{{<x>}}{{%x%}}", "[x][x]");
    check("{{<\nx\n>}}", "[x]");
    check("`{{< x >}}`\n\n```\n{{< x >}}\n```", "`[x]`\n\n```\n[x]\n```");
    check("{{{< x >}}} {{{{< x >}}", "{[x]} {{[x]");
    check("{{< a-b/c_d/e9 >}}{{< été >}}", "[a-b/c_d/e9][été]");
}

#[test]
fn arguments_are_read_with_and_without_names_and_quotes() {
    check("{{< x a b-c 1.5 -3 >}}", "[x a b-c 1.5 -3]");
    check("{{< x \"a b\" `c \"d\" \\n` >}}", "[x a b c \"d\" \\n]");
    check(r#"{{< x "say \"hi\"" "back\\slash" >}}"#, r#"[x say "hi" back\\slash]"#);
    check(r#"{{< x \"a b\" >}}"#, "[x a b]");
    check("{{< x a=\"b\" c=d e=`f` >}}", "[x a=b c=d e=f]");
    check("{{< x a = b c= \"d\" e =f >}}", "[x a=b c=d e=f]");
    check("{{< x\n  a=\"1\"\n  b=2\n>}}", "[x a=1 b=2]");
    check("{{< x u=http://e.org/?q=1 >}}", "[x u=http://e.org/?q=1]");
    check("{{< x a=50% b=x>y c=[1,2] >}}", "[x a=50% b=x>y c=[1,2]]");
    check("{{< x a=b>}}{{< x a=b/>}}", "[x a=b][x a=b/]");
    check("{{< x \"a\"b\"c\" >}}", "[x a b c]");
    check("{{< x \"my key\"=v a=\"\" >}}", "[x my key=v a=]");
    check("{{< x \">}}\" `>}}` >}}", "[x >}} >}}]");
}

#[test]
fn a_value_keeps_whether_it_was_bare() {
    let (nodes, _) = scan("{{< x true 12 010 -1.5 1e3 \"true\" 1.2.3 >}}{{< y a=1 a=\"2\" >}}");
    let [Node::Call(x), Node::Call(y)] = &nodes[..] else { panic!("two calls: {nodes:?}") };
    let values: Vec<_> = x.arguments.positional.iter().map(|argument| argument.scalar()).collect();
    let expected = [
        Scalar::Boolean(true),
        Scalar::Integer(12),
        Scalar::Integer(10),
        Scalar::Float(-1.5),
        Scalar::Text("1e3"),
        Scalar::Text("true"),
        Scalar::Text("1.2.3"),
    ];
    assert_eq!(values, expected);
    assert_eq!(y.arguments.get("a").map(|argument| (&*argument.text, argument.quoting)), Some(("2", Quoting::Quoted)));
}

#[test]
fn a_call_is_a_container_where_its_closing_tag_follows() {
    check("{{< x >}}a{{< /x >}}b", "[x|a]b");
    check("{{< x >}}a{{</x>}}{{< x >}}b{{</ x >}}{{% x %}}c{{% / x %}}", "[x|a][x|b][x|c]");
    check("{{< x >}}a{{% /x %}}", "[x|a]");
    check("{{< x >}}{{< x >}}a{{< /x >}}{{< /x >}}", "[x|[x|a]]");
    check("{{< x >}}a{{< x >}}b{{< /x >}}", "[x]a[x|b]");
    check("{{< x >}}a{{< y >}}b{{< /x >}}", "[x|a[y]b]");
    check("{{< x />}}{{< x >}}a{{< /x >}}", "[x/][x|a]");
    check("{{< x a/>}}{{< x / >}}{{< x/>}}", "[x a/][x/][x/]");
    check("{{< x >}}{{< /x >}}", "[x|]");
}

#[test]
fn a_closing_tag_closes_the_innermost_call_if_its_name_was_opened_above() {
    check("{{< x >}}{{< y >}}{{< /x >}}{{< /y >}}", "[x|[y|]]");
    check("{{< x >}}a{{< /x >}}{{< y >}}b{{< /x >}}", "[x|a][y|b]");
    check("{{< x >}}{{< v >}}{{< y >}}b{{< /x >}}c{{< /y >}}", "[x|[v][y|b]c]");
    // The second `y` needs the tag that is left.
    check("{{< x >}}{{< y >}}{{< /x >}}{{< y >}}a{{< /y >}}", "[x|[y]][y|a]");
    check("{{< x >}}a{{< /x >}}{{< x >}}{{< y >}}{{< /x >}}", "[x|a][x|[y]]");
}

#[test]
fn a_call_in_a_comment_is_none() {
    check("a <!-- {{< x >}} --> b {{< y >}}", "a ‹<!-- -->› b [y]");
    check("<!--\n{{< x >}}\n\n{{< /x >}}\n-->\n", "‹<!-- -->›\n");
    check("<!-- {{< x --> b {{< y >}}", "‹<!-- -->› b [y]");
    check("<div>\n<!-- {{< x \"-->\" >}} -->\n</div>", "<div>\n‹<!-- -->›\n</div>");
    check("{{< x >}}<!-- {{< y >}} -->{{< /x >}}", "[x|‹<!-- -->›]");
    check("<!-- a --> {{< x >}} <!-- b -->", "<!-- a --> [x] <!-- b -->");
    // What is no comment: code, an argument, and what has no end.
    check("<!-- {{< x >}}\n\nb", "<!-- [x]\n\nb");
    check("`<!-- {{< x >}} -->`", "`<!-- [x] -->`");
    check("```\n<!-- {{< x >}} -->\n```", "```\n<!-- [x] -->\n```");
    check("{{< highlight html >}}<!-- {{< x >}} -->{{< /highlight >}}", "[highlight html|<!-- [x] -->]");
    check("{{< x \"<!--\" >}} {{< y >}} -->", "[x <!--] [y] -->");
}

#[test]
fn an_escaped_call_is_the_call_as_text() {
    check("{{</* x a=\"b\" */>}}", "‹{{< x a=\"b\" >}}›");
    check("{{%/*x*/%}}", "‹{{%x%}}›");
    check("{{</* /x */>}}{{</*/* z */*/>}}", "‹{{< /x >}}›‹{{</* z */>}}›");
    check("{{</* {{< z >}} */>}}", "‹{{< {{< z >}} >}}›");
    check("{{< x >}}{{</* y */>}}{{< /x >}}", "[x|‹{{< y >}}›]");
}

#[test]
fn a_tag_that_cannot_be_read_is_reported_once_and_the_rest_is_read() {
    use Code::{MalformedShortcode as Malformed, UnclosedShortcode as Unclosed, UnopenedShortcode as Unopened};
    check_faults("{{< x a,b >}}t{{< y >}}", "✗t[y]", &[(Malformed, ",")]);
    check_faults("{{< x 'a' >}}t{{< /x >}}", "✗t✗", &[(Malformed, "'")]);
    check_faults("{{< x %}}t", "✗t", &[(Malformed, "{{< x %}}")]);
    check_faults("{{< >}}", "✗", &[(Malformed, "{{< >}}")]);
    check_faults("{{< x \"a >}}\nt", "✗\nt", &[(Malformed, "{{< x \"a >}}")]);
    check_faults("{{< x / a >}}", "✗", &[(Malformed, "a")]);
    check_faults("{{< x a= >}}", "✗", &[(Malformed, "{{< x a= >}}")]);
    check_faults("{{< x >}}{{< /x a >}}", "[x]✗", &[(Malformed, "a")]);
    check_faults("{{< x a b=c >}}", "[x a b=c]", &[(Malformed, "a")]);
    check_faults("{{</* x >}}t", "✗t", &[(Malformed, "{{</* x >}}")]);
    check_faults("{{< x", "✗", &[(Unclosed, "{{< x")]);
    check_faults("{{< x }}\nt", "✗\nt", &[(Malformed, "}")]);
    check_faults("{{< x {{< y >}}", "✗[y]", &[(Unclosed, "{{< x ")]);
    check_faults("a{{< /x >}}b", "a✗b", &[(Unopened, "{{< /x >}}")]);
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| "{{< x >}}".repeat(depth) + &"{{< /x >}}".repeat(depth);
    assert_eq!(scan(&nested(MAX_DEPTH)).1, vec![]);
    let faults: Vec<_> = scan(&nested(MAX_DEPTH + 50)).1.iter().map(|fault| fault.code).collect();
    assert_eq!(faults, [Code::NestedTooDeep]);
    // Calls without a closing tag do not nest.
    assert_eq!(scan(&"{{< x >}}".repeat(1000)).1, vec![]);
}

#[test]
fn hostile_text_is_read_to_its_end() {
    let units = [
        "{{<",
        "{{< ",
        "{{<x ",
        "{{<x a=",
        "{{<x a=\"",
        "{{<x \"",
        "{{<x `",
        "{{<x \\\"\"\"",
        "{{<x a=b\" \"",
        "{{</*",
        "{{</x>}}",
        "{{<x>}}",
        "{{<x>}}{{</y>}}",
        "{{%x \"\\\"",
        "{{<x '",
        "{{",
        "{{<x `{{<x`\"",
        "{{<x \"{{<x \" \"",
        "{{< a/b.",
    ];
    for unit in units {
        let text = unit.repeat(300_000 / unit.len());
        covers(&text, &scan(&text).0, Span::new(0, text.len()));
    }
}

/// The nodes follow one another from end to end of `whole`, on character boundaries.
fn covers(text: &str, nodes: &[Node], whole: Span) {
    let mut position = whole.start;
    for node in nodes {
        let span = match node {
            Node::Text(span) | Node::Broken(span) | Node::Literal { span, .. } => *span,
            Node::Call(call) => call.whole(),
        };
        assert_eq!(span.start, position, "a gap in {text:?}");
        assert!(span.start < span.end && text.get(span.start..span.end).is_some());
        if let Node::Call(call) = node {
            assert_eq!(call.inner.is_some(), call.closing.is_some());
            if let (Some(inner), Some(closing)) = (&call.inner, call.closing) {
                covers(text, inner, Span::new(call.span.end, closing.start));
            }
        }
        position = span.end;
    }
    assert_eq!(position, whole.end, "a gap at the end of {text:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn nodes_cover_any_text(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "{{<", "{{%", ">}}", "%}}", "/", "*/", "/*", "x", "yé", " ", "\n", "\"", "`", "\\", "=", "{", "}", ".", "{{< x >}}",
                "{{< /x >}}", "😀", "\r\n", ",",
            ]),
            0..40,
        )
    ) {
        let text = parts.concat();
        let (nodes, faults) = scan(&text);
        covers(&text, &nodes, Span::new(0, text.len()));
        for fault in faults {
            assert!(text.get(fault.span.start..fault.span.end).is_some_and(|faulty| !faulty.is_empty()));
        }
    }

    #[test]
    fn nodes_cover_text_of_any_characters(text in "\\PC*") {
        covers(&text, &scan(&text).0, Span::new(0, text.len()));
    }
}
