//! The configuration as written: every key optional, nothing validated beyond its type.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::model::{LastChange, Paper, Search};
use super::raw_addresses::RawAddresses;
use crate::applies::Applies;
use crate::markup::HeadingIds;
use crate::source::Spanned;
use crate::yaml::Node;

/// Every setting that the file gives, with its span where a later check may report it.
#[derive(Debug, Default)]
pub(super) struct RawConfig {
    pub(super) title: Option<Spanned<String>>,
    pub(super) base_url: Option<Spanned<String>>,
    pub(super) hosts: Option<Spanned<Vec<String>>>,
    pub(super) language: Option<Spanned<String>>,
    pub(super) addresses: RawAddresses,
    pub(super) description: Option<Spanned<String>>,
    pub(super) copyright: Option<Spanned<String>>,
    pub(super) author: Option<Spanned<String>>,
    pub(super) menus: Vec<(String, Vec<Spanned<RawMenuItem>>)>,
    pub(super) theme: RawTheme,
    pub(super) applies: Option<Applies>,
    pub(super) profiles: Vec<Spanned<RawProfile>>,
    pub(super) versions: Vec<Spanned<RawVersion>>,
    pub(super) toc: Option<Spanned<RawToc>>,
    pub(super) edit_url: Option<Spanned<String>>,
    pub(super) last_change: Option<Spanned<LastChange>>,
    pub(super) embeds: Option<Spanned<bool>>,
    pub(super) taxonomies: Option<Spanned<RawTaxonomies>>,
    pub(super) allowed_tags: Option<Spanned<Vec<String>>>,
    pub(super) feed_limit: Option<Spanned<usize>>,
    pub(super) outputs: RawOutputs,
    pub(super) search: Option<Spanned<Search>>,
    pub(super) serve: RawServe,
    pub(super) markup: RawMarkup,
    pub(super) external: RawExternal,
    pub(super) severities: Vec<(Spanned<String>, Spanned<String>)>,
    pub(super) ignores: Vec<Spanned<RawIgnore>>,
    pub(super) cascade: Option<Node>,
    pub(super) params: Vec<(String, Value)>,
}

#[derive(Debug, Default)]
pub(super) struct RawTheme {
    pub(super) logo: Option<Spanned<String>>,
    pub(super) favicon: Option<Spanned<String>>,
    pub(super) accent: Option<Spanned<RawAccent>>,
    pub(super) header: Vec<RawLink>,
    pub(super) footer: Vec<RawLink>,
    pub(super) footer_text: Option<Spanned<String>>,
    pub(super) notice: Option<Spanned<RawNotice>>,
    pub(super) feedback: Option<Spanned<String>>,
    pub(super) image: Option<Spanned<String>>,
    pub(super) social_cards: Option<Spanned<bool>>,
    pub(super) css: Vec<Spanned<String>>,
    pub(super) paper: Option<Spanned<Paper>>,
}

