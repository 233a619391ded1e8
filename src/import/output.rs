//! The text of the configuration, with what could not be carried over as comments.

use super::draft::{Draft, Outcome, Remark};
use super::read::ConfigFile;
use super::tree::mapping;
use super::written::comment;
use crate::source::LineTable;
use crate::yaml::write;

/// How messages name another generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) name: &'static str,
    pub(super) command: &'static str,
}

/// What became of the keys that were read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub read: usize,
    /// Those that are settings now.
    pub carried: usize,
    /// Those that need no setting.
    pub needless: usize,
    /// Those without a counterpart, listed with a reason.
    pub left_out: usize,
    /// Those without an effect with the other generator: another file replaces them, or they are a theme's and not taken over.
    pub replaced: usize,
}

impl Counts {
    pub(super) fn of(draft: &Draft, read: usize, replaced: usize) -> Self {
        let keys = |outcome: Outcome| -> usize {
            draft.remarks.iter().filter(|remark| remark.outcome == outcome).map(|remark| remark.keys).sum()
        };
        let (carried, needless, left_out) = (draft.carried, keys(Outcome::NeedsNoSetting), keys(Outcome::LeftOut));
        Self { read, carried, needless, left_out, replaced }
    }

    /// The counts as a sentence about the generator `name`.
    pub fn sentence(&self, name: &str) -> String {
        let Self { read, carried, needless, left_out, replaced } = self;
        format!(
            "{}: {carried} carried over, {needless} not needed, {left_out} left out with a reason, {replaced} without effect with {name}",
            if *read == 1 { "1 key read".to_owned() } else { format!("{read} keys read") }
        )
    }
}

/// The text of `clausebook.yaml`.
pub(super) fn configuration(
    draft: &Draft,
    files: &[ConfigFile],
    counts: &Counts,
    (origin, notes): (Origin, &[String]),
) -> String {
    let mut out = String::new();
    comment(&mut out, &format!("Made by `clausebook import {}`, from:", origin.command));
    for file in files {
        comment(&mut out, &format!("  {}", file.path));
    }
    comment(&mut out, &counts.sentence(origin.name));
    out.push('\n');
    for (name, value) in &draft.settings {
        for (_, note) in draft.notes.iter().filter(|(of, _)| of == name) {
            comment(&mut out, note);
        }
        out.push_str(&write(&mapping([(name.as_str(), value.clone())])));
    }
    for (_, note) in draft.notes.iter().filter(|(of, _)| !draft.settings.iter().any(|(name, _)| name == of)) {
        comment(&mut out, note);
    }
    if !notes.is_empty() {
        out.push('\n');
        comment(&mut out, "Look at these:");
        notes.iter().for_each(|note| comment(&mut out, &format!("  {note}")));
    }
    let title = format!("Left out: the key of {}, where it stands, and why.", origin.name);
    section(&mut out, &title, draft, files, Outcome::LeftOut);
    section(&mut out, "These keys need no setting.", draft, files, Outcome::NeedsNoSetting);
    if counts.replaced > 0 {
        out.push('\n');
        comment(
            &mut out,
            &format!(
                "Without effect with {}, because another file sets them or a theme's are not taken over: {}",
                origin.name, counts.replaced
            ),
        );
    }
    out
}

fn section(out: &mut String, title: &str, draft: &Draft, files: &[ConfigFile], outcome: Outcome) {
    let mut remarks: Vec<&Remark> = draft.remarks.iter().filter(|remark| remark.outcome == outcome).collect();
    remarks.sort_by_key(|remark| (remark.place.file, remark.place.span.start));
    if remarks.is_empty() {
        return;
    }
    out.push('\n');
    comment(out, title);
    let lines: Vec<LineTable<'_>> = files.iter().map(|file| LineTable::new(&file.text)).collect();
    for Remark { key, place, reason, keys, .. } in remarks {
        let line = lines.get(place.file).map_or(1, |lines| lines.position(place.span.start).line);
        let path = files.get(place.file).map_or("", |file| file.path.as_str());
        let count = if *keys > 1 { format!(", {keys} keys") } else { String::new() };
        comment(out, &format!("  {key} ({path}:{line}{count}): {reason}"));
    }
}
