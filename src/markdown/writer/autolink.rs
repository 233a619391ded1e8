//! URLs and e-mail addresses in text, which become links where Goldmark makes them links.

use std::ops::Range;

use linkify::LinkFinder;
use memchr::{memchr_iter, memchr2_iter};

use super::super::document::{Link, LinkKind, Piece};
use super::super::html::escape_text;
use super::state::Writer;
use crate::source::Span;

/// An address in a text: a URL, a host that begins with `www.`, or an e-mail address.
pub(super) struct Autolink {
    /// Its range in the text that is parsed.
    range: Range<usize>,
    /// The scheme that is added to its destination.
    prefix: &'static str,
}

impl Writer<'_, '_> {
    /// The autolinks that begin in `text` at `range`; none where a link is not allowed.
    pub(super) fn autolinks(&self, text: &str, range: &Range<usize>) -> Vec<Autolink> {
        let may_link = self.image.is_none() && self.links.is_empty() && self.code.is_none();
        // Text that is not verbatim in the source is a single character.
        let is_verbatim = || self.text.text.get(range.clone()) == Some(text);
        if may_link && is_verbatim() { find(&self.text.text, range) } else { Vec::new() }
    }

    /// Writes text with autolinks, the last of which may extend over the events that follow.
    pub(super) fn text_with_autolinks(&mut self, text: &str, range: &Range<usize>, found: &[Autolink]) {
        let mut start = range.start;
        for autolink in found {
            if start < autolink.range.start {
                let before = &text[start - range.start..autolink.range.start - range.start];
                self.text_without_autolink(before, start..autolink.range.start);
            }
            self.write_autolink(autolink);
            start = autolink.range.end.min(range.end);
            self.skip = autolink.range.clone();
        }
        if start < range.end || found.is_empty() {
            self.text_without_autolink(&text[start - range.start..], start..range.end);
        }
    }

    fn text_without_autolink(&mut self, text: &str, range: Range<usize>) {
        if let Some(heading) = &mut self.heading {
            heading.id_text.text(text, &range, &self.text.text);
        }
        self.plain_text(text);
    }

    fn write_autolink(&mut self, Autolink { range, prefix }: &Autolink) {
        let address = &self.text.text[range.clone()];
        let index = self.link(Link {
            destination: format!("{prefix}{address}"),
            kind: LinkKind::Automatic,
            span: self.span(range),
            destination_span: self.text.verbatim_in_file(Span::from(range.clone())),
            has_text: true,
        });
        if let Some(heading) = &mut self.heading {
            heading.id_text.autolink();
        }
        self.heading_text(address);
        self.out().html().push_str("<a href=\"");
        self.out().push(Piece::Href(index));
        let escaped = escape_text(address);
        self.out().html().push_str("\">");
        // A shortcode may stand in an address.
        self.filled(&escaped);
        self.out().html().push_str("</a>");
        self.shared.document.words += 1;
    }
}

/// The autolinks that begin in `range` of `source`, in order. The last may end after the range.
fn find(source: &str, range: &Range<usize>) -> Vec<Autolink> {
    let Some(text) = source.get(range.clone()) else { return Vec::new() };
    // Every URL has one of these characters, and most texts have none.
    let url_starts = memchr2_iter(b':', b'.', text.as_bytes()).filter_map(|at| {
        let (before, after) = text.split_at(at);
        let begins: &[&str] = match after {
            _ if after.starts_with('.') => &["www"],
            _ if after.starts_with("://") => &["https", "http", "ftp"],
            _ => &[],
        };
        begins.iter().find(|begin| before.ends_with(**begin)).map(|begin| at - begin.len())
    });
    let mut starts: Vec<usize> = url_starts.map(|at| range.start + at).collect();
    starts.extend(mail_starts(source, range));
    starts.sort_unstable();
    let mut found: Vec<Autolink> = Vec::new();
    let mut end = range.start;
    for at in starts {
        if at < end || !may_begin(source, at, at == end) {
            continue;
        }
        let address = url(&source[at..]).or_else(|| Some((mail(&source[at..])?, "mailto:")));
        if let Some((length, prefix)) = address {
            end = at + length;
            found.push(Autolink { range: at..end, prefix });
        }
    }
    found
}

/// Whether Goldmark looks for an address at this offset: at the start of a line, after white space or a character that
/// may open markup, and right after anything that is not text.
fn may_begin(source: &str, at: usize, is_after_markup: bool) -> bool {
    let before = &source[..at];
    match before.chars().next_back() {
        None | Some('*' | '_' | '~' | '(') => true,
        Some('"' | '\'' | '`' | '>' | ')' | '|') => is_after_markup,
        Some('-' | '.') => is_after_markup && (before.ends_with("--") || before.ends_with("...")),
        Some(letter) => letter.is_ascii_whitespace(),
    }
}

/// The maximal length of an e-mail address (RFC 5321), in bytes.
const MAX_MAIL_LEN: usize = 320;

/// Where e-mail addresses may begin in `range` of `source`. They may end after the range.
fn mail_starts(source: &str, range: &Range<usize>) -> Vec<usize> {
    let bytes = source.as_bytes();
    let after = bytes[range.end..].iter().take(MAX_MAIL_LEN);
    let extra = after.take_while(|byte| is_local(**byte) || **byte == b'@').count();
    let window = &bytes[range.start..range.end + extra];
    let start = |at: usize| {
        let run = window[..at].iter().rev().take(MAX_MAIL_LEN).take_while(|byte| is_local(**byte)).count();
        let mut starts = (range.start + at - run..(range.start + at).min(range.end))
            .filter(|start| bytes[*start].is_ascii_alphanumeric());
        starts.find(|start| may_begin(source, *start, *start == range.start))
    };
    memchr_iter(b'@', window).filter_map(start).collect()
}

