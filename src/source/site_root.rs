//! Finds the folder of the site that a file or a folder belongs to.

use std::path::{Path, PathBuf};

use super::layout::Layout;

/// The folder of the site that `here` is in: the nearest one upwards with a configuration, else with content.
pub fn site_root(here: &Path) -> Option<PathBuf> {
    configured_root(here).or_else(|| content_root(here))
}

/// The nearest folder upwards from `here` with a configuration.
pub fn configured_root(here: &Path) -> Option<PathBuf> {
    nearest_with(here, Layout::STANDARD.configuration)
}

/// The nearest folder upwards from `here` with content.
pub fn content_root(here: &Path) -> Option<PathBuf> {
    nearest_with(here, Layout::STANDARD.content)
}

fn nearest_with(here: &Path, name: &str) -> Option<PathBuf> {
    here.ancestors().find(|folder| folder.join(name).exists()).map(Path::to_path_buf)
}
