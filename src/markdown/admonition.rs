//! Callouts in the syntax of Docusaurus and MkDocs, rewritten as alerts before Markdown is parsed.
//!
//! `:::note` and `!!! note` become quotes that begin with `[!NOTE]`, a title of their own behind it. The rewritten text
//! keeps the origin of every word, so that links and findings inside point into the file.

mod docusaurus;
mod mkdocs;
mod opening;
mod verbatim;

#[cfg(test)]
mod tests;

use std::ops::Range;

use docusaurus::Fences;
use opening::{Opening, capitalized};
use verbatim::Verbatim;

use super::alert::Fold;
use super::dialect::Dialect;
use super::origin::Mapped;
use crate::source::Span;

/// How deep callouts may be nested: each level adds to every line within.
const MAX_DEPTH: usize = 8;

/// `text` with its callouts as alerts; nothing where it has none.
pub(super) fn rewritten(text: &Mapped, dialect: Dialect<'_>) -> Option<Mapped> {
    rewritten_at(text, dialect, 0)
}

fn rewritten_at(text: &Mapped, dialect: Dialect<'_>, depth: usize) -> Option<Mapped> {
    let may_have_any = dialect.docusaurus && text.text.contains(":::")
        || dialect.mkdocs && (text.text.contains("!!!") || text.text.contains("???"));
    if depth == MAX_DEPTH || !may_have_any {
        return None;
    }
    let (lines, verbatim) = (lines(&text.text), Verbatim::of(&text.text, dialect));
    let mut rewriter = Rewriter {
        text,
        dialect,
        depth,
        fences: Fences::of(&text.text, &lines, &verbatim),
        lines,
        verbatim,
        done: Mapped::default(),
        written: 0,
    };
    let mut line = 0;
    while line < rewriter.lines.len() {
        line = rewriter.callout(line).unwrap_or(line + 1);
    }
    if rewriter.written == 0 {
        return None;
    }
    let rest = text.part(rewriter.written..text.text.len());
    rewriter.done.append(rest);
    Some(rewriter.done)
}

/// The ranges of the lines, each with its end.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let range = |line: &str| {
        at += line.len();
        at - line.len()..at
    };
    text.split_inclusive('\n').map(range).collect()
}

struct Rewriter<'t> {
    text: &'t Mapped,
    dialect: Dialect<'t>,
    depth: usize,
    lines: Vec<Range<usize>>,
    verbatim: Verbatim,
    /// The lines that may end a container, with their colons.
    fences: Fences,
    done: Mapped,
    /// The end of what is rewritten so far.
    written: usize,
}

impl<'t> Rewriter<'t> {
    /// Rewrites the callout that begins at the line of this index; the index of the line after it.
    fn callout(&mut self, first: usize) -> Option<usize> {
        let start = self.lines[first].start;
        let line = self.line(first);
        let words = start + line.len() - line.trim_start().len();
        if line.trim().is_empty() || self.verbatim.contains(words) {
            return None;
        }
        if self.dialect.docusaurus
            && let Some(container) = docusaurus::read(line)
        {
            let end = self.fences.after(first, container.colons)?;
            let body = self.dedented(first + 1..end, container.opening.indent.len());
            self.write(first, end + 1, &container.opening, body);
            return Some(end + 1);
        }
        if self.dialect.mkdocs
            && let Some(opening) = mkdocs::read(line)
        {
            let end = mkdocs::end_of_body(first + 1, opening.indent.len(), self.lines.len(), |index| self.line(index));
            if !opening.is_certain && end == first + 1 {
                return None;
            }
            let body = self.dedented(first + 1..end, opening.indent.len() + mkdocs::INDENTATION);
            self.write(first, end, &opening, body);
            return Some(end);
        }
        None
    }

    /// The lines without up to `columns` columns of white space at the beginning of each.
    fn dedented(&self, lines: Range<usize>, columns: usize) -> Mapped {
        let mut text = Mapped::default();
        for range in &self.lines[lines] {
            let line = &self.text.text[range.clone()];
            let (cut, rest) = indentation(line, columns);
            if rest > 0 {
                text.push_generated(&" ".repeat(rest), self.text.in_file(Span::new(range.start, range.start + cut)));
            }
            text.append(self.text.part(range.start + cut..range.end));
        }
        text
    }

    /// Writes all up to the line `first`, and the callout in place of the lines up to `end`.
    fn write(&mut self, first: usize, end: usize, opening: &Opening<'_>, body: Mapped) {
        let start = self.lines[first].start;
        self.done.append(self.text.part(self.written..start));
        let span = self.text.in_file(Span::new(start, start + self.line(first).trim_end().len()));
        let indent = opening.indent;
        // A quote, a table and HTML would go on; in a list an empty line would change the distance of its items.
        let goes_on = |line: &str| {
            let line = line.trim_start();
            !line.is_empty() && (indent.is_empty() || line.starts_with(['>', '<', '|']))
        };
        let before = first.checked_sub(1).map(|before| self.line(before));
        let blank = if before.is_some_and(goes_on) { "\n" } else { "" };
        let fold = match opening.fold {
            Fold::None => "",
            Fold::Closed => "-",
            Fold::Open => "+",
        };
        let kind = opening.kind.name().to_ascii_uppercase();
        self.done.push_generated(&format!("{blank}{indent}> [!{kind}]{fold}"), span);
        self.title(opening, start, span);
        self.done.push_generated(&format!("\n{indent}>\n"), span);
        let body = rewritten_at(&body, self.dialect, self.depth + 1).unwrap_or(body);
        for line in lines(&body.text) {
            let is_blank = body.text[line.clone()].trim().is_empty();
            self.done.push_generated(&format!("{indent}{}", if is_blank { ">" } else { "> " }), span);
            self.done.append(body.part(line));
        }
        if !self.done.text.ends_with('\n') {
            self.done.push_generated("\n", span);
        }
        if let Some(attributes) = &opening.attributes {
            self.done.push_generated(indent, span);
            self.done.append(self.text.part(start + attributes.start..start + attributes.end));
            self.done.push_generated("\n", span);
        }
        self.written = self.lines[..end].last().map_or(start, |line| line.end);
        if self.lines.get(end).is_some_and(|_| !self.line(end).trim().is_empty()) {
            self.done.push_generated("\n", span);
        }
    }

    fn title(&mut self, opening: &Opening<'_>, start: usize, span: Span) {
        match &opening.title {
            Some(title) if title.is_empty() => self.done.push_generated(" <!-- -->", span),
            Some(title) => {
                self.done.push_generated(" ", span);
                self.done.append(self.text.part(start + title.start..start + title.end));
            }
            None if opening.name == opening.kind.name() => {}
            None => {
                let title =
                    self.dialect.words.title(&opening.name).map_or_else(|| capitalized(&opening.name), str::to_owned);
                self.done.push_generated(&format!(" {title}"), span);
            }
        }
    }

    fn line(&self, index: usize) -> &'t str {
        &self.text.text[self.lines[index].clone()]
    }
}

/// How many bytes of `line` hold its first `columns` columns of white space, and how many columns of a tab are left.
fn indentation(line: &str, columns: usize) -> (usize, usize) {
    let (mut column, mut at) = (0, 0);
    for byte in line.bytes() {
        if column >= columns {
            break;
        }
        match byte {
            b' ' => column += 1,
            b'\t' => column += 4 - column % 4,
            _ => break,
        }
        at += 1;
    }
    (at, column.saturating_sub(columns))
}
