//! Which controls a profile selects.

use std::collections::HashMap;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::json::Json;
use super::name::Kind;
use super::notes::Notes;
use super::selected::Unit;
use crate::finding::Code;

/// Each control is compared with so many patterns.
const MAX_PATTERNS: usize = 1000;

/// What an import, or a place in a custom structure, selects.
pub(super) struct Selection<'v> {
    /// Nothing where all controls are selected.
    included: Option<Chosen<'v>>,
    excluded: Chosen<'v>,
    /// Whether the controls above a selected one are there too, unless it says otherwise.
    keeps_parents: bool,
}

/// What goes with a chosen control.
#[derive(Debug, Clone, Copy, Default)]
struct With {
    children: bool,
    parents: bool,
}

impl With {
    fn and(self, other: Self) -> Self {
        Self { children: self.children || other.children, parents: self.parents || other.parents }
    }
}

/// An id or a pattern that is written.
struct Wanted<'v> {
    text: &'v str,
    with: With,
    is_found: bool,
}

/// Several choices.
#[derive(Default)]
struct Chosen<'v> {
    wanted: Vec<Wanted<'v>>,
    /// The indexes of ids among them.
    ids: HashMap<&'v str, Vec<usize>>,
    /// The indexes of patterns, in the order of the set.
    patterns: Vec<usize>,
    set: GlobSet,
    /// The first pattern that is one too many.
    surplus: Option<&'v str>,
}

impl<'v> Chosen<'v> {
    fn of(written: &'v [Json<'_>], keeps_parents: bool, notes: &mut Notes<'_>) -> Self {
        let mut chosen = Self::default();
        let mut set = GlobSetBuilder::new();
        for choice in written {
            let children = yes_or_no(choice, "with-child-controls", false, notes);
            let parents = yes_or_no(choice, "with-parent-controls", keeps_parents, notes);
            let with = With { children, parents };
            for text in choice.list("with-ids").iter().filter_map(Json::as_text) {
                chosen.ids.entry(text).or_default().push(chosen.wanted.len());
                chosen.wanted.push(Wanted { text, with, is_found: false });
            }
            for text in choice.list("matching").iter().map(|one| one.text("pattern")) {
                match Glob::new(text) {
                    Ok(_) if chosen.patterns.len() == MAX_PATTERNS => {
                        chosen.surplus.get_or_insert(text);
                    }
                    Ok(glob) if !text.is_empty() => {
                        set.add(glob);
                        chosen.patterns.push(chosen.wanted.len());
                        chosen.wanted.push(Wanted { text, with, is_found: false });
                    }
                    Ok(_) => {
                        let help = "write `{pattern: \"ac-*\"}`";
                        let at = choice.key("matching");
                        notes.add(Code::EmptySelection, at, "`matching` without a pattern selects nothing", help);
                    }
                    Err(error) => {
                        let message = format!("invalid pattern `{text}`: {}", error.kind());
                        notes.add(Code::UnknownInProfile, text, message, "write it as a glob: `ac-*`, `ac-2.?`");
                    }
                }
            }
        }
        if let Some(text) = chosen.surplus {
            let message = format!("more than {MAX_PATTERNS} patterns; this one and later ones select nothing");
            notes.add(Code::UnknownInProfile, text, message, "select controls by fewer patterns");
        }
        match set.build() {
            Ok(set) => chosen.set = set,
            Err(error) => {
                let help = "select controls by fewer patterns";
                let at = chosen.patterns.first().map_or("", |first| chosen.wanted[*first].text);
                notes.add(Code::UnknownInProfile, at, format!("the patterns cannot be used: {error}"), help);
            }
        }
        chosen
    }

    /// What goes with the control, where it is chosen.
    fn has(&mut self, id: &str) -> Option<With> {
        let named = self.ids.get(id).into_iter().flatten().copied();
        let matched = if self.patterns.is_empty() { Vec::new() } else { self.set.matches(id) };
        let found: Vec<usize> = named.chain(matched.into_iter().map(|at| self.patterns[at])).collect();
        found.iter().for_each(|at| self.wanted[*at].is_found = true);
        found.iter().map(|at| self.wanted[*at].with).reduce(With::and)
    }
}

