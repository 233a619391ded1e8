//! What is wrong with links within the site. Every fault of a link is a finding of its own.

use std::borrow::Cow;
use std::cmp::Reverse;

use foldhash::{HashMap, HashSet};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use url::{ParseError, Url};

use super::anchor::Anchors;
use super::written;
use crate::finding::{Code, Finding, edit_distance, nearest};
use crate::markdown::{Link, LinkKind};
use crate::site::{
    Address, Kind, Missing, PageId, Resolution, Resolver, Route, Site, Target, Unpublished, decode, is_source_path,
};
use crate::source::{FileId, Location};

/// Checks every link of every article, and the `configured` ones, which stand on every page.
pub(super) fn check(resolver: &Resolver<'_>, configured: &[(FileId, Link)]) -> Vec<Finding> {
    let site = resolver.site();
    let (anchors, (secure, known)) =
        rayon::join(|| Anchors::new(site), || rayon::join(|| secure_hosts(site), || Known::new(site)));
    let pages: Vec<PageId> = site.pages().map(|(id, _)| id).collect();
    let of_page = |id: &PageId| {
        let mut findings = Vec::new();
        let configured = if Some(*id) == site.home() { configured } else { &[] };
        let configured = configured.iter().map(|(file, link)| (*file, link));
        for (file, link) in site.links(*id).chain(configured) {
            let checked =
                Checked { resolver, known: &known, anchors: &anchors, secure: &secure, page: *id, file, link };
            checked.collect(&mut findings);
        }
        findings
    };
    pages.par_iter().map(of_page).collect::<Vec<Vec<Finding>>>().into_iter().flatten().collect()
}

fn secure_hosts(site: &Site) -> HashSet<String> {
    let links = site.pages().flat_map(|(id, _)| site.links(id));
    let secure =
        links.map(|(_, link)| Address::parse(&link.destination)).filter(|address| address.scheme == Some("https"));
    secure.filter_map(|address| address.host()).collect()
}

struct Checked<'a> {
    resolver: &'a Resolver<'a>,
    known: &'a Known<'a>,
    anchors: &'a Anchors<'a>,
    secure: &'a HashSet<String>,
    page: PageId,
    file: FileId,
    link: &'a Link,
}

