//! Elements over several lines, and the options of code blocks.

use std::collections::BTreeMap;

use super::literal::read;
use super::tag::Tag;
use crate::import::fence::{Info, words};
use crate::import::lines::{Fence, Line, fence_end};
use crate::yaml::Node;

/// The index of the line that closes the element `name` whose content begins at `from`.
pub(super) fn closing(all: &[Line], from: usize, name: &str) -> Option<usize> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let opens = |text: &str| {
        text.match_indices(&open)
            .filter(|(at, _)| !text[at + open.len()..].starts_with(|next: char| next.is_ascii_alphanumeric()))
            .count()
    };
    let mut depth = 1_usize;
    let mut at = from;
    while at < all.len() {
        if let Some(fence) = Fence::open(&all[at].text) {
            at = fence_end(all, at, &fence);
            continue;
        }
        let text = &all[at].text;
        depth += opens(text);
        depth = depth.saturating_sub(text.matches(&close).count());
        if depth == 0 {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The labels in `values={[{label: 'A', value: 'a'}]}`.
pub(super) fn labels(tag: &Tag) -> BTreeMap<String, String> {
    let Some((_, value)) = tag.attributes.iter().find(|(name, _)| name == "values") else { return BTreeMap::new() };
    let inner = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
    let Some(script) = read(&format!("export default {inner};")) else { return BTreeMap::new() };
    let pair = |item: &Node| Some((item.get("value")?.text()?.to_owned(), item.get("label")?.text()?.to_owned()));
    script.root.items().iter().filter_map(pair).collect()
}

/// Reads `js title="x" {1,3-4} showLineNumbers`.
pub(super) fn code_options(info: &str) -> Info {
    let mut found = Info::default();
    for (index, word) in words(info).into_iter().enumerate() {
        if let Some(lines) = word.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            found.marked =
                lines.split(',').map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
        } else if let Some(title) = word.strip_prefix("title=") {
            found.title = Some(title.trim_matches(['"', '\'']).to_owned());
        } else if word == "showLineNumbers" {
            found.first = Some("1".to_owned());
        } else if let Some(first) = word.strip_prefix("showLineNumbers=") {
            found.first = Some(first.trim_matches(['{', '}']).to_owned());
        } else if index == 0 {
            found.language = word.to_owned();
        } else {
            found.unknown.push(word.to_owned());
        }
    }
    found
}
