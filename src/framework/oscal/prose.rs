//! The text of a control as Markdown: its parts in order, with its parameters filled in.
//!
//! A catalog is foreign text: HTML tags are escaped, links within the catalog become plain text, because it is not a page,
//! and so do links to addresses that run code.

use std::borrow::Cow;

use super::cite::label;
use super::document::Part;
use super::insert::{Filler, Parameters, Unfilled};
use super::name::Names;
use crate::source::Span;

/// Schemes of links that are kept.
const SCHEMES: &[&str] = &["http", "https", "mailto", "tel", "ftp"];

/// Writes the text of controls.
pub(super) struct Writer<'w, 'c, 'a> {
    filler: Filler<'w, 'c, 'a>,
    names: &'w Names<'c>,
}

impl<'w, 'c, 'a> Writer<'w, 'c, 'a> {
    /// A writer for a catalog with these parameters. Once they have inserted `budget` bytes, only their ids are written:
    /// else a small catalog could grow to any size.
    pub(super) const fn new(parameters: &'w Parameters<'c, 'a>, names: &'w Names<'c>, budget: usize) -> Self {
        Self { filler: Filler::new(parameters, budget), names }
    }

    /// What is written from now on belongs to the control at `place`.
    pub(super) const fn at(&mut self, place: Span) {
        self.filler.place = place;
    }

