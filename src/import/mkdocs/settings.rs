//! The settings of `mkdocs.yml` as ours, with what becomes of each key.

use super::options::{Named, Options, named};
use crate::import::draft::{Draft, Outcome};
use crate::import::tree::{Table, Taken, Value, is_too_deep, list, mapping, plain, text};
use crate::yaml::Node;

/// The site: title, address, description, language.
pub(super) fn head(table: &mut Table, draft: &mut Draft) {
    draft.text("title", table.take(&["site_name"]));
    if let Some(taken) = draft.typed(table.take(&["site_url"]), "text", |value| value.text().is_some()) {
        match taken.value.text().map(str::trim).filter(|url| !url.is_empty()) {
            Some(url) => match crate::config::BaseUrl::parse(url) {
                Ok(_) => draft.set("base_url", text(url), 1),
                Err(reason) => draft.leave_out(&taken, reason),
            },
            None => draft.needless(&taken, "it is empty"),
        }
    }
    let language = table.take(&["theme", "language"]).or_else(|| table.take(&["theme", "locale"]));
    match language {
        Some(taken) => match taken.value.text().map(|tag| tag.replace('_', "-")) {
            Some(tag)
                if tag
                    .split('-')
                    .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric())) =>
            {
                draft.set("language", text(&tag), 1);
            }
            _ => draft.leave_out(&taken, "it is no language tag"),
        },
        None => draft.set("language", text("en"), 0),
    }
    draft.text("description", table.take(&["site_description"]));
    draft.text("author", table.take(&["site_author"]));
    if let Some(taken) = draft.typed(table.take(&["copyright"]), "text", |value| value.text().is_some()) {
        let copyright = without_tags(taken.value.text().unwrap_or_default());
        if taken.value.text() != Some(copyright.as_str()) {
            draft.note("copyright", "Without the HTML that it had.");
        }
        draft.set("copyright", text(&copyright), 1);
    }
}

