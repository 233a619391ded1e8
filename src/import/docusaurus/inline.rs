//! Links, tags and expressions within the paragraphs of an article of Docusaurus.

use super::docs::Doc;
use super::link::Links;
use super::tag::{Tag, braces, literal};
use crate::import::account::{Account, Fate};
use crate::import::destination::Destination;
use crate::import::html::video;

/// What the conversion of one article depends on.
pub(super) struct Context<'c> {
    pub(super) doc: &'c Doc,
    /// The article, relative to the root.
    pub(super) file: &'c str,
    pub(super) links: &'c Links<'c>,
}

/// The paragraph `text`, which begins at line `number`, in the syntax that is read here.
pub(super) fn inline(text: &str, number: usize, context: &Context<'_>, account: &mut Account) -> String {
    let is_element = |rest: &str| rest.starts_with(|first: char| first.is_ascii_lowercase());
    let is_html = text.trim_start().strip_prefix('<').is_some_and(is_element);
    let mut writer = Inline {
        context,
        account,
        number,
        out: String::with_capacity(text.len()),
        is_in_frame: false,
        link: None,
        is_html,
    };
    writer.text(text);
    writer.out
}

struct Inline<'i> {
    context: &'i Context<'i>,
    account: &'i mut Account,
    number: usize,
    out: String,
    is_in_frame: bool,
    /// The destination of a component that is a link.
    link: Option<String>,
    /// Whether the paragraph is one of HTML.
    is_html: bool,
}

