//! The paths of the index in the output.

/// The folder of the index, relative to the output.
pub const FOLDER: &str = "pagefind/";

/// The list of requirement ids, with the key of the index input; relative to the output.
pub const IDS: &str = "pagefind/ids.json";

/// The list of words; relative to the output.
pub(super) const WORDS: &str = "pagefind/words.json";
