//! The headings of an article: found, and given the ids that they had.

use super::account::{Account, Fate};
use super::attributes::Attributes;
use super::heading::{Ids, plain};
use super::lines::{Fence, Line, fence_end};

/// A heading of an article.
pub(super) struct Heading<'h> {
    at: usize,
    pub(super) level: usize,
    /// Without its list of attributes.
    pub(super) text: &'h str,
    pub(super) id: Option<String>,
    /// Whether it is underlined: it has two lines.
    is_setext: bool,
}

/// The headings outside of code.
pub(super) fn headings(body: &[Line]) -> Vec<Heading<'_>> {
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
pub(super) fn number_headings(body: &mut Vec<Line>, mut ids: Ids, account: &mut Account) -> Option<String> {
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
