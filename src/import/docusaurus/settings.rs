//! The settings of `docusaurus.config.js` as ours, with what becomes of each key.

use std::collections::BTreeSet;

use super::docs::{Area, AreaKind};
use crate::import::draft::{Draft, Outcome};
use crate::import::moved::joined;
use crate::import::tree::{Table, Taken, Value, list, mapping, plain, text};
use crate::yaml::Node;

/// The configuration, and where values in it are computed.
pub(super) struct Settings {
    pub(super) table: Table,
    pub(super) computed: BTreeSet<usize>,
}

/// What the presets and plugins say of folders.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) areas: Vec<Area>,
    /// The files of sidebars, by the index of the area; relative to the folder of the site.
    pub(super) sidebars: Vec<(usize, String)>,
    pub(super) edit_url: Option<String>,
    /// Old addresses with new ones.
    pub(super) redirects: Vec<(String, String)>,
}

impl Settings {
    /// Takes out a key; one that is computed is left out and said.
    fn take(&mut self, path: &[&str], draft: &mut Draft) -> Option<Taken> {
        let taken = self.table.take(path)?;
        let is_computed = matches!(&taken.value, Value::Leaf(node) if self.computed.contains(&node.span.start));
        if is_computed {
            draft.leave_out(&taken, COMPUTED);
            return None;
        }
        Some(taken)
    }

    fn text(&mut self, path: &[&str], name: &str, draft: &mut Draft) {
        let taken = self.take(path, draft);
        draft.text(name, taken);
    }

    /// The site: title, address, description, language.
    pub(super) fn head(&mut self, draft: &mut Draft) {
        self.text(&["title"], "title", draft);
        let (url, base) = (self.take(&["url"], draft), self.take(&["baseUrl"], draft));
        let of =
            |taken: &Option<Taken>| taken.as_ref().and_then(|taken| taken.value.text()).unwrap_or_default().to_owned();
        let whole = format!("{}/{}", of(&url).trim_end_matches('/'), of(&base).trim_start_matches('/'));
        let keys = url.iter().count() + base.iter().count();
        match crate::config::BaseUrl::parse(&whole) {
            Ok(_) if keys > 0 => draft.set("base_url", text(&whole), keys),
            Ok(_) => {}
            Err(reason) => [url, base].iter().flatten().for_each(|taken| draft.leave_out(taken, reason.clone())),
        }
        match self.take(&["i18n", "defaultLocale"], draft) {
            Some(taken) => draft.text("language", Some(taken)),
            None => draft.set("language", text("en"), 0),
        }
        self.text(&["tagline"], "description", draft);
        self.text(&["themeConfig", "footer", "copyright"], "copyright", draft);
        draft.set("lower_case_paths", plain(false), 0);
    }

    /// Logo, icon, links in the bar and in the foot.
    pub(super) fn theme(&mut self, draft: &mut Draft) {
        let mut theme = Vec::new();
        let mut keys = 0;
        let paths: [(&str, &[&str]); 3] = [
            ("logo", &["themeConfig", "navbar", "logo", "src"]),
            ("favicon", &["favicon"]),
            ("image", &["themeConfig", "image"]),
        ];
        for (name, path) in paths {
            let Some(taken) = self.take(path, draft) else { continue };
            match taken.value.text() {
                Some(path) => theme.push((name, text(&rooted(path)))),
                None => draft.wrong_type(&taken, "text"),
            }
            keys += usize::from(taken.value.text().is_some());
        }
        if let Some(taken) = self.take(&["themeConfig", "footer", "links"], draft) {
            let groups = taken.value.node();
            let items = groups
                .items()
                .iter()
                .flat_map(|group| group.get("items").map_or(std::slice::from_ref(group), Node::items));
            let links: Vec<Node> = items.filter_map(|item| self.entry(item, None)).take(100).collect();
            theme.push(("footer", list(links)));
            keys += taken.value.keys();
        }
        if !theme.is_empty() {
            draft.set("theme", mapping(theme), keys);
        }
        if let Some(taken) = self.take(&["themeConfig", "navbar", "items"], draft) {
            let mut entries = Vec::new();
            for item in taken.value.node().items() {
                let label = item.get("label").and_then(Node::text);
                match (self.entry(item, None), item.get("items")) {
                    (Some(entry), _) => entries.push(entry),
                    (None, Some(inner)) if label.is_some() => {
                        entries.push(mapping([("name", text(label.unwrap_or_default()))]));
                        entries.extend(inner.items().iter().filter_map(|item| self.entry(item, label)));
                    }
                    (None, _) => draft.note(
                        "menus",
                        format!(
                            "Without the entry `{}` of the bar, which is no plain link.",
                            label.or_else(|| item.get("type").and_then(Node::text)).unwrap_or("?")
                        ),
                    ),
                }
            }
            draft.set("menus", mapping([("main", list(entries))]), taken.value.keys());
        }
    }

