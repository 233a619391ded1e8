//! Keys that have a meaning here and none in Hugo. A site that does not use the feature may have a key of the same name for
//! its own templates.

use crate::yaml::{Fault, Kind, Node};

/// A key with a meaning here only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnKey {
    /// `toc`.
    Toc,
    /// `print`.
    Print,
    /// `lead`.
    Lead,
    /// `images`.
    Images,
    /// `contributors`.
    Contributors,
    /// `framework`.
    Framework,
    /// `control`.
    Control,
    /// `hero`.
    Hero,
    /// `applies`.
    Applies,
    /// `glossary`.
    Glossary,
    /// `terms`.
    Terms,
}

pub(super) const OWN_KEYS: [(&str, OwnKey); 11] = [
    ("toc", OwnKey::Toc),
    ("print", OwnKey::Print),
    ("lead", OwnKey::Lead),
    ("images", OwnKey::Images),
    ("contributors", OwnKey::Contributors),
    ("framework", OwnKey::Framework),
    ("control", OwnKey::Control),
    ("hero", OwnKey::Hero),
    ("applies", OwnKey::Applies),
    ("glossary", OwnKey::Glossary),
    ("terms", OwnKey::Terms),
];

/// A value of a key of ours in another shape than ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherShape {
    /// The key.
    pub key: OwnKey,
    /// What is wrong with the value, if the key is meant as ours.
    pub fault: Fault,
}

/// The key of ours that `name` is, where `node` has not the shape that we give its value: it may be the site's own.
pub(super) fn of_other_shape(name: &str, node: &Node) -> Option<OwnKey> {
    let is_scalar = matches!(node.kind, Kind::Null | Kind::Scalar { .. });
    let is_list = matches!(&node.kind, Kind::Sequence(items)
        if items.iter().all(|item| matches!(item.kind, Kind::Null | Kind::Scalar { .. })));
    let (_, key) = OWN_KEYS.iter().find(|(known, _)| *known == name)?;
    let has_shape = match key {
        OwnKey::Toc | OwnKey::Print | OwnKey::Lead | OwnKey::Framework => is_scalar,
        OwnKey::Images | OwnKey::Contributors => is_scalar || is_list,
        OwnKey::Applies => is_scalar || matches!(node.kind, Kind::Mapping(_)),
        OwnKey::Glossary => is_one_of(node, &["true", "false"]),
        OwnKey::Terms => is_one_of(node, &["true", "false", "strict"]),
        OwnKey::Control | OwnKey::Hero => matches!(node.kind, Kind::Null | Kind::Mapping(_)),
    };
    (!has_shape).then_some(*key)
}

/// Whether a value is empty or one of these words. Any other text may be the site's own.
fn is_one_of(node: &Node, words: &[&str]) -> bool {
    node.is_null() || node.text().is_some_and(|text| text.is_empty() || words.contains(&text))
}
