//! The addresses of a site, and which of them is probably meant by one that leads nowhere.

use std::cmp::Reverse;

use foldhash::HashMap;

use crate::finding::{edit_distance, nearest};
use crate::site::{Kind, Site, Target};

/// So many addresses are compared for one suggestion.
const MAX_COMPARED: usize = 500;
/// Longer addresses are not compared, in bytes: the time grows with the square of the length.
const MAX_COMPARED_LEN: usize = 2048;
/// The edit distance is computed for so many of the addresses with the same last part. A large site may have a page of that
/// name in most folders, and to compute all distances for each broken link takes longer than the rest of the check.
const MAX_MEASURED: usize = 12;

/// Those of `urls` that have most in common with `url` at their beginning and at their end.
fn most_alike<'u>(url: &str, urls: &[&'u str]) -> Vec<&'u str> {
    let same = |(a, b): &(u8, u8)| a == b;
    let alike = |other: &str| {
        let start = url.bytes().zip(other.bytes()).take_while(same).count();
        let end = url.bytes().rev().zip(other.bytes().rev()).take_while(same).count();
        (start + end).min(url.len()).min(other.len())
    };
    let mut ranked: Vec<_> = urls.iter().map(|other| (Reverse(alike(other)), other.len(), *other)).collect();
    ranked.sort_unstable();
    ranked.into_iter().take(MAX_MEASURED).map(|(_, _, other)| other).collect()
}

/// Every address to link to, by its last part and by its folder.
#[derive(Default)]
pub(super) struct Known<'a> {
    by_name: HashMap<&'a str, Vec<&'a str>>,
    by_folder: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Known<'a> {
    pub(super) fn new(site: &'a Site) -> Self {
        let mut known = Self::default();
        let is_compared = |url: &&str| url.len() <= MAX_COMPARED_LEN && is_shown(site, url);
        for url in site.urls().into_iter().filter(is_compared) {
            let (folder, name) = split_last(url);
            known.by_name.entry(name).or_default().push(url);
            known.by_folder.entry(folder).or_default().push(url);
        }
        known
    }

    /// The address that is probably meant: the nearest of those with the same last part, else of the same folder.
    pub(super) fn nearest(&self, url: &str) -> Option<&'a str> {
        if url.len() > MAX_COMPARED_LEN {
            return None;
        }
        let (folder, name) = split_last(url);
        let same_name = self.by_name.get(name).filter(|_| !name.is_empty());
        let alike = same_name.map(|urls| most_alike(url, &urls[..urls.len().min(MAX_COMPARED)])).unwrap_or_default();
        let nearest_of_name = alike.into_iter().min_by_key(|candidate| edit_distance(url, candidate));
        let in_folder = || nearest(url, self.by_folder.get(folder)?.iter().take(MAX_COMPARED).copied());
        nearest_of_name.or_else(in_folder)
    }
}

/// The folder and the last part of an address, whether or not it ends with a slash.
fn split_last(url: &str) -> (&str, &str) {
    url.trim_end_matches('/').rsplit_once('/').unwrap_or(("", url))
}

/// Whether an address is one to link to: an alias is not.
fn is_shown(site: &Site, url: &str) -> bool {
    match site.at(url) {
        Some(Target::Page(id)) => site.page(id).kind != Kind::Term,
        Some(Target::Asset(_) | Target::GeneratedPage(_) | Target::GeneratedFile) => true,
        Some(Target::Alias(_)) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_MEASURED, most_alike};

    #[test]
    fn addresses_are_compared_from_both_ends() {
        let urls = ["/setup/", "/guide/de/setup/", "/news/setup/"];
        assert_eq!(most_alike("/guide/setup/", &urls), ["/guide/de/setup/", "/news/setup/", "/setup/"]);
        assert_eq!(most_alike("/a/", &["/a/"; 2 * MAX_MEASURED]).len(), MAX_MEASURED);
    }
}