impl Checked<'_> {
    fn collect(&self, findings: &mut Vec<Finding>) {
        let link = self.link;
        if let Some(scheme) = link.unsafe_scheme() {
            let finding = self.finding(Code::UnsafeAddress, format!("an address with `{scheme}` is not published"));
            findings.push(finding.help("link to a page or a file; until then the text is shown without a link"));
            return;
        }
        let address = Address::parse(&link.destination);
        if !link.has_text && matches!(link.kind, LinkKind::Inline | LinkKind::Reference | LinkKind::Data) {
            let finding = self.finding(Code::EmptyLinkText, "a link without text".to_owned());
            findings.push(finding.help("write a text that names the target; a screen reader has nothing else to read"));
        }
        if address.is_web() && address.query.is_some_and(|query| query.contains('?')) {
            findings.push(self.second_question_mark());
        }
        if self.resolver.is_elsewhere(&address) {
            findings.extend(self.unreadable(&address).or_else(|| self.insecure(&address)));
            return;
        }
        findings.extend(self.doubled_slash(&address));
        let resolution = self.resolver.resolve(self.page, link);
        findings.extend(self.own_host(&address, &resolution));
        match resolution {
            Resolution::Elsewhere => {}
            Resolution::Missing(missing) => findings.push(self.missing(&address, &missing)),
            Resolution::Found(route) => self.found(&address, &route, findings),
        }
    }

    fn found(&self, address: &Address<'_>, route: &Route, findings: &mut Vec<Finding>) {
        let path = decode(address.path);
        if is_source_path(&path) && path.starts_with('/') && self.link.kind != LinkKind::SourcePath {
            findings.push(self.source_path(address, Some(route)));
        } else if let Some(alias) = route.alias {
            let alias = &self.resolver.site().aliases()[alias];
            let message = format!("`{}` is an alias", alias.url);
            let finding = self.finding(Code::LinkThroughAlias, message).help(format!("link to `{}`", route.url));
            findings.push(self.with_route(finding, address, route));
        }
        if let Some(fragment) = address.fragment {
            findings.extend(self.fragment(route, fragment));
        }
    }

    /// An anchor that is not on its page, or that depends on an automatic number.
    fn fragment(&self, route: &Route, written: &str) -> Option<Finding> {
        let fragment = decode(written);
        if fragment.is_empty() || fragment == "top" || fragment.contains(":~:") {
            return None;
        }
        let site = self.resolver.site();
        let anchors = match route.target {
            Target::Page(id) if site.page(id).front.dynamic_anchors => return None,
            Target::Page(id) => self.anchors.of_page(id)?,
            Target::GeneratedPage(id) => self.anchors.of_generated(id)?,
            Target::Alias(_) | Target::Asset(_) | Target::GeneratedFile => return None,
        };
        if anchors.is_of_table(&fragment) {
            return None;
        }
        if anchors.has(&fragment) {
            let is_numbered = anchors.is_numbered(&fragment);
            let message = format!("the anchor `#{fragment}` depends on an automatic number");
            let help = "give the heading an id of its own, such as `{#name}`: a heading added above moves the number";
            return is_numbered.then(|| self.finding(Code::NumberedAnchor, message).help(help));
        }
        let trimmed = fragment.trim_end_matches('/');
        if trimmed != fragment && anchors.has(trimmed) {
            let message = format!("a slash after the fragment `#{trimmed}`");
            let finding = self.finding(Code::SlashAfterFragment, message).help("write it without the slash");
            return Some(self.with_end(finding, written, written.trim_end_matches('/')));
        }
        let message = format!("no anchor `#{fragment}` on `{}`", route.url);
        let help = anchors.nearest(&fragment).map(|nearest| format!("did you mean `#{nearest}`?"));
        let finding = self.finding(Code::BrokenAnchor, message);
        Some(finding.help("name the id of a heading on that page, or give a heading this id").optional_help(help))
    }

    fn missing(&self, address: &Address<'_>, missing: &Missing) -> Finding {
        let path = decode(address.path);
        if is_source_path(&path) && path.starts_with('/') && self.link.kind != LinkKind::SourcePath {
            return self.source_path(address, None);
        }
        match missing {
            Missing::Asset(url) => {
                let help = self.nearest_url(url).map(|nearest| format!("did you mean `{nearest}`?"));
                let finding = self.finding(Code::MissingAsset, format!("no file `{url}`"));
                finding.help("put the file into `static/`, or beside an article in `content/`").optional_help(help)
            }
            Missing::Page(url) => {
                let finding = self.finding(Code::BrokenPage, format!("no page `{url}`"));
                let finding = finding.help("correct the address; `clausebook inspect urls` lists those of the site");
                match self.resolver.site().unpublished(&with_slash(url)) {
                    Some(Unpublished::Draft) => finding.help("the page is a draft: publish it, or remove the link"),
                    Some(Unpublished::Future) => finding.help("the page's date is in the future"),
                    Some(Unpublished::Expired) => finding.help("the page's expiry date has passed"),
                    Some(Unpublished::NotRendered) => {
                        finding.help("the page's front matter says that it is not rendered, by `build` or `headless`")
                    }
                    None if url.contains("//") => {
                        let single = single_slashes(url);
                        let is_there = matches!(self.resolver.site().at(&with_slash(&single)), Some(Target::Page(_)));
                        finding.optional_help(is_there.then(|| format!("a slash is doubled: did you mean `{single}`?")))
                    }
                    None => {
                        finding.optional_help(self.nearest_url(url).map(|nearest| format!("did you mean `{nearest}`?")))
                    }
                }
            }
        }
    }

    /// A path of the source tree that was written as an address.
    fn source_path(&self, address: &Address<'_>, route: Option<&Route>) -> Finding {
        let message = format!("`{}` is a path of the source tree, not an address", address.path);
        let finding = self.finding(Code::SourcePathLink, message);
        match route {
            Some(route) => self.with_route(finding.help(format!("link to `{}`", route.url)), address, route),
            None => finding.help("link to the page's address; there is no article at this path either"),
        }
    }

    fn own_host(&self, address: &Address<'_>, resolution: &Resolution) -> Option<Finding> {
        address.authority?;
        let path = match address.path {
            "" => Cow::Borrowed("/"),
            // `..` may lead out of the base and back.
            path if path.contains("/.") => written::route(&self.resolver.own_path(address)?).into(),
            path => self.resolver.without_base(path).into(),
        };
        let path = path.as_ref();
        let host = address.host().unwrap_or_default();
        let finding = self.finding(Code::OwnHostLink, format!("`{host}` is the site's own host"));
        // An alias has a finding of its own; the help names the page's own address.
        let route = if let Resolution::Found(route) = resolution { Some(route) } else { None };
        let target = route.filter(|route| route.alias.is_some()).map_or(path, |route| &route.url);
        // Without its host, an automatic link would be no link.
        let is_automatic = self.link.kind == LinkKind::Automatic;
        let finding = finding.help(match is_automatic {
            true => format!("write `[words]({target})`, which also holds in a preview"),
            false => format!("write `{target}`, which also holds in a preview"),
        });
        let is_fixable = !is_automatic && route.is_some_and(|route| route.alias.is_none()) && !is_source_path(path);
        Some(if is_fixable { self.with_path(finding, address, path) } else { finding })
    }

    fn second_question_mark(&self) -> Finding {
        let written = &self.link.destination;
        let finding = self.finding(Code::SecondQuestionMark, format!("a second `?` in `{written}`"));
        let finding = finding.help("join parameters with `&`");
        let Some((before, after)) = written.split_once('?') else { return finding };
        let (query, fragment) = after.split_once('#').map_or((after, None), |(query, rest)| (query, Some(rest)));
        let mut fixed = format!("{before}?{}", query.replace('?', "&"));
        if let Some(fragment) = fragment {
            fixed.push('#');
            fixed.push_str(fragment);
        }
        self.with_fix(finding, fixed)
    }

    /// A path with two slashes in a row. It can be fixed where the path with one slash exists.
    fn doubled_slash(&self, address: &Address<'_>) -> Option<Finding> {
        if !address.path.contains("//") {
            return None;
        }
        let single = single_slashes(address.path);
        let message = format!("a doubled slash in `{}`", address.path);
        let finding = self.finding(Code::DoubledSlash, message).help(format!("write `{single}`"));
        let is_there = matches!(self.resolver.route(&decode(&single)), Resolution::Found(_));
        Some(if is_there && address.authority.is_none() { self.with_path(finding, address, &single) } else { finding })
    }

    /// A web address without a valid host.
    fn unreadable(&self, address: &Address<'_>) -> Option<Finding> {
        if !address.is_web() {
            return None;
        }
        let written = self.link.destination.trim();
        let scheme = address.scheme.unwrap_or("https");
        // A browser accepts too many slashes, and reads an address with one as a path on the host of the page.
        let reason = match (address.authority, address.scheme) {
            (None, _) => Cow::from(format!("missing `//` after `{scheme}:`")),
            (_, Some(_)) => invalid(Url::parse(written).err()?).into(),
            (_, None) => invalid(Url::parse(&format!("{scheme}:{written}")).err()?).into(),
        };
        let finding = self.finding(Code::UnreadableAddress, format!("invalid URL: {reason}"));
        let rest = address.path.trim_start_matches(['/', '\\']);
        let help = match address.authority.is_none() && rest.contains('.') {
            true => format!("write `{scheme}://{rest}`"),
            false => "write it as `https://host/path`; an example belongs in backticks".to_owned(),
        };
        Some(finding.help(help))
    }

    fn insecure(&self, address: &Address<'_>) -> Option<Finding> {
        let host = address.host().filter(|host| address.scheme == Some("http") && self.secure.contains(host))?;
        let message = format!("`{host}` is linked with `https:` elsewhere on this site");
        Some(self.finding(Code::InsecureLink, message).help("write `https:`"))
    }

    fn finding(&self, code: Code, message: String) -> Finding {
        Finding::new(code, Location::new(self.file, self.link.span), message).about(&self.link.destination)
    }

    /// The same finding with the destination leading to `route` directly, query and fragment kept. The host stays only
    /// where the address is a link by itself.
    fn with_route(&self, finding: Finding, address: &Address<'_>, route: &Route) -> Finding {
        let destination = &self.link.destination;
        let host = address.authority.filter(|_| self.link.kind == LinkKind::Automatic);
        let host = host.and_then(|host| Some(&destination[..destination.find(host)? + host.len()]));
        match host {
            Some(host) => {
                self.with_path(finding, address, &format!("{host}{}", written::safe(&self.resolver.public(&route.url))))
            }
            None => self.with_path(finding, address, &written::route(&route.url)),
        }
    }

    /// The same finding with the path of the destination replaced, query and fragment kept.
    fn with_path(&self, finding: Finding, address: &Address<'_>, path: &str) -> Finding {
        let mut fixed = path.to_owned();
        for (separator, part) in [('?', address.query), ('#', address.fragment)] {
            if let Some(part) = part {
                fixed.push(separator);
                fixed.push_str(part);
            }
        }
        self.with_fix(finding, fixed)
    }

    fn with_end(&self, finding: Finding, end: &str, new_end: &str) -> Finding {
        match self.link.destination.strip_suffix(end) {
            Some(start) => self.with_fix(finding, format!("{start}{new_end}")),
            None => finding,
        }
    }

    fn with_fix(&self, finding: Finding, replace: String) -> Finding {
        match self.link.destination_span {
            Some(span) => finding.fix(span, replace),
            None => finding,
        }
    }

    /// The address that is probably meant: the nearest of those with the same last part, else of the same folder.
    fn nearest_url(&self, url: &str) -> Option<&str> {
        if url.len() > MAX_COMPARED_LEN {
            return None;
        }
        let (folder, name) = split_last(url);
        let same_name = self.known.by_name.get(name).filter(|_| !name.is_empty());
        let alike = same_name.map(|urls| most_alike(url, &urls[..urls.len().min(MAX_COMPARED)])).unwrap_or_default();
        let nearest_of_name = alike.into_iter().min_by_key(|candidate| edit_distance(url, candidate));
        let in_folder = || nearest(url, self.known.by_folder.get(folder)?.iter().take(MAX_COMPARED).copied());
        nearest_of_name.or_else(in_folder)
    }
}

