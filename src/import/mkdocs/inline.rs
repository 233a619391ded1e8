//! Markup within paragraphs, headings and cells.

use std::collections::{BTreeMap, BTreeSet};

use super::link::Links;
use super::options::Options;
use super::pages::Page;
use crate::import::account::{Account, Fate};
use crate::import::attributes::Attributes;
use crate::import::destination::Destination;
use crate::import::html::video;
use crate::import::lines::{Part, parts};

/// What the conversion of one article depends on.
pub(super) struct Context<'c> {
    pub(super) page: &'c Page,
    /// The article, relative to the folder of the site.
    pub(super) file: &'c str,
    pub(super) options: &'c Options,
    pub(super) links: &'c Links<'c>,
    /// What abbreviations stand for.
    pub(super) abbreviations: &'c BTreeMap<String, String>,
    /// The labels of links that the article defines.
    pub(super) labels: &'c BTreeSet<String>,
}

/// Writes one paragraph.
pub(super) struct Inline<'i> {
    context: &'i Context<'i>,
    account: &'i mut Account,
    /// The line of the paragraph in the article.
    number: usize,
    out: String,
    /// The brackets that are open: where they begin in `out`, and whether they are an image's.
    brackets: Vec<(usize, bool)>,
    /// Whether a frame was written as a shortcode and its end is still to come.
    is_in_frame: bool,
}

/// No deeper brackets are followed.
const MAX_BRACKETS: usize = 64;

/// No construct within a line is longer, in bytes.
const MAX_LEN: usize = 400;

/// The paragraph `text`, which begins at line `number`, in the syntax that is read here.
pub(super) fn inline(text: &str, number: usize, context: &Context<'_>, account: &mut Account) -> String {
    let (out, brackets, is_in_frame) = (String::with_capacity(text.len()), Vec::new(), false);
    let mut writer = Inline { context, account, number, out, brackets, is_in_frame };
    for (part, piece) in parts(text) {
        let start = writer.number;
        match part {
            Part::Text => writer.text(piece),
            Part::Code => writer.code(piece),
            Part::Comment => writer.out.push_str(piece),
            Part::Tag => writer.tag(piece),
        }
        writer.number = start + piece.matches('\n').count();
    }
    writer.out
}

