//! Resolves links to their targets and to the addresses that pages have.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::address::Address;
use super::frame::{ANYWHERE, Frame};
use super::model::Site;
use super::page::{PageId, Unpublished};
use super::redirect::Redirects;
use super::route::{decode, encode, merged};
use super::target::Target;
use crate::markdown::{Link, LinkKind};
use crate::source::path::{below_content, name};

/// The base of a site, and what else is served there.
#[derive(Debug, Clone, Copy)]
pub struct Base<'a> {
    /// The path before every address of the site, with a slash at both ends.
    pub path: &'a str,
    /// The site's own hosts, in the form of [`Address::host`].
    pub hosts: &'a [String],
    /// The redirects of its host, by paths on the host.
    pub redirects: &'a Redirects,
    /// The addresses of the generated files that [`Site`] does not have.
    pub beside: &'a BTreeSet<String>,
}

/// The target of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Something of this site.
    Found(Route),
    /// Another site, another scheme, or an address that the host redirects.
    Elsewhere,
    /// Nothing.
    Missing(Missing),
}

/// A target in this site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The target.
    pub target: Target,
    /// The alias that leads there, by index.
    pub alias: Option<usize>,
    /// Its address below the base, not percent-encoded.
    pub url: String,
    /// Whether the link is written in another Unicode form than the name or the address of its target: `é` as one
    /// character or as two. A browser would not find it.
    pub is_other_form: bool,
}

/// What was not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missing {
    /// A page; the address that it would have.
    Page(String),
    /// A file; the address that it would have.
    Asset(String),
    /// An article that is left out; what the link names.
    Unpublished(String, Unpublished),
}

/// Resolves links of one site.
#[derive(Debug)]
pub struct Resolver<'a> {
    site: &'a Site,
    base: Base<'a>,
    /// The path of the base, decoded and without a slash at its end; empty for a site at the root of its host.
    folder: String,
}

impl<'a> Resolver<'a> {
    /// A resolver for `site` at `base`.
    pub fn new(site: &'a Site, base: Base<'a>) -> Self {
        Self { site, base, folder: decode(base.path.trim_end_matches('/')) }
    }

