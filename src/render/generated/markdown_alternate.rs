//! Generated pages as Markdown: the same as the page says, without its drawings.
//!
//! Each subject is written from the model and not from the view for its template.

use super::baseline::{baselines, selected_from};
use super::changes;
use super::coverage::gaps;
use super::crosswalk::derived_through;
use super::documents::document_views;
use super::framework::{framework_info, frameworks_with_pages};
use super::map::{Cell, is_for_service_providers};
use super::page::framework_info_of;
use super::requirement::{applies_to, former_ids};
use super::{party, redline};
use crate::framework::{Framework, Requirement, RequirementIdx};
use crate::render::address::{generated_link, link, page_links, requirement_address, requirement_links};
use crate::render::applicability::left_out;
use crate::render::context::RenderContext;
use crate::render::framework_info::FrameworkInfo;
use crate::render::left_out_view::{LeftOutIdView, LeftOutView};
use crate::render::markdown_text::{capitalized, escaped, markdown_link, markdown_links, push_table, titled};
use crate::render::view::{DateView, LinkView};
use crate::site::{Covered, PageId, Related, Subject, unreached};
use crate::table::{Relation, Who};

/// Writes what the page of a subject says below its title.
pub(in crate::render) fn push_subject(context: &RenderContext<'_>, subject: &Subject, text: &mut String) {
    let framework = subject.framework().and_then(|key| context.frameworks.get(key));
    let info = framework.map(|framework| framework_info_of(context, framework, subject));
    match (subject, info.as_deref()) {
        (Subject::Documents, _) => push_documents(context, text),
        (Subject::Frameworks, _) => push_frameworks(context, text),
        (Subject::Framework(_) | Subject::MapFor(..), Some(info)) => push_map(context, info, text),
        (Subject::Principal(_, idx), Some(info)) => push_principal(context, info, *idx, text),
        (Subject::Coverage(_) | Subject::CoverageFor(..), Some(info)) => push_coverage(context, info, text),
        (Subject::Changes(_), Some(info)) => changes::push_markdown(context, info, text),
        (Subject::Crosswalk(_), Some(info)) => push_crosswalk(context, info.framework, text),
        (Subject::Redline(section), _) => redline::push_markdown(context, *section, text),
        (Subject::Party(file, party), _) => text.push_str(&party::markdown(context, (*file, *party))),
        // It consists of pages: see `render/markdown_alternate.rs`.
        (Subject::Print(_), _) => {}
        // A framework that has pages exists.
        (
            Subject::Framework(_)
            | Subject::Principal(..)
            | Subject::Coverage(_)
            | Subject::MapFor(..)
            | Subject::CoverageFor(..)
            | Subject::Changes(_)
            | Subject::Crosswalk(_),
            None,
        ) => {}
    }
}

fn push_documents(context: &RenderContext<'_>, text: &mut String) {
    let labels = context.theme.labels();
    let documents = document_views(context);
    let has_profiles = documents.iter().any(|document| !document.applies_to.is_empty());
    let rows = documents.into_iter().map(|document| {
        let control = document.control;
        let day = |date: Option<DateView>| date.map(|date| date.day).unwrap_or_default();
        let own = LinkView { title: document.title, url: document.url };
        let (reviewed, next) = (day(control.reviewed), day(control.next));
        [
            markdown_link(&own),
            control.owner,
            control.version,
            reviewed,
            next,
            labels.text(&format!("state_{}", control.review)).to_owned(),
            document.applies_to,
        ]
    });
    let head = ["document", "owner", "version", "reviewed", "next_review", "state"].map(|key| labels.text(key));
    let [document, owner, version, reviewed, next, state] = head;
    if has_profiles {
        let head = [document, owner, version, reviewed, next, state, labels.text("applies_to")];
        return push_table(head, rows, text);
    }
    push_table(
        head,
        rows.map(|[document, owner, version, reviewed, next, state, _]| {
            [document, owner, version, reviewed, next, state]
        }),
        text,
    );
}

