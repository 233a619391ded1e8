//! Writes a block of code as HTML: spans with classes, highlighted lines, line numbers.

use super::class::Class;
use super::parser::BlockParser;
use crate::markdown::html::push_text;

/// How code is to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Ranges of highlighted lines, as first and last, counted from 1 whatever the number shown.
    pub marked: Vec<(usize, usize)>,
    /// The number of the first line; none where lines are not numbered.
    pub numbered_from: Option<usize>,
}

/// The content of `<code>`. Without a parser the code is plain.
pub(super) fn write(code: &str, mut parser: Option<BlockParser<'_>>, options: &Options) -> String {
    let is_by_line = options.numbered_from.is_some() || !options.marked.is_empty();
    if parser.is_none() && !is_by_line {
        let mut html = String::with_capacity(code.len() + code.len() / 16);
        push_text(&mut html, code);
        return html;
    }
    let mut writer = SpanWriter { html: String::with_capacity(code.len() * 2), class: Class::Plain };
    let mut marked = options.marked.clone();
    marked.sort_unstable();
    let mut ranges = marked.into_iter().peekable();
    let mut marked_up_to = 0;
    for (index, line) in code.split_inclusive('\n').enumerate() {
        while let Some((_, last)) = ranges.next_if(|(first, _)| *first <= index + 1) {
            marked_up_to = marked_up_to.max(last);
        }
        let is_marked = index < marked_up_to;
        if is_marked {
            writer.html.push_str("<span class=\"hl\">");
        }
        if let Some(first) = options.numbered_from {
            writer.html.push_str(&format!("<span class=\"ln\">{}</span>", first.saturating_add(index)));
        }
        match &mut parser {
            Some(parser) => parser.parse_line(line, |class, piece| writer.write(class, piece)),
            None => writer.write(Class::Plain, line),
        }
        if is_by_line {
            writer.switch(Class::Plain);
        }
        if is_marked {
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
