//! Shortcodes in a body: which text takes their place, and what must wait until Markdown has been read.
//!
//! As in Hugo, a call with `%` makes Markdown source, and a call with `<` makes HTML that goes in after
//! Markdown. Such HTML is kept aside as an [`Insertion`]; a placeholder of private-use characters stands for
//! it, so that Markdown sees one word and nothing else.

use std::borrow::Cow;

use memchr::memchr;

use super::origin::Mapped;
use super::region::{self, as_markdown, split_region};
use super::shortcode::{self, Arguments, Call, Delimiter, Node};
use crate::finding::{Code, Finding, Related};
use crate::source::{FileId, Location, Span};

/// Expands one call; implemented by whoever owns the templates.
pub trait Shortcodes: Sync {
    /// What stands in place of the call.
    ///
    /// # Errors
    /// A fault without a place: it is reported at the call.
    fn expand(&self, call: &Invocation<'_>) -> Result<Expansion, ShortcodeFault>;
}

/// One call of a shortcode.
#[derive(Debug, Clone, Copy)]
pub struct Invocation<'a> {
    /// The shortcode's name.
    pub name: &'a str,
    /// What was passed.
    pub arguments: &'a Arguments,
    /// The text between opening and closing tag, inner calls expanded; absent for a call without closing tag.
    pub inner: Option<&'a str>,
    /// The call's rank among its siblings, from 0, as Hugo's `.Ordinal`.
    pub ordinal: usize,
    /// The call's rank on the whole page, from 1: good for ids.
    pub number: usize,
    /// The call this one stands in.
    pub parent: Option<&'a Invocation<'a>>,
}

/// What a call becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expansion {
    /// HTML or Markdown, as the call's delimiters have it. Parts passed through [`super::as_markdown`] are rendered.
    Text(String),
    /// The address of the page with this path in the source tree.
    SourcePath(String),
}

/// Why a call could not be expanded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortcodeFault {
    /// What kind of fault.
    pub code: Code,
    /// The reason, as a finding states it.
    pub message: String,
    /// The remedy.
    pub help: Option<String>,
    /// Places in templates that belong to it.
    pub related: Vec<Related>,
}

const PLACEHOLDER_START: char = '\u{10fffd}';
/// What all marks begin with in UTF-8.
const FIRST_BYTE: u8 = 0xf4;
const PLACEHOLDER_END: char = '\u{10fffc}';

/// What a placeholder stands for.
#[derive(Debug)]
pub(super) enum Insertion {
    /// HTML, with the origin of what was passed through.
    Html(Mapped),
    /// Markdown to be rendered with an id space of its own.
    Markdown(Mapped),
    /// The address of a source path, and the call that asked for it.
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
    if !body.contains("{{") {
        return Expanded { body: Mapped::verbatim(body, offset), ..Expanded::default() };
    }
    let (nodes, faults) = shortcode::scan(body);
    let mut expander = Expander { file, body, offset, shortcodes, number: 0, written: 0, done: Expanded::default() };
    for fault in faults {
        expander.report_scan(fault);
    }
    let mapped = expander.nodes(&nodes, None);
    Expanded { body: mapped, ..expander.done }
}

/// The parts of `text` between and at placeholders.
pub(super) fn split_placeholders(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(at) = rest.find(PLACEHOLDER_START) else {
            return Some(Part::Text(std::mem::take(&mut rest)));
        };
        if at > 0 {
            let (before, after) = rest.split_at(at);
            rest = after;
            return Some(Part::Text(before));
        }
        let inside = &rest[PLACEHOLDER_START.len_utf8()..];
        let Some((index, after)) = inside.split_once(PLACEHOLDER_END) else {
            return Some(Part::Text(std::mem::take(&mut rest)));
        };
        rest = after;
        Some(index.parse().map_or(Part::Text(""), Part::Insertion))
    })
}

/// A part of a text with placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'a> {
    Text(&'a str),
    /// The insertion of this index.
    Insertion(usize),
}

/// The insertion that `text` is the placeholder of, and of nothing else.
pub(super) fn sole_placeholder(text: &str) -> Option<usize> {
    let index = text.trim().strip_prefix(PLACEHOLDER_START)?.strip_suffix(PLACEHOLDER_END)?;
    index.parse().ok()
}

/// Whether there is any placeholder in `text`.
pub(super) fn has_placeholder(text: &str) -> bool {
    has_mark(text, PLACEHOLDER_START)
}

/// Whether `mark`, one of those that this room sets, stands in `text`.
pub(super) fn has_mark(text: &str, mark: char) -> bool {
    // The first byte alone is found sooner, and hardly any text has it.
    memchr(FIRST_BYTE, text.as_bytes()).is_some() && text.contains(mark)
}

/// What the shortcodes of a page may write in all, in bytes. Templates that repeat what they enclose double with
/// every level, and a page need not be deep to fill the memory.
const MAX_WRITTEN: usize = 64 * 1024 * 1024;

struct Expander<'a> {
    file: FileId,
    body: &'a str,
    offset: usize,
    shortcodes: &'a dyn Shortcodes,
    number: usize,
    /// Bytes that calls have written so far.
    written: usize,
    done: Expanded,
}

