//! From paths to addresses, as in Hugo.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::output::{path_fault, path_of};
use crate::source::path::{Case, sanitized, segment_in};

/// The ASCII characters that are percent-encoded in paths.
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

/// Frequent characters that are not encoded.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < plain.len() {
        let character = byte as u8;
        plain[byte] = character.is_ascii_alphanumeric() || matches!(character, b'/' | b'-' | b'.' | b'_');
        byte += 1;
    }
    plain
};

/// The address as it is written into a page, percent-encoded.
pub fn encode(url: &str) -> String {
    // Most addresses need no encoding; a copy is fast.
    let is_plain = |byte: u8| PLAIN[usize::from(byte)];
    if url.bytes().all(is_plain) { url.to_owned() } else { utf8_percent_encode(url, ENCODED).to_string() }
}

/// The decoded address; as written if an escape is not UTF-8.
pub fn decode(url: &str) -> String {
    percent_decode_str(url).decode_utf8().map_or_else(|_| url.to_owned(), |decoded| decoded.into_owned())
}

/// The segments of a path, without slashes at its ends. Empty segments, `.` and `..` are dropped.
pub(super) fn segments(path: &str, case: Case) -> String {
    path.split('/').filter_map(|name| folder_segment(name, case)).collect::<Vec<_>>().join("/")
}

/// One segment of a path; nothing if it would be empty, `.` or `..`.
pub(super) fn folder_segment(name: &str, case: Case) -> Option<String> {
    Some(segment_in(name, case)).filter(|segment| is_segment(segment))
}

fn is_segment(name: &str) -> bool {
    !name.trim_end_matches('.').is_empty()
}

/// The segments for a `slug` in front matter; nothing if it is invalid.
pub(super) fn slug(written: &str, case: Case) -> Option<String> {
    let slug = clean_segments(written, case);
    (is_inside(written) && path_fault(&slug).is_none()).then_some(slug)
}

/// The segments of a text that is no path of the content folder, as Hugo cleans it.
fn clean_segments(text: &str, case: Case) -> String {
    sanitized(text, case).split('/').filter(|name| is_segment(name)).collect::<Vec<_>>().join("/")
}

/// The address that a permalink has expanded to. As in Hugo, it may be percent-encoded, with a `+` for a space.
pub(super) fn permalink(expanded: &str, case: Case) -> String {
    match clean_segments(&decode(&expanded.replace('+', " ")), case).as_str() {
        "" => "/".to_owned(),
        path => format!("/{path}/"),
    }
}

/// The address of a page as a file: `/a.html` for `/a/`.
pub(super) fn ugly(url: String) -> String {
    match url.strip_suffix('/') {
        None | Some("") => url,
        Some(path) => format!("{path}.html"),
    }
}

/// The folder of the files of the page at `url`: `/a/` for `/a.html`, too.
pub(super) fn files_of(url: &str) -> String {
    if url.ends_with('/') {
        return url.to_owned();
    }
    let name = url.rfind('/').map_or(0, |slash| slash + 1);
    let end = url[name..].rfind('.').map_or(url.len(), |dot| name + dot);
    format!("{}/", &url[..end])
}

/// The address of an alias: its case is kept, and it ends with `/` unless it names an `.html` file. `index.html` is
/// its folder. Nothing for an invalid path.
pub(super) fn alias(path: &str) -> Option<String> {
    let is_file = path.ends_with(".html") || path.ends_with(".htm");
    address(path, is_file)
}

/// The address for a `url` in front matter, as in Hugo: with a dot in it and no `/` at its end it is that of a file.
/// Nothing if it is invalid: another host, outside the root, or with characters that no file name may have.
pub(super) fn front_matter_url(url: &str) -> Option<String> {
    let url = url.trim();
    let is_path = !url.contains("://") && !url.starts_with("//") && is_inside(url);
    let is_file = url.contains('.') && !url.ends_with('/');
    if is_path { address(url, is_file) } else { None }
}

fn is_inside(path: &str) -> bool {
    path.trim().split('/').all(|part| !matches!(part.trim(), "." | ".."))
}

/// The address of `path`, of a file or of a folder; double slashes count as one.
fn address(path: &str, is_file: bool) -> Option<String> {
    let is_index = |path: &&str| *path == "index.html" || path.ends_with("/index.html");
    let trimmed = path.trim();
    let folder = Some(trimmed).filter(is_index).and_then(|path| path.strip_suffix("index.html"));
    let parts = split(folder.unwrap_or(trimmed));
    let url = match (parts.is_empty(), is_file && folder.is_none()) {
        (true, _) => "/".to_owned(),
        (false, true) => format!("/{}", parts.join("/")),
        (false, false) => format!("/{}/", parts.join("/")),
    };
    let is_plain = !url.contains(char::is_control) && path_fault(&path_of(&url)).is_none();
    is_plain.then_some(url)
}

