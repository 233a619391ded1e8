//! What an article's conversion depends on: which extensions and plugins of MkDocs are on, and their options.

use std::collections::BTreeMap;

use crate::import::heading::Slugs;
use crate::import::tree::{Value, keys};
use crate::yaml::Node;

/// The options of articles.
#[derive(Debug)]
pub(super) struct Options {
    /// The extensions of Markdown, by name, with their options.
    pub(super) extensions: BTreeMap<String, Option<Node>>,
    /// The plugins, by name, with their options.
    pub(super) plugins: BTreeMap<String, Option<Node>>,
    pub(super) slugs: Slugs,
    /// What stands for spaces in ids.
    pub(super) separator: String,
}

/// The bundles of extensions.
const BUNDLES: [(&str, &[&str]); 2] = [
    ("extra", &["abbr", "attr_list", "def_list", "footnotes", "md_in_html", "tables"]),
    (
        "pymdownx.extra",
        &[
            "abbr",
            "attr_list",
            "def_list",
            "footnotes",
            "md_in_html",
            "tables",
            "pymdownx.betterem",
            "pymdownx.superfences",
        ],
    ),
];

impl Options {
    /// The options of the values of `markdown_extensions` and `plugins`.
    pub(super) fn new(extensions: Option<&Value>, plugins: Option<&Value>) -> Self {
        let mut found: BTreeMap<String, Option<Node>> = BTreeMap::new();
        for Named { name, options, .. } in extensions.map(named).unwrap_or_default() {
            let name = name.strip_prefix("markdown.extensions.").unwrap_or(&name).to_owned();
            for (_, parts) in BUNDLES.iter().filter(|(bundle, _)| *bundle == name) {
                found.extend(parts.iter().map(|part| ((*part).to_owned(), None)));
            }
            found.insert(name, options);
        }
        let plugins = plugins.map(named).unwrap_or_default().into_iter();
        let plugins = plugins
            .map(|Named { name, options, .. }| (name.strip_prefix("material/").unwrap_or(&name).to_owned(), options));
        let toc = found.get("toc").and_then(Option::as_ref);
        let slugs = toc.and_then(|toc| toc.get("slugify")).map_or(Slugs::Ascii, slugs);
        let separator = toc.and_then(|toc| toc.get("separator")?.text()).unwrap_or("-").to_owned();
        Self { slugs, separator, plugins: plugins.collect(), extensions: found }
    }

    /// Whether an extension is on.
    pub(super) fn has(&self, extension: &str) -> bool {
        self.extensions.contains_key(extension)
    }

    /// An option of an extension.
    pub(super) fn option(&self, extension: &str, name: &str) -> Option<&Node> {
        self.extensions.get(extension)?.as_ref()?.get(name)
    }
}

/// How ids are made by the function that `slugify` names.
fn slugs(node: &Node) -> Slugs {
    if let Some(name) = node.text() {
        return match name {
            name if name.ends_with("slugs.uslugify") || name.ends_with("slugs.gfm") => Slugs::Unicode { lower: true },
            name if name.ends_with("slugs.uslugify_cased") => Slugs::Unicode { lower: false },
            name if name.contains("pymdownx.slugs.") => Slugs::Unicode { lower: name.contains("gfm") },
            _ => Slugs::Ascii,
        };
    }
    let case = node.get("kwds").and_then(|options| options.get("case")?.text()).unwrap_or("none");
    Slugs::Unicode { lower: case.starts_with("lower") || case == "fold" }
}

/// An item of a list of extensions or plugins.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) options: Option<Node>,
    /// How many keys it counts as.
    pub(super) keys: usize,
}

/// The items of a list or a mapping of names with options.
pub(super) fn named(value: &Value) -> Vec<Named> {
    let entry = |name: &Node, options: &Node| Named {
        name: name.text().unwrap_or_default().to_owned(),
        options: (!options.is_null()).then(|| options.clone()),
        keys: keys(options),
    };
    match value.node() {
        node if !node.entries().is_empty() => {
            node.entries().iter().map(|(name, options)| entry(name, options)).collect()
        }
        node => node
            .items()
            .iter()
            .flat_map(|item| match item.entries() {
                [] => vec![Named { name: item.text().unwrap_or_default().to_owned(), options: None, keys: 1 }],
                entries => entries.iter().map(|(name, options)| entry(name, options)).collect(),
            })
            .collect(),
    }
}
