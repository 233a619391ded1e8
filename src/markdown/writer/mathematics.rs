//! Formulas.

use std::ops::Range;

use super::super::html::escape_text;
use super::super::mathematics::mathml;
use super::state::Writer;
use crate::finding::{Code, Finding};

impl Writer<'_, '_> {
    /// Writes the formula at `range`, its marks included. One that cannot be read is shown as it is written.
    pub(super) fn formula(&mut self, tex: &str, range: &Range<usize>, is_block: bool) {
        if let Some(image) = &mut self.image {
            return image.alternative.push_str(tex);
        }
        self.heading_text(tex);
        self.shared.document.words += 1;
        self.link_has_text(true);
        match mathml(tex, is_block) {
            Ok(html) => {
                self.shared.document.has_formulas = true;
                self.out().html().push_str(&html);
            }
            Err(fault) => {
                let written = self.source.get(range.clone()).unwrap_or_default();
                // Inside a quote the marks of its lines are no part of the formula, so that offsets differ.
                let command = fault.command.map(|command| &tex[command]);
                let place = command.and_then(|command| place_of(command, written));
                let place = place.map_or(range.clone(), |place| range.start + place.start..range.start + place.end);
                let finding = Finding::new(
                    Code::UnreadableMathematics,
                    self.location(&place),
                    format!("this formula cannot be read: {}", fault.reason),
                )
                .about(self.source.get(place).unwrap_or_default().lines().next().unwrap_or_default())
                .help("it is shown as it is written; write another command of LaTeX for it");
                self.shared.findings.push(finding);
                let marks = if is_block { "$$" } else { "$" };
                let html = format!("<code>{}</code>", escape_text(&format!("{marks}{tex}{marks}")));
                self.filled(&html);
            }
        }
    }
}

/// Where the command is in `written`, and no longer one that begins with it.
fn place_of(command: &str, written: &str) -> Option<Range<usize>> {
    let places = written.match_indices(command).map(|(at, _)| at..at + command.len());
    places.into_iter().find(|place| !written[place.end..].starts_with(|next: char| next.is_ascii_alphabetic()))
}
