//! Where the index lies in the output.

/// The folder of the index, relative to the output.
pub const FOLDER: &str = "pagefind/";

/// The file that lists requirement ids and says what the index was made from, relative to the output.
pub const IDS: &str = "pagefind/ids.json";
