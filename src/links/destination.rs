//! What a link has to say so that it leads to another target or to another anchor, in the manner in which it is written.

use super::written;
use crate::markdown::{Link, LinkKind};
use crate::site::{Address, PageId, Resolution, Resolver, Site, Target, decode, is_source_path};
use crate::source::path::{below_content, content_folder};
use crate::source::{FileId, Inventory, Layout};

/// The destination with which `link` on `page` leads to `target`, query and anchor kept; nothing where there is none.
/// A path of the source tree stays one, and so does a relative address.
pub(crate) fn leading_to(
    resolver: &Resolver<'_>,
    inventory: &Inventory,
    (page, link): (PageId, &Link),
    target: Target,
) -> Option<String> {
    let address = Address::parse(&link.destination);
    let site = resolver.site();
    let (url, file) = place_of(site, target)?;
    let source = file.and_then(|file| inventory.entries.get(file.0 as usize)).map(|entry| entry.place());
    let source = source.filter(|place| place.split('/').next() == Some(Layout::STANDARD.content));
    let written = decode(address.path);
    let mut paths = Vec::new();
    if let Some(host) = address.authority {
        let scheme = address.scheme.map(|scheme| format!("{scheme}:")).unwrap_or_default();
        paths.push(format!("{scheme}//{host}{}", written::safe(&resolver.public(url))));
    } else {
        let names_source = matches!(link.kind, LinkKind::SourcePath | LinkKind::Data) || is_source_path(&written);
        let of_source = source.filter(|_| names_source).map(below_content);
        let sources = of_source.map(|source| source_paths(&written, source, content_folder(&site.page(page).place)));
        let own = site.page(page).url.rsplit_once('/').map_or("", |(folder, _)| folder);
        let relative = relative(own, url.trim_start_matches('/'));
        let addresses = if written.starts_with('/') { vec![url.to_owned()] } else { vec![relative, url.to_owned()] };
        let all = sources.into_iter().flatten().chain(addresses);
        paths.extend(all.map(|path| written::route(&with_dot(&written, path))));
    }
    let whole = |path: String| {
        let query = address.query.map(|query| format!("?{query}")).unwrap_or_default();
        let fragment = address.fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        format!("{path}{query}{fragment}")
    };
    let leads_there = |destination: &String| {
        let link = Link { destination: destination.clone(), ..link.clone() };
        match resolver.resolve(page, &link) {
            Resolution::Found(route) => route.target == target && route.alias.is_none() && !route.is_other_form,
            Resolution::Elsewhere | Resolution::Missing(_) => false,
        }
    };
    paths.into_iter().map(whole).find(leads_there)
}

/// The destination of `link` with the anchor `id` in place of its own; nothing where it has none.
pub(crate) fn with_anchor(link: &Link, id: &str) -> Option<String> {
    let fragment = Address::parse(&link.destination).fragment?;
    Some(format!("{}{}", link.destination.trim_end().strip_suffix(fragment)?, written::route(id)))
}

/// The address of a target, and its file.
fn place_of(site: &Site, target: Target) -> Option<(&str, Option<FileId>)> {
    match target {
        Target::Page(id) => Some((&site.page(id).url, site.page(id).file)),
        Target::Asset(file) => {
            // They are in order of path, and so are the numbers of files.
            let index = site.assets().binary_search_by_key(&file, |(file, _)| *file).ok()?;
            Some((&site.assets()[index].1, Some(file)))
        }
        Target::GeneratedPage(id) => Some((&site.generated(id).url, None)),
        Target::Alias(_) | Target::GeneratedFile => None,
    }
}

/// The paths by which a link can name `source`, a path below the content folder, most like `written` first.
fn source_paths(written: &str, source: &str, folder: &str) -> Vec<String> {
    let content = format!("/{}/", Layout::STANDARD.content);
    let root = if written.starts_with(&content) { content.as_str() } else { "/" };
    // `ref` takes a path without its extension.
    let bare = source.strip_suffix(".md").unwrap_or(source);
    let bare = bare.strip_suffix("/_index").or_else(|| bare.strip_suffix("/index")).unwrap_or(bare);
    let has_end = written.rsplit('/').next().unwrap_or_default().contains('.');
    let forms = if has_end { [source, bare] } else { [bare, source] };
    let of_form = |form: &str| {
        let (rooted, relative) = (format!("{root}{form}"), relative(folder, form));
        if written.starts_with('/') { [rooted, relative] } else { [relative, rooted] }
    };
    forms.into_iter().flat_map(of_form).collect()
}

/// `path` with the `./` that `written` begins with.
fn with_dot(written: &str, path: String) -> String {
    let has_dot = path.starts_with('.') || path.starts_with('/');
    if written.starts_with("./") && !has_dot { format!("./{path}") } else { path }
}

/// The path from `folder` to `to`, both from one root and without a slash before them.
fn relative(folder: &str, to: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let (above, name) = to.rsplit_once('/').unwrap_or(("", to));
    let towards: Vec<&str> = above.split('/').filter(|part| !part.is_empty()).collect();
    let common = from.iter().zip(&towards).take_while(|(a, b)| a == b).count();
    let mut path = "../".repeat(from.len() - common);
    for part in &towards[common..] {
        path.push_str(part);
        path.push('/');
    }
    path.push_str(name);
    if path.is_empty() { "./".to_owned() } else { path }
}

#[cfg(test)]
mod tests {
    use super::{relative, source_paths, with_anchor};
    use crate::markdown::{Link, LinkKind};
    use crate::source::Span;

    #[test]
    fn a_relative_path_leads_from_a_folder_to_a_file() {
        for (folder, to, expected) in [
            ("a/b", "a/c/d.md", "../c/d.md"),
            ("a/b", "a/b/d.md", "d.md"),
            ("", "a/b.md", "a/b.md"),
            ("a/b", "x", "../../x"),
            ("/a/b", "a/b/", "./"),
            ("a/b", "a/", "../"),
        ] {
            assert_eq!(relative(folder, to), expected, "{folder} to {to}");
        }
    }

    #[test]
    fn a_path_of_the_source_tree_keeps_its_manner() {
        assert_eq!(source_paths("../b.md", "x/y.md", "x")[0], "y.md");
        assert_eq!(source_paths("/content/b.md", "x/y.md", "x")[0], "/content/x/y.md");
        assert_eq!(source_paths("/b", "x/y/_index.md", "x")[0], "/x/y");
        assert_eq!(source_paths("b", "x/y.md", "z")[0], "../x/y");
    }

    #[test]
    fn an_anchor_is_replaced_and_escaped() {
        let link = |destination: &str| Link {
            destination: destination.to_owned(),
            kind: LinkKind::Inline,
            span: Span::default(),
            destination_span: None,
            has_text: true,
        };
        assert_eq!(with_anchor(&link("/a/?b#c"), "d").as_deref(), Some("/a/?b#d"));
        assert_eq!(with_anchor(&link("#c"), "é x").as_deref(), Some("#é%20x"));
        assert_eq!(with_anchor(&link("/a/"), "d"), None);
    }
}
