//! The folder for the caches of a site.
//!
//! A cache that came with a checkout is never read, because its contents cannot be trusted. So caches lie in the
//! platform's cache folder, unless the user names another.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};

use super::printer::Printer;
use crate::output;
use crate::source;

/// The folder for the caches of the site at `root`: the one `given`, else one of its own in the platform's cache folder.
/// Nothing where that cannot be used; the reason is a detail, because only time is lost.
pub(super) fn folder(given: Option<&Path>, root: &Path, printer: &Printer) -> Option<PathBuf> {
    if let Some(given) = given {
        return Some(given.to_path_buf());
    }
    platform_folder(root).map_err(|reason| printer.verbose(&format!("caching is disabled: {reason}"))).ok()
}

fn platform_folder(root: &Path) -> Result<PathBuf, String> {
    let all = etcetera::choose_base_strategy().map_err(|error| error.to_string())?.cache_dir().join("clausebook");
    let failed = |error: std::io::Error| format!("`{}`: {error}", all.display());
    let root = root.canonicalize().map_err(failed)?;
    if source::is_in_checkout(&all, &root).map_err(failed)? {
        return Err(format!(
            "`{}` is in the repository of the site; give a folder with `--cache` or CLAUSEBOOK_CACHE",
            all.display()
        ));
    }
    output::open_site_cache(&all, &key(&root)).map_err(failed)
}

/// The name of the cache folder of the site at `root`, a canonical path. Includes device and inode, so that another
/// checkout at the same path has another folder.
fn key(root: &Path) -> String {
    let mut digest = Sha256::new();
    digest.update(root.as_os_str().as_encoded_bytes());
    #[cfg(unix)]
    if let Ok(metadata) = root.metadata() {
        use std::os::unix::fs::MetadataExt;
        digest.update([metadata.dev().to_le_bytes(), metadata.ino().to_le_bytes()].concat());
    }
    output::hexadecimal(&digest.finalize()[..16])
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn two_checkouts_have_two_folders_even_at_one_path() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::create_dir(&a).unwrap();
        std::fs::create_dir(&b).unwrap();
        let first = key(&a);
        assert_eq!((first.len(), &first), (32, &key(&a)));
        assert_ne!(first, key(&b));
        #[cfg(unix)]
        {
            std::fs::rename(&a, folder.path().join("c")).unwrap();
            std::fs::create_dir(&a).unwrap();
            assert_ne!(first, key(&a));
        }
    }
}
