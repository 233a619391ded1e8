//! Bare addresses in text, where Goldmark makes links of them.

use std::ops::Range;

use memchr::{memchr_iter, memchr2_iter};

use super::placeholder::placeholder_len;

/// An address in a text: a URL, a host that begins with `www.`, or an e-mail address.
pub(super) struct Autolink {
    /// Its range in the text that is parsed.
    pub(super) range: Range<usize>,
    /// The scheme that is added to its destination.
    pub(super) prefix: &'static str,
}

/// The brackets that are open in a block: no address becomes a link where a link may be written out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Brackets(usize);

impl Brackets {
    /// Reads the brackets in `range` of `source`, which is text. One behind a backslash at its start is text alone.
    pub(super) fn read(&mut self, source: &str, range: Range<usize>) {
        let (bytes, start) = (source.as_bytes(), range.start);
        for at in memchr2_iter(b'[', b']', &bytes[range]).map(|at| start + at) {
            let is_escaped = at == start && at > 0 && bytes[at - 1] == b'\\';
            match bytes[at] {
                _ if is_escaped => {}
                b'[' => self.0 += 1,
                _ => self.0 = self.0.saturating_sub(1),
            }
        }
    }
}

/// The addresses that begin in `range` of `source` and become links, in order. The last may end after the range. `brackets`
/// are those before the range, and then those behind it.
pub(super) fn find(source: &str, range: &Range<usize>, brackets: &mut Brackets) -> Vec<Autolink> {
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
        brackets.read(source, end..at);
        end = at;
        if brackets.0 > 0 {
            continue;
        }
        let address = url(&source[at..]).or_else(|| Some((mail(&source[at..])?, "mailto:")));
        if let Some((length, prefix)) = address {
            end = at + length;
            found.push(Autolink { range: at..end, prefix });
        }
    }
    brackets.read(source, end.min(range.end)..range.end);
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

/// The most characters of the host and what may precede it.
const MAX_HOST: usize = 256;

/// Longer URLs do not become links, in bytes.
const MAX_URL_LEN: usize = 16 * 1024;

/// The length of the URL that `text` begins with, by the rules of Goldmark, and the scheme to add to it. Its host has a dot
/// with letters after it, so that `http://localhost:8080` is text.
fn url(text: &str) -> Option<(usize, &'static str)> {
    let schemes = [("http://", ""), ("https://", ""), ("ftp://", ""), ("www.", "https://")];
    let (begin, scheme) = schemes.into_iter().find(|(begin, _)| text.starts_with(begin))?;
    let bytes = text.as_bytes();
    let mut end = begin.len() + host(&bytes[begin.len()..])?;
    if scheme.is_empty() {
        end += port(&bytes[end..]);
    }
    if matches!(bytes.get(end), Some(b'/' | b'?' | b'#')) {
        let is_tail = |byte: &u8| is_tail(*byte) && (scheme.is_empty() || *byte != b'$');
        end += 1 + run(&bytes[end + 1..], MAX_URL_LEN, is_tail);
    }
    let written = text.get(..end).filter(|_| end <= MAX_URL_LEN)?;
    // Markup ends a URL: the parser has read it as code or as a link already.
    let end = written.find('`').unwrap_or(end);
    let end = written[..end].find("](").and_then(|at| written[..at].rfind('[')).unwrap_or(end);
    Some((trimmed(&written[..end]), scheme))
}

/// The length of a host, up to the last dot that letters follow and those letters.
fn host(rest: &[u8]) -> Option<usize> {
    let is_part = |byte: &u8| {
        byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'@' | b':' | b'%' | b'.' | b'_' | b'+' | b'~' | b'#' | b'=')
    };
    let run = run(rest, MAX_HOST + 1, is_part);
    let letters = |at: usize| rest[at..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    let dots = (1..run).rev().filter(|at| rest[*at] == b'.');
    dots.map(|at| (at, letters(at + 1))).find(|(_, letters)| *letters > 0).map(|(at, letters)| at + 1 + letters)
}

