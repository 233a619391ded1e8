//! The foreign syntax of a file, and the findings about it.

use std::collections::BTreeMap;

use super::super::dialect::Dialect;
use super::syntax::Syntax;
use crate::finding::Finding;
use crate::source::{FileId, Location, Span};

/// How many different names a message lists.
const MAX_NAMES: usize = 3;

/// The longest part of the source that a message repeats, in characters.
const MAX_SHOWN: usize = 60;

/// The foreign syntax of a file so far.
#[derive(Debug, Default)]
pub(in crate::markdown) struct Foreign {
    seen: BTreeMap<Syntax, Seen>,
}

/// The places with one syntax.
#[derive(Debug)]
struct Seen {
    first: Span,
    /// Different texts, that of the first place at the beginning.
    written: Vec<String>,
    count: usize,
}

impl Foreign {
    /// Adds `written`, which is at `span` of the file.
    pub(in crate::markdown) fn add(&mut self, syntax: Syntax, span: Span, written: &str) {
        let written = shown(written);
        match self.seen.get_mut(&syntax) {
            None => {
                self.seen.insert(syntax, Seen { first: span, written: vec![written], count: 1 });
            }
            Some(seen) => {
                seen.count += 1;
                let is_first = span < seen.first;
                if is_first {
                    seen.first = span;
                    seen.written.retain(|other| *other != written);
                    seen.written.insert(0, written);
                } else if seen.written.len() < MAX_NAMES && !seen.written.contains(&written) {
                    seen.written.push(written);
                }
                seen.written.truncate(MAX_NAMES);
            }
        }
    }

    /// A finding for each syntax, at its first place.
    pub(in crate::markdown) fn findings(self, file: FileId, dialect: Dialect<'_>) -> Vec<Finding> {
        let finding = |(syntax, seen): (Syntax, Seen)| {
            let written: Vec<String> = seen.written.iter().map(|written| format!("`{written}`")).collect();
            let more = match seen.count - 1 {
                0 => String::new(),
                1 => "; there is 1 more in this file".to_owned(),
                more => format!("; there are {more} more in this file"),
            };
            let first = written.first().cloned().unwrap_or_default();
            let names = if syntax.lists_names() { written.join(", ") } else { first };
            let message = format!("{names}{}{more}", syntax.fault());
            Finding::new(syntax.code(), Location::new(file, seen.first), message)
                .about(seen.written.first().map(String::as_str).unwrap_or_default())
                .help(syntax.remedy(dialect))
        };
        self.seen.into_iter().map(finding).collect()
    }
}

/// The text on one line, cut off where it is long, and without what would end its backticks.
fn shown(written: &str) -> String {
    let line = written.lines().next().unwrap_or_default().trim().replace('`', "'");
    match line.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
