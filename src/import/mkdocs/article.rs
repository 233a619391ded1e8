//! One article of MkDocs as one of ours: front matter, title, ids of headings, text.

use std::collections::{BTreeMap, BTreeSet};

use super::attributes::Attributes;
use super::blocks::blocks;
use super::inline::Context;
use super::link::Links;
use super::options::Options;
use super::pages::Page;
use super::snippet::Snippets;
use crate::import::account::{Account, Fate};
use crate::import::escape::without_shortcodes;
use crate::import::heading::{Ids, plain};
use crate::import::lines::{Fence, Line, fence_end, lines, text};
use crate::import::matter::{Matter, split};
use crate::yaml::Node;

/// The text of an article, before it is converted.
pub(super) struct Source {
    pub(super) matter: Option<Node>,
    pub(super) lines: Vec<Line>,
    /// The heading that is the title, as Markdown, with its id.
    pub(super) title: Option<(String, String)>,
}

/// What all articles share.
pub(super) struct Shared<'s> {
    pub(super) options: &'s Options,
    pub(super) links: &'s Links<'s>,
    pub(super) abbreviations: &'s BTreeMap<String, String>,
}

/// Reads the article `file` of this text: its front matter, what it inserts, and its title.
pub(super) fn read(
    article: &str,
    file: &str,
    (options, snippets): (&Options, &Snippets<'_>),
    account: &mut Account,
) -> Source {
    let article = article.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let (matter, count, fault) = split(&article);
    if let Some(fault) = fault {
        account.say("front matter", Fate::LeftOut, (file, 1), fault);
    }
    let body: Vec<Line> = lines(&article, 1).into_iter().skip(count).collect();
    let body = if options.has("pymdownx.snippets") { snippets.insert(body, file, account) } else { body };
    let body = without_shortcodes(body, file, account);
    let mut ids = Ids::new(options.slugs, &options.separator);
    let title = headings(&body).into_iter().find(|heading| heading.level == 1);
    let title = title.map(|heading| {
        let id = heading.id.unwrap_or_else(|| ids.claim(&plain(heading.text).text));
        (heading.text.to_owned(), id)
    });
    Source { matter, lines: body, title }
}

/// Takes the definitions of abbreviations out of an article.
pub(super) fn take_abbreviations(all: &mut Vec<Line>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut fence: Option<Line> = None;
    all.retain(|line| {
        match &fence {
            Some(open) => {
                if Fence::open(&open.text).is_some_and(|fence| fence.is_closed_by(&line.text)) {
                    fence = None;
                }
                return true;
            }
            None if Fence::open(&line.text).is_some() => {
                fence = Some(line.clone());
                return true;
            }
            None => {}
        }
        let definition = line.text.strip_prefix("*[").and_then(|rest| rest.split_once("]:"));
        let Some((short, long)) = definition.filter(|(short, _)| !short.trim().is_empty()) else { return true };
        found.insert(short.trim().to_owned(), long.trim().to_owned());
        false
    });
    found
}

/// Converts an article; `matter` has what is known of it already.
pub(super) fn convert(
    source: Source,
    (page, file): (&Page, &str),
    shared: &Shared<'_>,
    mut matter: Matter,
    account: &mut Account,
) -> String {
    let mut all = source.lines;
    let own = if shared.options.has("abbr") { take_abbreviations(&mut all) } else { BTreeMap::new() };
    own.keys().for_each(|_| account.count("definition of an abbreviation", Fate::Turned));
    let mut abbreviations = shared.abbreviations.clone();
    abbreviations.extend(own);
    let labels = labels(&all);
    let Shared { options, links, .. } = shared;
    let context = Context { page, file, options, links, abbreviations: &abbreviations, labels: &labels };
    let mut body = blocks(&all, 0, &context, account);
    definitions(&mut body, page, links, account);
    let title = number_headings(&mut body, options, account);
    matter.set(
        "title",
        crate::import::tree::text(
            &title.unwrap_or_else(|| super::nav::titled(crate::source::path::stem(&page.source))),
        ),
    );
    let mut out = matter.written();
    out.push_str(text(&body).trim_start_matches('\n').trim_end());
    out.push('\n');
    out
}

/// The labels that the article defines, in lower case.
fn labels(all: &[Line]) -> BTreeSet<String> {
    all.iter().filter_map(|line| Some(definition(&line.text)?.0.to_lowercase())).collect()
}

/// `[label]: path`.
fn definition(line: &str) -> Option<(&str, &str)> {
    let (label, rest) = line.trim_start().strip_prefix('[')?.split_once("]:")?;
    (!label.starts_with('^') && !label.contains(']') && !rest.trim().is_empty()).then(|| (label, rest.trim()))
}

/// Rewrites the destinations of labels.
fn definitions(body: &mut [Line], page: &Page, links: &Links<'_>, account: &mut Account) {
    let mut at = 0;
    while at < body.len() {
        if let Some(fence) = Fence::open(&body[at].text) {
            at = fence_end(body, at, &fence);
            continue;
        }
        if let Some((_, rest)) = definition(&body[at].text) {
            let path = rest.split([' ', '\t']).next().unwrap_or_default();
            let bare = path.trim_matches(['<', '>']);
            let changed = links.markdown(bare, page);
            account.count("link", if changed.is_some() { Fate::Turned } else { Fate::AsIs });
            if let Some(changed) = changed {
                let start = body[at].text.len() - body[at].text.trim_start().len();
                let label_end = body[at].text.find("]:").map_or(start, |end| end + 2);
                let behind = &rest[path.len()..];
                body[at].text = format!("{} {changed}{behind}", &body[at].text[..label_end]);
            }
        }
        at += 1;
    }
}

struct Heading<'h> {
    at: usize,
    level: usize,
    text: &'h str,
    id: Option<String>,
    /// Whether it is underlined: it has two lines.
    is_setext: bool,
}