/// So many addresses are compared for one suggestion.
const MAX_COMPARED: usize = 500;
/// Longer addresses are not compared, in bytes: the time grows with the square of the length.
const MAX_COMPARED_LEN: usize = 2048;
/// The edit distance is computed for so many of the addresses with the same last part. A large site may have a page of that
/// name in most folders, and to compute all distances for each broken link takes longer than the rest of the check.
const MAX_MEASURED: usize = 12;

/// Those of `urls` that have most in common with `url` at their beginning and at their end.
fn most_alike<'u>(url: &str, urls: &[&'u str]) -> Vec<&'u str> {
    let same = |(a, b): &(u8, u8)| a == b;
    let alike = |other: &str| {
        let start = url.bytes().zip(other.bytes()).take_while(same).count();
        let end = url.bytes().rev().zip(other.bytes().rev()).take_while(same).count();
        (start + end).min(url.len()).min(other.len())
    };
    let mut ranked: Vec<_> = urls.iter().map(|other| (Reverse(alike(other)), other.len(), *other)).collect();
    ranked.sort_unstable();
    ranked.into_iter().take(MAX_MEASURED).map(|(_, _, other)| other).collect()
}

/// Every address to link to, by its last part and by its folder.
#[derive(Default)]
struct Known<'a> {
    by_name: HashMap<&'a str, Vec<&'a str>>,
    by_folder: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Known<'a> {
    fn new(site: &'a Site) -> Self {
        let mut known = Self::default();
        let is_compared = |url: &&str| url.len() <= MAX_COMPARED_LEN && is_shown(site, url);
        for url in site.urls().into_iter().filter(is_compared) {
            let (folder, name) = split_last(url);
            known.by_name.entry(name).or_default().push(url);
            known.by_folder.entry(folder).or_default().push(url);
        }
        known
    }
}

