//! Where Goldmark, the parser of Hugo, reads Markdown in another way than ours: corrections of events.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd};

use super::dialect::options;

/// An event with its bytes in the source.
pub(super) type Located<'e> = (Event<'e>, Range<usize>);

/// `source` with the rows below the heads of tables written so that our parser takes and refuses the same as Goldmark: tabs
/// are blanks, and no cell has a blank between its dashes. No byte moves.
pub(super) fn delimiter_rows(source: &str) -> Cow<'_, str> {
    let bytes = source.as_bytes();
    let mut changed: Vec<(usize, u8)> = Vec::new();
    let mut last_line = 0..0;
    let mut code = None;
    let mut start = 0;
    while start < bytes.len() {
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let row = &bytes[start..end];
        if is_delimiter_row(row) && bytes[last_line].contains(&b'|') {
            let changes = row_changes(row);
            // Tabs in code are shown. Few texts come here, so that these are parsed twice.
            let code = (!changes.is_empty()).then(|| code.get_or_insert_with(|| code_blocks(source)));
            if code.is_some_and(|code| !code.iter().any(|block| block.contains(&start))) {
                changed.extend(changes.into_iter().map(|(at, byte)| (start + at, byte)));
            }
        }
        last_line = start..end;
        start = end + 1;
    }
    if changed.is_empty() {
        return Cow::Borrowed(source);
    }
    let mut bytes = bytes.to_vec();
    for (at, byte) in changed {
        bytes[at] = byte;
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(source), Cow::Owned)
}

fn is_delimiter_row(row: &[u8]) -> bool {
    let is_allowed = |byte: &u8| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t' | b'\r');
    row.iter().all(is_allowed) && row.contains(&b'|') && row.contains(&b'-')
}

/// The bytes of a row to be replaced. A tab is what our parser refuses in it.
fn row_changes(row: &[u8]) -> Vec<(usize, u8)> {
    let mut changes = Vec::new();
    for (at, byte) in row.iter().enumerate() {
        let is_inside = |byte: Option<&u8>| byte.is_some_and(|byte| matches!(byte, b'-' | b':'));
        let next = row[at..].iter().find(|byte| !matches!(byte, b' ' | b'\t'));
        let is_gap = at > 0 && is_inside(row.get(at - 1)) && is_inside(next);
        match byte {
            b' ' if is_gap => changes.push((at, b'\t')),
            b'\t' if !is_gap => changes.push((at, b' ')),
            _ => {}
        }
    }
    changes
}

fn code_blocks(source: &str) -> Vec<Range<usize>> {
    let events = Parser::new_ext(source, options()).into_offset_iter();
    events.filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_)))).map(|(_, range)| range).collect()
}

/// The events as Goldmark has them. They were parsed from `source`.
pub(super) fn corrected<'e>(mut events: Vec<Located<'e>>, source: &str) -> Vec<Located<'e>> {
    end_definition_lists(&mut events);
    let bytes = source.as_bytes();
    if memchr::memmem::find(bytes, b"----").is_some() {
        divide_dashes(&mut events, source);
    }
    if memchr::memchr(b'~', bytes).is_some() { strike_inside_words(events, source) } else { events }
}

/// Ends each definition list where its last definition ends. The parser includes the paragraph after it, whose
/// attributes would go to the list.
fn end_definition_lists(events: &mut [Located<'_>]) {
    let mut open: Vec<(usize, usize)> = Vec::new();
    for index in 0..events.len() {
        let end = events[index].1.end;
        match &events[index].0 {
            Event::Start(Tag::DefinitionList) => open.push((index, events[index].1.start)),
            Event::End(TagEnd::DefinitionListDefinition) => {
                if let Some((_, last)) = open.last_mut() {
                    *last = end;
                }
            }
            Event::End(TagEnd::DefinitionList) => {
                if let Some((start, last)) = open.pop() {
                    events[start].1.end = last;
                    events[index].1.end = last;
                }
            }
            _ => {}
        }
    }
}

/// Of four dashes and more, every three make an em dash, two of the rest an en dash, and one stays. The parser takes en
/// dashes where their number is even.
fn divide_dashes(events: &mut [Located<'_>], source: &str) {
    for (event, range) in events {
        let Event::Text(text) = event else { continue };
        let written = source.get(range.clone()).unwrap_or_default();
        let is_smart = text.starts_with(['–', '—']);
        if written.len() >= 4 && is_smart && written.bytes().all(|byte| byte == b'-') {
            let rest = ["", "-", "–"][written.len() % 3];
            *text = CowStr::from(format!("{}{rest}", "—".repeat(written.len() / 3)));
        }
    }
}

/// Single tildes inside words strike through as well: `H~2~O`. The parser wants white space or punctuation outside.
fn strike_inside_words<'e>(events: Vec<Located<'e>>, source: &str) -> Vec<Located<'e>> {
    let mut corrected = Vec::with_capacity(events.len());
    let mut events = events.into_iter().peekable();
    let mut code = 0_usize;
    let mut run = Vec::new();
    while let Some((event, range)) = events.next() {
        match &event {
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(TagEnd::CodeBlock) => code = code.saturating_sub(1),
            _ => {}
        }
        if !(code == 0 && matches!(event, Event::Text(_))) {
            corrected.push((event, range));
            continue;
        }
        run.push((event, range));
        if !matches!(events.peek(), Some((Event::Text(_), _))) {
            strike(std::mem::take(&mut run), source, &mut corrected);
        }
    }
    corrected
}