/// The headings outside of code.
fn headings(body: &[Line]) -> Vec<Heading<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < body.len() {
        if let Some(fence) = Fence::open(&body[at].text) {
            at = fence_end(body, at, &fence);
            continue;
        }
        let text = body[at].text.trim();
        let level = text.bytes().take_while(|byte| *byte == b'#').count();
        let rest = &text[level.min(text.len())..];
        if (1..=6).contains(&level) && !text.starts_with("#!") && (body[at].indent() < 4 || rest.starts_with(' ')) {
            let (text, id) = with_id(rest.trim().trim_end_matches('#').trim_end());
            found.push(Heading { at, level, text, id, is_setext: false });
        } else if !text.is_empty() && body[at].indent() < 4 && !text.starts_with(['|', '-', '=', '>']) {
            let under = body.get(at + 1).map_or("", |line| line.text.trim_end());
            let is_after_blank = at == 0 || body[at - 1].is_blank();
            let level = if under.len() >= 2 && under.bytes().all(|byte| byte == b'=') {
                Some(1)
            } else if under.len() >= 2 && under.bytes().all(|byte| byte == b'-') {
                Some(2)
            } else {
                None
            };
            if let Some(level) = level.filter(|_| is_after_blank) {
                let (text, id) = with_id(text);
                found.push(Heading { at, level, text, id, is_setext: true });
            }
        }
        at += 1;
    }
    found
}

/// A heading without its list of attributes, and the id in it.
fn with_id(text: &str) -> (&str, Option<String>) {
    let Some(at) = text.rfind('{').filter(|_| text.ends_with('}')) else { return (text, None) };
    match Attributes::read(&text[at..]) {
        Some((list, length)) if at + length == text.len() => (text[..at].trim_end(), list.id),
        _ => (text, None),
    }
}

/// Gives headings the ids that they had, and takes out the one that is the title.
fn number_headings(body: &mut Vec<Line>, options: &Options, account: &mut Account) -> Option<String> {
    let mut ids = Ids::new(options.slugs, &options.separator);
    let found = headings(body);
    found.iter().filter_map(|heading| heading.id.as_deref()).for_each(|id| ids.reserve(id));
    let mut changes = Vec::new();
    let mut title = None;
    for heading in &found {
        let plain = plain(heading.text);
        let id = heading.id.clone().unwrap_or_else(|| ids.claim(&plain.text));
        if heading.level == 1 && title.is_none() {
            title = Some(plain.text);
            changes.push((heading.at, heading.is_setext, None));
        } else if heading.id.is_none() && !Ids::is_own(&id, &plain) {
            account.count("id of a heading", Fate::Turned);
            changes.push((heading.at, heading.is_setext, Some(format!(" {{#{id}}}"))));
        }
    }
    for (at, is_setext, change) in changes.into_iter().rev() {
        match change {
            Some(id) => {
                let text = body[at].text.trim_end().to_owned();
                // A list that is there already takes the id in.
                let joined = match text.rfind('{').filter(|_| {
                    text.ends_with('}')
                        && with_id(text.trim_start_matches('#').trim()).0.len()
                            < text.trim_start_matches('#').trim().len()
                }) {
                    Some(open) => format!("{}{{{} {}", &text[..open], &id[2..id.len() - 1], &text[open + 1..]),
                    None => format!("{text}{id}"),
                };
                body[at].text = joined;
            }
            None => drop(body.drain(at..=at + usize::from(is_setext))),
        }
    }
    title.filter(|title| !title.is_empty())
}
