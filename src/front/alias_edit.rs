//! The edit that adds aliases to the front matter of an article.

use super::split::{Block, Format, split};
use crate::source::Span;
use crate::yaml::{Kind, Node};

/// The key of the list of aliases.
const KEY: &str = "aliases";

/// The edit of `text`, a whole article, that adds `addresses` to its aliases: what is replaced, and by what. Nothing where
/// the front matter cannot be read, or is written in a way that is not understood.
pub fn alias_edit(text: &str, addresses: &[String]) -> Option<(Span, String)> {
    let parts = split(text);
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (span, new) = match parts.block {
        None => {
            let list = list_of(addresses, Format::Yaml);
            (Span::new(parts.body.start, parts.body.start), format!("---{newline}{KEY}: {list}{newline}---{newline}"))
        }
        Some(block) => in_block(text, &block, addresses, newline)?,
    };
    let edited = [&text[..span.start], &new, &text[span.end..]].concat();
    is_right(text, &edited, addresses).then_some((span, new))
}

fn in_block(text: &str, block: &Block, addresses: &[String], newline: &str) -> Option<(Span, String)> {
    block.closing?;
    let at = |position: usize, new: String| Some((Span::new(position, position), new));
    let list = list_of(addresses, block.format);
    let root = root(text, block)?;
    if let Some((key, value)) = aliases(&root) {
        return in_value(text, (key, value), (&list, block.format), newline);
    }
    match block.format {
        Format::Yaml => {
            let first = root.entries().first().map_or(block.content.start, |(key, _)| key.span.start);
            let line = text[..first].rfind('\n').map_or(0, |end| end + 1);
            at(block.content.end, format!("{}{KEY}: {list}{newline}", &text[line..first]))
        }
        // Behind a table, a key would belong to it.
        Format::Toml => at(block.content.start, format!("{KEY} = {list}{newline}")),
        Format::Json => {
            let comma = if root.entries().is_empty() { "" } else { ", " };
            at(block.opening.end, format!("\"{KEY}\": {list}{comma}"))
        }
    }
}

/// The edit where the key is there.
fn in_value(
    text: &str,
    (key, value): (&Node, &Node),
    (list, format): (&str, Format),
    newline: &str,
) -> Option<(Span, String)> {
    let at = |position: usize, new: String| Some((Span::new(position, position), new));
    let written = value.span.of(text);
    let items = list.trim_start_matches('[').trim_end_matches(']');
    match &value.kind {
        Kind::Null if written.is_empty() => {
            let colon = key.span.end + text[key.span.end..].find(':')? + 1;
            at(colon, format!(" {list}"))
        }
        Kind::Null => Some((value.span, list.to_owned())),
        Kind::Scalar { .. } => Some((value.span, format!("[{written}, {items}]"))),
        Kind::Sequence(known) if written.starts_with('[') => {
            let from = known.last().map_or(value.span.start, |last| last.span.end);
            let end = from + text[from..].find(']')?;
            at(end, format!("{}{items}", if known.is_empty() { "" } else { ", " }))
        }
        Kind::Sequence(known) if format == Format::Yaml => {
            let (first, last) = (known.first()?, known.last()?);
            let line = text[..first.span.start].rfind('\n').map_or(0, |end| end + 1);
            let end = last.span.start + text[last.span.start..].find(['\n', '\r'])?;
            let lead = &text[line..first.span.start];
            at(end, items.split(", ").map(|item| format!("{newline}{lead}{item}")).collect())
        }
        Kind::Sequence(_) | Kind::Mapping(_) => None,
    }
}

/// The addresses as a list in brackets.
fn list_of(addresses: &[String], format: Format) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/-_.".contains(letter);
    let item = |address: &String| match format {
        Format::Yaml if address.starts_with('/') && address.chars().all(is_plain) => address.clone(),
        // A comma would divide the list.
        Format::Yaml | Format::Toml | Format::Json => {
            serde_json::Value::from(address.as_str()).to_string().replace(", ", ",\\u0020")
        }
    };
    format!("[{}]", addresses.iter().map(item).collect::<Vec<_>>().join(", "))
}

fn root(text: &str, block: &Block) -> Option<Node> {
    block.parse(text).ok().map(|document| document.root)
}

