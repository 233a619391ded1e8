//! The JSON Schema of front matter, for editors.

use serde_json::{Map, Value, json};

use super::key::KNOWN;

/// The JSON Schema (draft 2020-12) of front matter: the keys with a meaning here, each with its purpose. Keys of a site's own
/// are allowed, and case does not matter to `check`.
pub fn schema() -> Value {
    let described = KNOWN.iter().filter(|key| !key.about.is_empty());
    let properties: Map<String, Value> =
        described.map(|key| (key.name.to_owned(), json!({"description": key.about}))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Front matter of Clausebook",
        "type": ["object", "null"],
        "properties": properties,
    })
}

#[cfg(test)]
mod tests {
    use super::schema;

    #[test]
    fn a_key_has_its_purpose_and_no_value_is_refused() {
        let schema = schema();
        assert_eq!(schema["properties"]["date"]["description"], "when it was written");
        assert!(schema["properties"].get("videos").is_none());
        assert!(schema.get("additionalProperties").is_none());
    }
}