/// A pair of tildes, by their bytes in the source.
type Pair = (usize, usize);

/// Writes a run of texts to `out`, divided where tildes strike a part of it through.
fn strike<'e>(run: Vec<Located<'e>>, source: &str, out: &mut Vec<Located<'e>>) {
    let pairs = pairs(&run, source);
    if pairs.is_empty() {
        return out.extend(run);
    }
    let mut marks: Vec<(usize, bool, usize)> = Vec::with_capacity(pairs.len() * 2);
    for (open, close) in pairs {
        marks.extend([(open, true, close + 1), (close, false, open)]);
    }
    marks.sort_unstable();
    let mut marks = marks.into_iter().peekable();
    for (event, range) in run {
        let mut from = range.start;
        while let Some((at, is_open, other)) = marks.next_if(|(at, ..)| *at < range.end) {
            push_text(source, from..at, out);
            match is_open {
                true => out.push((Event::Start(Tag::Strikethrough), at..other)),
                false => out.push((Event::End(TagEnd::Strikethrough), other..at + 1)),
            }
            from = at + 1;
        }
        if from == range.start {
            out.push((event, range));
        } else {
            push_text(source, from..range.end, out);
        }
    }
}

fn push_text(source: &str, range: Range<usize>, out: &mut Vec<Located<'_>>) {
    let text = source.get(range.clone()).unwrap_or_default();
    if !text.is_empty() {
        out.push((Event::Text(CowStr::from(text.to_owned())), range));
    }
}

/// The tildes in a run of texts that belong together, as in CommonMark: one that closes belongs to the last before it that
/// opens. Texts that differ from the source, such as a character reference, have none.
fn pairs(run: &[Located<'_>], source: &str) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut open: Option<usize> = None;
    for (event, range) in run {
        let Event::Text(text) = event else { continue };
        if source.get(range.clone()) != Some(text) {
            continue;
        }
        for at in memchr::memchr_iter(b'~', text.as_bytes()).map(|at| range.start + at) {
            let (before, after) = (source[..at].chars().next_back(), source[at + 1..].chars().next());
            if before == Some('~') || after == Some('~') || before == Some('\\') {
                continue;
            }
            let (opens, closes) = flanks(before, after);
            match open.filter(|_| closes) {
                Some(opening) => {
                    pairs.push((opening, at));
                    open = None;
                }
                None if opens => open = Some(at),
                None => {}
            }
        }
    }
    pairs
}

/// Whether a delimiter between these characters is left-flanking and right-flanking (CommonMark, section 6.2).
fn flanks(before: Option<char>, after: Option<char>) -> (bool, bool) {
    let is_space = |side: Option<char>| side.is_none_or(char::is_whitespace);
    let is_mark = |side: Option<char>| side.is_some_and(|side| !side.is_alphanumeric() && !side.is_whitespace());
    let flanks = |inner, outer| !is_space(inner) && (!is_mark(inner) || is_space(outer) || is_mark(outer));
    (flanks(after, before), flanks(before, after))
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Parser, html::push_html};

    use super::{corrected, delimiter_rows};
    use crate::markdown::dialect::options;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        let source = delimiter_rows(source);
        let events = Parser::new_ext(&source, options()).into_offset_iter().collect();
        let mut html = String::new();
        push_html(&mut html, corrected(events, &source).into_iter().map(|(event, _)| event));
        assert_eq!(html.trim_end(), expected, "{source}");
    }

    #[test]
    fn single_tildes_strike_through_inside_words() {
        check("H~2~O", "<p>H<del>2</del>O</p>");
        check("a ~b~ c", "<p>a <del>b</del> c</p>");
        check("x~1~ and y~2~z", "<p>x<del>1</del> and y<del>2</del>z</p>");
        check("~~H~2~O~~", "<p><del>H<del>2</del>O</del></p>");
        check("H&amp;~2~O", "<p>H&amp;<del>2</del>O</p>");
        check("from ~5 to ~6", "<p>from ~5 to ~6</p>");
        check("~/a ~/b and ~/c", "<p>~/a ~/b and ~/c</p>");
        check("H\\~2~O and `H~2~O`", "<p>H~2~O and <code>H~2~O</code></p>");
        check("    H~2~O", "<pre><code>H~2~O</code></pre>");
        check("|H~2|O~|\n|-|-|", "<table><thead><tr><th>H~2</th><th>O~</th></tr></thead><tbody>\n</tbody></table>");
    }

    #[test]
    fn dashes_are_divided_from_the_left() {
        check("a -- b --- c", "<p>a – b — c</p>");
        check("a ---- b", "<p>a —- b</p>");
        check("a ----- b", "<p>a —– b</p>");
        check("a ------ b", "<p>a —— b</p>");
        check("`----`", "<p><code>----</code></p>");
    }

    #[test]
    fn the_row_below_the_head_of_a_table_may_have_tabs_and_no_gaps() {
        let table = "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>\n</tbody></table>";
        check("| a\t| b\t|\n|---\t|\t---\t|", table);
        check("| a | b |\n| --- | --- -- |", "<p>| a | b |\n| — | —\t– |</p>");
        check("```\n| a | b |\n|---\t|---|\n```", "<pre><code>| a | b |\n|---\t|---|\n</code></pre>");
        check("- - -|", "<ul>\n<li>\n<ul>\n<li>-|</li>\n</ul>\n</li>\n</ul>");
    }
}
