//! Folders, addresses, and which pages and files there are.

use crate::config::{MAX_IGNORED, MAX_PERMALINKS};
use crate::import::draft::{Draft, Outcome};
use crate::import::tree::{Entry, Place, Table, Taken, Value, has_mappings, keys, list, mapping, plain, same, text};
use crate::source::{ContentRules, Layout};
use crate::yaml::Node;

/// Where the content is, and the folders that are mounted elsewhere.
pub(super) fn folders(table: &mut Table, draft: &mut Draft) {
    let own = table.take(&["contentDir"]);
    let mounted = mounts(table, draft);
    let folder = match mounted.as_slice() {
        [mount] => {
            if let Some(own) = &own {
                draft.needless(own, "a mount says where the content is");
            }
            Some((mount.source.clone(), mount.keys))
        }
        mounts => {
            for mount in mounts {
                let reason =
                    format!("several folders are mounted as content: move the files of `{}` into one", mount.source);
                draft.remark(&mount.path, mount.place, Outcome::LeftOut, (reason, mount.keys));
            }
            match own.as_ref().map(|own| (own, own.value.text())) {
                Some((_, Some(folder))) => Some((folder.to_owned(), 1)),
                Some((own, None)) => {
                    draft.wrong_type(own, "a folder");
                    None
                }
                None => None,
            }
        }
    };
    if let Some((folder, keys)) = folder {
        let folder = folder.trim_start_matches("./").trim_end_matches('/');
        if !is_content_folder(folder) {
            let note =
                format!("The content is in `{folder}`, which cannot be the folder for it: move it to `content`.");
            draft.note("content_dir", note);
        } else if folder != "content" {
            draft.set("content_dir", text(folder), 0);
        }
        draft.carried += keys;
    }
    static_folders(table, draft);
}

/// Whether a folder is below that of the site, and is used for nothing else.
fn is_content_folder(folder: &str) -> bool {
    let is_name = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0', ':']);
    let top = folder.split('/').next().unwrap_or_default();
    folder.split('/').all(is_name) && ![Layout::STANDARD.templates, Layout::STANDARD.static_files].contains(&top)
}

fn static_folders(table: &mut Table, draft: &mut Draft) {
    let Some(taken) = table.take(&["staticDir"]) else { return };
    match taken.value.texts().as_slice() {
        ["static"] => draft.needless(&taken, "files are copied from `static/`"),
        folders => {
            let folders: Vec<String> = folders.iter().map(|folder| format!("`{folder}`")).collect();
            draft.leave_out(
                &taken,
                format!("files are copied from `static/` alone: move those of {} there", folders.join(", ")),
            );
        }
    }
}

struct Mount {
    path: String,
    place: Place,
    source: String,
    keys: usize,
}

/// The folders that are mounted as content; all other mounts are remarks.
fn mounts(table: &mut Table, draft: &mut Draft) -> Vec<Mount> {
    let Some(taken) = table.take(&["module", "mounts"]) else { return Vec::new() };
    let node = taken.value.node();
    if !has_mappings(&node) {
        draft.leave_out(&taken, "there are no mounts in it");
        return Vec::new();
    }
    let mut content = Vec::new();
    for item in node.items() {
        let count = keys(item);
        let mount = Table::of(item, taken.place.file);
        let value = |key: &str| mount.get(key).and_then(|entry| entry.value.text()).unwrap_or_default();
        let trim = |folder: &str| folder.trim_start_matches("./").trim_matches('/').to_owned();
        let (source, target) = (trim(value("source")), trim(value("target")));
        let (place, path) = (taken.place, taken.path.clone());
        let part = target.split('/').next().unwrap_or_default();
        match part {
            "" => {
                let reason = "a mount takes `source` and `target`".to_owned();
                draft.remark(&path, place, Outcome::LeftOut, (reason, count));
            }
            "content" if target == "content" => {
                let filters = ["files", "includeFiles", "excludeFiles"];
                let filtered = filters.iter().filter_map(|key| mount.get(key)).map(|entry| entry.value.keys()).sum();
                if filtered > 0 {
                    let reason = "what its filter leaves out would be published: name it in `ignore_files`".to_owned();
                    draft.remark(&path, place, Outcome::LeftOut, (reason, filtered));
                }
                content.push(Mount { path, place, source, keys: count - filtered });
            }
            "static" if source == target => {
                draft.remark(&path, place, Outcome::NeedsNoSetting, ("`static/` is copied".to_owned(), count));
            }
            "content" | "static" => {
                let reason = format!("move the files of `{source}` to `{target}`");
                draft.remark(&path, place, Outcome::LeftOut, (reason, count));
            }
            _ => {
                let reason = format!("`{part}` is a folder of Hugo's that is not used");
                draft.remark(&path, place, Outcome::LeftOut, (reason, count));
            }
        }
    }
    content
}

