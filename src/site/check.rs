//! Checks that need no links: tags, menus, controlled documents, keys of another shape.

use std::collections::BTreeSet;

use super::model::Site;
use super::{control, navigation, taxonomy};
use crate::finding::Finding;
use crate::front::other_shapes;

/// What the configuration allows in articles.
#[derive(Debug, Clone, Default)]
pub struct CheckOptions {
    /// The identifiers of configured menu items, which a `menu` in front matter may name as its parent.
    pub menu_identifiers: BTreeSet<String>,
    /// The tags that may be used; `None` allows any.
    pub allowed_tags: Option<BTreeSet<String>>,
}

/// The findings on tags, menus and control blocks, in no particular order.
pub fn check(site: &Site, options: &CheckOptions) -> Vec<Finding> {
    let (mut findings, menus) = rayon::join(
        || taxonomy::check_tags(site, options.allowed_tags.as_ref()),
        || navigation::check_menus(site, &options.menu_identifiers),
    );
    findings.extend(menus);
    findings.extend(control::check(site));
    findings.extend(taxonomy::check_addresses(site));
    let articles = site.pages().filter_map(|(_, page)| Some((page.file?, &*page.front)));
    findings.extend(other_shapes(articles));
    findings
}
