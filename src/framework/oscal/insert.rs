//! Parameters in the text of controls: `{{ insert: param, ID }}` becomes a value, a choice, or `[Assignment: …]`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::document::Parameter;
use crate::source::Span;

/// How deep parameters may refer to parameters.
const MAX_DEPTH: usize = 8;
/// What inserting one parameter costs besides its text, in bytes.
const COST: usize = 32;

/// Every parameter of a catalog by its id.
pub(super) type Parameters<'c, 'a> = HashMap<&'c str, &'c Parameter<'a>>;

/// Adds a text, escaped, to another.
pub(super) type Escape<'e> = &'e dyn Fn(&str, &mut String);

/// What could not be filled in.
#[derive(Debug, Default)]
pub(super) struct Unfilled {
    /// Parameters that refer to themselves, directly or through others.
    pub(super) circular: BTreeSet<String>,
    /// Ids without a parameter, and texts between `{{` and `}}` that are no parameter, with the first place of each.
    pub(super) unknown: BTreeMap<String, Span>,
}

/// Fills parameters into texts.
pub(super) struct Filler<'w, 'c, 'a> {
    parameters: &'w Parameters<'c, 'a>,
    /// How many bytes parameters may still insert.
    budget: usize,
    /// Where the text stands that is being filled.
    pub(super) place: Span,
    pub(super) unfilled: Unfilled,
}

impl<'w, 'c, 'a> Filler<'w, 'c, 'a> {
    /// Inserts at most about `budget` bytes.
    pub(super) const fn new(parameters: &'w Parameters<'c, 'a>, budget: usize) -> Self {
        let unfilled = Unfilled { circular: BTreeSet::new(), unknown: BTreeMap::new() };
        Self { parameters, budget, place: Span::new(0, 0), unfilled }
    }

    /// `prose` with its parameters filled in.
    pub(super) fn filled(&mut self, prose: &str, escape: Escape<'_>) -> String {
        let mut text = String::with_capacity(prose.len());
        self.fill(prose, escape, &mut Vec::new(), &mut text);
        text
    }

    fn fill(&mut self, prose: &str, escape: Escape<'_>, above: &mut Vec<String>, text: &mut String) {
        let mut rest = prose;
        while let Some(at) = rest.find("{{") {
            let (before, from) = rest.split_at(at);
            escape(before, text);
            let end = from.find("}}");
            let inserted = end.and_then(|end| {
                // The oldest form has the id alone.
                let old = Some(from[2..end].trim()).filter(|id| self.parameters.contains_key(id));
                Some((inserted(&from[2..end]).or(old)?, end + 2))
            });
            let Some((id, length)) = inserted else {
                // Other braces may be templates of another language.
                if let Some(end) = end.filter(|end| from[2..*end].trim_start().starts_with("insert:")) {
                    self.unknown(&from[..end + 2]);
                }
                text.push_str("&#123;&#123;");
                rest = &from[2..];
                continue;
            };
            self.parameter(id, escape, above, text);
            rest = &from[length..];
        }
        escape(rest, text);
    }

    fn unknown(&mut self, what: &str) {
        if !self.unfilled.unknown.contains_key(what) {
            self.unfilled.unknown.insert(what.to_owned(), self.place);
        }
    }

