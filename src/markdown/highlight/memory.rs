//! Lines that were coloured before, in this run or, where somebody kept the memory, in one before it.
//!
//! Guides repeat themselves: the same command stands in article after article. What a grammar makes of a line
//! depends on the lines before it, as far back as something is still open, and on the line itself; so that much
//! finds what was made before. Kept out: what a grammar is, how a line is written, and where a memory is kept.

use std::collections::HashMap;
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::class::{self, Class};

/// To be raised whenever the same grammar and the same classes begin to colour a line in another way.
const FORMAT: u32 = 1;

/// A line longer than this hardly comes again.
const LONGEST_LINE: usize = 500;

/// How many bytes of lines are kept.
const ROOM: usize = 6_000_000;

/// Where a grammar stands between two lines: all that it may still remember, as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Standing(u64);

impl Standing {
    /// Before the first line.
    pub(super) fn at_start(grammar: &str) -> Self {
        Self(digest(&(grammar, "start")))
    }

    /// After lines that left nothing open.
    pub(super) fn at_rest(grammar: &str) -> Self {
        Self(digest(&(grammar, "rest")))
    }

    /// After one more line, which may have left something open.
    pub(super) fn after(self, line: &str) -> Self {
        Self(digest(&(self, line)))
    }
}

/// A piece of a line: its class, and where it ends.
pub(super) type Piece = (Class, u32);

/// A line as it was coloured, and where the grammar stood after it, if anybody asked.
#[derive(Debug, Clone)]
pub(super) struct Coloured {
    pub(super) pieces: Arc<[Piece]>,
    pub(super) after: Option<Standing>,
}

/// What was coloured; shared by all threads.
#[derive(Debug, Default)]
pub(super) struct Memory {
    kept: RwLock<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    lines: HashMap<Standing, Entry>,
    size: usize,
    /// Whether anything was added to what was read.
    is_new: bool,
}

#[derive(Debug)]
struct Entry {
    before: Standing,
    line: Box<str>,
    coloured: Coloured,
    is_used: AtomicBool,
}

impl Memory {
    /// What came of `line` after `before`.
    pub(super) fn recall(&self, before: Standing, line: &str) -> Option<Coloured> {
        if line.len() > LONGEST_LINE {
            return None;
        }
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let entry = kept.lines.get(&before.after(line)).filter(|entry| *entry.line == *line)?;
        entry.is_used.store(true, Ordering::Relaxed);
        Some(entry.coloured.clone())
    }

    /// Keeps what came of `line` after `before`, where there is room.
    pub(super) fn keep(&self, before: Standing, line: &str, pieces: &[Piece], after: Option<Standing>) {
        if line.len() <= LONGEST_LINE {
            let coloured = Coloured { pieces: pieces.into(), after };
            let entry = Entry { before, line: line.into(), coloured, is_used: AtomicBool::new(true) };
            let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
            kept.is_new = true;
            kept.insert(entry);
        }
    }

    /// The memory that a run before this one left as text; empty where that is of another version.
    pub(super) fn read(text: &str) -> Self {
        let mut kept = Kept::default();
        if let Some(lines) = text.strip_prefix(&head()) {
            lines.split_terminator('\n').filter_map(Entry::read).for_each(|entry| kept.insert(entry));
        }
        Self { kept: RwLock::new(kept) }
    }

    /// What this run used, as text for the next one; nothing where that is what it was read from.
    pub(super) fn to_text(&self) -> Option<String> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let mut used: Vec<_> = kept.lines.iter().filter(|(_, entry)| entry.is_used.load(Ordering::Relaxed)).collect();
        if !kept.is_new && used.len() == kept.lines.len() {
            return None;
        }
        used.sort_unstable_by_key(|(key, _)| **key);
        Some(used.into_iter().fold(head(), |text, (_, entry)| entry.write(text)))
    }
}

impl Kept {
    fn insert(&mut self, entry: Entry) {
        let size = entry.line.len() + size_of_val(&*entry.coloured.pieces);
        if self.size + size <= ROOM {
            self.size += size;
            self.lines.insert(entry.before.after(&entry.line), entry);
        }
    }
}

/// One line of text each: where the grammar stood, where it stood afterwards, the pieces, the line.
impl Entry {
    fn write(&self, mut text: String) -> String {
        let _ = write!(text, "{:x} ", self.before.0);
        if let Some(after) = self.coloured.after {
            let _ = write!(text, "{:x}", after.0);
        }
        text.push(' ');
        for (class, end) in &*self.coloured.pieces {
            let _ = write!(text, "{}{end}", class.name().unwrap_or("-"));
        }
        text.push(' ');
        text.push_str(self.line.strip_suffix('\n').unwrap_or(&self.line));
        text.push('\n');
        text
    }

