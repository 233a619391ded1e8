//! Files on their way to the browser: content types, entity tags, parts of a file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::source::{FileStamp, open_regular};

/// Content types by extension; text is UTF-8.
const TYPES: &[(&str, &str)] = &[
    ("atom", "application/atom+xml; charset=utf-8"),
    ("avif", "image/avif"),
    ("css", "text/css; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("gif", "image/gif"),
    ("htm", "text/html; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("ico", "image/x-icon"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json; charset=utf-8"),
    ("m4a", "audio/mp4"),
    ("m4v", "video/mp4"),
    ("map", "application/json; charset=utf-8"),
    ("md", "text/markdown; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("otf", "font/otf"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("svg", "image/svg+xml; charset=utf-8"),
    ("ttf", "font/ttf"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("webmanifest", "application/manifest+json; charset=utf-8"),
    ("webp", "image/webp"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("xml", "application/xml; charset=utf-8"),
    ("yaml", "text/yaml; charset=utf-8"),
    ("yml", "text/yaml; charset=utf-8"),
    ("zip", "application/zip"),
];

/// Up to this size a file's tag is its checksum; beyond it would take too long to be read for that.
const TAGGED_BY_CONTENT: u64 = 8 * 1024 * 1024;

/// The content type of a file of this name.
pub(super) fn content_type(name: &str) -> &'static str {
    let last = name.rsplit('/').next().unwrap_or_default();
    if matches!(last, "_redirects" | "_headers") {
        return "text/plain; charset=utf-8";
    }
    let end = last.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    TYPES.binary_search_by(|(known, _)| (*known).cmp(&end)).map_or("application/octet-stream", |index| TYPES[index].1)
}

/// The entity tag of these bytes.
pub(super) fn tag(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let digits: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}\"")
}

/// An open file with what a response says of it.
pub(super) struct Opened {
    pub(super) content: Content,
    pub(super) length: u64,
    pub(super) tag: String,
}

/// Where bytes come from.
pub(super) enum Content {
    /// Memory.
    Bytes(Vec<u8>),
    /// A file that is too large to be held.
    File(File),
}

impl Opened {
    /// Bytes that are already there.
    pub(super) fn bytes(bytes: Vec<u8>) -> Self {
        Self { length: bytes.len() as u64, tag: tag(&bytes), content: Content::Bytes(bytes) }
    }

    /// The file at `path`.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = open_regular(path)?;
        let metadata = file.metadata()?;
        if metadata.len() <= TAGGED_BY_CONTENT {
            let mut bytes = Vec::new();
            file.by_ref().take(TAGGED_BY_CONTENT).read_to_end(&mut bytes)?;
            return Ok(Self::bytes(bytes));
        }
        let tag = tag(format!("{:?}", FileStamp::of(path)).as_bytes());
        Ok(Self { length: metadata.len(), tag, content: Content::File(file) })
    }

    /// A reader of just these bytes.
    pub(super) fn part(self, range: Range<u64>) -> io::Result<Box<dyn Read + Send>> {
        let length = range.end.saturating_sub(range.start);
        match self.content {
            Content::Bytes(bytes) => {
                let mut bytes = io::Cursor::new(bytes);
                bytes.set_position(range.start);
                Ok(Box::new(bytes.take(length)))
            }
            Content::File(mut file) => {
                file.seek(SeekFrom::Start(range.start))?;
                Ok(Box::new(file.take(length)))
            }
        }
    }
}

/// What a `Range` header asks for of a file of `length` bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// All of it: there is no such header, or one that may be passed over.
    Whole,
    /// One part.
    Part(Range<u64>),
    /// Nothing that there is.
    Nothing,
}

/// Reads a `Range` header: one range of bytes. Several at once are answered with the whole file.
pub(super) fn wanted(header: &str, length: u64) -> Wanted {
    let Some((first, last)) = header.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Wanted::Whole;
    };
    let range = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..length,
        (Err(_), Ok(last)) if first.trim().is_empty() => length.saturating_sub(last)..length,
        _ => return Wanted::Whole,
    };
    if range.start < range.end { Wanted::Part(range) } else { Wanted::Nothing }
}

#[cfg(test)]
mod tests {
    use super::{Opened, TYPES, Wanted, content_type, wanted};

    #[test]
    fn a_type_is_told_by_the_extension_in_any_case() {
        assert!(TYPES.is_sorted());
        assert_eq!(content_type("a/b.HTML"), "text/html; charset=utf-8");
        assert_eq!(content_type("a.b/c"), "application/octet-stream");
        assert_eq!(content_type("/_redirects"), "text/plain; charset=utf-8");
        assert_eq!(content_type("x.woff2"), "font/woff2");
    }

    fn check(header: &str, expected: Wanted) {
        assert_eq!(wanted(header, 10), expected, "{header}");
    }

    #[test]
    fn one_range_of_bytes_is_read() {
        check("bytes=0-3", Wanted::Part(0..4));
        check("bytes=4-", Wanted::Part(4..10));
        check("bytes=-3", Wanted::Part(7..10));
        check("bytes=-30", Wanted::Part(0..10));
        check("bytes=8-99", Wanted::Part(8..10));
        check("bytes=9-18446744073709551615", Wanted::Part(9..10));
        check("bytes=10-", Wanted::Nothing);
        check("bytes=-0", Wanted::Nothing);
        check("bytes=3-1", Wanted::Whole);
        check("bytes=0-1,3-4", Wanted::Whole);
        check("lines=1-2", Wanted::Whole);
        check("bytes=", Wanted::Whole);
    }

    #[test]
    fn a_part_holds_its_bytes_alone() {
        let mut text = String::new();
        let mut part = Opened::bytes(b"0123456789".to_vec()).part(7..10).unwrap();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        assert_eq!(text, "789");
    }
}