/// A text without tags and with characters in place of their references.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
    }
    out.push_str(rest);
    html_escape::decode_html_entities(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Addresses: case, files in place of folders.
pub(super) fn addresses(table: &mut Table, draft: &mut Draft) -> bool {
    draft.set("lower_case_paths", plain(false), 0);
    let taken = table.take(&["use_directory_urls"]);
    let has_folders = taken.as_ref().is_none_or(|taken| taken.value.truth() != Some(false));
    match taken {
        Some(_) if !has_folders => draft.set("ugly_urls", plain(true), 1),
        Some(taken) => draft.needless(&taken, "addresses are folders"),
        None => {}
    }
    has_folders
}

/// The link to the repository, and the address where a page is edited. Returns the link.
pub(super) fn repository(table: &mut Table, docs: &str, draft: &mut Draft) -> Option<(String, String)> {
    let (url, name) = (table.take(&["repo_url"]), table.take(&["repo_name"]));
    let edit = table.take(&["edit_uri"]);
    let text_of = |taken: &Option<Taken>| taken.as_ref().and_then(|taken| taken.value.text()).map(str::to_owned);
    let Some(link) = text_of(&url).filter(|url| url.starts_with("http")) else {
        [url, name, edit]
            .iter()
            .flatten()
            .for_each(|taken| draft.leave_out(taken, "there is no address of a repository"));
        return None;
    };
    draft.carried += 1 + usize::from(name.is_some());
    let host_has_edit = ["github.com", "gitlab.com"].iter().any(|host| link.contains(host));
    let path = text_of(&edit).or_else(|| (edit.is_none() && host_has_edit).then(|| format!("edit/master/{docs}/")));
    match path {
        Some(path) if path.ends_with(&format!("{docs}/")) && !path.contains(['{', '}']) => {
            let start = &path[..path.len() - docs.len() - 1];
            let base =
                if start.starts_with("http") { String::new() } else { format!("{}/", link.trim_end_matches('/')) };
            draft.note("edit_url", "It holds once the files of this folder are at the root of that repository.");
            draft.set("edit_url", text(&format!("{base}{start}{{path}}")), usize::from(edit.is_some()));
        }
        _ => edit.iter().for_each(|taken| draft.leave_out(taken, "no setting is like it: write `edit_url`")),
    }
    let label = text_of(&name).unwrap_or_else(|| "Repository".to_owned());
    Some((label, link))
}

/// What the extensions of Markdown switch here.
pub(super) fn markup(taken: Option<Taken>, options: &Options, draft: &mut Draft) {
    let has = |names: &[&str]| names.iter().any(|name| options.has(name));
    let mut settings = vec![("admonitions", list([text("mkdocs")]))];
    settings.push(("linkify", plain(has(&["pymdownx.magiclink"]))));
    settings.push(("typographer", plain(has(&["smarty", "pymdownx.smartsymbols"]))));
    let on = [
        ("emoji", has(&["pymdownx.emoji"])),
        ("mark", has(&["pymdownx.mark"])),
        ("mathematics", has(&["pymdownx.arithmatex", "mdx_math"])),
        ("hard_wraps", has(&["nl2br"])),
        ("superscript", has(&["pymdownx.caret"])),
        ("subscript", has(&["pymdownx.tilde"])),
    ];
    settings.extend(on.into_iter().filter(|(_, is_on)| *is_on).map(|(name, _)| (name, plain(true))));
    let off = [
        ("strikethrough", has(&["pymdownx.tilde"])),
        ("footnotes", has(&["footnotes"])),
        ("definition_lists", has(&["def_list"])),
        ("task_lists", has(&["pymdownx.tasklist"])),
    ];
    settings.extend(off.into_iter().filter(|(_, is_on)| !is_on).map(|(name, _)| (name, plain(false))));
    draft.set("markup", mapping(settings), 0);
    if let Some(taken) = taken {
        distribute(&taken, draft, |name| match name {
            "codehilite" | "pymdownx.highlight" | "pymdownx.superfences" | "fenced_code" => Ok("code is highlighted"),
            "meta" | "md_in_html" | "sane_lists" | "toc" | "tables" => Ok("it is read without a setting"),
            _ if KNOWN.contains(&name) => Ok(""),
            _ => Err("there are no extensions of Markdown"),
        });
    }
}

/// The extensions whose markup is turned or read.
const KNOWN: [&str; 29] = [
    "abbr",
    "admonition",
    "attr_list",
    "callouts",
    "def_list",
    "extra",
    "footnotes",
    "nl2br",
    "pymdownx.arithmatex",
    "pymdownx.betterem",
    "pymdownx.blocks.admonition",
    "pymdownx.blocks.details",
    "pymdownx.blocks.tab",
    "pymdownx.caret",
    "pymdownx.details",
    "pymdownx.emoji",
    "pymdownx.extra",
    "pymdownx.inlinehilite",
    "pymdownx.keys",
    "pymdownx.magiclink",
    "pymdownx.mark",
    "pymdownx.smartsymbols",
    "pymdownx.snippets",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
    "pymdownx.tilde",
    "smarty",
    "mdx_math",
    "github-callouts",
];

/// The plugins of the site.
pub(super) fn plugins(taken: Option<Taken>, draft: &mut Draft) {
    let Some(taken) = taken else { return };
    distribute(&taken, draft, |name| match name.strip_prefix("material/").unwrap_or(name) {
        "search" => Ok("a search is made"),
        "meta" | "offline" | "privacy" | "minify" | "optimize" => Ok("the program needs no such plugin"),
        "redirects" | "awesome-pages" | "tags" | "exclude" => Ok(""),
        "git-revision-date-localized" | "git-revision-date" => Err("write `last_change: git`"),
        "macros" => Err("a page has no program: `param` shows a value, and a shortcode of your own the rest"),
        "literate-nav" | "section-index" | "awesome-nav" => Err("the order of pages is that of `nav` and of names"),
        "blog" => Err("posts keep their addresses; lists by year and by author are not made"),
        _ => Err("there are no plugins"),
    });
}

/// Counts the items of a list: carried over for an empty text, not needed for another, left out for an error.
fn distribute(taken: &Taken, draft: &mut Draft, fate: impl Fn(&str) -> Result<&'static str, &'static str>) {
    let mut left = taken.value.keys();
    for Named { name, keys, .. } in named(&taken.value) {
        let plain_name = name.strip_prefix("markdown.extensions.").unwrap_or(&name);
        let (outcome, reason) = match fate(plain_name) {
            Ok("") => continue,
            Ok(reason) => (Outcome::NeedsNoSetting, reason),
            Err(reason) => (Outcome::LeftOut, reason),
        };
        let keys = keys.min(left);
        left -= keys;
        draft.remark(&format!("{}.{name}", taken.path), taken.place, outcome, (reason.to_owned(), keys));
    }
    draft.carried += left;
}

/// The levels of headings in the contents of a page.
pub(super) fn contents(options: &Options, draft: &mut Draft) {
    let Some(depth) = options.option("toc", "toc_depth").and_then(Node::text) else { return };
    let (from, to) = depth.split_once('-').unwrap_or(("2", depth));
    if let (Ok(from @ 1..=6), Ok(to @ 1..=6)) = (from.parse::<u8>(), to.parse::<u8>()) {
        let from = from.min(to);
        draft.set("toc", mapping([("from", plain(from)), ("to", plain(to))]), 0);
    }
}

/// `extra` as values for templates.
pub(super) fn values(table: &mut Table, draft: &mut Draft) {
    let Some(taken) = table.take(&["extra"]) else { return };
    let node = taken.value.node();
    match &taken.value {
        Value::Table(_) if !is_too_deep(&node) => draft.set("params", node, taken.value.keys()),
        Value::Table(_) => draft.leave_out(&taken, "it is nested too deep"),
        Value::Leaf(leaf) if leaf.is_null() => draft.needless(&taken, "it is empty"),
        Value::Leaf(_) => draft.wrong_type(&taken, "a mapping"),
    }
}

/// Keys without a counterpart: the name or its start, and the reason. Those that need no setting have an empty one.
const REASONS: [(&str, &str); 24] = [
    ("theme.features", "the theme decides it"),
    ("theme.palette", "the theme has one accent, and follows the browser's choice of light or dark"),
    ("theme.font", "fonts of other hosts are not loaded"),
    ("theme.icon", "the theme has its own symbols"),
    ("theme.custom_dir", "templates are in another language"),
    ("theme", "it is a setting of another theme"),
    ("extra_css", "it is for the markup of another theme; the file is in `static/`, and `theme.css` loads it"),
    ("extra_javascript", "scripts are not loaded by a setting; the file is in `static/`"),
    ("extra_templates", "templates are in another language"),
    ("hooks", "no program of a site is run"),
    ("validation", ""),
    ("strict", "it is an option of the command: `build --strict`"),
    ("dev_addr", "it is an option of the command: `serve --port`"),
    ("watch", ""),
    ("site_dir", "it is an option of the command: `build --out`"),
    ("remote_branch", "a site is not uploaded by the program"),
    ("remote_name", "a site is not uploaded by the program"),
    ("not_in_nav", ""),
    ("edit_uri_template", "no setting is like it: write `edit_url`"),
    ("google_analytics", "no scripts of other hosts are loaded"),
    ("pages", "it is an older name of `nav`"),
    ("draft_docs", ""),
    ("exclude_docs", ""),
    ("docs_dir", ""),
];

/// Counts what is left of the keys.
pub(super) fn rest(table: Table, draft: &mut Draft) {
    let mut open: Vec<Taken> = Vec::new();
    for entry in table.entries {
        match entry.value {
            Value::Table(inner) if entry.name == "theme" => {
                let inner = inner.entries.into_iter();
                open.extend(inner.map(|inner| Taken {
                    path: format!("theme.{}", inner.name),
                    place: inner.place,
                    value: inner.value,
                }));
            }
            value => open.push(Taken { path: entry.name, place: entry.place, value }),
        }
    }
    for taken in open {
        let known = REASONS.iter().find(|(name, _)| {
            taken.path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        match known {
            Some((_, "")) => draft.needless(&taken, "the new folder or a check has it in any case"),
            Some((_, reason)) => draft.leave_out(&taken, *reason),
            None => draft.leave_out(&taken, "no such setting"),
        }
    }
}
