//! What can be cited: the keys of frameworks, then their requirements by number and by the words of their titles.

use gen_lsp_types::CompletionItemKind;

use super::item::Item;
use crate::framework::Framework;
use crate::lsp::query::Query;

/// What `written`, the label of a link, can be completed to.
pub(super) fn items(query: &Query<'_>, written: &str) -> Vec<Item> {
    let frameworks = &query.site.project.frameworks;
    let Some((head, _)) = written.split_once(':') else {
        return frameworks.iter().map(key).collect();
    };
    let (name, version) = head.split_once('@').map_or((head, None), |(name, version)| (name, Some(version)));
    let Some(framework) = frameworks.get(name) else { return Vec::new() };
    let before = match written.rsplit_once(", ") {
        Some((listed, _)) => format!("{listed}, "),
        None => format!("{head}:"),
    };
    let ids = match version.filter(|version| *version != framework.version) {
        Some(version) => frameworks.get(&format!("{name}@{version}")),
        None => Some(framework),
    };
    ids.map(|ids| of_framework(ids, &before)).unwrap_or_default()
}

fn key(framework: &Framework) -> Item {
    let detail = format!("{} {}", framework.name, framework.version);
    Item::new(format!("{}:", framework.key), detail, CompletionItemKind::Module)
}

/// The requirements of a framework, each behind the text `before`.
pub(super) fn of_framework(framework: &Framework, before: &str) -> Vec<Item> {
    let requirements = framework.requirements().filter(|(_, requirement)| requirement.withdrawn.is_none());
    let item = |id: &str, title: &str| {
        Item::new(format!("{before}{id}"), format!("{before}{title}"), CompletionItemKind::EnumMember)
    };
    requirements.map(|(_, requirement)| item(&requirement.id, &requirement.title)).collect()
}
