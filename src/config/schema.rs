//! The JSON Schema of the configuration, for editors.

use serde_json::{Map, Value, json};

use super::setting::{SETTINGS, Setting, Shape};

/// The JSON Schema (draft 2020-12) of `clausebook.yaml`: every setting with what it takes and an example. It refuses
/// unknown settings and values of another shape; what a text may say is left to `check`.
pub fn schema() -> Value {
    let mut schema = mapping(SETTINGS);
    let head = [
        ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
        ("title", json!("Configuration of Clausebook")),
    ];
    for (key, value) in head {
        schema.insert(key.to_owned(), value);
    }
    Value::Object(schema)
}

/// A mapping with these keys and no others.
fn mapping(settings: &[Setting]) -> Map<String, Value> {
    let properties: Map<String, Value> =
        settings.iter().map(|setting| (setting.name.to_owned(), Value::Object(property(setting)))).collect();
    // An empty value means the default.
    object(json!({"type": ["object", "null"], "properties": properties, "additionalProperties": false}))
}

fn property(setting: &Setting) -> Map<String, Value> {
    let mut schema = match setting.shape {
        Shape::Value => scalar(setting.takes),
        Shape::Free => Map::new(),
        Shape::Keys(keys) => mapping(keys),
        Shape::Items(keys) => list(keys),
        Shape::Named(keys) => object(json!({"type": ["object", "null"], "additionalProperties": list(keys)})),
        Shape::Each(keys) => object(json!({"type": ["object", "null"], "additionalProperties": mapping(keys)})),
    };
    let description = format!("Takes {}, such as {}.", setting.takes, setting.example);
    schema.insert("description".to_owned(), Value::String(description));
    schema
}

fn list(keys: &[Setting]) -> Map<String, Value> {
    object(json!({"type": ["array", "null"], "items": mapping(keys)}))
}

/// The schema of a value that takes this, in the words of a message. Words that say more than a schema can allow any
/// value.
fn scalar(takes: &str) -> Map<String, Value> {
    let words: Option<Vec<&str>> = takes
        .split(", ")
        .flat_map(|part| part.split(" or "))
        .map(|word| word.strip_prefix('`')?.strip_suffix('`').filter(|word| !word.contains('`')))
        .collect();
    match words {
        Some(words) if words == ["true", "false"] => object(json!({"type": ["boolean", "null"]})),
        Some(words) => object(json!({"enum": words.into_iter().map(Some).chain([None]).collect::<Vec<_>>()})),
        None if takes.starts_with("a whole number") => object(json!({"type": ["integer", "null"]})),
        None => Map::new(),
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{scalar, schema};

    #[test]
    fn a_value_is_as_narrow_as_its_words() {
        for (takes, expected) in [
            ("`true` or `false`", json!({"type": ["boolean", "null"]})),
            ("`auto`, `always` or `never`", json!({"enum": ["auto", "always", "never", null]})),
            ("a whole number from 1 to 256", json!({"type": ["integer", "null"]})),
            ("`true`, `false` or a list of sections", json!({})),
            ("`docusaurus`, `mkdocs`, or both in a list", json!({})),
            ("text", json!({})),
        ] {
            assert_eq!(serde_json::Value::Object(scalar(takes)), expected, "{takes}");
        }
    }

    #[test]
    fn settings_below_others_are_described_at_their_place() {
        let link = &schema()["properties"]["theme"]["properties"]["header"]["items"];
        assert_eq!(link["additionalProperties"], false);
        assert_eq!(link["properties"]["url"]["description"], "Takes a path or URL, such as /guides/.");
    }
}
