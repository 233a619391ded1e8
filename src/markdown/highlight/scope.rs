//! The classes of the scopes that grammars give to code.

use syntect::parsing::Scope;

use super::class::Class;

/// Scopes and their classes, sorted by scope. A scope has the class of its longest prefix in this table. Identifiers and
/// operators are plain: their spans would make pages larger and tell the reader little.
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

/// [`CLASSES`] with parsed scopes.
#[derive(Debug)]
pub(super) struct ClassTable {
    /// The entries by the first atom of their scope. A scope stands before its prefixes.
    groups: Vec<(u16, Vec<(Scope, Class)>)>,
}

impl ClassTable {
    pub(super) fn new() -> Self {
        let mut groups: Vec<(u16, Vec<(Scope, Class)>)> = Vec::new();
        for (text, class) in CLASSES.iter().rev() {
            let Ok(scope) = Scope::new(text) else { continue };
            match groups.iter_mut().find(|(atom, _)| *atom == scope.atom_at(0)) {
                Some((_, entries)) => entries.push((scope, *class)),
                None => groups.push((scope.atom_at(0), vec![(scope, *class)])),
            }
        }
        Self { groups }
    }

    /// The class of `scope`, if it has one of its own.
    pub(super) fn find(&self, scope: Scope) -> Option<Class> {
        let atom = scope.atom_at(0);
        let (_, entries) = self.groups.iter().find(|(first, _)| *first == atom)?;
        entries.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class)
    }
}

#[cfg(test)]
mod tests {
    use syntect::parsing::Scope;

    use super::{CLASSES, ClassTable};
    use crate::markdown::highlight::class::Class;

    #[test]
    fn the_longest_prefix_counts() {
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
    fn every_scope_is_valid_and_sorted() {
        // Reading a sorted table backwards yields every scope before its prefixes.
        assert!(CLASSES.is_sorted_by(|(a, _), (b, _)| a < b));
        assert!(CLASSES.iter().all(|(scope, _)| Scope::new(scope).is_ok()));
    }
}
