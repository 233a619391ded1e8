//! Addresses as a fix writes them: whatever stands around them, in Markdown, raw HTML, front matter or a table, reads
//! on as it did.

use crate::site::encode;

/// An address that can stand in Markdown, in an attribute and in a cell of a table. Escapes in it stay.
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

/// The same of an address of the site, in which nothing is escaped yet. Letters of any language stay readable.
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
    use super::{route, safe};
    use crate::site::decode;

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
