//! What changed between the versions of a framework, with the articles that a change touches.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use serde::Serialize;
use tera::Context;

use crate::framework::{Framework, Renumbering, Requirement, RequirementIdx, Version};
use crate::render::address::{page_links, requirement_address, requirement_link, requirement_links};
use crate::render::context::RenderContext;
use crate::render::framework_info::FrameworkInfo;
use crate::render::markdown_text::{escaped, markdown_link, markdown_links, push_table};
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

/// An id that was renumbered or withdrawn, as one of `renumbered` and `withdrawn`.
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
    /// Where the contents of its ids went, but for those that stayed under their number.
    moved: Vec<MovedView>,
    /// How many ids that both have mean something else now.
    other_meaning: usize,
}

/// An id of an older version, and where its contents are now.
#[derive(Debug, Serialize)]
struct MovedView {
    id: String,
    /// Empty where it has no successor.
    to: Vec<LinkView>,
    /// Whether the current version has the id too, for something else.
    is_other_now: bool,
    articles: Vec<LinkView>,
}

/// An id that only an older version has.
#[derive(Debug, Serialize)]
struct GoneView {
    id: String,
    articles: Vec<LinkView>,
}

/// Adds versions, renumberings, withdrawals, and what only an older version has.
pub(super) fn insert(context: &RenderContext<'_>, info: &FrameworkInfo<'_>, values: &mut Context) {
    let FrameworkInfo { framework, coverage, .. } = info;
    let day = |date: Option<Date>| date.map(|day| DateView::of_day(day, context.theme.labels()));
    let version = |version: &Version| VersionView {
        id: version.id.clone(),
        published: day(version.published),
        retired: day(version.retired),
        is_current: version.id == framework.version,
    };
    values.insert("versions", &framework.versions.iter().map(version).collect::<Vec<_>>());
    values.insert("renumbered", &renumbered(context, framework, coverage));
    values.insert("withdrawn", &withdrawn(context, framework, coverage));
    values.insert("older", &older_versions(context, framework));
}

fn renumbered(context: &RenderContext<'_>, framework: &Framework, coverage: &Coverage) -> Vec<ChangeView> {
    let view = |change: &Renumbering| {
        let idx = change.to.first().and_then(|to| framework.find(to));
        ChangeView {
            id: change.from.clone(),
            title: idx.map(|idx| framework.requirement(idx).title.clone()).unwrap_or_default(),
            url: String::new(),
            version: change.version.clone(),
            to: requirement_links(context, framework, &change.to),
            articles: idx.map(|idx| touched(context, coverage, idx)).unwrap_or_default(),
        }
    };
    framework.renumbered.iter().filter(|change| change.is_same).map(view).collect()
}

fn withdrawn(context: &RenderContext<'_>, framework: &Framework, coverage: &Coverage) -> Vec<ChangeView> {
    let views = framework.requirements().filter_map(|(idx, requirement)| {
        let to = requirement.withdrawn.as_ref()?;
        Some(ChangeView {
            id: requirement.id.clone(),
            title: requirement.title.clone(),
            url: requirement_address(context, framework, idx),
            version: framework.version.clone(),
            to: requirement_links(context, framework, to),
            articles: touched(context, coverage, idx),
        })
    });
    views.collect()
}

/// The versions whose ids are known.
fn older_versions(context: &RenderContext<'_>, framework: &Framework) -> Vec<OlderView> {
    let versions =
        framework.versions.iter().filter(|version| !version.ids.is_empty() && version.id != framework.version);
    versions.map(|version| older(context, framework, version)).collect()
}

fn older<'v>(context: &RenderContext<'_>, framework: &Framework, version: &'v Version) -> OlderView {
    let ids: HashSet<&str> = version.ids.iter().map(String::as_str).collect();
    let edges = context.edges.older().iter();
    let edges = edges.filter(|edge| *edge.framework == *framework.key && edge.version == version.id);
    let mut pages: HashMap<&str, Vec<PageId>> = HashMap::new();
    for edge in edges {
        pages.entry(&edge.id).or_default().push(edge.page);
    }
    pages.values_mut().for_each(Vec::dedup);
    let articles = |id: &str| page_links(context, pages.get(id).map(Vec::as_slice).unwrap_or_default());
    let is_gone = |id: &&String| framework.find(id).is_none();
    let gone = version.ids.iter().filter(is_gone).map(|id| GoneView { id: id.clone(), articles: articles(id) });
    let moved: Vec<MovedView> = moved(framework, version)
        .map(|change| MovedView {
            id: change.from.clone(),
            to: requirement_links(context, framework, &change.to),
            is_other_now: framework.find(&change.from).is_some() && !change.to.contains(&change.from),
            articles: articles(&change.from),
        })
        .collect();
    // A list of ids may leave out what only groups others: `1` and `1.2` were there where `1.2.3` was.
    let above = |id: &&'v str| id.match_indices('.').map(|(at, _)| &id[..at]).collect::<Vec<&'v str>>();
    let above: HashSet<&str> = ids.iter().flat_map(above).collect();
    let was_there = |id: &str| ids.contains(id) || above.contains(id);
    let new = framework.requirements().filter(|(_, requirement)| !was_there(&requirement.id));
    let link = |(idx, _): (RequirementIdx, &Requirement)| requirement_link(context, framework, idx);
    let gone: Vec<GoneView> = gone.collect();
    OlderView {
        version: version.id.clone(),
        both: version.ids.len() - gone.len(),
        gone,
        new: new.map(link).collect(),
        other_meaning: moved.iter().filter(|moved| moved.is_other_now).count(),
        moved,
    }
}

