//! The plugin `redirects`: old articles that lead to others.

use std::collections::BTreeMap;
use std::path::Path;

use super::options::Options;
use super::pages::Files;
use crate::import::account::{Account, Fate};
use crate::import::matter::Matter;
use crate::import::moved::Content;
use crate::import::read::read_text;
use crate::import::tree::{list, text};
use crate::source::path::stem;

const REDIRECT: &str = "redirect";

/// Where old addresses lead.
#[derive(Debug, Default)]
pub(super) struct Redirects {
    /// The aliases of an article, by source.
    aliases: BTreeMap<String, Vec<String>>,
    /// Lines of `_redirects`.
    rules: Vec<String>,
}

impl Redirects {
    /// Those of the plugin's `redirect_maps`.
    pub(super) fn new(options: &Options, files: &Files, account: &mut Account) -> Self {
        let mut redirects = Self::default();
        let plugin = options.plugins.get("redirects").and_then(Option::as_ref);
        for (from, to) in
            plugin.and_then(|plugin| plugin.get("redirect_maps")).map(|maps| maps.entries()).unwrap_or_default()
        {
            let (Some(from), Some(to)) = (from.text(), to.text()) else { continue };
            let old = address(from);
            let (path, fragment) = to.split_once('#').map_or((to, None), |(path, fragment)| (path, Some(fragment)));
            if files.pages.contains_key(path) && fragment.is_none() {
                redirects.aliases.entry(path.to_owned()).or_default().push(old);
            } else if let (Some(page), Some(fragment)) = (files.pages.get(path), fragment) {
                redirects.rules.push(format!("{old} {}#{fragment} 301", page.address));
            } else if to.contains("://") && !to.contains(char::is_whitespace) {
                redirects.rules.push(format!("{old} {to} 301"));
            } else {
                account.say(
                    REDIRECT,
                    Fate::LeftOut,
                    ("mkdocs.yml", 1),
                    format!("`{from}`: there is no article `{to}`"),
                );
                continue;
            }
            account.count(REDIRECT, Fate::Turned);
        }
        redirects
    }

    /// Adds the aliases of an article.
    pub(super) fn aliases(&mut self, source: &str, found: &mut Matter) {
        if let Some(aliases) = self.aliases.remove(source) {
            found.set("aliases", list(aliases.iter().map(|alias| text(alias))));
        }
    }

    /// Writes the rules for other targets, behind those that the site has in a file of its own below `root`.
    pub(super) fn write(self, root: &Path, made: &mut BTreeMap<String, Content>) {
        if self.rules.is_empty() {
            return;
        }
        let own = match made.get("static/_redirects") {
            Some(Content::Copy(path)) => read_text(root, path).unwrap_or_default(),
            Some(Content::Text(_)) | None => String::new(),
        };
        let all = own.lines().map(str::to_owned).chain(self.rules).collect::<Vec<_>>().join("\n");
        made.insert("static/_redirects".to_owned(), Content::Text(all + "\n"));
    }
}

/// The address that the article of this path had.
fn address(source: &str) -> String {
    let path = source.trim_start_matches('/');
    let Some(path) = path.strip_suffix(".md") else { return format!("/{path}") };
    match (stem(source), path.rsplit_once('/')) {
        ("index" | "README", Some((folder, _))) => format!("/{folder}/"),
        ("index" | "README", None) => "/".to_owned(),
        _ => format!("/{path}/"),
    }
}
