//! `markup`: which Markdown is read, and what becomes of quotes and headings.

use crate::import::draft::Draft;
use crate::import::tree::{Table, Taken, Value, mapping, plain, text};
use crate::markdown::decoded;
use crate::yaml::Node;

/// Extensions that are on unless they are switched off: Hugo's name, and that of the setting.
const ON: [(&str, &str); 5] = [
    ("linkify", "linkify"),
    ("table", "tables"),
    ("strikethrough", "strikethrough"),
    ("taskList", "task_lists"),
    ("definitionList", "definition_lists"),
];

/// Extensions that are off unless they are switched on.
const EXTRAS: [(&str, &str); 4] =
    [("superscript", "superscript"), ("subscript", "subscript"), ("insert", "insert"), ("mark", "mark")];

/// The parts of the typographer.
const PARTS: [(&str, &str); 10] = [
    ("apostrophe", "apostrophe"),
    ("ellipsis", "ellipsis"),
    ("emDash", "em_dash"),
    ("enDash", "en_dash"),
    ("leftAngleQuote", "left_angle_quote"),
    ("leftDoubleQuote", "left_double_quote"),
    ("leftSingleQuote", "left_single_quote"),
    ("rightAngleQuote", "right_angle_quote"),
    ("rightDoubleQuote", "right_double_quote"),
    ("rightSingleQuote", "right_single_quote"),
];

const GOLDMARK: [&str; 2] = ["markup", "goldmark"];

/// The settings below `markup`, in their order.
struct Settings<'s> {
    table: &'s mut Table,
    draft: &'s mut Draft,
    found: Vec<(&'static str, Node)>,
}

/// The setting `markup`. `enableEmoji` belongs to it.
pub(super) fn markup(table: &mut Table, draft: &mut Draft) {
    let mut settings = Settings { table, draft, found: Vec::new() };
    for (name, setting) in ON {
        settings.flag(&["extensions", name], setting, true);
    }
    settings.footnotes();
    settings.typographer();
    settings.heading_ids();
    settings.emoji();
    settings.block_attributes();
    settings.flag(&["parser", "attribute", "title"], "heading_attributes", true);
    settings.flag(&["renderer", "hardWraps"], "hard_wraps", false);
    for (name, setting) in EXTRAS {
        settings.flag(&["extensions", "extras", name, "enable"], setting, false);
    }
    settings.mathematics();
    let Settings { table, draft, found } = settings;
    if !found.is_empty() {
        draft.set("markup", mapping(found), 0);
    }
    needless(table, draft);
}

/// What the program does in any case.
fn needless(table: &mut Table, draft: &mut Draft) {
    if let Some(taken) = table.take(&["markup", "goldmark", "renderer", "unsafe"]) {
        match taken.value.truth() {
            Some(true) => draft.needless(&taken, "HTML in Markdown is kept"),
            _ => draft.leave_out(&taken, "HTML in Markdown is kept; what a strict policy blocks is a finding"),
        }
    }
    match table.take(&["markup", "defaultMarkdownHandler"]) {
        Some(taken) if taken.value.text().is_some_and(|name| name.eq_ignore_ascii_case("goldmark")) => {
            draft.needless(&taken, "Markdown is read as Goldmark reads it");
        }
        Some(taken) => draft.leave_out(&taken, "Markdown is read as Goldmark reads it"),
        None => {}
    }
}

