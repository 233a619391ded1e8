//! Paragraphs with only a link to a data file, which become a table.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::super::document::{Embed, Piece};
use super::super::html::text;
use super::super::placeholder::has_placeholder;
use super::open::OpenEmbed;
use super::state::Writer;

/// The endings of the names of data files.
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
    let html: String = paragraph.iter().filter_map(Piece::html).collect();
    text(&html)
}

/// The indexes of the events that begin a paragraph with only a link to a data file, sorted. Paragraphs in a list, a
/// quote or a note do not count: a link there is one of several.
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

/// Whether `events` begin with a link to a data file, and the paragraph ends with it.
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
