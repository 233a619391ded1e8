//! The settings of addresses as written, and how they are read.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::parser::{Group, Parser};
use crate::source::Spanned;
use crate::yaml::Node;

/// The settings that decide which pages there are and at which addresses.
#[derive(Debug, Default)]
pub(super) struct RawAddresses {
    pub(super) content_dir: Option<Spanned<String>>,
    pub(super) languages: Vec<Spanned<String>>,
    pub(super) ignore_files: Vec<Spanned<String>>,
    pub(super) permalinks: Option<Node>,
    pub(super) disable: Vec<Spanned<String>>,
    pub(super) lower_case_paths: Option<Spanned<bool>>,
    pub(super) ugly_urls: Option<Spanned<RawUglyUrls>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected `true`, `false` or a list of sections")]
pub(super) enum RawUglyUrls {
    IsOn(bool),
    Sections(Vec<String>),
    /// As Hugo writes it.
    BySection(BTreeMap<String, bool>),
}

impl Parser<'_, '_> {
    pub(super) fn addresses(&mut self, root: &Group<'_>) -> RawAddresses {
        RawAddresses {
            content_dir: self.value(root, "content_dir"),
            languages: self.names(root, "languages"),
            ignore_files: self.names(root, "ignore_files"),
            permalinks: root.get("permalinks").map(|(_, permalinks)| permalinks.clone()),
            disable: self.names(root, "disable"),
            lower_case_paths: self.value(root, "lower_case_paths"),
            ugly_urls: self.value(root, "ugly_urls"),
        }
    }
}
