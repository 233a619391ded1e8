//! Citations of requirements as HTML.
//!
//! There are many of them, so they are written here and not by a template.

use super::address::requirement_address;
use super::card::Cards;
use super::context::RenderContext;
use crate::citation::{Meaning, meaning};
use crate::framework::{Framework, RequirementIdx};
use crate::markdown::{Citation, CitedId, Form, escape_attribute, escape_text};

/// Writes a citation: the whole of it in its short form, else what opens it.
pub(super) fn open(context: &RenderContext<'_>, cards: &Cards<'_>, citation: &Citation, html: &mut String) {
    let Some(framework) = context.frameworks.get(&citation.framework) else { return };
    let version = older_version(framework, citation);
    let cited = |id: &CitedId| cited(framework, version, id);
    match citation.form {
        Form::Words => {
            let titles: Vec<String> = citation.ids.iter().map(|id| id_and_title(framework, cited(id), id)).collect();
            let first = citation.ids.first().and_then(cited);
            open_link(context, cards, ("cited", first.map(|first| (framework, first))), &titles.join("; "), html);
        }
        Form::Mark => {
            if citation.ids.is_empty() {
                html.push_str("<span class=req>");
                html.push_str(&escape_text(&framework.name));
                html.push_str("</span>");
            }
            for (index, id) in citation.ids.iter().enumerate() {
                if index > 0 {
                    html.push_str(id.joint());
                }
                let cited = cited(id);
                let title = cited.map_or("", |cited| framework.requirement(cited).title.as_str());
                open_link(context, cards, ("req", cited.map(|cited| (framework, cited))), title, html);
                if index == 0 {
                    html.push_str(&escape_text(&framework.name));
                    html.push(' ');
                }
                html.push_str(&escape_text(&id.id));
                if index + 1 == citation.ids.len() {
                    push_version(context, version, html);
                }
                html.push_str(end_tag(cited));
            }
        }
    }
}

/// Closes a citation in its author's words.
pub(super) fn close(context: &RenderContext<'_>, citation: &Citation, html: &mut String) {
    let Some(framework) = context.frameworks.get(&citation.framework) else { return };
    let version = older_version(framework, citation);
    push_version(context, version, html);
    html.push_str(end_tag(citation.ids.first().and_then(|id| cited(framework, version, id))));
}

/// The version that is cited, unless it is the current one.
fn older_version<'c>(framework: &Framework, citation: &'c Citation) -> Option<&'c str> {
    citation.version.as_deref().filter(|version| *version != framework.version)
}

/// The requirement that a citation leads to; nothing where it has no page to lead to.
fn cited(framework: &Framework, version: Option<&str>, id: &CitedId) -> Option<RequirementIdx> {
    match meaning(framework, version, &id.id) {
        Meaning::Requirement(requirement) => Some(requirement),
        Meaning::Older | Meaning::Nothing => None,
    }
}

/// Opens the link to a requirement. It leads to the requirement's card on the page, which shows the title; where there
/// is none, the link has the title itself. Without a requirement it is no link. The class is `req` for an id, which the
/// theme shows as a mark, and `cited` for words.
fn open_link(
    context: &RenderContext<'_>,
    cards: &Cards<'_>,
    (class, target): (&str, Option<(&Framework, RequirementIdx)>),
    title: &str,
    html: &mut String,
) {
    let mut card = None;
    match target {
        Some((framework, requirement)) => {
            html.push_str("<a class=");
            html.push_str(class);
            html.push_str(" href=\"");
            html.push_str(&escape_attribute(&requirement_address(context, framework, requirement)));
            html.push('"');
            card = cards.anchor(framework, requirement);
        }
        None => {
            html.push_str("<span class=");
            html.push_str(class);
        }
    }
    if let Some(anchor) = card {
        html.push_str(" interestfor=\"");
        html.push_str(anchor);
        html.push('"');
    } else if !title.is_empty() {
        html.push_str(" title=\"");
        html.push_str(&escape_attribute(title));
        html.push('"');
    }
    html.push('>');
}

const fn end_tag(target: Option<RequirementIdx>) -> &'static str {
    if target.is_some() { "</a>" } else { "</span>" }
}

fn id_and_title(framework: &Framework, cited: Option<RequirementIdx>, id: &CitedId) -> String {
    match cited.map_or("", |cited| framework.requirement(cited).title.as_str()) {
        "" => format!("{} {}", framework.name, id.id),
        title => format!("{} {}: {title}", framework.name, id.id),
    }
}

/// Marks a version that is not the current one.
fn push_version(context: &RenderContext<'_>, version: Option<&str>, html: &mut String) {
    if let Some(version) = version {
        html.push_str(" <span class=req-version>");
        html.push_str(&escape_text(&context.theme.labels().fill("cited_version", &[("version", version)])));
        html.push_str("</span>");
    }
}
