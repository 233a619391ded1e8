//! Paths to addresses, as Hugo makes them.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::source::path::segment;

/// What a path must not contain as it stands; `/` and `%`-free text of any script passes or is encoded.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The bytes that addresses are nearly always made of, none of which is encoded.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < plain.len() {
        let sign = byte as u8;
        plain[byte] = sign.is_ascii_alphanumeric() || matches!(sign, b'/' | b'-' | b'.' | b'_');
        byte += 1;
    }
    plain
};

/// The address as it is written into a page, percent-encoded.
pub fn encode(url: &str) -> String {
    // Hardly any address has something to encode, and then it is copied at once.
    let is_plain = |byte: u8| PLAIN[usize::from(byte)];
    if url.bytes().all(is_plain) { url.to_owned() } else { utf8_percent_encode(url, ENCODED).to_string() }
}

/// The address as it is meant; an escape that is no UTF-8 stays as written.
pub fn decode(url: &str) -> String {
    percent_decode_str(url).decode_utf8().map_or_else(|_| url.to_owned(), |decoded| decoded.into_owned())
}

/// A path of several parts as it stands in an address, without slashes at its ends.
pub(super) fn segments(path: &str) -> String {
    path.split('/').map(segment).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// An address that front matter asks for with `url`: case kept, a slash before and, but for a file, behind. The file
/// `index.html` is its folder.
pub(super) fn wished(url: &str) -> String {
    let path = url.trim().trim_matches('/');
    let path =
        path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/')).unwrap_or(path);
    let path = path.trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let is_file = last.ends_with(".html") || last.ends_with(".htm");
    match (path.is_empty(), is_file) {
        (true, _) => "/".to_owned(),
        (false, true) => format!("/{path}"),
        (false, false) => format!("/{path}/"),
    }
}

/// Like [`wished`], but nothing for what cannot be a path of this site: another host, a way out of the root,
/// signs that no file may have.
pub(super) fn wish(url: &str) -> Option<String> {
    let is_path = !url.contains("://") && !url.trim().starts_with("//") && !url.contains(['\\', '\0', '\n']);
    let is_inside = url.trim().split('/').all(|part| !matches!(part, "." | ".."));
    (is_path && is_inside).then(|| wished(url))
}

/// `path` joined to the folder address `base`, `.` and `..` resolved; nothing where it would leave the site.
pub(super) fn join(base: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { split(base) };
    for part in split(path) {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn split(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode, join, segments, wished};

    #[test]
    fn every_part_of_a_path_becomes_a_segment() {
        assert_eq!(segments("My Slug/é X"), "my-slug/é-x");
    }

    #[test]
    fn a_wished_address_keeps_its_case() {
        assert_eq!(wished("/Custom/URL/Path"), "/Custom/URL/Path/");
        assert_eq!(wished("custom/x.html"), "/custom/x.html");
        assert_eq!(wished("/"), "/");
        assert_eq!(wished("/a/index.html"), "/a/");
        assert_eq!(wished("index.html"), "/");
        assert_eq!(wished("/a/my-index.html"), "/a/my-index.html");
    }

    #[test]
    fn a_joined_path_stays_inside_the_site() {
        assert_eq!(join("/a/b/", "c"), Some("a/b/c".to_owned()));
        assert_eq!(join("/a/b/", "../c/./d"), Some("a/c/d".to_owned()));
        assert_eq!(join("/a/", "/x/"), Some("x".to_owned()));
        assert_eq!(join("/a/", "../../x"), None);
    }

    #[test]
    fn encoding_and_decoding_are_inverse() {
        for url in ["/tags/é-té/", "/a#b/", "/100%/", "/日本/", "/a b/"] {
            assert_eq!(decode(&encode(url)), url);
        }
        assert_eq!(encode("/tags/c++/"), "/tags/c++/");
        assert_eq!(decode("/a%FF/"), "/a%FF/");
    }
}
