//! The sentence around a part of a text, found by its punctuation.

use std::ops::Range;

/// A sentence reaches no further than this many bytes to either side.
const MAX_DISTANCE: usize = 240;

/// The sentence that holds the bytes `whole` of `text`.
pub(super) fn around(text: &str, whole: &Range<usize>) -> Range<usize> {
    let from = text.ceil_char_boundary(whole.start.saturating_sub(MAX_DISTANCE));
    let to = text.floor_char_boundary((whole.end + MAX_DISTANCE).min(text.len()));
    let before = &text[from..whole.start];
    let start = sentence_ends(before).map(|(_, end)| end).last().map_or(from, |end| from + end);
    let end = sentence_ends(&text[whole.end..to]).map(|(start, _)| start).next().map_or(to, |end| whole.end + end);
    start..end.max(whole.end)
}

/// The bytes of `block` around `whole`, as far as a sentence may reach.
pub(super) fn near(text: &str, block: &Range<usize>, whole: &Range<usize>) -> Range<usize> {
    let from = text.ceil_char_boundary(whole.start.saturating_sub(MAX_DISTANCE)).max(block.start);
    let to = text.floor_char_boundary((whole.end + MAX_DISTANCE).min(text.len())).min(block.end);
    from..to.max(whole.end)
}

/// `text` as far as a sentence may reach: its start, or its end.
pub(super) fn shortened(text: &str, from_end: bool) -> &str {
    if from_end {
        &text[text.ceil_char_boundary(text.len().saturating_sub(MAX_DISTANCE))..]
    } else {
        &text[..text.floor_char_boundary(MAX_DISTANCE)]
    }
}

/// Where a sentence of `text` ends, and where the next one begins.
fn sentence_ends(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let is_end = move |(at, mark): (usize, &str)| {
        let (before, behind) = (&text[..at], &text[at + mark.len()..]);
        match mark.as_bytes()[0] {
            b'\n' => {
                let line = behind.trim_start_matches([' ', '\t', '>']);
                let is_end = line.starts_with(['\n', '\r', '-', '*', '+', '#', '|']);
                is_end.then_some((at, at + 1))
            }
            _ => {
                let is_short = [
                    "Req", "Reqs", "req", "reqs", "e.g", "i.e", "vs", "no", "No", "cf", "Rev", "rev", "Sec", "Ver",
                    "Art", "Fig", "Para",
                ];
                let last = before.rsplit(|letter: char| letter.is_whitespace() || letter == '(').next();
                let is_abbreviated = last.is_some_and(|word| is_short.contains(&word));
                let is_end = behind.starts_with([' ', '\n', '\r']) && !is_abbreviated;
                is_end.then_some((at, at + 1))
            }
        }
    };
    text.match_indices(['.', '?', '!', '\n']).filter_map(is_end)
}
