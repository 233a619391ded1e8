//! A site made for MkDocs as a new site: articles, files, and configuration, with an account of all of them.

mod article;
mod blocks;
mod config;
mod ignore;
mod inline;
mod link;
mod matter;
mod nav;
mod options;
mod pages;
mod redirects;
mod settings;
mod snippet;
mod syntax;
mod theme;
mod untagged;

use std::collections::BTreeMap;
use std::path::Path;

use super::account::{Account, Fate};
use super::draft::Draft;
use super::matter::Matter;
use super::moved::{Content, Moved, REPORT, folder_of, is_safe};
use super::nav::Order;
use super::output::{Counts, Origin, configuration};
use super::read::{ImportError, read_text};
use super::tree::{Taken, list, mapping, plain, text};
use crate::source::path::name;
use article::{Shared, Source, take_abbreviations};
use config::Config;
use ignore::Ignored;
use link::Links;
use options::Options;
use pages::{Files, Page, Rules};
use redirects::Redirects;
use snippet::Snippets;

/// How messages name what is read.
const ORIGIN: Origin = Origin { name: "MkDocs", command: "mkdocs" };

/// Reads the site for MkDocs in the folder `root` and makes a new one of it. The same tree gives the same result. No plugin, hook
/// or extension of the site is run.
///
/// # Errors
/// Where there is no `mkdocs.yml`, or one that cannot be read.
pub fn mkdocs(root: &Path) -> Result<Moved, ImportError> {
    let mut config = config::read(root)?;
    let replaced = config.keys.saturating_sub(config.table.keys());
    let mut account = Account::default();
    let mut draft = Draft::default();
    settings::head(&mut config.table, &mut draft);
    let has_directory_urls = settings::addresses(&mut config.table, &mut draft);
    let mut rules = rules(&config, has_directory_urls)?;
    let extensions = config.table.take(&["markdown_extensions"]);
    let plugins = config.table.take(&["plugins"]);
    let options =
        Options::new(extensions.as_ref().map(|taken| &taken.value), plugins.as_ref().map(|taken| &taken.value));
    rules.by_plugin = excluded_by_plugin(&options);
    let files = Files::find(root, &rules);
    let mut redirects = Redirects::new(&options, &files, &mut account);
    settings::plugins(plugins, &mut draft);
    let order = order(root, (&mut config, &rules.docs), &files, &mut draft, &mut account);
    let mut bar = order.bar(&|source| files.pages.get(source).map(|page| page.address.clone()));
    bar.extend(settings::repository(&mut config.table, &rules.docs, &mut draft));
    theme::theme(&mut config.table, &files, &bar, &mut draft);
    settings::contents(&options, &mut draft);
    settings::markup(extensions, &options, &mut draft);
    settings::values(&mut config.table, &mut draft);
    settings::rest(std::mem::take(&mut config.table), &mut draft);

    let site = Site { root, docs: &rules.docs, files: &files, options: &options, order: &order };
    let mut made = site.articles(&mut redirects, &mut account);
    let has_terms = made.values().any(|content| matches!(content, Content::Text(text) if text.contains("\ntags:")));
    draft.set("taxonomies", list(has_terms.then(|| text("tags"))), 0);
    draft
        .note("severities", "Articles that have no description are not findings. Take this out to see which they are.");
    draft.set("severities", mapping([("missing-description", text("off"))]), 0);
    site.sections(&mut made, &mut account);
    site.copies(&mut made, &mut account);
    redirects.write(root, &mut made);
    account.read.extend(config.files.iter().map(|file| (file.path.clone(), "configuration".to_owned())));

    let notes = notes(&order, &files, &options);
    let counts = Counts::of(&draft, config.keys, replaced);
    let settings = configuration(&draft, &config.files, &counts, (ORIGIN, &notes));
    made.insert("clausebook.yaml".to_owned(), Content::Text(settings));
    let mut summary = account.sentences().to_vec();
    summary.push(counts.sentence(ORIGIN.name));
    made.insert(REPORT.to_owned(), Content::Text(account.report(ORIGIN.name, &notes)));
    summary.extend(notes);
    Ok(Moved { files: made, summary })
}

