//! What changed between the versions of a framework, with the articles that a change touches.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use serde::Serialize;
use tera::Context;

use super::Standard;
use super::markdown_alternate::{link, links, push_table};
use crate::framework::{Framework, RequirementIdx, Version};
use crate::render::markdown_alternate::escaped;
use crate::render::page::Renderer;
use crate::render::view::{DateView, LinkView};
use crate::site::{Coverage, PageId};

/// A version, as one of `versions`.
#[derive(Debug, Serialize)]
struct VersionView {
    id: String,
    published: Option<DateView>,
    retired: Option<DateView>,
    is_current: bool,
}

/// An id that is another one now, or withdrawn, as one of `renumbered` and `withdrawn`.
#[derive(Debug, Serialize)]
struct ChangeView {
    id: String,
    title: String,
    url: String,
    version: String,
    to: Vec<LinkView>,
    articles: Vec<LinkView>,
}

/// An older version beside the current one, as one of `older`.
#[derive(Debug, Serialize)]
struct OlderView {
    version: String,
    /// Ids that are there and not in the current version.
    gone: Vec<GoneView>,
    /// Requirements of the current version that are not there.
    new: Vec<LinkView>,
    /// How many ids both have.
    both: usize,
}

/// An id of an older version alone.
#[derive(Debug, Serialize)]
struct GoneView {
    id: String,
    articles: Vec<LinkView>,
}

