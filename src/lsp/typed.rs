//! What is being typed: it does not parse yet, so the text before the position is looked at instead.

use crate::front::{self, Format};
use crate::source::Span;

/// A text that is being typed, up to the position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) kind: TypedKind,
    /// What is there of it: what a completion replaces.
    pub(super) span: Span,
}

/// What kind of text is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TypedKind {
    /// The destination of a link.
    Destination,
    /// The address of a picture or of another file.
    Resource,
    /// The label of a link, which may cite.
    Label,
    /// The name of a shortcode.
    Shortcode,
    /// An argument of the shortcode with this name.
    Argument(String),
    /// A key, in the mapping that these keys lead to.
    Key(Vec<String>),
    /// A value, or an item of one, of these keys.
    Value(Vec<String>),
}

/// More than so many bytes before the position are not looked at.
const MAX_LOOK: usize = 2000;

/// What is being typed at `offset` of an article.
pub(super) fn in_article(text: &str, offset: usize) -> Option<Typed> {
    match front::split(text).block {
        Some(block) if offset < block.opening.end => None,
        Some(block) if offset <= block.content.end && offset >= block.content.start => match block.format {
            Format::Yaml => in_yaml(text, Span::new(block.content.start, offset)),
            Format::Toml | Format::Json => None,
        },
        Some(_) | None => in_body(text, offset),
    }
}

fn in_body(text: &str, offset: usize) -> Option<Typed> {
    let from = text.floor_char_boundary(offset.saturating_sub(MAX_LOOK));
    let before = &text[from..offset];
    if let Some(typed) = in_tag(before, from, offset) {
        return Some(typed);
    }
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = &before[line_start..];
    let typed = |kind, at: usize| Typed { kind, span: Span::new(from + line_start + at, offset) };
    if let Some((at, is_resource)) = in_attribute(line) {
        return Some(typed(if is_resource { TypedKind::Resource } else { TypedKind::Destination }, at));
    }
    if let Some(at) = line.rfind("](").map(|at| at + 2) {
        let at = at + usize::from(line[at..].starts_with('<'));
        let has_angle = line[..at].ends_with('<');
        let ends = |letter: char| letter == if has_angle { '>' } else { ')' } || letter.is_whitespace() && !has_angle;
        if !line[at..].contains(ends) {
            let is_image = line[..at].rfind('[').is_some_and(|open| line[..open].ends_with('!'));
            return Some(typed(if is_image { TypedKind::Resource } else { TypedKind::Destination }, at));
        }
    }
    if let Some(at) = line.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("]: ")).map(|(_, rest)| rest)
    {
        let is_one_word = !at.contains(char::is_whitespace);
        return is_one_word.then(|| typed(TypedKind::Destination, line.len() - at.len()));
    }
    let open = line.rfind('[')? + 1;
    let is_image = line[..open - 1].ends_with('!');
    (!is_image && !line[open..].contains(']')).then(|| typed(TypedKind::Label, open))
}

/// In the tag of a shortcode.
fn in_tag(before: &str, from: usize, offset: usize) -> Option<Typed> {
    let open = before.rfind("{{<").max(before.rfind("{{%"))?;
    let inside = &before[open + 3..];
    if inside.contains("}}") {
        return None;
    }
    let name_at = inside.len() - inside.trim_start_matches([' ', '/']).len();
    let name = &inside[name_at..];
    let Some(end) = name.find(char::is_whitespace) else {
        return Some(Typed { kind: TypedKind::Shortcode, span: Span::new(from + open + 3 + name_at, offset) });
    };
    // Inside of quotes white space ends no argument.
    let (mut start, mut in_quotes) = (end, false);
    for (at, letter) in name.char_indices().skip_while(|(at, _)| *at < end) {
        match letter {
            '"' => {
                in_quotes = !in_quotes;
                start = if in_quotes { at + 1 } else { start };
            }
            letter if letter.is_whitespace() && !in_quotes => start = at + letter.len_utf8(),
            _ => {}
        }
    }
    let kind = TypedKind::Argument(name[..end].to_owned());
    Some(Typed { kind, span: Span::new(from + open + 3 + name_at + start, offset) })
}

/// Where the value of an attribute with an address begins that is not closed on the line, and whether it is that of a picture.
fn in_attribute(line: &str) -> Option<(usize, bool)> {
    let tag = line.rfind('<')?;
    let attributes = [("href=", false), ("src=", true), ("poster=", true)];
    let found = attributes.into_iter().filter_map(|(name, is_resource)| {
        let at = line[tag..].rfind(name).map(|at| tag + at + name.len())?;
        let quote = line[at..].chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        (!line[at + 1..].contains(quote)).then_some((at + 1, is_resource))
    });
    found.max()
}

