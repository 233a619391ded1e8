//! Messages of libraries about types, in words that do not name the types of a program.

use std::borrow::Cow;

/// The kinds of values, by the words that libraries have for them.
const KINDS: &[(&str, &str)] = &[
    ("&str", "text"),
    ("alloc::string::String", "text"),
    ("String", "text"),
    ("string", "text"),
    ("a string", "text"),
    ("a borrowed string", "text"),
    ("a text", "text"),
    ("char", "a character"),
    ("bool", "`true` or `false`"),
    ("a boolean", "`true` or `false`"),
    ("f32", "a number"),
    ("f64", "a number"),
    ("floating point", "a number"),
    ("integer", "a number"),
    ("a sequence", "a list"),
    ("sequence", "a list"),
    ("array", "a list"),
    ("a map", "a mapping"),
    ("map", "a mapping"),
    ("a mapping", "a mapping"),
    ("undefined", "nothing"),
    ("none", "nothing"),
    ("null", "nothing"),
    ("unit", "nothing"),
    ("unit value", "nothing"),
];

/// `reason` without the names of types, where it is about the type of a value.
pub fn plain_type_reason(reason: &str) -> Cow<'_, str> {
    if let Some((found, expected)) =
        reason.strip_prefix("invalid type: ").and_then(|rest| rest.split_once(", expected "))
    {
        return format!("expected {}, found {}", kind(expected), value(found)).into();
    }
    let of_value = reason.split_once("nvalid type for the value, expected `").map(|(_, rest)| rest);
    if let Some((expected, found)) = of_value.and_then(|rest| rest.split_once("` but got `")) {
        let found = found.split('`').next().unwrap_or_default();
        return format!("expected {}, found {}", kind(expected), kind(found)).into();
    }
    match reason.strip_prefix("missing field ") {
        Some(field) => format!("there is no {field}").into(),
        None => reason.into(),
    }
}

fn kind(word: &str) -> &str {
    let word = word.trim();
    let number = word.trim_start_matches(['u', 'i']);
    let is_integer =
        word.len() > number.len() && (number == "size" || number.bytes().all(|byte| byte.is_ascii_digit()));
    match KINDS.iter().find(|(name, _)| *name == word) {
        Some((_, words)) => words,
        None if is_integer => "a whole number",
        None if word.starts_with("struct ") => "a mapping",
        None => "another kind of value",
    }
}

/// A value as it was found, such as ``integer `3` `` or `string "x"`.
fn value(found: &str) -> String {
    match found.split_once([' ', '"', '`']) {
        Some((name, _)) if !matches!(name, "a" | "unit" | "floating") => {
            let shown = found[name.len()..].trim().trim_matches(['"', '`']);
            format!("`{shown}`")
        }
        _ => match found.strip_prefix("floating point ") {
            Some(number) => number.to_owned(),
            None => kind(found).to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::plain_type_reason;

    #[test]
    fn no_type_is_named() {
        for (reason, words) in [
            ("invalid type: sequence, expected a mapping", "expected a mapping, found a list"),
            ("invalid type: integer `3`, expected a sequence", "expected a list, found `3`"),
            ("invalid type: map, expected a text", "expected text, found a mapping"),
            ("invalid type: string \"a b\", expected struct Metadata", "expected a mapping, found `a b`"),
            ("invalid type: null, expected usize", "expected a whole number, found nothing"),
            ("invalid type: floating point `1.5`, expected u8", "expected a whole number, found `1.5`"),
            ("invalid type: unit value, expected a string", "expected text, found nothing"),
            ("invalid type for the value, expected `&str` but got `undefined`", "expected text, found nothing"),
            ("Invalid type for the value, expected `i64` but got `array`", "expected a whole number, found a list"),
            ("missing field `id`", "there is no `id`"),
            ("trailing comma", "trailing comma"),
        ] {
            assert_eq!(plain_type_reason(reason), words, "{reason}");
        }
    }
}
