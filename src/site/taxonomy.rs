//! Tags, contributors and other terms: a page for each, and one for each taxonomy.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::Draft;
use super::classify::{self, Place};
use super::{Kind, Site, route};
use crate::finding::{Code, Finding, nearest};
use crate::source::Place as Standing;

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
        return terms.iter().map(|term| term.value.clone()).filter(|term| !term.trim().is_empty()).collect();
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

/// Tags outside the site's list, and tags that differ from another only by case.
pub(super) fn check_tags(site: &Site, allowed: Option<&BTreeSet<String>>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut spellings: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for (_, page) in site.pages() {
        for tag in &page.front.tags {
            *spellings.entry(tag.value.to_lowercase()).or_default().entry(&tag.value).or_default() += 1;
        }
    }
    for (_, page) in site.pages() {
        let Some(file) = page.file else { continue };
        for tag in &page.front.tags {
            let place = Standing::new(file, tag.span);
            if let Some(allowed) = allowed.filter(|allowed| !allowed.contains(&tag.value)) {
                let near = nearest(&tag.value, allowed.iter().map(String::as_str));
                let help = near.map(|near| format!("did you mean `{near}`?"));
                let finding =
                    Finding::new(Code::UnlistedTag, place, format!("the tag `{}` is not on the list", tag.value));
                findings.push(
                    finding.about(&tag.value).help("add it to `tags.allowed`, or use a listed one").help_where(help),
                );
            }
            let usual = spellings.get(&tag.value.to_lowercase()).and_then(most_used);
            if let Some(usual) = usual.filter(|usual| *usual != tag.value) {
                let message = format!("the tag `{}` is written `{usual}` elsewhere", tag.value);
                findings.push(
                    Finding::new(Code::TagCase, place, message).about(&tag.value).help(format!("write `{usual}`")),
                );
            }
        }
    }
    findings
}

/// The spelling used most often; of equals the first in order.
fn most_used<'a>(spellings: &BTreeMap<&'a str, usize>) -> Option<&'a str> {
    let most = spellings.values().max()?;
    spellings.iter().find(|(_, uses)| *uses == most).map(|(spelling, _)| *spelling)
}
