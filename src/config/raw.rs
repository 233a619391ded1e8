//! The configuration as written: every key optional, nothing validated beyond its type.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::model::{LastChange, Search};
use crate::source::Spanned;

/// Every setting that the file gives, with its span where a later check may report it.
#[derive(Debug, Default)]
pub(super) struct RawConfig {
    pub(super) title: Option<Spanned<String>>,
    pub(super) base_url: Option<Spanned<String>>,
    pub(super) hosts: Option<Spanned<Vec<String>>>,
    pub(super) language: Option<Spanned<String>>,
    pub(super) description: Option<Spanned<String>>,
    pub(super) copyright: Option<Spanned<String>>,
    pub(super) author: Option<Spanned<String>>,
    pub(super) menus: Vec<(String, Vec<Spanned<RawMenuItem>>)>,
    pub(super) theme: RawTheme,
    pub(super) toc: Option<Spanned<RawToc>>,
    pub(super) edit_url: Option<Spanned<String>>,
    pub(super) last_change: Option<Spanned<LastChange>>,
    pub(super) embeds: Option<Spanned<bool>>,
    pub(super) taxonomies: Option<Spanned<Vec<String>>>,
    pub(super) tags: Option<Spanned<RawTags>>,
    pub(super) feeds: Option<Spanned<RawFeeds>>,
    pub(super) outputs: RawOutputs,
    pub(super) search: Option<Spanned<Search>>,
    pub(super) markdown: RawMarkdown,
    pub(super) external: RawExternal,
    pub(super) severities: Vec<(Spanned<String>, Spanned<String>)>,
    pub(super) ignores: Vec<Spanned<RawIgnore>>,
    pub(super) params: Vec<(String, Value)>,
}

#[derive(Debug, Default)]
pub(super) struct RawTheme {
    pub(super) logo: Option<Spanned<String>>,
    pub(super) accent: Option<Spanned<String>>,
    pub(super) header: Vec<Spanned<RawLink>>,
    pub(super) footer: Vec<Spanned<RawLink>>,
    pub(super) footer_text: Option<Spanned<String>>,
    pub(super) css: Option<Spanned<Vec<String>>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawMenuItem {
    pub(super) identifier: Option<String>,
    pub(super) name: Option<String>,
    pub(super) url: Option<String>,
    pub(super) weight: Option<i64>,
    pub(super) parent: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawLink {
    pub(super) name: String,
    pub(super) url: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawToc {
    pub(super) from: Option<u8>,
    pub(super) to: Option<u8>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawTags {
    pub(super) allowed: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawFeeds {
    pub(super) limit: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct RawOutputs {
    pub(super) markdown: Option<Spanned<bool>>,
    pub(super) feeds: Option<Spanned<bool>>,
    pub(super) csv: Option<Spanned<bool>>,
}

#[derive(Debug, Default)]
pub(super) struct RawMarkdown {
    pub(super) admonitions: Vec<Spanned<String>>,
    pub(super) mathematics: Option<Spanned<bool>>,
    pub(super) mermaid: Option<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawIgnore {
    pub(super) code: String,
    pub(super) path: Option<String>,
    pub(super) target: Option<String>,
    pub(super) reason: String,
    pub(super) until: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct RawExternal {
    pub(super) exclude: Option<Spanned<Vec<String>>>,
    pub(super) accept: Option<Spanned<Vec<u16>>>,
    pub(super) hosts: Vec<Spanned<RawHost>>,
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
#[derive(Debug, Deserialize)]
pub(super) struct RawHost {
    pub(super) host: String,
    pub(super) token: Option<String>,
    pub(super) headers: Option<BTreeMap<String, String>>,
}
