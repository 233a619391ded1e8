//! Writes a block of code as HTML: spans with classes, highlighted lines, line numbers.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::class::Class;
use super::parser::BlockParser;
use crate::markdown::html::push_text;

/// How code is to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Ranges of highlighted lines, as first and last, counted from 1 whatever the number shown.
    pub marked: Vec<(usize, usize)>,
    /// Ranges of lines shown as inserted.
    pub inserted: Vec<(usize, usize)>,
    /// Ranges of lines shown as deleted.
    pub deleted: Vec<(usize, usize)>,
    /// The number of the first line; none where lines are not numbered.
    pub numbered_from: Option<usize>,
}

impl Options {
    /// These options for a diff: its added and removed lines are shown as inserted and deleted.
    pub(super) fn of_diff(&self, code: &str) -> Self {
        let mut options = self.clone();
        // `--- a` and `+++ b` name the files.
        for (number, line) in (1..).zip(code.lines()) {
            match line.as_bytes().first() {
                Some(b'+') if !line.starts_with("+++ ") => push_line(&mut options.inserted, number),
                Some(b'-') if !line.starts_with("--- ") => push_line(&mut options.deleted, number),
                Some(_) | None => {}
            }
        }
        options
    }
}

/// Adds a line to ranges, to the last of them where it continues that.
fn push_line(ranges: &mut Vec<(usize, usize)>, number: usize) {
    match ranges.last_mut() {
        Some((_, last)) if *last + 1 == number => *last = number,
        Some(_) | None => ranges.push((number, number)),
    }
}

/// Ranges of lines that are asked for line by line.
struct Lines {
    ranges: Peekable<IntoIter<(usize, usize)>>,
    up_to: usize,
}

impl Lines {
    fn new(ranges: &[(usize, usize)]) -> Self {
        let mut ranges = ranges.to_vec();
        ranges.sort_unstable();
        Self { ranges: ranges.into_iter().peekable(), up_to: 0 }
    }

    /// Whether a range has the line; `number` grows from call to call.
    fn has(&mut self, number: usize) -> bool {
        while let Some((_, last)) = self.ranges.next_if(|(first, _)| *first <= number) {
            self.up_to = self.up_to.max(last);
        }
        number <= self.up_to
    }
}

/// The content of `<code>`. Without a parser the code is plain.
pub(super) fn write(code: &str, mut parser: Option<BlockParser<'_>>, options: &Options) -> String {
    let Options { marked, inserted, deleted, numbered_from } = options;
    let marks = [("hl", marked), ("ins", inserted), ("del", deleted)];
    let is_by_line = numbered_from.is_some() || marks.iter().any(|(_, ranges)| !ranges.is_empty());
    if parser.is_none() && !is_by_line {
        let mut html = String::with_capacity(code.len() + code.len() / 16);
        push_text(&mut html, code);
        return html;
    }
    let mut writer = SpanWriter { html: String::with_capacity(code.len() * 2), class: Class::Plain };
    let mut marks = marks.map(|(class, ranges)| (class, Lines::new(ranges)));
    for (index, line) in code.split_inclusive('\n').enumerate() {
        let of_line = marks.iter_mut().filter_map(|(class, lines)| lines.has(index + 1).then_some(*class));
        let of_line: Vec<&str> = of_line.collect();
        if !of_line.is_empty() {
            writer.html.push_str(&format!("<span class=\"{}\">", of_line.join(" ")));
        }
        if let Some(first) = numbered_from {
            writer.html.push_str(&format!("<span class=\"ln\">{}</span>", first.saturating_add(index)));
        }
        match &mut parser {
            Some(parser) => parser.parse_line(line, |class, piece| writer.write(class, piece)),
            None => writer.write(Class::Plain, line),
        }
        if is_by_line {
            writer.switch(Class::Plain);
        }
        if !of_line.is_empty() {
            writer.html.push_str("</span>");
        }
    }
    writer.switch(Class::Plain);
    writer.html
}

/// The HTML so far, and the class of the open span.
struct SpanWriter {
    html: String,
    class: Class,
}

impl SpanWriter {
    fn write(&mut self, class: Class, text: &str) {
        // White space looks the same in every class: it joins the open span, so that there are fewer spans.
        if class != self.class && !text.trim_ascii().is_empty() {
            self.switch(class);
        }
        push_text(&mut self.html, text);
    }

    /// Closes the open span and opens one of `class`.
    fn switch(&mut self, class: Class) {
        if self.class == class {
            return;
        }
        if self.class != Class::Plain {
            self.html.push_str("</span>");
        }
        if let Some(name) = class.name() {
            self.html.push_str("<span class=\"");
            self.html.push_str(name);
            self.html.push_str("\">");
        }
        self.class = class;
    }
}
