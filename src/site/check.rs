//! What is wrong with a site by itself: tags, menus, controlled documents. Nothing of it changes a page, so it waits
//! until somebody asks.

use std::collections::BTreeSet;

use super::model::Site;
use super::{control, navigation, taxonomy};
use crate::finding::Finding;

/// What a site's configuration demands of its articles.
#[derive(Debug, Clone, Default)]
pub struct CheckOptions {
    /// Identifiers that the configured menus define, which a `menu` in front matter may name as parent.
    pub menu_identifiers: BTreeSet<String>,
    /// The tags that may be used; any where absent.
    pub allowed_tags: Option<BTreeSet<String>>,
}

/// Finds tags, menus and control blocks that are not as they should be, in no particular order.
pub fn check(site: &Site, demands: &CheckOptions) -> Vec<Finding> {
    let (mut findings, menus) = rayon::join(
        || taxonomy::check_tags(site, demands.allowed_tags.as_ref()),
        || navigation::check_menus(site, &demands.menu_identifiers),
    );
    findings.extend(menus);
    findings.extend(control::check(site));
    findings.extend(taxonomy::check_addresses(site));
    findings
}
