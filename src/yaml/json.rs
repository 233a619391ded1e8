//! A tree as JSON, for templates. Only here does an unquoted scalar get a type by its spelling.

use serde_json::{Map, Number, Value};

use super::node::{Kind, Node};

/// The node as JSON, unquoted scalars typed as YAML 1.2 does: `true`, `-7`, `0x1F`, `1.5`, `null`.
///
/// A number with a leading zero stays text: `007` may be a name, and parsers disagree about `010`. So do `.inf` and
/// `.nan`, which JSON lacks. Keys are always text; a key that is a list or a mapping is left out.
pub fn json(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Scalar { text, quoted: true } => Value::String(text.clone()),
        Kind::Scalar { text, quoted: false } => plain(text),
        Kind::Sequence(items) => Value::Array(items.iter().map(json).collect()),
        Kind::Mapping(entries) => {
            let named = |(key, value): &(Node, Node)| key_text(key).map(|name| (name, json(value)));
            Value::Object(entries.iter().filter_map(named).collect::<Map<_, _>>())
        }
    }
}

fn key_text(key: &Node) -> Option<String> {
    match &key.kind {
        Kind::Null => Some("null".to_owned()),
        Kind::Scalar { text, .. } => Some(text.clone()),
        Kind::Sequence(_) | Kind::Mapping(_) => None,
    }
}

fn plain(text: &str) -> Value {
    match text {
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { "-" } else { "" };
    if let Some(radix) = digits.get(..2).and_then(|prefix| match prefix {
        "0x" => Some(16),
        "0o" => Some(8),
        _ => None,
    }) {
        let digits = &digits[2..];
        let is_hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        return i64::from_str_radix(&format!("{sign}{digits}"), radix)
            .ok()
            .filter(|_| is_hexadecimal)
            .map(Number::from);
    }
    let whole = digits.split(['.', 'e', 'E']).next().unwrap_or_default();
    let looks_like_one = digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte))
        && digits.bytes().any(|byte| byte.is_ascii_digit())
        && !digits.starts_with(['-', '+', 'e', 'E'])
        && !(whole.len() > 1 && whole.starts_with('0'));
    if !looks_like_one {
        return None;
    }
    let unsigned = text.strip_prefix('+').unwrap_or(text);
    if let Ok(integer) = unsigned.parse::<i64>() {
        return Some(Number::from(integer));
    }
    unsigned.parse::<f64>().ok().and_then(Number::from_f64)
}

#[cfg(test)]
mod tests {
    use super::json;
    use crate::yaml::parse;

    fn check(written: &str, expected: &str) {
        let node = parse(written, 0).unwrap().root;
        assert_eq!(json(&node).to_string(), expected, "{written}");
    }

    #[test]
    fn unquoted_scalars_get_the_types_of_yaml_1_2() {
        for (written, expected) in [
            ("true", "true"),
            ("FALSE", "false"),
            ("yes", "\"yes\""),
            ("~", "null"),
            ("12", "12"),
            ("+12", "12"),
            ("-3", "-3"),
            ("12.10", "12.1"),
            (".5", "0.5"),
            ("1e3", "1000.0"),
            ("0x1F", "31"),
            ("0o10", "8"),
            ("0x+1", "\"0x+1\""),
            ("-", "[null]"),
            ("-.", "\"-.\""),
            ("1.2.3", "\"1.2.3\""),
            ("2024-01-01", "\"2024-01-01\""),
            ("1e999", "\"1e999\""),
            (".inf", "\".inf\""),
            ("99999999999999999999", "1e+20"),
        ] {
            check(written, expected);
        }
    }

    #[test]
    fn quotes_and_leading_zeros_keep_text_as_text() {
        check("'12'", "\"12\"");
        check("\"true\"", "\"true\"");
        check("010", "\"010\"");
        check("0", "0");
        check("0.5", "0.5");
    }

    #[test]
    fn lists_and_mappings_keep_their_shape_and_keys_are_text() {
        check("a: [1, {b: x}]\n2: ~", r#"{"2":null,"a":[1,{"b":"x"}]}"#);
    }
}
