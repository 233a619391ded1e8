//! What a site covers of a framework: the gaps first, then requirement by requirement; also as CSV and JSON.

use serde::Serialize;
use tera::Context;

use super::framework::framework_info_for;
use crate::framework::{Framework, Inapplicable, Requirement, RequirementIdx};
use crate::render::address::{page_links, permalink, requirement_address, with_host};
use crate::render::applicability::{left_out, profiles};
use crate::render::context::RenderContext;
use crate::render::framework_info::FrameworkInfo;
use crate::render::view::LinkView;
use crate::site::{Covered, PageId, ProfileIdx, State, Subject};
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
    /// Why it does not apply; nothing where it does.
    reason: Option<String>,
    explained: Vec<String>,
    mentioned: Vec<String>,
    tables: Vec<String>,
}

/// A profile in `coverage.json`.
#[derive(Debug, Serialize)]
struct ProfileEntry<'a> {
    /// Nothing where it is none of the named profiles of the site.
    name: Option<&'a str>,
    title: &'a str,
}

/// The whole of `coverage.json`.
#[derive(Debug, Serialize)]
struct Export<'a> {
    version: u8,
    framework: &'a str,
    framework_version: &'a str,
    /// For whom; nothing where everything applies.
    profile: Option<ProfileEntry<'a>>,
    requirements: Vec<Entry<'a>>,
}

/// What nothing covers below a principal requirement.
pub(super) struct Gaps {
    /// Nothing for principal requirements that have nothing below them: `indices` are these requirements themselves.
    pub(super) principal: Option<RequirementIdx>,
    pub(super) indices: Vec<RequirementIdx>,
}

/// The assessed requirements that apply and that nothing covers, by their principal requirement.
pub(super) fn gaps(info: &FrameworkInfo<'_>) -> Vec<Gaps> {
    let FrameworkInfo { framework, coverage, .. } = info;
    let is_gap = |idx: &RequirementIdx| info.is_counted(*idx) && coverage.state(*idx) == State::Gap;
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
pub(super) fn state_word(info: &FrameworkInfo<'_>, idx: RequirementIdx, covered: &Covered) -> &'static str {
    let framework = info.framework;
    if framework.requirement(idx).withdrawn.is_some() {
        return "withdrawn";
    }
    if !info.applicability.applies(idx) {
        return "not-applicable";
    }
    match covered.state() {
        State::Gap if !framework.is_assessed(idx) => "group",
        state @ (State::Explained | State::Mentioned | State::Table | State::Gap) => state.name(),
    }
}

const HEAD: [&str; 9] = ["id", "title", "tags", "state", "explained", "mentioned", "tables", "assessed", "reason"];

/// Adds gaps, rows, what does not apply, and the pages for other profiles.
pub(super) fn insert(context: &RenderContext<'_>, info: &FrameworkInfo<'_>, subject: &Subject, values: &mut Context) {
    let FrameworkInfo { framework, coverage, applicability, .. } = info;
    values.insert("profiles", &profiles(context, subject));
    let assessed = framework.assessed().map(|(idx, _)| idx);
    values.insert("left_out", &left_out(context, framework, applicability, assessed));
    let gaps = gaps(info);
    let gaps: Vec<GapsView> = gaps.iter().map(|gaps| gaps_view(context, framework, gaps)).collect();
    values.insert("gaps", &gaps);
    let rows = framework.requirements().filter_map(|(idx, requirement)| {
        let covered = coverage.of(idx).filter(|_| applicability.applies(idx))?;
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
    values.insert("has_inapplicable", &false);
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
pub(in crate::render) fn sheet<'a>(
    context: &RenderContext<'a>,
    framework: &'a Framework,
    profile: Option<ProfileIdx>,
) -> Sheet {
    let link = |(idx, _)| with_host(context, &requirement_address(context, framework, idx));
    let links: Vec<String> = framework.requirements().map(link).collect();
    let rows = entries(context, framework, profile).into_iter().map(|entry| {
        let words = |list: &[String]| list.join(" ");
        let (id, title, state) = (entry.id.to_owned(), entry.title.to_owned(), entry.state.to_owned());
        let (explained, mentioned) = (words(&entry.explained), words(&entry.mentioned));
        let assessed = entry.assessed.to_string();
        let reason = entry.reason.unwrap_or_default();
        [id, title, words(entry.tags), state, explained, mentioned, words(&entry.tables), assessed, reason]
    });
    Sheet::new("Coverage", HEAD, rows).with_links(links)
}

/// `coverage.json`: the same.
pub(in crate::render) fn json<'a>(
    context: &RenderContext<'a>,
    framework: &'a Framework,
    profile: Option<ProfileIdx>,
) -> String {
    let shown = profile.map(|profile| context.site.profiles().get(profile));
    let export = Export {
        version: 1,
        framework: &framework.key,
        framework_version: &framework.version,
        profile: shown.map(|profile| ProfileEntry { name: profile.name.as_deref(), title: &profile.title }),
        requirements: entries(context, framework, profile),
    };
    let mut text = serde_json::to_string_pretty(&export).unwrap_or_default();
    text.push('\n');
    text
}

fn entries<'a>(context: &RenderContext<'a>, framework: &'a Framework, profile: Option<ProfileIdx>) -> Vec<Entry<'a>> {
    let info = framework_info_for(context, framework, profile);
    let nothing = Covered::default();
    let urls = |pages: &[PageId]| pages.iter().map(|page| permalink(context, &context.site.page(*page).url)).collect();
    let entry = |(idx, requirement): (RequirementIdx, &'a Requirement)| {
        let covered = info.coverage.of(idx).unwrap_or(&nothing);
        Entry {
            id: &requirement.id,
            title: &requirement.title,
            tags: &requirement.tags,
            assessed: framework.is_assessed(idx),
            state: state_word(&info, idx, covered),
            reason: info.applicability.reason(idx).map(Inapplicable::words),
            explained: urls(&covered.explained),
            mentioned: urls(&covered.mentioned),
            tables: urls(&covered.tables),
        }
    };
    framework.requirements().map(entry).collect()
}
