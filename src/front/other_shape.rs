//! The findings on values of our keys that have another shape than ours.

use super::front_matter::FrontMatter;
use super::own_key::{OWN_KEYS, OtherShape, OwnKey};
use crate::finding::{Code, Finding};
use crate::source::{FileId, Location};
use crate::yaml::Fault;

/// The findings on values in another shape, of the keys that any article of the site has in ours.
pub fn other_shapes<'f>(articles: impl Iterator<Item = (FileId, &'f FrontMatter)> + Clone) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, key) in OWN_KEYS {
        let of_key = |shape: &&OtherShape| shape.key == key;
        let mut shapes =
            articles.clone().flat_map(|(file, front)| front.other_shapes.iter().map(move |shape| (file, shape)));
        let has_any = shapes.clone().any(|(_, shape)| of_key(&shape));
        if has_any && articles.clone().any(|(_, front)| is_used(key, front)) {
            for (file, shape) in shapes.by_ref().filter(|(_, shape)| of_key(shape)) {
                let Fault { span, reason, help } = shape.fault.clone();
                let finding = Finding::new(Code::WrongType, Location::new(file, span), reason);
                findings.push(finding.about(name).optional_help(help));
            }
        }
    }
    findings
}

fn is_used(key: OwnKey, front: &FrontMatter) -> bool {
    match key {
        OwnKey::Toc => front.toc.is_some(),
        OwnKey::Print => front.print.is_some(),
        OwnKey::Lead => front.lead.is_some(),
        OwnKey::Images => !front.images.is_empty(),
        OwnKey::Contributors => !front.contributors.is_empty(),
        OwnKey::Framework => front.framework.is_some(),
        OwnKey::Control => front.control.is_some(),
        OwnKey::Hero => front.hero.is_some(),
        OwnKey::Applies => front.applies.is_some(),
        OwnKey::Glossary => front.glossary.is_some(),
        OwnKey::Terms => front.terms.is_some(),
    }
}
