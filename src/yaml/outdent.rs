//! Lists and quoted texts that are indented less than YAML's grammar requires, but that Hugo reads.

use super::build::{ReadError, attempt};
use super::node::Document;
use super::offset::Offsets;

/// What the parser's reason for such a line begins with.
pub(super) const REASON: &str = "invalid indentation";

/// How many lines may be indented too little.
const MAX_LINES: usize = 64;

/// How many bytes may be read in all attempts, so that a large file gets fewer of them.
const MAX_BYTES: usize = 4 << 20;

/// What such a line is indented with.
const PADDING: &str = "                                                                ";

/// The document with the lines inside brackets and quotes indented more; nothing where that does not make it valid.
///
/// `at` and `reason` are where and why the parser stopped.
pub(super) fn read(text: &str, base: usize, mut at: usize, reason: &str) -> Option<Document> {
    let mut padded = text.to_owned();
    let mut padding: Vec<(usize, usize)> = Vec::new();
    let mut in_quotes = reason.contains("quoted");
    for _ in 0..MAX_LINES.min(1 + MAX_BYTES / (text.len() + 1)) {
        let line = if in_quotes {
            next_unpadded_line(&padded, at)?
        } else {
            padded[..at].rfind('\n').map_or(0, |end| end + 1)
        };
        if padded[line..].starts_with(PADDING) {
            return None;
        }
        padded.insert_str(line, PADDING);
        for (start, _) in padding.iter_mut().filter(|(start, _)| *start >= line) {
            *start += PADDING.len();
        }
        padding.push((line, PADDING.len()));
        padding.sort_unstable();
        match attempt(&padded, base, Offsets::new(&padded).padded(padding.clone())) {
            Ok(document) => return Some(document),
            Err(ReadError::Syntax { at: next, reason }) if reason.starts_with(REASON) => {
                in_quotes = reason.contains("quoted");
                at = next;
            }
            Err(_) => return None,
        }
    }
    None
}

fn next_unpadded_line(text: &str, at: usize) -> Option<usize> {
    let breaks = text[at..].match_indices('\n').map(|(end, _)| at + end + 1);
    breaks.into_iter().find(|start| {
        let line = &text[*start..];
        !line.starts_with(PADDING) && !line.starts_with(['\n', '\r']) && !line.is_empty()
    })
}
