//! The value of `applies`: what a site, a section or an article is for, such as a kind of entity or a questionnaire.
//!
//! `config` and `front` read it, and `framework` compares it with what a standard says of its requirements. Whether its
//! names exist is not known here.

use crate::source::Spanned;
use crate::yaml::{Fault, Kind, Node};

/// The value of `applies`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Applies {
    /// The name of a profile of the site.
    Profile(Spanned<String>),
    /// A value, or several, for each dimension that it names; a requirement is left out where none of them has it.
    Choices(Vec<Choice>),
}

/// The values of one dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The key of the dimension: `entity`.
    pub dimension: Spanned<String>,
    /// The keys of values: `merchant`. Never empty.
    pub values: Vec<Spanned<String>>,
}

/// What a value of another type is told.
const HELP: &str = "write the name of a profile, or dimensions with values: `applies: {entity: merchant}`";

/// Reads the value of `applies`; nothing where there is none. What is not understood is a fault and is left out.
pub fn read(node: &Node) -> (Option<Applies>, Vec<Fault>) {
    let mut faults = Vec::new();
    let applies = match &node.kind {
        Kind::Null => None,
        Kind::Scalar { text, .. } => Some(Applies::Profile(Spanned::new(text.trim().to_owned(), node.span))),
        Kind::Mapping(entries) => {
            Some(Applies::Choices(entries.iter().filter_map(|(key, value)| choice(key, value, &mut faults)).collect()))
        }
        Kind::Sequence(_) => {
            faults.push(Fault {
                span: node.span,
                reason: "`applies` takes the name of a profile, or dimensions with values, not a list".to_owned(),
                help: Some(HELP.to_owned()),
            });
            None
        }
    };
    (applies, faults)
}

fn choice(key: &Node, value: &Node, faults: &mut Vec<Fault>) -> Option<Choice> {
    let name = key.text()?;
    let one = std::slice::from_ref(value);
    let items = if let Kind::Sequence(items) = &value.kind { items } else { one };
    let mut values = Vec::with_capacity(items.len());
    for item in items {
        match &item.kind {
            Kind::Null => {}
            Kind::Scalar { text, .. } => values.push(Spanned::new(text.trim().to_owned(), item.span)),
            Kind::Sequence(_) | Kind::Mapping(_) => faults.push(Fault {
                span: item.span,
                reason: format!("`{name}` takes a value, or a list of values, not {}", item.description()),
                help: Some(format!("write `{name}: VALUE`, or `{name}: [ONE, OTHER]`")),
            }),
        }
    }
    let dimension = Spanned::new(name.trim().to_owned(), key.span);
    (!values.is_empty()).then_some(Choice { dimension, values })
}

#[cfg(test)]
mod tests {
    use super::{Applies, read};
    use crate::yaml::parse;

    /// What `text` says, and the reasons of its faults.
    fn found(text: &str) -> (String, Vec<String>) {
        let document = parse(text, 0).expect("valid YAML");
        let (applies, faults) = read(&document.root);
        let said = match applies {
            None => "nothing".to_owned(),
            Some(Applies::Profile(name)) => format!("profile {}", name.value),
            Some(Applies::Choices(choices)) => {
                let choice = |choice: super::Choice| {
                    let values: Vec<String> = choice.values.into_iter().map(|value| value.value).collect();
                    format!("{}={}", choice.dimension.value, values.join("|"))
                };
                choices.into_iter().map(choice).collect::<Vec<_>>().join(" ")
            }
        };
        (said, faults.into_iter().map(|fault| fault.reason).collect())
    }

    #[test]
    fn a_profile_or_values_are_read_as_written() {
        assert_eq!(found("merchant").0, "profile merchant");
        assert_eq!(
            found("{entity: [merchant, service-provider], multi_tenant: false, level: 010}").0,
            "entity=merchant|service-provider multi_tenant=false level=010"
        );
        assert_eq!(found("{entity: }").0, "");
        assert_eq!(found("").0, "nothing");
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let (said, faults) = found("[merchant]");
        assert_eq!((said.as_str(), faults.len()), ("nothing", 1));
        let (said, faults) = found("{entity: {is: merchant}, saq: a}");
        assert_eq!(said, "saq=a");
        assert_eq!(faults, ["`entity` takes a value, or a list of values, not a mapping"]);
    }
}
