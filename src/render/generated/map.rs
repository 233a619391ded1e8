//! The map of a framework: a cell with its id for every requirement, filled by what covers it. Drawn as SVG, without a style or
//! a script of its own.

use std::fmt::Write as _;

use crate::framework::{Requirement, RequirementIdx};
use crate::labels::Labels;
use crate::markdown::{escape_attribute, escape_text};
use crate::render::framework_info::FrameworkInfo;
use crate::site::{State, encode};

/// In pixels: as wide as a phone shows without scaling it.
const WIDTH: usize = 312;
/// The height of a cell, and the least width.
const CELL: usize = 20;
/// Between two cells: with it, a target has the 24 pixels that WCAG asks for.
const SPACE: usize = 4;
/// Between a requirement with all that is below it and the next.
const GAP: usize = 8;
/// Left and right of the id in a cell, together.
const PADDING: usize = 6;

/// The position of the next cell.
struct Pen {
    x: usize,
    y: usize,
    /// The width of every cell of this principal requirement: that of its longest id.
    cell: usize,
}

impl Pen {
    const fn pitch(&self) -> usize {
        self.cell + SPACE
    }

    /// Goes to a new line unless `cells` fit on this one, or would fit on none.
    fn wrap(&mut self, cells: usize) {
        let is_fresh = self.x == 0;
        let a_line = (WIDTH + SPACE) / self.pitch();
        let fits = |x: usize, cells: usize| x + cells * self.pitch() <= WIDTH + SPACE;
        if !is_fresh && !fits(self.x, cells) && (cells <= a_line || !fits(self.x, 1)) {
            self.x = 0;
            self.y += CELL + SPACE;
        }
    }
}

/// The cells of one principal requirement, in order; `page` is the address of its page as seen from the map.
///
/// What is directly below the principal requirement stays on one line with all below it where it fits, as a word does.
pub(super) fn map(info: &FrameworkInfo<'_>, labels: &Labels, principal: RequirementIdx, page: &str) -> String {
    let framework = info.framework;
    let mut cells = String::new();
    let all = std::iter::once(principal).chain(framework.below(principal).map(|(idx, _)| idx));
    let widths = all.map(|idx| text_width(&framework.requirement(idx).id) + PADDING);
    let cell = widths.max().unwrap_or(CELL).clamp(CELL, WIDTH);
    let mut pen = Pen { x: 0, y: 0, cell };
    push_cell(&Cell::new(info, principal), labels, (page, &pen), &mut cells);
    pen.x += pen.pitch();
    for (idx, requirement) in framework.below(principal) {
        if requirement.parent == Some(principal) {
            pen.x += if pen.x == 0 { 0 } else { GAP };
            pen.wrap(1 + framework.below(idx).count());
        }
        pen.wrap(1);
        push_cell(&Cell::new(info, idx), labels, (page, &pen), &mut cells);
        pen.x += pen.pitch();
    }
    let width = if framework.is_leaf(principal) { cell + 2 } else { WIDTH + 2 };
    let height = pen.y + CELL + 2;
    let label = escape_attribute(&framework.requirement(principal).id).into_owned();
    format!(
        "<svg class=\"map\" width=\"{width}\" height=\"{height}\" viewBox=\"-1 -1 {width} {height}\" role=\"group\" \
         aria-label=\"{label}\">{cells}</svg>"
    )
}

/// The width of an id in a cell, in pixels. Fonts differ: this is that of a wide one.
fn text_width(id: &str) -> usize {
    id.chars().map(hundredths).sum::<usize>().div_ceil(100)
}

/// The width of a character in hundredths of a pixel, in the size of the style sheet.
const fn hundredths(character: char) -> usize {
    match character {
        '.' | ',' | ' ' | ':' | '(' | ')' | '-' | '/' | '|' | 'i' | 'j' | 'l' => 350,
        '0'..='9' | 'a'..='z' => 600,
        'A'..='Z' => 730,
        _ => 1000,
    }
}