impl Settings<'_> {
    fn take(&mut self, path: &[&str]) -> Option<Taken> {
        self.table.take(&[&GOLDMARK, path].concat())
    }

    fn set(&mut self, setting: &'static str, value: Node, keys: usize) {
        self.found.push((setting, value));
        self.draft.carried += keys;
    }

    /// A boolean, written where it differs from what Hugo does without it.
    fn flag(&mut self, path: &[&str], setting: &'static str, default: bool) {
        let Some(taken) = self.take(path) else { return };
        match taken.value.truth() {
            Some(truth) if truth == default => self.draft.needless(&taken, "it is so without a setting"),
            Some(truth) => self.set(setting, plain(truth), 1),
            None => self.draft.wrong_type(&taken, "`true` or `false`"),
        }
    }

    /// A boolean, or a mapping with `enable`.
    fn footnotes(&mut self) {
        let is_table = self.table.table(&["markup", "goldmark", "extensions", "footnote"]).is_some();
        let path: &[&str] = if is_table { &["extensions", "footnote", "enable"] } else { &["extensions", "footnote"] };
        self.flag(path, "footnotes", true);
    }

    fn typographer(&mut self) {
        if let Some(taken) = self.take(&["extensions", "typographer", "disable"]) {
            match taken.value.truth() {
                Some(true) => {
                    self.set("typographer", plain(false), 1);
                    if let Some(parts) = self.take(&["extensions", "typographer"]) {
                        self.draft.needless(&parts, "the typographer is off");
                    }
                    return;
                }
                _ => self.draft.needless(&taken, "it is on without a setting"),
            }
        }
        let Some(taken) = self.take(&["extensions", "typographer"]) else { return };
        let Value::Table(mut parts) = taken.value.clone() else {
            return match taken.value.truth() {
                Some(false) => self.set("typographer", plain(false), 1),
                Some(true) => self.draft.needless(&taken, "it is on without a setting"),
                None => self.draft.wrong_type(&taken, "`true` or `false`, or parts"),
            };
        };
        if parts.entries.is_empty() {
            return self.draft.needless(&taken, "it is empty");
        }
        let mut found = Vec::new();
        for (name, setting) in PARTS {
            let Some(part) = parts.take(&[name]) else { continue };
            let part = Taken { path: format!("{}.{}", taken.path, part.path), ..part };
            match part.value.text() {
                Some(written) => found.push((setting, text(&decoded(written)))),
                None => self.draft.wrong_type(&part, "text"),
            }
        }
        for entry in parts.entries {
            let part = Taken { path: format!("{}.{}", taken.path, entry.name), place: entry.place, value: entry.value };
            self.draft.leave_out(&part, "the typographer has no such part");
        }
        if !found.is_empty() {
            let keys = found.len();
            self.set("typographer", mapping(found), keys);
        }
    }

    /// `autoHeadingID` and the type, which has a newer name.
    fn heading_ids(&mut self) {
        let is_off = self.take(&["parser", "autoHeadingID"]);
        let kind = self.take(&["parser", "autoIDType"]).or_else(|| self.take(&["parser", "autoHeadingIDType"]));
        let off = is_off.as_ref().is_some_and(|taken| taken.value.truth() == Some(false));
        if off {
            self.set("heading_ids", text("none"), 1);
        } else if let Some(taken) = &is_off {
            self.draft.needless(taken, "headings have ids");
        }
        let Some(kind) = kind else { return };
        let name = kind.value.text().unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            _ if off => self.draft.needless(&kind, "headings have no ids"),
            "github" => self.draft.needless(&kind, "ids are made in this way"),
            "github-ascii" | "blackfriday" => self.set("heading_ids", text(&name), 1),
            _ => self.draft.wrong_type(&kind, "`github`, `github-ascii` or `blackfriday`"),
        }
    }

    /// Written in any case: Hugo reads them only where it is told to.
    fn block_attributes(&mut self) {
        let taken = self.take(&["parser", "attribute", "block"]);
        let truth = taken.as_ref().is_some_and(|taken| taken.value.truth() == Some(true));
        self.set("block_attributes", plain(truth), taken.map_or(0, |taken| taken.value.keys()));
    }

    fn emoji(&mut self) {
        let Some(taken) = self.table.take(&["enableEmoji"]) else { return };
        match taken.value.truth() {
            Some(true) => self.set("emoji", plain(true), 1),
            Some(false) => self.draft.needless(&taken, "it is so without a setting"),
            None => self.draft.wrong_type(&taken, "`true` or `false`"),
        }
    }

    /// Formulas between `$` and between `$$` are read together, so that both must be what the site has.
    fn mathematics(&mut self) {
        let Some(taken) = self.take(&["extensions", "passthrough"]) else { return };
        let Value::Table(passthrough) = &taken.value else {
            return self.draft.wrong_type(&taken, "a mapping");
        };
        if passthrough.get("enable").and_then(|entry| entry.value.truth()) != Some(true) {
            return self.draft.needless(&taken, "it is off");
        }
        let delimiters = |kind: &str| {
            let pairs = passthrough.get("delimiters").map(|entry| entry.value.clone());
            let pairs = pairs.and_then(|pairs| if let Value::Table(of) = pairs { of.take_value(kind) } else { None });
            let node = pairs.map(|value| value.node());
            let first = |pair: &Node| pair.items().first().and_then(Node::text).map(str::to_owned);
            node.iter().flat_map(|node| node.items()).filter_map(first).collect::<Vec<String>>()
        };
        let (block, inline) = (delimiters("block"), delimiters("inline"));
        let others = block.iter().filter(|found| *found != "$$").chain(inline.iter().filter(|found| *found != "$"));
        let others: Vec<String> = others.map(|found| format!("`{found}`")).collect();
        if !inline.iter().any(|found| found == "$") {
            let reason =
                "formulas are read between `$` and between `$$`, if `markup.mathematics` is set; the site has others";
            return self.draft.leave_out(&taken, reason);
        }
        if !others.is_empty() {
            self.draft.note("markup", format!("Formulas that begin with {} are not read.", others.join(", ")));
        }
        self.set("mathematics", plain(true), taken.value.keys());
    }
}