    /// What could not be filled in.
    pub(super) fn into_unfilled(self) -> Unfilled {
        self.filler.unfilled
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
            let prose = self.prose(part);
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

    /// An item of a list, with its label and title, and the items below it. The reader of files bounds how deep they nest.
    fn item(&mut self, part: &Part<'_>, depth: usize, text: &mut String) {
        let (name, prose) = (self.item_name(part), self.prose(part));
        let is_shown = !name.is_empty() || !prose.is_empty();
        if is_shown {
            let indent = "  ".repeat(depth);
            text.push_str(&format!("{indent}- {name}"));
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
        }
        for inner in part.parts.iter().filter(|inner| !inner.is_assessment()) {
            self.item(inner, if is_shown { depth + 1 } else { depth }, text);
        }
    }

    /// The label and the title of an item.
    fn item_name(&mut self, part: &Part<'_>) -> String {
        let mut name = String::new();
        if let Some(label) = label(&part.props) {
            escape(label, self.names, &mut name);
        }
        if !part.title.trimmed().is_empty() {
            name.push_str(if name.is_empty() { "" } else { " " });
            name.push_str(&self.filled(part.title.trimmed()));
        }
        if name.is_empty() { name } else { format!("**{name}** ") }
    }

    fn prose(&mut self, part: &Part<'_>) -> String {
        self.filled(&without_headings(part.prose.trimmed()))
    }

    /// `prose` with its parameters filled in, and escaped.
    fn filled(&mut self, prose: &str) -> String {
        let names = self.names;
        self.filler.filled(prose, &|prose, text| escape(prose, names, text))
    }
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

/// `prose` with its headings as lines in bold: they would be headings of the page, above the control, with ids that others
/// have.
fn without_headings(prose: &str) -> Cow<'_, str> {
    if !prose.lines().any(|line| heading(line).is_some()) {
        return Cow::Borrowed(prose);
    }
    let mut text = String::with_capacity(prose.len() + 16);
    let mut fence: Option<&str> = None;
    for line in prose.lines() {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        let heading = heading(line).filter(|_| fence.is_none());
        fence = match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => None,
            (None, mark) => mark,
            (open, _) => open,
        };
        match heading {
            Some("") => {}
            Some(heading) => {
                if !text.is_empty() && !text.ends_with("\n\n") {
                    text.push('\n');
                }
                text.push_str(&format!("**{heading}**\n\n"));
            }
            None if line.trim().is_empty() && fence.is_none() && text.ends_with("\n\n") => {}
            None => {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    Cow::Owned(text.trim().to_owned())
}

/// The text of a line that is a heading.
fn heading(line: &str) -> Option<&str> {
    let is_indented_little = line.len() - line.trim_start_matches(' ').len() <= 3;
    let behind = line.trim_start_matches(' ');
    let text = behind.trim_start_matches('#');
    let level = behind.len() - text.len();
    let is_one = is_indented_little && (1..=6).contains(&level) && (text.is_empty() || text.starts_with([' ', '\t']));
    is_one.then(|| text.trim().trim_end_matches('#').trim_end())
}

/// `implementation-guidance` as `Implementation guidance`.
fn in_words(name: &str) -> String {
    let mut letters = name.chars().map(|letter| if matches!(letter, '-' | '_') { ' ' } else { letter });
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Adds `prose` without HTML tags, and without links that lead nowhere from a page.
fn escape(prose: &str, names: &Names<'_>, text: &mut String) {
    let mut rest = prose;
    while let Some(at) = rest.find(['<', ']']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        if let Some(after) = from.strip_prefix('<') {
            text.push_str("&lt;");
            rest = after;
        } else if let Some((address, length)) = address(from).filter(|(address, _)| !is_kept(address)) {
            unlink(address, names, text);
            rest = &from[length..];
        } else {
            text.push(']');
            rest = &from[1..];
        }
    }
    text.push_str(rest);
}

/// The address in `](address)`, and the length of all that.
fn address(from: &str) -> Option<(&str, usize)> {
    let inside = from.strip_prefix("](")?;
    let mut depth = 0_usize;
    for (at, letter) in inside.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 0 => return Some((inside[..at].trim(), 2 + at + 1)),
            ')' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
    }
    None
}

/// Whether a link leads somewhere from a page: not within the catalog, and not to code.
fn is_kept(address: &str) -> bool {
    let scheme = address.trim_start_matches('<').split(['/', '?', '#']).next().unwrap_or_default();
    let is_known = scheme
        .split_once(':')
        .is_none_or(|(scheme, _)| SCHEMES.iter().any(|known| scheme.trim().eq_ignore_ascii_case(known)));
    is_known && !address.starts_with('#')
}

/// Removes the bracket that opened a link's text; a link without text gets the name of what it leads to.
fn unlink(address: &str, names: &Names<'_>, text: &mut String) {
    let Some(at) = text.rfind('[') else { return };
    text.remove(at);
    if at == text.len() {
        text.push_str(address.strip_prefix('#').and_then(|own| names.of_own(own)).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, without_headings};
    use crate::framework::oscal::name::Names;

    #[test]
    fn headings_become_lines_in_bold() {
        for (prose, expected) in [
            ("# Purpose\nText\n## More ##\n\n- a", "**Purpose**\n\nText\n\n**More**\n\n- a"),
            ("Text\n   #\n#1 and #two", "Text\n#1 and #two"),
            ("# A\n```\n# not one\n```", "**A**\n\n```\n# not one\n```"),
            ("    # code", "    # code"),
        ] {
            assert_eq!(without_headings(prose), expected, "{prose}");
        }
    }

    #[test]
    fn tags_and_links_that_lead_nowhere_become_text() {
        for (prose, expected) in [
            ("a <b>bold</b> & [link](https://a.b/)", "a &lt;b>bold&lt;/b> & [link](https://a.b/)"),
            ("see [the other](#ac-3), or [x]", "see the other, or [x]"),
            ("[broken](#ac-3", "[broken](#ac-3"),
            ("[x](javascript:alert(1)).", "x."),
            ("[x]( JavaScript:alert(1)) [y](/a:b) [z](<vbscript:a>)", "x [y](/a:b) z"),
            ("[](#ac-3)03", "03"),
        ] {
            let mut text = String::new();
            escape(prose, &Names::default(), &mut text);
            assert_eq!(text, expected, "{prose}");
        }
    }
}
