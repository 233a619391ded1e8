//! The text of a control as Markdown: its parts in order, its parameters as `[Assignment: …]`.
//!
//! A catalog is foreign text: HTML tags are escaped, and links within the catalog become plain text, because it is not a
//! page.

use std::collections::{BTreeSet, HashMap};

use super::cite::label;
use super::document::{Parameter, Part};

/// How deep parameters may refer to parameters.
const MAX_DEPTH: usize = 8;
/// What inserting one parameter costs besides its text, in bytes.
const COST: usize = 32;

/// Every parameter of a catalog by its id.
pub(super) type Parameters<'c, 'a> = HashMap<&'c str, &'c Parameter<'a>>;

/// Writes the text of controls.
pub(super) struct Writer<'w, 'c, 'a> {
    parameters: &'w Parameters<'c, 'a>,
    /// Parameters that refer to themselves, directly or through others.
    pub(super) circular: BTreeSet<String>,
    /// How many bytes parameters may still insert.
    budget: usize,
}

impl<'w, 'c, 'a> Writer<'w, 'c, 'a> {
    /// A writer for a catalog with these parameters. Once they have inserted `budget` bytes, only their ids are written:
    /// else a small catalog could grow to any size.
    pub(super) const fn new(parameters: &'w Parameters<'c, 'a>, budget: usize) -> Self {
        Self { parameters, circular: BTreeSet::new(), budget }
    }