/// Why an address is invalid.
fn invalid(error: ParseError) -> &'static str {
    match error {
        ParseError::EmptyHost => "missing host",
        ParseError::InvalidPort => "invalid port: at most 65535",
        ParseError::InvalidIpv4Address | ParseError::InvalidIpv6Address => "invalid IP address",
        _ => "invalid host name",
    }
}

/// The folder and the last part of an address, whether or not it ends with a slash.
fn split_last(url: &str) -> (&str, &str) {
    url.trim_end_matches('/').rsplit_once('/').unwrap_or(("", url))
}

/// Whether an address is one to link to: an alias is not.
fn is_shown(site: &Site, url: &str) -> bool {
    match site.at(url) {
        Some(Target::Page(id)) => site.page(id).kind != Kind::Term,
        Some(Target::Asset(_) | Target::GeneratedPage(_) | Target::GeneratedFile) => true,
        Some(Target::Alias(_)) | None => false,
    }
}

fn with_slash(url: &str) -> String {
    if url.ends_with('/') { url.to_owned() } else { format!("{url}/") }
}

fn single_slashes(url: &str) -> String {
    let parts: Vec<&str> = url.split('/').filter(|part| !part.is_empty()).collect();
    format!("/{}{}", parts.join("/"), if url.ends_with('/') { "/" } else { "" })
}