/// Addresses of pages.
pub(super) fn addresses(table: &mut Table, draft: &mut Draft) {
    permalinks(table.take(&["permalinks"]), draft);
    match table.take(&["disablePathToLower"]) {
        Some(taken) if taken.value.truth() == Some(true) => draft.set("lower_case_paths", plain(false), 1),
        Some(taken) => draft.needless(&taken, "paths are in lower case"),
        None => {}
    }
    ugly_urls(table.take(&["uglyURLs"]), draft);
    let ignored = table.take(&["ignoreFiles"]);
    if let Some(taken) = draft.typed(ignored, "a list of patterns", |value| matches!(value, Value::Leaf(_))) {
        ignored_files(&taken, draft);
    }
}

/// Patterns of files to ignore. Those that would not be read are left out.
fn ignored_files(taken: &Taken, draft: &mut Draft) {
    let mut patterns: Vec<String> = taken.value.texts().into_iter().map(str::to_owned).collect();
    if patterns.is_empty() {
        return draft.needless(taken, "it is empty");
    }
    let beyond = patterns.len().saturating_sub(MAX_IGNORED);
    patterns.truncate(MAX_IGNORED);
    let mut reasons: Vec<String> = Vec::new();
    for (index, reason) in ContentRules::default().ignore(&patterns).into_iter().rev() {
        reasons.push(format!("`{}` is no regular expression: {reason}", patterns.remove(index)));
    }
    reasons.reverse();
    if beyond > 0 {
        reasons.push(format!("at most {MAX_IGNORED} patterns are read; the last {beyond} are left out"));
    }
    // The list is one key, whatever of it is left out.
    let mut left_out = usize::from(patterns.is_empty());
    for reason in reasons {
        draft.remark(&taken.path, taken.place, Outcome::LeftOut, (reason, std::mem::take(&mut left_out)));
    }
    if !patterns.is_empty() {
        draft.set("ignore_files", list(patterns.iter().map(|pattern| text(pattern))), taken.value.keys());
    }
}

/// The kinds of pages that have permalinks of their own.
const WITH_PERMALINKS: [&str; 4] = ["page", "section", "taxonomy", "term"];