/// Which files are articles, and which are left out.
fn rules(config: &Config, has_directory_urls: bool) -> Result<Rules, ImportError> {
    let text_of = |key: &str| config.table.get(key).and_then(|entry| entry.value.text()).unwrap_or_default().to_owned();
    let docs = text_of("docs_dir");
    let docs = docs.trim_start_matches("./").trim_end_matches('/');
    let docs = if docs.is_empty() { "docs" } else { docs };
    if !is_safe(docs) {
        let reason = "`docs_dir` is not a folder below that of the site".to_owned();
        return Err(ImportError::Unreadable { path: docs.to_owned(), reason });
    }
    let (excluded, drafts) = (Ignored::new(&text_of("exclude_docs")), Ignored::new(&text_of("draft_docs")));
    Ok(Rules { docs: docs.to_owned(), excluded, by_plugin: Ignored::default(), drafts, has_directory_urls })
}

/// The files that the plugin `exclude` leaves out.
fn excluded_by_plugin(options: &Options) -> Ignored {
    let plugin = options.plugins.get("exclude").and_then(Option::as_ref);
    let globs = plugin.and_then(|plugin| plugin.get("glob"));
    let globs = globs
        .into_iter()
        .flat_map(|node| node.text().into_iter().chain(node.items().iter().filter_map(|item| item.text())));
    Ignored::new(&globs.map(|glob| format!("/{glob}")).collect::<Vec<_>>().join("\n"))
}

/// The order of the articles.
fn order(
    root: &Path,
    (config, docs): (&mut Config, &str),
    files: &Files,
    draft: &mut Draft,
    account: &mut Account,
) -> Order {
    let nav = config.table.take(&["nav"]).or_else(|| config.table.take(&["pages"]));
    let items = match nav {
        Some(Taken { place, value, .. }) if !value.is_empty() => {
            draft.carried += value.keys();
            let file = config.files.get(place.file);
            let (path, text) = file.map_or(("mkdocs.yml", ""), |file| (file.path.as_str(), file.text.as_str()));
            nav::written(&value.node(), files, (path, text), account)
        }
        other => {
            other.iter().for_each(|taken| draft.needless(taken, "it is empty"));
            nav::by_files(root, docs, files, account)
        }
    };
    for path in &files.orders {
        account.read.push((format!("{docs}/{path}"), "the order of a folder".to_owned()));
    }
    Order::of(&items, &|source| files.folder(source))
}

/// What articles are made from.
struct Site<'s> {
    root: &'s Path,
    docs: &'s str,
    files: &'s Files,
    options: &'s Options,
    order: &'s Order,
}

