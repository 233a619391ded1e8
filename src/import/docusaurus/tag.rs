//! Tags of JSX: a name, attributes with texts or expressions, and where they end.

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) name: String,
    pub(super) is_closing: bool,
    /// Whether it ends with `/>`.
    pub(super) is_empty: bool,
    /// Names with texts; an expression keeps its braces.
    pub(super) attributes: Vec<(String, String)>,
    /// Its length in bytes.
    pub(super) length: usize,
}

/// No tag is longer, in bytes.
const MAX_LEN: usize = 8000;

impl Tag {
    /// The tag at the start of `text`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('<')?;
        let (rest, is_closing) = rest.strip_prefix('/').map_or((rest, false), |rest| (rest, true));
        let name_end = rest
            .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_')))
            .unwrap_or(rest.len());
        let name = &rest[..name_end];
        if !(name.starts_with(|first: char| first.is_ascii_alphabetic()) || name.is_empty() && rest.starts_with('>')) {
            return None;
        }
        let mut at = text.len() - rest.len() + name_end;
        let mut attributes = Vec::new();
        loop {
            at += text[at..].len() - text[at..].trim_start().len();
            if at > MAX_LEN {
                return None;
            }
            let rest = &text[at..];
            if rest.starts_with("/>") || rest.starts_with('>') {
                let is_empty = rest.starts_with("/>");
                let length = at + if is_empty { 2 } else { 1 };
                return Some(Self { name: name.to_owned(), is_closing, is_empty, attributes, length });
            }
            if rest.starts_with('{') {
                let end = braces(rest)?;
                attributes.push(("...".to_owned(), rest[..end].to_owned()));
                at += end;
                continue;
            }
            let end = rest
                .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | ':' | '.' | '@')))
                .unwrap_or(rest.len());
            if end == 0 {
                return None;
            }
            let key = rest[..end].to_owned();
            at += end;
            let Some(value) = text[at..].strip_prefix('=') else {
                attributes.push((key, String::new()));
                continue;
            };
            let length = match value.chars().next()? {
                quote @ ('"' | '\'') => value[1..].find(quote)? + 2,
                '{' => braces(value)?,
                _ => value.find([' ', '>', '\n']).unwrap_or(value.len()),
            };
            let value = &value[..length];
            let plain = value.trim_matches(['"', '\'']);
            attributes.push((key, if value.starts_with('{') { value.to_owned() } else { plain.to_owned() }));
            at += 1 + length;
        }
    }

    /// The text of an attribute; nothing for an expression that is more than a text or a path.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let (_, value) = self.attributes.iter().find(|(key, _)| key == name)?;
        literal(value)
    }
}

/// The text that an attribute has: its own, a text in braces, or the path of a file that is asked for.
pub(super) fn literal(value: &str) -> Option<String> {
    let Some(inner) = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
        return Some(value.to_owned());
    };
    let inner = inner.trim();
    let inner =
        inner.strip_prefix("require(").and_then(|rest| rest.trim_end().strip_suffix(").default")).unwrap_or(inner);
    let inner = inner.strip_prefix("useBaseUrl(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(inner).trim();
    let quote = inner.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
    let text = inner[1..].strip_suffix(quote)?;
    (!text.contains(['"', '\'', '`', '$'])).then(|| text.to_owned())
}

/// The length of what begins with `{`, up to the brace that closes it.
pub(super) fn braces(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, letter) in text.char_indices().take(MAX_LEN) {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') if depth > 0 => quote = Some(letter),
            (None, '{') => depth += 1,
            (None, '}') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Tag, literal};

    #[test]
    fn tags_end_where_their_expressions_allow() {
        let tag = Tag::read("<TabItem value=\"a\" label={'B'} x={{y: '>'}} default>rest").unwrap();
        assert_eq!(
            (tag.name.as_str(), tag.text("label").as_deref(), tag.text("x"), tag.length),
            ("TabItem", Some("B"), None, 52)
        );
        assert!(Tag::read("</a>").unwrap().is_closing && Tag::read("<B />").unwrap().is_empty);
        assert_eq!(Tag::read("< a>"), None);
        assert_eq!(Tag::read("<a b={"), None);
        assert_eq!(literal("{require('./x.png').default}").as_deref(), Some("./x.png"));
        assert_eq!(literal("{useBaseUrl('/x')}").as_deref(), Some("/x"));
        assert_eq!(literal("{x + 1}"), None);
    }
}