/// The length of what `text` begins with: allowed bytes, and shortcodes, which may stand anywhere in a URL. It ends soon
/// after `limit` bytes.
fn run(text: &[u8], limit: usize, is_allowed: impl Fn(&u8) -> bool) -> usize {
    let mut end = 0;
    while let Some(byte) = text.get(end).filter(|_| end < limit) {
        // Allowed bytes are many, and a text may have thousands of addresses that are too long.
        if is_allowed(byte) {
            end += 1;
        } else if let Some(length) = placeholder_len(&text[end..]) {
            end += length;
        } else {
            break;
        }
    }
    end
}

/// The length of `:8080`.
fn port(rest: &[u8]) -> usize {
    let digits = rest.get(1..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
    if rest.first() == Some(&b':') && digits > 0 { 1 + digits } else { 0 }
}

/// Whether a byte may stand in the path of a URL and what follows it.
const fn is_tail(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'*' | b'<' | b'\\' | b'|')
}

/// The length of a URL without the punctuation behind it: a parenthesis that none opens, a character reference.
fn trimmed(url: &str) -> usize {
    let url = url.trim_end_matches(['?', '!', '.', ',', ':', '*', '_', '~']);
    match url.as_bytes().last() {
        Some(b')') => {
            let (open, closed) = (memchr_iter(b'(', url.as_bytes()).count(), memchr_iter(b')', url.as_bytes()).count());
            url.len() - closed.saturating_sub(open)
        }
        Some(b';') => {
            let name = url[..url.len() - 1].trim_end_matches(|letter: char| letter.is_ascii_alphanumeric());
            if name.len() + 1 < url.len() && name.ends_with('&') { name.len() - 1 } else { url.len() }
        }
        _ => url.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Brackets, find, mail, url};

    #[test]
    fn an_address_begins_where_goldmark_looks_for_one() {
        for (text, expected) in [
            ("at http://localhost:8080 and https://example.org/b", "https://example.org/b"),
            ("x=https://example.org/c and [https://example.org/d]", ""),
            ("[a https://example.org/d] https://example.org/e [b www.example.org", "https://example.org/e"),
            ("see:https://example.org/e and “https://example.org/f”", ""),
            ("(https://example.org/g)", "https://example.org/g"),
            ("write to (foo.bar@example.org).", "foo.bar@example.org"),
            ("/foo@example.org, foo@bar, image@sha256:abcd.ef", ""),
            ("git@github.com:org/repo.git", "git@github.com"),
            (
                "https://a.example.org https://b.example.org,c@example.org",
                "https://a.example.org https://b.example.org",
            ),
            ("foo@example.org_ foo@example.org-", ""),
            ("bar_baz@sub.example.co.uk", "bar_baz@sub.example.co.uk"),
            ("https://example.org/q?x=a@b.org", "https://example.org/q?x=a@b.org"),
        ] {
            let found = find(text, &(0..text.len()), &mut Brackets::default()).into_iter();
            let found: Vec<&str> = found.map(|found| &text[found.range]).collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
        // An underscore that opens nothing parts a text in two.
        let text = "bar_baz@example.org";
        assert_eq!(
            find(text, &(0..3), &mut Brackets::default()).first().map(|found| found.range.clone()),
            Some(0..text.len())
        );
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
            ("https://example.org/\"", Some("https://example.org/\"")),
            ("https://example.org/a(b)).", Some("https://example.org/a(b)")),
            ("https://example.org/a(b))", Some("https://example.org/a(b)")),
            ("https://example.org/a&amp;", Some("https://example.org/a")),
            ("https://example.org/a.)", Some("https://example.org/a.")),
            ("https://example.org/a?!", Some("https://example.org/a")),
            ("https://example.org/ä", Some("https://example.org/")),
            ("https://EXAMPLE.ORG/a", None),
            ("https://a.b.c#d.e f", Some("https://a.b.c#d.e")),
            ("http://localhost:8080/a", None),
            ("http://localhost:port", None),
            ("http://127.0.0.1:8080/", None),
        ] {
            assert_eq!(url(text).map(|(length, _)| &text[..length]), expected, "{text}");
        }
    }
}
