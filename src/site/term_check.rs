//! Checks terms: tags that are not allowed, spellings, and addresses.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use super::model::Site;
use super::page::Page;
use super::taxonomy::{is_address, term_key, written};
use crate::finding::{Code, Finding, NameIndex};
use crate::source::{FileId, Location, Spanned};

/// Tags outside the site's list, and tags that differ from another only by case.
pub(super) fn check_tags(site: &Site, allowed: Option<&BTreeSet<String>>) -> Vec<Finding> {
    let mut uses: HashMap<&str, usize> = HashMap::default();
    for tag in site.pages().flat_map(|(_, page)| &page.front.tags) {
        *uses.entry(&tag.value).or_default() += 1;
    }
    let mut spellings: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    #[expect(clippy::iter_over_hash_type, reason = "they go into a sorted map")]
    for (tag, uses) in uses {
        spellings.entry(tag.to_lowercase()).or_default().insert(tag, uses);
    }
    // The usual spelling of tags that are written differently.
    let mut unusual: HashMap<&str, &str> = HashMap::default();
    for spellings in spellings.values() {
        let usual = most_used(spellings).unwrap_or_default();
        unusual.extend(spellings.keys().filter(|tag| **tag != usual).map(|tag| (*tag, usual)));
    }
    let names = LazyCell::new(|| NameIndex::new(allowed.into_iter().flatten().map(String::as_str)));
    let mut findings = Vec::new();
    for (_, page) in site.pages() {
        let Some(file) = page.file else { continue };
        for tag in &page.front.tags {
            let location = Location::new(file, tag.span);
            if allowed.is_some_and(|allowed| !allowed.contains(&tag.value)) {
                let help = names.nearest(&tag.value).map(|near| format!("did you mean `{near}`?"));
                let finding =
                    Finding::new(Code::UnlistedTag, location, format!("the tag `{}` is not on the list", tag.value));
                findings.push(
                    finding.about(&tag.value).help("add it to `tags.allowed`, or use a listed one").optional_help(help),
                );
            }
            if let Some(usual) = unusual.get(tag.value.as_str()) {
                let message = format!("the tag `{}` is written `{usual}` elsewhere", tag.value);
                findings.push(
                    Finding::new(Code::TagCase, location, message).about(&tag.value).help(format!("write `{usual}`")),
                );
            }
        }
    }
    findings
}

/// Terms whose addresses are invalid or those of another term, and values that are no term, in every taxonomy.
pub(super) fn check_terms(site: &Site) -> Vec<Finding> {
    let mut findings = Vec::new();
    for id in site.taxonomies() {
        let taxonomy = site.page(*id).taxonomy.as_str();
        let mut spellings: HashMap<String, BTreeMap<&str, usize>> = HashMap::default();
        for term in files(site).flat_map(|(_, page)| written(&page.front, taxonomy)) {
            *spellings.entry(term_key(taxonomy, &term.value)).or_default().entry(term.value.trim()).or_default() += 1;
        }
        for (file, page) in files(site) {
            for term in written(&page.front, taxonomy) {
                let key = term_key(taxonomy, &term.value);
                if is_address(&key) {
                    findings.extend(collision(site, (taxonomy, &key), &spellings[&key], (file, term)));
                } else {
                    findings.push(without_page(file, term));
                }
            }
            let others = page.front.lists.get(taxonomy).map(|list| list.others.as_slice()).unwrap_or_default();
            findings.extend(others.iter().map(|span| {
                let message = format!("`{taxonomy}` takes text for each of its items");
                Finding::new(Code::WrongType, Location::new(file, *span), message).about(taxonomy)
            }));
        }
    }
    findings
}

/// Pages with a file.
fn files(site: &Site) -> impl Iterator<Item = (FileId, &Page)> {
    site.pages().filter_map(|(_, page)| Some((page.file?, page)))
}

fn without_page(file: FileId, term: &Spanned<String>) -> Finding {
    let message = format!("`{}` cannot be part of an address, so it has no page", term.value);
    let finding = Finding::new(Code::InvalidRoute, Location::new(file, term.span), message);
    finding.about(&term.value).help("write a term with letters or digits, of at most 255 bytes")
}

/// The finding that `term` shares the page of `key` with a term of another spelling.
fn collision(
    site: &Site,
    (taxonomy, key): (&str, &str),
    spellings: &BTreeMap<&str, usize>,
    (file, term): (FileId, &Spanned<String>),
) -> Option<Finding> {
    let own = term.value.trim();
    let page = site.frame.terms.get(key).map(|id| site.page(*id));
    let title = page.map(|page| page.title.as_str()).filter(|title| spellings.contains_key(title));
    let usual = title.or_else(|| most_used(spellings)).filter(|usual| *usual != own)?;
    // Those are found as tags.
    if taxonomy == "tags" && own.to_lowercase() == usual.to_lowercase() {
        return None;
    }
    let url = page.map_or(key, |page| page.url.as_str());
    let message = format!("`{own}` shares the page `{url}` with `{usual}`");
    let finding = Finding::new(Code::TermCollision, Location::new(file, term.span), message).about(own);
    Some(finding.help(format!("write `{usual}` if it means the same, else a term with other letters or digits")))
}

/// The spelling used most often; of equals the first in order.
fn most_used<'a>(spellings: &BTreeMap<&'a str, usize>) -> Option<&'a str> {
    let most = spellings.values().max()?;
    spellings.iter().find(|(_, uses)| *uses == most).map(|(spelling, _)| *spelling)
}