/// Whether a byte is allowed before the `@` of an e-mail address (HTML, "valid e-mail address").
const fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'.' | b'!'
                | b'#'
                | b'$'
                | b'%'
                | b'&'
                | b'\''
                | b'*'
                | b'+'
                | b'/'
                | b'='
                | b'?'
                | b'^'
                | b'_'
                | b'`'
                | b'{'
                | b'|'
                | b'}'
                | b'~'
                | b'-'
        )
}

/// The length of the e-mail address that `text` begins with, by the rules of Goldmark: its host has a dot, and no `-`
/// or `_` follows.
fn mail(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let local = bytes.iter().take(MAX_MAIL_LEN).take_while(|byte| is_local(**byte)).count();
    let domain = text.get(local..)?.strip_prefix('@')?;
    let length = domain
        .bytes()
        .take(MAX_MAIL_LEN)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
        .count();
    let domain = domain[..length].trim_end_matches(['-', '.']);
    let is_domain = domain.contains('.') && domain.split('.').all(|part| !part.is_empty() && !part.starts_with('-'));
    let end = local + 1 + domain.len();
    (local > 0 && is_domain && !matches!(bytes.get(end), Some(b'-' | b'_'))).then_some(end)
}

/// Longer URLs do not become links, in bytes.
const MAX_URL_LEN: usize = 16 * 1024;

/// The length of the URL that `text` begins with, and the scheme to add to it.
fn url(text: &str) -> Option<(usize, &'static str)> {
    let length = text.bytes().take(MAX_URL_LEN + 1).take_while(|byte| !byte.is_ascii_whitespace()).count();
    let word = text.get(..length).filter(|_| length <= MAX_URL_LEN)?;
    let mut finder = LinkFinder::new();
    finder.kinds(&[linkify::LinkKind::Url]);
    let scheme = if word.starts_with("www.") { "https://" } else { "" };
    finder.url_must_have_scheme(scheme.is_empty());
    let found = finder.links(word).next().filter(|link| link.start() == 0)?;
    // Markup ends a URL: the parser has read it as emphasis or code already.
    let written = found.as_str();
    let length = written.find(['`', '*', '<']).unwrap_or(written.len());
    let start = written.find("://").map_or(0, |at| at + "://".len());
    let length = start + link_length(written.get(start..length)?)?;
    Some((length, scheme)).filter(|_| length > 4)
}

/// The length of the link in `rest`, a URL without its scheme, by the rules of Goldmark: its host has a dot with a letter
/// after it, so that `http://localhost:port` is text, and its port is a number.
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
    use super::{find, mail, url};

    #[test]
    fn an_address_begins_where_goldmark_looks_for_one() {
        for (text, expected) in [
            ("at http://localhost:8080 and https://example.org/b", "https://example.org/b"),
            ("x=https://example.org/c and [https://example.org/d]", ""),
            ("see:https://example.org/e and “https://example.org/f”", ""),
            ("(https://example.org/g)", "https://example.org/g"),
            ("write to (foo.bar@example.org).", "foo.bar@example.org"),
            ("/foo@example.org, foo@bar, image@sha256:abcd.ef", ""),
            ("git@github.com:org/repo.git", "git@github.com"),
            (
                "https://a.example.org https://b.example.org,c@example.org",
                "https://a.example.org https://b.example.org,c@example.org",
            ),
            ("foo@example.org_ foo@example.org-", ""),
            ("bar_baz@sub.example.co.uk", "bar_baz@sub.example.co.uk"),
            ("https://example.org/q?x=a@b.org", "https://example.org/q?x=a@b.org"),
        ] {
            let found: Vec<&str> = find(text, &(0..text.len())).into_iter().map(|found| &text[found.range]).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
        // An underscore that opens nothing parts a text in two.
        let text = "bar_baz@example.org";
        assert_eq!(find(text, &(0..3)).first().map(|found| found.range.clone()), Some(0..text.len()));
    }

    #[test]
    fn an_email_address_ends_with_its_host() {
        for (text, expected) in [
            ("foo@example.org/path", Some("foo@example.org")),
            ("foo@example.org.", Some("foo@example.org")),
            ("user@host.example-x b", Some("user@host.example-x")),
            ("foo@example", None),
            ("foo@.example.org", None),
            ("@example.org", None),
            ("foo", None),
        ] {
            assert_eq!(mail(text).map(|length| &text[..length]), expected, "{text}");
        }
    }

    #[test]
    fn a_url_has_a_domain_and_a_port_that_is_a_number() {
        for (text, expected) in [
            ("https://example.org/a b", Some("https://example.org/a")),
            ("https://example.org:80/a", Some("https://example.org:80/a")),
            ("http://host.example:port/a", Some("http://host.example")),
            ("www.example.org, b", Some("www.example.org")),
            ("http://localhost:8080/a", None),
            ("http://localhost:port", None),
            ("http://127.0.0.1:8080/", None),
        ] {
            assert_eq!(url(text).map(|(length, _)| &text[..length]), expected, "{text}");
        }
    }
}
