//! Attribute lists: `{: #id .class key="value" }`.

use super::fence::words;

/// A list of attributes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Attributes {
    pub(super) id: Option<String>,
    pub(super) classes: Vec<String>,
    /// Keys with values, without quotes.
    pub(super) values: Vec<(String, String)>,
}

impl Attributes {
    /// The list at the start of `text`, with its length. Nothing where the braces hold something else.
    pub(super) fn read(text: &str) -> Option<(Self, usize)> {
        let inner = text.strip_prefix('{')?;
        let end = inner.find(['}', '\n']).filter(|end| inner[*end..].starts_with('}'))?;
        let length = end + 2;
        let inner = &inner[..end];
        let (inner, has_colon) = inner.strip_prefix(':').map_or((inner, false), |rest| (rest, true));
        let mut found = Self::default();
        for word in words(inner) {
            if let Some(id) = word.strip_prefix('#').filter(|id| !id.is_empty()) {
                found.id = Some(id.to_owned());
            } else if let Some(class) = word.strip_prefix('.').filter(|class| !class.is_empty()) {
                found.classes.push(class.to_owned());
            } else {
                let (key, value) = match word.split_once('=') {
                    Some((key, value)) => (key, value.trim_matches(['"', '\''])),
                    // A word alone is an attribute without a value, but only where the colon says that this is a list.
                    None if has_colon || word == "markdown" => (word, ""),
                    None => return None,
                };
                let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | ':');
                if key.is_empty() || !key.chars().all(is_name) {
                    return None;
                }
                found.values.push((key.to_owned(), value.to_owned()));
            }
        }
        (found != Self::default()).then_some((found, length))
    }

    /// As it is written here.
    pub(super) fn written(&self) -> String {
        let id = self.id.iter().map(|id| format!("#{id}"));
        let classes = self.classes.iter().map(|class| format!(".{class}"));
        let values = self.values.iter().map(|(key, value)| format!("{key}=\"{}\"", value.replace('"', "'")));
        format!("{{{}}}", id.chain(classes).chain(values).collect::<Vec<_>>().join(" "))
    }

    /// Those that an image needs to look as it did.
    pub(super) fn of_image(&self) -> String {
        let is_kept = |key: &str| matches!(key, "width" | "height" | "align");
        let values = self.values.iter().filter(|(key, _)| is_kept(key));
        values.map(|(key, value)| format!(" {key}=\"{}\"", value.trim_end_matches("px").replace('"', ""))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Attributes;

    #[test]
    fn lists_are_told_from_other_braces() {
        for (text, expected) in [
            ("{: #a .b c='d e' }", Some("{#a .b c=\"d e\"}")),
            ("{ .b } x", Some("{.b}")),
            ("{width=30}", Some("{width=\"30\"}")),
            ("{name}", None),
            ("{{ x }}", None),
            ("{}", None),
            ("{ .a\n}", None),
        ] {
            assert_eq!(Attributes::read(text).map(|(list, _)| list.written()).as_deref(), expected, "{text}");
        }
    }
}
