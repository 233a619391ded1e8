//! The grammars that ship with the program.

use std::sync::LazyLock;

use syntect::parsing::SyntaxSet;

use super::language::Languages;
use super::scope::ClassTable;

/// Loaded when the first block names a language, which takes about 2 ms. syntect unpacks each grammar and compiles each
/// pattern when it is first used.
pub(super) static GRAMMARS: LazyLock<Grammars> = LazyLock::new(|| {
    let syntaxes = two_face::syntax::extra_newlines();
    Grammars { languages: Languages::new(&syntaxes), classes: ClassTable::new(), syntaxes }
});

/// All grammars, their names, and the classes of their scopes.
#[derive(Debug)]
pub(super) struct Grammars {
    pub(super) syntaxes: SyntaxSet,
    pub(super) languages: Languages,
    pub(super) classes: ClassTable,
}