impl Inline<'_> {
    fn text(&mut self, text: &str) {
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let rest = &text[at..];
            let length = match first {
                '\\' => {
                    let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                    self.out.push_str(&rest[..length]);
                    Some(length)
                }
                '`' => self.code(rest),
                ']' if rest.starts_with("](") => self.link(rest),
                '<' => self.tag(rest),
                '{' => self.expression(
                    rest,
                    text[..at].trim_end().rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with('#')),
                ),
                '[' => self.definition(text, at),
                _ => None,
            };
            let length = length.unwrap_or_else(|| {
                self.out.push(first);
                first.len_utf8()
            });
            self.number += text[at..at + length].matches('\n').count();
            at += length;
        }
    }

    fn say(&mut self, construct: &'static str, fate: Fate, reason: &str) {
        self.account.say(construct, fate, (self.context.file, self.number), reason);
    }

    /// Code between backticks as it is.
    fn code(&mut self, rest: &str) -> Option<usize> {
        let marks = rest.len() - rest.trim_start_matches('`').len();
        let mark = &rest[..marks];
        let mut from = marks;
        while let Some(found) = rest[from..].find(mark) {
            let end = from + found + marks;
            if !rest[end..].starts_with('`') && !rest[..from + found].ends_with('`') {
                self.out.push_str(&rest[..end]);
                return Some(end);
            }
            from = end + rest[end..].len() - rest[end..].trim_start_matches('`').len();
        }
        self.out.push_str(mark);
        Some(marks)
    }

    fn link(&mut self, rest: &str) -> Option<usize> {
        let (destination, length) = Destination::read(&rest[1..])?;
        let changed = self.context.links.changed(&destination.path, self.context.doc);
        self.account.count("link or image", if changed.is_some() { Fate::Turned } else { Fate::AsIs });
        let destination = Destination { path: changed.unwrap_or(destination.path), title: destination.title };
        self.out.push(']');
        self.out.push_str(&destination.written());
        Some(1 + length)
    }

    /// `[label]: path` at the start of a line.
    fn definition(&mut self, text: &str, at: usize) -> Option<usize> {
        if !(at == 0 || text[..at].ends_with('\n')) || text[at..].starts_with("[^") {
            return None;
        }
        let line = text[at..].split('\n').next().unwrap_or_default();
        let (label, rest) = line.split_once("]: ")?;
        let path = rest.trim().split(' ').next().unwrap_or_default();
        let changed = self.context.links.changed(path, self.context.doc)?;
        self.account.count("link or image", Fate::Turned);
        self.out.push_str(&format!("{label}]: {changed}{}", &rest.trim_start()[path.len()..]));
        Some(line.len())
    }

    fn tag(&mut self, rest: &str) -> Option<usize> {
        if let Some(end) = rest.starts_with("<!--").then(|| rest.find("-->")).flatten() {
            self.out.push_str(&rest[..end + 3]);
            return Some(end + 3);
        }
        let Some(tag) = Tag::read(rest) else {
            let is_component = rest[1..].starts_with(|first: char| first.is_ascii_uppercase());
            return is_component.then(|| {
                self.say("component", Fate::Kept, "it cannot be read");
                self.out.push_str("&lt;");
                1
            });
        };
        let is_component = tag.name.is_empty()
            || tag.name.contains('.')
            || tag.name.starts_with(|first: char| first.is_ascii_uppercase());
        if tag.name == "Link" {
            return self.link_component(&tag);
        }
        if is_component {
            self.say("component", Fate::Kept, &format!("`<{}>` is not known here", tag.name));
            let source = rest[..tag.length].split_whitespace().collect::<Vec<_>>().join(" ");
            if self.is_html {
                // Between tags there are no backticks.
                self.out.push_str(&source.replace('&', "&amp;").replace('<', "&lt;"));
            } else {
                let mark = if source.contains('`') { "``" } else { "`" };
                self.out.push_str(&format!("{mark}{source}{mark}"));
            }
            return Some(tag.length);
        }
        if let Some(video) = video(&rest[..tag.length]) {
            self.account.count("video in a frame", Fate::Turned);
            self.out.push_str(&video);
            self.is_in_frame = !tag.is_empty;
            return Some(tag.length);
        }
        if tag.is_closing && tag.name == "iframe" && std::mem::take(&mut self.is_in_frame) {
            return Some(tag.length);
        }
        self.element(&tag);
        Some(tag.length)
    }

    /// `<Link to="…">text</Link>`.
    fn link_component(&mut self, tag: &Tag) -> Option<usize> {
        if tag.is_closing {
            let link = self.link.take()?;
            self.out.push_str(&format!("]({link})"));
            return Some(tag.length);
        }
        let to = tag.text("to").or_else(|| tag.text("href"))?;
        self.account.count("link or image", Fate::Turned);
        self.link = Some(self.context.links.changed(&to, self.context.doc).unwrap_or(to));
        self.out.push('[');
        Some(tag.length)
    }

    /// An element of HTML, with its attributes as HTML has them.
    fn element(&mut self, tag: &Tag) {
        self.out.push_str(if tag.is_closing { "</" } else { "<" });
        self.out.push_str(&tag.name);
        for (name, value) in &tag.attributes {
            let Some(text) = literal(value) else {
                self.say("attribute with an expression", Fate::LeftOut, &format!("`{name}` would be computed"));
                continue;
            };
            let (name, text) = match name.as_str() {
                "className" => ("class", text),
                "href" | "src" => (name.as_str(), self.context.links.changed(&text, self.context.doc).unwrap_or(text)),
                name => (name, text),
            };
            self.out.push_str(&format!(" {name}=\"{}\"", text.replace('"', "&quot;")));
        }
        self.out.push_str(if tag.is_empty { " />" } else { ">" });
        self.account.count("element of HTML", Fate::AsIs);
    }

    /// An expression of JSX: a comment, a text, or what is kept as text.
    fn expression(&mut self, rest: &str, is_heading: bool) -> Option<usize> {
        let length = braces(rest)?;
        let inner = rest[1..length - 1].trim();
        if let Some(comment) = inner.strip_prefix("/*").and_then(|inner| inner.strip_suffix("*/")) {
            let comment = comment.trim();
            if is_heading && comment.starts_with('#') && !comment.contains(' ') {
                self.account.count("id of a heading", Fate::Turned);
                self.out.push_str(&format!("{{{comment}}}"));
            } else {
                self.account.count("comment of JSX", Fate::LeftOut);
            }
            return Some(length);
        }
        // The id of a heading.
        if inner.starts_with('#') && !inner.contains(char::is_whitespace) {
            self.account.count("id of a heading", Fate::AsIs);
            self.out.push_str(&rest[..length]);
            return Some(length);
        }
        if let Some(text) = literal(&rest[..length]) {
            self.account.count("expression of JSX", Fate::Turned);
            self.out.push_str(&text);
            return Some(length);
        }
        self.say(
            "expression of JSX",
            Fate::Kept,
            &format!("`{}` would be computed", rest[..length].chars().take(60).collect::<String>()),
        );
        if !self.is_html {
            self.out.push('\\');
        }
        self.out.push_str(&rest[..length]);
        Some(length)
    }
}
