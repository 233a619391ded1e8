//! Lines that were coloured before.
//!
//! Guides repeat themselves: the same command stands in article after article. What a grammar makes of a line
//! depends on the lines before it, as far back as something is still open, and on the line itself; so that much
//! finds what was made before. Kept out: what a grammar is, and how a line is written.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, PoisonError, RwLock};

use super::class::Class;

/// A line longer than this hardly comes again.
const LONGEST_LINE: usize = 500;

/// How many bytes of lines are kept.
const ROOM: usize = 4_000_000;

/// Where a grammar stands between two lines: all that it may still remember, as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Standing(u64);

impl Standing {
    /// Before the first line.
    pub(super) fn at_start(grammar: usize) -> Self {
        Self(digest(&(grammar, "start")))
    }

    /// After lines that left nothing open.
    pub(super) fn at_rest(grammar: usize) -> Self {
        Self(digest(&(grammar, "rest")))
    }

    /// After one more line, which may have left something open.
    pub(super) fn after(self, line: &str) -> Self {
        Self(digest(&(self, line)))
    }
}

/// A piece of a line: its class, and where it ends.
pub(super) type Piece = (Class, usize);

/// A line as it was coloured, and where the grammar stood after it, if anybody asked.
#[derive(Debug, Clone)]
pub(super) struct Coloured {
    pub(super) pieces: Arc<[Piece]>,
    pub(super) after: Option<Standing>,
}

/// What was coloured in this run; shared by all threads.
#[derive(Debug, Default)]
pub(super) struct Memory {
    kept: RwLock<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    lines: HashMap<Standing, (Box<str>, Coloured)>,
    size: usize,
}

impl Memory {
    /// What came of `line` after `before`.
    pub(super) fn recall(&self, before: Standing, line: &str) -> Option<Coloured> {
        if line.len() > LONGEST_LINE {
            return None;
        }
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let (text, coloured) = kept.lines.get(&before.after(line))?;
        (**text == *line).then(|| coloured.clone())
    }

    /// Keeps what came of `line` after `before`, where there is room.
    pub(super) fn keep(&self, before: Standing, line: &str, pieces: &[Piece], after: Option<Standing>) {
        if line.len() > LONGEST_LINE {
            return;
        }
        let (text, coloured) = (line.into(), Coloured { pieces: pieces.into(), after });
        let size = line.len() + size_of_val(pieces);
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.size + size <= ROOM {
            kept.size += size;
            kept.lines.insert(before.after(line), (text, coloured));
        }
    }
}

fn digest(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
