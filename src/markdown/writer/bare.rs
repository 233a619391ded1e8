//! Bare URLs in prose, which become links.

use std::ops::Range;
use std::sync::LazyLock;

use linkify::{LinkFinder, LinkKind as BareKind};
use memchr::memmem::Finder;

use super::super::document::{Link, LinkKind, Piece};
use super::super::html;
use super::Writer;
use crate::source::Span;

impl Writer<'_, '_> {
    /// Text with a bare URL that begins at byte `start` of it; the URL may run on into the events that follow.
    pub(super) fn text_with_bare_link(&mut self, text: &str, range: Range<usize>, start: usize) {
        let source = &self.text.text;
        let from = range.start + start;
        let found = (text.len() == range.len()).then(|| bare(&source[from..])).flatten();
        let Some((length, scheme)) = found else { return self.plain_text(text) };
        self.plain_text(&text[..start]);
        let address = source[from..from + length].to_owned();
        let place = from..from + length;
        let index = self.link(Link {
            destination: format!("{scheme}{address}"),
            kind: LinkKind::Automatic,
            span: self.span(&place),
            destination_span: self.text.verbatim_in_file(Span::from(place.clone())),
            has_text: true,
        });
        self.out().html().push_str("<a href=\"");
        self.out().push(Piece::Href(index));
        let escaped = html::escape_text(&address);
        self.out().html().push_str("\">");
        self.out().html().push_str(&escaped);
        self.out().html().push_str("</a>");
        self.shared.document.words += 1;
        self.skip = place;
        if from + length < range.end {
            self.text_around_skip(&text[start..], from..range.end);
        }
    }
}

/// What follows a scheme.
static SCHEME: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("://"));
/// How a host begins that needs no scheme.
static HOST: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("www."));

/// Where a bare URL may begin in `text`.
pub(super) fn start(text: &str) -> Option<usize> {
    let schemes = SCHEME.find_iter(text.as_bytes()).filter_map(|at| {
        let before = &text[..at];
        ["https", "http", "ftp"].iter().find(|scheme| before.ends_with(**scheme)).map(|scheme| at - scheme.len())
    });
    let hosts = HOST.find_iter(text.as_bytes());
    let is_start = |at: &usize| !text[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '/');
    schemes.chain(hosts).filter(is_start).min()
}

/// The length of the bare URL at the very beginning of `text`, and the scheme it lacks.
fn bare(text: &str) -> Option<(usize, &'static str)> {
    let line = text.lines().next().unwrap_or_default();
    let mut finder = LinkFinder::new();
    finder.kinds(&[BareKind::Url]);
    let scheme = if line.starts_with("www.") { "https://" } else { "" };
    finder.url_must_have_scheme(scheme.is_empty());
    let found = finder.links(line).next().filter(|link| link.start() == 0)?;
    // Markup inside a URL ends it: what follows is emphasis or code that Markdown has already seen.
    let url = found.as_str();
    let length = url.find(['`', '*', '<']).unwrap_or(url.len());
    let start = url.find("://").map_or(0, |at| at + "://".len());
    let length = start + link_length(url.get(start..length)?)?;
    Some((length, scheme)).filter(|_| length > 4)
}

/// How much of `rest`, a URL without its scheme, is a link, as Goldmark has it: only where its host has a dot and a
/// letter behind it, so that `http://localhost:port` is left alone; and a port is a number.
fn link_length(rest: &str) -> Option<usize> {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let (host, port) = authority.rsplit_once(':').filter(|(_, port)| !port.contains('@')).unwrap_or((authority, "0"));
    let is_domain = host.split('.').skip(1).any(|part| part.starts_with(|first: char| first.is_alphabetic()));
    let is_number = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    is_domain.then_some(if is_number { rest.len() } else { host.len() })
}

#[cfg(test)]
mod tests {
    use super::bare;

    #[test]
    fn a_bare_url_has_a_domain_and_a_port_that_is_a_number() {
        for (text, expected) in [
            ("https://example.org/a b", Some("https://example.org/a")),
            ("https://example.org:80/a", Some("https://example.org:80/a")),
            ("http://host.example:port/a", Some("http://host.example")),
            ("www.example.org, b", Some("www.example.org")),
            ("http://localhost:8080/a", None),
            ("http://localhost:port", None),
            ("http://127.0.0.1:8080/", None),
        ] {
            assert_eq!(bare(text).map(|(length, _)| &text[..length]), expected, "{text}");
        }
    }
}
