//! The reasons of the YAML parser in plain words. Its own name the grammar: scalars, flow mappings, tokens.

/// Parts of the parser's reasons with the words for them; the first that is contained counts.
const WORDS: &[(&str, &str)] = &[
    ("mapping values are not allowed", "unexpected `:`"),
    ("illegal placement of ':'", "unexpected `:`"),
    ("mapping keys are not allowed", "unexpected `?`"),
    ("block sequence entries are not allowed", "unexpected `-`"),
    ("cannot start with '-'", "unexpected `-`"),
    ("flow mapping", "a `{` is not closed, or a `,` is missing"),
    ("flow sequence", "a `[` is not closed, or a `,` is missing"),
    ("expected '-' indicator", "expected another `-` of the list, or less indentation"),
    ("did not find expected key", "expected a key"),
    ("simple key", "expected `:` after a key"),
    ("node content", "expected a value"),
    ("unknown escape", "unknown escape after a backslash"),
    ("escape code", "invalid code after a backslash"),
    ("hexadecimal number", "expected a hexadecimal number after a backslash"),
    ("unknown anchor", "`*` names a value that no `&` defines"),
    ("anchor or alias", "expected a name after `&` or `*`"),
    ("while scanning a quoted scalar", "a quote is not closed"),
    ("trailing content after double-quoted", "unexpected text after the closing quote"),
    ("tag", "unexpected `!`"),
    ("TAG", "unexpected `%`"),
    ("the handle", "unexpected `!`"),
    ("tab", "a tab where YAML allows only spaces"),
    ("directive", "unexpected `%`"),
    ("indentation indicator", "a text block cannot have the indentation 0"),
    ("block scalar", "unexpected text in the first line of a text block"),
    ("indent", "wrong indentation"),
    ("comment intercepting", "a comment inside a text of several lines"),
    ("unexpected e", "the text ends too early"),
    ("misplaced bracket", "unexpected closing bracket"),
    ("unprintable", "an unprintable character"),
    ("byte order mark", "a byte order mark inside the text"),
    ("recursion limit", "nested too deeply"),
    ("document", "unexpected text after the end of the document"),
    ("token", "expected more text"),
    ("whitespace", "expected a space"),
    ("stream", "the text cannot be read"),
];

/// The parser's reason in the words of a message.
pub(super) fn plain(reason: &str) -> &str {
    if reason.contains("wrongly indented line") {
        return "wrong indentation";
    }
    WORDS.iter().find(|(part, _)| reason.contains(part)).map_or(reason, |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn no_reason_names_the_grammar() {
        for (reason, words) in [
            ("mapping values are not allowed in this context", "unexpected `:`"),
            ("block sequence entries are not allowed in this context", "unexpected `-`"),
            ("while parsing a block mapping, did not find expected key", "expected a key"),
            (
                "while parsing a block collection, did not find expected '-' indicator",
                "expected another `-` of the list, or less indentation",
            ),
            (
                "while parsing a flow mapping, did not find expected ',' or '}'",
                "a `{` is not closed, or a `,` is missing",
            ),
            ("while parsing a flow sequence, expected ',' or ']'", "a `[` is not closed, or a `,` is missing"),
            ("while parsing a node, did not find expected node content", "expected a value"),
            ("simple key expect ':'", "expected `:` after a key"),
            ("while scanning a quoted scalar, found unexpected end of stream", "a quote is not closed"),
            ("while parsing a quoted scalar, found unknown escape character", "unknown escape after a backslash"),
            ("while parsing node, found unknown anchor", "`*` names a value that no `&` defines"),
            ("tabs disallowed within this context (block indentation)", "a tab where YAML allows only spaces"),
            ("a block scalar content cannot start with a tab", "a tab where YAML allows only spaces"),
            ("wrongly indented line in block scalar", "wrong indentation"),
            ("invalid indentation in quoted scalar", "wrong indentation"),
            ("while scanning a tag, did not find expected '!'", "unexpected `!`"),
            ("while scanning a directive, could not find expected directive name", "unexpected `%`"),
            ("did not find expected <document start>", "unexpected text after the end of the document"),
            ("unexpected eof", "the text ends too early"),
        ] {
            assert_eq!(plain(reason), words, "{reason}");
        }
        assert_eq!(plain("something new"), "something new");
    }
}
