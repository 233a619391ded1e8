//! The navigation of another generator as what orders pages here: weights, titles of links, and sections, which are folders.

use std::collections::BTreeMap;

/// An entry of a navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Item {
    /// An article by the path of its source, with a title of its own.
    Page { title: Option<String>, source: String },
    /// A group with a title, which may have an article of its own.
    Section { title: String, source: Option<String>, items: Vec<Item> },
    /// A link to another site, or to an address.
    Link { title: String, url: String },
}

/// What a navigation says of articles and folders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Order {
    /// The weight of each article, by source.
    pub(super) weights: BTreeMap<String, usize>,
    /// The title in the navigation, by source.
    pub(super) titles: BTreeMap<String, String>,
    /// The title and the weight of folders of the content; the root is never one.
    pub(super) sections: BTreeMap<String, (String, usize)>,
    /// The groups that are no folder: they have an order and no title here.
    pub(super) lost: Vec<String>,
    /// What the bar leads to: links, and articles that are in no section.
    bar: Vec<(Option<String>, Target)>,
    next: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    /// An article at the root, by source.
    Article(String),
    /// A folder.
    Section(String),
    /// An address.
    Link(String),
}

/// The bar has no more entries.
const MAX_BAR: usize = 100;

impl Order {
    /// The order of `items`. `folder` gives the folder of an article by its source, and whether it is the page of that folder.
    pub(super) fn of(items: &[Item], folder: &dyn Fn(&str) -> Option<(String, bool)>) -> Self {
        let mut order = Self::default();
        order.add(items, 0, folder);
        order
    }

    /// The entries of the bar: a name and an address. `address` gives that of an article.
    pub(super) fn bar(&self, address: &dyn Fn(&str) -> Option<String>) -> Vec<(String, String)> {
        let entry = |(title, target): &(Option<String>, Target)| {
            let url = match target {
                Target::Article(source) => address(source)?,
                Target::Section(folder) => format!("/{folder}/"),
                Target::Link(url) => url.clone(),
            };
            let named = title.clone().filter(|title| !title.trim().is_empty());
            let name = named.unwrap_or_else(|| url.trim_matches('/').replace(['-', '_'], " "));
            (!name.is_empty() && url != "/").then_some((name, url))
        };
        self.bar.iter().filter_map(entry).take(MAX_BAR).collect()
    }

    fn add(&mut self, items: &[Item], depth: usize, folder: &dyn Fn(&str) -> Option<(String, bool)>) {
        for item in items {
            match item {
                Item::Page { title, source } => {
                    let is_first = !self.weights.contains_key(source);
                    self.page(source, title.as_deref());
                    // No section leads to an article at the root.
                    if is_first && folder(source).is_some_and(|(folder, _)| folder.is_empty()) {
                        self.bar.push((title.clone(), Target::Article(source.clone())));
                    }
                }
                Item::Link { title, url } => self.bar.push((Some(title.clone()), Target::Link(url.clone()))),
                Item::Section { title, source, items } => {
                    let found = self.section(title, source.as_deref(), items, folder);
                    if let Some(found) = found.filter(|_| depth == 0) {
                        self.bar.push((Some(title.clone()), Target::Section(found)));
                    }
                    self.add(items, depth + 1, folder);
                }
            }
        }
    }

    fn page(&mut self, source: &str, title: Option<&str>) {
        if !self.weights.contains_key(source) {
            self.next += 1;
            self.weights.insert(source.to_owned(), self.next);
        }
        if let Some(title) = title.filter(|title| !title.trim().is_empty()) {
            self.titles.entry(source.to_owned()).or_insert_with(|| title.to_owned());
        }
    }

    /// Finds the folder that a group stands for: that of its own page, else the one that has all of its articles.
    fn section(
        &mut self,
        title: &str,
        source: Option<&str>,
        items: &[Item],
        folder: &dyn Fn(&str) -> Option<(String, bool)>,
    ) -> Option<String> {
        let mut sources = Vec::new();
        collect(items, &mut sources);
        let own = source.into_iter().chain(items.iter().filter_map(|item| match item {
            Item::Page { source, .. } => Some(source.as_str()),
            Item::Section { .. } | Item::Link { .. } => None,
        }));
        let of_page = own.filter_map(folder).find(|(_, is_page)| *is_page).map(|(folder, _)| folder);
        let found =
            of_page.or_else(|| common(sources.iter().filter_map(|source| folder(source)).map(|(folder, _)| folder)));
        let free = found.filter(|folder| !folder.is_empty() && !self.sections.contains_key(folder));
        if let Some(source) = source {
            self.page(source, None);
        }
        match &free {
            Some(folder) => {
                self.next += 1;
                self.sections.insert(folder.clone(), (title.to_owned(), self.next));
            }
            None if title.trim().is_empty() => {}
            None => self.lost.push(title.to_owned()),
        }
        free
    }
}

fn collect<'i>(items: &'i [Item], sources: &mut Vec<&'i str>) {
    for item in items {
        match item {
            Item::Page { source, .. } => sources.push(source),
            Item::Section { items, source, .. } => {
                sources.extend(source.as_deref());
                collect(items, sources);
            }
            Item::Link { .. } => {}
        }
    }
}

/// The deepest folder that all of these are in.
fn common(folders: impl Iterator<Item = String>) -> Option<String> {
    folders.reduce(|one, other| {
        let same = one.split('/').zip(other.split('/')).take_while(|(one, other)| one == other);
        same.map(|(part, _)| part).collect::<Vec<_>>().join("/")
    })
}

#[cfg(test)]
mod tests {
    use super::{Item, Order};

    fn page(source: &str) -> Item {
        Item::Page { title: None, source: source.to_owned() }
    }

    fn section(title: &str, items: Vec<Item>) -> Item {
        Item::Section { title: title.to_owned(), source: None, items }
    }

    #[test]
    fn groups_are_the_folders_of_their_articles() {
        let items = [
            page("index.md"),
            section(
                "Guide",
                vec![page("guide/b.md"), section("Deep", vec![page("guide/deep/index.md"), page("x.md")])],
            ),
            section("Mixed", vec![page("y.md"), page("guide/a.md")]),
        ];
        let folder = |source: &str| {
            let (folder, name) = source.rsplit_once('/').unwrap_or(("", source));
            Some((folder.to_owned(), name == "index.md"))
        };
        let order = Order::of(&items, &folder);
        let sections: Vec<_> =
            order.sections.iter().map(|(folder, (title, _))| (folder.as_str(), title.as_str())).collect();
        assert_eq!(sections, [("guide/deep", "Deep")]);
        assert_eq!(order.lost, ["Guide", "Mixed"]);
        assert!(order.weights["guide/b.md"] < order.weights["x.md"] && order.weights["x.md"] < order.weights["y.md"]);
    }
}
