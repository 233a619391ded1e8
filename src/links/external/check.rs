//! Findings about links to other hosts, from the answers for their addresses.

use std::borrow::Cow;

use url::Url;

use super::answer::{Answer, Answers, Class, End, Fault};
use super::target::ExternalLink;
use crate::config::External;
use crate::finding::{Code, Finding};
use crate::links::written::{Surroundings, of_other_host};
use crate::markdown::{Link, LinkKind};
use crate::site::{Address, Resolver};
use crate::source::{FileId, Location};

/// What is wrong with links to other hosts. An address without an answer has no finding.
pub(crate) fn check(
    resolver: &Resolver<'_>,
    configured: &[(FileId, Link)],
    rules: &External,
    answers: &Answers,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let site = resolver.site();
    let of_pages = site.pages().flat_map(|(id, page)| site.links(id).map(move |(file, link)| (page.file, file, link)));
    let configured = configured.iter().map(|(file, link)| (Some(*file), *file, link));
    for (page_file, file, link) in of_pages.chain(configured) {
        let Some(external) = ExternalLink::new(link, resolver, rules) else { continue };
        let Some(answer) = answers.get(external.url.as_str()) else { continue };
        let checked = CheckedLink { page_file, file, link, external: &external, answer };
        findings.extend(checked.finding(rules));
        findings.extend(checked.fragment());
    }
    findings
}

struct CheckedLink<'a> {
    /// The file of the page that shows the link.
    page_file: Option<FileId>,
    /// The file of the link: that of a data file may be shown on several pages.
    file: FileId,
    link: &'a Link,
    external: &'a ExternalLink,
    answer: &'a Answer,
}

impl CheckedLink<'_> {
    fn finding(&self, rules: &External) -> Option<Finding> {
        let host = self.external.url.host_str().unwrap_or_default();
        let reason = self.reason(host);
        Some(match self.answer.class(&rules.accept) {
            Class::Alive => return None,
            Class::Moved => return self.moved(),
            Class::Dead => {
                self.at(Code::DeadLink, format!("dead link: {reason}")).help("find the new address, or remove the link")
            }
            Class::Blocked => self
                .at(Code::BlockedLink, format!("`{host}` refuses automated requests: {reason}"))
                .help("open it in a browser; `external` in `clausebook.yaml` can `accept` the code or `exclude` it"),
            Class::Unstable => self.at(Code::UnstableLink, format!("no usable response from `{host}`: {reason}")).help(
                match &self.answer.end {
                    End::Fault(fault) if fault.is_untrusted() => {
                        "open it in a browser; where only your own network trusts it, `external` in `clausebook.yaml` \
                         can name its authority as `ca_file`"
                    }
                    End::Fault(Fault::Tls(_)) => {
                        "open it in a browser; where it is right all the same, `external` can `exclude` it"
                    }
                    End::Status(_) | End::Fault(_) | End::Loop | End::NotRequested => {
                        "it is requested again in the next run"
                    }
                },
            ),
            Class::Loop => self
                .at(Code::RedirectLoop, format!("redirect loop at `{host}`"))
                .help("open it in a browser: some hosts do so only to visitors without cookies"),
            Class::Private => {
                self.at(Code::PrivateAddress, format!("not requested: {reason}")).help(match rules.allow_private {
                    true => "private addresses are requested only with `check --external --allow-private`",
                    false => {
                        "`external` in `clausebook.yaml` can `exclude` it, or `allow_private` addresses, which \
                         `check --external --allow-private` then requests"
                    }
                })
            }
        })
    }

    /// The reason, the same in every run with the same answer.
    fn reason(&self, host: &str) -> Cow<'static, str> {
        let after = match self.answer.hops.last() {
            Some(hop) => format!(", after a redirect to `{}`", brief(&hop.to)),
            None => String::new(),
        };
        let words: Cow<'static, str> = match &self.answer.end {
            End::Status(status) => format!("status {status}").into(),
            End::Fault(Fault::NoSuchName) if self.answer.hops.is_empty() => format!("host not found: `{host}`").into(),
            End::Fault(Fault::NoSuchName) => "host not found".into(),
            End::Fault(Fault::Lookup) => "DNS lookup failed".into(),
            End::Fault(Fault::Private(address)) => format!("`{address}` is a private address").into(),
            End::Fault(Fault::TimedOut) => "timeout".into(),
            End::Fault(Fault::Tls(reason)) => format!("TLS error: {reason}").into(),
            End::Fault(Fault::Broken(reason)) => reason.clone().into(),
            End::Loop => "too many redirects".into(),
            End::NotRequested => "the time limit of the run was reached before the request".into(),
        };
        if after.is_empty() { words } else { format!("{words}{after}").into() }
    }

    /// It has moved, with the fix that follows it. Not to a front page: the page that was linked is probably gone, and the
    /// fix would hide that.
    fn moved(&self) -> Option<Finding> {
        let to = self.answer.moved_to()?;
        let finding = self.at(Code::MovedLink, format!("moved permanently to `{}`", brief(to)));
        let unwritten =
            |finding: Finding| finding.help("open it in a browser: this address cannot be written in a link");
        let Ok(target) = Url::parse(to) else { return Some(unwritten(finding)) };
        let is_front_page = |url: &Url| matches!(url.path(), "" | "/") && url.query().is_none();
        if is_front_page(&target) && !is_front_page(&self.external.url) {
            return Some(finding.help("the host redirects to its front page: the page is probably gone"));
        }
        if self.external.url.scheme() == "https" && target.scheme() == "http" {
            return Some(finding.help("that address is not secure: open it in a browser before you link to it"));
        }
        let Some(mut address) = of_other_host(&target, self.surroundings()) else {
            return Some(unwritten(finding));
        };
        if let Some(fragment) = Address::parse(&self.link.destination).fragment.filter(|_| target.fragment().is_none())
        {
            address.push('#');
            address.push_str(fragment);
        }
        let finding = finding.help(format!("link to `{address}`"));
        Some(match self.link.destination_span {
            Some(span) => finding.fix(span, address),
            None => finding,
        })
    }

    /// The text around the address in its source.
    fn surroundings(&self) -> Surroundings {
        let is_of_page = self.page_file == Some(self.file);
        match self.link.kind {
            LinkKind::Html | LinkKind::HtmlResource => Surroundings::Attribute,
            LinkKind::FrontMatter | LinkKind::FrontMatterImage => Surroundings::Value,
            LinkKind::Inline
            | LinkKind::Reference
            | LinkKind::Automatic
            | LinkKind::Image
            | LinkKind::SourcePath
            | LinkKind::Data => {
                if is_of_page {
                    Surroundings::Markdown
                } else {
                    Surroundings::Value
                }
            }
        }
    }

    fn fragment(&self) -> Option<Finding> {
        let fragment = self.external.fragment.as_ref()?;
        let is_there = self.answer.fragments.get(fragment)?;
        let finding = self.at(Code::DeadFragment, format!("no anchor `#{fragment}` on `{}`", self.external.url));
        (!is_there).then(|| finding.help("open the page: where scripts create its anchors, ignore this finding"))
    }

    fn at(&self, code: Code, message: String) -> Finding {
        Finding::new(code, Location::new(self.file, self.link.span), message).about(&self.link.destination)
    }
}

/// An address for a message, cut where it is very long.
fn brief(address: &str) -> Cow<'_, str> {
    const MAX_CHARS: usize = 300;
    match address.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &address[..end]).into(),
        None => address.into(),
    }
}
