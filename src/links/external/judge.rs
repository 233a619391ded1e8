//! From answers to findings, at the links that they are about.

use std::borrow::Cow;

use url::Url;

use super::answer::{Answer, Class, End, Fault};
use super::{Answers, Outside};
use crate::config::External;
use crate::finding::{Code, Finding};
use crate::links::written::{Surroundings, of_other_host};
use crate::markdown::{Link, LinkKind};
use crate::site::{Address, Resolver};
use crate::source::{FileId, Location};

/// What is wrong with links to other hosts by what these have answered. An address without an answer is not judged.
pub fn judge(resolver: &Resolver<'_>, rules: &External, answers: &Answers) -> Vec<Finding> {
    let mut findings = Vec::new();
    let site = resolver.site();
    for (id, page) in site.pages() {
        for (file, link) in site.links(id) {
            let Some(outside) = Outside::new(link, resolver, rules) else { continue };
            let Some(answer) = answers.get(outside.url.as_str()) else { continue };
            let judged = Judged { page_file: page.file, file, link, outside: &outside, answer };
            findings.extend(judged.finding(rules));
            findings.extend(judged.fragment());
        }
    }
    findings
}

struct Judged<'a> {
    /// That of the page that shows the link.
    page_file: Option<FileId>,
    /// That which the link stands in: a data file's may be shown on several pages.
    file: FileId,
    link: &'a Link,
    outside: &'a Outside,
    answer: &'a Answer,
}

impl Judged<'_> {
    fn finding(&self, rules: &External) -> Option<Finding> {
        let host = self.outside.url.host_str().unwrap_or_default();
        let reason = self.reason(host);
        Some(match self.answer.class(&rules.accept) {
            Class::Alive => return None,
            Class::Moved => return self.moved(),
            Class::Dead => self
                .at(Code::DeadLink, format!("nothing is there any more: {reason}"))
                .help("find out where it went, or remove the link"),
            Class::Blocked => self
                .at(Code::BlockedLink, format!("`{host}` does not let itself be asked: {reason}"))
                .help("open it in a browser; `external` in `clausebook.yaml` can `accept` the code or `exclude` it"),
            Class::Unstable => self
                .at(Code::UnstableLink, format!("no good answer from `{host}` this time: {reason}"))
                .help(match &self.answer.end {
                    End::Fault(fault) if fault.is_untrusted() => {
                        "open it in a browser; where only your own network trusts it, `external` in `clausebook.yaml` \
                         can name its authority as `ca_file`"
                    }
                    End::Fault(Fault::Tls(_)) => {
                        "open it in a browser; where it is right all the same, `external` can `exclude` it"
                    }
                    _ => "it is asked again in the next run",
                }),
            Class::Loop => self
                .at(Code::RedirectLoop, format!("`{host}` sends this round in a circle"))
                .help("open it in a browser: some hosts do so only to visitors without cookies"),
            Class::Private => {
                self.at(Code::PrivateAddress, format!("not asked: {reason}")).help(match rules.allow_private {
                    true => "private addresses are asked with `check --external --allow-private` alone",
                    false => {
                        "`external` in `clausebook.yaml` can `exclude` it, or `allow_private` addresses, which \
                         `check --external --allow-private` then asks"
                    }
                })
            }
        })
    }

    /// Why, in a few words that are the same in every run with the same answer.
    fn reason(&self, host: &str) -> Cow<'static, str> {
        let after = match self.answer.hops.last() {
            Some(hop) => format!(", after a redirect to `{}`", brief(&hop.to)),
            None => String::new(),
        };
        let words: Cow<'static, str> = match &self.answer.end {
            End::Status(status) => format!("the status is {status}").into(),
            End::Fault(Fault::NoSuchName) if self.answer.hops.is_empty() => format!("there is no host `{host}`").into(),
            End::Fault(Fault::NoSuchName) => "there is no such host".into(),
            End::Fault(Fault::Lookup) => "its name could not be looked up".into(),
            End::Fault(Fault::Private(address)) => format!("`{address}` is a private address").into(),
            End::Fault(Fault::TimedOut) => "nothing came in time".into(),
            End::Fault(Fault::Tls(said)) => format!("no secure connection: {said}").into(),
            End::Fault(Fault::Broken(said)) => said.clone().into(),
            End::Loop => "too many redirects".into(),
            End::Unasked => "the time for the run was over before it could be asked".into(),
        };
        if after.is_empty() { words } else { format!("{words}{after}").into() }
    }

    /// It has moved, with the change that follows it there. A page that has become a front page is gone, and to
    /// link to that would hide it.
    fn moved(&self) -> Option<Finding> {
        let to = self.answer.moved_to()?;
        let finding = self.at(Code::MovedLink, format!("moved for good to `{}`", brief(to)));
        let unwritten =
            |finding: Finding| finding.help("open it in a browser: this is no address to write down as it is");
        let Ok(target) = Url::parse(to) else { return Some(unwritten(finding)) };
        let is_front_page = |url: &Url| matches!(url.path(), "" | "/") && url.query().is_none();
        if is_front_page(&target) && !is_front_page(&self.outside.url) {
            return Some(finding.help("its host sends this to a front page: what was linked to is probably gone"));
        }
        if self.outside.url.scheme() == "https" && target.scheme() == "http" {
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

    /// What stands around the address in its source.
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
        let fragment = self.outside.fragment.as_ref()?;
        let is_there = self.answer.fragments.get(fragment)?;
        let finding = self.at(Code::DeadFragment, format!("no anchor `#{fragment}` on `{}`", self.outside.url));
        (!is_there).then(|| finding.help("open the page: where scripts make its anchors, accept this finding"))
    }

    fn at(&self, code: Code, message: String) -> Finding {
        Finding::new(code, Location::new(self.file, self.link.span), message).about(&self.link.destination)
    }
}

/// An address of another host for a message: not more of it than a few lines hold.
fn brief(address: &str) -> Cow<'_, str> {
    const MAX_COUNT: usize = 300;
    match address.char_indices().nth(MAX_COUNT) {
        Some((end, _)) => format!("{}…", &address[..end]).into(),
        None => address.into(),
    }
}
