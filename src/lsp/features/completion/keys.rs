//! Keys and values of front matter, of data tables, of frameworks and of the configuration.

use std::collections::BTreeSet;

use gen_lsp_types::CompletionItemKind;

use super::item::{Item, Items};
use super::{citation, destination};
use crate::config::known_settings;
use crate::framework::{BASELINE_ENTRY_KEYS, BASELINE_KEYS, FRAMEWORK_KEYS, NODE_KEYS};
use crate::front::KNOWN;
use crate::lsp::query::Query;
use crate::lsp::typed::{Typed, TypedKind};
use crate::site::{Kind, Page};
use crate::source::{Role, Span};
use crate::table::{Relation, TableKind, known_keys, row_keys};
use crate::yaml::{Node, parse};

/// The keys of front matter in the mapping that `parents` lead to.
pub(super) fn of_front_matter(query: &Query<'_>, parents: &[String], span: Span) -> Items {
    let parents: Vec<&str> = parents.iter().map(String::as_str).collect();
    let items = match parents.as_slice() {
        [] => {
            let known = KNOWN.iter().filter(|known| !known.about.is_empty());
            let own = query.site.project.config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str());
            let own = own.filter(|name| KNOWN.iter().all(|known| known.name != *name));
            known.map(|known| key(known.name, known.about)).chain(own.map(|name| key(name, "a taxonomy"))).collect()
        }
        ["requirements"] => frameworks(query).into_iter().map(with_colon).collect(),
        ["menu" | "menus"] => menus(query).into_iter().map(|name| key(&name, "a menu")).collect(),
        ["menu" | "menus", _] => ["parent", "identifier", "name", "weight"].map(|name| key(name, "")).into(),
        ["control"] => {
            let names = ["owner", "approver", "version", "reviewed", "every", "history"];
            names.map(|name| key(name, "of a controlled document")).into()
        }
        ["control", "history"] => {
            let names = ["version", "date", "author", "change", "commit", "tag"];
            names.map(|name| key(name, "of a version")).into()
        }
        ["hero"] => ["title", "lead", "buttons", "search"].map(|name| key(name, "of the front page")).into(),
        ["build" | "_build"] => ["render", "list", "publishResources"].map(|name| key(name, "")).into(),
        _ => Vec::new(),
    };
    Items { span, items }
}

/// The values of a key of front matter.
pub(super) fn values_of_front_matter(query: &Query<'_>, parents: &[String], span: Span) -> Items {
    let parents: Vec<&str> = parents.iter().map(String::as_str).collect();
    let taxonomies = &query.site.project.config.taxonomies;
    let is_taxonomy = |name: &str| taxonomies.iter().any(|taxonomy| taxonomy.name.eq_ignore_ascii_case(name));
    let items = match parents.as_slice() {
        ["framework"] => frameworks(query),
        ["requirements", framework] => {
            let framework = query.site.project.frameworks.get(framework);
            framework.map(|framework| citation::of_framework(framework, "")).unwrap_or_default()
        }
        ["menu" | "menus"] => menus(query).into_iter().map(|name| value(&name, "a menu")).collect(),
        ["menu" | "menus", menu, "parent"] => entries(query, menu),
        ["draft" | "toc" | "print" | "headless" | "dynamic_anchors" | "isCJKLanguage"] => words(&["true", "false"]),
        ["images" | "images[]"] => return destination::items(query, span, destination::Wanted::Pictures),
        ["landingpage"] | ["hero", "buttons", "url"] => {
            return destination::items(query, span, destination::Wanted::Pages);
        }
        [name] if is_taxonomy(name) => terms(query, name),
        _ => Vec::new(),
    };
    Items { span, items }
}

/// Keys and values of a data table, a framework or the configuration.
pub(super) fn in_data(query: &Query<'_>, role: Option<Role>, typed: Typed) -> Items {
    let Typed { kind, span } = typed;
    let items = match (role, &kind) {
        (Some(Role::Configuration), TypedKind::Key(parents)) => settings(parents),
        (Some(Role::Framework), TypedKind::Key(parents)) => {
            let parents: Vec<&str> = parents.iter().map(String::as_str).collect();
            let keys = match parents.as_slice() {
                [] => FRAMEWORK_KEYS,
                ["baseline"] => BASELINE_KEYS,
                ["baseline", ..] => BASELINE_ENTRY_KEYS,
                _ => NODE_KEYS,
            };
            keys.iter().map(|name| key(name, "")).collect()
        }
        (Some(Role::Attachment) | None, _) => of_table(query, &kind, span),
        _ => Vec::new(),
    };
    Items { span, items }
}

/// What the table says so far: of a text that cannot be read what is before the line that is being typed.
fn table_so_far(query: &Query<'_>, span: Span) -> Option<Node> {
    let whole = parse(query.text, 0).ok();
    let line = query.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    Some(whole.or_else(|| parse(&query.text[..line], 0).ok())?.root)
}