/// One colour for both schemes, or one for each.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a colour, or `light` and `dark`")]
pub(super) enum RawAccent {
    Both(String),
    Each(RawAccents),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAccents {
    pub(super) light: Option<String>,
    pub(super) dark: Option<String>,
}

/// A line above every page, with or without a link.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected text, or `text` and `url`")]
pub(super) enum RawNotice {
    Text(String),
    Link(RawNoticeLink),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNoticeLink {
    pub(super) text: String,
    pub(super) url: Option<String>,
}

/// All taxonomies, or changes to the defaults.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected a list of keys, or keys with `true` or `false`")]
pub(super) enum RawTaxonomies {
    Names(Vec<String>),
    Changes(BTreeMap<String, RawTaxonomy>),
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "expected `true` or `false`")]
pub(super) enum RawTaxonomy {
    IsOn(bool),
    /// As Hugo writes it: the singular as the key, the plural as its value.
    Plural(String),
}

#[derive(Debug)]
pub(super) struct RawMenuItem {
    pub(super) identifier: Option<Spanned<String>>,
    pub(super) name: Option<Spanned<String>>,
    pub(super) url: Option<Spanned<String>>,
    pub(super) weight: Option<Spanned<i64>>,
    pub(super) parent: Option<Spanned<String>>,
}

#[derive(Debug)]
pub(super) struct RawLink {
    pub(super) name: Spanned<String>,
    pub(super) url: Spanned<String>,
}

#[derive(Debug)]
pub(super) struct RawVersion {
    pub(super) name: Spanned<String>,
    pub(super) url: Spanned<String>,
    pub(super) current: Option<Spanned<bool>>,
    pub(super) pages: Option<Spanned<String>>,
}

#[derive(Debug)]
pub(super) struct RawProfile {
    pub(super) name: String,
    pub(super) title: Option<Spanned<String>>,
    pub(super) applies: Option<Applies>,
}

#[derive(Debug)]
pub(super) struct RawToc {
    pub(super) from: Option<Spanned<u8>>,
    pub(super) to: Option<Spanned<u8>>,
}

#[derive(Debug, Default)]
pub(super) struct RawOutputs {
    pub(super) markdown: Option<Spanned<bool>>,
    pub(super) feeds: Option<Spanned<bool>>,
    pub(super) csv: Option<Spanned<bool>>,
    pub(super) xlsx: Option<Spanned<bool>>,
}

#[derive(Debug, Default)]
pub(super) struct RawMarkup {
    pub(super) admonitions: Vec<Spanned<String>>,
    pub(super) mathematics: Option<Spanned<bool>>,
    pub(super) mermaid: Option<Spanned<String>>,
    pub(super) typographer: RawTypographer,
    pub(super) heading_ids: Option<Spanned<HeadingIds>>,
    pub(super) linkify: Option<Spanned<bool>>,
    pub(super) emoji: Option<Spanned<bool>>,
    pub(super) block_attributes: Option<Spanned<bool>>,
    pub(super) heading_attributes: Option<Spanned<bool>>,
    pub(super) hard_wraps: Option<Spanned<bool>>,
    pub(super) footnotes: Option<Spanned<bool>>,
    pub(super) tables: Option<Spanned<bool>>,
    pub(super) strikethrough: Option<Spanned<bool>>,
    pub(super) task_lists: Option<Spanned<bool>>,
    pub(super) definition_lists: Option<Spanned<bool>>,
    pub(super) superscript: Option<Spanned<bool>>,
    pub(super) subscript: Option<Spanned<bool>>,
    pub(super) insert: Option<Spanned<bool>>,
    pub(super) mark: Option<Spanned<bool>>,
}

/// On or off as a whole, or a text for each part.
#[derive(Debug, Default)]
pub(super) struct RawTypographer {
    pub(super) is_on: Option<Spanned<bool>>,
    pub(super) apostrophe: Option<Spanned<String>>,
    pub(super) ellipsis: Option<Spanned<String>>,
    pub(super) em_dash: Option<Spanned<String>>,
    pub(super) en_dash: Option<Spanned<String>>,
    pub(super) left_angle_quote: Option<Spanned<String>>,
    pub(super) left_double_quote: Option<Spanned<String>>,
    pub(super) left_single_quote: Option<Spanned<String>>,
    pub(super) right_angle_quote: Option<Spanned<String>>,
    pub(super) right_double_quote: Option<Spanned<String>>,
    pub(super) right_single_quote: Option<Spanned<String>>,
}

#[derive(Debug, Default)]
pub(super) struct RawServe {
    pub(super) allowed_hosts: Option<Spanned<Vec<String>>>,
}

#[derive(Debug)]
pub(super) struct RawIgnore {
    pub(super) code: Spanned<String>,
    pub(super) path: Option<Spanned<String>>,
    pub(super) target: Option<Spanned<String>>,
    pub(super) reason: Spanned<String>,
    pub(super) until: Option<Spanned<String>>,
}

#[derive(Debug, Default)]
pub(super) struct RawExternal {
    pub(super) exclude: Option<Spanned<Vec<String>>>,
    pub(super) accept: Option<Spanned<Vec<u16>>>,
    pub(super) hosts: Vec<RawHost>,
    pub(super) timeout: Option<Spanned<String>>,
    pub(super) max_time: Option<Spanned<String>>,
    pub(super) delay: Option<Spanned<String>>,
    pub(super) concurrency: Option<Spanned<usize>>,
    pub(super) per_host: Option<Spanned<usize>>,
    pub(super) fragments: Option<Spanned<bool>>,
    pub(super) allow_private: Option<Spanned<bool>>,
    pub(super) ca_file: Option<Spanned<String>>,
    pub(super) cache: RawAges,
}

#[derive(Debug, Default)]
pub(super) struct RawAges {
    pub(super) alive: Option<Spanned<String>>,
    pub(super) moved: Option<Spanned<String>>,
    pub(super) dead: Option<Spanned<String>>,
    pub(super) blocked: Option<Spanned<String>>,
    pub(super) unstable: Option<Spanned<String>>,
}

/// An entry of `external.hosts`.
#[derive(Debug)]
pub(super) struct RawHost {
    pub(super) host: Spanned<String>,
    pub(super) token: Option<Spanned<String>>,
    pub(super) headers: Vec<(Spanned<String>, Spanned<String>)>,
}
