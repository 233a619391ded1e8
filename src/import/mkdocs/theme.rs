//! What of the theme's settings has a counterpart: logo, icon, accent, links in the bar.

use super::pages::Files;
use crate::import::draft::Draft;
use crate::import::moved::encoded;
use crate::import::tree::{Table, Taken, Value, list, mapping, text};
use crate::yaml::Node;

/// The colours of Material's names that can be told from a light page, or a darker shade of them.
const COLOURS: [(&str, &str); 19] = [
    ("red", "#c62828"),
    ("pink", "#c2185b"),
    ("purple", "#8e24aa"),
    ("deep purple", "#5e35b1"),
    ("indigo", "#3949ab"),
    ("blue", "#1565c0"),
    ("light blue", "#01579b"),
    ("cyan", "#006064"),
    ("teal", "#00695c"),
    ("green", "#2e7d32"),
    ("light green", "#33691e"),
    ("lime", "#6b6a12"),
    ("yellow", "#7a5c00"),
    ("amber", "#8a5300"),
    ("orange", "#a04000"),
    ("deep orange", "#bf360c"),
    ("brown", "#5d4037"),
    ("grey", "#616161"),
    ("blue grey", "#455a64"),
];

/// The settings of the theme, with the links that the bar has.
pub(super) fn theme(table: &mut Table, files: &Files, links: &[(String, String)], draft: &mut Draft) {
    let mut settings: Vec<(&str, Node)> = Vec::new();
    let mut keys = 0;
    for name in ["logo", "favicon"] {
        let Some(taken) = table.take(&["theme", name]) else { continue };
        match taken.value.text().filter(|path| files.others.contains(*path)) {
            Some(path) => {
                settings.push((name, text(&format!("/{}", encoded(path)))));
                keys += 1;
            }
            None => draft.leave_out(&taken, "there is no such file in the folder of the articles"),
        }
    }
    if let Some(accent) = accent(table) {
        settings.push(("accent", text(accent)));
        draft.note("theme", "The accent is a shade of the colour that the palette names, dark enough for text.");
    }
    if let Some(taken) = table.take(&["theme", "name"]) {
        draft.needless(&taken, "the program has one theme");
    } else if let Some(taken) = named_theme(table) {
        draft.needless(&taken, "the program has one theme");
    }
    if !settings.is_empty() {
        draft.set("theme", mapping(settings), keys);
    }
    if !links.is_empty() {
        let entry = |(name, url): &(String, String)| mapping([("name", text(name)), ("url", text(url))]);
        draft.set("menus", mapping([("main", list(links.iter().map(entry)))]), 0);
    }
}

/// The name of a theme alone.
fn named_theme(table: &mut Table) -> Option<Taken> {
    let is_name = table.get("theme").is_some_and(|entry| entry.value.text().is_some());
    if is_name { table.take(&["theme"]) } else { None }
}

/// The colour of links: that of the palette for light pages, `accent` before `primary`. The keys of the palette stay: the rest of
/// them is accounted for with it.
fn accent(table: &Table) -> Option<&'static str> {
    let palette = table.table(&["theme"])?.get("palette")?;
    let node = match &palette.value {
        Value::Table(palette) => palette.node(),
        Value::Leaf(node) => node.clone(),
    };
    let all: Vec<&Node> = if node.items().is_empty() { vec![&node] } else { node.items().iter().collect() };
    let light = all.iter().find(|palette| {
        palette.get("scheme").and_then(Node::text) != Some("slate")
            && palette.get("primary").or(palette.get("accent")).is_some()
    });
    let names = ["primary", "accent"].into_iter().filter_map(|key| light?.get(key)?.text());
    names
        .flat_map(|name| COLOURS.iter().find(|(known, _)| *known == name.replace('-', " ")))
        .map(|(_, colour)| *colour)
        .next()
}