impl Renderer<'_> {
    /// Versions, renumberings, withdrawals, and what each older version has alone.
    pub(super) fn insert_changes(&self, standard: &Standard<'_>, context: &mut Context) {
        let Standard { framework, coverage, .. } = standard;
        let day = |date: Option<Date>| date.map(DateView::of_day);
        let version = |version: &Version| VersionView {
            id: version.id.clone(),
            published: day(version.published),
            retired: day(version.retired),
            is_current: version.id == framework.version,
        };
        context.insert("versions", &framework.versions.iter().map(version).collect::<Vec<_>>());
        context.insert("renumbered", &self.renumbered(framework, coverage));
        context.insert("withdrawn", &self.withdrawn(framework, coverage));
        context.insert("older", &self.older_versions(framework));
    }

    fn renumbered(&self, framework: &Framework, coverage: &Coverage) -> Vec<ChangeView> {
        let view = |change: &crate::framework::Renumbering| {
            let rank = framework.find(&change.to);
            ChangeView {
                id: change.from.clone(),
                title: rank.map(|rank| framework.requirement(rank).title.clone()).unwrap_or_default(),
                url: String::new(),
                version: change.version.clone(),
                to: self.requirement_links(framework, std::slice::from_ref(&change.to)),
                articles: rank.map(|rank| self.touched(coverage, rank)).unwrap_or_default(),
            }
        };
        framework.renumbered.iter().map(view).collect()
    }

    fn withdrawn(&self, framework: &Framework, coverage: &Coverage) -> Vec<ChangeView> {
        let views = framework.requirements().filter_map(|(rank, requirement)| {
            let to = requirement.withdrawn.as_ref()?;
            Some(ChangeView {
                id: requirement.id.clone(),
                title: requirement.title.clone(),
                url: self.requirement_address(framework, rank),
                version: framework.version.clone(),
                to: self.requirement_links(framework, to),
                articles: self.touched(coverage, rank),
            })
        });
        views.collect()
    }

    /// The versions whose ids are known.
    fn older_versions(&self, framework: &Framework) -> Vec<OlderView> {
        let older =
            framework.versions.iter().filter(|version| !version.ids.is_empty() && version.id != framework.version);
        older.map(|version| self.older(framework, version)).collect()
    }

    fn older<'v>(&self, framework: &Framework, version: &'v Version) -> OlderView {
        let ids: HashSet<&str> = version.ids.iter().map(String::as_str).collect();
        let edges = self.edges.older().iter();
        let edges = edges.filter(|edge| *edge.framework == *framework.key && edge.version == version.id);
        let mut pages: HashMap<&str, Vec<PageId>> = HashMap::new();
        for edge in edges {
            pages.entry(&edge.id).or_default().push(edge.page);
        }
        pages.values_mut().for_each(Vec::dedup);
        let is_gone = |id: &&String| framework.find(id).is_none();
        let gone = version.ids.iter().filter(is_gone).map(|id| {
            let pages = pages.get(id.as_str()).map(Vec::as_slice).unwrap_or_default();
            GoneView { id: id.clone(), articles: self.page_links(pages) }
        });
        // A list of ids may leave out what only holds others: `1` was there where `1.1` was.
        // `1.2` was there where `1.2.3` was.
        let above = |id: &&'v str| id.match_indices('.').map(|(at, _)| &id[..at]).collect::<Vec<&'v str>>();
        let above: HashSet<&str> = ids.iter().flat_map(above).collect();
        let was_there = |id: &str| ids.contains(id) || above.contains(id);
        let new = framework.requirements().filter(|(_, requirement)| !was_there(&requirement.id));
        let link = |(rank, requirement): (RequirementIdx, &crate::framework::Requirement)| LinkView {
            title: requirement.id.clone(),
            url: self.requirement_address(framework, rank),
        };
        let gone: Vec<GoneView> = gone.collect();
        OlderView {
            version: version.id.clone(),
            both: version.ids.len() - gone.len(),
            gone,
            new: new.map(link).collect(),
        }
    }

    /// The same as Markdown.
    pub(super) fn push_changes(&self, framework: &Framework, coverage: &Coverage, text: &mut String) {
        if !framework.versions.is_empty() {
            let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
            let rows = framework.versions.iter().map(|version| {
                let current = if version.id == framework.version { " (current)" } else { "" };
                [format!("{}{current}", escaped(&version.id)), day(version.published), day(version.retired)]
            });
            text.push_str("## Versions\n\n");
            push_table(["Version", "Published", "Retired"], rows, text);
        }
        let renumbered = self.renumbered(framework, coverage);
        if !renumbered.is_empty() {
            let rows = renumbered.iter().map(|change| {
                [escaped(&change.id), escaped(&change.version), links(&change.to), links(&change.articles)]
            });
            text.push_str("## Renumbered\n\n");
            push_table(["Was", "In", "Is now", "Articles"], rows, text);
        }
        let withdrawn = self.withdrawn(framework, coverage);
        if !withdrawn.is_empty() {
            let rows = withdrawn.iter().map(|change| {
                let own = LinkView { title: format!("{} {}", change.id, change.title), url: change.url.clone() };
                [link(&own), links(&change.to), links(&change.articles)]
            });
            text.push_str("## Withdrawn\n\n");
            push_table(["Requirement", "Now in", "Articles"], rows, text);
        }
        for version in self.older_versions(framework) {
            let gone = version.gone.iter().map(|gone| match gone.articles.as_slice() {
                [] => escaped(&gone.id),
                articles => format!("{} (cited in {})", escaped(&gone.id), links(articles)),
            });
            let gone = gone.collect::<Vec<_>>().join(", ");
            let (number, both) = (escaped(&version.version), version.both);
            text.push_str(&format!("## Only in {number}\n\n{gone}\n\n{both} ids are in both.\n\n"));
            text.push_str(&format!("## New since {number}\n\n{}\n\n", links(&version.new)));
        }
    }

    /// Every article that speaks of a requirement.
    fn touched(&self, coverage: &Coverage, rank: RequirementIdx) -> Vec<LinkView> {
        let Some(covered) = coverage.of(rank) else { return Vec::new() };
        [&covered.explained, &covered.mentioned, &covered.tables]
            .into_iter()
            .flat_map(|pages| self.page_links(pages))
            .collect()
    }
}