    fn parameter(&mut self, id: &str, escape: Escape<'_>, above: &mut Vec<String>, text: &mut String) {
        let is_circular = above.iter().any(|other| other == id);
        if is_circular {
            self.unfilled.circular.insert(id.to_owned());
        }
        let found = self.parameters.get(id).copied();
        if found.is_none() {
            self.unknown(id);
        }
        let usable = found.filter(|_| !is_circular && above.len() < MAX_DEPTH);
        let fits = |parameter: &&Parameter<'_>| self.budget >= COST && length(parameter) + COST <= self.budget;
        let affordable = usable.filter(fits);
        if usable.is_some() && affordable.is_none() {
            // So that the length of a long one is not computed again and again.
            self.budget = 0;
        }
        let Some(parameter) = affordable else {
            text.push_str("[Assignment: ");
            escape(if id.is_empty() { "not given" } else { id }, text);
            text.push(']');
            return;
        };
        self.budget -= length(parameter) + COST;
        above.push(id.to_owned());
        if !parameter.values.is_empty() {
            let values: Vec<&str> = parameter.values.iter().map(|value| value.trimmed()).collect();
            self.fill(&values.join(", "), escape, above, text);
            self.constraints(parameter, escape, above, text);
        } else if let Some(select) = parameter.select.as_ref().filter(|select| !select.choice.is_empty()) {
            text.push_str(match select.how_many.trimmed() {
                "one-or-more" => "[Selection (one or more)",
                "one" => "[Selection (one)",
                _ => "[Selection",
            });
            for (number, choice) in select.choice.iter().enumerate() {
                text.push_str(if number == 0 { ": " } else { "; " });
                self.fill(choice.trimmed(), escape, above, text);
            }
            self.constraints(parameter, escape, above, text);
            text.push(']');
        } else if parameter.aggregated().any(|id| self.parameters.get(id).is_some_and(|one| one.is_set())) {
            for (number, id) in parameter.aggregated().enumerate() {
                text.push_str(if number == 0 { "" } else { ", " });
                self.parameter(id, escape, above, text);
            }
            self.constraints(parameter, escape, above, text);
        } else {
            text.push_str("[Assignment: ");
            self.fill(name(parameter).unwrap_or(id), escape, above, text);
            self.constraints(parameter, escape, above, text);
            text.push(']');
        }
        above.pop();
    }

    /// What the value must meet: `(constraint: at least annually)`.
    fn constraints(
        &mut self,
        parameter: &Parameter<'_>,
        escape: Escape<'_>,
        above: &mut Vec<String>,
        text: &mut String,
    ) {
        let constraints = parameter.constraints.iter().map(|constraint| constraint.description.trimmed());
        for (number, constraint) in constraints.clone().filter(|constraint| !constraint.is_empty()).enumerate() {
            text.push_str(if number == 0 { " (constraint: " } else { "; " });
            self.fill(&constraint.split_whitespace().collect::<Vec<_>>().join(" "), escape, above, text);
        }
        if constraints.clone().any(|constraint| !constraint.is_empty()) {
            text.push(')');
        }
    }
}

/// What a parameter without a value is called: its label, else what it is used for, else its guidelines.
fn name<'p>(parameter: &'p Parameter<'_>) -> Option<&'p str> {
    let guidelines = parameter.guidelines.iter().map(|guideline| guideline.prose.trimmed());
    let mut names = [parameter.label.trimmed(), parameter.usage.trimmed()].into_iter().chain(guidelines);
    names.find(|name| !name.is_empty())
}

/// How many bytes a parameter inserts by itself.
fn length(parameter: &Parameter<'_>) -> usize {
    let choices = parameter.select.iter().flat_map(|select| &select.choice);
    let constraints = parameter.constraints.iter().map(|constraint| &constraint.description);
    let texts = choices.chain(&parameter.values).chain(constraints).map(|text| text.trimmed().len() + COST);
    let aggregated = parameter.aggregated().map(|id| id.len() + COST);
    name(parameter).map_or(0, str::len) + texts.sum::<usize>() + aggregated.sum::<usize>()
}

/// The id in `insert: param, ID`; empty where nothing is named.
fn inserted(call: &str) -> Option<&str> {
    let call = call.trim().strip_prefix("insert:")?.trim_start();
    let id = call.strip_prefix("param")?.trim_start();
    if id.is_empty() { Some(id) } else { id.strip_prefix(',').map(str::trim) }
}

#[cfg(test)]
mod tests {
    use super::super::document::Parameter;
    use super::{Filler, Parameters};

