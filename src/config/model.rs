//! The resolved configuration: plain values with every default filled in. No templates, grammars or other engines.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::addresses::Addresses;
use super::base_url::BaseUrl;
use super::external::External;
use super::markup::Markup;
use super::pattern::Pattern;
use crate::applies::{Applies, Choice};
use crate::finding::{Code, Finding, Levels};
use crate::source::{ContentRules, Span, Spanned};
use crate::yaml::Node;

/// The configuration of a site.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The site's name.
    pub title: String,
    /// Whether the site does not name itself, so that its title is the same for all such sites.
    pub is_untitled: bool,
    /// The URL of the site.
    pub base: BaseUrl,
    /// Further hosts that have this site at the same path, in lower case.
    pub hosts: Vec<String>,
    /// The language of the articles, as in HTML's `lang`, and where it is set.
    pub language: Spanned<String>,
    /// How the content folder is read.
    pub content: ContentRules,
    /// Which pages there are, and at which addresses.
    pub addresses: Addresses,
    /// One sentence about the site.
    pub description: Option<String>,
    /// A line for the footer of pages and for feeds.
    pub copyright: Option<String>,
    /// The author named in feeds.
    pub author: Option<String>,
    /// Menus by name, their entries in the order written.
    pub menus: BTreeMap<String, Vec<MenuItem>>,
    /// Settings of the built-in theme.
    pub theme: Theme,
    /// For whom the site is; all that a framework has where absent.
    pub applies: Option<Applies>,
    /// Its profiles, in the order written.
    pub profiles: Vec<Profile>,
    /// The versions of the site, each deployed at an address of its own, in the order written; none, or one of them is
    /// current.
    pub versions: Vec<Version>,
    /// The levels of headings in the table of contents.
    pub toc: TocLevels,
    /// The URL to edit a page, with `{path}` for the path of its file.
    pub edit_url: Option<String>,
    /// Where the date of a page's last change comes from.
    pub last_change: Spanned<LastChange>,
    /// Whether videos of other hosts are embedded.
    pub embeds: bool,
    /// Front-matter keys whose terms get pages, in lower case.
    pub taxonomies: Vec<Taxonomy>,
    /// The only tags that articles may have; any where absent.
    pub allowed_tags: Option<Vec<String>>,
    /// How many entries a feed has; 0 for no feeds.
    pub feed_limit: usize,
    /// What is written beside pages. Feeds are not part of it: see [`Config::feed_limit`].
    pub outputs: Outputs,
    /// Whether there is a search.
    pub search: Search,
    /// The hosts under whose names the preview may be requested, besides those of this machine, in lower case. One that
    /// begins with a dot stands for all hosts below it.
    pub allowed_hosts: Vec<String>,
    /// What the Markdown of articles has.
    pub markup: Markup,
    /// How links to other hosts are checked.
    pub external: External,
    /// The severities that differ from the defaults.
    pub levels: Levels,
    /// Findings that are not reported, in the order written.
    pub ignores: Vec<Ignore>,
    /// Front matter for all articles, or for those that a target selects; not checked yet.
    pub cascade: Option<Node>,
    /// The site's own values, for templates.
    pub params: BTreeMap<String, Value>,
}

/// A front-matter key whose terms get pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    /// The key, in lower case.
    pub name: String,
    /// Whether it exists only where an article has a term of it.
    pub needs_terms: bool,
}

impl Taxonomy {
    /// The taxonomies of a site that sets none. A section may be called `categories`, so that this one needs terms.
    pub(super) fn defaults() -> Vec<Self> {
        let names = [("tags", false), ("categories", true), ("contributors", false)];
        names.into_iter().map(|(name, needs_terms)| Self { name: name.to_owned(), needs_terms }).collect()
    }
}

/// One entry of a menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuItem {
    /// What articles and other entries give as their `parent`.
    pub identifier: String,
    /// The text.
    pub name: String,
    /// Absent for a heading.
    pub url: Option<Spanned<String>>,
    /// Its order among its siblings, ascending; 0 comes last.
    pub weight: i64,
    /// The identifier of the entry above it. Never empty.
    pub parent: Option<Spanned<String>>,
    /// Where it is defined.
    pub span: Span,
}

