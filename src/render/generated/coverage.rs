//! What a site covers of a framework: the gaps first, then requirement by requirement; also as CSV and JSON.

use serde::Serialize;
use tera::Context;

use super::framework::framework_info;
use crate::framework::{Framework, Requirement, RequirementIdx};
use crate::render::address::{page_links, permalink, requirement_address, with_host};
use crate::render::context::RenderContext;
use crate::render::framework_info::FrameworkInfo;
use crate::render::view::LinkView;
use crate::site::{Coverage, Covered, PageId, State};
use crate::table::Sheet;

/// A requirement that something covers, as one of `rows`.
#[derive(Debug, Serialize)]
struct RowView {
    id: String,
    title: String,
    url: String,
    state: &'static str,
    explained: Vec<LinkView>,
    mentioned: Vec<LinkView>,
    tables: Vec<LinkView>,
}

/// A principal requirement with what nothing covers below it, as one of `gaps`.
#[derive(Debug, Serialize)]
struct GapsView {
    /// Empty for principal requirements that have nothing below them: they are in one list.
    id: String,
    title: String,
    requirements: Vec<GapView>,
}

/// A requirement that nothing covers.
#[derive(Debug, Serialize)]
struct GapView {
    id: String,
    title: String,
    url: String,
}

/// A requirement in `coverage.json`.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    tags: &'a [String],
    assessed: bool,
    state: &'static str,
    explained: Vec<String>,
    mentioned: Vec<String>,
    tables: Vec<String>,
}

/// The whole of `coverage.json`.
#[derive(Debug, Serialize)]
struct Export<'a> {
    version: u8,
    framework: &'a str,
    framework_version: &'a str,
    requirements: Vec<Entry<'a>>,
}

/// What nothing covers below a principal requirement.
pub(super) struct Gaps {
    /// Nothing for principal requirements that have nothing below them: `indices` are these requirements themselves.
    pub(super) principal: Option<RequirementIdx>,
    pub(super) indices: Vec<RequirementIdx>,
}

/// The assessed requirements that nothing covers, by their principal requirement.
pub(super) fn gaps(framework: &Framework, coverage: &Coverage) -> Vec<Gaps> {
    let is_gap = |idx: &RequirementIdx| framework.is_assessed(*idx) && coverage.state(*idx) == State::Gap;
    let mut all: Vec<Gaps> = Vec::new();
    for (principal, _) in framework.principals() {
        let below = std::iter::once(principal).chain(framework.below(principal).map(|(idx, _)| idx));
        let indices: Vec<RequirementIdx> = below.filter(is_gap).collect();
        let is_alone = framework.is_leaf(principal);
        match all.last_mut() {
            _ if indices.is_empty() => {}
            Some(last) if is_alone && last.principal.is_none() => last.indices.extend(indices),
            _ => all.push(Gaps { principal: (!is_alone).then_some(principal), indices }),
        }
    }
    all
}

/// What exports and style sheets call the state of a requirement: what is not assessed is no gap.
pub(super) fn state_word(framework: &Framework, idx: RequirementIdx, covered: &Covered) -> &'static str {
    if framework.requirement(idx).withdrawn.is_some() {
        return "withdrawn";
    }
    match covered.state() {
        State::Gap if !framework.is_assessed(idx) => "group",
        state @ (State::Explained | State::Mentioned | State::Table | State::Gap) => state.name(),
    }
}

const HEAD: [&str; 8] = ["id", "title", "tags", "state", "explained", "mentioned", "tables", "assessed"];

/// Adds gaps and rows.
pub(super) fn insert(context: &RenderContext<'_>, info: &FrameworkInfo<'_>, values: &mut Context) {
    let FrameworkInfo { framework, coverage, .. } = info;
    let gaps = gaps(framework, coverage);
    let gaps: Vec<GapsView> = gaps.iter().map(|gaps| gaps_view(context, framework, gaps)).collect();
    values.insert("gaps", &gaps);
    let rows = framework.requirements().filter_map(|(idx, requirement)| {
        let covered = coverage.of(idx)?;
        Some(RowView {
            id: requirement.id.clone(),
            title: requirement.title.clone(),
            url: requirement_address(context, framework, idx),
            state: covered.state().name(),
            explained: page_links(context, &covered.explained),
            mentioned: page_links(context, &covered.mentioned),
            tables: page_links(context, &covered.tables),
        })
    });
    values.insert("rows", &rows.collect::<Vec<_>>());
    values.insert("has_providers", &false);
    values.insert("has_withdrawn", &false);
    values.insert("has_groups", &false);
}

fn gaps_view(context: &RenderContext<'_>, framework: &Framework, gaps: &Gaps) -> GapsView {
    let view = |idx: &RequirementIdx| {
        let requirement = framework.requirement(*idx);
        let (id, title) = (requirement.id.clone(), requirement.title.clone());
        GapView { id, title, url: requirement_address(context, framework, *idx) }
    };
    let principal = gaps.principal.map(|idx| framework.requirement(idx));
    GapsView {
        id: principal.map(|principal| principal.id.clone()).unwrap_or_default(),
        title: principal.map(|principal| principal.title.clone()).unwrap_or_default(),
        requirements: gaps.indices.iter().map(view).collect(),
    }
}

/// `coverage.csv` and `coverage.xlsx`: every requirement in order, addresses separated by spaces.
pub(in crate::render) fn sheet<'a>(context: &RenderContext<'a>, framework: &'a Framework) -> Sheet {
    let link = |(idx, _)| with_host(context, &requirement_address(context, framework, idx));
    let links: Vec<String> = framework.requirements().map(link).collect();
    let rows = entries(context, framework).into_iter().map(|entry| {
        let words = |list: &[String]| list.join(" ");
        let (id, title, state) = (entry.id.to_owned(), entry.title.to_owned(), entry.state.to_owned());
        let (explained, mentioned) = (words(&entry.explained), words(&entry.mentioned));
        let assessed = entry.assessed.to_string();
        [id, title, words(entry.tags), state, explained, mentioned, words(&entry.tables), assessed]
    });
    Sheet::new("Coverage", HEAD, rows).with_links(links)
}

/// `coverage.json`: the same.
pub(in crate::render) fn json<'a>(context: &RenderContext<'a>, framework: &'a Framework) -> String {
    let export = Export {
        version: 1,
        framework: &framework.key,
        framework_version: &framework.version,
        requirements: entries(context, framework),
    };
    let mut text = serde_json::to_string_pretty(&export).unwrap_or_default();
    text.push('\n');
    text
}

fn entries<'a>(context: &RenderContext<'a>, framework: &'a Framework) -> Vec<Entry<'a>> {
    let info = framework_info(context, framework);
    let nothing = Covered::default();
    let urls = |pages: &[PageId]| pages.iter().map(|page| permalink(context, &context.site.page(*page).url)).collect();
    let entry = |(idx, requirement): (RequirementIdx, &'a Requirement)| {
        let covered = info.coverage.of(idx).unwrap_or(&nothing);
        Entry {
            id: &requirement.id,
            title: &requirement.title,
            tags: &requirement.tags,
            assessed: framework.is_assessed(idx),
            state: state_word(framework, idx, covered),
            explained: urls(&covered.explained),
            mentioned: urls(&covered.mentioned),
            tables: urls(&covered.tables),
        }
    };
    framework.requirements().map(entry).collect()
}
