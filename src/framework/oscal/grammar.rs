//! The keys that a profile may have. What is not known is not done, and said.

use super::json::Json;
use super::notes::Notes;
use crate::finding::{Code, nearest};

/// A kind of object in a profile: its keys, each with the kind of what it holds.
struct Form(&'static [(&'static str, Option<&'static Form>)]);

const WITH: Form = Form(&[
    ("with-child-controls", None),
    ("with-parent-controls", None),
    ("with-ids", None),
    ("matching", Some(&Form(&[("pattern", None)]))),
]);

const SELECTION: [(&str, Option<&Form>); 3] =
    [("include-all", None), ("include-controls", Some(&WITH)), ("exclude-controls", Some(&WITH))];

const IMPORT: Form = Form(&[("href", None), SELECTION[0], SELECTION[1], SELECTION[2]]);

const INSERTION: Form = Form(&[("order", None), SELECTION[0], SELECTION[1], SELECTION[2]]);

const GROUP: Form = Form(&[
    ("id", None),
    ("class", None),
    ("title", None),
    ("params", None),
    ("props", None),
    ("links", None),
    ("parts", None),
    ("groups", Some(&SELF)),
    ("insert-controls", Some(&INSERTION)),
]);

/// A group within a group: the same form, which cannot name itself.
const SELF: Form = Form(&[]);

const MERGE: Form = Form(&[
    ("combine", Some(&Form(&[("method", None)]))),
    ("flat", None),
    ("as-is", None),
    ("custom", Some(&Form(&[("groups", Some(&GROUP)), ("insert-controls", Some(&INSERTION))]))),
]);

const SETTING: Form = Form(&[
    ("param-id", None),
    ("class", None),
    ("depends-on", None),
    ("props", None),
    ("links", None),
    ("label", None),
    ("usage", None),
    ("constraints", None),
    ("guidelines", None),
    ("values", None),
    ("select", None),
    ("remarks", None),
]);

const REMOVAL: Form =
    Form(&[("by-name", None), ("by-class", None), ("by-id", None), ("by-item-name", None), ("by-ns", None)]);

const ADDITION: Form = Form(&[
    ("position", None),
    ("by-id", None),
    ("title", None),
    ("params", None),
    ("props", None),
    ("links", None),
    ("parts", None),
]);

const ALTER: Form = Form(&[("control-id", None), ("removes", Some(&REMOVAL)), ("adds", Some(&ADDITION))]);

const PROFILE: Form = Form(&[
    ("uuid", None),
    ("metadata", None),
    ("imports", Some(&IMPORT)),
    ("merge", Some(&MERGE)),
    ("modify", Some(&Form(&[("set-parameters", Some(&SETTING)), ("alters", Some(&ALTER))]))),
    ("back-matter", None),
]);

/// The words for where a text is added.
const POSITIONS: [&str; 4] = ["before", "after", "starting", "ending"];

/// Says which keys and words of `profile` are not known.
pub(super) fn check(profile: &Json<'_>, notes: &mut Notes<'_>) {
    object(profile, &PROFILE, &PROFILE, notes);
    let alters = profile.get("modify").map(|modify| modify.list("alters")).unwrap_or_default();
    for addition in alters.iter().flat_map(|alter| alter.list("adds")) {
        let word = addition.text("position");
        if !word.is_empty() && !POSITIONS.contains(&word) {
            let help = format!("write one of {}; until then it is added at the end", POSITIONS.join(", "));
            notes.add(Code::UnknownInProfile, word, format!("unknown position `{word}`"), help);
        }
    }
}

/// Readers of files bound how deep a document nests.
fn object(value: &Json<'_>, form: &'static Form, own: &'static Form, notes: &mut Notes<'_>) {
    for item in value.items() {
        object(item, form, own, notes);
    }
    for (key, inner) in value.entries() {
        match form.0.iter().find(|(known, _)| known == key) {
            Some((_, Some(Form([])))) => object(inner, own, own, notes),
            Some((_, Some(form))) => object(inner, form, form, notes),
            Some((_, None)) => {}
            None => {
                let near = nearest(key, form.0.iter().map(|(known, _)| *known));
                let help = near.map_or_else(
                    || "remove it: OSCAL has no such key here".to_owned(),
                    |near| format!("did you mean `{near}`?"),
                );
                notes.add(Code::UnknownInProfile, key, format!("unknown key `{key}`, which has no effect"), help);
            }
        }
    }
}
