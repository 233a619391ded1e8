//! Front matter of Docusaurus as ours.

use super::docs::{AreaKind, Doc};
use crate::import::account::{Account, Fate};
use crate::import::matter::Matter;
use crate::import::tree::{list, plain, text};
use crate::yaml::{Kind, Node};

const KEY: &str = "key of front matter";

/// The front matter of an article.
pub(super) fn matter(doc: &Doc, account: &mut Account) -> Matter {
    let mut found = Matter::default();
    if doc.needs_address {
        found.set("url", text(&format!("{}/", doc.address.trim_end_matches('/'))));
    }
    if let Some(date) = &doc.date {
        found.set("date", plain(date));
    }
    for (key, value) in doc.matter.as_ref().map(Node::entries).unwrap_or_default() {
        let name = key.text().unwrap_or_default();
        let fate = one(name, value, &mut found);
        match fate {
            Fate::LeftOut => account.say(KEY, fate, (&doc.source, 1), format!("`{name}` has no counterpart")),
            Fate::Turned | Fate::AsIs | Fate::Kept => account.count(KEY, fate),
        }
    }
    if is_hidden(doc) && doc.kind == AreaKind::Documents {
        account.say("article that no list has", Fate::Turned, (&doc.source, 1), "lists have it here, at their end");
    }
    found
}

fn one(name: &str, value: &Node, found: &mut Matter) -> Fate {
    let written = value.text();
    match (name, written, &value.kind) {
        (_, _, Kind::Null) | ("id" | "slug" | "sidebar_position" | "unlisted" | "mdx", _, _) => Fate::Turned,
        ("title" | "description", Some(written), _) => {
            found.set(name, text(written));
            Fate::AsIs
        }
        ("sidebar_label", Some(written), _) => {
            found.set("linkTitle", text(written));
            Fate::Turned
        }
        ("draft", Some(written), _) => {
            found.set("draft", plain(written == "true"));
            Fate::AsIs
        }
        ("date", Some(written), _) => {
            // A time without seconds is none here.
            let seconds = if written.len() == "2024-01-01T00:00".len() && written.contains('T') { ":00" } else { "" };
            found.replace("date", plain(format!("{written}{seconds}")));
            Fate::AsIs
        }
        ("hide_table_of_contents", Some("true"), _) => {
            found.set("toc", plain(false));
            Fate::Turned
        }
        ("image", Some(path), _) => {
            found.set("images", list([text(path)]));
            Fate::Turned
        }
        ("last_update", _, _) => match value.get("date").and_then(Node::text) {
            Some(date) => {
                found.set("lastmod", plain(date));
                Fate::Turned
            }
            None => Fate::LeftOut,
        },
        ("tags" | "authors", _, _) => {
            let items = value.text().into_iter().chain(value.items().iter().filter_map(|item| {
                item.text().or_else(|| item.get("label")?.text()).or_else(|| item.get("name")?.text())
            }));
            found.set(name, list(items.map(text)));
            Fate::Turned
        }
        (
            "hide_title"
            | "hide_table_of_contents"
            | "custom_edit_url"
            | "pagination_next"
            | "pagination_prev"
            | "pagination_label"
            | "displayed_sidebar"
            | "sidebar_class_name"
            | "toc_min_heading_level"
            | "toc_max_heading_level"
            | "sidebar_key",
            _,
            _,
        ) => Fate::LeftOut,
        _ => {
            found.param(name, value.clone());
            Fate::Turned
        }
    }
}

/// Whether an article is left out of lists.
fn is_hidden(doc: &Doc) -> bool {
    let is_true = |key: &str| doc.matter.as_ref().and_then(|node| node.get(key)?.text()) == Some("true");
    is_true("unlisted")
}
