//! Texts that spare the next run some work, in a folder of their own.
//!
//! Whatever is in it can be made again: it may be deleted at any time, and a run that cannot read or write it is
//! slower and nothing else. What the texts say, and whether they still hold, is for those who wrote them.

use std::io::{self, Write};
use std::path::PathBuf;

/// The folder's name in a site's root.
pub const CACHE: &str = ".clausebook";

/// A folder of such texts. It is made with the first one.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache in `folder`.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The text of that name; empty where there is none that can be read.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.join(name)).unwrap_or_default()
    }

    /// Keeps `text` under that name. Another run that reads meanwhile finds the old text or the new one, whole.
    ///
    /// # Errors
    /// What the system said. The run can go on.
    pub fn write(&self, name: &str, text: &str) -> io::Result<()> {
        if !self.folder.is_dir() {
            std::fs::create_dir(&self.folder)?;
            // So that nobody has to tell version control to leave it out.
            std::fs::write(self.folder.join(".gitignore"), "*\n")?;
        }
        let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
        file.write_all(text.as_bytes())?;
        file.persist(self.folder.join(name))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Cache;

    #[test]
    fn a_text_is_read_as_it_was_written() {
        let root = tempfile::tempdir().unwrap();
        let cache = Cache::new(root.path().join(".clausebook"));
        assert_eq!(cache.read("colours"), "");
        for text in ["one", "two, longer", ""] {
            cache.write("colours", text).unwrap();
            assert_eq!(cache.read("colours"), text);
        }
        let names = std::fs::read_dir(root.path().join(".clausebook")).unwrap();
        let mut names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        assert_eq!(names, [".gitignore", "colours"]);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_and_reads_as_empty() {
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join("file"), "in the way").unwrap();
        for folder in ["file", "missing/.clausebook"] {
            let cache = Cache::new(root.path().join(folder));
            assert!(cache.write("colours", "text").is_err());
            assert_eq!(cache.read("colours"), "");
        }
    }
}