    /// The site whose links are resolved.
    pub fn site(&self) -> &'a Site {
        self.site
    }

    /// The target of `link` on `page`.
    pub fn resolve(&self, page: PageId, link: &Link) -> Resolution {
        let address = Address::parse(&link.destination);
        let path = match address.authority {
            Some(_) => match self.own_path(&address) {
                Some(path) => path,
                None => return Resolution::Elsewhere,
            },
            None if address.scheme.is_some() => return Resolution::Elsewhere,
            None => decode(address.path),
        };
        if link.kind == LinkKind::SourcePath {
            return self.source_reference(page, &path);
        }
        if link.kind == LinkKind::FrontMatterImage {
            return self.picture(page, &path);
        }
        if link.kind == LinkKind::Data
            && let Some((file, url)) = self.site.data_file(self.site.page(page), link)
        {
            return found(Target::Asset(file), &url);
        }
        if address.authority.is_none() && path.is_empty() {
            return self.page(page, None);
        }
        // What is left of the path of an own host is counted from the root of the site already.
        let below = if address.authority.is_some() { &path } else { self.below_base(&path) };
        if is_source_path(below) {
            return self.source_path(page, below);
        }
        self.at(&merged(&self.site.page(page).url, below))
    }

    /// The target of an address of this site.
    pub fn route(&self, url: &str) -> Resolution {
        self.at(url)
    }

    /// Whether `address` leads out of the site: to another scheme, another host or port, or out of the site's path on its
    /// own host.
    pub fn is_elsewhere(&self, address: &Address<'_>) -> bool {
        match address.authority {
            Some(_) => self.own_path(address).is_none(),
            None => address.scheme.is_some(),
        }
    }

    /// The path below the base, decoded, of an address with a host; nothing where it leads out of the site.
    pub fn own_path(&self, address: &Address<'_>) -> Option<String> {
        address.host().filter(|host| address.is_web() && self.base.hosts.contains(host))?;
        let path = decode(address.path);
        // A browser resolves `..` first.
        let path = if path.contains("/.") { merged("/", &path) } else { path };
        let below = path.strip_prefix(self.folder.as_str())?;
        match below.chars().next() {
            None => Some("/".to_owned()),
            Some('/') => Some(below.to_owned()),
            Some(_) => None,
        }
    }

    /// The path of a link as it is written best: without the base, unless what is left would lose it again.
    pub fn without_base<'p>(&self, path: &'p str) -> &'p str {
        let below = self.below_base(path);
        if self.below_base(below) == below { below } else { path }
    }

    /// The address that is written into the page for `link`, percent-encoded if it is found; empty if its
    /// scheme is unsafe.
    pub fn href(&self, page: PageId, link: &Link) -> String {
        if link.unsafe_scheme().is_some() {
            return String::new();
        }
        let address = Address::parse(&link.destination);
        let is_fragment_only = address.path.is_empty() && address.authority.is_none() && address.query.is_none();
        if is_fragment_only && address.scheme.is_none() {
            return link.destination.trim().to_owned();
        }
        let Resolution::Found(route) = self.resolve(page, link) else { return self.as_written(&address, link) };
        let mut href = self.public(&route.url);
        if let Some(query) = address.query {
            href.push('?');
            href.push_str(query);
        }
        if let Some(fragment) = address.fragment {
            href.push('#');
            href.push_str(fragment);
        }
        href
    }

    /// The public path of an address below the base, percent-encoded.
    pub fn public(&self, url: &str) -> String {
        let mut path = encode(url.strip_prefix('/').unwrap_or(url));
        path.insert_str(0, self.base.path);
        path
    }

    /// A destination that is not found is left as it is, but below the base if it starts with `/`.
    fn as_written(&self, address: &Address<'_>, link: &Link) -> String {
        let written = link.destination.trim();
        let is_rooted = address.scheme.is_none() && address.authority.is_none() && address.path.starts_with('/');
        match is_rooted && self.below_base(address.path) == address.path {
            true => format!("{}{}", self.base.path, &written[1..]),
            false => written.to_owned(),
        }
    }

    fn at(&self, url: &str) -> Resolution {
        match self.exactly_at(url) {
            Resolution::Missing(missing) if !url.is_ascii() => {
                let others = other_forms(url).map(|other| self.exactly_at(&other));
                others.into_iter().find_map(in_other_form).unwrap_or(Resolution::Missing(missing))
            }
            resolution => resolution,
        }
    }

    fn exactly_at(&self, url: &str) -> Resolution {
        if let Some(target) = self.site.at(url) {
            return self.page_at(url, target).unwrap_or_else(|| found(target, url));
        }
        let of_index = url.strip_suffix("index.html").map(str::to_owned);
        let with_slash = (!url.ends_with('/')).then(|| format!("{url}/"));
        for folder in of_index.into_iter().chain(with_slash) {
            if let Some(found) = self.site.at(&folder).and_then(|target| self.page_at(&folder, target)) {
                return found;
            }
        }
        if let Some(Target::Asset(file)) = self.site.at(&format!("{}/index.html", url.trim_end_matches('/'))) {
            return found(Target::Asset(file), url);
        }
        if self.base.beside.contains(url) {
            return found(Target::GeneratedFile, url);
        }
        let on_host = url.strip_prefix('/').map(|rest| format!("{}{rest}", self.base.path));
        let destination = on_host.and_then(|path| self.base.redirects.find(&path));
        let is_redirected = destination.is_some_and(|destination| destination.status < 400);
        if is_redirected { Resolution::Elsewhere } else { missing(url) }
    }

    /// The page that `target`, which is at `url`, is or leads to; nothing for files.
    fn page_at(&self, url: &str, target: Target) -> Option<Resolution> {
        match target {
            Target::Page(id) => Some(self.page(id, None)),
            Target::Alias(index) => Some(self.page(self.site.aliases()[index].page, Some(index))),
            Target::GeneratedPage(_) => Some(found(target, url)),
            Target::Asset(_) | Target::GeneratedFile => None,
        }
    }

    fn page(&self, id: PageId, alias: Option<usize>) -> Resolution {
        let url = self.site.page(id).url.clone();
        Resolution::Found(Route { target: Target::Page(id), alias, url, is_other_form: false })
    }

    /// A path of the source tree, from the article's own folder or, with a slash before it, from `content/`.
    fn source_path<'p>(&self, page: PageId, path: &'p str) -> Resolution {
        let folder =
            |path: &'p str| path.strip_prefix('/')?.strip_prefix(self.site.frame.content.as_str())?.strip_prefix('/');
        let rooted = folder(path).or_else(|| path.strip_prefix("/content/")).or_else(|| path.strip_prefix('/'));
        let below = match rooted {
            Some(below) => below.to_owned(),
            None => merged(&format!("/{}", self.source_folder(page)), path).trim_start_matches('/').to_owned(),
        };
        if let Some(id) = self.site.from_source(&below) {
            return self.page(id, None);
        }
        let others = other_forms(&below);
        if let Some(id) = others.iter().filter(|_| !below.is_ascii()).find_map(|other| self.site.from_source(other)) {
            return in_other_form(self.page(id, None)).unwrap_or(Resolution::Elsewhere);
        }
        let reason = self.site.unpublished_source(&below);
        match is_markdown(path) {
            true => Resolution::Missing(match reason {
                Some(reason) => Missing::Unpublished(format!("/{below}"), reason),
                None => Missing::Page(format!("/{below}")),
            }),
            false => self.at(&format!("/{below}")),
        }
    }

    /// A picture of front matter: a file beside the article, else one from the root, with or without a slash before it.
    fn picture(&self, page: PageId, path: &str) -> Resolution {
        let from_root = || self.at(&merged("/", self.below_base(path)));
        if path.starts_with('/') {
            return from_root();
        }
        let beside = self.at(&merged(&self.site.page(page).url, path));
        let is_asset = matches!(&beside, Resolution::Found(Route { target: Target::Asset(_), .. }));
        if is_asset { beside } else { from_root() }
    }

    /// What `ref` and `relref` name: a path with or without extension, from here or from `content/`, or the
    /// name alone where only one article has it.
    fn source_reference(&self, page: PageId, path: &str) -> Resolution {
        // A slash alone is the front page, as in Hugo; nothing, as before a fragment, is the page itself.
        if path.starts_with('/') && path.trim_matches('/').is_empty() {
            return self.site.home().map_or_else(|| self.at("/"), |home| self.page(home, None));
        }
        let path = path.trim_end_matches('/');
        if path.is_empty() {
            return self.page(page, None);
        }
        match self.named_source(page, path) {
            Resolution::Missing(missing) if !path.is_ascii() => {
                let others = other_forms(path).map(|other| self.named_source(page, &other));
                others.into_iter().find_map(in_other_form).unwrap_or(Resolution::Missing(missing))
            }
            resolution => resolution,
        }
    }

    fn named_source(&self, page: PageId, path: &str) -> Resolution {
        let here = merged(&format!("/{}", self.source_folder(page)), path);
        let from_root = format!("/{}", path.trim_start_matches('/'));
        let starts = if path.starts_with('/') { [from_root.clone(), from_root] } else { [here, from_root] };
        // As in Hugo, case does not matter, but where two files differ in nothing else.
        let lookups: [fn(&Frame, &str) -> Option<PageId>; 2] = [Frame::page_of, Frame::page_of_folded];
        for lookup in lookups {
            let mut sources = starts.iter().flat_map(|start| SOURCE_ENDS.map(|end| format!("{}{end}", &start[1..])));
            if let Some(id) = sources.find_map(|source| lookup(&self.site.frame, &source)) {
                return self.reference_to(id, path);
            }
        }
        if let Some(id) = self.site.frame.page_named(path) {
            return self.reference_to(id, path);
        }
        match self.at(&starts[1]) {
            Resolution::Missing(_) => Resolution::Missing(self.missing_reference(path, &starts)),
            found @ (Resolution::Found(_) | Resolution::Elsewhere) => found,
        }
    }

    /// The page that is found for `path` without regard to case and Unicode form.
    fn reference_to(&self, id: PageId, path: &str) -> Resolution {
        let found = self.page(id, None);
        let has_name = || self.site.page(id).place.to_lowercase().contains(&name(path).to_lowercase());
        if path.is_ascii() || has_name() { found } else { in_other_form(found).unwrap_or(Resolution::Elsewhere) }
    }

    fn missing_reference(&self, path: &str, starts: &[String]) -> Missing {
        let ends = starts.iter().flat_map(|start| SOURCE_ENDS.map(|end| format!("{}{end}", &start[1..])));
        let mut sources = ends.chain([format!("{ANYWHERE}{path}")]);
        match sources.find_map(|source| self.site.unpublished_source(&source)) {
            Some(reason) => Missing::Unpublished(path.to_owned(), reason),
            None => Missing::Page(path.to_owned()),
        }
    }

    /// The folder of a page's source file below `content/`, with a slash at its end unless it is empty.
    fn source_folder(&self, page: PageId) -> &str {
        let below = below_content(&self.site.page(page).place);
        below.rfind('/').map_or("", |end| &below[..=end])
    }

    /// A path without the base, which authors may have written.
    fn below_base<'p>(&self, path: &'p str) -> &'p str {
        match path.strip_prefix(self.folder.as_str()).filter(|_| !self.folder.is_empty()) {
            Some("") => "/",
            Some(rest) if rest.starts_with('/') => rest,
            _ => path,
        }
    }
}

