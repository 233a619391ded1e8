//! The front matter of an article, typed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::control::Control;
use super::date::Date;
use super::hero::Hero;
use super::own_key::OtherShape;
use super::use_of_terms::UseOfTerms;
use crate::applies::Applies;
use crate::source::{Span, Spanned};
use crate::yaml::Node;

/// The front matter of one article, typed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FrontMatter {
    /// `title`: the heading of the page and the text of links to it.
    pub title: Option<Spanned<String>>,
    /// `linkTitle`: a shorter title for lists and menus.
    pub link_title: Option<Spanned<String>>,
    /// `description`: one sentence for search engines, feeds and lists.
    pub description: Option<Spanned<String>>,
    /// `lead`: the paragraph under the heading.
    pub lead: Option<Spanned<String>>,
    /// `type`: the kind of article, for templates.
    pub kind: Option<Spanned<String>>,
    /// `layout`: the template to render with.
    pub layout: Option<Spanned<String>>,
    /// `slug`: the last part of the route instead of the file's name.
    pub slug: Option<Spanned<String>>,
    /// `url`: the whole route instead of the path.
    pub url: Option<Spanned<String>>,
    /// `framework`: the key of the framework that this section and all below it belong to.
    pub framework: Option<Spanned<String>>,
    /// `date`: when it was written.
    pub date: Option<Spanned<Date>>,
    /// `lastmod`, or `modified`: when it was changed.
    pub lastmod: Option<Spanned<Date>>,
    /// `publishDate`, `pubdate` or `published`: not built before.
    pub publish_date: Option<Spanned<Date>>,
    /// `expiryDate`, or `unpublishdate`: not built from then on.
    pub expiry_date: Option<Spanned<Date>>,
    /// `contributors`: terms of that taxonomy.
    pub contributors: Vec<Spanned<String>>,
    /// `tags`: terms of that taxonomy.
    pub tags: Vec<Spanned<String>>,
    /// `images`: paths or URLs, the first one for social previews.
    pub images: Vec<Spanned<String>>,
    /// `aliases`: old routes that lead here; relative ones start at the page's folder.
    pub aliases: Vec<Spanned<String>>,
    /// `draft`: left out of a build without `--drafts`.
    pub draft: Option<bool>,
    /// `toc`: whether the page shows its contents; absent leaves it to the theme.
    pub toc: Option<bool>,
    /// `print`: whether a section has a page for printing; absent leaves it to its content.
    pub print: Option<bool>,
    /// `dynamic_anchors`: whether scripts make anchors on the page, so that unknown ones are not reported.
    pub dynamic_anchors: bool,
    /// `weight`: the position among siblings, lowest first. Never 0, which means none.
    pub weight: Option<Spanned<i64>>,
    /// `menu`: the menus that have an entry for the page.
    pub menu: Vec<MenuEntry>,
    /// `landingpage`: any value for the theme; a path is checked as a link.
    pub landing_page: Option<Node>,
    /// `requirements`: what the article explains, framework by framework, in the order written.
    pub requirements: Vec<Requirements>,
    /// `applies`: for whom this article is, or this section with all below it.
    pub applies: Option<Spanned<Applies>>,
    /// `glossary`: makes the article a glossary.
    pub glossary: Option<Spanned<bool>>,
    /// `terms`: what becomes of defined terms on the page; absent means that they are linked.
    pub terms: Option<UseOfTerms>,
    /// `control`: makes the article a controlled document.
    pub control: Option<Control>,
    /// `hero`: the head of the front page.
    pub hero: Option<Hero>,
    /// Values of keys above in another shape, which are in `params`.
    pub other_shapes: Vec<OtherShape>,
    /// Every other key in lower case, and the keys of `params`, which take precedence.
    pub params: BTreeMap<String, Value>,
    /// The same keys with their texts, for those that are taxonomies.
    pub lists: BTreeMap<String, TextList>,
}

/// A value or a list as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextList {
    /// The texts, verbatim: `1.10` stays `1.10`.
    pub texts: Vec<Spanned<String>>,
    /// The locations of what is no text, such as a mapping.
    pub others: Vec<Span>,
}

/// A page's entry in one menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuEntry {
    /// The menu's name.
    pub menu: String,
    /// The identifier of its parent entry.
    pub parent: Option<Spanned<String>>,
    /// Its own identifier.
    pub identifier: Option<Spanned<String>>,
    /// Its text, where it differs from the link title.
    pub name: Option<Spanned<String>>,
    /// Its position among siblings; absent means the weight of the page.
    pub weight: Option<Spanned<i64>>,
    /// The location of the menu's name.
    pub span: Span,
}

/// Requirements of one framework that an article explains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirements {
    /// The framework's key as written.
    pub framework: Spanned<String>,
    /// Ids, verbatim: `12.10` stays `12.10`.
    pub ids: Vec<Spanned<String>>,
}

impl FrontMatter {
    /// The date that pages are sorted by: `date`, else `publishDate`, else `lastmod`.
    pub fn dated(&self) -> Option<&Spanned<Date>> {
        self.date.as_ref().or(self.publish_date.as_ref()).or(self.lastmod.as_ref())
    }

    /// The date before which the page is not built: `publishDate`, else `date`.
    pub fn published(&self) -> Option<&Spanned<Date>> {
        self.publish_date.as_ref().or(self.date.as_ref())
    }
}