impl<'v> Selection<'v> {
    /// As an import says it: controls bring those above them along.
    pub(super) fn of_import(import: &'v Json<'_>, notes: &mut Notes<'_>) -> Self {
        Self::of(import, true, notes)
    }

    /// As `insert-controls` says it: what is selected, and nothing else.
    pub(super) fn of_insertion(insertion: &'v Json<'_>, notes: &mut Notes<'_>) -> Self {
        Self::of(insertion, false, notes)
    }

    fn of(written: &'v Json<'_>, keeps_parents: bool, notes: &mut Notes<'_>) -> Self {
        let included = written.list("include-controls");
        let is_all = written.get("include-all").is_some();
        if is_all && !included.is_empty() {
            let help = "remove one of the two; until then all controls are selected";
            let message = "`include-all` and `include-controls` in one selection";
            notes.add(Code::UnknownInProfile, written.key("include-all"), message, help);
        }
        // Without either, all are meant: what is excluded, is excluded from something.
        let has_all = is_all || included.is_empty();
        Self {
            included: (!has_all).then(|| Chosen::of(included, keeps_parents, notes)),
            excluded: Chosen::of(written.list("exclude-controls"), false, notes),
            keeps_parents,
        }
    }

    /// The selected ones of `units`. A control whose own control is not there moves up; a group without controls is left
    /// out. What is named and not among the units is said; `of` is where they are from.
    pub(super) fn of_units<'a>(&mut self, units: &[Unit<'a>], of: &str, notes: &mut Notes<'_>) -> Vec<Unit<'a>> {
        let mut selected = Vec::new();
        for unit in units {
            self.pick(unit, (false, false), &mut selected);
        }
        let chosen = self.included.iter().map(|included| (included, "selects"));
        for (chosen, verb) in chosen.chain([(&self.excluded, "excludes")]) {
            for wanted in chosen.wanted.iter().filter(|wanted| !wanted.is_found) {
                let text = wanted.text;
                let message = format!("the profile {verb} `{text}`, which {of} does not have");
                notes.warn(Code::EmptySelection, text, message, "correct or remove it; it has no effect");
            }
        }
        selected
    }

    /// Adds what is left of a unit; `inherited` says whether the control above includes or excludes it. Returns whether the
    /// controls above it are to be there as well.
    fn pick<'a>(&mut self, unit: &Unit<'a>, inherited: (bool, bool), into: &mut Vec<Unit<'a>>) -> bool {
        let mut kept = unit.alone();
        if unit.kind == Kind::Group {
            for inner in &unit.below {
                self.pick(inner, (false, false), &mut kept.below);
            }
            if !kept.below.is_empty() {
                into.push(kept);
            }
            return false;
        }
        let (is_in, is_out) = inherited;
        let all = With { children: true, parents: self.keeps_parents };
        let included = self.included.as_mut().map_or(Some(all), |included| included.has(unit.id()));
        let excluded = self.excluded.has(unit.id());
        let below_in = is_in || included.is_some_and(|with| with.children);
        let below_out = is_out || excluded.is_some_and(|with| with.children);
        let mut wants_parents = false;
        for inner in &unit.below {
            wants_parents |= self.pick(inner, (below_in, below_out), &mut kept.below);
        }
        let is_excluded = is_out || excluded.is_some();
        let is_selected = (is_in || included.is_some()) && !is_excluded;
        if is_selected {
            let is_named = self.included.is_some() && included.is_some();
            kept.is_implied &= !is_named;
            into.push(kept);
        } else if wants_parents && !is_excluded {
            kept.is_implied = true;
            into.push(kept);
        } else {
            into.append(&mut kept.below);
        }
        wants_parents || is_selected && included.is_some_and(|with| with.parents)
    }
}

/// What the words `yes` and `no` at `key` mean.
fn yes_or_no(choice: &Json<'_>, key: &str, otherwise: bool, notes: &mut Notes<'_>) -> bool {
    match choice.text(key) {
        "" => otherwise,
        "yes" => true,
        "no" => false,
        other => {
            let message = format!("`{key}` is `{other}`, which is neither `yes` nor `no`");
            notes.add(Code::UnknownInProfile, other, message, "write `yes` or `no`");
            otherwise
        }
    }
}
