//! Labels in templates: the global values `labels` and `script_labels`, and the filters that fill them in.

use std::collections::BTreeMap;
use std::sync::Arc;

use memchr::memchr2;
use tera::{Error, Kwargs, State, Tera, Value};

use crate::labels::{Labels, Part, Text, parts};
use crate::markdown::escape_attribute;

/// The labels that the theme's scripts show. Each script has them in English as well, so that pages in English need not
/// hold them.
const OF_SCRIPTS: &[&str] = &[
    "all",
    "close",
    "copied",
    "copy",
    "copy_code",
    "dark_colours",
    "did_you_mean",
    "filter",
    "filters",
    "framework",
    "key_choose",
    "key_close",
    "key_open",
    "light_colours",
    "links",
    "more_results",
    "no_row",
    "nothing_found",
    "pages",
    "requirement",
    "requirements",
    "responsible_is",
    "results",
    "rows_shown",
    "search",
    "search_failed",
    "search_from_folder",
    "search_hint",
    "search_needs_server",
    "search_placeholder",
    "search_preparing",
    "section",
    "show_more",
    "some_words",
    "sort_by",
    "suggestion",
    "tag",
];

/// Adds the labels, and the filters `fill` and `number`.
pub(super) fn register(labels: &Arc<Labels>, tera: &mut Tera) {
    let values: BTreeMap<&str, Value> = labels.all().map(|(key, text)| (key, value(text))).collect();
    let global = tera.global_context();
    global.insert_value("labels", Value::from_serializable(&values));
    global.insert_value("script_labels", Value::safe_string(&of_scripts(labels)));
    let words = Arc::clone(labels);
    tera.register_filter("fill", move |label: &Value, values: Kwargs, _: &State| fill(&words, label, &values));
    let words = Arc::clone(labels);
    tera.register_filter("number", move |number: u64, _: Kwargs, _: &State| words.number(number));
}

/// The same filters without labels, for templates that are only compiled.
pub(super) fn register_names(tera: &mut Tera) {
    tera.register_filter("fill", |label: Value, _: Kwargs, _: &State| label);
    tera.register_filter("number", |number: Value, _: Kwargs, _: &State| number);
}

fn value(text: &Text) -> Value {
    match text {
        Text::One(text) => Value::from(text.as_str()),
        Text::Forms(forms) => Value::from_serializable(forms),
        Text::List(items) => Value::from_serializable(items),
    }
}

/// A label with the values of the same names in place of its names in braces, as HTML. Values that are HTML already stay
/// as they are, numbers are written as readers write them, and all other text is escaped. `count` chooses the form.
fn fill(labels: &Labels, label: &Value, values: &Kwargs) -> Result<Value, Error> {
    let count: Option<&Value> = values.get("count")?;
    let count = count.and_then(Value::as_u64);
    let forms = label.as_map();
    let text = match forms {
        Some(forms) => {
            let form = |category: &'static str| forms.get(&category.into()).and_then(Value::as_str);
            form(labels.category(count)).or_else(|| form("other"))
        }
        None => label.as_str(),
    };
    let Some(text) = text else { return Err(Error::message("the filter `fill` takes a label")) };
    let mut filled = String::with_capacity(text.len() + 64);
    for part in parts(text) {
        match part {
            Part::Verbatim(text) => filled.push_str(&escape_attribute(text)),
            Part::Name(name) => {
                let value: Option<&Value> = values.get(name)?;
                let Some(value) = value else {
                    return Err(Error::message(format!("the label has `{{{name}}}`, and `fill` gets no `{name}`")));
                };
                match (value.as_str(), value.as_u64()) {
                    (Some(text), _) if value.is_safe() => filled.push_str(text),
                    (Some(text), _) => filled.push_str(&escape_attribute(text)),
                    (None, Some(number)) => filled.push_str(&labels.number(number)),
                    (None, None) => filled.push_str(&escape_attribute(&value.to_string())),
                }
            }
        }
    }
    Ok(Value::safe_string(&filled))
}

/// The labels of scripts that are not those of English, as JSON for a `<script>` element; empty where all are.
fn of_scripts(labels: &Labels) -> String {
    let english: BTreeMap<&str, &Text> = Labels::english().all().collect();
    let all: BTreeMap<&str, &Text> = labels.all().filter(|(key, _)| OF_SCRIPTS.contains(key)).collect();
    let differ = all.iter().any(|(key, text)| english.get(key) != Some(text));
    if !differ {
        return String::new();
    }
    let json = |text: &Text| match text {
        Text::One(text) => serde_json::json!(text),
        Text::Forms(forms) => serde_json::json!(forms),
        Text::List(items) => serde_json::json!(items),
    };
    let mut values: BTreeMap<&str, serde_json::Value> = all.into_iter().map(|(key, text)| (key, json(text))).collect();
    values.insert("language", serde_json::json!(labels.language()));
    script_safe(serde_json::json!(values).to_string())
}

/// The JSON, escaped for a `<script>` element.
pub(super) fn script_safe(json: String) -> String {
    const FIRST_OF_SEPARATORS: u8 = 0xe2;
    if memchr2(b'<', FIRST_OF_SEPARATORS, json.as_bytes()).is_none() {
        return json;
    }
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::{Labels, OF_SCRIPTS, Text};

    /// The labels in the object `labels` of each script, `key: "text"` or `key: { one: "…", other: "…" }` a line.
    fn of_scripts() -> Vec<(String, String)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static");
        let mut found = Vec::new();
        for file in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let text = if file.extension().is_some_and(|end| end == "js") {
                fs::read_to_string(file).unwrap()
            } else {
                String::new()
            };
            let Some((_, labels)) = text.split_once("const labels = {\n") else { continue };
            for line in labels.lines().take_while(|line| !line.trim_start().starts_with("...")) {
                let (key, value) = line.trim().trim_end_matches(',').split_once(": ").unwrap();
                found.push((key.to_owned(), value.to_owned()));
            }
        }
        found
    }

    #[test]
    fn the_english_of_the_scripts_is_that_of_the_labels() {
        let found = of_scripts();
        let keys: BTreeSet<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, OF_SCRIPTS.iter().copied().collect());
        for (key, value) in &found {
            let (_, text) = Labels::english().all().find(|(known, _)| known == key).unwrap();
            let expected = match text {
                Text::One(text) => format!("\"{text}\""),
                Text::Forms(forms) => {
                    let forms: Vec<String> = forms.iter().map(|(name, text)| format!("{name}: \"{text}\"")).collect();
                    format!("{{ {} }}", forms.join(", "))
                }
                Text::List(_) => panic!("{key} is a list"),
            };
            assert_eq!(*value, expected, "{key}");
        }
    }
}
