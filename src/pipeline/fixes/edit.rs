//! Changes of texts, and where a place of a text stands once they are made.

use std::collections::BTreeMap;

use crate::finding::Code;
use crate::source::{FileId, SourceSet, Span};

/// A change of one place, which mends one or more findings of a code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file.
    pub file: FileId,
    /// What is replaced.
    pub span: Span,
    /// The code of the first finding that it mends.
    pub code: Code,
    /// What stands there afterwards.
    pub replace: String,
}

/// Edits of any number of files, none of which overlap.
#[derive(Debug, Default)]
pub(super) struct EditSet {
    by_file: BTreeMap<FileId, Vec<Step>>,
}

/// An edit in its order.
#[derive(Debug)]
pub(super) struct Step {
    /// Its index among all.
    pub(super) index: usize,
    old: Span,
    /// Where its replacement stands.
    new: Span,
}

/// The edits of one file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shift<'a> {
    steps: &'a [Step],
}

impl EditSet {
    /// The edits of `pool` at these indices.
    pub(super) fn new(pool: &[Edit], indices: &[usize]) -> Self {
        let mut sorted: Vec<usize> = indices.to_vec();
        sorted.sort_unstable_by_key(|index| (pool[*index].file, pool[*index].span));
        let mut by_file: BTreeMap<FileId, Vec<Step>> = BTreeMap::new();
        for index in sorted {
            let Edit { file, span, replace, .. } = &pool[index];
            let steps = by_file.entry(*file).or_default();
            let start = steps.last().map_or(span.start, |last| last.new.end + (span.start - last.old.end));
            steps.push(Step { index, old: *span, new: Span::new(start, start + replace.len()) });
        }
        Self { by_file }
    }

    /// The files with edits.
    pub(super) fn files(&self) -> impl Iterator<Item = FileId> {
        self.by_file.keys().copied()
    }

    /// The edits of `file`.
    pub(super) fn of(&self, file: FileId) -> Shift<'_> {
        Shift { steps: self.by_file.get(&file).map(Vec::as_slice).unwrap_or_default() }
    }

    /// The text of `file` with its edits made.
    pub(super) fn text(&self, file: FileId, pool: &[Edit], sources: &SourceSet) -> String {
        let text = &sources.get(file).text;
        let mut mended = String::with_capacity(text.len());
        let mut end = 0;
        for step in self.of(file).steps {
            mended.push_str(&text[end..step.old.start]);
            mended.push_str(&pool[step.index].replace);
            end = step.old.end;
        }
        mended.push_str(&text[end..]);
        mended
    }
}

impl<'a> Shift<'a> {
    /// Where `old`, a span of the text before the edits, stands after them. An end within an edit is taken to that of
    /// the edit.
    pub(super) fn moved(self, old: Span) -> Span {
        let at = |position: usize, within: fn(&Step) -> usize| {
            let after = self.steps.partition_point(|step| step.old.start < position);
            match after.checked_sub(1).map(|before| &self.steps[before]) {
                None => position,
                Some(step) if position < step.old.end => within(step),
                Some(step) => step.new.end + (position - step.old.end),
            }
        };
        Span::new(at(old.start, |step| step.new.start), at(old.end, |step| step.new.end))
    }

    /// A span of the text after the edits, widened like the spans that [`Self::moved`] gives.
    pub(super) fn widened(self, new: Span) -> Span {
        let around = |position: usize| {
            let after = self.steps.partition_point(|step| step.new.start < position);
            after.checked_sub(1).map(|before| &self.steps[before]).filter(|step| position < step.new.end)
        };
        let start = around(new.start).map_or(new.start, |step| step.new.start);
        Span::new(start, around(new.end).map_or(new.end, |step| step.new.end))
    }

    /// The edits whose replacements `new` meets.
    pub(super) fn meeting(self, new: Span) -> &'a [Step] {
        let first = self.steps.partition_point(|step| step.new.end < new.start);
        let length = self.steps[first..].partition_point(|step| step.new.start <= new.end);
        &self.steps[first..first + length]
    }

    /// The edits whose replacements are part of `new`.
    pub(super) fn within(self, new: Span) -> &'a [Step] {
        let first = self.steps.partition_point(|step| step.new.end <= new.start);
        let length = self.steps[first..].partition_point(|step| step.new.start < new.end);
        &self.steps[first..first + length]
    }

    /// The edits that change something of `old`, a span of the text before them.
    pub(super) fn changing(self, old: Span) -> &'a [Step] {
        let first = self.steps.partition_point(|step| step.old.end <= old.start);
        let length = self.steps[first..].partition_point(|step| step.old.start < old.end);
        &self.steps[first..first + length]
    }

    /// All of them, in order.
    pub(super) fn all(self) -> &'a [Step] {
        self.steps
    }
}

impl Step {
    /// What it replaces.
    pub(super) fn old(&self) -> Span {
        self.old
    }
}

#[cfg(test)]
mod tests {
    use super::{Edit, EditSet};
    use crate::finding::Code;
    use crate::source::{FileId, SourceFile, SourceSet, Span};

    #[test]
    fn places_follow_the_edits_around_them() {
        let sources = SourceSet::new(vec![SourceFile { path: "a".to_owned(), text: "0123456789".to_owned() }]);
        let edit = |start, end, replace: &str| Edit {
            file: FileId(0),
            span: Span::new(start, end),
            code: Code::MovedLink,
            replace: replace.to_owned(),
        };
        let pool = [edit(6, 8, "x"), edit(2, 4, "abc")];
        let edits = EditSet::new(&pool, &[0, 1]);
        assert_eq!(edits.text(FileId(0), &pool, &sources), "01abc45x89");
        let shift = edits.of(FileId(0));
        let check = |old: (usize, usize), new: (usize, usize)| {
            assert_eq!(shift.moved(Span::new(old.0, old.1)), Span::new(new.0, new.1), "{old:?}");
        };
        check((0, 2), (0, 2));
        check((0, 10), (0, 10));
        check((2, 4), (2, 5));
        check((3, 3), (2, 5));
        check((4, 6), (5, 7));
        check((7, 9), (7, 9));
        assert_eq!(shift.widened(Span::new(3, 4)), Span::new(2, 5));
        assert_eq!(shift.widened(Span::new(5, 7)), Span::new(5, 7));
        let indices = |span| shift.meeting(span).iter().map(|step| step.index).collect::<Vec<_>>();
        assert_eq!(
            (indices(Span::new(0, 1)), indices(Span::new(0, 2)), indices(Span::new(4, 9))),
            (vec![], vec![1], vec![1, 0])
        );
        assert_eq!(shift.changing(Span::new(4, 6)).len(), 0);
        assert_eq!(shift.changing(Span::new(3, 7)).len(), 2);
        assert_eq!(edits.of(FileId(1)).moved(Span::new(1, 2)), Span::new(1, 2));
    }
}