    /// A link of the bar or the foot.
    fn entry(&self, item: &Node, parent: Option<&str>) -> Option<Node> {
        let value = |key: &str| item.get(key).and_then(Node::text);
        let url = value("href").or_else(|| value("to"))?;
        let name = value("label").unwrap_or(url);
        let mut entry = vec![("name", text(name)), ("url", text(&rooted(url)))];
        entry.extend(parent.map(|parent| ("parent", text(parent))));
        Some(mapping(entry))
    }

    /// What presets and plugins say. `base` is the folder of the site.
    pub(super) fn layout(&mut self, base: &str, draft: &mut Draft) -> Layout {
        let mut layout = Layout::default();
        let (mut docs, mut blog) = (true, true);
        for key in ["presets", "plugins"] {
            let Some(taken) = self.take(&[key], draft) else { continue };
            draft.carried += taken.value.keys();
            for plugin in taken.value.node().items() {
                let name = plugin.text().or_else(|| plugin.items().first()?.text()).unwrap_or_default();
                let options = plugin.items().get(1);
                if name.contains("classic") {
                    let off = |key: &str| options.and_then(|options| options.get(key)?.text()) == Some("false");
                    (docs, blog) = (!off("docs"), !off("blog"));
                    layout.options(options, (base, docs, blog));
                    (docs, blog) = (false, false);
                } else if name.contains("content-docs") {
                    layout.area(options, base, AreaKind::Documents);
                } else if name.contains("content-blog") {
                    layout.area(options, base, AreaKind::Blog);
                } else if name.contains("client-redirects") {
                    layout.redirect(options);
                } else {
                    let reason = if name.is_empty() { COMPUTED.to_owned() } else { "there are no plugins".to_owned() };
                    draft.remark(&format!("{key}.{name}"), taken.place, Outcome::LeftOut, (reason, 0));
                }
            }
        }
        layout.options(None, (base, docs, blog));
        let pages = joined(base, "src/pages").unwrap_or_default();
        layout.areas.push(Area { folder: pages, route: String::new(), kind: AreaKind::Pages });
        if let Some(url) = &layout.edit_url {
            draft.note("edit_url", "It holds once the files of this folder are where that address leads.");
            draft.set("edit_url", text(&format!("{}/{{path}}", url.trim_end_matches('/'))), 0);
        }
        layout
    }

    /// What Markdown the articles are written in. `script` is the text of the configuration.
    pub(super) fn markup(&mut self, script: &str, draft: &mut Draft) {
        let mut settings =
            vec![("admonitions", list([text("docusaurus")])), ("typographer", plain(false)), ("emoji", plain(true))];
        if script.contains("remark-math") {
            settings.push(("mathematics", plain(true)));
        }
        draft.set("markup", mapping(settings), 0);
        let level = |taken: &Option<Taken>, default: u8| {
            taken
                .as_ref()
                .and_then(|taken| taken.value.text()?.parse().ok())
                .filter(|level| (1..=6).contains(level))
                .unwrap_or(default)
        };
        let from = self.take(&["themeConfig", "tableOfContents", "minHeadingLevel"], draft);
        let to = self.take(&["themeConfig", "tableOfContents", "maxHeadingLevel"], draft);
        let keys = from.iter().count() + to.iter().count();
        if keys > 0 {
            let (from, to) = (level(&from, 2), level(&to, 3));
            draft.set("toc", mapping([("from", plain(from.min(to))), ("to", plain(to))]), keys);
        }
    }

