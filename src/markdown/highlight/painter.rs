//! A grammar at work on one block of code, and the class that counts at every point.
//!
//! Kept out: which grammar, and how classes are written.

use super::change::Change;
use super::class::Class;
use super::memory::{Piece, Standing};
use super::packed::{Cleared, ContextKey};
use super::reader::State;
use super::search::Scratch;
use super::{LONGEST_LINE, Loaded, Page};

/// Colours a block line by line.
pub(super) struct Painter<'a> {
    loaded: &'a Loaded,
    grammar: usize,
    code: &'a str,
    standing: Standing,
    /// What the grammar knows after the code up to `read`; absent where it is what it knows at rest.
    knowledge: Option<Knowledge>,
    /// What it knows after lines that leave nothing open, once that is needed.
    rest: Option<Knowledge>,
    /// Lines between here and the next to come were recalled, not read.
    read: usize,
    /// The context the grammar begins with.
    start: ContextKey,
    desk: Desk,
}

/// What reading a line needs and yields. It serves one block after another, for the room that it has.
#[derive(Debug, Default)]
pub(super) struct Desk {
    scratch: Scratch,
    changes: Vec<(usize, Change)>,
    pieces: Vec<Piece>,
}

/// What a grammar knows between two lines.
#[derive(Debug, Clone, PartialEq)]
struct Knowledge {
    state: State,
    stack: Stack,
}

impl Drop for Painter<'_> {
    fn drop(&mut self) {
        self.loaded.leave(std::mem::take(&mut self.desk));
    }
}

impl<'a> Painter<'a> {
    /// A painter of `code` by the grammar of that rank, before the first line.
    pub(super) fn new(loaded: &'a Loaded, grammar: usize, code: &'a str) -> Option<Self> {
        let start = loaded.grammars.start_of(grammar)?;
        let knowledge = Some(Knowledge { state: State::new(start), stack: Stack::default() });
        let standing = Standing::at_start(grammar);
        let desk = loaded.desk();
        Some(Self { loaded, grammar, code, standing, knowledge, rest: None, read: 0, start, desk })
    }

    /// Writes the next line, which starts at `start`.
    pub(super) fn line(&mut self, start: usize, line: &str, page: &mut Page) {
        if line.len() > LONGEST_LINE {
            return page.write(Class::Plain, line);
        }
        let end = start + line.len();
        let is_last = end == self.code.len();
        let recalled = self.loaded.memory.recall(self.standing, line);
        if let Some(coloured) = recalled.filter(|coloured| is_last || coloured.after.is_some()) {
            write_pieces(line, &coloured.pieces, page);
            self.standing = coloured.after.unwrap_or(self.standing);
            if self.standing == Standing::at_rest(self.grammar) {
                (self.knowledge, self.read) = (None, end);
            }
            return;
        }
        let mut knowledge = self.knowledge_at(start);
        knowledge.read(line, self.loaded, &mut self.desk);
        write_pieces(line, &self.desk.pieces, page);
        // Where nothing follows, nobody asks; most blocks are one line, and finding out takes time.
        let after = (!is_last).then(|| self.standing_after(line, &knowledge));
        self.loaded.memory.keep(self.standing, line, &self.desk.pieces, after);
        self.standing = after.unwrap_or(self.standing);
        (self.knowledge, self.read) = (Some(knowledge), end);
    }

    /// Reads and writes the next line, whatever the memory holds.
    #[cfg(test)]
    pub(super) fn line_unremembered(&mut self, line: &str, page: &mut Page) {
        let mut knowledge = self.knowledge.take().unwrap_or_else(|| self.rest().clone());
        knowledge.read(line, self.loaded, &mut self.desk);
        write_pieces(line, &self.desk.pieces, page);
        self.knowledge = Some(knowledge);
    }

    fn standing_after(&mut self, line: &str, knowledge: &Knowledge) -> Standing {
        if knowledge == self.rest() { Standing::at_rest(self.grammar) } else { self.standing.after(line) }
    }

    /// What the grammar knows at `start`, the recalled lines before it read now.
    fn knowledge_at(&mut self, start: usize) -> Knowledge {
        let mut knowledge = self.knowledge.take().unwrap_or_else(|| self.rest().clone());
        let recalled = self.code.get(self.read..start).unwrap_or_default();
        for line in recalled.split_inclusive('\n').filter(|line| line.len() <= LONGEST_LINE) {
            knowledge.read(line, self.loaded, &mut self.desk);
        }
        knowledge
    }

    fn rest(&mut self) -> &Knowledge {
        let Self { loaded, start, rest, .. } = self;
        rest.get_or_insert_with(|| {
            let mut knowledge = Knowledge { state: State::new(*start), stack: Stack::default() };
            let mut desk = loaded.desk();
            knowledge.read("\n", loaded, &mut desk);
            loaded.leave(desk);
            knowledge
        })
    }
}

fn write_pieces(line: &str, pieces: &[Piece], page: &mut Page) {
    let mut position = 0;
    for (class, end) in pieces {
        page.write(*class, line.get(position..*end).unwrap_or_default());
        position = *end;
    }
}

impl Knowledge {
    /// Lets the grammar read a line, and puts what it makes of it into the pieces on the desk.
    fn read(&mut self, line: &str, loaded: &Loaded, desk: &mut Desk) {
        let Desk { scratch, changes, pieces } = desk;
        changes.clear();
        pieces.clear();
        // Grammars rely on the line break at the end.
        let is_read = if line.ends_with('\n') {
            self.state.read(line, &loaded.grammars, scratch, changes)
        } else {
            self.state.read(&format!("{line}\n"), &loaded.grammars, scratch, changes)
        };
        if is_read.is_none() {
            // A grammar that fails leaves the rest of the line plain.
            changes.clear();
        }
        let mut position = 0;
        for (at, change) in changes.drain(..) {
            if position < at && line.is_char_boundary(at) {
                pieces.push((self.stack.class(), at));
                position = at;
            }
            self.stack.apply(change);
        }
        pieces.push((self.stack.class(), line.len()));
    }
}

/// The class that counts at every level of scopes.
#[derive(Debug, Clone, Default, PartialEq)]
struct Stack {
    levels: Vec<Class>,
    cleared: Vec<Vec<Class>>,
}

impl Stack {
    fn class(&self) -> Class {
        self.levels.last().copied().unwrap_or(Class::Plain)
    }

    fn apply(&mut self, change: Change) {
        match change {
            Change::Push(shade) => self.levels.push(self.class().around(shade)),
            Change::Pop(count) => self.levels.truncate(self.levels.len().saturating_sub(count)),
            Change::Clear(amount) => {
                let left = match amount {
                    Cleared::Top(count) => self.levels.len().saturating_sub(count),
                    Cleared::All => 0,
                };
                self.cleared.push(self.levels.split_off(left));
            }
            Change::Restore => self.levels.extend(self.cleared.pop().unwrap_or_default()),
        }
    }
}