    /// Nothing is taken on trust: pieces that do not make up the line would lose some of it.
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, ' ');
        let before = Standing(u64::from_str_radix(parts.next()?, 16).ok()?);
        let after = match parts.next()? {
            "" => None,
            after => Some(Standing(u64::from_str_radix(after, 16).ok()?)),
        };
        let pieces = read_pieces(parts.next()?)?;
        let text = parts.next()?;
        let end = usize::try_from(pieces.last()?.1).ok()?;
        let line = if end == text.len() + 1 { format!("{text}\n") } else { text.to_owned() };
        let is_whole = pieces.iter().all(|(_, end)| line.is_char_boundary(*end as usize))
            && pieces.is_sorted_by_key(|(_, end)| *end)
            && end == line.len();
        let coloured = Coloured { pieces: pieces.into(), after };
        is_whole.then(|| Self { before, line: line.into(), coloured, is_used: AtomicBool::new(false) })
    }
}

fn read_pieces(text: &str) -> Option<Vec<Piece>> {
    let starts = text.match_indices(|character: char| !character.is_ascii_digit()).map(|(at, _)| at);
    let ends = starts.clone().skip(1).chain([text.len()]);
    let piece = |(start, end): (usize, usize)| {
        let (name, number) = text.get(start..end)?.split_at_checked(1)?;
        Some((Class::from_name(name)?, number.parse().ok()?))
    };
    starts.zip(ends).map(piece).collect()
}

/// The first line of a memory kept as text: all that decides what a line looks like besides the line.
fn head() -> String {
    format!("clausebook {} colours {FORMAT} {:x}\n", env!("CARGO_PKG_VERSION"), digest(&class::fingerprint()))
}

fn digest(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{Class, Memory, Piece, Standing, head};

    fn filled() -> Memory {
        let memory = Memory::default();
        let start = Standing::at_start("a grammar");
        memory.keep(start, "run é # b\n", &[(Class::Function, 3), (Class::Plain, 7), (Class::Comment, 11)], None);
        memory.keep(start, "\n", &[(Class::Plain, 1)], Some(Standing::at_rest("a grammar")));
        memory.keep(start, "no end", &[(Class::Key, 6)], Some(start.after("x")));
        memory
    }

    #[test]
    fn a_memory_kept_as_text_recalls_the_same() {
        let text = filled().to_text().unwrap();
        let memory = Memory::read(&text);
        let start = Standing::at_start("a grammar");
        let recalled = |line: &str| memory.recall(start, line).map(|found| (found.pieces.to_vec(), found.after));
        let comment: Vec<Piece> = vec![(Class::Function, 3), (Class::Plain, 7), (Class::Comment, 11)];
        assert_eq!(recalled("run é # b\n"), Some((comment, None)));
        assert_eq!(recalled("\n"), Some((vec![(Class::Plain, 1)], Some(Standing::at_rest("a grammar")))));
        assert_eq!(recalled("no end"), Some((vec![(Class::Key, 6)], Some(start.after("x")))));
        assert_eq!(recalled("no end\n"), None);
        assert!(memory.recall(Standing::at_rest("a grammar"), "\n").is_none());
    }

    #[test]
    fn a_memory_is_kept_again_only_when_it_changed() {
        let text = filled().to_text().unwrap();
        let memory = Memory::read(&text);
        let start = Standing::at_start("a grammar");
        for line in ["run é # b\n", "\n", "no end"] {
            assert!(memory.to_text().is_some(), "a line that is not used any more is forgotten");
            memory.recall(start, line);
        }
        assert_eq!(memory.to_text(), None);
        memory.keep(start, "new\n", &[(Class::Plain, 4)], None);
        assert!(memory.to_text().unwrap().contains("new"));
    }

    #[test]
    fn text_that_no_memory_wrote_is_not_believed() {
        let start = Standing::at_start("a grammar");
        let number = start.0;
        for line in [
            format!("{number:x}  -3 abcd"),
            format!("{number:x}  -9 abcd"),
            format!("{number:x}  -3-2-4 abcd"),
            format!("{number:x}  -1-3 éd"),
            format!("{number:x}  ?4 abcd"),
            format!("{number:x}   abcd"),
            "zz  -4 abcd".to_owned(),
            String::new(),
        ] {
            let memory = Memory::read(&format!("{}{line}\n", head()));
            assert!(memory.kept.read().unwrap().lines.is_empty(), "{line}");
        }
        let other = format!("clausebook 0.0.0 colours 0 0\n{number:x}  -4 abcd\n");
        assert!(Memory::read(&other).recall(start, "abcd").is_none());
        assert!(Memory::read(&format!("{}{number:x}  -4 abcd\n", head())).recall(start, "abcd").is_some());
    }
}
