//! The small maps of frameworks on the front page: a column for each principal requirement, filled from below by what
//! covers the requirements in it.

use std::fmt::Write as _;

use serde::Serialize;
use tera::Context;

use super::framework::{framework_info, frameworks_with_pages};
use super::map::bar;
use crate::render::context::RenderContext;
use crate::render::framework_info::{CountsView, FrameworkInfo};
use crate::render::view::SafeHtml;

/// The front page shows no more maps; all are on the page of frameworks.
const MAX_MAPS: usize = 6;

/// A framework with more principal requirements has a bar for all of them together.
const MAX_COLUMNS: usize = 40;

/// In pixels: from one column to the next, the width of a column, and its height.
const PITCH: usize = 18;
const WIDTH: usize = 14;
const HEIGHT: usize = 36;

/// A framework, as one of `maps` on the front page.
#[derive(Debug, Serialize)]
struct MapView<'a> {
    name: &'a str,
    version: &'a str,
    url: &'a str,
    counts: CountsView,
    map: SafeHtml,
}

/// Adds the maps of the frameworks that have pages.
pub(in crate::render) fn insert_maps(context: &RenderContext<'_>, values: &mut Context) {
    let infos: Vec<_> = frameworks_with_pages(context)
        .take(MAX_MAPS)
        .map(|(_, framework)| framework_info(context, framework))
        .collect();
    let view = |info: &FrameworkInfo<'_>| SafeHtml(columns(info));
    let maps: Vec<MapView<'_>> = infos
        .iter()
        .map(|info| MapView {
            name: &info.view.name,
            version: &info.view.version,
            url: &info.view.url,
            counts: info.view.counts,
            map: view(info),
        })
        .collect();
    values.insert("maps", &maps);
}

/// The drawing says nothing that the counts beside it do not say, so that it has no name.
fn columns(info: &FrameworkInfo<'_>) -> String {
    let FrameworkInfo { framework, coverage, principals, .. } = info;
    if principals.len() > MAX_COLUMNS {
        return bar(coverage.counts(info.counted()));
    }
    let mut svg = String::new();
    for (place, principal) in principals.iter().enumerate() {
        let below = framework.below(*principal).map(|(idx, _)| idx);
        let all = std::iter::once(*principal).chain(below).filter(|idx| info.is_counted(*idx));
        push_column(place * PITCH, coverage.counts(all), &mut svg);
    }
    let width = (principals.len() * PITCH).max(PITCH) - PITCH + WIDTH + 2;
    let height = HEIGHT + 2;
    format!(
        "<svg class=\"map\" width=\"{width}\" height=\"{height}\" viewBox=\"-1 -1 {width} {height}\" \
         aria-hidden=\"true\">{svg}</svg>"
    )
}

/// A column with the shares of what is explained, mentioned and in a table, the first at the bottom.
fn push_column(x: usize, [explained, mentioned, table, gap]: [usize; 4], svg: &mut String) {
    // Writing to a string never fails.
    let _ = write!(svg, "<rect class=n x=\"{x}\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>");
    let all = explained + mentioned + table + gap;
    let mut covered = 0;
    let mut floor = HEIGHT;
    let fills = [(explained, "class=e"), (mentioned, "fill=\"url(#Hatch)\""), (table, "fill=\"url(#Dots)\"")];
    for (count, fill) in fills.into_iter().filter(|(count, _)| *count > 0) {
        covered += count;
        let y = HEIGHT - HEIGHT * covered / all;
        let height = floor - y;
        let _ = write!(svg, "<rect {fill} x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{height}\"/>");
        floor = y;
    }
}

#[cfg(test)]
mod tests {
    use super::push_column;

    #[test]
    fn a_column_is_filled_from_below_and_never_above_its_height() {
        let mut svg = String::new();
        push_column(18, [1, 1, 0, 2], &mut svg);
        assert!(svg.contains("class=e x=\"18\" y=\"27\" width=\"14\" height=\"9\""), "{svg}");
        assert!(svg.contains("url(#Hatch)\" x=\"18\" y=\"18\""), "{svg}");
        let mut full = String::new();
        push_column(0, [5, 0, 0, 0], &mut full);
        assert!(full.contains("y=\"0\" width=\"14\" height=\"36\""), "{full}");
        let mut empty = String::new();
        push_column(0, [0; 4], &mut empty);
        assert_eq!(empty.matches("<rect").count(), 1);
    }
}
