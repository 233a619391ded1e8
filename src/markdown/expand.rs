//! Replaces the shortcodes of a body by their expansion.
//!
//! As in Hugo, a call with `%` makes Markdown source, and a call with `<` makes HTML that is inserted after Markdown is
//! parsed. Such HTML is kept as an [`Insertion`], with a placeholder in its place that is one word to Markdown.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::origin::Mapped;
use super::placeholder::{REGION_END, REGION_START, as_markdown, placeholder, split_region};
use super::shortcode::{self, Arguments, Call, Delimiter, Node};
use crate::finding::{Code, Finding, Related};
use crate::source::{FileId, Location, Span};

/// Expands calls of shortcodes with their templates.
pub trait Shortcodes: Sync {
    /// What is wrong with the way the call is written: a closing tag that is missing, arguments that it does not take. It
    /// is expanded all the same.
    fn faults(&self, call: &Invocation<'_>) -> Vec<ShortcodeFault> {
        let _ = call;
        Vec::new()
    }

    /// Whether there is a shortcode of this name.
    fn is_known(&self, name: &str) -> bool {
        let _ = name;
        false
    }

    /// The text that replaces the call.
    ///
    /// # Errors
    /// Where the shortcode is unknown or its template fails; the fault is reported at the call.
    fn expand(&self, call: &Invocation<'_>) -> Result<Expansion, ShortcodeFault>;
}

/// One call of a shortcode.
#[derive(Debug, Clone, Copy)]
pub struct Invocation<'a> {
    /// The shortcode's name.
    pub name: &'a str,
    /// Its arguments.
    pub arguments: &'a Arguments,
    /// The text between its tags, inner calls expanded; empty where its tag closes itself, absent without a closing tag.
    pub inner: Option<&'a str>,
    /// The position of the call among its siblings, from 0, as Hugo's `.Ordinal`.
    pub ordinal: usize,
    /// The position of the call on the whole page, from 1, to make ids from.
    pub number: usize,
    /// The call that encloses it.
    pub parent: Option<&'a Invocation<'a>>,
}

/// The expansion of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expansion {
    /// HTML or Markdown, by the delimiters of the call. Parts marked by [`super::as_markdown`] are rendered.
    Text(String),
    /// The address of the page with this path in the source tree.
    SourcePath(String),
}

/// Why a call could not be expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortcodeFault {
    /// Its code.
    pub code: Code,
    /// The message of the finding.
    pub message: String,
    /// The remedy.
    pub help: Option<String>,
    /// Locations in templates that belong to it.
    pub related: Vec<Related>,
    /// The argument that it is about, in the text of the article; the whole call where there is none.
    pub argument: Option<Span>,
}

impl ShortcodeFault {
    /// A fault of the whole call.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: None, related: Vec::new(), argument: None }
    }

    /// Sets the remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The text that replaces a placeholder.
#[derive(Debug)]
pub(super) enum Insertion {
    /// HTML, with the origin of text that came from inside the call.
    Html(Mapped),
    /// Markdown to be rendered, its heading ids apart from those of the article.
    Markdown(Mapped),
    /// The path of a source file whose address is wanted, and the call.
    SourcePath(String, Span),
}

/// A body with its shortcodes expanded.
#[derive(Debug, Default)]
pub(super) struct Expanded {
    pub(super) body: Mapped,
    pub(super) insertions: Vec<Insertion>,
    pub(super) findings: Vec<Finding>,
}

/// Expands every shortcode of `body`, which begins at byte `offset` of `file`.
pub(super) fn expand(file: FileId, body: &str, offset: usize, shortcodes: &dyn Shortcodes) -> Expanded {
    if !body.contains("{{") && !body.contains(SUMMARY_END) {
        return Expanded { body: Mapped::verbatim(body, offset), ..Expanded::default() };
    }
    let (nodes, faults) = shortcode::scan(body);
    let (has_summary, done) = (false, Expanded::default());
    let mut expander =
        Expander { file, body, offset, shortcodes, number: 0, unclosed: 0, written: 0, has_summary, done };
    for fault in faults {
        expander.report_scan(fault);
    }
    let mapped = expander.nodes(&nodes, None);
    Expanded { body: mapped, ..expander.done }
}

/// The total output of the shortcodes of a page, in bytes. A template that repeats its inner text doubles it with every
/// level of nesting, so that a few levels could fill the memory.
const MAX_WRITTEN: usize = 64 * 1024 * 1024;

/// What ends the summary of an article. Hugo puts an empty line in its place, even inside of a paragraph.
const SUMMARY_END: &str = "<!--more-->";