fn push_frameworks(context: &RenderContext<'_>, text: &mut String) {
    let rows = frameworks_with_pages(context).map(|(id, framework)| {
        let info = framework_info(context, framework);
        let counts = info.coverage.counts(info.counted());
        let [explained, mentioned, table, gap] = counts.map(|count| count.to_string());
        let (assessed, in_force) = (info.view.assessed.to_string(), info.view.in_force.to_string());
        [markdown_link(&generated_link(context, id)), assessed, in_force, explained, mentioned, table, gap]
    });
    let head = ["framework", "assessed", "in_force", "explained", "mentioned", "in_table", "not_covered"];
    let head = head.map(|key| capitalized(context.theme.labels().text(key)));
    push_table(head.each_ref().map(String::as_str), rows, text);
}

/// Writes the map as lists: every requirement with what covers it.
fn push_map(context: &RenderContext<'_>, info: &FrameworkInfo<'_>, text: &mut String) {
    let framework = info.framework;
    push_left_out(context, info, text);
    for (principal, requirement) in framework.principals() {
        let address = requirement_address(context, framework, principal);
        text.push_str(&format!("## [{}]({address})\n\n", titled(requirement)));
        for (idx, requirement) in framework.below(principal) {
            let indent = "  ".repeat(requirement.depth.saturating_sub(1));
            let words = Cell::new(info, idx).words(&titled(requirement), context.theme.labels());
            text.push_str(&format!("{indent}- {words}\n"));
        }
        text.push('\n');
    }
}

/// Writes which assessed requirements do not apply, and why.
fn push_left_out(context: &RenderContext<'_>, info: &FrameworkInfo<'_>, text: &mut String) {
    let labels = context.theme.labels();
    let assessed = info.framework.assessed().map(|(idx, _)| idx);
    let left_out = left_out(context, info.framework, info.applicability, assessed);
    if left_out.is_empty() {
        return;
    }
    text.push_str(&format!("## {}\n\n", labels.text("left_out")));
    for LeftOutView { reason, count, requirements } in &left_out {
        let head = labels.count("left_out_because", *count, &[("reason", &escaped(reason))]);
        let links: Vec<LinkView> = requirements.iter().map(LeftOutIdView::link).collect();
        text.push_str(&format!("- {head}: {}\n", markdown_links(&links, labels)));
    }
    text.push('\n');
}

fn push_principal(context: &RenderContext<'_>, info: &FrameworkInfo<'_>, principal: RequirementIdx, text: &mut String) {
    let framework = info.framework;
    let indices = std::iter::once(principal).chain(framework.below(principal).map(|(idx, _)| idx));
    for idx in indices {
        let requirement = framework.requirement(idx);
        if idx != principal {
            let level = "#".repeat((requirement.depth + 1).min(6));
            text.push_str(&format!("{level} {}\n\n", titled(requirement)));
        }
        let mut facts: Vec<String> = Vec::new();
        push_applicability(context, info, idx, &mut facts);
        push_versions(context, framework, requirement, &mut facts);
        push_responsible(context, info, idx, &mut facts);
        if let Some(covered) = info.coverage.of(idx) {
            push_covered(context, covered, &mut facts);
        }
        facts.extend(info.related_to(idx).iter().filter_map(|pair| beside(context, pair)));
        let labels = context.theme.labels();
        let lists = [
            ("selected_from", selected_from(context, framework, idx)),
            ("baselines", baselines(context, framework, idx)),
        ];
        let lists = lists.iter().filter(|(_, links)| !links.is_empty());
        facts.extend(lists.map(|(key, links)| format!("{}: {}", labels.text(key), markdown_links(links, labels))));
        facts.iter().for_each(|fact| text.push_str(&format!("- {fact}\n")));
        if !facts.is_empty() {
            text.push('\n');
        }
        if let Some(prose) = &requirement.prose {
            text.push_str(&format!("{}\n\n", prose.trim_end()));
        }
    }
}

/// Adds to whom a requirement does not apply, and to whom it does.
fn push_applicability(
    context: &RenderContext<'_>,
    info: &FrameworkInfo<'_>,
    idx: RequirementIdx,
    facts: &mut Vec<String>,
) {
    let labels = context.theme.labels();
    let reason = info.applicability.reason(idx).map(|reason| escaped(&reason.shown(labels)));
    facts.extend(reason.map(|reason| labels.fill("does_not_apply_because", &[("reason", &reason)])));
    if let Some(titles) = applies_to(context, info.framework, idx) {
        let names = if titles.is_empty() {
            labels.text("no_profile").to_owned()
        } else {
            titles.join(labels.text("separator"))
        };
        facts.push(format!("{}: {}", labels.text("applies_to"), escaped(&names)));
    }
}

