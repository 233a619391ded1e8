//! Markdown that is written by code: links, tables, the block of a controlled document.

use super::view::{ControlView, DateView, LinkView};
use crate::framework::Requirement;
use crate::labels::Labels;

/// The text, escaped for Markdown.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\\' | '[' | ']' | '<' | '*' | '_' | '`') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// Writes the block of a controlled document.
pub(super) fn push_control(control: &ControlView, labels: &Labels, text: &mut String) {
    let day = |date: &Option<DateView>| date.as_ref().map(|date| date.day.clone()).unwrap_or_default();
    let (reviewed, next) = (day(&control.reviewed), day(&control.next));
    let facts = [
        ("version", &control.version),
        ("owner", &control.owner),
        ("approver", &control.approver),
        ("reviewed", &reviewed),
        ("next_review", &next),
    ];
    for (key, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
        text.push_str(&format!("- {}: {value}\n", labels.text(key)));
    }
    for entry in &control.history {
        let words = [entry.version.clone(), day(&entry.date), entry.change.clone(), entry.author.clone()];
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        text.push_str(&format!("- {}: {}\n", labels.text("history"), words.join(labels.text("separator"))));
    }
    text.push('\n');
}

/// Writes a table. Cells are Markdown.
pub(super) fn push_table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>, text: &mut String) {
    text.push_str(&format!("| {} |\n|{}\n", head.join(" | "), "---|".repeat(N)));
    for row in rows {
        text.push_str(&format!("| {} |\n", row.map(|cell| in_cell(&cell)).join(" | ")));
    }
    text.push('\n');
}

fn in_cell(cell: &str) -> String {
    cell.replace('\n', " ").replace('|', "\\|")
}

pub(super) fn markdown_link(view: &LinkView) -> String {
    match view.url.as_str() {
        "" => escaped(&view.title),
        url => format!("[{}]({url})", escaped(&view.title)),
    }
}

pub(super) fn markdown_links(views: &[LinkView], labels: &Labels) -> String {
    views.iter().map(markdown_link).collect::<Vec<_>>().join(labels.text("separator"))
}

/// A label that stands within a sentence at the start of a line, with a capital.
pub(super) fn capitalized(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// A requirement by its id and title.
pub(super) fn titled(requirement: &Requirement) -> String {
    escaped(&requirement.titled())
}
