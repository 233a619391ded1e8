//! The destination of a link of Markdown: `(path "title")`.

/// A destination, and the title behind it as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Destination {
    pub(super) path: String,
    /// With its quotes; empty where there is none.
    pub(super) title: String,
}

/// No destination is longer, in bytes: a text written as an attack has many beginnings.
const MAX_LEN: usize = 4000;

impl Destination {
    /// The destination at the start of `text`, which begins with its bracket, and its length. The path may have spaces, as
    /// Python-Markdown reads it.
    pub(super) fn read(text: &str) -> Option<(Self, usize)> {
        let inner = text.strip_prefix('(')?;
        let start = 1 + inner.len() - inner.trim_start_matches([' ', '\n']).len();
        let (mut depth, mut end, mut quote) = (0_usize, None, None);
        for (at, letter) in text[start..].char_indices().take(MAX_LEN) {
            let before = text[start..start + at].chars().next_back();
            match (quote, letter) {
                (Some(open), letter) if open == letter && before != Some('\\') => {
                    let rest = text[start + at + 1..].trim_start_matches([' ', '\n']);
                    if rest.starts_with(')') {
                        quote = None;
                    }
                }
                (Some(_), _) => {}
                (None, '"' | '\'') if before.is_some_and(char::is_whitespace) => quote = Some(letter),
                (None, '(') if before != Some('\\') => depth += 1,
                (None, ')') if before != Some('\\') => {
                    if depth == 0 {
                        end = Some(start + at);
                        break;
                    }
                    depth -= 1;
                }
                (None, '\n') if text[start + at + 1..].trim_start_matches(' ').starts_with('\n') => return None,
                (None, _) => {}
            }
        }
        let end = end?;
        let whole = text[start..end].trim();
        let quoted = whole.find([' ', '\n']).and_then(|_| {
            let at = whole
                .find(" \"")
                .or_else(|| whole.find(" '"))
                .or_else(|| whole.find("\n\""))
                .or_else(|| whole.find("\n'"))?;
            (whole.len() > at + 2 && whole.ends_with(['"', '\''])).then_some(at)
        });
        let (path, title) = match quoted {
            Some(at) => (whole[..at].trim(), whole[at..].trim()),
            None => (whole, ""),
        };
        let path = path.strip_prefix('<').and_then(|path| path.strip_suffix('>')).unwrap_or(path);
        let is_one = !path.contains('\n');
        is_one.then(|| (Self { path: path.to_owned(), title: title.to_owned() }, end + 1))
    }

    /// With its brackets.
    pub(super) fn written(&self) -> String {
        let path = if self.path.contains(' ') { self.path.replace(' ', "%20") } else { self.path.clone() };
        if self.title.is_empty() { format!("({path})") } else { format!("({path} {})", self.title) }
    }
}

#[cfg(test)]
mod tests {
    use super::Destination;

    #[test]
    fn destinations_end_where_their_bracket_does() {
        for (text, path, title, length) in [
            ("(a.md) b", "a.md", "", 6),
            ("(a b.md)", "a b.md", "", 8),
            ("(a_(b).md \"T (x)\")", "a_(b).md", "\"T (x)\"", 18),
            ("(<a b> 't')", "a b", "'t'", 11),
            ("( a.md )", "a.md", "", 8),
            ("()", "", "", 2),
        ] {
            let (found, end) = Destination::read(text).unwrap();
            assert_eq!((found.path.as_str(), found.title.as_str(), end), (path, title, length), "{text}");
        }
        assert_eq!(Destination::read("(a\n\nb)"), None);
        assert_eq!(Destination::read("(a"), None);
    }
}