/// What is being typed at the end of `span`, the part of a document of YAML up to the position.
pub(super) fn in_yaml(text: &str, span: Span) -> Option<Typed> {
    let before = span.of(text);
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = &before[line_start..];
    let comment = line.starts_with('#') || line.contains(" #");
    if comment {
        return None;
    }
    let mut keys = parents(&before[..line_start], line);
    let content = line.trim_start_matches([' ', '-']);
    let content_at = line.len() - content.len();
    let Piece { keys: more, key, start, innermost } = piece(content);
    keys.extend(more);
    let written = unopened(&content[start..]);
    let span = Span::new(span.start + line_start + content_at + content.len() - written.len(), span.end);
    let is_item = line[..content_at].contains('-') && is_item_of_list(&keys);
    let kind = match (key, innermost) {
        (Some(key), _) => {
            keys.push(key);
            TypedKind::Value(keys)
        }
        (None, Some('[')) => TypedKind::Value(keys),
        (None, None) if is_item => TypedKind::Value(keys),
        (None, _) => TypedKind::Key(keys),
    };
    Some(Typed { kind, span })
}

/// The end of a line of YAML that is being typed.
struct Piece {
    /// The keys of the brackets that are open around it.
    keys: Vec<String>,
    /// Its own key, where it is a value.
    key: Option<String>,
    /// Where it begins.
    start: usize,
    /// The innermost bracket that is open.
    innermost: Option<char>,
}

fn piece(content: &str) -> Piece {
    let mut open: Vec<(char, Option<String>)> = Vec::new();
    let (mut key, mut start, mut quote) = (None, 0, None);
    // Whether nothing but white space stands between `start` and the letter.
    let mut is_blank = true;
    for (at, letter) in content.char_indices() {
        let behind = at + letter.len_utf8();
        let was_blank = is_blank;
        is_blank &= letter.is_whitespace();
        match letter {
            '"' | '\'' if quote == Some(letter) => quote = None,
            '"' | '\'' if was_blank && quote.is_none() => quote = Some(letter),
            _ if quote.is_some() => {}
            ':' if key.is_none() && content[behind..].chars().next().is_none_or(char::is_whitespace) => {
                (key, start, is_blank) = (Some(unquoted(&content[start..at])), behind, true);
            }
            // Inside of a text a bracket is a letter.
            '[' | '{' if was_blank => {
                open.push((letter, key.take()));
                (start, is_blank) = (behind, true);
            }
            ',' if !open.is_empty() => (key, start, is_blank) = (None, behind, true),
            ']' | '}' if !open.is_empty() => {
                key = open.pop().and_then(|(_, key)| key);
                (start, is_blank) = (behind, true);
            }
            _ => {}
        }
    }
    let innermost = open.last().map(|(bracket, _)| *bracket);
    Piece { keys: open.into_iter().filter_map(|(_, key)| key).collect(), key, start, innermost }
}

/// Lists whose items are values and no mappings.
fn is_item_of_list(keys: &[String]) -> bool {
    keys.last().is_some_and(|key| key != "rows" && key != "nodes" && key != "children" && key != "versions")
}

/// The text without the white space and the quote before it.
fn unopened(text: &str) -> &str {
    let text = text.trim_start();
    text.strip_prefix(['"', '\'']).unwrap_or(text)
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches(['"', '\'']).to_owned()
}

/// The keys above `line` that it is below, by their indentation, from the outermost one.
fn parents(above: &str, line: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let indentation = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let content = |line: &str| line.len() - line.trim_start_matches([' ', '-']).len();
    let mut least = indentation(line);
    let mut is_item = line.trim_start().starts_with('-');
    for above in above.lines().rev().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        let (own, begins_item) = (content(above), above.trim_start().starts_with('-'));
        // The items of a list may stand as far left as its key.
        let is_parent = own < least || is_item && !begins_item && own == least;
        if !is_parent {
            continue;
        }
        if let Some((key, rest)) = above.trim_start_matches([' ', '-']).split_once(':')
            && rest.trim().is_empty()
        {
            keys.push(unquoted(key));
        }
        (least, is_item) = (indentation(above), begins_item);
        if least == 0 && !is_item {
            break;
        }
    }
    keys.reverse();
    keys
}

