//! Reads which pages the other versions of a site have.

use std::path::Path;

use super::file_cache::SourceTexts;
use crate::config::{Config, Version};
use crate::finding::{Code, Finding};
use crate::site::DeployedPages;
use crate::source::{Location, Role, read_below};

/// The greatest size of a file that names pages, in bytes.
const MAX_BYTES: u64 = 64 << 20;

/// The pages of each version that names a file with them, in the order of the configuration; findings where that cannot
/// be read.
pub(super) fn read_deployments(
    root: &Path,
    texts: &SourceTexts,
    config: &Config,
) -> (Vec<Option<DeployedPages>>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut read = |version: &Version| {
        let named = version.pages.as_ref()?;
        let pages =
            read_below(root, &named.value, MAX_BYTES).and_then(|bytes| DeployedPages::read(&bytes, &version.base.path));
        let reason = match pages {
            Ok(pages) => return Some(pages),
            Err(reason) => reason,
        };
        let (file, _) = texts.filtered(|entry| entry.role == Role::Configuration).first()?.clone();
        let message = format!("`versions`: the pages of `{}` are not known: `{}`: {reason}", version.name, named.value);
        let finding = Finding::new(Code::WrongVersion, Location::new(file, named.span), message).about(&named.value);
        let help = "name a copy of the `clausebook-manifest.json` or the `sitemap.xml` of that version, in the site's folder; \
                    until then every page links to its front page";
        findings.push(finding.help(help));
        None
    };
    let pages = config.versions.iter().map(&mut read).collect();
    (pages, findings)
}