/// A pattern for each section, or for each section by kind; or a list of patterns with targets.
fn permalinks(taken: Option<Taken>, draft: &mut Draft) {
    let Some(taken) = taken else { return };
    let takes = "patterns by section, or by kind and section";
    let Value::Table(all) = &taken.value else {
        let node = taken.value.node();
        return match node.items().iter().all(|item| item.get("pattern").is_some_and(|it| it.text().is_some())) {
            true if node.items().len() > MAX_PERMALINKS => {
                draft.leave_out(&taken, format!("at most {MAX_PERMALINKS} patterns are read"));
            }
            true if has_mappings(&node) => draft.set("permalinks", node, taken.value.keys()),
            _ => draft.wrong_type(&taken, takes),
        };
    };
    if all.entries.is_empty() {
        return draft.needless(&taken, "it is empty");
    }
    let is_pattern = |value: &Value| value.text().is_some();
    let is_right = |entry: &&Entry| match &entry.value {
        Value::Leaf(_) => is_pattern(&entry.value),
        Value::Table(sections) => {
            let is_kind = WITH_PERMALINKS.iter().any(|kind| same(kind, &entry.name));
            is_kind && !sections.entries.is_empty() && sections.entries.iter().all(|entry| is_pattern(&entry.value))
        }
    };
    let (mut right, wrong): (Vec<&Entry>, Vec<&Entry>) = all.entries.iter().partition(is_right);
    for entry in wrong {
        let path = format!("{}.{}", taken.path, entry.name);
        draft.wrong_type(&Taken { path, place: entry.place, value: entry.value.clone() }, takes);
    }
    let mut rules = 0;
    right.retain(|entry| {
        rules += entry.value.keys();
        let is_kept = rules <= MAX_PERMALINKS;
        if !is_kept {
            let path = format!("{}.{}", taken.path, entry.name);
            let reason = format!("at most {MAX_PERMALINKS} patterns are read");
            draft.remark(&path, entry.place, Outcome::LeftOut, (reason, entry.value.keys()));
        }
        is_kept
    });
    if !right.is_empty() {
        let keys = right.iter().map(|entry| entry.value.keys()).sum();
        draft.set("permalinks", mapping(right.iter().map(|entry| (entry.name.as_str(), entry.value.node()))), keys);
    }
}

fn ugly_urls(taken: Option<Taken>, draft: &mut Draft) {
    let Some(taken) = taken else { return };
    if let Value::Table(sections) = &taken.value {
        let ugly = sections.entries.iter().filter(|entry| entry.value.truth() == Some(true));
        let ugly: Vec<Node> = ugly.map(|entry| text(&entry.name)).collect();
        if ugly.is_empty() {
            return draft.needless(&taken, "no section has them");
        }
        return draft.set("ugly_urls", list(ugly), taken.value.keys());
    }
    match taken.value.truth() {
        Some(true) => draft.set("ugly_urls", plain(true), 1),
        Some(false) => draft.needless(&taken, "addresses end with a slash"),
        None => draft.wrong_type(&taken, "`true` or `false`, or sections"),
    }
}

/// Taxonomies, feeds, and what is not written.
pub(super) fn kinds(table: &mut Table, draft: &mut Draft) {
    taxonomies(table.take(&["taxonomies"]), draft);
    feed_limit(table, draft);
    let mut disabled = Vec::new();
    if let Some(taken) = table.take(&["disableKinds"]) {
        for kind in taken.value.texts() {
            match KINDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(kind)) {
                Some((_, ours)) => disabled.extend(ours.iter().copied()),
                None => draft.note("disable", format!("`disableKinds` names `{kind}`, which is no kind of page.")),
            }
        }
        draft.carried += taken.value.keys();
    }
    match table.take(&["disableAliases"]) {
        Some(taken) if taken.value.truth() == Some(true) => {
            draft.carried += 1;
            disabled.push("aliases");
        }
        Some(taken) => draft.needless(&taken, "aliases are written"),
        None => {}
    }
    disabled.extend(outputs(table.take(&["outputs"]), draft));
    disabled.sort_unstable_by_key(|name| ORDER.iter().position(|known| known == name));
    disabled.dedup();
    if !disabled.is_empty() {
        draft.set("disable", list(disabled.into_iter().map(text)), 0);
    }
}

/// The order of what is disabled.
const ORDER: [&str; 9] = ["home", "section", "page", "taxonomy", "term", "feeds", "sitemap", "robots", "404"];

/// Kinds of pages by the names that Hugo has or had for them.
const KINDS: [(&str, &[&str]); 11] = [
    ("home", &["home"]),
    ("section", &["section"]),
    ("page", &["page"]),
    ("taxonomy", &["taxonomy"]),
    ("term", &["term"]),
    ("taxonomyTerm", &["taxonomy"]),
    ("RSS", &["feeds"]),
    ("sitemap", &["sitemap"]),
    ("sitemapindex", &[]),
    ("robotsTXT", &["robots"]),
    ("404", &["404"]),
];

