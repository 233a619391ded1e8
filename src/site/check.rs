//! Checks that need no links: tags, menus, controlled documents.

use super::model::Site;
use super::{control, menu_check, taxonomy};
use crate::config::Config;
use crate::finding::Finding;
use crate::source::FileId;

/// The findings on tags, menus and control blocks, in no particular order. `file` is that of the configuration.
pub fn check(site: &Site, config: &Config, file: Option<FileId>) -> Vec<Finding> {
    let allowed = config.allowed_tags.as_ref().map(|tags| tags.iter().cloned().collect());
    let (mut findings, menus) =
        rayon::join(|| taxonomy::check_tags(site, allowed.as_ref()), || menu_check::check(site, config, file));
    findings.extend(menus);
    findings.extend(control::check(site));
    findings.extend(taxonomy::check_addresses(site));
    findings
}
