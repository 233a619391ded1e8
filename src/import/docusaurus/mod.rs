//! A site made for Docusaurus as a new site: articles, files and configuration, with an account of all of them. Its scripts are read
//! and never run.

mod article;
mod docs;
mod element;
mod found;
mod inline;
mod link;
mod literal;
mod matter;
mod settings;
mod sidebars;
mod tag;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::account::{Account, Fate};
use super::draft::Draft;
use super::escape::without_shortcodes;
use super::heading::{Ids, Slugs, plain};
use super::headings::{headings, number_headings};
use super::lines::{Line, lines, text};
use super::matter::{Matter, split};
use super::moved::{Content, Moved, REPORT, folder_of};
use super::nav::{Item, Order};
use super::output::{Counts, Origin, configuration};
use super::read::{ConfigFile, ImportError, read_text};
use super::tree::{Table, list, mapping, plain as value, text as written};
use crate::source::path::{name, stem};
use docs::{Area, AreaKind, Doc};
use found::Found;
use inline::Context;
use link::Links;
use settings::{Layout, Settings};
use sidebars::{Index, Sidebars};

/// How messages name what is read.
const ORIGIN: Origin = Origin { name: "Docusaurus", command: "docusaurus" };

/// The extensions of the configuration.
const SCRIPTS: [&str; 6] = ["js", "ts", "mjs", "cjs", "mts", "cts"];

/// The folders that the configuration may be in.
const BASES: [&str; 3] = ["", "website", "docs"];

/// Reads the site for Docusaurus in the folder `root`, or in `website` or `docs` below it, and makes a new one of it. The same tree
/// gives the same result. No script of the site is run.
///
/// # Errors
/// Where there is no configuration, or one that exports no literal.
pub fn docusaurus(root: &Path) -> Result<Moved, ImportError> {
    let (base, path) = find(root)?;
    let script = read_text(root, &path)?;
    let Some(exported) = literal::read(&script) else {
        return Err(ImportError::Unreadable {
            path,
            reason: "it exports no object that can be read without running it".to_owned(),
        });
    };
    let files = [ConfigFile { path, text: script }];
    let mut settings = Settings { table: Table::of(&exported.root, 0), computed: exported.computed };
    let keys = settings.table.keys();
    let (mut draft, mut account) = (Draft::default(), Account::default());
    settings.head(&mut draft);
    settings.theme(&mut draft);
    let layout = settings.layout(base, &mut draft);
    settings.markup(&files[0].text, &mut draft);
    settings.rest(&mut draft);
    account.read.push((files[0].path.clone(), "configuration".to_owned()));

    let found = Found::find(root, base, &layout.areas, &mut account);
    let site = Site { root, base, layout, found };
    let (order, indexes) = site.order(&mut account);
    let mut made = site.articles(&order, &mut account);
    site.sections(&order, &indexes, &mut made, &mut account);
    site.front(&mut draft, &mut made, &mut account);
    for (source, address) in &site.found.copies {
        account.copied += 1;
        made.insert(format!("static{address}"), Content::Copy(source.clone()));
    }
    if let Some(rules) = site.versions().filter(|_| !made.contains_key("static/_redirects")) {
        made.insert("static/_redirects".to_owned(), Content::Text(rules));
    }
    draft.set("taxonomies", list(["tags"].map(written)), 0);
    draft
        .note("severities", "Articles that have no description are not findings. Take this out to see which they are.");
    draft.set("severities", mapping([("missing-description", written("off"))]), 0);
    let notes = site.notes(&order);
    let counts = Counts::of(&draft, keys, 0);
    made.insert("clausebook.yaml".to_owned(), Content::Text(configuration(&draft, &files, &counts, (ORIGIN, &notes))));
    let mut summary = account.sentences().to_vec();
    summary.push(counts.sentence(ORIGIN.name));
    made.insert(REPORT.to_owned(), Content::Text(account.report(ORIGIN.name, &notes)));
    summary.extend(notes);
    Ok(Moved { files: made, summary })
}

/// The folder of the site and the path of its configuration.
fn find(root: &Path) -> Result<(&'static str, String), ImportError> {
    let join = |base: &str, extension: &str| {
        let file = format!("docusaurus.config.{extension}");
        if base.is_empty() { file } else { format!("{base}/{file}") }
    };
    let mut all = BASES.iter().flat_map(|base| SCRIPTS.map(|extension| (*base, join(base, extension))));
    all.find(|(_, path)| root.join(path).is_file()).ok_or_else(|| ImportError::Missing {
        file: "docusaurus.config.js".to_owned(),
        folder: root.display().to_string(),
    })
}