impl Expander<'_> {
    fn nodes(&mut self, nodes: &[Node], parent: Option<&Invocation<'_>>) -> Mapped {
        let mut text = Mapped::default();
        let mut ordinal = 0;
        for node in nodes {
            match node {
                Node::Text(span) => text.push_verbatim(span.of(self.body), self.offset + span.start),
                Node::Literal { span, text: literal } => text.push_made(literal, span.shifted(self.offset)),
                Node::Broken(_) => {}
                Node::Call(call) => {
                    self.call(call, ordinal, parent, &mut text);
                    ordinal += 1;
                }
            }
        }
        text
    }

    fn call(&mut self, call: &Call, ordinal: usize, parent: Option<&Invocation<'_>>, text: &mut Mapped) {
        self.number += 1;
        let mut invocation = Invocation {
            name: &call.name,
            arguments: &call.arguments,
            inner: None,
            ordinal,
            number: self.number,
            parent,
        };
        let inner = call.inner.as_ref().map(|inner| self.nodes(&inner.nodes, Some(&invocation)));
        let span = call.whole().shifted(self.offset);
        let is_source = call.delimiter == Delimiter::Percent;
        // As in Hugo, the inner text of a nested `%` call is rendered before its template sees it.
        let shown = inner.as_ref().map(|inner| match is_source && parent.is_some() {
            true => as_markdown(&inner.text),
            false => inner.text.clone(),
        });
        invocation.inner = shown.as_deref();
        // One finding says it all, and what stands around that call would only be larger.
        if self.written > MAX_WRITTEN {
            return;
        }
        let expansion = self.shortcodes.expand(&invocation).and_then(|expansion| self.bounded(expansion));
        match expansion {
            Ok(Expansion::Text(output)) => {
                let indentation = if is_source && parent.is_none() { self.indentation(call.span) } else { "" };
                let output = self.settle(&indented(&output, indentation), inner.as_ref(), span);
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
        Err(ShortcodeFault { code: Code::NestedTooDeep, message, help, related: Vec::new() })
    }

    /// The blanks that a call stands behind, where nothing else does.
    fn indentation(&self, call: Span) -> &str {
        // No further back than the blanks: a line may hold many calls.
        let before = &self.body[..call.start];
        let written = before.trim_end_matches([' ', '\t']);
        if written.is_empty() || written.ends_with('\n') { &before[written.len()..] } else { "" }
    }

    fn insert(&mut self, insertion: Insertion, text: &mut Mapped, span: Span) {
        let index = self.done.insertions.len();
        self.done.insertions.push(insertion);
        text.push_made(&format!("{PLACEHOLDER_START}{index}{PLACEHOLDER_END}"), span);
    }

    /// The output of a template, its Markdown regions set aside, its origins found again.
    fn settle(&mut self, output: &str, inner: Option<&Mapped>, span: Span) -> Mapped {
        let mut settled = Mapped::default();
        let mut rest = output;
        // Templates keep the order of what is written inside.
        let mut at = 0;
        while let Some((before, region, after)) = split_region(rest) {
            settled.append(with_origin(before, inner, &mut at, span));
            self.insert(Insertion::Markdown(with_origin(region, inner, &mut at, span)), &mut settled, span);
            rest = after;
        }
        settled.append(with_origin(rest, inner, &mut at, span));
        settled
    }

    fn report(&mut self, fault: ShortcodeFault, name: &str, span: Span) {
        let mut finding = Finding::new(fault.code, Location::new(self.file, span), fault.message).about(name);
        finding.help = fault.help;
        finding.related = fault.related;
        self.done.findings.push(finding);
    }

    fn report_scan(&mut self, fault: shortcode::Fault) {
        let place = Location::new(self.file, fault.span.shifted(self.offset));
        self.done.findings.push(Finding::new(fault.code, place, fault.message).optional_help(fault.help));
    }
}

/// `output` with every line but the first pushed in, as Hugo does it, so that it stays in its list. What will be
/// rendered as Markdown by itself stays as it is.
fn indented<'o>(output: &'o str, indentation: &str) -> Cow<'o, str> {
    if indentation.is_empty() || !output.contains('\n') {
        return Cow::Borrowed(output);
    }
    let mut text = String::with_capacity(output.len() * 2);
    let mut is_region = false;
    let mut letters = output.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            region::START => is_region = true,
            region::END => is_region = false,
            _ => {}
        }
        text.push(letter);
        if letter == '\n' && !is_region && letters.peek().is_some_and(|next| *next != '\n') {
            text.push_str(indentation);
        }
    }
    Cow::Owned(text)
}

/// `text` with the origin of what it took over from `inner`; all else was made at `span`.
fn with_origin(text: &str, inner: Option<&Mapped>, at: &mut usize, span: Span) -> Mapped {
    let Some(inner) = inner else { return Mapped::made(text.to_owned(), span) };
    if let Some(part) = inner.find_behind(text, at) {
        return part;
    }
    let kept = inner.text.trim();
    let found = if kept.is_empty() { None } else { text.split_once(kept) };
    let Some(((before, after), part)) = found.and_then(|found| Some((found, inner.find_behind(kept, at)?))) else {
        return Mapped::made(text.to_owned(), span);
    };
    let mut mapped = Mapped::made(before.to_owned(), span);
    mapped.append(part);
    mapped.push_made(after, span);
    mapped
}
