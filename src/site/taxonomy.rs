//! Tags, contributors and other terms: a page for each, and one for each taxonomy.

use std::collections::BTreeMap;

use super::assemble::Draft;
use super::classify::{self, Place};
use super::{Kind, route};

/// The terms that articles carry, by taxonomy and address, each as first written.
pub(super) type Terms = BTreeMap<String, BTreeMap<String, String>>;

/// The address of a term's page.
pub(super) fn term_url(taxonomy: &str, term: &str) -> String {
    format!("/{taxonomy}/{}/", route::segments(term))
}

/// Every term that `drafts` carry. A taxonomy without a term is there as well.
pub(super) fn collect(taxonomies: &[String], drafts: &[Draft]) -> Terms {
    let mut terms: Terms = taxonomies.iter().map(|taxonomy| (taxonomy.clone(), BTreeMap::new())).collect();
    for draft in drafts {
        for (taxonomy, found) in &mut terms {
            for term in terms_of(draft, taxonomy) {
                found.entry(term_url(taxonomy, &term)).or_insert(term);
            }
        }
    }
    for found in terms.values_mut() {
        // A term of nothing but signs has no address of its own.
        found.retain(|url, _| url.matches('/').count() > 2 && !url.ends_with("//"));
    }
    terms
}

/// The terms that an article carries in one taxonomy.
pub(super) fn terms_of(draft: &Draft, taxonomy: &str) -> Vec<String> {
    let front = &draft.page.front;
    let known = match taxonomy {
        "tags" => Some(&front.tags),
        "contributors" => Some(&front.contributors),
        _ => None,
    };
    if let Some(terms) = known {
        return terms.iter().map(|term| term.value.trim().to_owned()).filter(|term| !term.is_empty()).collect();
    }
    match front.params.get(taxonomy) {
        Some(serde_json::Value::String(term)) => vec![term.clone()],
        Some(serde_json::Value::Array(terms)) => {
            terms.iter().filter_map(|term| term.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a section's file describes a taxonomy or one of its terms, by where it lies.
pub(super) fn kind_of(path: &str, taxonomies: &[String]) -> Option<(Kind, String)> {
    if classify::place(path) != Place::Section {
        return None;
    }
    let folder = classify::folder(path);
    taxonomies.iter().find_map(|taxonomy| {
        if folder == taxonomy {
            return Some((Kind::Taxonomy, format!("/{taxonomy}/")));
        }
        let term = folder.strip_prefix(taxonomy.as_str())?.strip_prefix('/')?;
        Some((Kind::Term, term_url(taxonomy, term)))
    })
}
