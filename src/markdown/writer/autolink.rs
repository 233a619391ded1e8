//! Bare URLs and e-mail addresses in prose, which become links where Goldmark makes them links.

use std::ops::Range;

use linkify::{LinkFinder, LinkKind as BareKind};
use memchr::{memchr_iter, memchr2_iter};

use super::super::document::{Link, LinkKind, Piece};
use super::super::html::escape_text;
use super::state::Writer;
use crate::source::Span;

/// A bare address in a text: a URL, a host that begins with `www.`, or an e-mail address.
pub(super) struct Bare {
    /// Where it stands in the text that Markdown is read from.
    place: Range<usize>,
    /// What its destination has before it.
    prefix: &'static str,
}

impl Writer<'_, '_> {
    /// The bare addresses that begin in `text`, which stands at `range`, where links may be made.
    pub(super) fn bare_addresses(&self, text: &str, range: &Range<usize>) -> Vec<Bare> {
        let may_link = self.image.is_none() && self.links.is_empty() && self.code.is_none();
        // Only text that stands in the source as it is: anything else is a single character.
        let is_verbatim = || self.text.text.get(range.clone()) == Some(text);
        if may_link && is_verbatim() { find(&self.text.text, range) } else { Vec::new() }
    }

    /// Text with bare addresses in it, the last of which may run on into the events that follow.
    pub(super) fn text_with_bare_addresses(&mut self, text: &str, range: &Range<usize>, found: &[Bare]) {
        let mut start = range.start;
        for address in found {
            if start < address.place.start {
                let before = &text[start - range.start..address.place.start - range.start];
                self.text_without_address(before, start..address.place.start);
            }
            self.bare_link(address);
            start = address.place.end.min(range.end);
            self.skip = address.place.clone();
        }
        if start < range.end || found.is_empty() {
            self.text_without_address(&text[start - range.start..], start..range.end);
        }
    }

    fn text_without_address(&mut self, text: &str, range: Range<usize>) {
        if let Some(heading) = &mut self.heading {
            heading.id_text.text(text, &range, &self.text.text);
        }
        self.plain_text(text);
    }

    fn bare_link(&mut self, Bare { place, prefix }: &Bare) {
        let address = &self.text.text[place.clone()];
        let index = self.link(Link {
            destination: format!("{prefix}{address}"),
            kind: LinkKind::Automatic,
            span: self.span(place),
            destination_span: self.text.verbatim_in_file(Span::from(place.clone())),
            has_text: true,
        });
        if let Some(heading) = &mut self.heading {
            heading.id_text.address();
        }
        self.heading_text(address);
        self.out().html().push_str("<a href=\"");
        self.out().push(Piece::Href(index));
        let escaped = escape_text(address);
        self.out().html().push_str("\">");
        self.out().html().push_str(&escaped);
        self.out().html().push_str("</a>");
        self.shared.document.words += 1;
    }
}

/// The bare addresses that begin in `range` of `source`, in order. The last may run on behind it.
fn find(source: &str, range: &Range<usize>) -> Vec<Bare> {
    let Some(text) = source.get(range.clone()) else { return Vec::new() };
    // Every address has one of these signs, and most texts none.
    let signs = memchr2_iter(b':', b'.', text.as_bytes()).filter_map(|at| {
        let (before, after) = text.split_at(at);
        let begins: &[&str] = match after {
            _ if after.starts_with('.') => &["www"],
            _ if after.starts_with("://") => &["https", "http", "ftp"],
            _ => &[],
        };
        begins.iter().find(|begin| before.ends_with(**begin)).map(|begin| at - begin.len())
    });
    let mut starts: Vec<usize> = signs.map(|at| range.start + at).collect();
    starts.extend(mail_starts(source, range));
    starts.sort_unstable();
    let mut found: Vec<Bare> = Vec::new();
    let mut end = range.start;
    for at in starts {
        if at < end || !may_begin(source, at, at == end) {
            continue;
        }
        let address = bare(&source[at..]).or_else(|| Some((mail(&source[at..])?, "mailto:")));
        if let Some((length, prefix)) = address {
            end = at + length;
            found.push(Bare { place: at..end, prefix });
        }
    }
    found
}

