//! Parses a block of code line by line into pieces of one class each.

use syntect::parsing::{ClearAmount, ParseState, ScopeStackOp};

use super::class::Class;
use super::grammars::Grammars;

/// In bytes. A longer line is plain and is not parsed: grammars take too long for minified code.
pub(super) const MAX_LINE: usize = 10_000;

/// A grammar at work on one block.
pub(super) struct BlockParser<'a> {
    grammars: &'a Grammars,
    state: ParseState,
    scopes: ClassStack,
}

impl<'a> BlockParser<'a> {
    /// A parser by the grammar with that index, before the first line. None where there is no such grammar.
    pub(super) fn new(grammars: &'a Grammars, grammar: usize) -> Option<Self> {
        let state = ParseState::new(grammars.syntaxes.syntaxes().get(grammar)?);
        Some(Self { grammars, state, scopes: ClassStack::default() })
    }

    /// Parses the next line and passes its pieces to `emit`, in order and without gaps. A line that the grammar fails
    /// on is one piece.
    pub(super) fn parse_line(&mut self, line: &str, mut emit: impl FnMut(Class, &str)) {
        if line.len() > MAX_LINE {
            return emit(Class::Plain, line);
        }
        let Self { grammars, state, scopes } = self;
        // Grammars rely on the line break at the end.
        let operations = match line.ends_with('\n') {
            true => state.parse_line(line, &grammars.syntaxes),
            false => state.parse_line(&format!("{line}\n"), &grammars.syntaxes),
        };
        let mut position = 0;
        for (offset, operation) in operations.unwrap_or_default() {
            if position < offset
                && let Some(piece) = line.get(position..offset)
            {
                emit(scopes.class(), piece);
                position = offset;
            }
            scopes.apply(&operation, grammars);
        }
        emit(scopes.class(), line.get(position..).unwrap_or_default());
    }
}

/// The open scopes, as the class of the code in each.
#[derive(Debug, Default)]
struct ClassStack {
    classes: Vec<Class>,
    /// Scopes that a context has taken off the stack until it ends.
    cleared: Vec<Vec<Class>>,
}

impl ClassStack {
    /// The class of code at the top of the stack.
    fn class(&self) -> Class {
        self.classes.last().copied().unwrap_or(Class::Plain)
    }

    fn apply(&mut self, operation: &ScopeStackOp, grammars: &Grammars) {
        match operation {
            ScopeStackOp::Push(scope) => self.classes.push(self.class().nest(grammars.classes.find(*scope))),
            ScopeStackOp::Pop(count) => self.classes.truncate(self.classes.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let kept = match amount {
                    ClearAmount::TopN(count) => self.classes.len().saturating_sub(*count),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.classes.split_off(kept));
            }
            ScopeStackOp::Restore => self.classes.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }
}