fn of_table(query: &Query<'_>, kind: &TypedKind, span: Span) -> Vec<Item> {
    let root = table_so_far(query, span);
    let text = |name: &str| root.as_ref()?.get(name)?.text();
    let table = text("kind").and_then(TableKind::find);
    let parties: Vec<&str> = match root.as_ref().and_then(|root| root.get("parties")).map(Node::entries) {
        Some(parties) if !parties.is_empty() => parties.iter().filter_map(|(key, _)| key.text()).collect(),
        Some(_) | None => vec!["provider", "customer"],
    };
    let ids = |name: &str| {
        let framework = text(name).and_then(|key| query.site.project.frameworks.get(key));
        framework.map(|framework| citation::of_framework(framework, "")).unwrap_or_default()
    };
    let (is_key, parents) = match kind {
        TypedKind::Key(parents) => (true, parents),
        TypedKind::Value(parents) => (false, parents),
        TypedKind::Destination
        | TypedKind::Resource
        | TypedKind::Label
        | TypedKind::Shortcode
        | TypedKind::Argument(_) => return Vec::new(),
    };
    let parents: Vec<&str> = parents.iter().map(String::as_str).collect();
    match (is_key, parents.as_slice(), table) {
        (true, [], Some(table)) => known_keys(table).iter().map(|name| key(name, "")).collect(),
        (true, [], None) => vec![key("kind", "what table it is")],
        (true, ["rows"], Some(table)) => {
            let own = if table == TableKind::Responsibility { parties.as_slice() } else { &[] };
            let own = own.iter().map(|name| key(name, "what this party does"));
            row_keys(table).iter().map(|name| key(name, "")).chain(own).collect()
        }
        (false, ["kind"], _) => {
            let kinds = TableKind::ALL.iter().filter(|kind| kind.is_named_in_file());
            kinds.map(|kind| value(kind.name(), "")).collect()
        }
        (false, ["framework" | "source" | "target"], _) => frameworks(query),
        (false, ["default"] | ["rows", "who"], _) => {
            parties.iter().map(|party| value(party, "a party")).chain(words(&["shared", "n/a"])).collect()
        }
        (false, ["rows", "relation"], _) => Relation::ALL.iter().map(|relation| value(relation.name(), "")).collect(),
        (false, ["rows", "req"], _) => ids("framework"),
        (false, ["rows", "from"], _) => ids("source"),
        (false, ["rows", "to"], _) => ids("target"),
        _ => Vec::new(),
    }
}

/// The settings in the mapping that `parents` lead to.
fn settings(parents: &[String]) -> Vec<Item> {
    let mut before = String::new();
    let all = known_settings();
    for parent in parents {
        // A name of the author's own stands for `NAME`, and a list for its items.
        let own = format!("{before}{parent}");
        let known = all.contains(&own);
        before.push_str(if known { parent } else { "NAME" });
        let is_list = all.iter().any(|name| name.starts_with(&format!("{before}[]")));
        before.push_str(if is_list { "[]." } else { "." });
    }
    let names = all.iter().filter_map(|name| name.strip_prefix(&before));
    names.filter(|name| !name.contains(['.', '['])).map(|name| key(name, "a setting")).collect()
}

fn frameworks(query: &Query<'_>) -> Vec<Item> {
    let all = query.site.project.frameworks.iter();
    all.map(|framework| value(&framework.key, &framework.name)).collect()
}

/// The names of the menus that pages are in.
fn menus(query: &Query<'_>) -> BTreeSet<String> {
    let pages = query.site.project.site.pages();
    pages.flat_map(|(_, page)| page.front.menu.iter().map(|entry| entry.menu.clone())).collect()
}

/// The identifiers of the entries of a menu.
fn entries(query: &Query<'_>, menu: &str) -> Vec<Item> {
    let entry = |page: &Page| {
        let entry = page.front.menu.iter().find(|entry| entry.menu == menu)?;
        let identifier = entry.identifier.as_ref().or(entry.name.as_ref()).map(|name| name.value.clone());
        Some(value(&identifier.unwrap_or_else(|| page.link_title.clone()), &page.title))
    };
    query.site.project.site.pages().filter_map(|(_, page)| entry(page)).collect()
}

/// The terms of a taxonomy that pages carry.
fn terms(query: &Query<'_>, taxonomy: &str) -> Vec<Item> {
    let pages = query.site.project.site.pages();
    let terms = pages.filter(|(_, page)| page.kind == Kind::Term && page.taxonomy.eq_ignore_ascii_case(taxonomy));
    terms.map(|(_, page)| value(&page.title, &format!("{} pages", page.children.len()))).collect()
}

fn words(words: &[&str]) -> Vec<Item> {
    words.iter().map(|word| value(word, "")).collect()
}

fn key(name: &str, about: &str) -> Item {
    with_colon(Item::new(name, about, CompletionItemKind::Property))
}

fn with_colon(item: Item) -> Item {
    let insert = format!("{}: ", item.label);
    item.inserting(insert)
}

fn value(name: &str, about: &str) -> Item {
    Item::new(name, about, CompletionItemKind::Value)
}
