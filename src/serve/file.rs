//! Files for the browser: content types, entity tags, byte ranges.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::output::hexadecimal;
use crate::source::{FileStamp, open_regular};

/// Up to this size the entity tag of a file is its checksum; to read a larger file for that takes too long.
const MAX_DIGESTED: u64 = 8 * 1024 * 1024;

/// The content type of a file of this name, by its extension; text is UTF-8.
pub(super) fn content_type(name: &str) -> &'static str {
    let name = name.rsplit('/').next().unwrap_or_default();
    if matches!(name, "_redirects" | "_headers") {
        return "text/plain; charset=utf-8";
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default();
    match extension.as_str() {
        "atom" => "application/atom+xml; charset=utf-8",
        "avif" => "image/avif",
        "css" => "text/css; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "gif" => "image/gif",
        "htm" | "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "jpeg" | "jpg" => "image/jpeg",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json; charset=utf-8",
        "m4a" => "audio/mp4",
        "m4v" | "mp4" => "video/mp4",
        "md" => "text/markdown; charset=utf-8",
        "mov" => "video/quicktime",
        "mp3" => "audio/mpeg",
        "oga" | "ogg" => "audio/ogg",
        "ogv" => "video/ogg",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "svg" => "image/svg+xml; charset=utf-8",
        "ttf" => "font/ttf",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "wav" => "audio/wav",
        "webm" => "video/webm",
        "webmanifest" => "application/manifest+json; charset=utf-8",
        "webp" => "image/webp",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xml" => "application/xml; charset=utf-8",
        "yaml" | "yml" => "text/yaml; charset=utf-8",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

fn tag(bytes: &[u8]) -> String {
    format!("\"{}\"", hexadecimal(&Sha256::digest(bytes)[..16]))
}

/// A file that is ready to be sent.
pub(super) struct OpenFile {
    content: Box<dyn ReadSeek>,
    pub(super) length: u64,
    pub(super) tag: String,
}

trait ReadSeek: Read + Seek + Send {}

impl<T: Read + Seek + Send> ReadSeek for T {}

impl OpenFile {
    pub(super) fn bytes(bytes: Vec<u8>) -> Self {
        Self { length: bytes.len() as u64, tag: tag(&bytes), content: Box::new(io::Cursor::new(bytes)) }
    }

    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut file = open_regular(path)?;
        let length = file.metadata()?.len();
        if length <= MAX_DIGESTED {
            let mut bytes = Vec::new();
            file.by_ref().take(MAX_DIGESTED).read_to_end(&mut bytes)?;
            return Ok(Self::bytes(bytes));
        }
        let tag = tag(format!("{:?}", FileStamp::of(path)).as_bytes());
        Ok(Self { length, tag, content: Box::new(file) })
    }

    /// A reader of the bytes in `range`.
    pub(super) fn reader(mut self, range: Range<u64>) -> io::Result<Box<dyn Read + Send>> {
        self.content.seek(SeekFrom::Start(range.start))?;
        Ok(Box::new(self.content.take(range.end.saturating_sub(range.start))))
    }
}

/// The part of a file that is requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ByteRange {
    Whole,
    Part(Range<u64>),
    /// A range that begins after the end of the file.
    Unsatisfiable,
}

/// Parses the `Range` header of a request for a file of `length` bytes. A header that is invalid or has several ranges
/// is ignored, which RFC 9110 allows.
pub(super) fn byte_range(header: &str, length: u64) -> ByteRange {
    let Some((first, last)) = header.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return ByteRange::Whole;
    };
    let range = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..length,
        (Err(_), Ok(last)) if first.trim().is_empty() => length.saturating_sub(last)..length,
        _ => return ByteRange::Whole,
    };
    if range.start < range.end { ByteRange::Part(range) } else { ByteRange::Unsatisfiable }
}

#[cfg(test)]
mod tests {
    use super::{ByteRange, OpenFile, byte_range, content_type};

    #[test]
    fn the_content_type_follows_the_extension_in_any_case() {
        assert_eq!(content_type("a/b.HTML"), "text/html; charset=utf-8");
        assert_eq!(content_type("a.b/c"), "application/octet-stream");
        assert_eq!(content_type("/_redirects"), "text/plain; charset=utf-8");
        assert_eq!(content_type("x.woff2"), "font/woff2");
    }

    fn check(header: &str, expected: ByteRange) {
        assert_eq!(byte_range(header, 10), expected, "{header}");
    }

    #[test]
    fn one_byte_range_is_parsed() {
        check("bytes=0-3", ByteRange::Part(0..4));
        check("bytes=4-", ByteRange::Part(4..10));
        check("bytes=-3", ByteRange::Part(7..10));
        check("bytes=-30", ByteRange::Part(0..10));
        check("bytes=8-99", ByteRange::Part(8..10));
        check("bytes=9-18446744073709551615", ByteRange::Part(9..10));
        check("bytes=10-", ByteRange::Unsatisfiable);
        check("bytes=-0", ByteRange::Unsatisfiable);
        check("bytes=3-1", ByteRange::Whole);
        check("bytes=0-1,3-4", ByteRange::Whole);
        check("lines=1-2", ByteRange::Whole);
        check("bytes=", ByteRange::Whole);
    }

    #[test]
    fn a_reader_of_a_range_ends_with_it() {
        let mut text = String::new();
        let mut reader = OpenFile::bytes(b"0123456789".to_vec()).reader(7..10).unwrap();
        std::io::Read::read_to_string(&mut reader, &mut text).unwrap();
        assert_eq!(text, "789");
    }
}
