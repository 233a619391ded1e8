//! Links of Docusaurus as they have to be written here.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;

use super::docs::{Doc, Docs};
use crate::import::moved::{encoded, folder_of, joined, relative};

/// What links need to know of the site.
pub(super) struct Links<'l> {
    pub(super) docs: &'l Docs,
    /// The folder of the site, relative to the root.
    pub(super) base: &'l str,
    /// The addresses of files that are copied, by their paths relative to the root.
    pub(super) files: &'l BTreeMap<String, String>,
    /// The id of the heading that is the title of each article, by source.
    pub(super) titles: &'l BTreeMap<String, String>,
    /// The folders of documents, from which a path to an article may count too.
    pub(super) roots: &'l [&'l str],
    /// The extensions that articles have.
    pub(super) extensions: &'l BTreeSet<&'static str>,
}

impl Links<'_> {
    /// The destination of a link, if it changes.
    pub(super) fn changed(&self, destination: &str, doc: &Doc) -> Option<String> {
        if let Some(path) = destination.strip_prefix("pathname://") {
            return Some(path.to_owned());
        }
        if destination.contains("://") || destination.starts_with("//") || destination.contains("mailto:") {
            return None;
        }
        let end = destination.find(['?', '#']).unwrap_or(destination.len());
        let (path, rest) = destination.split_at(end);
        if path.is_empty() {
            let is_title = self.titles.get(&doc.source).is_some_and(|id| rest.strip_prefix('#') == Some(id));
            return is_title.then(|| "#top".to_owned());
        }
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        let found = match decoded.strip_prefix("@site/") {
            Some(below) => joined(self.base, below)?,
            None if decoded.starts_with('/') => return self.rooted(&decoded, rest),
            None => joined(folder_of(&doc.source), &decoded)?,
        };
        if let Some(target) = self.docs.by_source.get(&found) {
            return Some(self.to_article(target, doc, rest));
        }
        if let Some(address) = self.files.get(&found) {
            return Some(format!("{}{rest}", encoded(address)));
        }
        let is_article = decoded.rsplit_once('.').is_some_and(|(_, extension)| self.extensions.contains(extension));
        if is_article {
            let paths = self.roots.iter().filter_map(|root| joined(root, &decoded));
            let target = paths.filter_map(|path| self.docs.by_source.get(&path)).next()?;
            return Some(self.to_article(target, doc, rest));
        }
        // A browser resolves it from the address, which has no slash at its end.
        let from = if doc.is_index { doc.address.as_str() } else { folder_of(&doc.address) };
        let address = format!("/{}", joined(from, &decoded)?);
        Some(format!("{}{rest}", self.known(&address).unwrap_or_else(|| encoded(&address))))
    }

    /// A link from the root: to an article by its file, or to an address.
    fn rooted(&self, path: &str, rest: &str) -> Option<String> {
        let below = path.trim_start_matches('/');
        let paths = self.roots.iter().filter_map(|root| joined(root, below));
        if let Some(target) = paths.filter_map(|path| self.docs.by_source.get(&path)).next() {
            return Some(format!("{}/{rest}", target.address.trim_end_matches('/')));
        }
        let address = self.known(path)?;
        (address != path).then(|| format!("{address}{rest}"))
    }

    /// The address here of the page that has this one. The current version is the only one here, and `next` elsewhere.
    fn known(&self, address: &str) -> Option<String> {
        let plain = if address == "/" { address } else { address.trim_end_matches('/') };
        let find = |address: &str| self.docs.addresses.get(address);
        let current = || find(&plain.replacen("/next/", "/", 1)).filter(|_| plain.contains("/next/"));
        let found = find(plain).or_else(|| find(plain.strip_suffix(".html")?)).or_else(current)?;
        let doc = self.docs.by_source.get(found)?;
        Some(format!("{}/", doc.address.trim_end_matches('/')))
    }

    fn to_article(&self, target: &Doc, doc: &Doc, rest: &str) -> String {
        let is_title = self.titles.get(&target.source).is_some_and(|id| rest.strip_prefix('#') == Some(id));
        let path = encoded(&relative(folder_of(&doc.target), &target.target));
        format!("{path}{}", if is_title { "" } else { rest })
    }
}
