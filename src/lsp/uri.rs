//! Between the URIs of editors and paths.

use std::path::{Path, PathBuf};

use url::Url;

/// The path that a `file:` URI names; nothing for other schemes and for what is no URI.
pub(super) fn to_path(uri: &str) -> Option<PathBuf> {
    let url = Url::parse(uri).ok().filter(|url| url.scheme() == "file")?;
    url.to_file_path().ok()
}

/// The URI of an absolute path; nothing where it is not absolute.
pub(super) fn from_path(path: &Path) -> Option<String> {
    Url::from_file_path(path).ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{from_path, to_path};

    #[test]
    fn paths_survive_both_ways() {
        for path in ["/a/b.md", "/a b/é/日本.md", "/100%/#x?y.md", "/"] {
            let uri = from_path(Path::new(path)).unwrap();
            assert_eq!(to_path(&uri).as_deref(), Some(Path::new(path)), "{uri}");
        }
        assert_eq!(to_path("file:///a%20b/c.md").as_deref(), Some(Path::new("/a b/c.md")));
    }

    #[test]
    fn what_names_no_file_has_no_path() {
        for uri in ["", "a.md", "untitled:Untitled-1", "https://a/b.md", "file://host/a", "git:/a.md", "file:", "%"] {
            let path = to_path(uri);
            assert!(path.is_none() || path.as_deref() == Some(Path::new("/")), "{uri}: {path:?}");
        }
        assert_eq!(from_path(Path::new("a.md")), None);
    }
}