/// The end of the name of a shortcode whose template stands in the article.
const INLINE: &str = ".inline";

struct Expander<'a> {
    file: FileId,
    body: &'a str,
    offset: usize,
    shortcodes: &'a dyn Shortcodes,
    number: usize,
    /// The calls so far that need a closing tag and have none.
    unclosed: usize,
    /// Bytes that calls have written so far; see [`MAX_WRITTEN`].
    written: usize,
    /// Whether the end of the summary is read.
    has_summary: bool,
    done: Expanded,
}

impl Expander<'_> {
    fn nodes(&mut self, nodes: &[Node], parent: Option<&Invocation<'_>>) -> Mapped {
        let mut text = Mapped::default();
        let mut ordinal = 0;
        for node in nodes {
            match node {
                Node::Text(span) => self.text(*span, &mut text),
                Node::Literal { span, text: literal } => text.push_generated(literal, span.shifted(self.offset)),
                Node::Broken(_) => {}
                Node::Call(call) => {
                    self.call(call, ordinal, parent, &mut text);
                    ordinal += 1;
                }
            }
        }
        text
    }

    /// Adds the text at `span`, with an empty line in place of the end of the summary.
    fn text(&mut self, span: Span, text: &mut Mapped) {
        let written = span.of(self.body);
        let end = if self.has_summary { None } else { written.find(SUMMARY_END) };
        let Some(at) = end else { return text.push_verbatim(written, self.offset + span.start) };
        self.has_summary = true;
        let mark = Span::new(span.start + at, span.start + at + SUMMARY_END.len());
        text.push_verbatim(&written[..at], self.offset + span.start);
        text.push_generated("\n\n", mark.shifted(self.offset));
        text.push_verbatim(&written[at + SUMMARY_END.len()..], self.offset + mark.end);
    }

    fn call(&mut self, call: &Call, ordinal: usize, parent: Option<&Invocation<'_>>, text: &mut Mapped) {
        self.number += 1;
        if call.name.ends_with(INLINE) {
            return self.report_inline(call);
        }
        let mut invocation = Invocation {
            name: &call.name,
            arguments: &call.arguments,
            inner: None,
            ordinal,
            number: self.number,
            parent,
        };
        let inner = match &call.inner {
            Some(inner) => Some(self.nodes(inner, Some(&invocation))),
            None => call.self_closing.then(Mapped::default),
        };
        let span = call.whole().shifted(self.offset);
        let is_source = call.delimiter == Delimiter::Percent;
        // As in Hugo, the inner text of a nested `%` call is rendered before its template sees it.
        let shown = inner.as_ref().map(|inner| match is_source && parent.is_some() {
            true => as_markdown(&inner.text),
            false => inner.text.clone(),
        });
        invocation.inner = shown.as_deref();
        // Reported once already; the enclosing calls would be larger still.
        if self.written > MAX_WRITTEN {
            return;
        }
        for fault in self.shortcodes.faults(&invocation) {
            self.report_written(fault, call);
        }
        let expansion = self.shortcodes.expand(&invocation).and_then(|expansion| self.bounded(expansion));
        match expansion {
            Ok(Expansion::Text(output)) => {
                // As in Hugo, inner text keeps the indentation that it has.
                let has_inner = call.inner.as_ref().is_some_and(|inner| !inner.is_empty());
                let is_indented = is_source && parent.is_none() && !has_inner;
                let indentation = if is_indented { self.indentation(call.span) } else { "" };
                let output = self.with_insertions(&indented(&output, indentation), inner.as_ref(), span);
                if is_source || parent.is_some() {
                    text.append(output);
                } else {
                    self.insert(Insertion::Html(output), text, span);
                }
            }
            Ok(Expansion::SourcePath(path)) => self.insert(Insertion::SourcePath(path, span), text, span),
            Err(fault) => self.report(fault, &call.name, call.span.shifted(self.offset)),
        }
    }

    /// The expansion, unless the page has become too large with it.
    fn bounded(&mut self, expansion: Expansion) -> Result<Expansion, ShortcodeFault> {
        if let Expansion::Text(output) = &expansion {
            self.written = self.written.saturating_add(output.len());
        }
        if self.written <= MAX_WRITTEN {
            return Ok(expansion);
        }
        let message = format!("the shortcodes of this article write more than {} MB", MAX_WRITTEN / (1024 * 1024));
        let help = Some("a template that repeats its `inner` doubles with every level of nesting".to_owned());
        Err(ShortcodeFault { help, ..ShortcodeFault::new(Code::NestedTooDeep, message) })
    }

    /// The indentation of a call that is the first on its line.
    fn indentation(&self, call: Span) -> &str {
        // The line is not searched for its start, because it may have many calls.
        let before = &self.body[..call.start];
        let written = before.trim_end_matches([' ', '\t']);
        if written.is_empty() || written.ends_with('\n') { &before[written.len()..] } else { "" }
    }

    fn insert(&mut self, insertion: Insertion, text: &mut Mapped, span: Span) {
        let index = self.done.insertions.len();
        self.done.insertions.push(insertion);
        text.push_generated(&placeholder(index), span);
    }

    /// The output of a template with its origins, and placeholders for its Markdown regions.
    fn with_insertions(&mut self, output: &str, inner: Option<&Mapped>, span: Span) -> Mapped {
        let mut text = Mapped::default();
        let mut rest = output;
        // Where the search for inner text goes on: templates usually keep its order.
        let mut at = 0;
        while let Some((before, region, after)) = split_region(rest) {
            text.append(with_origin(before, inner, &mut at, span));
            self.insert(Insertion::Markdown(with_origin(region, inner, &mut at, span)), &mut text, span);
            rest = after;
        }
        text.append(with_origin(rest, inner, &mut at, span));
        text
    }

    /// Reports a fault in the way a call is written. Each call without its closing tag would enclose the next one, so that
    /// too many of them are nested too deeply.
    fn report_written(&mut self, fault: ShortcodeFault, call: &Call) {
        let span = call.span.shifted(self.offset);
        if fault.code != Code::UnclosedShortcode {
            return self.report(fault, &call.name, span);
        }
        self.unclosed += 1;
        match self.unclosed.cmp(&(shortcode::MAX_DEPTH + 1)) {
            Ordering::Less => self.report(fault, &call.name, span),
            Ordering::Equal => {
                let fault = ShortcodeFault::new(Code::NestedTooDeep, shortcode::TOO_DEEP);
                self.report(fault.help(shortcode::TOO_DEEP_HELP), &call.name, span);
            }
            Ordering::Greater => {}
        }
    }

    /// As in Hugo, where inline shortcodes are off, such a call prints nothing.
    fn report_inline(&mut self, call: &Call) {
        let message = format!("`{}` is an inline shortcode, and prints nothing", call.name);
        let location = Location::new(self.file, call.span.shifted(self.offset));
        let finding = Finding::new(Code::InlineShortcode, location, message).about(&call.name);
        self.done.findings.push(finding.help("make it a template in `templates/shortcodes/`"));
    }

    fn report(&mut self, fault: ShortcodeFault, name: &str, span: Span) {
        let span = fault.argument.map_or(span, |argument| argument.shifted(self.offset));
        let mut finding = Finding::new(fault.code, Location::new(self.file, span), fault.message).about(name);
        finding.help = fault.help;
        finding.related = fault.related;
        self.done.findings.push(finding);
    }

    fn report_scan(&mut self, fault: shortcode::Fault) {
        let location = Location::new(self.file, fault.span.shifted(self.offset));
        self.done.findings.push(Finding::new(fault.code, location, fault.message).optional_help(fault.help));
    }
}