/// The beginning of an id that fits into a cell as wide as the map.
fn fitting(id: &str) -> String {
    if text_width(id) + PADDING <= WIDTH {
        return id.to_owned();
    }
    let mut room = (WIDTH - 2 * PADDING) * 100;
    let fits = |character: &char| {
        let width = hundredths(*character);
        let is_in = width <= room;
        room = room.saturating_sub(width);
        is_in
    };
    id.chars().take_while(fits).chain(['…']).collect()
}

/// A cell: a requirement, and what covers it.
pub(super) struct Cell<'f> {
    requirement: &'f Requirement,
    /// The label that says how it is covered.
    state: &'static str,
    /// The attribute of its fill.
    fill: &'static str,
}

impl<'f> Cell<'f> {
    pub(super) fn new(info: &FrameworkInfo<'f>, idx: RequirementIdx) -> Self {
        let FrameworkInfo { framework, coverage, applicability, .. } = info;
        let requirement = framework.requirement(idx);
        let (state, fill) = match (&requirement.withdrawn, coverage.state(idx)) {
            (Some(_), _) => ("withdrawn", "class=\"w\""),
            (None, _) if !applicability.applies(idx) => ("does_not_apply", "class=\"x\""),
            (None, State::Explained) => ("explained", "class=\"e\""),
            (None, State::Mentioned) => ("mentioned", "fill=\"url(#Hatch)\""),
            (None, State::Table) => ("in_table", "fill=\"url(#Dots)\""),
            // A group is not a gap itself: what is below it may be.
            (None, State::Gap) if framework.is_assessed(idx) => ("not_covered", "class=\"n\""),
            (None, State::Gap) if framework.is_leaf(idx) => ("not_assessed", "class=\"g\""),
            (None, State::Gap) => ("group", "class=\"g\""),
        };
        Self { requirement, state, fill }
    }

    /// How the requirement, named as `requirement`, is covered.
    pub(super) fn words(&self, requirement: &str, labels: &Labels) -> String {
        let is_for_providers = is_for_service_providers(self.requirement);
        let key = if is_for_providers { "map_cell_providers" } else { "map_cell" };
        labels.fill(key, &[("requirement", requirement), ("state", labels.text(self.state))])
    }
}

fn push_cell(cell: &Cell<'_>, labels: &Labels, (page, pen): (&str, &Pen), svg: &mut String) {
    let Cell { requirement, fill, .. } = cell;
    let id = &requirement.id;
    let name = cell.words(&requirement.titled(), labels);
    let round = if is_for_service_providers(requirement) { " rx=\"10\"" } else { "" };
    let Pen { x, y, cell: width } = *pen;
    // Writing to a string cannot fail.
    let _ = writeln!(
        svg,
        "<a href=\"{}#{}\"><title>{}</title><rect {fill} x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{CELL}\"{round}/>\
         <text x=\"{}\" y=\"{}\">{}</text></a>",
        escape_attribute(page),
        escape_attribute(&encode(id)),
        escape_attribute(&name),
        x + width / 2,
        y + 14,
        escape_text(&fitting(id)),
    );
}

/// Whether it applies to service providers only.
pub(super) fn is_for_service_providers(requirement: &Requirement) -> bool {
    requirement.tags.iter().any(|tag| tag == "service-provider")
}

/// Counts of the states in the order of [`State::ALL`], as a bar of parts.
pub(super) fn bar(counts: [usize; 4]) -> String {
    let total: usize = counts.iter().sum();
    let mut parts = String::new();
    let mut start = 0;
    for (count, fill) in
        counts.into_iter().zip(["class=\"e\"", "fill=\"url(#Hatch)\"", "fill=\"url(#Dots)\"", "class=\"n\""])
    {
        // In thousandths of the whole, so that patterns are not stretched.
        let (from, to) = (start * 300 / total.max(1), (start + count) * 300 / total.max(1));
        if to > from {
            let _ = write!(parts, "<rect {fill} x=\"{from}\" width=\"{}\" height=\"8\"/>", to - from);
        }
        start += count;
    }
    format!(
        "<svg class=\"map bar\" width=\"300\" height=\"10\" viewBox=\"-1 -1 302 10\" aria-hidden=\"true\">{parts}</svg>"
    )
}