/// A site as it is read.
struct Site<'s> {
    root: &'s Path,
    base: &'static str,
    layout: Layout,
    found: Found,
}

impl Site<'_> {
    fn below(&self, path: &str) -> String {
        super::moved::joined(self.base, path).unwrap_or_default()
    }

    /// The order of all documents, and the pages that list groups.
    fn order(&self, account: &mut Account) -> (Order, Vec<Index>) {
        let (mut items, mut indexes): (Vec<Item>, Vec<Index>) = (Vec::new(), Vec::new());
        for (at, area) in self.layout.areas.iter().enumerate().filter(|(_, area)| area.kind == AreaKind::Documents) {
            let mut sidebars = Sidebars {
                docs: &self.found.docs,
                categories: &self.found.categories,
                folder: &area.folder,
                route: &area.route,
                indexes: Vec::new(),
            };
            let files = self.layout.sidebars.iter().filter(|(of, _)| *of == at).map(|(_, path)| self.below(path));
            let found = files.into_iter().find_map(|path| Some((read_text(self.root, &path).ok()?, path)));
            let script = found.and_then(|(text, path)| {
                let json = if path.ends_with(".json") { format!("export default {text};") } else { text };
                match literal::read(&json) {
                    Some(script) => Some((script.root, json, path)),
                    None => {
                        account.say(
                            "file of sidebars",
                            Fate::LeftOut,
                            (&path, 1),
                            "it is computed: the order is that of positions and names",
                        );
                        None
                    }
                }
            });
            match script {
                Some((root, text, path)) => {
                    account.read.push((path.clone(), "the order of articles".to_owned()));
                    items.extend(sidebars.written(&root, (&path, &text), account));
                }
                None => items.extend(sidebars.folder(&area.folder, 0)),
            }
            indexes.extend(sidebars.indexes);
        }
        let folder = |source: &str| {
            let doc = self.found.docs.by_source.get(source)?;
            Some((folder_of(&doc.target).to_owned(), name(&doc.target) == "_index.md"))
        };
        (Order::of(&items, &folder), indexes)
    }

    fn articles(&self, order: &Order, account: &mut Account) -> BTreeMap<String, Content> {
        let titles: BTreeMap<String, String> = self
            .found
            .texts
            .iter()
            .filter_map(|(source, text)| {
                let (_, skipped, _) = split(text);
                let body: Vec<Line> = lines(text, 1).into_iter().skip(skipped).collect();
                let first = headings(&body).into_iter().find(|heading| heading.level == 1)?;
                let id = first.id.unwrap_or_else(|| Ids::new(Slugs::Github, "-").claim(&plain(first.text).text));
                Some((source.clone(), id))
            })
            .collect();
        let extensions = BTreeSet::from(["md", "mdx"]);
        let documents = self.layout.areas.iter().filter(|area| area.kind == AreaKind::Documents);
        let roots: Vec<&str> = documents.map(|area| area.folder.as_str()).collect();
        let links = Links {
            docs: &self.found.docs,
            base: self.base,
            files: &self.found.copies,
            titles: &titles,
            roots: &roots,
            extensions: &extensions,
        };
        let mut made = BTreeMap::new();
        for (source, text) in &self.found.texts {
            let Some(doc) = self.found.docs.by_source.get(source) else { continue };
            let mut found = matter::matter(doc, account);
            self.place(doc, order, &mut found);
            let article = self.article(doc, text, (&links, found), account);
            let path = format!("content/{}", doc.target);
            account.articles += 1;
            if made.insert(path.clone(), Content::Text(article)).is_some() {
                account.say(
                    "article",
                    Fate::LeftOut,
                    (source, 1),
                    format!("another one becomes `{path}`, and took its place"),
                );
            }
        }
        made
    }

    /// Sets what the place of an article in the site decides.
    fn place(&self, doc: &Doc, order: &Order, found: &mut Matter) {
        let of_folder =
            (name(&doc.target) == "_index.md").then(|| order.sections.get(folder_of(&doc.target))).flatten();
        let weight = of_folder.map(|(_, weight)| *weight).or_else(|| order.weights.get(&doc.source).copied());
        if let Some(weight) = weight {
            found.set("weight", value(weight));
        }
        let short = of_folder.map(|(title, _)| title).or_else(|| order.titles.get(&doc.source));
        if let Some(short) = short.filter(|short| !short.is_empty() && Some(short.as_str()) != found.text_of("title")) {
            found.set("linkTitle", written(short));
        }
        let aliases: Vec<&String> = self
            .layout
            .redirects
            .iter()
            .filter(|(_, to)| to.trim_end_matches('/') == doc.address.trim_end_matches('/'))
            .map(|(from, _)| from)
            .collect();
        if !aliases.is_empty() {
            found.set("aliases", list(aliases.into_iter().map(|alias| written(alias))));
        }
    }

    fn article(
        &self,
        doc: &Doc,
        source: &str,
        (links, mut found): (&Links<'_>, Matter),
        account: &mut Account,
    ) -> String {
        let (_, skipped, fault) = split(source);
        if let Some(fault) = fault {
            account.say("front matter", Fate::LeftOut, (&doc.source, 1), fault);
        }
        let body: Vec<Line> = lines(source, 1).into_iter().skip(skipped).collect();
        let body = without_shortcodes(body, &doc.source, account);
        let context = Context { doc, file: &doc.source, links };
        let mut body = article::blocks(&body, &context, self.root, account);
        let heading = number_headings(&mut body, Ids::new(Slugs::Github, "-"), account);
        let own = found.text_of("title").map(str::to_owned);
        let title = heading.or(own.clone()).unwrap_or_else(|| docs::unprefixed(stem(&doc.source)).1.to_owned());
        if let Some(own) = own.filter(|own| *own != title) {
            found.set("linkTitle", written(&own));
        }
        found.replace("title", written(&title));
        let mut out = found.written();
        out.push_str(text(&body).trim_start_matches('\n').trim_end());
        out.push('\n');
        out
    }

    /// Pages for folders that a sidebar has a title for.
    fn sections(&self, order: &Order, indexes: &[Index], made: &mut BTreeMap<String, Content>, account: &mut Account) {
        for (folder, (title, weight)) in &order.sections {
            let path = format!("content/{folder}/_index.md");
            if made.contains_key(&path) {
                continue;
            }
            let mut found = Matter::default();
            found.set("title", written(title));
            found.set("weight", value(*weight));
            if let Some(index) = indexes.iter().find(|index| index.label == *title) {
                found.set("aliases", list([written(&index.address)]));
                if let Some(description) = &index.description {
                    found.set("description", written(description));
                }
            }
            account.added.push(path.clone());
            made.insert(path, Content::Text(found.written()));
        }
        for index in indexes.iter().filter(|index| order.lost.contains(&index.label)) {
            let reason = format!("`{}` listed a group that is no folder", index.address);
            account.say("page that lists a group", Fate::LeftOut, ("sidebars", 1), reason);
        }
    }

    /// A front page, where the old one is a program.
    fn front(&self, draft: &mut Draft, made: &mut BTreeMap<String, Content>, account: &mut Account) {
        let path = "content/_index.md";
        if made.contains_key(path) || self.found.docs.addresses.contains_key("/") {
            return;
        }
        let text_of = |name: &str| draft.settings.iter().find(|(key, _)| key == name).and_then(|(_, node)| node.text());
        let mut found = Matter::default();
        found.set("title", written(text_of("title").unwrap_or("Documentation")));
        if let Some(description) = text_of("description") {
            found.set("description", written(description));
        }
        account.added.push(path.to_owned());
        made.insert(path.to_owned(), Content::Text(found.written()));
    }

    /// Redirects from the addresses that the current version has beside older ones.
    fn versions(&self) -> Option<String> {
        self.root.join(self.below("versions.json")).is_file().then_some(())?;
        let areas = self.layout.areas.iter().filter(|area| area.kind == AreaKind::Documents);
        let route = |area: &Area| if area.route.is_empty() { String::new() } else { format!("/{}", area.route) };
        Some(areas.map(|area| format!("{0}/next/* {0}/:splat 301\n", route(area))).collect())
    }

    fn notes(&self, order: &Order) -> Vec<String> {
        let mut notes = Vec::new();
        if !order.lost.is_empty() {
            notes.push(format!(
                "groups of sidebars that are no folder, whose articles are in their order and without a title of the group: {}",
                order.lost.join(", ")
            ));
        }
        let sources = self
            .layout
            .redirects
            .iter()
            .filter(|(_, to)| !self.found.docs.addresses.contains_key(to.trim_end_matches('/')));
        for (from, to) in sources {
            notes.push(format!("the redirect from `{from}` to `{to}` was left out: no article has that address"));
        }
        notes
    }
}
