//! Whether edits keep the keys, lists and other values of front matter and data files.

use super::edit::Shift;
use super::problem::Problem;
use crate::front::{Block, Split};
use crate::source::{FileId, Span};
use crate::yaml::{Kind, Node, parse};

/// The problem in a data file, if more than the edited values changes.
pub(super) fn file(path: &str, (before, after): (&str, &str), file: FileId, shift: Shift<'_>) -> Option<Problem> {
    // A broken line of CSV has too many or too few cells, which is a finding.
    let is_tree = [".yaml", ".yml", ".json"].iter().any(|end| path.ends_with(end));
    let old = parse(before, 0).ok().filter(|_| is_tree)?.root;
    differing(&old, parse(after, 0).ok().map(|document| document.root).as_ref(), file, shift)
}

/// The problem in front matter, if more than the edited keys and values changes.
pub(super) fn front_matter(
    (before, old): (&str, &Split),
    (after, new): (&str, &Split),
    file: FileId,
    shift: Shift<'_>,
) -> Option<Problem> {
    let root = |text: &str, block: &Block| block.parse(text).ok().map(|document| document.root);
    let old = root(before, old.block.as_ref()?)?;
    differing(&old, new.block.as_ref().and_then(|block| root(after, block)).as_ref(), file, shift)
}

fn differing(old: &Node, new: Option<&Node>, file: FileId, shift: Shift<'_>) -> Option<Problem> {
    let Some(new) = new else {
        return Some(Problem::new(file, shift.moved(old.span), "it would make the data invalid"));
    };
    let span = first_difference(old, new, shift)?;
    Some(Problem::new(file, span, "it would change other data"))
}

/// The first node of `new` that differs from `old`, edits aside.
fn first_difference(old: &Node, new: &Node, shift: Shift<'_>) -> Option<Span> {
    match (&old.kind, &new.kind) {
        (Kind::Null, Kind::Null) => None,
        (Kind::Scalar { text: was, quoted: one }, Kind::Scalar { text: is, quoted: other })
            if one == other && (was == is || !shift.changing(old.span).is_empty()) =>
        {
            None
        }
        (Kind::Sequence(old), Kind::Sequence(new)) if old.len() == new.len() => {
            old.iter().zip(new).find_map(|(old, new)| first_difference(old, new, shift))
        }
        (Kind::Mapping(old), Kind::Mapping(new)) if old.len() == new.len() => {
            let pairs = old.iter().zip(new);
            pairs.into_iter().find_map(|((old_key, old), (new_key, new))| {
                first_difference(old_key, new_key, shift).or_else(|| first_difference(old, new, shift))
            })
        }
        (Kind::Null | Kind::Scalar { .. } | Kind::Sequence(_) | Kind::Mapping(_), _) => Some(new.span),
    }
}

#[cfg(test)]
mod tests {
    use super::file;
    use crate::finding::Code;
    use crate::pipeline::fixes::edit::{Edit, EditSet};
    use crate::source::{FileId, SourceFile, SourceSet, Span};

    #[track_caller]
    fn check(text: &str, replaced: &str, replace: &str, expected: Option<&str>) {
        let start = text.find(replaced).unwrap();
        let span = Span::new(start, start + replaced.len());
        let pool = [Edit { file: FileId(0), span, code: Code::MovedLink, replace: replace.to_owned() }];
        let edits = EditSet::new(&pool, &[0]);
        let sources = SourceSet::new(vec![SourceFile { path: "a.yaml".to_owned(), text: text.to_owned() }]);
        let after = edits.text(FileId(0), &pool, &sources);
        let problem = file("a.yaml", (text, &after), FileId(0), edits.of(FileId(0)));
        assert_eq!(problem.map(|problem| problem.reason).as_deref(), expected, "{after}");
    }

    #[test]
    fn only_the_value_that_is_edited_may_change() {
        let changed = Some("it would change other data");
        check("a: [x, y]\nb: z\n", "x", "w", None);
        check("a: [x, y]\nb: z\n", "x", "w, v", changed);
        check("a: x\nb: z\n", "x", "w #", None);
        check("a: x # y\nb: z\n", "x", "w: v", Some("it would make the data invalid"));
        check("a: x\nb: z\n", "x", "{w: v}", changed);
        check("a: x\nb: z\n", "a", "c", None);
        check("a: 'x'\nb: z\n", "x", "w' #", None);
        check("a: [x, 'y', \"z\"]\n", "x", "'w', v", changed);
    }
}
