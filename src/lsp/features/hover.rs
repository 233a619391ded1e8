//! Hover: what is known of the link, the requirement, the key or the shortcode at a position, and of its findings.

use gen_lsp_types as lsp;
use serde_json::{Value, json};

use crate::finding::{Finding, explanation, paragraph, visible};
use crate::framework::{Framework, Requirement, RequirementIdx};
use crate::front::KNOWN;
use crate::glossary::DefinedTerm;
use crate::lsp::cursor::{Cursor, LinkTarget, RequirementAt};
use crate::lsp::loaded::Loaded;
use crate::lsp::outbox::Failure;
use crate::lsp::query::{Feature, Query, Reach, position};
use crate::markdown;
use crate::markdown::Piece;
use crate::render::shortcode_arguments;
use crate::site::{EdgeKind, Page, Target};
use crate::source::Span;
use crate::table::{Body, Matrix};

pub(super) const FEATURE: Feature = Feature {
    method: "textDocument/hover",
    capability: ("hoverProvider", |_| json!(true)),
    reach: Reach::Current,
    answer,
};

/// So many articles are named; of more, their number is said.
const MAX_ARTICLES: usize = 8;

/// So many bytes of a first sentence are shown.
const MAX_SENTENCE: usize = 300;

fn answer(query: &Query<'_>, parameters: &Value) -> Result<Value, Failure> {
    let Some(cursor) = Cursor::at(query, position(parameters)?) else { return Ok(Value::Null) };
    let known = of_key(&cursor)
        .or_else(|| of_shortcode(&cursor))
        .or_else(|| cursor.requirement().map(|requirement| (requirement.span, of_requirement(query.site, requirement))))
        .or_else(|| cursor.link().map(|target| (target.link.span, of_link(query.site, &target))))
        .or_else(|| cursor.term().map(|(span, term)| (span, of_term(term))));
    let findings: Vec<&Finding> = cursor.findings().collect();
    let span = known.as_ref().map(|(span, _)| *span).or_else(|| findings.first().map(|finding| finding.location.span));
    let Some(span) = span else { return Ok(Value::Null) };
    let parts: Vec<String> =
        known.map(|(_, text)| text).into_iter().chain(findings.into_iter().map(of_finding)).collect();
    let contents = lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: parts.join("\n\n---\n\n") };
    Ok(json!(lsp::Hover { contents: contents.into(), range: Some(query.site.lines(cursor.file).range(span)) }))
}

/// The text as Markdown shows it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in visible(text).chars() {
        if letter.is_ascii_punctuation() && !matches!(letter, '.' | ',' | '-' | '/' | ':' | '(' | ')' | '\'' | '"') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// The code of a finding, what it means, and the remedy.
fn of_finding(finding: &Finding) -> String {
    let page = explanation(finding.code);
    let found = paragraph(&page, "What is found").unwrap_or_else(|| finding.code.summary().to_owned());
    let remedy = paragraph(&page, "Remedy").map(|remedy| format!("\n\n{remedy}")).unwrap_or_default();
    format!("**{}** {}: {found}{remedy}", finding.code.id(), finding.code.name())
}

fn of_key(cursor: &Cursor<'_>) -> Option<(Span, String)> {
    let keys = cursor.page.and_then(|_| cursor.keys()).filter(|keys| keys.is_on_key)?;
    let [name] = keys.names.as_slice() else { return None };
    let known =
        KNOWN.iter().find(|known| known.name.eq_ignore_ascii_case(name)).filter(|known| !known.about.is_empty())?;
    Some((keys.span, format!("**{}**: {}", known.name, known.about)))
}

fn of_shortcode(cursor: &Cursor<'_>) -> Option<(Span, String)> {
    let tag = cursor.shortcode()?;
    // Arguments may be links, which say more.
    if cursor.offset > tag.span.start + "{{< /".len() + tag.name.len() {
        return None;
    }
    let project = &cursor.query.site.project;
    let own = project.theme.shortcode_file(&tag.name);
    let arguments = shortcode_arguments(&tag.name, own.map(|file| cursor.query.site.text(file)));
    let from = own.map_or_else(|| "built in".to_owned(), |file| format!("`{}`", project.sources.get(file).path));
    let arguments = match arguments.is_empty() {
        true => "none with a name".to_owned(),
        false => arguments.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    };
    Some((tag.span, format!("**{}**: a shortcode, {from}\n\nArguments: {arguments}", escaped(&tag.name))))
}

/// Title, versions, who is responsible, and which articles explain it.
fn of_requirement(site: &Loaded, at: RequirementAt<'_>) -> String {
    let RequirementAt { framework, idx, .. } = at;
    let requirement = framework.requirement(idx);
    let name = escaped(&format!("{} {}", framework.name, requirement.id));
    let mut parts = vec![format!("**{name}** {}", escaped(&requirement.title))];
    parts.push(format!("Version {}", escaped(&framework.version)));
    parts.extend(version_notes(framework, requirement));
    parts.extend(responsible(site, framework, idx));
    parts.extend(explained(site, framework, idx));
    parts.join("\n\n")
}

/// What became of it, or is to become of it, and what it was before.
fn version_notes(framework: &Framework, requirement: &Requirement) -> Vec<String> {
    let listed = |ids: &[String]| ids.iter().map(|id| escaped(id)).collect::<Vec<_>>().join(", ");
    let mut notes = Vec::new();
    match requirement.withdrawn.as_deref() {
        Some([]) => notes.push("Withdrawn".to_owned()),
        Some(to) => notes.push(format!("Withdrawn: see {}", listed(to))),
        None => {}
    }
    if let Some(superseded) = &requirement.superseded {
        notes.push(format!("Superseded from {} by {}", superseded.on, listed(&superseded.by)));
    }
    let former = framework.renumbered.iter().filter(|change| change.to.contains(&requirement.id));
    notes.extend(former.map(|change| {
        let verb = if change.is_same { "Was" } else { "Took over contents of" };
        format!("{verb} {} in version {}", escaped(&change.from), escaped(&change.version))
    }));
    notes
}

