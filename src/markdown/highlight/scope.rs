//! From the scopes of a grammar to classes.
//!
//! Needed where grammars are packed, by the build script, and by tests. Kept out: how scopes nest in a line.

use syntect::parsing::Scope;

use super::class::Class;

/// Every scope that has a class; of several that begin a scope the longest counts. Identifiers and operators are
/// plain, since colouring them makes pages large and says little.
const CLASSES: &[(&str, Class)] = &[
    ("comment", Class::Comment),
    ("constant", Class::Builtin),
    ("constant.character", Class::String),
    ("constant.character.entity", Class::Escape),
    ("constant.character.escape", Class::Escape),
    ("constant.numeric", Class::Number),
    ("constant.other.placeholder", Class::Escape),
    ("entity.name", Class::Type),
    ("entity.name.constant", Class::Builtin),
    ("entity.name.enum.tag-digest", Class::Builtin),
    ("entity.name.function", Class::Function),
    ("entity.name.label", Class::Plain),
    ("entity.name.section", Class::Heading),
    ("entity.name.table", Class::Heading),
    ("entity.name.tag", Class::Key),
    ("entity.name.variable", Class::Plain),
    ("entity.other.attribute-name", Class::Attribute),
    ("entity.other.inherited-class", Class::Type),
    ("entity.section", Class::Heading),
    ("keyword", Class::Keyword),
    ("keyword.name", Class::Key),
    ("keyword.operator", Class::Plain),
    ("keyword.operator.logical.python", Class::Keyword),
    ("keyword.operator.word", Class::Keyword),
    ("keyword.other.interpolation", Class::Plain),
    ("keyword.other.unit", Class::Number),
    ("markup.deleted", Class::Deleted),
    ("markup.heading", Class::Heading),
    ("markup.inserted", Class::Inserted),
    ("markup.raw", Class::String),
    ("meta.annotation", Class::Attribute),
    ("meta.diff.header", Class::Heading),
    ("meta.diff.range", Class::Heading),
    ("meta.group.expansion.command", Class::Plain),
    ("meta.group.expansion.parameter", Class::Variable),
    ("meta.interpolation", Class::Plain),
    ("meta.mapping.key", Class::Key),
    ("storage", Class::Keyword),
    ("storage.type.string", Class::String),
    ("string", Class::String),
    ("string.name.value", Class::Plain),
    ("string.unquoted", Class::Plain),
    ("string.unquoted.block", Class::String),
    ("string.unquoted.heredoc", Class::String),
    ("support.class", Class::Type),
    ("support.constant", Class::Builtin),
    ("support.function", Class::Function),
    ("support.type", Class::Type),
    ("support.type.property-name", Class::Key),
    ("support.variable", Class::Variable),
    ("variable.annotation", Class::Attribute),
    ("variable.declaration", Class::Key),
    ("variable.function", Class::Function),
    ("variable.language", Class::Builtin),
    ("variable.other.perl", Class::Variable),
    ("variable.other.php", Class::Variable),
    ("variable.other.readwrite.assignment.shell", Class::Variable),
    ("variable.other.readwrite.powershell", Class::Variable),
    ("variable.other.readwrite.shell", Class::Variable),
    ("variable.parameter.option", Class::Attribute),
];

/// The table, ready to be asked.
#[derive(Debug)]
pub(crate) struct ClassTable {
    /// By the first word of a scope; the longest scopes of a word stand first.
    groups: Vec<(u16, Vec<(Scope, Class)>)>,
}

impl ClassTable {
    pub(crate) fn new() -> Self {
        let mut groups: Vec<(u16, Vec<(Scope, Class)>)> = Vec::new();
        for (written, class) in CLASSES.iter().rev() {
            let Ok(scope) = Scope::new(written) else { continue };
            match groups.iter_mut().find(|(word, _)| *word == scope.atom_at(0)) {
                Some((_, members)) => members.push((scope, *class)),
                None => groups.push((scope.atom_at(0), vec![(scope, *class)])),
            }
        }
        Self { groups }
    }

    /// The class of `scope`, if it has one of its own.
    pub(crate) fn find(&self, scope: Scope) -> Option<Class> {
        let word = scope.atom_at(0);
        let (_, members) = self.groups.iter().find(|(first, _)| *first == word)?;
        members.iter().find(|(start, _)| start.is_prefix_of(scope)).map(|(_, class)| *class)
    }
}

#[cfg(test)]
mod tests {
    use syntect::parsing::Scope;

    use super::{CLASSES, ClassTable};
    use crate::markdown::highlight::class::Class;

    #[test]
    fn the_longest_scope_counts() {
        let table = ClassTable::new();
        for (scope, class) in [
            ("string.quoted.double.go", Class::String),
            ("string.unquoted.plain.out.yaml", Class::Plain),
            ("string.unquoted.block.yaml", Class::String),
            ("keyword.operator.word.js", Class::Keyword),
            ("constant.character.escape.json", Class::Escape),
        ] {
            assert_eq!(table.find(Scope::new(scope).unwrap()), Some(class), "{scope}");
        }
        assert_eq!(table.find(Scope::new("punctuation.definition.comment").unwrap()), None);
    }

    #[test]
    fn every_scope_is_sound_and_stands_before_those_it_begins() {
        // The table is read backwards, which puts a longer scope before its beginnings only if it is sorted.
        assert!(CLASSES.is_sorted_by(|(a, _), (b, _)| a < b));
        assert!(CLASSES.iter().all(|(scope, _)| Scope::new(scope).is_ok()));
    }
}