/// Adds what became of a requirement from version to version.
fn push_versions(
    context: &RenderContext<'_>,
    framework: &Framework,
    requirement: &Requirement,
    facts: &mut Vec<String>,
) {
    let labels = context.theme.labels();
    let links = |ids: &[String]| markdown_links(&requirement_links(context, framework, ids), labels);
    facts.extend(is_for_service_providers(requirement).then(|| capitalized(labels.text("providers_only"))));
    if let Some(since) = &requirement.superseded {
        let (day, by) = (since.on.to_string(), links(&since.by));
        facts.push(capitalized(&labels.fill("superseded", &[("date", &day), ("requirements", &by)])));
    }
    for (version, ids) in former_ids(framework, &requirement.id) {
        let ids = escaped(&ids.join(labels.text("separator")));
        facts.push(labels.fill("former_id", &[("id", &ids), ("version", &escaped(version))]));
    }
    if let Some(went) = &requirement.withdrawn {
        facts.push(capitalized(&match links(went).as_str() {
            "" => labels.text("withdrawn").to_owned(),
            went => labels.fill("withdrawn_see", &[("requirements", went)]),
        }));
    }
}

fn push_responsible(
    context: &RenderContext<'_>,
    info: &FrameworkInfo<'_>,
    idx: RequirementIdx,
    facts: &mut Vec<String>,
) {
    let labels = context.theme.labels();
    for shown in &info.matrices {
        let matrix = shown.matrix;
        let Some((resolved, who)) = shown.of(idx).and_then(|resolved| Some((resolved, matrix.who(resolved)?))) else {
            continue;
        };
        let who = match who {
            Who::One(_) => matrix.name(who, labels),
            Who::Shared(_) | Who::Conditional(_) | Who::NotApplicable => lower_first(&matrix.name(who, labels)),
        };
        let head = if info.matrices.len() > 1 { shown.name.as_str() } else { labels.text("responsible") };
        let mut fact = format!("[{}]({}): {}", escaped(head), link(context, shown.page).url, escaped(&who));
        if let Some(row) = matrix.row(resolved) {
            let texts = matrix.parties.iter().zip(&row.parts);
            for (party, part) in texts.filter(|(_, part)| !part.markdown.is_empty()) {
                fact.push_str(&format!(". {}: {}", escaped(party.shown(labels)), part.markdown.trim()));
            }
            if !row.when.markdown.is_empty() {
                fact.push_str(&format!(". {}: {}", labels.text("condition"), row.when.markdown.trim()));
            }
            if let Some(inherited) = row.inherited.and_then(|index| matrix.inherits.get(index)) {
                let name = matrix.parties[inherited.party].shown(labels);
                fact.push_str(&format!(". {}", escaped(&inherited.shown(name, labels))));
            }
            if !row.note.markdown.is_empty() {
                fact.push_str(&format!(". {}", row.note.markdown.trim()));
            }
        }
        facts.push(fact.replace('\n', " "));
    }
}

/// `Not applicable` within a line.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

fn push_covered(context: &RenderContext<'_>, covered: &Covered, facts: &mut Vec<String>) {
    let labels = context.theme.labels();
    let lists = [
        ("explained_in_pages", &covered.explained),
        ("mentioned_in_pages", &covered.mentioned),
        ("in_table_of_pages", &covered.tables),
    ];
    let links = |pages: &[PageId]| markdown_links(&page_links(context, pages), labels);
    let lists = lists.into_iter().filter(|(_, pages)| !pages.is_empty());
    facts.extend(lists.map(|(key, pages)| labels.fill(key, &[("pages", &links(pages))])));
}