/// Who answers it, by the responsibility matrices of the site.
fn responsible(site: &Loaded, framework: &Framework, idx: RequirementIdx) -> Vec<String> {
    let matrices = site.project.site.tables().filter_map(|(file, table)| match &table.body {
        Body::Responsibility(matrix) if matrix.framework == framework.key => Some((file, matrix)),
        Body::Responsibility(_) | Body::Comparison(_) | Body::Crosswalk(_) | Body::Csv(_) => None,
    });
    let of = |matrix: &Matrix| {
        let resolved = matrix.resolved.iter().find(|resolved| resolved.requirement == idx)?;
        let who = matrix.who(resolved)?;
        let names =
            who.parties().iter().filter_map(|party| matrix.parties.get(*party)).map(|party| escaped(&party.name));
        let names: Vec<String> = names.collect();
        Some(if names.is_empty() { "not applicable".to_owned() } else { names.join(", ") })
    };
    let note =
        |(file, matrix)| Some(format!("Responsible: {} (`{}`)", of(matrix)?, site.project.sources.get(file).path));
    matrices.filter_map(note).collect()
}

/// The articles that explain it, with links to their files.
fn explained(site: &Loaded, framework: &Framework, idx: RequirementIdx) -> Option<String> {
    let edges = site.project.edges.of(&framework.key, idx);
    let mut pages: Vec<_> = edges.iter().filter(|edge| edge.kind == EdgeKind::Explains).map(|edge| edge.page).collect();
    pages.dedup();
    let others = edges.len() - pages.len();
    let link = |page: &Page| {
        let uri = page.file.and_then(|file| site.uri_of(file));
        let title = escaped(&page.title);
        uri.map_or_else(|| title.clone(), |uri| format!("[{title}](<{uri}>)"))
    };
    let named: Vec<String> = pages.iter().take(MAX_ARTICLES).map(|page| link(site.project.site.page(*page))).collect();
    let more = pages.len().saturating_sub(MAX_ARTICLES);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    match (named.is_empty(), others) {
        (true, 0) => None,
        (true, others) => Some(format!("Explained by no article; named in {others} places")),
        (false, others) => Some(format!("Explained by {}{more}; named in {others} other places", named.join(", "))),
    }
}

/// The title of what a link leads to, and its first sentence.
fn of_link(site: &Loaded, link: &LinkTarget<'_>) -> String {
    let project = &site.project;
    let anchor = link.anchor.as_ref().map(|anchor| format!(" · #{}", escaped(anchor))).unwrap_or_default();
    match link.target {
        Target::Page(id) => of_page(project.site.page(id), link),
        Target::Alias(index) => of_page(project.site.page(project.site.aliases()[index].page), link),
        Target::Asset(file) => format!("**{}**{anchor}", escaped(&project.sources.get(file).path)),
        Target::GeneratedPage(id) => format!("**{}**{anchor}", escaped(&project.site.generated(id).title)),
        Target::GeneratedFile => format!("A generated file: {}", escaped(&link.link.destination)),
    }
}

/// A defined term, what it stands for, and what it means.
fn of_term(term: &DefinedTerm) -> String {
    let expansion = term.expansion().map(|expansion| format!(": {}", escaped(expansion))).unwrap_or_default();
    format!("**{}**{expansion}\n\n{}", escaped(term.name()), escaped(&term.definition.text))
}

fn of_page(page: &Page, link: &LinkTarget<'_>) -> String {
    let heading = link.anchor.as_ref().and_then(|anchor| {
        let headings = page.document.headings.iter();
        headings.filter(|heading| heading.id.as_ref() == Some(anchor)).map(|heading| heading.text.as_str()).next()
    });
    let title = match heading {
        Some(heading) => format!("**{}** · {}", escaped(&page.title), escaped(heading)),
        None => format!("**{}**", escaped(&page.title)),
    };
    let described = page.front.description.as_ref().map(|description| description.value.clone());
    match described.or_else(|| first_sentence(page)) {
        Some(sentence) => format!("{title}\n\n{}", escaped(&sentence)),
        None => title,
    }
}

/// The first sentence of the first paragraph.
fn first_sentence(page: &Page) -> Option<String> {
    let html = page.document.pieces.iter().filter_map(|piece| match piece {
        Piece::Html(html) => Some(html.as_str()),
        Piece::Href(_)
        | Piece::ImageSize { .. }
        | Piece::Citation(_)
        | Piece::CitationEnd(_)
        | Piece::Term(_)
        | Piece::TermEnd(_)
        | Piece::Table(_)
        | Piece::Embed(_) => None,
    });
    let html: String = html.collect();
    let paragraph = html.split_once("<p>")?.1.split("</p>").next()?;
    let text = markdown::text(paragraph).split_whitespace().collect::<Vec<_>>().join(" ");
    let sentence = text.split_inclusive(['.', '!', '?']).next().filter(|sentence| sentence.len() <= MAX_SENTENCE);
    let cut = || text[..text.floor_char_boundary(MAX_SENTENCE)].to_owned();
    Some(sentence.map_or_else(cut, str::to_owned)).filter(|sentence| !sentence.is_empty())
}
