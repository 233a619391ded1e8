//! What decides which pages and files a site has, and at which addresses.

use std::collections::BTreeSet;

use super::pattern::Pattern;
use super::permalink::Permalink;

/// So many rules for addresses are read: each is compared with every page.
pub const MAX_PERMALINKS: usize = 100;

/// So many patterns of ignored files are read: each is compared with every file.
pub const MAX_IGNORED: usize = 100;

/// How pages get their addresses, and what is not made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addresses {
    /// The rules for addresses, in order: the first that covers a page counts.
    pub permalinks: Vec<PermalinkRule>,
    /// What is not made.
    pub disabled: BTreeSet<Part>,
    /// Whether addresses keep the case of names.
    pub keeps_case: bool,
    /// Which pages have addresses such as `/a.html` in place of `/a/`.
    pub ugly: UglyUrls,
}

/// A part of a site that `disable` can leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The front page.
    Home,
    /// The pages of folders.
    Section,
    /// Articles.
    Page,
    /// The list of a taxonomy's terms.
    Taxonomy,
    /// The pages of terms.
    Term,
    /// Feeds.
    Feeds,
    /// The site map.
    SiteMap,
    /// `robots.txt`.
    Robots,
    /// The page for addresses where there is nothing.
    NotFound,
    /// The redirects of `aliases`.
    Aliases,
}

impl Part {
    /// Every part with the name that `disable` has for it.
    pub(super) const NAMES: [(&'static str, Self); 10] = [
        ("home", Self::Home),
        ("section", Self::Section),
        ("page", Self::Page),
        ("taxonomy", Self::Taxonomy),
        ("term", Self::Term),
        ("feeds", Self::Feeds),
        ("sitemap", Self::SiteMap),
        ("robots", Self::Robots),
        ("404", Self::NotFound),
        ("aliases", Self::Aliases),
    ];
}

/// The addresses of some of the pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermalinkRule {
    /// The kinds of pages: of [`Part`] the first five.
    pub kinds: Vec<Part>,
    /// Their folder below the content folder, or a pattern of their paths, in lower case.
    pub path: Pattern,
    /// Their address.
    pub permalink: Permalink,
}

impl PermalinkRule {
    /// Whether the rule covers a page of this kind at `path`, in `folder`, both below the content folder and in lower case. A
    /// section is in its own folder.
    pub fn covers(&self, kind: Part, folder: &str, path: &str) -> bool {
        if !self.kinds.contains(&kind) {
            return false;
        }
        match self.path.literal() {
            // The root alone, and not all that is below it.
            Some("") => folder.is_empty(),
            Some(_) => self.path.matches(folder),
            None => {
                let above = path.rmatch_indices('/').map(|(at, _)| &path[..at]);
                std::iter::once(path).chain(above).any(|path| self.path.matches(path))
            }
        }
    }
}

/// Which pages have addresses such as `/a.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum UglyUrls {
    /// None.
    #[default]
    None,
    /// All articles and terms.
    All,
    /// Those in these folders directly below the content folder, in lower case.
    Sections(BTreeSet<String>),
}

impl UglyUrls {
    /// Whether the pages in `folder`, below the content folder, have such addresses.
    pub fn covers(&self, folder: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Sections(sections) => {
                let top = folder.split('/').next().unwrap_or_default();
                !sections.is_empty() && sections.contains(&top.to_lowercase())
            }
        }
    }
}

impl Addresses {
    /// Whether the part is made.
    pub fn has(&self, part: Part) -> bool {
        !self.disabled.contains(&part)
    }

    /// The address of a page by the first rule that covers it; see [`PermalinkRule::covers`].
    pub fn permalink(&self, kind: Part, folder: &str, path: &str) -> Option<&Permalink> {
        if self.permalinks.is_empty() {
            return None;
        }
        let (folder, path) = (folder.to_lowercase(), path.to_lowercase());
        let rule = self.permalinks.iter().find(|rule| rule.covers(kind, &folder, &path))?;
        Some(&rule.permalink)
    }
}