    /// Counts what is left of the keys.
    pub(super) fn rest(self, draft: &mut Draft) {
        let mut open: Vec<(String, Taken)> = Vec::new();
        for entry in self.table.entries {
            match entry.value {
                Value::Table(inner) if entry.name == "themeConfig" => {
                    open.extend(inner.entries.into_iter().map(|inner| {
                        let path = format!("themeConfig.{}", inner.name);
                        (path.clone(), Taken { path, place: inner.place, value: inner.value })
                    }))
                }
                value => open.push((entry.name.clone(), Taken { path: entry.name, place: entry.place, value })),
            }
        }
        for (path, taken) in open {
            let is_computed = matches!(&taken.value, Value::Leaf(node) if self.computed.contains(&node.span.start));
            let known = REASONS.iter().find(|(name, _)| *name == path).map(|(_, reason)| *reason);
            match known {
                _ if is_computed => draft.leave_out(&taken, COMPUTED),
                Some("") => draft.needless(&taken, "the program does so in any case"),
                Some(reason) => draft.leave_out(&taken, reason),
                None => draft.leave_out(&taken, "no such setting"),
            }
        }
    }
}

const COMPUTED: &str = "it is computed by the script, which is not run";

/// Keys without a counterpart, with the reason; those that need no setting have an empty one.
const REASONS: [(&str, &str); 18] = [
    ("onBrokenLinks", ""),
    ("onBrokenMarkdownLinks", ""),
    ("onBrokenAnchors", ""),
    ("onDuplicateRoutes", ""),
    ("trailingSlash", "addresses end with a slash, and hosts lead there from those without"),
    ("i18n", "a site has one language"),
    ("scripts", "no scripts of other hosts are loaded"),
    ("stylesheets", "no style sheets of other hosts are loaded"),
    ("headTags", "templates are in another language"),
    ("clientModules", "no program of a site is run"),
    ("themes", "the program has one theme"),
    ("markdown", "`markup` says what is read"),
    ("future", "it is about the other program"),
    ("customFields", "write them as `params`"),
    ("themeConfig.prism", "code is highlighted in the colours of the theme"),
    ("themeConfig.colorMode", "the theme follows the browser's choice of light or dark"),
    ("themeConfig.algolia", "a search is made without a service"),
    ("themeConfig.announcementBar", "write it as `theme.notice`"),
];

impl Layout {
    /// The options of the classic preset.
    fn options(&mut self, options: Option<&Node>, (base, docs, blog): (&str, bool, bool)) {
        if docs {
            self.area(options.and_then(|options| options.get("docs")), base, AreaKind::Documents);
        }
        if blog {
            self.area(options.and_then(|options| options.get("blog")), base, AreaKind::Blog);
        }
    }

    fn area(&mut self, options: Option<&Node>, base: &str, kind: AreaKind) {
        let value = |key: &str| options.and_then(|options| options.get(key)?.text());
        let name = if kind == AreaKind::Blog { "blog" } else { "docs" };
        let Some(folder) = joined(base, value("path").unwrap_or(name)) else { return };
        let route = value("routeBasePath").unwrap_or(name).trim_matches('/').to_owned();
        if self.areas.iter().any(|area| area.folder == folder) {
            return;
        }
        if kind == AreaKind::Documents {
            let path = value("sidebarPath").map(|path| path.trim_start_matches("./").to_owned());
            let names = ["sidebars.js", "sidebars.ts", "sidebars.json"].map(str::to_owned);
            let index = self.areas.len();
            match path {
                Some(path) => self.sidebars.push((index, path)),
                None if value("id").is_none() => self.sidebars.extend(names.into_iter().map(|name| (index, name))),
                None => {}
            }
            if self.edit_url.is_none() {
                self.edit_url = value("editUrl").filter(|url| url.starts_with("http")).map(str::to_owned);
            }
        }
        self.areas.push(Area { folder, route, kind });
    }

    /// The redirects of the plugin; those that a function makes are not known.
    fn redirect(&mut self, options: Option<&Node>) {
        let redirects = options.and_then(|options| options.get("redirects")).map(Node::items).unwrap_or_default();
        for redirect in redirects {
            let Some(to) = redirect.get("to").and_then(Node::text) else { continue };
            let Some(from) = redirect.get("from") else { continue };
            for from in from.text().into_iter().chain(from.items().iter().filter_map(Node::text)) {
                self.redirects.push((from.to_owned(), to.to_owned()));
            }
        }
    }
}

/// An address from the root, or of another site.
fn rooted(url: &str) -> String {
    if url.contains("://") || url.starts_with("mailto:") || url.starts_with('/') {
        url.to_owned()
    } else {
        format!("/{url}")
    }
}
