//! Links between articles, and to files, as they have to be written here.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use super::pages::{Files, Page};
use crate::import::moved::{encoded, folder_of, joined, relative};

/// What links need to know of the site.
#[derive(Debug)]
pub(super) struct Links<'l> {
    pub(super) files: &'l Files,
    /// The id of the heading that is the title of each article, by source: the page has it no more.
    pub(super) titles: &'l BTreeMap<String, String>,
}

impl Links<'_> {
    /// The destination of a link of Markdown, if it changes.
    pub(super) fn markdown(&self, destination: &str, page: &Page) -> Option<String> {
        if destination.contains("://") || destination.starts_with("//") || has_scheme(destination) {
            return None;
        }
        let (path, rest) = split(destination);
        if path.is_empty() {
            let own = self.titles.get(&page.source)?;
            return (rest.strip_prefix('#') == Some(own)).then(|| "#top".to_owned());
        }
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        let found = match decoded.strip_prefix('/') {
            Some(below) => joined("", below)?,
            None => joined(folder_of(&page.source), &decoded)?,
        };
        if let Some(target) = self.files.pages.get(&found) {
            let own = self.titles.get(&found);
            let rest = if own.is_some() && rest.strip_prefix('#') == own.map(String::as_str) { "" } else { rest };
            let path = encoded(&relative(folder_of(&page.target), &target.target));
            return Some(format!("{path}{rest}"));
        }
        // A file that is copied is at the address that its path is.
        (!path.starts_with('/') && self.files.others.contains(&found)).then(|| format!("/{}{rest}", encoded(&found)))
    }

    /// The value of `href` or `src` in a tag, if it changes: browsers take it as an address, and some extensions of Markdown as a
    /// path.
    pub(super) fn html(&self, value: &str, page: &Page) -> Option<String> {
        let (path, _) = split(value);
        if path.is_empty() || path.starts_with('/') || has_scheme(path) {
            return None;
        }
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        let base = page.address.rsplit_once('/').map_or("", |(folder, _)| folder);
        let as_address = joined(base, &decoded);
        if as_address.is_some_and(|path| self.files.others.contains(&path) || self.is_address(&path)) {
            return None;
        }
        self.markdown(value, page)
    }

    fn is_address(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.files.pages.values().any(|page| page.address.trim_matches('/') == path)
    }
}

/// The path of a destination, and its query and fragment.
fn split(destination: &str) -> (&str, &str) {
    destination.split_at(destination.find(['?', '#']).unwrap_or(destination.len()))
}

fn has_scheme(destination: &str) -> bool {
    let end = destination.find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.')));
    end.is_some_and(|end| end > 1 && destination[end..].starts_with(':'))
}