/// `path` relative to the folder `base`, `.` and `..` resolved. There is nothing above the root, as in Hugo.
pub(super) fn join(base: &str, path: &str) -> String {
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { split(base) };
    for part in split(path) {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn split(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// `path` relative to `base`, `.` and `..` resolved, double slashes kept (RFC 3986, section 5.2).
pub(super) fn merged(base: &str, path: &str) -> String {
    let folder = base.rfind('/').map_or("", |end| &base[..end]);
    let mut merged = String::with_capacity(base.len() + path.len() + 1);
    merged.push_str(if path.starts_with('/') { "" } else { folder });
    let mut parts = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(part) = parts.next() {
        if part == ".." {
            merged.truncate(merged.rfind('/').unwrap_or(0));
        }
        match part {
            "." | ".." if parts.peek().is_some() => {}
            "." | ".." => merged.push('/'),
            part => merged.extend(["/", part]),
        }
    }
    if merged.is_empty() { "/".to_owned() } else { merged }
}

#[cfg(test)]
mod tests {
    use super::{
        Case, alias, decode, encode, files_of, front_matter_url, join, merged, permalink, segments, slug, ugly,
    };

    #[test]
    fn every_part_of_a_path_becomes_a_segment() {
        assert_eq!(segments("My Slug/é X", Case::Lower), "my-slug/é-x");
        assert_eq!(segments("../🎉/./x", Case::Lower), "x");
        assert_eq!(segments("A B/C", Case::Kept), "A-B/C");
    }

    #[test]
    fn an_invalid_slug_is_none() {
        let slug = |written| slug(written, Case::Lower);
        assert_eq!(slug("My Slug/x").as_deref(), Some("my-slug/x"));
        assert_eq!(slug("x  & y").as_deref(), Some("x-y"));
        let long = "x".repeat(300);
        for written in ["..", ".", "../x", "🎉", "", "/", "a/../b", " .. ", &long] {
            assert_eq!(slug(written), None, "{written}");
        }
    }

    #[test]
    fn a_permalink_is_cleaned_and_a_page_may_be_a_file() {
        let cases = [
            ("no-slash/A B/É//x%2Fy", "/no-slash/a-b/é/x/y/"),
            ("/", "/"),
            ("/../f+g/:/", "/f-g/"),
            ("/:x/a.html", "/x/a.html/"),
        ];
        for (expanded, expected) in cases {
            assert_eq!(permalink(expanded, Case::Lower), expected, "{expanded}");
        }
        assert_eq!(ugly("/a/b/".to_owned()), "/a/b.html");
        assert_eq!(ugly("/".to_owned()), "/");
        assert_eq!(files_of("/a.b/c.html"), "/a.b/c/");
        assert_eq!(files_of("/a.b/c"), "/a.b/c/");
    }

    #[track_caller]
    fn check(read: fn(&str) -> Option<String>, cases: &[(&str, Option<&str>)]) {
        for (written, expected) in cases {
            assert_eq!(read(written).as_deref(), *expected, "{written}");
        }
    }

    #[test]
    fn an_alias_keeps_its_case_and_is_a_folder_unless_it_ends_as_a_page_does() {
        check(
            alias,
            &[
                ("/Custom/URL/Path", Some("/Custom/URL/Path/")),
                ("custom/x.html", Some("/custom/x.html")),
                ("/", Some("/")),
                ("/a/index.html", Some("/a/")),
                ("index.html", Some("/")),
                ("/a/my-index.html", Some("/a/my-index.html")),
                ("/v1.2", Some("/v1.2/")),
                ("/two//slashes", Some("/two/slashes/")),
                ("/a\\b", None),
                ("/a\nb", None),
            ],
        );
    }

    #[test]
    fn a_url_with_a_dot_and_no_slash_at_its_end_is_a_file() {
        check(
            front_matter_url,
            &[
                ("/sitemap.xml", Some("/sitemap.xml")),
                ("v1.0", Some("/v1.0")),
                ("v1.0/", Some("/v1.0/")),
                ("/v1.0/intro", Some("/v1.0/intro")),
                ("/a/index.html", Some("/a/")),
                ("/Custom/URL", Some("/Custom/URL/")),
                ("../x", None),
                ("/a/./b", None),
                ("//other.example/x", None),
                ("https://other.example/x", None),
                ("/a\tb/", None),
            ],
        );
        let long = format!("/{}/", "x".repeat(300));
        check(front_matter_url, &[(&long, None)]);
    }

    #[test]
    fn a_joined_path_stays_inside_the_site() {
        assert_eq!(join("/a/b/", "c"), "a/b/c");
        assert_eq!(join("/a/b/", "../c/./d"), "a/c/d");
        assert_eq!(join("/a/", "/x/"), "x");
        assert_eq!(join("/a/", "../../x"), "x");
    }

    #[test]
    fn encoding_and_decoding_are_inverse() {
        for url in ["/tags/é-té/", "/a#b/", "/100%/", "/日本/", "/a b/"] {
            assert_eq!(decode(&encode(url)), url);
        }
        assert_eq!(encode("/tags/c++/"), "/tags/c++/");
        assert_eq!(decode("/a%FF/"), "/a%FF/");
    }

    #[test]
    fn a_path_is_merged_as_a_browser_does_it() {
        let cases = [
            ("/a/b/", "c/", "/a/b/c/"),
            ("/a/b/", "../c", "/a/c"),
            ("/a/b/", "..", "/a/"),
            ("/a/b/", "./", "/a/b/"),
            ("/a/b/", "/x//", "/x//"),
            ("/a/b.html", "c", "/a/c"),
            ("/", "../../x", "/x"),
            ("/", "x", "/x"),
            ("/", "", "/"),
            ("/a/b/", "", "/a/b/"),
            ("/a", "../", "/"),
            ("/a/b/", "./.././c//.", "/a/c//"),
        ];
        for (base, path, expected) in cases {
            assert_eq!(merged(base, path), expected, "{path} from {base}");
        }
    }
}
