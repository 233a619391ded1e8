//! One article of MkDocs as one of ours: front matter, title, ids of headings, text.

use std::collections::{BTreeMap, BTreeSet};

use super::blocks::blocks;
use super::inline::Context;
use super::link::Links;
use super::options::Options;
use super::pages::Page;
use super::snippet::Snippets;
use crate::import::account::{Account, Fate};
use crate::import::escape::without_shortcodes;
use crate::import::heading::{Ids, plain};
use crate::import::headings::{headings, number_headings};
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
    let title = number_headings(&mut body, Ids::new(options.slugs, &options.separator), account);
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
