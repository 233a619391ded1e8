//! Whether a file declares itself a table.

use super::kind::TableKind;
use crate::finding::nearest;

/// Whether a file of YAML or JSON names a kind of table, or nearly. Searches the text without parsing it.
pub fn reads_as_table(text: &str) -> bool {
    text.match_indices("kind").any(|(at, _)| {
        let before = text[..at].trim_end_matches(['"', '\'', '\u{feff}']);
        let starts = before.is_empty() || before.ends_with(['\n', '{', ',', ' ', '\t']);
        let after = text[at + "kind".len()..].trim_start_matches(['"', '\'', ' ', '\t']);
        let value = after.strip_prefix(':').map(|value| value.trim_start_matches(['"', '\'', ' ', '\t', '\r', '\n']));
        let word = |value: &str| value.chars().take(24).take_while(|letter| !",}\"'\r\n #".contains(*letter)).collect();
        starts && value.map(word).is_some_and(|word: String| meant(&word).is_some())
    })
}

/// The kind that `written` is, or is nearly, of those that a file names.
pub(super) fn meant(written: &str) -> Option<TableKind> {
    let kinds = || TableKind::ALL.iter().copied().filter(|kind| kind.is_named_in_file());
    let near = || nearest(written, kinds().map(TableKind::name)).and_then(TableKind::find);
    kinds().find(|kind| kind.name() == written).or_else(near)
}