#[cfg(test)]
mod tests {
    use super::{TypedKind, in_article, in_yaml};
    use crate::source::Span;

    /// The text up to `|` and what is typed there.
    fn check(marked: &str, expected: Option<(TypedKind, &str)>) {
        let offset = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        let typed = in_article(&text, offset);
        assert_eq!(typed.as_ref().map(|typed| (typed.kind.clone(), typed.span.of(&text))), expected, "{marked}");
    }

    fn keys(keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn links_and_labels_are_recognised_before_they_are_closed() {
        check("a [b](/c|", Some((TypedKind::Destination, "/c")));
        check("a [b](|) d", Some((TypedKind::Destination, "")));
        check("a [b](<c d|", Some((TypedKind::Destination, "c d")));
        check("![b](c|)", Some((TypedKind::Resource, "c")));
        check("a [b](c) [pci-|", Some((TypedKind::Label, "pci-")));
        check("[a][pci-dss:1|]", Some((TypedKind::Label, "pci-dss:1")));
        check("[a]: /b|", Some((TypedKind::Destination, "/b")));
        check("<a class=\"x\" href=\"/b|", Some((TypedKind::Destination, "/b")));
        check("<img src='b|'", Some((TypedKind::Resource, "b")));
        check("a [b](c) d|", None);
        check("a [b] d|", None);
        check("é ![|", None);
        check("|", None);
    }

    #[test]
    fn shortcodes_are_recognised_with_their_arguments() {
        check("{{< no|", Some((TypedKind::Shortcode, "no")));
        check("{{% /no| %}}", Some((TypedKind::Shortcode, "no")));
        let argument = || TypedKind::Argument("figure".to_owned());
        check("{{< figure |", Some((argument(), "")));
        check("{{< figure src=\"a b|", Some((argument(), "a b")));
        check("{{< figure src=\"a b\" al|", Some((argument(), "al")));
        check("{{< note >}} [a|", Some((TypedKind::Label, "a")));
    }

    #[test]
    fn front_matter_is_recognised_by_its_keys() {
        check("---\nti|\n---\n", Some((TypedKind::Key(keys(&[])), "ti")));
        check("---\ntags: [a, b|\n---\n", Some((TypedKind::Value(keys(&["tags"])), "b")));
        check("---\ntags:\n  - a|\n---\n", Some((TypedKind::Value(keys(&["tags"])), "a")));
        check("---\ntags:\n- a|\n---\n", Some((TypedKind::Value(keys(&["tags"])), "a")));
        check("---\nframework: \"p|\n---\n", Some((TypedKind::Value(keys(&["framework"])), "p")));
        let ids = || TypedKind::Value(keys(&["requirements", "pci-dss"]));
        check("---\nrequirements:\n  pci-dss: [1.1, 1|]\n---\n", Some((ids(), "1")));
        check("---\nrequirements:\n  pci-dss:\n    - 1|\n---\n", Some((ids(), "1")));
        check("---\nrequirements: {pci-dss: [1|]}\n---\n", Some((ids(), "1")));
        check("---\nrequirements:\n  p|\n---\n", Some((TypedKind::Key(keys(&["requirements"])), "p")));
        check("---\ntitle: a # b|\n---\n", None);
        check("--|-\ntitle: a\n---\n", None);
        check("---\ntitle: a\n---\n[|", Some((TypedKind::Label, "")));
    }

    #[test]
    fn rows_of_a_table_have_keys_of_their_own() {
        let typed = |text: &str| {
            let typed = in_yaml(text, Span::new(0, text.len())).unwrap();
            (typed.kind, typed.span.of(text).to_owned())
        };
        assert_eq!(typed("rows:\n  - re"), (TypedKind::Key(keys(&["rows"])), "re".to_owned()));
        assert_eq!(typed("rows:\n  - req: 1.1\n    wh"), (TypedKind::Key(keys(&["rows"])), "wh".to_owned()));
        assert_eq!(typed("rows:\n- req: 1.1\n  who: pr"), (TypedKind::Value(keys(&["rows", "who"])), "pr".to_owned()));
        assert_eq!(typed("rows:\n  - {req: [1.1, 1"), (TypedKind::Value(keys(&["rows", "req"])), "1".to_owned()));
        assert_eq!(typed("rows:\n  - {req: 1.1, w"), (TypedKind::Key(keys(&["rows"])), "w".to_owned()));
    }
}