/// Settings of the built-in theme.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Theme {
    /// Path of an image for the header of every page.
    pub logo: Option<Spanned<String>>,
    /// Path of the icon that browsers show; the theme's own where absent.
    pub favicon: Option<Spanned<String>>,
    /// The colour of links and marks; the theme's own where absent.
    pub accent: Option<Accent>,
    /// Links in the header.
    pub header: Vec<Link>,
    /// Links in the footer.
    pub footer: Vec<Link>,
    /// A line in the footer.
    pub footer_text: Option<String>,
    /// A line above the header of every page.
    pub notice: Option<Notice>,
    /// Where readers send feedback: a URL with `{path}`, `{title}` and `{url}`, or a mail address with `mailto:`.
    pub feedback: Option<String>,
    /// Path of the image for social previews of pages that name none.
    pub image: Option<Spanned<String>>,
    /// Where the setting is that asks for an image of each article for social previews; absent where there is none.
    pub social_cards: Option<Span>,
    /// Paths of further style sheets.
    pub css: Vec<Spanned<String>>,
    /// The sheets that print pages ask for; the printer's where absent.
    pub paper: Option<Paper>,
}

/// A size of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 210 mm by 297 mm.
    A4,
    /// 8.5 inches by 11 inches.
    Letter,
}

impl Paper {
    /// The name that CSS has for it.
    pub const fn css_name(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::Letter => "letter",
        }
    }
}

/// The colour of links and marks. Each is a CSS colour: `#` with 3 or 6 digits, or a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accent {
    /// On the light page.
    pub light: String,
    /// On the dark page.
    pub dark: String,
}

/// A line above the header of every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its text.
    pub text: String,
    /// Where it leads.
    pub url: Option<Spanned<String>>,
}

/// A link of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Its text.
    pub name: String,
    /// Its target.
    pub url: Spanned<String>,
}

/// A version of the site that is deployed at an address of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// What readers know it by. Never blank, and no other version has it.
    pub name: String,
    /// The address of its front page.
    pub base: BaseUrl,
    /// Whether it is the site that is built.
    pub is_current: bool,
    /// Path, relative to the root, of a file that names its pages.
    pub pages: Option<Spanned<String>>,
}

/// Those for whom requirements are shown, under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Its name, a segment of addresses.
    pub name: String,
    /// What readers know it by.
    pub title: String,
    /// For whom it is.
    pub choices: Vec<Choice>,
}

/// The levels of headings in a table of contents: `1 <= from <= to <= 6`.
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

/// What is written beside pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outputs {
    /// Pages as Markdown.
    pub markdown: bool,
    /// Tables as comma-separated values.
    pub csv: bool,
    /// Tables as workbooks.
    pub xlsx: bool,
}

impl Default for Outputs {
    fn default() -> Self {
        Self { markdown: true, csv: true, xlsx: false }
    }
}

/// Findings that are not reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// Its code.
    pub code: Code,
    /// The files it applies to; all where absent.
    pub path: Option<Pattern>,
    /// The link, id or key that the finding is about; any where absent.
    pub target: Option<String>,
    /// Why. Never empty.
    pub reason: String,
    /// The last day on which it applies.
    pub until: Option<jiff::civil::Date>,
    /// Where it is defined.
    pub span: Span,
}

/// Characters that are percent-encoded in the path of a URL.
const NOT_IN_PATHS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}');

impl Config {
    /// The link to edit the file at `path`, relative to the root.
    pub fn edit_link(&self, path: &str) -> Option<String> {
        let pattern = self.edit_url.as_ref()?;
        Some(pattern.replace("{path}", &utf8_percent_encode(path, NOT_IN_PATHS).to_string()))
    }
}

impl Config {
    /// Where readers send feedback about the page of this file, title and public address.
    pub fn feedback_link(&self, path: &str, title: &str, url: &str) -> Option<String> {
        let pattern = self.theme.feedback.as_ref()?;
        let encoded = |value: &str| utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
        let is_bare_mail = pattern.starts_with("mailto:") && !pattern.contains('?');
        let pattern = if is_bare_mail { format!("{pattern}?subject={{title}}") } else { pattern.clone() };
        let filled = [("{path}", path), ("{title}", title), ("{url}", url)];
        Some(filled.iter().fold(pattern, |text, (name, value)| text.replace(name, &encoded(value))))
    }
}

impl Ignore {
    /// Whether it applies to `finding` in the file at `path`, regardless of its last day.
    pub fn covers(&self, finding: &Finding, path: &str) -> bool {
        self.code == finding.code
            && self.path.as_ref().is_none_or(|pattern| pattern.matches(path))
            && self.target.as_ref().is_none_or(|target| finding.target.as_ref() == Some(target))
    }
}