/// The ids of a version whose contents are not under the same number alone.
fn moved<'f>(framework: &'f Framework, version: &'f Version) -> impl Iterator<Item = &'f Renumbering> {
    let of_version = framework.renumbered.iter().filter(|change| !change.is_same && change.version == version.id);
    of_version.filter(|change| change.to != std::slice::from_ref(&change.from))
}

/// Writes the same as Markdown.
pub(super) fn push_markdown(context: &RenderContext<'_>, info: &FrameworkInfo<'_>, text: &mut String) {
    let FrameworkInfo { framework, coverage, .. } = info;
    let labels = context.theme.labels();
    let head = |key: &str| format!("## {}\n\n", labels.text(key));
    if !framework.versions.is_empty() {
        let day = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
        let rows = framework.versions.iter().map(|version| {
            let id = escaped(&version.id);
            let is_current = version.id == framework.version;
            let id = if is_current { labels.fill("current_version", &[("version", &id)]) } else { id };
            [id, day(version.published), day(version.retired)]
        });
        text.push_str(&head("versions"));
        push_table(["version", "published", "retired"].map(|key| labels.text(key)), rows, text);
    }
    let renumbered = renumbered(context, framework, coverage);
    if !renumbered.is_empty() {
        let rows = renumbered.iter().map(|change| {
            [
                escaped(&change.id),
                escaped(&change.version),
                markdown_links(&change.to, labels),
                markdown_links(&change.articles, labels),
            ]
        });
        text.push_str(&head("renumbered"));
        push_table(["was", "was_in", "is_now", "articles"].map(|key| labels.text(key)), rows, text);
    }
    let withdrawn = withdrawn(context, framework, coverage);
    if !withdrawn.is_empty() {
        let rows = withdrawn.iter().map(|change| {
            let own = LinkView { title: format!("{} {}", change.id, change.title), url: change.url.clone() };
            [markdown_link(&own), markdown_links(&change.to, labels), markdown_links(&change.articles, labels)]
        });
        text.push_str(&head("withdrawn_title"));
        push_table(["requirement", "now_in", "articles"].map(|key| labels.text(key)), rows, text);
    }
    for version in older_versions(context, framework) {
        push_older(context, framework, &version, text);
    }
}

/// Writes what only an older version has.
fn push_older(context: &RenderContext<'_>, framework: &Framework, version: &OlderView, text: &mut String) {
    let labels = context.theme.labels();
    let gone = version.gone.iter().map(|gone| match gone.articles.as_slice() {
        [] => escaped(&gone.id),
        articles => {
            let cited = labels.fill("cited_in", &[("pages", &markdown_links(articles, labels))]);
            format!("{} ({cited})", escaped(&gone.id))
        }
    });
    let gone = gone.collect::<Vec<_>>().join(labels.text("separator"));
    let number = escaped(&version.version);
    let of = |key: &str| labels.fill(key, &[("version", &number)]);
    if !version.moved.is_empty() {
        let rows = version.moved.iter().map(|moved| {
            let to = match moved.to.as_slice() {
                [] => labels.text("no_successor").to_owned(),
                to => markdown_links(to, labels),
            };
            let remark = if moved.is_other_now { labels.text("number_means_other") } else { "" };
            [escaped(&moved.id), to, remark.to_owned(), markdown_links(&moved.articles, labels)]
        });
        text.push_str(&format!("## {}\n\n", of("numbers_moved")));
        let now = labels.fill("in_version", &[("version", &escaped(&framework.version))]);
        let head = [&of("in_version"), &now, labels.text("remark"), labels.text("articles")];
        push_table(head, rows, text);
    }
    let both = labels.count("in_both", version.both, &[]);
    text.push_str(&format!("## {}\n\n{gone}\n\n{both}\n\n", of("only_in")));
    text.push_str(&format!("## {}\n\n{}\n\n", of("new_since"), markdown_links(&version.new, labels)));
}

/// Every article that cites a requirement or has it in a table.
fn touched(context: &RenderContext<'_>, coverage: &Coverage, idx: RequirementIdx) -> Vec<LinkView> {
    let Some(covered) = coverage.of(idx) else { return Vec::new() };
    [&covered.explained, &covered.mentioned, &covered.tables]
        .into_iter()
        .flat_map(|pages| page_links(context, pages))
        .collect()
}
