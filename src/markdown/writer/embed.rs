//! Paragraphs that hold only a link to a data file, and may become a table.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::super::document::{Embed, Piece};
use super::super::html::{decoded, without_tags};
use super::super::placeholder::has_placeholder;
use super::open::OpenEmbed;
use super::state::Writer;

/// How the names of data files end.
const ENDINGS: [&str; 4] = [".yaml", ".yml", ".json", ".csv"];

impl Writer<'_, '_> {
    pub(super) fn start_embed(&mut self) {
        self.embed = Some(OpenEmbed { links: self.shared.document.links.len() });
        self.start_capture();
    }

    pub(super) fn end_embed(&mut self) {
        let Some(open) = self.embed.take() else { return };
        let paragraph = self.end_capture();
        let caption = caption(&paragraph);
        let index = self.shared.document.embeds.len();
        self.shared.document.embeds.push(Embed { link: open.links, caption, paragraph });
        self.out().push(Piece::Embed(index));
    }
}

/// The text of a paragraph, without tags.
fn caption(paragraph: &[Piece]) -> String {
    let html = paragraph.iter().filter_map(|piece| match piece {
        Piece::Html(text) => Some(text.as_str()),
        _ => None,
    });
    decoded(&without_tags(&html.collect::<String>())).trim().to_owned()
}

/// The events that begin a paragraph which holds a link to a data file and nothing else; sorted.
///
/// Only paragraphs that stand in no list, quote or note: there a link is one among others.
pub(super) fn paragraphs(events: &[(Event<'_>, Range<usize>)]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(tag) => {
                if depth == 0 && matches!(tag, Tag::Paragraph) && holds_only_a_link(&events[index + 1..]) {
                    found.push(index);
                }
                depth += 1;
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found
}

/// Whether a link to a data file begins here, and the paragraph ends where it does.
fn holds_only_a_link(events: &[(Event<'_>, Range<usize>)]) -> bool {
    let Some((Event::Start(Tag::Link { link_type, dest_url, .. }), _)) = events.first() else { return false };
    let is_written = !matches!(link_type, LinkType::Autolink | LinkType::Email);
    if !is_written || !is_data_file(dest_url) {
        return false;
    }
    let end = events.iter().position(|(event, _)| matches!(event, Event::End(TagEnd::Link)));
    let after = end.and_then(|end| events.get(end + 1));
    matches!(after, Some((Event::End(TagEnd::Paragraph), _)))
}

fn is_data_file(destination: &str) -> bool {
    let is_of_this_site = !destination.contains(':') && !destination.starts_with("//");
    is_of_this_site && ENDINGS.iter().any(|end| destination.ends_with(end)) && !has_placeholder(destination)
}
