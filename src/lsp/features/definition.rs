//! Go to definition: from a link to its target, from an id to its framework, from a shortcode to its template.

use gen_lsp_types as lsp;
use serde_json::{Value, json};

use crate::framework::{Framework, Origin, RequirementIdx};
use crate::lsp::cursor::{Cursor, LinkTarget, RequirementAt};
use crate::lsp::loaded::Loaded;
use crate::lsp::outbox::Failure;
use crate::lsp::query::{Feature, Query, Reach, position};
use crate::site::{EdgeKind, PageId, Target};
use crate::source::{Location, Span};

pub(super) const FEATURE: Feature = Feature {
    method: "textDocument/definition",
    capability: ("definitionProvider", |_| json!(true)),
    reach: Reach::Current,
    answer,
};

fn answer(query: &Query<'_>, parameters: &Value) -> Result<Value, Failure> {
    let Some(cursor) = Cursor::at(query, position(parameters)?) else { return Ok(Value::Null) };
    let found: Vec<lsp::Location> =
        places(&cursor).into_iter().filter_map(|place| query.site.location(place)).collect();
    Ok(if found.is_empty() { Value::Null } else { json!(found) })
}

fn places(cursor: &Cursor<'_>) -> Vec<Location> {
    let site = cursor.query.site;
    if let Some(tag) = cursor.shortcode()
        && cursor.link().is_none()
    {
        return site.project.theme.shortcode_file(&tag.name).map(Location::start_of).into_iter().collect();
    }
    if let Some(RequirementAt { framework, idx, .. }) = cursor.requirement() {
        return of_requirement(site, framework, idx);
    }
    if let Some(link) = cursor.link() {
        return of_link(site, &link).into_iter().collect();
    }
    if let Some((_, term)) = cursor.term() {
        return vec![term.location()];
    }
    of_framework_key(cursor).into_iter().collect()
}

/// Where a requirement is written; of one that is built in, the articles that explain it.
pub(super) fn of_requirement(site: &Loaded, framework: &Framework, idx: RequirementIdx) -> Vec<Location> {
    match (framework.requirement(idx).location, framework.origin) {
        (Some(location), _) => vec![location],
        (None, Origin::File(file)) => vec![Location::start_of(file)],
        (None, Origin::BuiltIn) => {
            let edges = site.project.edges.of(&framework.key, idx).iter();
            edges.filter(|edge| edge.kind == EdgeKind::Explains).map(|edge| edge.location).collect()
        }
    }
}

fn of_link(site: &Loaded, link: &LinkTarget<'_>) -> Option<Location> {
    let project = &site.project;
    match link.target {
        Target::Page(page) => of_page(site, page, link.anchor.as_deref()),
        Target::Alias(index) => of_page(site, project.site.aliases()[index].page, link.anchor.as_deref()),
        Target::Asset(file) => Some(Location::start_of(file)),
        Target::GeneratedPage(id) => {
            let framework = project.frameworks.get(project.site.generated(id).subject.framework()?)?;
            let idx = link.anchor.as_deref().and_then(|id| framework.find(id));
            match idx {
                Some(idx) => of_requirement(site, framework, idx).into_iter().next(),
                None => of_framework(framework),
            }
        }
        Target::GeneratedFile => None,
    }
}

/// The heading or the anchor with this id, else the title of the page, else the beginning of its file.
fn of_page(site: &Loaded, page: PageId, anchor: Option<&str>) -> Option<Location> {
    let page = site.project.site.page(page);
    let document = &page.document;
    let of_anchor = |id: &str| -> Option<Span> {
        let heading = document.headings.iter().find(|heading| heading.id.as_deref() == Some(id));
        let anchor = || document.anchors.iter().find(|anchor| anchor.value == id).map(|anchor| anchor.span);
        heading.map(|heading| heading.span).or_else(anchor)
    };
    let title = page.front.title.as_ref().map(|title| title.span);
    Some(Location::new(page.file?, anchor.and_then(of_anchor).or(title).unwrap_or_default()))
}

fn of_framework(framework: &Framework) -> Option<Location> {
    match framework.origin {
        Origin::File(file) => Some(Location::start_of(file)),
        Origin::BuiltIn => None,
    }
}

/// The framework that a key of front matter or of a table names.
fn of_framework_key(cursor: &Cursor<'_>) -> Option<Location> {
    let keys = cursor.keys()?;
    let frameworks = &cursor.query.site.project.frameworks;
    let is_value =
        !keys.is_on_key && matches!(keys.names.last().map(String::as_str), Some("framework" | "source" | "target"));
    let text = cursor.text();
    let named = if is_value {
        let line = text[keys.span.end..].lines().next()?;
        line.trim_start_matches([':', ' ', '"', '\'']).split(['"', '\'', ' ', '}', ',']).next()?
    } else {
        keys.names.last().filter(|_| keys.names.first().is_some_and(|first| first == "requirements"))?
    };
    of_framework(frameworks.get(named)?)
}