/// What `ref` and `relref` add to a path to find its source file.
const SOURCE_ENDS: [&str; 7] = ["", ".md", "/_index.md", "/index.md", ".html", "/_index.html", "/index.html"];

/// The same text in the two Unicode forms that file names have.
fn other_forms(text: &str) -> [String; 2] {
    [text.nfc().collect(), text.nfd().collect()]
}

/// What is found, marked as found in another Unicode form; nothing where it is missing.
fn in_other_form(resolution: Resolution) -> Option<Resolution> {
    match resolution {
        Resolution::Found(route) => Some(Resolution::Found(Route { is_other_form: true, ..route })),
        Resolution::Elsewhere | Resolution::Missing(_) => None,
    }
}

/// Whether a path names a file of the source tree and not an address.
pub fn is_source_path(path: &str) -> bool {
    path.starts_with("/content/") || is_markdown(path)
}

fn is_markdown(path: &str) -> bool {
    let end = path.get(path.len().saturating_sub(3)..).unwrap_or_default();
    end.eq_ignore_ascii_case(".md")
}

fn found(target: Target, url: &str) -> Resolution {
    Resolution::Found(Route { target, alias: None, url: url.to_owned(), is_other_form: false })
}

/// The result for an address without a target: a file if it has an extension, else a page.
fn missing(url: &str) -> Resolution {
    let name = url.rsplit('/').next().unwrap_or_default();
    let is_file = name.rsplit_once('.').is_some_and(|(_, end)| !end.is_empty() && !end.eq_ignore_ascii_case("html"));
    Resolution::Missing(if is_file { Missing::Asset(url.to_owned()) } else { Missing::Page(url.to_owned()) })
}