/// `output` with every line but the first indented, as in Hugo, so that it stays in its list item. Regions to be
/// rendered as Markdown do not change.
fn indented<'o>(output: &'o str, indentation: &str) -> Cow<'o, str> {
    if indentation.is_empty() || !output.contains('\n') {
        return Cow::Borrowed(output);
    }
    let mut text = String::with_capacity(output.len() * 2);
    let mut is_region = false;
    let mut letters = output.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            REGION_START => is_region = true,
            REGION_END => is_region = false,
            _ => {}
        }
        text.push(letter);
        if letter == '\n' && !is_region && letters.peek().is_some_and(|next| *next != '\n') {
            text.push_str(indentation);
        }
    }
    Cow::Owned(text)
}

/// `text` with the origin of the part that it has from `inner`; all else was generated at `span`.
fn with_origin(text: &str, inner: Option<&Mapped>, at: &mut usize, span: Span) -> Mapped {
    let Some(inner) = inner else { return Mapped::generated(text.to_owned(), span) };
    if let Some(part) = inner.find_after(text, at) {
        return part;
    }
    let trimmed = inner.text.trim();
    let found = if trimmed.is_empty() { None } else { text.split_once(trimmed) };
    let Some(((before, after), part)) = found.and_then(|found| Some((found, inner.find_after(trimmed, at)?))) else {
        return Mapped::generated(text.to_owned(), span);
    };
    let mut mapped = Mapped::generated(before.to_owned(), span);
    mapped.append(part);
    mapped.push_generated(after, span);
    mapped
}