fn aliases(root: &Node) -> Option<(&Node, &Node)> {
    let is_key = |key: &Node| key.text().is_some_and(|name| name.eq_ignore_ascii_case(KEY));
    root.entries().iter().find(|(key, _)| is_key(key)).map(|(key, value)| (key, value))
}

/// Whether the edited article has the aliases that it had and the new ones, and nothing else has changed.
fn is_right(before: &str, after: &str, addresses: &[String]) -> bool {
    let read = |text: &str| split(text).block.map(|block| root(text, &block));
    let texts = |root: &Node| -> Vec<String> {
        let Some((_, value)) = aliases(root) else { return Vec::new() };
        let items = if value.text().is_some() { std::slice::from_ref(value) } else { value.items() };
        items.iter().filter_map(|item| item.text().map(str::to_owned)).collect()
    };
    let others = |root: &Node| -> Vec<Option<String>> {
        let keys = root.entries().iter().map(|(key, _)| key.text().map(str::to_lowercase));
        keys.filter(|key| key.as_deref() != Some(KEY)).collect()
    };
    let (known, kept) = match read(before) {
        Some(Some(root)) => (texts(&root), others(&root)),
        Some(None) => return false,
        None => (Vec::new(), Vec::new()),
    };
    let body = |text: &str| split(text).body.of(text).to_owned();
    let Some(Some(root)) = read(after) else { return false };
    texts(&root) == [known.as_slice(), addresses].concat() && others(&root) == kept && body(before) == body(after)
}

#[cfg(test)]
mod tests {
    use super::alias_edit;

    fn check(text: &str, addresses: &[&str], expected: Option<&str>) {
        let addresses: Vec<String> = addresses.iter().map(|address| (*address).to_owned()).collect();
        let edited = alias_edit(text, &addresses).map(|(span, new)| {
            let mut edited = text.to_owned();
            edited.replace_range(span.start..span.end, &new);
            edited
        });
        assert_eq!(edited.as_deref(), expected, "{text}");
    }

    #[test]
    fn a_list_is_added_or_continued_as_it_is_written() {
        let one = &["/old/"][..];
        check("text\n", one, Some("---\naliases: [/old/]\n---\ntext\n"));
        check("---\n---\n", one, Some("---\naliases: [/old/]\n---\n"));
        check("---\ntitle: a\r\n---\r\n", one, Some("---\ntitle: a\r\naliases: [/old/]\r\n---\r\n"));
        check("---\nAliases: /x/\n---\n", one, Some("---\nAliases: [/x/, /old/]\n---\n"));
        check("---\naliases:\n---\n", one, Some("---\naliases: [/old/]\n---\n"));
        check("---\naliases: []\n---\n", &["/a/", "/b/"], Some("---\naliases: [/a/, /b/]\n---\n"));
        check("---\naliases: ['/x/'] # y\n---\n", one, Some("---\naliases: ['/x/', /old/] # y\n---\n"));
        check(
            "---\naliases:\n  - /x/ # y\ntitle: z\n---\n",
            one,
            Some("---\naliases:\n  - /x/ # y\n  - /old/\ntitle: z\n---\n"),
        );
        check("---\ntitle: a\n---\n", &["/a b, c/"], Some("---\ntitle: a\naliases: [\"/a b,\\u0020c/\"]\n---\n"));
        check(
            "+++\ntitle = 'a'\n[b]\nc = 1\n+++\n",
            one,
            Some("+++\naliases = [\"/old/\"]\ntitle = 'a'\n[b]\nc = 1\n+++\n"),
        );
        check("+++\naliases = ['/x/']\n+++\n", one, Some("+++\naliases = ['/x/', \"/old/\"]\n+++\n"));
        check("{\"title\": \"a\"}\n", one, Some("{\"aliases\": [\"/old/\"], \"title\": \"a\"}\n"));
        check("{\"aliases\": [\"/x/\"]}\n", one, Some("{\"aliases\": [\"/x/\", \"/old/\"]}\n"));
    }

    #[test]
    fn what_is_not_understood_is_left_alone() {
        for text in ["---\ntitle: a\n", "---\n{title: a}\n---\n", "---\na: [\n---\n", "---\naliases: {a: b}\n---\n"] {
            check(text, &["/old/"], None);
        }
    }
}