    /// The parts of one control; nothing where they have no text. How to assess the control is left out.
    pub(super) fn control(&mut self, parts: &[Part<'_>]) -> Option<String> {
        let mut text = String::new();
        for part in parts.iter().filter(|part| !part.is_assessment() && part.name.trimmed() != "objective") {
            self.part(part, &mut text);
        }
        let end = text.trim_end().len();
        text.truncate(end);
        (!text.is_empty()).then_some(text)
    }

    /// One line: a title.
    pub(super) fn line(&mut self, text: &str) -> String {
        self.filled(text)
    }

    /// A part that is no list item: under its title or name, unless the name is a usual one.
    fn part(&mut self, part: &Part<'_>, text: &mut String) {
        let name = part.name.trimmed();
        let heading = match part.title.trimmed() {
            "" if matches!(name, "statement" | "overview" | "item" | "objective" | "") => None,
            "" => Some(in_words(name)),
            title => Some(title.to_owned()),
        };
        if let Some(heading) = heading {
            paragraph(&format!("**{heading}**"), text);
        }
        if !part.prose.trimmed().is_empty() {
            let prose = self.filled(part.prose.trimmed());
            paragraph(&prose, text);
        }
        let mut in_list = false;
        for inner in part.parts.iter().filter(|inner| !inner.is_assessment()) {
            if inner.name.trimmed() == "item" || label(&inner.props).is_some() {
                self.item(inner, 0, text);
                in_list = true;
            } else {
                end_list(&mut in_list, text);
                self.part(inner, text);
            }
        }
        end_list(&mut in_list, text);
    }

    /// An item of a list, with its label, and the items below it. The reader of files bounds how deep they nest.
    fn item(&mut self, part: &Part<'_>, depth: usize, text: &mut String) {
        let indent = "  ".repeat(depth);
        text.push_str(&indent);
        text.push_str("- ");
        if let Some(label) = label(&part.props) {
            text.push_str("**");
            escape(label, text);
            text.push_str("** ");
        }
        let prose = self.filled(part.prose.trimmed());
        for (number, line) in prose.lines().enumerate() {
            if number > 0 {
                text.push('\n');
                text.push_str(if line.is_empty() { "" } else { &indent });
                text.push_str(if line.is_empty() { "" } else { "  " });
            }
            text.push_str(line);
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
        for inner in part.parts.iter().filter(|inner| !inner.is_assessment()) {
            self.item(inner, depth + 1, text);
        }
    }

    /// `prose` with its parameters filled in, and escaped.
    fn filled(&mut self, prose: &str) -> String {
        let mut text = String::with_capacity(prose.len());
        self.fill(prose, &mut Vec::new(), &mut text);
        text
    }

    fn fill(&mut self, prose: &str, above: &mut Vec<String>, text: &mut String) {
        let mut rest = prose;
        while let Some(at) = rest.find("{{") {
            let (before, from) = rest.split_at(at);
            escape(before, text);
            let inserted = from.find("}}").and_then(|end| Some((inserted(&from[2..end])?, end + 2)));
            let Some((id, length)) = inserted else {
                text.push_str("&#123;&#123;");
                rest = &from[2..];
                continue;
            };
            self.parameter(id, above, text);
            rest = &from[length..];
        }
        escape(rest, text);
    }

    fn parameter(&mut self, id: &str, above: &mut Vec<String>, text: &mut String) {
        let is_circular = above.iter().any(|other| other == id);
        if is_circular {
            self.circular.insert(id.to_owned());
        }
        let known = self.parameters.get(id).copied().filter(|_| !is_circular && above.len() < MAX_DEPTH);
        let affordable = known.filter(|parameter| length(parameter) + COST <= self.budget);
        let Some(parameter) = affordable else {
            text.push_str("[Assignment: ");
            escape(id, text);
            text.push(']');
            return;
        };
        self.budget -= length(parameter) + COST;
        above.push(id.to_owned());
        if !parameter.values.is_empty() {
            let values: Vec<&str> = parameter.values.iter().map(|value| value.trimmed()).collect();
            self.fill(&values.join(", "), above, text);
        } else if let Some(select) = parameter.select.as_ref().filter(|select| !select.choice.is_empty()) {
            let how_many = if select.how_many.trimmed() == "one-or-more" { " (one or more)" } else { "" };
            text.push_str("[Selection");
            text.push_str(how_many);
            for (number, choice) in select.choice.iter().enumerate() {
                text.push_str(if number == 0 { ": " } else { "; " });
                self.fill(choice.trimmed(), above, text);
            }
            text.push(']');
        } else {
            text.push_str("[Assignment: ");
            let label = parameter.label.trimmed();
            self.fill(if label.is_empty() { id } else { label }, above, text);
            text.push(']');
        }
        above.pop();
    }
}

/// How many bytes a parameter inserts by itself.
fn length(parameter: &Parameter<'_>) -> usize {
    let choices = parameter.select.iter().flat_map(|select| &select.choice);
    let texts = choices.chain(&parameter.values).map(|text| text.trimmed().len() + COST);
    parameter.label.trimmed().len() + texts.sum::<usize>()
}

/// The parameter that `insert: param, ID` inserts.
fn inserted(call: &str) -> Option<&str> {
    let call = call.trim().strip_prefix("insert:")?.trim_start();
    let id = call.strip_prefix("param")?.trim_start().strip_prefix(',')?.trim();
    (!id.is_empty()).then_some(id)
}

fn paragraph(prose: &str, text: &mut String) {
    text.push_str(prose);
    text.push_str("\n\n");
}

fn end_list(in_list: &mut bool, text: &mut String) {
    if std::mem::take(in_list) {
        text.push('\n');
    }
}

/// `implementation-guidance` as `Implementation guidance`.
fn in_words(name: &str) -> String {
    let mut letters = name.chars().map(|letter| if matches!(letter, '-' | '_') { ' ' } else { letter });
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Adds `prose` without HTML tags, and without links within the catalog, which is not a page.
fn escape(prose: &str, text: &mut String) {
    let mut rest = prose;
    while let Some(at) = rest.find(['<', ']']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        if let Some(after) = from.strip_prefix('<') {
            text.push_str("&lt;");
            rest = after;
        } else if let Some(end) = from.strip_prefix("](#").and_then(|inside| inside.find(')')) {
            unlink(text);
            rest = &from[3 + end + 1..];
        } else {
            text.push(']');
            rest = &from[1..];
        }
    }
    text.push_str(rest);
}

/// Removes the bracket that opened a link's text.
fn unlink(text: &mut String) {
    if let Some(at) = text.rfind('[') {
        text.remove(at);
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::Parameter;
    use super::{Parameters, Writer, escape};

    fn check(parameters: &str, prose: &str, expected: &str) {
        let all: Vec<Parameter<'_>> = serde_json::from_str(parameters).expect("parameters");
        let known: Parameters<'_, '_> = all.iter().map(|parameter| (parameter.id.trimmed(), parameter)).collect();
        assert_eq!(Writer::new(&known, 100_000).line(prose), expected, "{prose}");
    }

    #[test]
    fn parameters_are_printed_by_label_by_value_or_as_a_choice() {
        let parameters = r#"[
            {"id": "a", "label": "a time"},
            {"id": "b", "select": {"how-many": "one-or-more", "choice": ["never", "after {{ insert: param, a }}"]}},
            {"id": "c", "label": "x", "values": ["ten days"]},
            {"id": "d", "select": {"choice": ["one", "two"]}},
            {"id": "e"}
        ]"#;
        for (prose, expected) in [
            ("within {{ insert: param, a }}.", "within [Assignment: a time]."),
            ("{{insert:param,b}}", "[Selection (one or more): never; after [Assignment: a time]]"),
            ("{{ insert: param, c }}", "ten days"),
            ("{{ insert: param, d }}", "[Selection: one; two]"),
            ("{{ insert: param, e }}", "[Assignment: e]"),
            ("{{ insert: param, f }}", "[Assignment: f]"),
            ("{{ insert: control, g }} {{", "&#123;&#123; insert: control, g }} &#123;&#123;"),
        ] {
            check(parameters, prose, expected);
        }
    }

    #[test]
    fn parameters_that_refer_to_themselves_are_reported() {
        let circle = r#"[
            {"id": "a", "label": "{{ insert: param, b }}"},
            {"id": "b", "select": {"choice": ["x {{ insert: param, a }}"]}}
        ]"#;
        check(circle, "{{ insert: param, a }}", "[Assignment: [Selection: x [Assignment: a]]]");
    }

    #[test]
    fn parameters_that_double_at_every_step_stay_small() {
        let mut parameters: Vec<String> = (0..40)
            .map(|n| {
                let next = format!("{{{{ insert: param, p{} }}}}", n + 1);
                format!(r#"{{"id": "p{n}", "select": {{"choice": {:?}}}}}"#, vec![next; 30])
            })
            .collect();
        parameters.push(r#"{"id": "p40"}"#.to_owned());
        let text = format!("[{}]", parameters.join(","));
        let all: Vec<Parameter<'_>> = serde_json::from_str(&text).expect("parameters");
        let known: Parameters<'_, '_> = all.iter().map(|parameter| (parameter.id.trimmed(), parameter)).collect();
        assert!(Writer::new(&known, 100_000).line("{{ insert: param, p0 }}").len() < 400_000);
    }

    #[test]
    fn tags_and_inner_links_become_text() {
        for (prose, expected) in [
            ("a <b>bold</b> & [link](https://a.b/)", "a &lt;b>bold&lt;/b> & [link](https://a.b/)"),
            ("see [the other](#ac-3), or [x]", "see the other, or [x]"),
            ("[broken](#ac-3", "[broken](#ac-3"),
        ] {
            let mut text = String::new();
            escape(prose, &mut text);
            assert_eq!(text, expected, "{prose}");
        }
    }
}
