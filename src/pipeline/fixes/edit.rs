//! Edits of texts, and the mapping from spans before the edits to spans after them.

use std::collections::BTreeMap;

use crate::finding::Code;
use crate::source::{FileId, SourceSet, Span};

/// A replacement that fixes one or more findings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file.
    pub file: FileId,
    /// What is replaced.
    pub span: Span,
    /// The code of the first finding that it fixes.
    pub code: Code,
    /// The new text.
    pub replace: String,
}

/// Edits of any number of files. They do not overlap.
#[derive(Debug, Default)]
pub(super) struct EditSet {
    by_file: BTreeMap<FileId, Vec<Step>>,
}

/// An edit with its spans before and after all edits of the file.
#[derive(Debug)]
pub(super) struct Step {
    /// Its index in the pool.
    pub(super) index: usize,
    old: Span,
    /// The span of the new text.
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

    /// The text of `file` with its edits applied.
    pub(super) fn text(&self, file: FileId, pool: &[Edit], sources: &SourceSet) -> String {
        let text = &sources.get(file).text;
        let mut edited = String::with_capacity(text.len());
        let mut end = 0;
        for step in self.of(file).steps {
            edited.push_str(&text[end..step.old.start]);
            edited.push_str(&pool[step.index].replace);
            end = step.old.end;
        }
        edited.push_str(&text[end..]);
        edited
    }
}

impl<'a> Shift<'a> {
    /// The span after the edits of `old`, a span before them. An end within an edit moves to the end of the edit.
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

    /// A span after the edits, widened to whole edits as [`Self::moved`] does.
    pub(super) fn widened(self, new: Span) -> Span {
        let around = |position: usize| {
            let after = self.steps.partition_point(|step| step.new.start < position);
            after.checked_sub(1).map(|before| &self.steps[before]).filter(|step| position < step.new.end)
        };
        let start = around(new.start).map_or(new.start, |step| step.new.start);
        Span::new(start, around(new.end).map_or(new.end, |step| step.new.end))
    }

    /// The edits whose new text `new` touches.
    pub(super) fn meeting(self, new: Span) -> &'a [Step] {
        let first = self.steps.partition_point(|step| step.new.end < new.start);
        let length = self.steps[first..].partition_point(|step| step.new.start <= new.end);
        &self.steps[first..first + length]
    }

    /// The edits whose new text overlaps `new`.
    pub(super) fn within(self, new: Span) -> &'a [Step] {
        let first = self.steps.partition_point(|step| step.new.end <= new.start);
        let length = self.steps[first..].partition_point(|step| step.new.start < new.end);
        &self.steps[first..first + length]
    }

    /// The edits that overlap `old`, a span before them.
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
    fn spans_follow_the_edits_around_them() {
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
