//! Which folder the caches of a site are kept in.
//!
//! A cache that came with a checkout is never read: it could hold anything. So caches lie in the platform's folder for
//! them, unless the user names another.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use sha2::{Digest, Sha256};

use super::printer::Printer;
use crate::output;
use crate::source;

/// The folder for the caches of the site at `root`: the one `named`, else one of its own in the platform's folder for
/// caches. Nothing where that cannot be used; the reason is a detail on the printer, because only time is lost.
pub(super) fn folder(named: Option<&Path>, root: &Path, printer: &Printer) -> Option<PathBuf> {
    if let Some(named) = named {
        return Some(named.to_path_buf());
    }
    platform_folder(root).map_err(|reason| printer.verbose(&format!("no caches are kept: {reason}"))).ok()
}

fn platform_folder(root: &Path) -> Result<PathBuf, String> {
    let all = etcetera::choose_base_strategy().map_err(|error| error.to_string())?.cache_dir().join("clausebook");
    let failed = |error: std::io::Error| format!("`{}`: {error}", all.display());
    let root = root.canonicalize().map_err(failed)?;
    if source::is_in_checkout(&all, &root).map_err(failed)? {
        return Err(format!(
            "`{}` lies in the repository of the site; name a folder with `--cache`, or with CLAUSEBOOK_CACHE",
            all.display()
        ));
    }
    output::open_site_cache(&all, &key(&root)).map_err(failed)
}

/// A name for the folder of the site at `root`, a canonical path. Another checkout at the same path has another one
/// where the system numbers its folders.
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
