//! The site itself: title, address, language, folders, dates, parameters.

use super::merge::{Merged, THIS_LANGUAGE};
use crate::config::BaseUrl;
use crate::import::draft::{Draft, Outcome};
use crate::import::tree::{Table, Taken, Value, has_mappings, is_too_deep, keys, list, mapping, plain, text};

/// Title, address and language, which come first.
pub(super) fn head(merged: &mut Merged, draft: &mut Draft) {
    let Merged { table, language, has_languages, .. } = merged;
    draft.text("title", table.take(&["title"]));
    let subdir = table.take(&["defaultContentLanguageInSubdir"]);
    let is_below = subdir.as_ref().is_some_and(|taken| taken.value.truth() == Some(true));
    base_url(table.take(&["baseURL"]), is_below.then_some(language.as_str()), draft);
    match subdir {
        Some(_) if is_below => draft.carried += 1,
        Some(taken) => draft.needless(&taken, "the site has one language, at the address of the site"),
        None => {}
    }
    languages(table, language, *has_languages, draft);
    draft.text("description", table.take(&["description"]));
    draft.text("copyright", table.take(&["copyright"]));
    author(table, draft);
}

fn base_url(taken: Option<Taken>, language: Option<&str>, draft: &mut Draft) {
    let taken = draft.typed(taken, "text", |value| value.text().is_some());
    let written = taken.as_ref().and_then(|taken| taken.value.text()).unwrap_or_default().trim().to_owned();
    let url = if written.is_empty() { "/".to_owned() } else { written };
    if let (Some(taken), Err(reason)) = (&taken, BaseUrl::parse(&url)) {
        return draft.leave_out(taken, reason);
    }
    let url = match language {
        Some(language) => {
            draft.note("base_url", format!(
                "With Hugo, `{language}` has a folder of its own (`defaultContentLanguageInSubdir`): upload the site to it. Files of static/ are below it too."
            ));
            format!("{}/{language}/", url.trim_end_matches('/'))
        }
        None => url,
    };
    if taken.is_some() || language.is_some() {
        draft.set("base_url", text(&url), usize::from(taken.is_some()));
    }
}

/// The published language, and those that are left out.
fn languages(table: &mut Table, language: &str, has_languages: bool, draft: &mut Draft) {
    let default = table.take(&["defaultContentLanguage"]);
    let default = draft.typed(default, "text", |value| value.text().is_some());
    let code = table.take(&["locale"]).or_else(|| table.take(&["languageCode"]));
    let tag = code.as_ref().and_then(|code| code.value.text()).map(|code| code.replace('_', "-"));
    // A site with one language and no name for it has the language of its code.
    let published = match &tag {
        Some(tag) if default.is_none() && !has_languages && is_tag(tag) => {
            tag.split('-').next().unwrap_or(tag).to_lowercase()
        }
        _ if is_tag(&language.replace('_', "-")) => language.replace('_', "-"),
        _ => {
            draft.note("language", format!("`{language}` is no language tag."));
            "en".to_owned()
        }
    };
    let mut keys = usize::from(default.is_some());
    if let Some(code) = code {
        if tag.as_deref().is_some_and(|tag| tag.eq_ignore_ascii_case(&published)) {
            keys += 1;
        } else {
            draft.leave_out(&code, format!("pages have the language tag of `language`, `{published}`"));
        }
    }
    draft.set("language", text(&published), keys);
    let mut others: Vec<String> = Vec::new();
    let languages = table.take(&["languages"]);
    let languages = draft.typed(
        languages,
        "languages by name",
        |value| matches!(value, Value::Table(table) if !table.entries.is_empty()),
    );
    if let Some(Taken { path, value: Value::Table(languages), .. }) = languages {
        for entry in languages.entries {
            others.push(entry.name.to_lowercase());
            let taken = Taken { path: format!("{path}.{}", entry.name), place: entry.place, value: entry.value };
            draft.leave_out(&taken, format!("a site has one language; this one publishes `{published}`"));
        }
    }
    if has_languages {
        let all = std::iter::once(published).chain(others.into_iter().filter(|name| is_tag(name)));
        draft.set("languages", list(all.map(|name| text(&name))), 0);
    }
    if let Some(own) = table.take(&[THIS_LANGUAGE]) {
        let own = Taken { path: format!("languages.{language}"), ..own };
        draft.leave_out(&own, "a site has one language, whose name, direction and place among others are not used");
    }
}

