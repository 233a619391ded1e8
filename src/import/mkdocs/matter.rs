//! Front matter of MkDocs and of its themes as ours.

use super::options::Options;
use super::pages::Page;
use crate::import::account::{Account, Fate};
use crate::import::heading::{Slugs, slug};
use crate::import::matter::Matter;
use crate::import::tree::{list, plain, text};
use crate::yaml::{Kind, Node};

const KEY: &str = "key of front matter";

/// The front matter of the article `file`.
pub(super) fn matter(
    node: Option<&Node>,
    (page, file): (&Page, &str),
    options: &Options,
    account: &mut Account,
) -> Matter {
    let mut found = Matter::default();
    let post = node.filter(|_| is_post(page, options)).and_then(|node| address(node, page));
    if let Some(address) = post {
        account.count("address of a post", Fate::Turned);
        found.set("url", text(&address));
    }
    for (key, value) in node.map(Node::entries).unwrap_or_default() {
        let name = key.text().unwrap_or_default();
        let fate = match (name, &value.kind) {
            (_, Kind::Null) => Fate::AsIs,
            ("title" | "description", Kind::Scalar { text: written, .. }) => {
                found.set(name, text(written));
                Fate::AsIs
            }
            ("tags" | "categories" | "authors", Kind::Scalar { text: written, .. }) => {
                found.set(name, list([text(written)]));
                Fate::AsIs
            }
            ("tags" | "categories" | "authors", Kind::Sequence(items)) => {
                found.set(name, list(items.iter().filter_map(Node::text).map(text)));
                Fate::AsIs
            }
            ("date", _) => date(value, &mut found),
            ("draft", Kind::Scalar { text, .. }) => {
                found.set("draft", plain(text == "true"));
                Fate::AsIs
            }
            ("hide", _) => hide(value, (file, &mut found), account),
            ("slug", _) if found.has("url") => Fate::Turned,
            ("template", _) => {
                account.say(KEY, Fate::LeftOut, (file, 1), "`template`: templates are in another language");
                continue;
            }
            _ => {
                found.param(name, value.clone());
                Fate::Turned
            }
        };
        account.count(KEY, fate);
    }
    found
}

/// A date, or the date of creation and of the last change.
fn date(value: &Node, found: &mut Matter) -> Fate {
    let created = value.get("created").or(Some(value)).and_then(Node::text);
    if let Some(created) = created {
        found.set("date", plain(created));
    }
    if let Some(updated) = value.get("updated").and_then(Node::text) {
        found.set("lastmod", plain(updated));
    }
    if created.is_some() { Fate::AsIs } else { Fate::LeftOut }
}

/// `hide: [toc]`; the rest is a matter of the theme.
fn hide(value: &Node, (file, found): (&str, &mut Matter), account: &mut Account) -> Fate {
    let names: Vec<&str> = value.text().into_iter().chain(value.items().iter().filter_map(Node::text)).collect();
    if names.contains(&"toc") {
        found.set("toc", plain(false));
    }
    let others: Vec<&str> = names.iter().filter(|name| **name != "toc").copied().collect();
    if !others.is_empty() {
        account.say(
            "part of a page that is hidden",
            Fate::LeftOut,
            (file, 1),
            format!("`{}`: the theme shows it", others.join(", ")),
        );
    }
    Fate::Turned
}

/// Whether a page is a post of a blog.
fn is_post(page: &Page, options: &Options) -> bool {
    let Some(blog) = options.plugins.get("blog") else { return false };
    let folder = blog.as_ref().and_then(|blog| blog.get("blog_dir")?.text()).unwrap_or("blog").trim_matches(['.', '/']);
    let posts = if folder.is_empty() { "posts/".to_owned() } else { format!("{folder}/posts/") };
    page.source.starts_with(&posts)
}

/// The address of a post: the date and the title.
fn address(node: &Node, page: &Page) -> Option<String> {
    let date = node.get("date")?;
    let date = date.get("created").unwrap_or(date).text()?;
    let mut parts = date.get(..10)?.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let name = match node.get("slug").or_else(|| node.get("title")).and_then(Node::text) {
        Some(text) => slug(text, Slugs::Unicode { lower: true }, "-"),
        None => return None,
    };
    let blog = page.source.split_once("posts/").map_or("", |(blog, _)| blog);
    Some(format!("/{blog}{year}/{month}/{day}/{name}/"))
}
