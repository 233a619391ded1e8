//! What is wrong with links within the site. Every fault of a link is a finding of its own.

use std::borrow::Cow;

use foldhash::HashSet;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use url::{ParseError, Url};

use super::anchor::Anchors;
use super::fragment;
use super::known::Known;
use super::meant::{beside, likely_host};
use super::scheme::Schemes;
use super::written;
use super::written_ids::WrittenIds;
use crate::finding::{Code, Finding};
use crate::framework::Frameworks;
use crate::markdown::{Link, LinkKind};
use crate::site::{
    Address, Missing, PageId, Resolution, Resolver, Route, Site, Target, Unpublished, decode, encode, is_source_path,
};
use crate::source::{FileId, Location};

/// Checks every link of every article, and the `configured` ones, which stand on every page.
pub(super) fn check(
    resolver: &Resolver<'_>,
    configured: &[(FileId, Link)],
    frameworks: &Frameworks,
    ids: &WrittenIds,
) -> Vec<Finding> {
    let site = resolver.site();
    let schemes = Schemes::new(frameworks);
    let (anchors, (secure, known)) =
        rayon::join(|| Anchors::new(site), || rayon::join(|| secure_hosts(site), || Known::new(site)));
    let pages: Vec<PageId> = site.pages().map(|(id, _)| id).collect();
    let of_page = |id: &PageId| {
        let mut findings = Vec::new();
        let configured = if Some(*id) == site.home() { configured } else { &[] };
        let configured = configured.iter().map(|(file, link)| (*file, link));
        for (file, link) in site.links(*id).chain(configured) {
            let tables = Tables { known: &known, anchors: &anchors, secure: &secure, schemes: &schemes, ids };
            let checked = Checked { resolver, tables, page: *id, file, link };
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

/// What the links of a site are compared with.
#[derive(Clone, Copy)]
struct Tables<'a> {
    known: &'a Known<'a>,
    anchors: &'a Anchors<'a>,
    /// The hosts that are linked with `https:`.
    secure: &'a HashSet<String>,
    schemes: &'a Schemes<'a>,
    ids: &'a WrittenIds,
}

struct Checked<'a> {
    resolver: &'a Resolver<'a>,
    tables: Tables<'a>,
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
            let location = Location::new(self.file, self.link.span);
            findings.extend(self.tables.schemes.faults(link, &address, location));
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
        if route.is_other_form {
            findings.push(self.other_form(address, route));
        }
        if let Some(fragment) = address.fragment {
            findings.extend(self.fragment(route, fragment));
        }
    }

    /// A link that finds its target only because both are compared in one Unicode form.
    fn other_form(&self, address: &Address<'_>, route: &Route) -> Finding {
        let message = format!("`{}` is written in another Unicode form than its target", decode(address.path));
        let help = "it looks the same, and most tools find no such file: rename the file to composed letters (NFC)";
        let finding = self.finding(Code::OtherUnicodeForm, message).help(help);
        let is_address = self.link.kind != LinkKind::SourcePath && !is_source_path(&decode(address.path));
        if is_address { self.with_route(finding, address, route) } else { finding }
    }

    /// An anchor that is not on its page, or that depends on an automatic number.
    fn fragment(&self, route: &Route, written: &str) -> Option<Finding> {
        let wanted = fragment::Wanted::of(written)?;
        let site = self.resolver.site();
        let Tables { anchors, ids, .. } = self.tables;
        let (anchors, written_ids) = match route.target {
            Target::Page(id) if site.page(id).front.dynamic_anchors => return None,
            Target::Page(id) => (anchors.of_page(id)?, ids.pages.get(&id)),
            Target::GeneratedPage(id) => (anchors.of_generated(id)?, None),
            Target::Asset(file) => {
                let found = wanted.in_file(ids.files.get(&file)?, &route.url)?;
                return Some(self.finding(found.code, found.message).optional_help(found.help));
            }
            Target::Alias(_) | Target::GeneratedFile => return None,
        };
        let found = wanted.on_page(anchors, written_ids, &route.url)?;
        let finding = self.finding(found.code, found.message).optional_help(found.help);
        Some(match found.instead {
            Some(instead) => self.with_end(finding, written, &instead),
            None => finding,
        })
    }

    fn missing(&self, address: &Address<'_>, missing: &Missing) -> Finding {
        let path = decode(address.path);
        let (url, reason) = match missing {
            Missing::Asset(url) => (url, None),
            Missing::Page(url) => (url, self.resolver.site().unpublished(&with_slash(url))),
            Missing::Unpublished(name, reason) => (name, Some(*reason)),
        };
        if is_source_path(&path) && path.starts_with('/') && self.link.kind != LinkKind::SourcePath {
            let finding = self.source_path(address, None);
            return finding
                .optional_help(reason.map(|reason| format!("{}: publish it, or remove the link", why(reason))));
        }
        if let Some(reason) = reason {
            let message = format!("no page `{url}`: {}", why(reason));
            return self.finding(Code::BrokenPage, message).help("publish it, or remove the link");
        }
        match missing {
            Missing::Asset(_) => self.missing_file(address, url),
            Missing::Page(_) | Missing::Unpublished(..) => {
                let finding = self.finding(Code::BrokenPage, format!("no page `{url}`"));
                let finding = finding.help("correct the address; `clausebook inspect urls` lists those of the site");
                finding.optional_help(self.meant_page(address, url))
            }
        }
    }

    fn missing_file(&self, address: &Address<'_>, url: &str) -> Finding {
        let finding = self.finding(Code::MissingAsset, format!("no file `{url}`"));
        let finding = finding.help("put the file into `static/`, or beside an article in `content/`");
        let page = &self.resolver.site().page(self.page).url;
        let is_relative = address.authority.is_none() && self.link.kind != LinkKind::FrontMatterImage;
        let beside = beside(self.resolver, page, &decode(address.path)).filter(|_| is_relative);
        if let Some(path) = beside {
            let help = format!("write `{path}`: a relative address counts from `{page}`, the address of the page");
            return self.with_path(finding.help(help), address, &written::safe(&encode(&path)));
        }
        let nearest = || self.tables.known.nearest(url).map(|nearest| format!("did you mean `{nearest}`?"));
        finding.optional_help(likely_host(address).or_else(nearest))
    }

    /// The remedy for a page that does not exist: the address or the file that is probably meant.
    fn meant_page(&self, address: &Address<'_>, url: &str) -> Option<String> {
        let site = self.resolver.site();
        let is_page = |url: &str| matches!(site.at(url), Some(Target::Page(_) | Target::GeneratedPage(_)));
        if url.contains("//") {
            let single = single_slashes(url);
            return is_page(&with_slash(&single)).then(|| format!("a slash is doubled: did you mean `{single}`?"));
        }
        let named = site.articles_named(url);
        if self.link.kind == LinkKind::SourcePath && named.len() > 1 {
            let more = if named.len() > 3 { " and others" } else { "" };
            let first = named[..named.len().min(3)].join("`, `");
            return Some(format!("several articles have this name, write the path of one: `{first}`{more}"));
        }
        let source = || site.source_in_other_case(url.trim_start_matches('/'));
        if let Some(source) = source().filter(|_| is_source_path(url)) {
            return Some(format!("did you mean the file `{source}`? upper and lower case matter"));
        }
        let lower = with_slash(&url.to_lowercase());
        if lower != with_slash(url) && is_page(&lower) {
            return Some(format!("did you mean `{lower}`? upper and lower case matter"));
        }
        let nearest = || self.tables.known.nearest(url).map(|nearest| format!("did you mean `{nearest}`?"));
        likely_host(address).or_else(nearest)
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
        let host = address.host().filter(|host| address.scheme == Some("http") && self.tables.secure.contains(host))?;
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

/// Why a page is not published, as the end of a sentence.
const fn why(reason: Unpublished) -> &'static str {
    match reason {
        Unpublished::Draft => "it is a draft",
        Unpublished::Future => "its date is in the future",
        Unpublished::Expired => "its expiry date has passed",
        Unpublished::NotRendered => "its front matter says that it is not rendered, by `build` or `headless`",
        Unpublished::NotHtml => "its front matter asks for no HTML, by `outputs`",
        Unpublished::Disabled => "the configuration leaves out pages of its kind, by `disable`",
    }
}

fn with_slash(url: &str) -> String {
    if url.ends_with('/') { url.to_owned() } else { format!("{url}/") }
}

fn single_slashes(url: &str) -> String {
    let parts: Vec<&str> = url.split('/').filter(|part| !part.is_empty()).collect();
    format!("/{}{}", parts.join("/"), if url.ends_with('/') { "/" } else { "" })
}
