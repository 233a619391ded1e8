//! Configurations that are not read: under other names than ours, and those of Hugo.

use std::path::Path;

/// Names that a configuration could be meant to have, and that are not read.
pub(super) const UNREAD_CONFIGURATIONS: [&str; 3] = ["clausebook.yml", "clausebook.toml", "clausebook.json"];

/// The configurations of Hugo. The last ones have names that other programs use as well.
const HUGO_CONFIGURATIONS: [&str; 16] = [
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/hugo.yml",
    "config/_default/hugo.json",
    "config/_default/config.toml",
    "config/_default/config.yaml",
    "config/_default/config.yml",
    "config/_default/config.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
];

/// The folders of a site for Hugo.
const HUGO_FOLDERS: [&str; 3] = ["archetypes", "layouts", "themes"];

/// The path of the configuration of Hugo, relative to the root of a site that was written for it.
pub fn hugo_configuration(root: &Path) -> Option<&'static str> {
    let has_folder = HUGO_FOLDERS.iter().any(|folder| root.join(folder).is_dir());
    let is_hugo = |name: &&str| root.join(name).is_file() && (has_folder || !name.starts_with("config."));
    HUGO_CONFIGURATIONS.iter().copied().find(is_hugo)
}
