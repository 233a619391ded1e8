//! One input: some files, of which one was mutated.

use std::fs;
use std::io;
use std::path::Path;

use walkdir::WalkDir;

/// The files of a site, or one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// Paths, relative to the site's folder, and bytes.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

impl Case {
    /// The text of the only file, with what is not UTF-8 replaced.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.files[0].1).into_owned()
    }

    /// Writes the files into `folder`.
    pub(crate) fn write(&self, folder: &Path) -> io::Result<()> {
        for (path, bytes) in &self.files {
            let full = folder.join(path);
            if let Some(above) = full.parent() {
                fs::create_dir_all(above)?;
            }
            fs::write(full, bytes)?;
        }
        Ok(())
    }

    /// The files in `folder`, in order of path.
    pub(crate) fn read(folder: &Path) -> io::Result<Self> {
        let mut files = Vec::new();
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(io::Error::other)?;
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(folder).map_err(io::Error::other)?;
                files.push((path.to_string_lossy().replace('\\', "/"), fs::read(entry.path())?));
            }
        }
        Ok(Self { files })
    }
}