impl Inline<'_> {
    fn say(&mut self, construct: &'static str, fate: Fate, reason: &str) {
        self.account.say(construct, fate, (self.context.file, self.number), reason);
    }

    /// Code between backticks, which may name its language.
    fn code(&mut self, code: &str) {
        let marks = code.len() - code.trim_start_matches('`').len();
        let inner = &code[marks..code.len() - marks];
        let language = inner.strip_prefix("#!").or_else(|| inner.strip_prefix(":::"));
        match language.and_then(|rest| rest.split_once(' ')) {
            Some((name, rest)) if self.context.options.has("pymdownx.inlinehilite") && !name.contains('/') => {
                self.account.count("language of code in a line", Fate::LeftOut);
                self.out.push_str(&code[..marks]);
                self.out.push_str(rest);
                self.out.push_str(&code[..marks]);
            }
            _ => self.out.push_str(code),
        }
    }

    /// A tag of HTML: its addresses, and the mark of an extension.
    fn tag(&mut self, tag: &str) {
        if let Some(video) = video(tag) {
            self.account.count("video in a frame", Fate::Turned);
            self.out.push_str(&video);
            self.is_in_frame = true;
            return;
        }
        if self.is_in_frame && tag.eq_ignore_ascii_case("</iframe>") {
            self.is_in_frame = false;
            return;
        }
        let mut rest = tag;
        while let Some(at) = ["href=\"", "src=\""].iter().filter_map(|name| Some(rest.find(name)? + name.len())).min() {
            let end = rest[at..].find('"').map_or(rest.len(), |length| at + length);
            self.out.push_str(&rest[..at]);
            match self.context.links.html(&rest[at..end], self.context.page) {
                Some(changed) => {
                    self.account.count("link in HTML", Fate::Turned);
                    self.out.push_str(&changed);
                }
                None => self.out.push_str(&rest[at..end]),
            }
            rest = &rest[end..];
        }
        self.out.push_str(rest);
    }

    fn text(&mut self, text: &str) {
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let rest = &text[at..];
            let length = self.construct(rest, first, text, at);
            let length = length.unwrap_or_else(|| {
                self.out.push(first);
                first.len_utf8()
            });
            self.number += text[at..at + length].matches('\n').count();
            at += length;
        }
    }

    /// Writes the construct at the start of `rest`; returns its length.
    fn construct(&mut self, rest: &str, first: char, text: &str, at: usize) -> Option<usize> {
        match first {
            '\\' => self.escape(rest),
            '!' if rest.starts_with("![") => self.open(rest, true),
            '[' => self.open(rest, false),
            ']' => self.close(rest),
            '{' => self.braces(rest),
            '+' if rest.starts_with("++") => self.keys(rest),
            '^' if rest.starts_with("^^") => self.inserted(rest),
            ':' => self.icon(rest),
            _ if first.is_alphanumeric() => self.word(text, at),
            _ => None,
        }
    }

    fn escape(&mut self, rest: &str) -> Option<usize> {
        let math = [("\\(", "\\)", "$"), ("\\[", "\\]", "$$")];
        if self.context.options.has("pymdownx.arithmatex") {
            for (open, close, mark) in math {
                if let Some(end) = rest.strip_prefix(open).and_then(|inner| inner.find(close)) {
                    self.account.count("formula", Fate::Turned);
                    let inner = &rest[2..2 + end];
                    self.out.push_str(mark);
                    self.out.push_str(if mark == "$" { inner.trim() } else { inner });
                    self.out.push_str(mark);
                    return Some(end + 4);
                }
            }
        }
        let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
        self.out.push_str(&rest[..length]);
        Some(length)
    }

    fn open(&mut self, rest: &str, is_image: bool) -> Option<usize> {
        let length = if is_image { 2 } else { 1 };
        if self.brackets.len() < MAX_BRACKETS {
            self.brackets.push((self.out.len(), is_image));
        }
        self.out.push_str(&rest[..length]);
        Some(length)
    }

    /// The end of a bracket, with the destination or the label that follows it.
    fn close(&mut self, rest: &str) -> Option<usize> {
        let (start, is_image) = self.brackets.pop()?;
        if let Some((destination, length)) = Destination::read(&rest[1..]) {
            let changed = self.context.links.markdown(&destination.path, self.context.page);
            let fate = if changed.is_some() { Fate::Turned } else { Fate::AsIs };
            self.account.count(if is_image { "image" } else { "link" }, fate);
            let destination = Destination { path: changed.unwrap_or(destination.path), title: destination.title };
            let list = Attributes::read(&rest[1 + length..]).filter(|_| self.context.options.has("attr_list"));
            let Some((list, list_length)) = list else {
                self.out.push(']');
                self.out.push_str(&destination.written());
                return Some(1 + length);
            };
            let start = list.id.as_ref().map_or(start, |id| self.anchor(id, start));
            if is_image && !list.of_image().is_empty() {
                let alt = self.out[start + 2..].replace('"', "&quot;");
                self.out.truncate(start);
                let (path, attributes) = (destination.path.replace('"', "%22"), list.of_image());
                // An image in HTML has the address that its file is at.
                let path = self.context.links.html(&path, self.context.page).unwrap_or(path);
                self.out.push_str(&format!("<img src=\"{path}\" alt=\"{alt}\"{attributes}>"));
                self.account.count("attributes of an image", Fate::Turned);
            } else {
                self.out.push(']');
                self.out.push_str(&destination.written());
                self.without(&list);
            }
            return Some(1 + length + list_length);
        }
        self.reference(rest, start)
    }

    /// `[text][label]` without a definition: a cross-reference of a plugin, whose target is not imported.
    fn reference(&mut self, rest: &str, start: usize) -> Option<usize> {
        let plugins = &self.context.options.plugins;
        if !(plugins.contains_key("autorefs") || plugins.contains_key("mkdocstrings")) {
            return None;
        }
        let inner = rest.strip_prefix("][")?;
        let end = inner.find([']', '\n']).filter(|end| inner[*end..].starts_with(']'))?;
        let label = if end == 0 { &self.out[start + 1..] } else { &inner[..end] };
        if self.context.labels.contains(&label.to_lowercase()) {
            return None;
        }
        let reason = format!("`{}` names what a plugin makes from code", label.trim_matches('`'));
        self.say("cross-reference of a plugin", Fate::LeftOut, &reason);
        self.out.remove(start);
        Some(end + 3)
    }

    fn braces(&mut self, rest: &str) -> Option<usize> {
        if rest.starts_with("{{") || rest.starts_with("{%") {
            let end = if rest.starts_with("{{") { "}}" } else { "%}" };
            let length = rest[2..].find(end).filter(|length| *length < MAX_LEN)? + 4;
            if self.context.options.plugins.contains_key("macros") {
                self.say(
                    "template expression",
                    Fate::Kept,
                    &format!("`{}` is for a program of the old site", &rest[..length]),
                );
            }
            if !self.context.options.plugins.contains_key("macros") {
                self.account.count("braces that are text", Fate::Turned);
                self.out.push('\\');
            }
            self.out.push_str(&rest[..length]);
            return Some(length);
        }
        let is_behind = self.out.ends_with(['*', '_', '`', '>', ']']);
        if !is_behind || !self.context.options.has("attr_list") {
            return None;
        }
        let (list, length) = Attributes::read(rest)?;
        if let Some(id) = &list.id {
            self.anchor(id, self.out.len());
        }
        self.without(&list);
        Some(length)
    }

    /// Puts a place that links lead to at `at` of what is written; returns the offset behind it.
    fn anchor(&mut self, id: &str, at: usize) -> usize {
        self.account.count("id within a line", Fate::Turned);
        let anchor = format!("<span id=\"{}\"></span>", id.replace('"', ""));
        self.out.insert_str(at, &anchor);
        at + anchor.len()
    }

    /// Says what of a list of attributes is left out.
    fn without(&mut self, list: &Attributes) {
        if !(list.classes.is_empty() && list.values.is_empty()) {
            let rest = Attributes { id: None, ..list.clone() };
            let reason = format!("`{}` is for the look of another theme", rest.written());
            self.say("attributes within a line", Fate::LeftOut, &reason);
        }
    }

    /// `++ctrl+c++`.
    fn keys(&mut self, rest: &str) -> Option<usize> {
        if !self.context.options.has("pymdownx.keys") {
            return None;
        }
        let end = rest[2..].find("++").filter(|end| (1..MAX_LEN).contains(end))?;
        let inner = &rest[2..2 + end];
        let is_key = |key: &str| {
            !key.is_empty()
                && (key.starts_with('"')
                    || key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'))
        };
        let keys: Vec<&str> = inner.split('+').collect();
        if !keys.iter().all(|key| is_key(key)) {
            return None;
        }
        self.account.count("keys", Fate::Turned);
        let written = keys.iter().map(|key| format!("<kbd>{}</kbd>", key_name(key)));
        self.out.push_str(&written.collect::<Vec<_>>().join("+"));
        Some(end + 4)
    }

    /// `^^inserted^^`.
    fn inserted(&mut self, rest: &str) -> Option<usize> {
        let end =
            rest[2..].find("^^").filter(|end| (1..MAX_LEN).contains(end) && !rest[2..2 + end].contains("\n\n"))?;
        if !self.context.options.has("pymdownx.caret") {
            return None;
        }
        self.account.count("inserted text", Fate::Turned);
        self.out.push_str(&format!("<ins>{}</ins>", &rest[2..2 + end]));
        Some(end + 4)
    }

    /// `:material-home:` and its like.
    fn icon(&mut self, rest: &str) -> Option<usize> {
        let inner = &rest[1..];
        let end = inner.find(':').filter(|end| *end < MAX_LEN)?;
        let name = &inner[..end];
        let is_icon = ["material-", "octicons-", "fontawesome-", "simple-"].iter().any(|set| name.starts_with(set))
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if !is_icon || !self.context.options.has("pymdownx.emoji") {
            return None;
        }
        let mut length = end + 2;
        if let Some((_, list)) = Attributes::read(&rest[length..]) {
            length += list;
        }
        let words: Vec<&str> = name.split('-').collect();
        let symbol = if words.contains(&"check") {
            Some("✓")
        } else if words.iter().any(|word| matches!(*word, "close" | "x" | "cancel")) && !name.starts_with("simple-") {
            Some("✗")
        } else {
            None
        };
        match symbol {
            Some(symbol) => {
                self.account.count("icon", Fate::Turned);
                self.out.push_str(symbol);
            }
            None => {
                self.say("icon", Fate::LeftOut, &format!("`:{name}:` is an image of another theme"));
                // The space behind an icon would begin the text.
                let is_start = self.out.is_empty() || self.out.ends_with([' ', '\n', '[']);
                length += usize::from(is_start && rest[length..].starts_with(' '));
            }
        }
        Some(length)
    }

    /// A word, which may be an abbreviation.
    fn word(&mut self, text: &str, at: usize) -> Option<usize> {
        let end = text[at..].find(|letter: char| !letter.is_alphanumeric()).map_or(text.len(), |length| at + length);
        let is_image = self.brackets.iter().any(|(_, is_image)| *is_image);
        let fits = |short: &&String| {
            text[at..].starts_with(short.as_str())
                && !text[at + short.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_')
        };
        let short = if is_image || self.out.ends_with(['_', '/', '#', '-', '.']) {
            None
        } else {
            let first = text[at..].chars().next().map(String::from).unwrap_or_default();
            let range = self.context.abbreviations.range(first.clone()..).map(|(short, _)| short);
            range.take_while(|short| short.starts_with(&first)).filter(fits).max_by_key(|short| short.len())
        };
        let Some(short) = short.filter(|short| !short.is_empty()) else {
            self.out.push_str(&text[at..end]);
            return Some(end - at);
        };
        let long = self.context.abbreviations[short].replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        self.account.count("abbreviation in a text", Fate::Turned);
        self.out.push_str(&format!("<abbr title=\"{long}\">{short}</abbr>"));
        Some(short.len())
    }
}

/// The name on a key.
fn key_name(key: &str) -> String {
    if let Some(text) = key.strip_prefix('"') {
        return text.trim_end_matches('"').replace('<', "&lt;");
    }
    let name = match key {
        "cmd" | "command" => "Cmd",
        "esc" | "escape" => "Esc",
        "arrow-up" | "up" => "↑",
        "arrow-down" | "down" => "↓",
        "arrow-left" | "left" => "←",
        "arrow-right" | "right" => "→",
        "page-up" | "pg-up" => "Page Up",
        "page-down" | "pg-dn" => "Page Down",
        "plus" => "+",
        "minus" => "-",
        "comma" => ",",
        "period" | "dot" => ".",
        "slash" => "/",
        "question" => "?",
        "question-mark" => "?",
        "equal" => "=",
        _ => "",
    };
    if !name.is_empty() {
        return name.to_owned();
    }
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    };
    key.split(['-', '_']).map(capital).collect::<Vec<_>>().join(" ")
}