impl Site<'_> {
    fn articles(&self, redirects: &mut Redirects, account: &mut Account) -> BTreeMap<String, Content> {
        let snippets = Snippets { root: self.root, bases: self.bases() };
        let mut sources: Vec<(&Page, String, Source)> = Vec::new();
        for page in self.files.pages.values() {
            let file = format!("{}/{}", self.docs, page.source);
            match read_text(self.root, &file) {
                Ok(text) => {
                    let source = article::read(&text, &file, (self.options, &snippets), account);
                    sources.push((page, file, source));
                }
                Err(error) => account.left_out.push((file, error.to_string())),
            }
        }
        let titles: BTreeMap<String, String> = sources
            .iter()
            .filter_map(|(page, _, source)| Some((page.source.clone(), source.title.as_ref()?.1.clone())))
            .collect();
        let links = Links { files: self.files, titles: &titles };
        let abbreviations = self.appended(&snippets, account);
        let shared = Shared { options: self.options, links: &links, abbreviations: &abbreviations };
        let mut made = BTreeMap::new();
        for (page, file, mut source) in sources {
            let node = source.matter.take();
            let mut found = matter::matter(node.as_ref(), (page, &file), self.options, account);
            self.place(page, &source, &mut found);
            redirects.aliases(&page.source, &mut found);
            let text = article::convert(source, (page, &file), &shared, found, account);
            account.articles += 1;
            made.insert(format!("content/{}", page.target), Content::Text(text));
        }
        made
    }

    /// The folders in which snippets are looked for.
    fn bases(&self) -> Vec<String> {
        let written = self.options.option("pymdownx.snippets", "base_path");
        let found =
            written.map(|node| node.text().into_iter().chain(node.items().iter().filter_map(|item| item.text())));
        let found: Vec<String> = found
            .into_iter()
            .flatten()
            .map(|path| path.trim_matches(['.', '/']).replace("$config_dir", "").replace("$docs_dir", self.docs))
            .collect();
        if found.is_empty() { vec![String::new()] } else { found }
    }

    /// The abbreviations of files that are appended to every article. Other text in them is not appended.
    fn appended(&self, snippets: &Snippets<'_>, account: &mut Account) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let files = self.options.option("pymdownx.snippets", "auto_append");
        for path in files.iter().flat_map(|node| node.items()).filter_map(|item| item.text()) {
            let text = snippets
                .bases
                .iter()
                .filter_map(|base| super::moved::joined(base, path))
                .find_map(|path| read_text(self.root, &path).ok());
            let Some(text) = text else {
                account.say("appended file", Fate::LeftOut, (path, 1), "it cannot be read");
                continue;
            };
            let mut all = super::lines::lines(&text, 1);
            let defined = take_abbreviations(&mut all);
            match all.iter().find(|line| !line.is_blank()) {
                Some(line) => account.say(
                    "appended file",
                    Fate::LeftOut,
                    (path, line.number),
                    "only abbreviations are taken from it",
                ),
                None => account.count("appended file", Fate::Turned),
            }
            found.extend(defined);
        }
        found
    }

    /// Sets what the place of an article in the site decides.
    fn place(&self, page: &Page, source: &Source, found: &mut Matter) {
        let of_folder = page.is_section().then(|| self.order.sections.get(folder_of(&page.target))).flatten();
        let weight = of_folder.map(|(_, weight)| *weight).or_else(|| self.order.weights.get(&page.source).copied());
        if let Some(weight) = weight {
            found.set("weight", plain(weight));
        }
        let heading =
            source.title.as_ref().map(|(text, _)| super::heading::plain(text).text).filter(|text| !text.is_empty());
        let short = of_folder
            .map(|(title, _)| title)
            .filter(|title| !title.is_empty())
            .or_else(|| self.order.titles.get(&page.source));
        let own = found.text_of("title").map(str::to_owned);
        let title = heading.clone().or_else(|| own.clone()).or_else(|| short.cloned());
        if let Some(short) = short.cloned().or(own).filter(|short| Some(short) != title.as_ref()) {
            found.set("linkTitle", text(&short));
        }
        if let Some(title) = title {
            found.replace("title", text(&title));
        }
        if page.needs_address {
            found.set("url", text(&page.address));
        }
        if page.is_draft {
            found.set("draft", plain(true));
        }
    }

    /// Pages for the folders that the navigation has a title for and that have none.
    fn sections(&self, made: &mut BTreeMap<String, Content>, account: &mut Account) {
        for (folder, (title, weight)) in &self.order.sections {
            let path = format!("content/{folder}/_index.md");
            if made.contains_key(&path) {
                continue;
            }
            let title = if title.is_empty() { nav::titled(name(folder)) } else { title.clone() };
            let mut found = Matter::default();
            found.set("title", text(&title));
            found.set("weight", plain(*weight));
            account.added.push(path.clone());
            made.insert(path, Content::Text(found.written()));
        }
    }

    fn copies(&self, made: &mut BTreeMap<String, Content>, account: &mut Account) {
        for source in &self.files.others {
            account.copied += 1;
            made.insert(format!("static/{source}"), Content::Copy(format!("{}/{source}", self.docs)));
        }
        for (source, reason) in &self.files.excluded {
            account.left_out.push((format!("{}/{source}", self.docs), (*reason).to_owned()));
        }
    }
}

fn notes(order: &Order, files: &Files, options: &Options) -> Vec<String> {
    let mut notes = Vec::new();
    if !order.lost.is_empty() {
        notes.push(format!(
            "groups of the navigation that are no folder, whose articles are in their order and without a title of the group: {}",
            order.lost.join(", ")
        ));
    }
    let unlisted = files.pages.keys().filter(|source| !order.weights.contains_key(*source)).count();
    if unlisted > 0 {
        notes.push(format!(
            "{unlisted} articles are not in the navigation: they are published, and come last in their section"
        ));
    }
    if files.orders.iter().any(|path| name(path) == ".nav.yml") {
        notes.push("files `.nav.yml` are not read: the order is that of names".to_owned());
    }
    if options.plugins.contains_key("literate-nav") {
        notes.push(
            "navigation that is written as an article (`literate-nav`) is not read: the order is that of names"
                .to_owned(),
        );
    }
    notes
}
