//! Tags, contributors and other terms: a page for each, and one for each taxonomy.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::classify::{self, PageLayout};
use super::model::Site;
use super::page::Kind;
use super::route;
use crate::finding::{Code, Finding, NameIndex};
use crate::front::FrontMatter;
use crate::output::{path_fault, path_of};
use crate::source::{Location, Spanned};

/// The terms of all articles by taxonomy and address, each as first written.
pub(super) type Terms = BTreeMap<String, BTreeMap<String, String>>;

/// The address of a term's page.
pub(super) fn term_url(taxonomy: &str, term: &str) -> String {
    format!("/{taxonomy}/{}/", route::segments(term))
}

/// Whether the address of a term is valid: not for a term without letters and digits, nor for a very long one.
fn is_address(url: &str) -> bool {
    !url.ends_with("//") && path_fault(&path_of(url)).is_none()
}

/// A term of an article.
#[derive(Debug)]
pub(super) struct Carried {
    /// The index of its taxonomy.
    taxonomy: usize,
    /// The address of its page.
    pub(super) url: Arc<str>,
    /// As the article writes it.
    written: Arc<str>,
}

/// The distinct terms of `carried`. Taxonomies without a term are included.
pub(super) fn collect<'c>(taxonomies: &[String], carried: impl Iterator<Item = &'c Carried>) -> Terms {
    let mut found: Vec<HashMap<&str, &str>> = vec![HashMap::default(); taxonomies.len()];
    for term in carried {
        found[term.taxonomy].entry(&*term.url).or_insert(&*term.written);
    }
    let mut terms = Terms::new();
    for (taxonomy, found) in taxonomies.iter().zip(found) {
        for (url, term) in found.into_iter().filter(|(url, _)| is_address(url)) {
            terms.entry(taxonomy.clone()).or_default().insert(url.to_owned(), term.to_owned());
        }
        terms.entry(taxonomy.clone()).or_default();
    }
    terms
}

/// The addresses of terms as written, cached because articles share few terms.
#[derive(Debug)]
pub(super) struct Seen<'t> {
    taxonomies: &'t [String],
    /// Indices of taxonomies by name.
    indices: HashMap<&'t str, usize>,
    addresses: Vec<HashMap<Arc<str>, Arc<str>>>,
}

impl<'t> Seen<'t> {
    /// An empty cache for these taxonomies.
    pub(super) fn new(taxonomies: &'t [String]) -> Self {
        let indices = taxonomies.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect();
        Self { taxonomies, indices, addresses: vec![HashMap::default(); taxonomies.len()] }
    }

    /// The distinct terms of an article.
    pub(super) fn carried(&mut self, front: &FrontMatter) -> Vec<Carried> {
        let mut carried: Vec<Carried> = Vec::new();
        let mut urls: HashSet<Arc<str>> = HashSet::default();
        for index in self.used(front) {
            let taxonomy = &self.taxonomies[index];
            let seen = &mut self.addresses[index];
            for written in written(front, taxonomy) {
                let (written, url) = match seen.get_key_value(written) {
                    Some((written, url)) => (written.clone(), url.clone()),
                    None => {
                        let (written, url) = (Arc::from(written), Arc::from(term_url(taxonomy, written)));
                        seen.insert(Arc::clone(&written), Arc::clone(&url));
                        (written, url)
                    }
                };
                if urls.insert(Arc::clone(&url)) {
                    carried.push(Carried { taxonomy: index, url, written });
                }
            }
        }
        carried
    }

    /// The indices of the taxonomies that an article may have terms of, in order.
    fn used(&self, front: &FrontMatter) -> Vec<usize> {
        let own = ["tags", "contributors"].into_iter();
        let used = own.chain(front.params.keys().map(String::as_str)).filter_map(|name| self.indices.get(name));
        let mut used: Vec<usize> = used.copied().collect();
        used.sort_unstable();
        used.dedup();
        used
    }

    /// The kind and address of a section's file that describes a taxonomy or a term, by its path.
    pub(super) fn kind_of(&self, path: &str) -> Option<(Kind, String)> {
        if classify::layout(path) != PageLayout::Section {
            return None;
        }
        let (taxonomy, term) = match classify::folder(path).split_once('/') {
            Some((taxonomy, term)) => (taxonomy, Some(term)),
            None => (classify::folder(path), None),
        };
        self.indices.get(taxonomy)?;
        Some(match term {
            None => (Kind::Taxonomy, format!("/{taxonomy}/")),
            Some(term) => (Kind::Term, term_url(taxonomy, term)),
        })
    }
}

/// The terms of an article in one taxonomy, as written.
fn written<'a>(front: &'a FrontMatter, taxonomy: &str) -> Vec<&'a str> {
    let known = match taxonomy {
        "tags" => Some(&front.tags),
        "contributors" => Some(&front.contributors),
        _ => None,
    };
    if let Some(terms) = known {
        return terms.iter().map(|term| term.value.as_str()).filter(|term| !term.trim().is_empty()).collect();
    }
    match front.params.get(taxonomy) {
        Some(serde_json::Value::String(term)) => vec![term],
        Some(serde_json::Value::Array(terms)) => terms.iter().filter_map(|term| term.as_str()).collect(),
        _ => Vec::new(),
    }
}

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

/// Tags and contributors whose addresses are invalid.
pub(super) fn check_addresses(site: &Site) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, page) in site.pages() {
        let Some(file) = page.file else { continue };
        for (taxonomy, terms) in [("tags", &page.front.tags), ("contributors", &page.front.contributors)] {
            let has_page = || site.at(&format!("/{taxonomy}/")).is_some();
            let is_lost = |term: &&Spanned<String>| {
                !term.value.trim().is_empty() && !is_address(&term_url(taxonomy, &term.value)) && has_page()
            };
            findings.extend(terms.iter().filter(is_lost).map(|term| {
                let message = format!("`{}` cannot be part of an address, so it has no page", term.value);
                let finding = Finding::new(Code::InvalidRoute, Location::new(file, term.span), message);
                finding.about(&term.value).help("write a term with letters or digits, of at most 255 bytes")
            }));
        }
    }
    findings
}

/// The spelling used most often; of equals the first in order.
fn most_used<'a>(spellings: &BTreeMap<&'a str, usize>) -> Option<&'a str> {
    let most = spellings.values().max()?;
    spellings.iter().find(|(_, uses)| *uses == most).map(|(spelling, _)| *spelling)
}
