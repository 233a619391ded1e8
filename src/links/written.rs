//! Addresses as a fix writes them: escaped so that the text around them, in Markdown, raw HTML, front matter or a
//! table, keeps its meaning.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::{Host, Position, Url};

use crate::site::encode;

/// Escaped in an address that another host sends: the characters that end a link, an attribute, a cell, a quoted value
/// or a shortcode.
const NOT_IN_SOURCES: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'(')
    .add(b')')
    .add(b'*')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');
/// The same where a comma separates: in YAML lists, in CSV, in `srcset`.
const NOT_IN_LISTS: &AsciiSet = &NOT_IN_SOURCES.add(b',');
/// Longer addresses are not written, in bytes.
const MAX_ADDRESS: usize = 2048;

/// The text around an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Surroundings {
    /// Markdown: `[text](address)`, `<address>`, `[label]: address`.
    Markdown,
    /// An attribute of raw HTML.
    Attribute,
    /// A value of front matter or of a data file.
    Value,
}

/// The address of another host, escaped for its surroundings. Nothing where it must not be written: it is no web
/// address, holds a user name or password, or has a host that is not a plain name.
pub(super) fn of_other_host(url: &Url, surroundings: Surroundings) -> Option<String> {
    let is_plain = match url.host()? {
        Host::Domain(name) => name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte)),
        Host::Ipv4(_) | Host::Ipv6(_) => true,
    };
    let is_web = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    if !is_plain || !is_web {
        return None;
    }
    let unsafe_here = match surroundings {
        Surroundings::Markdown => NOT_IN_SOURCES,
        Surroundings::Attribute | Surroundings::Value => NOT_IN_LISTS,
    };
    let rest = utf8_percent_encode(&url[Position::BeforePath..], unsafe_here).to_string();
    let address = format!("{}{}", &url[..Position::BeforePath], without_references(&rest, surroundings));
    (address.len() <= MAX_ADDRESS).then_some(address)
}

/// `address` so that no `&` in it begins a character reference: `?a&copy;` must not become a copyright sign.
fn without_references(address: &str, surroundings: Surroundings) -> String {
    let mut written = String::with_capacity(address.len());
    let mut rest = address;
    while let Some((before, after)) = rest.split_once('&') {
        written.push_str(before);
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '#';
        let name = &after[..after.find(|letter| !is_name(letter)).unwrap_or(after.len())];
        rest = after;
        match surroundings {
            // In attributes some references need no semicolon.
            Surroundings::Attribute if !name.is_empty() => written.push_str("&amp;"),
            Surroundings::Attribute => written.push('&'),
            Surroundings::Markdown | Surroundings::Value => {
                written.push('&');
                if let Some(behind) = after[name.len()..].strip_prefix(';').filter(|_| !name.is_empty()) {
                    written.push_str(name);
                    written.push_str("%3B");
                    rest = behind;
                }
            }
        }
    }
    written.push_str(rest);
    written
}

/// An address that can be written in Markdown, in an attribute and in a table cell. Escapes in it are kept.
pub(super) fn safe(address: &str) -> String {
    let mut safe = String::with_capacity(address.len());
    for letter in address.chars() {
        match letter {
            '(' => safe.push_str("%28"),
            ')' => safe.push_str("%29"),
            '\'' => safe.push_str("%27"),
            '|' => safe.push_str("%7C"),
            '*' => safe.push_str("%2A"),
            '[' => safe.push_str("%5B"),
            ']' => safe.push_str("%5D"),
            '\\' => safe.push_str("%5C"),
            other => safe.push(other),
        }
    }
    safe
}

/// The same for an address of the site, in which nothing is escaped yet. Letters of any language stay as they are.
pub(super) fn route(url: &str) -> String {
    let mut escaped = String::with_capacity(url.len());
    for letter in url.chars() {
        if letter.is_alphanumeric() {
            escaped.push(letter);
        } else {
            escaped.push_str(&encode(letter.encode_utf8(&mut [0; 4])));
        }
    }
    safe(&escaped)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::Surroundings::{Attribute, Markdown, Value};
    use super::{of_other_host, route, safe};
    use crate::site::decode;

    #[test]
    fn an_address_of_another_host_is_escaped_for_its_surroundings() {
        let written = |said: &str, surroundings| of_other_host(&Url::parse(said).unwrap(), surroundings);
        let check = |said: &str, expected: &str| {
            for surroundings in [Markdown, Attribute, Value] {
                assert_eq!(written(said, surroundings).as_deref(), Some(expected), "{said}");
            }
        };
        check("https://a.example/x?a={{%25foo%25}}", "https://a.example/x?a=%7B%7B%25foo%25%7D%7D");
        check("https://a.example/x?{{<foo>}}", "https://a.example/x?%7B%7B%3Cfoo%3E%7D%7D");
        check(
            "https://a.example/a)[x](javascript:alert%281%29",
            "https://a.example/a%29%5Bx%5D%28javascript:alert%281%29",
        );
        check("https://a.example/a'b\"c`d|e", "https://a.example/a%27b%22c%60d%7Ce");
        check("https://a.example/?a'b\"c`d|e\\f^*", "https://a.example/?a%27b%22c%60d%7Ce%5Cf%5E%2A");
        check("https://a.example/#a b\u{1}{}", "https://a.example/#a%20b%01%7B%7D");
        check("https://a.example/\u{e9}?\u{202e}#\u{a0}", "https://a.example/%C3%A9?%E2%80%AE#%C2%A0");
        check("http://[::1]:8080/x_y~z", "http://[::1]:8080/x_y~z");
    }

    #[test]
    fn what_divides_or_is_resolved_depends_on_what_stands_around() {
        let written = |said: &str, surroundings| of_other_host(&Url::parse(said).unwrap(), surroundings).unwrap();
        let said = "https://a.example/x,y?a&copy;b&c=d&#1;&";
        assert_eq!(written(said, Markdown), "https://a.example/x,y?a&copy%3Bb&c=d&#1%3B&");
        assert_eq!(written(said, Value), "https://a.example/x%2Cy?a&copy%3Bb&c=d&#1%3B&");
        assert_eq!(written(said, Attribute), "https://a.example/x%2Cy?a&amp;copy;b&amp;c=d&amp;#1;&");
    }

    #[test]
    fn an_unsafe_address_of_another_host_is_not_written() {
        for said in ["https://u@a.example/", "https://:p@a.example/", "javascript:alert(1)", "file:///etc/x", "data:,x"]
        {
            assert_eq!(of_other_host(&Url::parse(said).unwrap(), Markdown), None, "{said}");
        }
        let long = format!("https://a.example/{}", "x".repeat(2048));
        assert_eq!(of_other_host(&Url::parse(&long).unwrap(), Markdown), None);
    }

    #[test]
    fn what_would_end_an_address_is_escaped_and_means_the_same() {
        for url in [
            "/a/b-c_d.e~/",
            "/ä-日本/",
            "/a (b) 100% \"q\" 'r'/",
            "/[x]|*y*\\z/",
            "/#?<>`{}/",
            "/\u{a0}\u{202e}/",
            "//",
        ] {
            let written = route(url);
            let ends =
                |letter: char| letter.is_whitespace() || letter.is_control() || "()[]<>\"'`|*\\#?".contains(letter);
            assert!(!written.contains(ends), "{written}");
            assert_eq!(decode(&written), url);
        }
        assert_eq!(route("/ä-日本/"), "/ä-日本/");
        assert_eq!(safe("https://a.example/%20(x)?y=[z]"), "https://a.example/%20%28x%29?y=%5Bz%5D");
    }
}
