//! Footnotes, which are written at the end of a text.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use super::super::html::escape_attribute;
use super::super::pieces::Pieces;
use super::super::shared::Region;
use super::open::{Note, Use};
use super::state::Writer;
use crate::finding::{Code, Finding};
use crate::source::{Location, Span};

impl Writer<'_, '_> {
    pub(super) fn footnote_reference(&mut self, label: &str) {
        let label = folded(label);
        let footnotes = &mut self.footnotes;
        let Use { number, count } = footnotes.uses.entry(label.clone()).or_insert_with(|| {
            footnotes.order.push(label);
            Use { number: footnotes.order.len(), count: 0 }
        });
        *count += 1;
        let (number, count) = (*number, *count);
        let from = reference_id(self.region, number, count);
        let to = note_id(self.region, number);
        let html = format!(
            "<sup id=\"{from}\"><a href=\"#{to}\" class=\"footnote-ref\" role=\"doc-noteref\">{number}</a></sup>"
        );
        self.out().html().push_str(&html);
        self.anchor(from);
    }

    pub(super) fn start_footnote(&mut self, label: &str, range: &Range<usize>) {
        let anchors = self.shared.document.anchors.len();
        let note = Note {
            pieces: Vec::new(),
            anchors: anchors..anchors,
            span: self.text.bounds_in_file(Span::from(range.clone())),
            mark: self.span(&self.mark(range)),
        };
        self.footnotes.open = Some((folded(label), note));
        self.start_capture();
    }

    pub(super) fn end_footnote(&mut self) {
        let pieces = self.end_capture();
        let Some((label, mut note)) = self.footnotes.open.take() else { return };
        (note.pieces, note.anchors.end) = (pieces, self.shared.document.anchors.len());
        match self.footnotes.written.entry(label) {
            Entry::Vacant(entry) => drop(entry.insert(note)),
            Entry::Occupied(_) => self.footnotes.duplicates.push(note),
        }
    }

    /// Writes the notes; one without a reference is left out, as in Goldmark.
    pub(super) fn write_footnotes(&mut self) {
        let mut footnotes = std::mem::take(&mut self.footnotes);
        let mut unshown = std::mem::take(&mut footnotes.duplicates);
        for note in &unshown {
            self.report_unshown(note, "another footnote has this label");
        }
        let written = std::mem::take(&mut footnotes.written);
        let is_referred_to = |label: &String| footnotes.uses.contains_key(label);
        let (shown, others): (BTreeMap<_, _>, BTreeMap<_, _>) =
            written.into_iter().partition(|(label, _)| is_referred_to(label));
        footnotes.written = shown;
        for note in others.values() {
            self.report_unshown(note, "there is no reference to it");
        }
        unshown.extend(others.into_values());
        self.remove(unshown);
        if footnotes.order.is_empty() {
            return;
        }
        self.shared.document.has_footnotes = true;
        self.out().html().push_str("<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n");
        for (index, label) in footnotes.order.iter().enumerate() {
            let id = note_id(self.region, index + 1);
            self.out().html().push_str(&format!("<li id=\"{id}\">\n"));
            self.anchor(id);
            let mut note = Pieces::default();
            note.append(footnotes.written.remove(label).unwrap_or_default().pieces);
            let uses = footnotes.uses.get(label).map_or(1, |referred| referred.count);
            let name = self.shared.tools.dialect.words.back_to_text;
            let back = (1..=uses).map(|using| back_link(&reference_id(self.region, index + 1, using), name));
            append_inside_last_paragraph(note.html(), &back.collect::<String>());
            self.out().append(note.finish());
            self.out().html().push_str("</li>\n");
        }
        self.out().html().push_str("</ol>\n</section>\n");
    }

    /// The range of the label of the footnote at `range`, with its brackets.
    fn mark(&self, range: &Range<usize>) -> Range<usize> {
        let length = self.text.text[range.clone()].find("]:").map_or(0, |end| end + 1);
        range.start..range.start + length
    }

    fn report_unshown(&mut self, note: &Note, reason: &str) {
        let message = format!("a footnote that the page does not show: {reason}");
        let finding = Finding::new(Code::UnshownFootnote, Location::new(self.shared.file, note.mark), message);
        let help =
            "refer to it with its label, `[^label]`, or delete it; only text in a footnote that is shown is checked";
        self.shared.findings.push(finding.help(help));
    }

    /// Removes the anchors in notes that are not shown. Links and citations stay, because pieces point to
    /// them by index.
    fn remove(&mut self, mut notes: Vec<Note>) {
        if notes.is_empty() {
            return;
        }
        let document = &mut self.shared.document;
        notes.sort_by_key(|note| note.anchors.start);
        let mut index = 0;
        let mut left = notes.iter().map(|note| note.anchors.clone()).peekable();
        document.anchors.retain(|_| {
            while left.next_if(|anchors| anchors.end <= index).is_some() {}
            let is_of_note = left.peek().is_some_and(|anchors| anchors.contains(&index));
            index += 1;
            !is_of_note
        });
        let mut spans: Vec<Span> = notes.into_iter().filter_map(|note| note.span).collect();
        spans.sort_unstable();
        document.unshown.extend(spans);
    }
}

/// A label as labels are compared: neither case nor the width of white space matters.
fn folded(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    // Upper case first: it writes `ß` as `SS`, and it has one form of sigma.
    words.join(" ").to_uppercase().to_lowercase()
}

fn note_id(region: Region, number: usize) -> String {
    match region {
        Region::Article | Region::Cell => format!("fn:{number}"),
        Region::Shortcode(index) => format!("fn:s{index}:{number}"),
    }
}

fn reference_id(region: Region, number: usize, using: usize) -> String {
    // As Goldmark counts them: `fnref:1`, `fnref1:1`, `fnref2:1`.
    let again = if using > 1 { (using - 1).to_string() } else { String::new() };
    match region {
        Region::Article | Region::Cell => format!("fnref{again}:{number}"),
        Region::Shortcode(index) => format!("fnref{again}:s{index}:{number}"),
    }
}

fn back_link(id: &str, name: &str) -> String {
    let (arrow, name) = ("↩\u{fe0e}", escape_attribute(name));
    format!(" <a href=\"#{id}\" class=\"footnote-backref\" role=\"doc-backlink\" aria-label=\"{name}\">{arrow}</a>")
}

fn append_inside_last_paragraph(html: &mut String, addition: &str) {
    match html.trim_end().strip_suffix("</p>").map(str::len) {
        Some(end) => html.insert_str(end, addition),
        None => html.push_str(addition),
    }
}