fn is_tag(tag: &str) -> bool {
    tag.starts_with(|first: char| first.is_ascii_alphabetic())
        && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// `author`, a text, or a mapping with a name as older sites have it; else the parameter of that name, which stays.
fn author(table: &mut Table, draft: &mut Draft) {
    let name = table.take(&["author", "name"]);
    let rest = table.take(&["author"]);
    if let (None, Some(whole)) = (&name, &rest)
        && whole.value.text().is_some()
    {
        return draft.text("author", rest);
    }
    if let Some(rest) = rest {
        draft.leave_out(&rest, "only the name of the author is used");
    }
    if name.is_some() {
        return draft.text("author", name);
    }
    let params = table.table(&["params"]);
    let named = |value: &Value| match value {
        Value::Leaf(_) => value.text().map(str::to_owned),
        Value::Table(author) => author.get("name").and_then(|entry| entry.value.text()).map(str::to_owned),
    };
    if let Some(author) = params.and_then(|params| named(&params.get("author")?.value)) {
        draft.set("author", text(&author), 0);
    }
}

/// Where dates come from, and the table of contents.
pub(super) fn pages(table: &mut Table, draft: &mut Draft) {
    let levels = [("from", "startLevel", 2), ("to", "endLevel", 3)].map(|(name, key, default)| {
        let taken = table.take(&["markup", "tableOfContents", key]);
        let is_number = |value: &Value| value.text().is_some_and(|text| text.parse::<i64>().is_ok());
        let taken = draft.typed(taken, "a whole number", is_number);
        let level = taken.as_ref().and_then(|taken| taken.value.text()?.parse::<i64>().ok());
        // As in Hugo, -1 is for all levels.
        (name, taken, if level == Some(-1) { 6 } else { level.unwrap_or(default) })
    });
    let [(_, from, first), (_, to, last)] = &levels;
    if (1..=6).contains(first) && (*first..=6).contains(last) {
        let keys = usize::from(from.is_some()) + usize::from(to.is_some());
        if keys > 0 {
            let node = mapping([("from", plain(first)), ("to", plain(last))]);
            draft.set("toc", node, keys);
        }
    } else {
        for taken in [from, to].into_iter().flatten() {
            draft.leave_out(taken, format!("the contents have levels from 1 to 6, not {first} to {last}"));
        }
    }
    match table.take(&["enableGitInfo"]) {
        Some(taken) if taken.value.truth() == Some(true) => draft.set("last_change", text("git"), taken.value.keys()),
        Some(taken) => draft.needless(&taken, "dates come from front matter"),
        None => {}
    }
}

/// Front matter for all pages, and the site's own values.
pub(super) fn values(table: &mut Table, draft: &mut Draft) {
    match table.take(&["cascade"]) {
        Some(taken) if is_too_deep(&taken.value.node()) => draft.leave_out(&taken, "it is nested too deep"),
        Some(taken) => cascade(&taken, draft),
        None => {}
    }
    match table.take(&["params"]) {
        Some(Taken { value: Value::Table(params), .. }) if params.entries.is_empty() => draft.carried += 1,
        Some(taken) if is_too_deep(&taken.value.node()) => draft.leave_out(&taken, "it is nested too deep"),
        Some(taken @ Taken { value: Value::Table(_), .. }) => {
            draft.set("params", taken.value.node(), taken.value.keys());
        }
        Some(taken) => draft.wrong_type(&taken, "values by name"),
        None => {}
    }
}

/// What a target selects pages by.
const ASPECTS: [&str; 4] = ["path", "kind", "lang", "environment"];

/// A mapping, or a list of them. Of a target the conditions that the program does not know are left out, with the values
/// that they are for: these would go to other pages.
fn cascade(taken: &Taken, draft: &mut Draft) {
    let node = taken.value.node();
    let single = [node.clone()];
    let parts = if has_mappings(&node) { node.items() } else { &single[..] };
    let mut kept = Vec::new();
    for part in parts {
        let count = keys(part);
        let targets = part.entries().iter().filter(|(key, _)| {
            key.text().is_some_and(|key| key.eq_ignore_ascii_case("target") || key.eq_ignore_ascii_case("_target"))
        });
        let mut conditions = targets.flat_map(|(_, target)| target.entries()).filter_map(|(key, _)| key.text());
        let unknown = conditions.find(|key| !ASPECTS.iter().any(|aspect| aspect.eq_ignore_ascii_case(key)));
        if part.entries().is_empty() {
            draft.remark(&taken.path, taken.place, Outcome::LeftOut, ("it takes mappings".to_owned(), count));
        } else if let Some(unknown) = unknown {
            let reason = format!("a target has no `{unknown}`; the values for it are left out");
            draft.remark(&taken.path, taken.place, Outcome::LeftOut, (reason, count));
        } else {
            draft.carried += count;
            kept.push(part.clone());
        }
    }
    if !kept.is_empty() {
        draft.set("cascade", if has_mappings(&node) { list(kept) } else { kept.remove(0) }, 0);
    }
}