    fn fill(parameters: &str, prose: &str, budget: usize) -> (String, Vec<String>) {
        let all: Vec<Parameter<'_>> = serde_json::from_str(parameters).expect("parameters");
        let known: Parameters<'_, '_> = all.iter().map(|parameter| (parameter.id.trimmed(), parameter)).collect();
        let mut filler = Filler::new(&known, budget);
        let text = filler.filled(prose, &|prose, text| text.push_str(prose));
        (text, filler.unfilled.unknown.into_keys().collect())
    }

    fn check(parameters: &str, prose: &str, expected: &str, unknown: &[&str]) {
        let (text, said) = fill(parameters, prose, 100_000);
        assert_eq!((text.as_str(), said), (expected, unknown.iter().map(|id| (*id).to_owned()).collect()), "{prose}");
    }

    #[test]
    fn parameters_are_printed_by_label_by_value_or_as_a_choice_with_their_constraints() {
        let parameters = r#"[
            {"id": "a", "label": "a time"},
            {"id": "b", "select": {"how-many": "one-or-more", "choice": ["never", "after {{ insert: param, a }}"]}},
            {"id": "c", "label": "x", "values": ["ten days"], "constraints": [{"description": "at most\n two weeks"}]},
            {"id": "d", "select": {"how-many": "one", "choice": ["one", "two"]}},
            {"id": "e"},
            {"id": "f", "label": "a time", "constraints": [{"description": "yearly"}, {"description": "in {{ insert: param, a }}"}]},
            {"id": "g", "guidelines": [{"prose": "the roles"}]},
            {"id": "h", "select": {"choice": ["one"]}, "constraints": [{"description": "one"}, {}]},
            {"id": "i", "label": "both", "props": [{"name": "aggregates", "value": "a"}, {"name": "aggregates", "value": "g"}]},
            {"id": "j", "label": "both", "props": [{"name": "aggregates", "value": "c"}, {"name": "aggregates", "value": "a"}],
             "constraints": [{"description": "in writing"}]}
        ]"#;
        for (prose, expected, unknown) in [
            ("within {{ insert: param, a }}.", "within [Assignment: a time].", &[][..]),
            ("{{insert:param,b}}", "[Selection (one or more): never; after [Assignment: a time]]", &[]),
            ("{{ insert: param, c }}", "ten days (constraint: at most two weeks)", &[]),
            ("{{ insert: param, d }}", "[Selection (one): one; two]", &[]),
            ("{{ insert: param, e }}", "[Assignment: e]", &[]),
            ("{{ insert: param, f }}", "[Assignment: a time (constraint: yearly; in [Assignment: a time])]", &[]),
            ("{{ insert: param, g }}", "[Assignment: the roles]", &[]),
            ("{{ insert: param, h }}", "[Selection: one (constraint: one)]", &[]),
            ("{{ insert: param, i }}", "[Assignment: both]", &[]),
            (
                "{{ insert: param, j }}",
                "ten days (constraint: at most two weeks), [Assignment: a time] (constraint: in writing)",
                &[],
            ),
            ("{{ insert: param, z }}", "[Assignment: z]", &["z"]),
            ("{{ insert: param, }}", "[Assignment: not given]", &[""]),
            ("{{ a }} {{ .name }}", "[Assignment: a time] &#123;&#123; .name }}", &[]),
            (
                "{{ insert: control, g }} {{",
                "&#123;&#123; insert: control, g }} &#123;&#123;",
                &["{{ insert: control, g }}"],
            ),
        ] {
            check(parameters, prose, expected, unknown);
        }
    }

    #[test]
    fn parameters_that_refer_to_themselves_end() {
        let circle = r#"[
            {"id": "a", "label": "{{ insert: param, b }}"},
            {"id": "b", "select": {"choice": ["x {{ insert: param, a }}"]}}
        ]"#;
        check(circle, "{{ insert: param, a }}", "[Assignment: [Selection: x [Assignment: a]]]", &[]);
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
        assert!(fill(&text, "{{ insert: param, p0 }}", 100_000).0.len() < 400_000);
    }
}