/// As with Hugo there is a page for each taxonomy also where it has no term, and none for contributors unless it is asked for.
fn taxonomies(taken: Option<Taken>, draft: &mut Draft) {
    let defaults = || list([text("tags"), text("categories")]);
    let Some(taken) = taken else { return draft.set("taxonomies", defaults(), 0) };
    let Value::Table(all) = &taken.value else {
        draft.wrong_type(&taken, "plurals by singular");
        return draft.set("taxonomies", defaults(), 0);
    };
    let mut plurals: Vec<&str> = all.entries.iter().filter_map(|entry| entry.value.text()).collect();
    plurals.sort_unstable();
    plurals.dedup();
    plurals.retain(|name| {
        let is_name = (1..=100).contains(&name.len())
            && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'));
        if !is_name {
            draft.note("taxonomies", format!("`{name}` cannot be the name of a taxonomy."));
        }
        is_name
    });
    let keys = taken.value.keys();
    // An empty mapping has no effect with Hugo.
    let names = if plurals.is_empty() { defaults() } else { list(plurals.into_iter().map(text)) };
    draft.set("taxonomies", names, keys);
}

fn feed_limit(table: &mut Table, draft: &mut Draft) {
    for path in [&["services", "rss", "limit"][..], &["rssLimit"]] {
        let Some(taken) = table.take(path) else { continue };
        match taken.value.text().and_then(|limit| limit.parse::<i64>().ok()) {
            Some(limit) if limit > 0 => draft.set("feeds", mapping([("limit", plain(limit))]), 1),
            Some(_) => draft.leave_out(&taken, "a feed has a limit; it is 20 entries"),
            None => draft.wrong_type(&taken, "a whole number"),
        }
        return;
    }
}

/// The kinds of pages that have feeds.
const WITH_FEEDS: [&str; 4] = ["home", "section", "taxonomy", "term"];

/// What `outputs` switches off: kinds without HTML, and feeds if no kind has any. All else in it is a remark.
fn outputs(taken: Option<Taken>, draft: &mut Draft) -> Vec<&'static str> {
    let is_table = |value: &Value| matches!(value, Value::Table(_)) && !value.is_empty();
    let taken = draft.typed(taken, "formats by kind", is_table);
    let Some(Taken { path, value: Value::Table(outputs), .. }) = taken else { return Vec::new() };
    let of = |kind: &str| outputs.get(kind).map(|entry| entry.value.texts());
    let has = |formats: &[&str], name: &str| formats.iter().any(|format| same(format, name));
    let with_feeds = WITH_FEEDS.iter().filter(|kind| of(kind).is_none_or(|formats| has(&formats, "rss"))).count();
    let mut disabled: Vec<&'static str> = if with_feeds == 0 { vec!["feeds"] } else { Vec::new() };
    for entry in &outputs.entries {
        let formats = entry.value.texts();
        let taken = Taken { path: format!("{path}.{}", entry.name), place: entry.place, value: entry.value.clone() };
        let Some(kind) = ORDER[..5].iter().find(|kind| same(kind, &entry.name)) else {
            draft.leave_out(&taken, "the output formats of this kind cannot be set");
            continue;
        };
        if !has(&formats, "html") {
            disabled.push(kind);
        }
        let others: Vec<&str> =
            formats.iter().copied().filter(|format| !same(format, "html") && !same(format, "rss")).collect();
        let lacks_feed = WITH_FEEDS.contains(kind) && !has(&formats, "rss") && with_feeds > 0;
        match (others.as_slice(), lacks_feed) {
            ([], false) => draft.carried += entry.value.keys(),
            ([], true) => draft
                .leave_out(&taken, "feeds are written for all kinds of lists or, with `disable: [feeds]`, for none"),
            (others, _) => {
                let reason = format!("there are no output formats of a site's own: {}", others.join(", "));
                draft.leave_out(&taken, reason);
            }
        }
    }
    disabled
}
