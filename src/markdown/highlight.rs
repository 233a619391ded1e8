//! Code with colours: the inside of `<code>`, as text with short classes.
//!
//! A theme colours these classes; whatever has none is plain text.
//!
//! | class | stands for | | class | stands for |
//! |---|---|---|---|---|
//! | `k` | keyword | | `v` | variable of a shell and its like |
//! | `s` | string | | `b` | constant, built-in name |
//! | `e` | escape or placeholder in a string | | `g` | tag of HTML, key of YAML, JSON, TOML |
//! | `n` | number | | `a` | attribute, option of a command |
//! | `c` | comment | | `h` | heading, header of a diff |
//! | `f` | function, command | | `i` | inserted line |
//! | `t` | type | | `d` | deleted line |
//!
//! Around them: `hl` is a line that stands out, its line break included, and `ln` the number of a line, which a
//! theme keeps from being selected. Kept out: the colours, and the element around the code.

mod candidates;
mod change;
mod class;
mod grammar;
mod kept;
mod language;
mod machine;
mod memory;
mod packed;
mod painter;
mod pattern;
mod reader;
mod search;

#[cfg(test)]
mod scope;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, OnceLock, PoisonError};

use crate::markdown::highlight::class::Class;
use crate::markdown::highlight::grammar::Grammars;
use crate::markdown::highlight::kept::Kept;
use crate::markdown::highlight::memory::Memory;
use crate::markdown::highlight::painter::{Desk, Painter};
use crate::markdown::html::push_text;

/// A line longer than this is written without colours: grammars take too long for minified code.
const LONGEST_LINE: usize = 10_000;

/// A block longer than this is written without colours.
const LONGEST_BLOCK: usize = 1_000_000;

/// How code is to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// The lines that stand out, as first and last, counted from 1 whatever the number shown.
    pub marked: Vec<(usize, usize)>,
    /// The number shown at the first line, where lines are numbered.
    pub numbered_from: Option<usize>,
}

/// What became of a block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlighted {
    /// The inside of `<code>`. Its text is the code, line by line.
    pub html: String,
    /// Whether the language is known. No language at all is known to be plain text.
    pub known: bool,
}

/// The grammars. Built once and shared by all threads; they are loaded with the first block that needs one.
#[derive(Debug, Default)]
pub struct Highlighter {
    loaded: OnceLock<Loaded>,
    kept: Kept,
    leaves_plain: bool,
}

#[derive(Debug)]
struct Loaded {
    grammars: Grammars,
    memory: Memory,
    /// Those at which nobody works just now.
    desks: Mutex<Vec<Desk>>,
}

impl Loaded {
    /// One at which nobody works.
    fn desk(&self) -> Desk {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Leaves one to the next.
    fn leave(&self, desk: Desk) {
        self.desks.lock().unwrap_or_else(PoisonError::into_inner).push(desk);
    }
}

impl Highlighter {
    /// A highlighter that has not loaded anything yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A highlighter that recalls the blocks of an earlier run from what [`Highlighter::kept`] gave then. Anything
    /// else counts for nothing.
    pub fn recalling(kept: &[u8]) -> Self {
        Self { kept: Kept::from_bytes(kept), ..Self::default() }
    }

    /// The blocks that were coloured in this run, or recalled, for the next; nothing where it has them already.
    pub fn kept(&self) -> Option<Vec<u8>> {
        self.kept.to_bytes()
    }

    /// A highlighter that knows the languages and leaves all code plain: for runs that write no page.
    pub fn plain() -> Self {
        Self { leaves_plain: true, ..Self::default() }
    }

    /// Writes `code` as HTML. `language` is a name or a file extension in any case, as other generators have them.
    pub fn highlight(&self, code: &str, language: &str, options: &Options) -> Highlighted {
        let language = language.to_lowercase();
        let plain = |known| Highlighted { html: write(code, None, options), known };
        if language::is_plain(&language) {
            return plain(true);
        }
        let Some(grammar) = language::grammar_of(&language) else { return plain(false) };
        if self.leaves_plain || code.len() > LONGEST_BLOCK {
            return plain(true);
        }
        let key = kept::key(code, &language, options);
        let html = self.kept.recall(key).unwrap_or_else(|| {
            let html = write(code, Painter::new(self.loaded(), grammar, code), options);
            self.kept.keep(key, &html);
            html
        });
        Highlighted { html, known: true }
    }

    /// The known language that `language` may be meant to be.
    pub fn nearest_language(language: &str) -> Option<&'static str> {
        language::nearest_to(&language.to_lowercase())
    }

    fn loaded(&self) -> &Loaded {
        self.loaded.get_or_init(|| Loaded {
            grammars: Grammars::new(),
            memory: Memory::default(),
            desks: Mutex::default(),
        })
    }
}

fn write(code: &str, mut painter: Option<Painter<'_>>, options: &Options) -> String {
    let is_by_line = options.numbered_from.is_some() || !options.marked.is_empty();
    if painter.is_none() && !is_by_line {
        let mut html = String::with_capacity(code.len() + code.len() / 16);
        push_text(&mut html, code);
        return html;
    }
    let mut page = Page { html: String::with_capacity(code.len() * 2), class: Class::Plain };
    let mut marked = options.marked.clone();
    marked.sort_unstable();
    let mut ranges = marked.into_iter().peekable();
    let mut marked_up_to = 0;
    let mut start = 0;
    for (index, line) in code.split_inclusive('\n').enumerate() {
        while let Some((_, last)) = ranges.next_if(|(first, _)| *first <= index + 1) {
            marked_up_to = marked_up_to.max(last);
        }
        let is_marked = index < marked_up_to;
        if is_marked {
            page.html.push_str("<span class=\"hl\">");
        }
        if let Some(first) = options.numbered_from {
            page.html.push_str(&format!("<span class=\"ln\">{}</span>", first.saturating_add(index)));
        }
        match &mut painter {
            Some(painter) => painter.line(start, line, &mut page),
            None => page.write(Class::Plain, line),
        }
        if is_by_line {
            page.switch(Class::Plain);
        }
        if is_marked {
            page.html.push_str("</span>");
        }
        start += line.len();
    }
    page.switch(Class::Plain);
    page.html
}

/// The HTML so far, and the class of the span that is open.
struct Page {
    html: String,
    class: Class,
}

impl Page {
    fn write(&mut self, class: Class, text: &str) {
        // Space has no colour: it goes into whatever stands before it, so that neighbours become one span.
        if class != self.class && !text.trim_ascii().is_empty() {
            self.switch(class);
        }
        push_text(&mut self.html, text);
    }

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
