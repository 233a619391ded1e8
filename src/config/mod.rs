//! The site's configuration: `clausebook.yaml` as written, and what it comes to.
//!
//! Every setting has a default, so a site without the file has the configuration [`Config::default`]. Held here
//! are plain values only: no templates, grammars or other engines.

mod base_url;
mod external;
mod host_rules;
mod pattern;
mod resolve;
mod setting;
mod user;
mod written;

#[cfg(test)]
mod tests;

pub use base_url::BaseUrl;
pub use external::{Ages, External};
pub use host_rules::{HostRules, OriginPattern, Secret, is_header_name, is_variable};
pub use pattern::Pattern;
pub use setting::{SETTINGS, Setting, Shape, known_settings};
pub use user::{UserConfig, read_user};

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::finding::{Code, Finding, Levels};
use crate::source::{FileId, Span, Spanned};

/// Everything a site has decided about itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The site's name.
    pub title: String,
    /// Where the site will stand.
    pub base: BaseUrl,
    /// Further hosts that are this site, in lower case.
    pub hosts: Vec<String>,
    /// The language of the articles, as in HTML's `lang`.
    pub language: String,
    /// One sentence about the site.
    pub description: Option<String>,
    /// A line for the foot of pages and for feeds.
    pub copyright: Option<String>,
    /// Who answers for the site.
    pub author: Option<String>,
    /// Menus by name, their entries in the order written.
    pub menus: BTreeMap<String, Vec<MenuItem>>,
    /// The look of the built-in theme.
    pub theme: Theme,
    /// Which headings the contents of a page list.
    pub toc: TocLevels,
    /// A link to edit a page, with `{path}` where its file goes.
    pub edit_url: Option<String>,
    /// Where the date of a page's last change comes from.
    pub last_change: LastChange,
    /// Whether videos are shown in frames of other hosts.
    pub embeds: bool,
    /// Front-matter keys whose terms get pages, in lower case.
    pub taxonomies: Vec<String>,
    /// The only tags there may be, where a site has such a list.
    pub allowed_tags: Option<Vec<String>>,
    /// How many entries a feed has; 0 for no feeds.
    pub feed_limit: usize,
    /// Whether there is a search.
    pub search: Search,
    /// How links to other hosts are checked.
    pub external: External,
    /// The severities that differ from those shipped.
    pub levels: Levels,
    /// Findings that are known and accepted, in the order written.
    pub ignores: Vec<Ignore>,
    /// Values of the site's own, for templates.
    pub params: BTreeMap<String, Value>,
}

/// One entry of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// What articles and other entries name as their parent.
    pub identifier: String,
    /// The text.
    pub name: String,
    /// Where it leads; a heading leads nowhere.
    pub url: Option<Spanned<String>>,
    /// Its place among its siblings, light first; 0 comes last.
    pub weight: i64,
    /// The identifier of the entry above it.
    pub parent: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// What a site changes about the built-in theme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Theme {
    /// Path of an image for the head of every page.
    pub logo: Option<Spanned<String>>,
    /// A CSS colour: `#` with 3 or 6 digits, or a name.
    pub accent: Option<String>,
    /// Links in the head.
    pub header: Vec<Link>,
    /// Links in the foot.
    pub footer: Vec<Link>,
    /// A line in the foot.
    pub footer_text: Option<String>,
    /// Paths of further style sheets.
    pub css: Vec<String>,
}

/// A link of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its text.
    pub name: String,
    /// Where it leads.
    pub url: Spanned<String>,
}

/// The levels of headings that the contents of a page list: `1 <= from <= to <= 6`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TocLevels {
    /// The highest level.
    pub from: u8,
    /// The lowest level.
    pub to: u8,
}

/// Where the date of a page's last change comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LastChange {
    /// `lastmod` in its front matter.
    #[default]
    FrontMatter,
    /// The last commit that touched its file.
    Git,
}

/// Whether a site has a search.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Search {
    /// Up to 3,000 articles.
    #[default]
    Auto,
    /// However many articles there are.
    Always,
    /// Not at all.
    Never,
}

/// A finding that is known and accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// Its code.
    pub code: Code,
    /// The files it is accepted in; everywhere where absent.
    pub path: Option<Pattern>,
    /// The link, id or key it is about; any where absent.
    pub target: Option<String>,
    /// Why. Never empty.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<jiff::civil::Date>,
    /// Where it is written.
    pub span: Span,
}

/// Reads the text of `clausebook.yaml`. What cannot be used is a finding, and its default stands.
pub fn read(file: FileId, text: &str) -> (Config, Vec<Finding>) {
    let mut findings = Vec::new();
    let written = written::read(file, text, &mut findings);
    let config = resolve::resolve(file, written, &mut findings);
    (config, findings)
}

impl Default for Config {
    /// The configuration of a site without `clausebook.yaml`.
    fn default() -> Self {
        read(FileId(0), "").0
    }
}

/// What a path may not contain as it is within a URL.
const NOT_IN_PATHS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}');

impl Config {
    /// Whether links to `host` are links to this site.
    pub fn is_own_host(&self, host: &str) -> bool {
        let own = self.base.host().into_iter().chain(self.hosts.iter().map(String::as_str));
        own.into_iter().any(|own| own.eq_ignore_ascii_case(host))
    }

    /// The link to edit the file at `path`, relative to the root.
    pub fn edit_link(&self, path: &str) -> Option<String> {
        let pattern = self.edit_url.as_ref()?;
        Some(pattern.replace("{path}", &utf8_percent_encode(path, NOT_IN_PATHS).to_string()))
    }
}

impl Ignore {
    /// Whether it speaks of `finding` in the file at `path`. Whether its time has run out is not asked here.
    pub fn covers(&self, finding: &Finding, path: &str) -> bool {
        self.code == finding.code
            && self.path.as_ref().is_none_or(|pattern| pattern.matches(path))
            && self.target.as_ref().is_none_or(|target| finding.target.as_ref() == Some(target))
    }
}
