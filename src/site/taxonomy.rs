//! Tags, contributors and other terms: a page for each, and one for each taxonomy.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::classify::{self, PageLayout};
use super::page::Kind;
use super::route;
use crate::config::Taxonomy;
use crate::front::FrontMatter;
use crate::output::{path_fault, path_of};
use crate::source::path::Case;
use crate::source::{FileId, Location, Spanned};

/// The terms of all articles by taxonomy and key, each as first written and where.
pub(super) type Terms = BTreeMap<String, BTreeMap<String, (String, Location)>>;

/// The names of the taxonomies that a site with these `fronts` has.
pub(super) fn used<'f, F: Iterator<Item = &'f FrontMatter>>(
    taxonomies: &[Taxonomy],
    fronts: impl Fn() -> F,
) -> Vec<String> {
    let has_term = |name: &str| fronts().any(|front| written(front, name).next().is_some());
    let used = taxonomies.iter().filter(|taxonomy| !taxonomy.needs_terms || has_term(&taxonomy.name));
    used.map(|taxonomy| taxonomy.name.clone()).collect()
}

/// What two spellings of a term have in common: the address of its page, where nothing sets another one.
pub(super) fn term_key(taxonomy: &str, term: &str) -> String {
    term_url(taxonomy, term, Case::Lower)
}

/// The key of a taxonomy's own page.
pub(super) fn taxonomy_key(taxonomy: &str) -> String {
    format!("/{taxonomy}/")
}

/// The address of a term's page.
pub(super) fn term_url(taxonomy: &str, term: &str, case: Case) -> String {
    format!("/{taxonomy}/{}/", route::segments(term, case))
}

/// Whether the key of a term is a valid address: not for a term without letters and digits, nor for a very long one.
pub(super) fn is_address(key: &str) -> bool {
    !key.ends_with("//") && path_fault(&path_of(key)).is_none()
}

/// A term of an article.
#[derive(Debug)]
pub(super) struct Carried {
    /// The index of its taxonomy.
    taxonomy: usize,
    /// Its key.
    pub(super) key: Arc<str>,
    /// As the article writes it.
    written: Arc<str>,
    /// Where the article writes it.
    location: Location,
}

/// The taxonomy or the term that a section's file describes.
#[derive(Debug)]
pub(super) struct Described {
    pub(super) kind: Kind,
    pub(super) taxonomy: String,
    pub(super) key: String,
}

impl Described {
    /// The address of its page, in this `folder` below `content/`.
    pub(super) fn url(&self, folder: &str, case: Case) -> String {
        match (self.kind, folder.split_once('/')) {
            (Kind::Term, Some((taxonomy, term))) => term_url(taxonomy, term, case),
            (Kind::Home | Kind::Section | Kind::Article | Kind::Taxonomy | Kind::Term, _) => self.key.clone(),
        }
    }
}

/// The distinct terms of `carried`. Taxonomies without a term are included.
pub(super) fn collect<'c>(taxonomies: &[String], carried: impl Iterator<Item = &'c Carried>) -> Terms {
    let mut found: Vec<HashMap<&str, &Carried>> = vec![HashMap::default(); taxonomies.len()];
    for term in carried {
        found[term.taxonomy].entry(&*term.key).or_insert(term);
    }
    let mut terms = Terms::new();
    for (taxonomy, found) in taxonomies.iter().zip(found) {
        for (key, term) in found.into_iter().filter(|(key, _)| is_address(key)) {
            terms
                .entry(taxonomy.clone())
                .or_default()
                .insert(key.to_owned(), (term.written.to_string(), term.location));
        }
        terms.entry(taxonomy.clone()).or_default();
    }
    terms
}

/// The keys of terms as written, cached because articles share few terms.
#[derive(Debug)]
pub(super) struct Seen<'t> {
    taxonomies: &'t [String],
    /// Indices of taxonomies by name.
    indices: HashMap<&'t str, usize>,
    keys: Vec<HashMap<Arc<str>, Arc<str>>>,
}

impl<'t> Seen<'t> {
    /// An empty cache for these taxonomies.
    pub(super) fn new(taxonomies: &'t [String]) -> Self {
        let indices = taxonomies.iter().enumerate().map(|(index, name)| (name.as_str(), index)).collect();
        Self { taxonomies, indices, keys: vec![HashMap::default(); taxonomies.len()] }
    }

    /// The distinct terms of an article.
    pub(super) fn carried(&mut self, file: FileId, front: &FrontMatter) -> Vec<Carried> {
        let mut carried: Vec<Carried> = Vec::new();
        let mut keys: HashSet<Arc<str>> = HashSet::default();
        for index in self.used(front) {
            let taxonomy = &self.taxonomies[index];
            let seen = &mut self.keys[index];
            for Spanned { value, span } in written(front, taxonomy) {
                let location = Location::new(file, *span);
                let (written, key) = match seen.get_key_value(value.as_str()) {
                    Some((written, key)) => (written.clone(), key.clone()),
                    None => {
                        let (written, key) = (Arc::from(value.as_str()), Arc::from(term_key(taxonomy, value)));
                        seen.insert(Arc::clone(&written), Arc::clone(&key));
                        (written, key)
                    }
                };
                if keys.insert(Arc::clone(&key)) {
                    carried.push(Carried { taxonomy: index, key, written, location });
                }
            }
        }
        carried
    }

    /// The indices of the taxonomies that an article may have terms of, in order.
    fn used(&self, front: &FrontMatter) -> Vec<usize> {
        let own = ["tags", "contributors"].into_iter();
        let used = own.chain(front.lists.keys().map(String::as_str)).filter_map(|name| self.indices.get(name));
        let mut used: Vec<usize> = used.copied().collect();
        used.sort_unstable();
        used.dedup();
        used
    }

    /// What a section's file at this place describes, if it is a taxonomy or a term.
    pub(super) fn described(&self, place: &str) -> Option<Described> {
        if classify::layout(place) != PageLayout::Section {
            return None;
        }
        let (taxonomy, term) = match classify::folder(place).split_once('/') {
            Some((taxonomy, term)) => (taxonomy, Some(term)),
            None => (classify::folder(place), None),
        };
        self.indices.get(taxonomy)?;
        Some(match term {
            None => Described { kind: Kind::Taxonomy, taxonomy: taxonomy.to_owned(), key: taxonomy_key(taxonomy) },
            Some(term) => Described { kind: Kind::Term, taxonomy: taxonomy.to_owned(), key: term_key(taxonomy, term) },
        })
    }
}

/// The terms of an article in one taxonomy, as written.
pub(super) fn written<'a>(front: &'a FrontMatter, taxonomy: &str) -> impl Iterator<Item = &'a Spanned<String>> {
    let terms = match taxonomy {
        "tags" => front.tags.as_slice(),
        "contributors" => front.contributors.as_slice(),
        _ => front.lists.get(taxonomy).map(|list| list.texts.as_slice()).unwrap_or_default(),
    };
    terms.iter().filter(|term| !term.value.trim().is_empty())
}
