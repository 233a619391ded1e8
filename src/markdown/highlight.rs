//! Highlights code: writes the content of `<code>` as text in spans with short classes.
//!
//! A theme gives these classes a colour; text without one is plain.
//!
//! | class | stands for | | class | stands for |
//! |---|---|---|---|---|
//! | `k` | keyword | | `v` | variable of a shell and its like |
//! | `s` | string | | `b` | constant, built-in name |
//! | `e` | escape or placeholder in a string | | `g` | tag of HTML, key of YAML, JSON, TOML |
//! | `n` | number | | `a` | attribute, option of a command |
//! | `c` | comment | | `h` | heading, header of a diff |
//! | `f` | function, command | | `i` | inserted line |
//! | `t` | type | | `d` | deleted line |
//!
//! Around them: `hl` is a highlighted line, its line break included, `ins` and `del` one that is shown as inserted or
//! deleted, and `ln` the number of a line, which a theme keeps from being selected.

mod cache;
mod class;
mod grammars;
mod html;
mod language;
mod parser;
mod scope;

#[cfg(test)]
mod tests;

pub use html::Options;

use crate::markdown::highlight::cache::{CAPACITY, STAMP};
use crate::markdown::highlight::grammars::GRAMMARS;
use crate::markdown::highlight::parser::BlockParser;
use crate::output::DigestCache;

/// In bytes. A longer block is plain.
const MAX_BLOCK: usize = 1_000_000;

/// A highlighted block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlighted {
    /// The content of `<code>`. Its text is the code, line by line.
    pub html: String,
    /// Whether there is a grammar for the language. No language at all means plain text, which is known.
    pub known: bool,
}

/// Highlights code. One value serves all threads, so that each distinct block is parsed once.
#[derive(Debug)]
pub struct Highlighter {
    cache: DigestCache,
    leaves_plain: bool,
}

impl Default for Highlighter {
    fn default() -> Self {
        Self::with_cache(&[])
    }
}

impl Highlighter {
    /// A highlighter with an empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// A highlighter with the cache of an earlier run, as [`Highlighter::cache_bytes`] returned it. Other bytes give an
    /// empty cache.
    pub fn with_cache(bytes: &[u8]) -> Self {
        Self { cache: DigestCache::from_bytes(STAMP, CAPACITY, bytes), leaves_plain: false }
    }

    /// The blocks that this run has needed, for the next one; none where the cache of the earlier run has the same.
    pub fn cache_bytes(&self) -> Option<Vec<u8>> {
        self.cache.to_bytes()
    }

    /// A highlighter that leaves all code plain, for runs that write no page. It still says which languages are known.
    pub fn plain() -> Self {
        Self { leaves_plain: true, ..Self::default() }
    }

    /// Writes `code` as HTML. `language` is a name, an alias or a file extension, in upper or lower case.
    pub fn highlight(&self, code: &str, language: &str, options: &Options) -> Highlighted {
        let language = language.to_lowercase();
        let of_diff = ["diff", "patch"].contains(&language.as_str()).then(|| options.of_diff(code));
        let options = of_diff.as_ref().unwrap_or(options);
        let plain = |known| Highlighted { html: html::write(code, None, options), known };
        if language::is_plain(&language) {
            return plain(true);
        }
        let Some(grammar) = GRAMMARS.languages.grammar_of(&language) else { return plain(false) };
        if self.leaves_plain || code.len() > MAX_BLOCK {
            return plain(true);
        }
        let write = || html::write(code, BlockParser::new(&GRAMMARS, grammar), options);
        let bytes = self.cache.get_or_insert_with(cache::key(code, &language, options), || write().into_bytes());
        // A cache has a checksum, so that other bytes are no accident; the block is then highlighted again.
        let html = String::from_utf8(bytes.to_vec()).unwrap_or_else(|_| write());
        Highlighted { html, known: true }
    }

    /// The known language that `language` may be a misspelling of.
    pub fn nearest_language(language: &str) -> Option<&'static str> {
        GRAMMARS.languages.nearest_to(&language.to_lowercase())
    }
}
