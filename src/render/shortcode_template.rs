//! What the templates of a site's own shortcodes use, as far as their text tells.

use std::collections::{BTreeMap, BTreeSet};

use tera::Value;

use super::signature::lost_text;
use crate::markdown::{Argument, Arguments, Invocation, Scalar, ShortcodeFault};

/// Higher positions of arguments are not added where they were not given.
const MAX_POSITION: usize = 32;

/// The template of a shortcode of the site's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShortcodeTemplate {
    /// Whether it may write the text between the tags.
    uses_inner: bool,
}

impl ShortcodeTemplate {
    pub(super) fn of(text: &str) -> Self {
        // Another template, which it includes or extends, sees the same values.
        let has = |word: &str| words(text).any(|found| found == word);
        Self { uses_inner: ["inner", "include", "extends", "import", "__tera_context"].into_iter().any(has) }
    }

    /// What is wrong with a call: a text between the tags that the template does not write.
    pub(super) fn faults(&self, call: &Invocation<'_>) -> Vec<ShortcodeFault> {
        if self.uses_inner {
            return Vec::new();
        }
        let reason = || format!("`templates/shortcodes/{}.html` does not write `inner`", call.name);
        lost_text(call, reason).into_iter().collect()
    }
}

/// The arguments that templates use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct UsedArguments {
    /// The names behind `params`.
    names: BTreeSet<String>,
    /// The number of positions up to the highest behind `args`.
    positions: usize,
}

impl UsedArguments {
    pub(super) fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut used = Self::default();
        for text in texts {
            used.add_names(text);
            used.add_positions(text);
        }
        used
    }

    /// The names, sorted.
    pub(super) fn names(self) -> impl Iterator<Item = String> {
        self.names.into_iter()
    }

    /// `params.name`, `params["name"]`.
    fn add_names(&mut self, text: &str) {
        for (at, found) in text.match_indices("params") {
            let rest = &text[at + found.len()..];
            let name = match rest.as_bytes() {
                [b'.', ..] => &rest[1..],
                [b'[', b'"' | b'\'', ..] => &rest[2..],
                _ => continue,
            };
            self.names.extend(words(name).next().filter(|word| name.starts_with(*word)).map(str::to_owned));
        }
    }

    /// `args[0]`, `args.0`.
    fn add_positions(&mut self, text: &str) {
        for (at, found) in text.match_indices("args") {
            let Some(rest) = text[at + found.len()..].strip_prefix(['[', '.']) else { continue };
            let digits = &rest[..rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len())];
            if let Ok(position) = digits.parse::<usize>() {
                self.positions = self.positions.max((position + 1).min(MAX_POSITION));
            }
        }
    }

    /// `args` and `params` of a call, with an empty text for each used argument that it does not have.
    pub(super) fn completed(&self, given: &Arguments) -> (Value, Value) {
        let missing = self.positions.saturating_sub(given.positional.len());
        let args = given.positional.iter().map(typed).chain((0..missing).map(|_| Value::from("")));
        let mut params: BTreeMap<&str, Value> =
            self.names.iter().map(|name| (name.as_str(), Value::from(""))).collect();
        params.extend(given.named.iter().map(|(name, argument)| (name.value.as_str(), typed(argument))));
        (Value::from_serializable(&args.collect::<Vec<_>>()), Value::from_serializable(&params))
    }
}

/// An argument's value: bare `true` and numbers are what they look like, as in Hugo; all else is text.
pub(super) fn typed(argument: &Argument) -> Value {
    match argument.scalar() {
        Scalar::Boolean(value) => Value::from(value),
        Scalar::Integer(value) => Value::from(value),
        Scalar::Float(value) => Value::from(value),
        Scalar::Text(text) => Value::from(text),
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{ShortcodeTemplate, UsedArguments};

    #[test]
    fn the_arguments_that_a_template_uses_are_found() {
        let used = UsedArguments::of([
            "{{ params.title }} {{params[\"sub_title\"]|upper}}",
            "{{ args[2] }} {{ args.0 }} params params. argsx[9] args[99]",
        ]);
        assert_eq!(used.names.iter().map(String::as_str).collect::<Vec<_>>(), ["sub_title", "title"]);
        assert_eq!(used.positions, super::MAX_POSITION);
        assert_eq!(UsedArguments::of(["{{ args[2] }} args[x]"]).positions, 3);
    }

    #[test]
    fn a_template_uses_the_text_between_the_tags_where_it_names_it() {
        let uses = |text: &str| ShortcodeTemplate::of(text).uses_inner;
        assert!(uses("<p>{{ inner | markdown }}</p>") && uses("{% include \"a.html\" %}"));
        assert!(!uses("<p class=inner-box>{{ title }} winner</p>".replace("inner-box", "box").as_str()));
    }
}
