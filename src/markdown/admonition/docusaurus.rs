//! `:::note`, `:::note Title` and `:::note[Title]{#id}`, up to a line with as many colons.

use std::ops::Range;

use super::super::alert::Fold;
use super::super::attributes::parse_attributes;
use super::opening::{Opening, kind_of, split_indent};
use super::verbatim::Verbatim;

/// The kinds that are callouts in Docusaurus and VitePress.
const KINDS: &[&str] =
    &["note", "tip", "info", "important", "warning", "caution", "danger", "success", "secondary", "details"];

/// The opening of a container.
#[derive(Debug)]
pub(super) struct Container<'t> {
    pub(super) opening: Opening<'t>,
    /// How many colons it has: a line with fewer does not end it.
    pub(super) colons: usize,
}

/// The container that `line` opens.
pub(super) fn read(line: &str) -> Option<Container<'_>> {
    let (indent, rest) = split_indent(line)?;
    let name_on = rest.trim_start_matches(':');
    let colons = rest.len() - name_on.len();
    let name_on = name_on.trim_start_matches(' ');
    let length = name_on.find(|part: char| !part.is_ascii_alphanumeric() && part != '-').unwrap_or(name_on.len());
    let (name, after) = name_on.split_at(length);
    if colons < 3 || !KINDS.contains(&name) {
        return None;
    }
    let from = indent.len() + rest.len() - after.len();
    let (title, behind) = title(after)?;
    let attributes = &after[behind..];
    let at = from + behind + attributes.len() - attributes.trim_start().len();
    let attributes = attributes.trim();
    let is_list = attributes.is_empty() || attributes.starts_with('{') && parse_attributes(attributes).is_some();
    let opening = Opening {
        indent,
        kind: kind_of(name)?,
        name: name.to_owned(),
        fold: if name == "details" { Fold::Closed } else { Fold::None },
        title: title.map(|title| from + title.start..from + title.end),
        attributes: (!attributes.is_empty()).then_some(at..at + attributes.len()),
        is_certain: true,
    };
    is_list.then_some(Container { opening, colons })
}

/// The title in `after`, which follows the name, and the offset of what follows it; nothing where it is no title.
fn title(after: &str) -> Option<(Option<Range<usize>>, usize)> {
    if after.starts_with('[') {
        let end = closing_bracket(after)?;
        return Some((Some(1..end).filter(|title| !after[title.clone()].trim().is_empty()), end + 1));
    }
    if after.trim().is_empty() || after.starts_with('{') {
        return Some((None, 0));
    }
    let start = after.len() - after.trim_start().len();
    if start == 0 {
        return None;
    }
    if after[start..].starts_with('{') {
        return Some((None, start));
    }
    Some((Some(start..after.len()), after.len()))
}

/// The bracket that closes the one at the start of `text`.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' if depth == 1 => return Some(at),
            b']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The lines that end containers.
#[derive(Debug, Default)]
pub(super) struct Fences {
    /// The index of each line with its colons, in order.
    lines: Vec<(usize, usize)>,
    /// The most colons of a line and of those after it: so that no search goes through all of them in vain.
    most: Vec<usize>,
}

impl Fences {
    /// Those among the `lines` of `text`.
    pub(super) fn of(text: &str, lines: &[Range<usize>], verbatim: &Verbatim) -> Self {
        let fence = |(index, range): (usize, &Range<usize>)| {
            let line = &text[range.clone()];
            let fence = line.trim();
            let is_fence = fence.len() >= 3 && fence.bytes().all(|byte| byte == b':');
            let at = range.start + line.len() - line.trim_start().len();
            (is_fence && !verbatim.contains(at)).then_some((index, fence.len()))
        };
        let lines: Vec<(usize, usize)> = lines.iter().enumerate().filter_map(fence).collect();
        let mut most: Vec<usize> = lines.iter().map(|(_, colons)| *colons).collect();
        for index in (1..most.len()).rev() {
            most[index - 1] = most[index - 1].max(most[index]);
        }
        Self { lines, most }
    }

    /// The first line after the line `index` that ends a container with so many colons.
    pub(super) fn after(&self, index: usize, colons: usize) -> Option<usize> {
        let first = self.lines.partition_point(|(line, _)| *line <= index);
        if self.most.get(first).is_none_or(|most| *most < colons) {
            return None;
        }
        self.lines[first..].iter().find(|(_, length)| *length >= colons).map(|(line, _)| *line)
    }
}