fn beside(context: &RenderContext<'_>, pair: &Related<'_>) -> Option<String> {
    let other = context.frameworks.get(pair.other)?;
    let to = requirement_links(context, other, std::slice::from_ref(&other.requirement(pair.to).id));
    let note = note_of(context, pair).trim().replace('\n', " ");
    let note = if note.is_empty() { note } else { format!(". {note}") };
    let labels = context.theme.labels();
    let relation = pair.relation.word(labels);
    Some(format!("{relation} {} {}{note}", escaped(&other.name), markdown_links(&to, labels)))
}

/// The remark on a pair: for a derived one, what it goes through.
fn note_of(context: &RenderContext<'_>, pair: &Related<'_>) -> String {
    let through = derived_through(context, pair).map(|through| escaped(&through));
    through.unwrap_or_else(|| pair.mapping.note.markdown.clone())
}

fn push_coverage(context: &RenderContext<'_>, info: &FrameworkInfo<'_>, text: &mut String) {
    let FrameworkInfo { framework, coverage, .. } = info;
    let labels = context.theme.labels();
    text.push_str(&format!("## {}\n\n", labels.text("gaps")));
    let mut are_none = true;
    for gaps in gaps(info) {
        are_none = false;
        if let Some(principal) = gaps.principal {
            text.push_str(&format!("### {}\n\n", titled(framework.requirement(principal))));
        }
        for idx in gaps.indices {
            let address = requirement_address(context, framework, idx);
            text.push_str(&format!("- [{}]({address})\n", titled(framework.requirement(idx))));
        }
        text.push('\n');
    }
    if are_none {
        text.push_str(&format!("{}\n\n", labels.text("none")));
    }
    text.push_str(&format!("## {}\n\n", labels.text("covered")));
    let rows = framework.requirements().filter_map(|(idx, requirement)| {
        let covered = coverage.of(idx).filter(|_| info.applicability.applies(idx))?;
        let pages = |pages: &[PageId]| markdown_links(&page_links(context, pages), labels);
        let own = format!("[{}]({})", titled(requirement), requirement_address(context, framework, idx));
        Some([own, pages(&covered.explained), pages(&covered.mentioned), pages(&covered.tables)])
    });
    let head = ["requirement", "explained_in", "mentioned_in", "in_table_of"];
    push_table(head.map(|key| labels.text(key)), rows, text);
    push_left_out(context, info, text);
    let (csv, json) = (labels.text("requirements_csv"), labels.text("as_json"));
    text.push_str(&format!("[{csv}](coverage.csv), [{json}](coverage.json)\n"));
}

fn push_crosswalk(context: &RenderContext<'_>, framework: &Framework, text: &mut String) {
    let labels = context.theme.labels();
    let related = context.site.related(&framework.key);
    for pairs in related.chunk_by(|one, next| one.other == next.other) {
        let Some(other) = pairs.first().and_then(|pair| context.frameworks.get(pair.other)) else { continue };
        text.push_str(&format!("## {} {}\n\n", escaped(&other.name), escaped(&other.version)));
        let side = |framework: &Framework, idx: RequirementIdx| {
            let title = framework.requirement(idx).titled();
            markdown_link(&LinkView { title, url: requirement_address(context, framework, idx) })
        };
        let rows = pairs.iter().map(|pair| {
            let note = note_of(context, pair);
            [side(framework, pair.from), pair.relation.word(labels).to_owned(), side(other, pair.to), note]
        });
        let head = [framework.name.as_str(), labels.text("relation"), &other.name, labels.text("remark_of_row")];
        push_table(head, rows, text);
        let real = || pairs.iter().filter(|pair| pair.relation != Relation::None);
        let own = unreached(framework, real().map(|pair| pair.from));
        let others = unreached(other, real().map(|pair| pair.to));
        for (framework, indices) in [(framework, own), (other, others)] {
            let ids: Vec<String> = indices.iter().map(|idx| escaped(&framework.requirement(*idx).id)).collect();
            if !ids.is_empty() {
                let name = escaped(&framework.name);
                let head = labels.count("not_related", ids.len(), &[("name", &name)]);
                text.push_str(&format!("{head}: {}\n\n", ids.join(labels.text("separator"))));
            }
        }
    }
    text.push_str(&format!("[{}](crosswalk.csv)\n", labels.text("pairs_csv")));
}