/// Whether Goldmark looks for an address at this offset: at the beginning of a line, behind a blank or a sign that
/// may open something, and right behind whatever has become something else than text.
fn may_begin(source: &str, at: usize, is_behind_markup: bool) -> bool {
    let before = &source[..at];
    match before.chars().next_back() {
        None | Some('*' | '_' | '~' | '(') => true,
        Some('"' | '\'' | '`' | '>' | ')' | '|') => is_behind_markup,
        Some('-' | '.') => is_behind_markup && (before.ends_with("--") || before.ends_with("...")),
        Some(sign) => sign.is_ascii_whitespace(),
    }
}

/// No e-mail address is longer (RFC 5321), in bytes.
const MAX_MAIL: usize = 320;

/// Where e-mail addresses may begin in `range` of `source`. One that does may run on behind it.
fn mail_starts(source: &str, range: &Range<usize>) -> Vec<usize> {
    let bytes = source.as_bytes();
    let behind = bytes[range.end..].iter().take(MAX_MAIL);
    let on = behind.take_while(|byte| is_local(**byte) || **byte == b'@').count();
    let window = &bytes[range.start..range.end + on];
    let start = |at: usize| {
        let run = window[..at].iter().rev().take(MAX_MAIL).take_while(|byte| is_local(**byte)).count();
        let mut starts = (range.start + at - run..(range.start + at).min(range.end))
            .filter(|start| bytes[*start].is_ascii_alphanumeric());
        starts.find(|start| may_begin(source, *start, *start == range.start))
    };
    memchr_iter(b'@', window).filter_map(start).collect()
}

/// Whether a byte may stand in an e-mail address before the `@` (HTML, "valid e-mail address").
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

/// The length of the e-mail address at the very beginning of `text`, as Goldmark has it: only where its host has a
/// dot, and no `-` or `_` follows.
fn mail(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let local = bytes.iter().take(MAX_MAIL).take_while(|byte| is_local(**byte)).count();
    let domain = text.get(local..)?.strip_prefix('@')?;
    let length = domain
        .bytes()
        .take(MAX_MAIL)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
        .count();
    let domain = domain[..length].trim_end_matches(['-', '.']);
    let is_domain = domain.contains('.') && domain.split('.').all(|part| !part.is_empty() && !part.starts_with('-'));
    let end = local + 1 + domain.len();
    (local > 0 && is_domain && !matches!(bytes.get(end), Some(b'-' | b'_'))).then_some(end)
}

/// What is longer, in bytes, is no address that anybody has written.
const MAX_URL: usize = 16 * 1024;

/// The length of the bare URL at the very beginning of `text`, and the scheme it lacks.
fn bare(text: &str) -> Option<(usize, &'static str)> {
    let length = text.bytes().take(MAX_URL + 1).take_while(|byte| !byte.is_ascii_whitespace()).count();
    let word = text.get(..length).filter(|_| length <= MAX_URL)?;
    let mut finder = LinkFinder::new();
    finder.kinds(&[BareKind::Url]);
    let scheme = if word.starts_with("www.") { "https://" } else { "" };
    finder.url_must_have_scheme(scheme.is_empty());
    let found = finder.links(word).next().filter(|link| link.start() == 0)?;
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
    use super::{bare, find, mail};

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
            let found: Vec<&str> = find(text, &(0..text.len())).into_iter().map(|found| &text[found.place]).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
        // An underscore that opens nothing parts a text in two.
        let text = "bar_baz@example.org";
        assert_eq!(find(text, &(0..3)).first().map(|found| found.place.clone()), Some(0..text.len()));
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
