//! The references of a built page, read from its HTML by a small parser of tags.

use std::fs;
use std::path::Path;

use percent_encoding::percent_decode_str;

/// What tests read from a page.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// The target of its immediate redirect.
    pub(crate) refresh: Option<String>,
    /// How many `<article>` elements it has.
    pub(crate) articles: usize,
    /// Ids of headings inside them, but for the title's.
    pub(crate) heading_ids: Vec<String>,
}

impl Page {
    /// Reads a page.
    pub(crate) fn read(html: &str) -> Self {
        let mut page = Self::default();
        let mut depth = 0_usize;
        for (name, attributes) in tags(html) {
            let value = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
            match name.as_str() {
                "meta" if value("http-equiv").is_some_and(|what| what.eq_ignore_ascii_case("refresh")) => {
                    let content = value("content").unwrap_or_default();
                    page.refresh =
                        content.split_once("url=").map(|(_, url)| url.trim_matches(['\'', '"', ' ']).to_owned());
                }
                "article" => {
                    depth += 1;
                    page.articles += 1;
                }
                "/article" => depth = depth.saturating_sub(1),
                "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if depth > 0 && value("data-title").is_none() => {
                    page.heading_ids.extend(value("id"));
                }
                _ => {}
            }
        }
        page
    }
}

/// Values of attributes in the order of `html`, character references resolved.
pub(crate) fn attributes(html: &str, names: &[&str]) -> Vec<String> {
    let all = tags(html).into_iter().flat_map(|(_, attributes)| attributes);
    all.filter(|(name, _)| names.contains(&name.as_str())).map(|(_, value)| value).collect()
}

/// A tag's name, with `/` before it where it closes, and its attributes.
type Tag = (String, Vec<(String, String)>);

fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let slash = usize::from(rest.starts_with('/'));
        if !rest[slash..].starts_with(|first: char| first.is_ascii_alphabetic()) {
            continue;
        }
        let end = rest[slash..].find([' ', '\n', '>', '/']).map_or(rest.len(), |end| slash + end);
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut attributes = Vec::new();
        while let Some((key, value, after)) = attribute(rest) {
            attributes.push((key.to_owned(), html_escape::decode_html_entities(value).into_owned()));
            rest = after;
        }
        tags.push((name, attributes));
    }
    tags
}

/// The next attribute of a tag, with its value, and what follows; nothing at the end of the tag.
fn attribute(text: &str) -> Option<(&str, &str, &str)> {
    let text = text.trim_start_matches(|letter: char| letter.is_ascii_whitespace() || letter == '/');
    let end = text.find(|letter: char| letter.is_ascii_whitespace() || matches!(letter, '=' | '>' | '/'))?;
    let (name, after) = text.split_at(end);
    if name.is_empty() {
        return None;
    }
    let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else { return Some((name, "", after)) };
    match value.chars().next()? {
        quote @ ('"' | '\'') => {
            let (value, after) = value[1..].split_once(quote)?;
            Some((name, value, after))
        }
        _ => {
            let end = value.find(|letter: char| letter.is_ascii_whitespace() || letter == '>')?;
            Some((name, &value[..end], &value[end..]))
        }
    }
}

/// References of every page below `folder`, a site at `base`, that lead to no file or no id in it.
pub(crate) fn broken_references(folder: &Path, base: &str) -> Vec<String> {
    let mut broken = Vec::new();
    for page in super::golden::files(folder).into_iter().filter(|path| path.ends_with(".html")) {
        let html = fs::read_to_string(folder.join(&page)).unwrap();
        for reference in attributes(&html, &["href", "src"]) {
            if !holds(folder, &page, base, &reference) {
                broken.push(format!("{page}: {reference}"));
            }
        }
    }
    broken
}

fn holds(folder: &Path, page: &str, base: &str, reference: &str) -> bool {
    let has_scheme = reference.split(['/', '?', '#']).next().unwrap().contains(':');
    if has_scheme || reference.starts_with("//") {
        return true;
    }
    let (address, fragment) = reference.split_once('#').unwrap_or((reference, ""));
    let path = address.split('?').next().unwrap();
    let decoded = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let file = if path.is_empty() {
        page.to_owned()
    } else {
        let below = match path.strip_prefix(base) {
            Some(below) => decoded(below),
            None if path.starts_with('/') => return false,
            None => relative(page, &decoded(path)),
        };
        if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below }
    };
    let Ok(bytes) = fs::read(folder.join(&file)) else { return false };
    let fragment = decoded(fragment);
    if matches!(fragment.as_str(), "" | "top") || !file.ends_with(".html") {
        return true;
    }
    attributes(&String::from_utf8(bytes).unwrap(), &["id", "name"]).contains(&fragment)
}

/// A relative path seen from a page, both below the site's folder.
fn relative(page: &str, path: &str) -> String {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{attributes, broken_references};
    use crate::support::Project;

    #[test]
    fn attributes_are_read_as_a_browser_does() {
        let html =
            "<a class=x href='/a/?b=1&amp;c'>a</a> 1 < 2 <!-- <a href=\"no\"> --><img src=b.png><br/><a href = \"c\" >";
        assert_eq!(attributes(html, &["href", "src"]), ["/a/?b=1&c", "b.png", "c"]);
    }

    #[test]
    fn broken_references_are_found() {
        let site = Project::new()
            .file(
                "index.html",
                "<a href=\"/docs/a/#x\"><a href=\"/docs/a/#y\"><a href=\"/a/\"><a href=\"a/\"><a href=\"b/\">",
            )
            .file(
                "a/index.html",
                "<p id=x><a href=\"#x\"><a href=\"../\"><img src=\"../none.png\"><a href=\"mailto:a@b.c\">",
            );
        let broken = broken_references(&site.path(""), "/docs/");
        assert_eq!(
            broken,
            ["a/index.html: ../none.png", "index.html: /docs/a/#y", "index.html: /a/", "index.html: b/"]
        );
    }
}
