//! Completion: links, citations, front matter, shortcodes and data files.
//!
//! It is answered from the site as it was last loaded, and from the text as it is: what is being typed is in no site yet.

mod citation;
mod destination;
mod item;
mod keys;
mod shortcode;

use gen_lsp_types as lsp;
use serde_json::{Value, json};

use item::{Item, Items};

use crate::finding::visible;
use crate::lsp::encoding::Lines;
use crate::lsp::outbox::Failure;
use crate::lsp::query::{Feature, Query, Reach, position};
use crate::lsp::rank::best;
use crate::lsp::typed::{self, Typed, TypedKind};
use crate::source::{Role, Span};

pub(super) const FEATURE: Feature = Feature {
    method: "textDocument/completion",
    capability: (
        "completionProvider",
        |_| json!({"triggerCharacters": ["[", "(", "#", "/", ":", "\"", "<", "%", "@"]}),
    ),
    reach: Reach::Latest,
    answer,
};

/// The most items that are offered; the editor asks again when more is typed.
const MAX_ITEMS: usize = 200;

fn answer(query: &Query<'_>, parameters: &Value) -> Result<Value, Failure> {
    let lines = Lines::new(query.text, query.site.encoding);
    let offset = lines.offset(position(parameters)?);
    let Some(found) = items(query, offset) else { return Ok(Value::Null) };
    let Items { span, items } = found;
    let (items, is_cut) = best(span.of(query.text), items, MAX_ITEMS, |item| [&item.label, &item.detail]);
    let range = lines.range(span);
    // An editor compares what is typed with the text of an item, and must not leave out what was found in another way.
    let typed = span.of(query.text);
    let items = (0..).zip(items).map(|(index, item)| completion_item(index, item, typed, range));
    Ok(json!({"isIncomplete": is_cut || !typed.is_empty(), "items": items.collect::<Vec<_>>()}))
}

fn completion_item(index: usize, item: Item, typed: &str, range: lsp::Range) -> lsp::CompletionItem {
    let Item { label, detail, insert, kind } = item;
    let new_text = if insert.is_empty() { label.clone() } else { insert };
    lsp::CompletionItem {
        kind,
        detail: (!detail.is_empty()).then(|| visible(&detail).into_owned()),
        sort_text: Some(format!("{index:04}")),
        filter_text: Some(if typed.is_empty() { new_text.clone() } else { typed.to_owned() }),
        text_edit: Some(lsp::TextEdit::new(range, new_text).into()),
        label,
        ..lsp::CompletionItem::default()
    }
}

fn items(query: &Query<'_>, offset: usize) -> Option<Items> {
    let inventory = &query.site.project.inventory;
    let role = query.file().and_then(|file| inventory.entries.get(file.0 as usize)).map(|entry| entry.role);
    let is_yaml = [".yaml", ".yml"].iter().any(|end| query.path.ends_with(end));
    let is_article = role == Some(Role::Article) || role.is_none() && query.path.ends_with(".md");
    if !is_article {
        let typed = typed::in_yaml(query.text, Span::new(0, offset)).filter(|_| is_yaml)?;
        return Some(keys::in_data(query, role, typed));
    }
    let Typed { kind, span } = typed::in_article(query.text, offset)?;
    Some(match kind {
        TypedKind::Destination => destination::items(query, span, destination::Wanted::Pages),
        TypedKind::Resource => destination::items(query, span, destination::Wanted::Pictures),
        TypedKind::Label => Items { span, items: citation::items(query, span.of(query.text)) },
        TypedKind::Shortcode => Items { span, items: shortcode::names(query) },
        TypedKind::Argument(name) => shortcode::arguments(query, &name, span),
        TypedKind::Key(parents) => keys::of_front_matter(query, &parents, span),
        TypedKind::Value(parents) => keys::values_of_front_matter(query, &parents, span),
    })
}
