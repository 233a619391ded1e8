//! The map of a framework: a cell for every requirement, filled by what covers it. Drawn as SVG, without a style or
//! a script of its own.

use std::fmt::Write as _;

use crate::framework::{Framework, Requirement, RequirementIdx};
use crate::markdown::escape_attribute;
use crate::site::{Coverage, State, encode};

/// In pixels: as wide as a phone shows without scaling it.
const WIDTH: usize = 312;
/// From one cell to the next: WCAG asks for targets of 24 pixels.
const PITCH: usize = 24;
const CELL: usize = 20;
/// Between a requirement with all that is below it and the next.
const GAP: usize = 8;
const CELLS_A_LINE: usize = WIDTH / PITCH;

/// The position of the next cell.
struct Pen {
    x: usize,
    y: usize,
}

impl Pen {
    /// Goes to a new line unless `cells` fit on this one, or would fit on none.
    fn wrap(&mut self, cells: usize) {
        let is_fresh = self.x == 0;
        let fits = self.x + cells * PITCH <= WIDTH + PITCH - CELL;
        if !is_fresh && !fits && (cells <= CELLS_A_LINE || self.x + PITCH > WIDTH) {
            self.x = 0;
            self.y += PITCH;
        }
    }
}

/// The cells of one principal requirement, in order; `page` is the address of its page as seen from the map.
///
/// What is directly below the principal requirement stays on one line with all below it where it fits, as a word does.
pub(super) fn map(framework: &Framework, coverage: &Coverage, principal: RequirementIdx, page: &str) -> String {
    let mut cells = String::new();
    let mut pen = Pen { x: 0, y: 0 };
    push_cell(&Cell::new(framework, coverage, principal), page, &pen, &mut cells);
    pen.x += PITCH;
    for (idx, requirement) in framework.below(principal) {
        if requirement.parent == Some(principal) {
            pen.x += if pen.x == 0 { 0 } else { GAP };
            pen.wrap(1 + framework.below(idx).count());
        }
        pen.wrap(1);
        push_cell(&Cell::new(framework, coverage, idx), page, &pen, &mut cells);
        pen.x += PITCH;
    }
    let width = if framework.is_leaf(principal) { CELL + 2 } else { WIDTH };
    let height = pen.y + CELL + 2;
    let label = escape_attribute(&framework.requirement(principal).id).into_owned();
    format!(
        "<svg class=\"map\" width=\"{width}\" height=\"{height}\" viewBox=\"-1 -1 {width} {height}\" role=\"group\" \
         aria-label=\"{label}\">{cells}</svg>"
    )
}

/// A cell: a requirement, and what covers it.
pub(super) struct Cell<'f> {
    requirement: &'f Requirement,
    /// How it is covered, in words.
    pub(super) words: &'static str,
    /// The attribute of its fill.
    fill: &'static str,
}

impl<'f> Cell<'f> {
    pub(super) fn new(framework: &'f Framework, coverage: &Coverage, idx: RequirementIdx) -> Self {
        let requirement = framework.requirement(idx);
        let (words, fill) = match (&requirement.withdrawn, coverage.state(idx)) {
            (Some(_), _) => ("withdrawn", "class=\"w\""),
            (None, State::Explained) => ("explained", "class=\"e\""),
            (None, State::Mentioned) => ("mentioned", "fill=\"url(#Hatch)\""),
            (None, State::Table) => ("in a table", "fill=\"url(#Dots)\""),
            // A group is not a gap itself: what is below it may be.
            (None, State::Gap) if framework.is_assessed(idx) => ("not covered", "class=\"n\""),
            (None, State::Gap) if framework.is_leaf(idx) => ("not assessed", "class=\"g\""),
            (None, State::Gap) => ("a group", "class=\"g\""),
        };
        Self { requirement, words, fill }
    }
}

fn push_cell(cell: &Cell<'_>, page: &str, pen: &Pen, svg: &mut String) {
    let Cell { requirement, words, fill } = cell;
    let id = &requirement.id;
    let is_for_providers = is_for_service_providers(requirement);
    let providers = if is_for_providers { ", service providers only" } else { "" };
    let blank = if requirement.title.is_empty() { "" } else { " " };
    let name = format!("{id}{blank}{}: {words}{providers}", requirement.title);
    let round = if is_for_providers { " rx=\"10\"" } else { "" };
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<a href=\"{}#{}\"><title>{}</title><rect {fill} x=\"{}\" y=\"{}\" width=\"{CELL}\" height=\"{CELL}\"{round}/></a>",
        escape_attribute(page),
        escape_attribute(&encode(id)),
        escape_attribute(&name),
        pen.x,
        pen.y,
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
