//! Templates for the shortcodes that the content calls and that the program does not have.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::front;
use crate::import::written::{Stub, stub};
use crate::markdown::{Called, called_shortcodes};
use crate::render::is_shortcode;
use crate::source::{files_below, read_text};

/// So many stubs are made at most.
const MAX_STUBS: usize = 1000;

/// The extensions of content that may call shortcodes.
const CONTENT: [&str; 5] = [".md", ".markdown", ".mdown", ".html", ".htm"];

/// The folders of shortcodes below that of layouts, in the order in which Hugo looks for them.
const FOLDERS: [&str; 2] = ["_shortcodes", "shortcodes"];

/// The shortcodes of a site.
#[derive(Debug, Default)]
pub(super) struct Shortcodes {
    /// Those that need a template, sorted by path.
    pub(super) stubs: Vec<Stub>,
    /// Those that the site has its own template for with Hugo, and that are called and built in here; with the path.
    pub(super) replaced: Vec<(String, String)>,
    /// Those whose names no file can have.
    pub(super) unwritable: Vec<String>,
    /// Files of content that cannot be read.
    pub(super) unread: Vec<String>,
}

/// The shortcodes that files in `folder` call, below `root`. `themes` are the folders of themes.
pub(super) fn shortcodes(root: &Path, folder: &str, themes: &[String], written: &BTreeSet<String>) -> Shortcodes {
    let mut found = Shortcodes::default();
    let mut calls: BTreeMap<String, Called> = BTreeMap::new();
    for path in files_below(root, folder).iter().filter(|path| CONTENT.iter().any(|end| path.ends_with(end))) {
        match read_text(&root.join(path)) {
            Ok(text) => {
                for (name, called) in called_shortcodes(front::split(&text).body.of(&text)) {
                    calls.entry(name).or_default().add(called);
                }
            }
            Err(_) => found.unread.push(path.clone()),
        }
    }
    let layouts = layouts(root, themes);
    for (name, called) in calls {
        let layout = layouts.get(&name).map(String::as_str);
        if written.contains(&name) || name.ends_with(".inline") {
            continue;
        }
        match (is_shortcode(&name), layout) {
            (true, Some(layout)) => found.replaced.push((name, layout.to_owned())),
            (true, None) => {}
            (false, _) if !is_writable(&name) || found.stubs.len() >= MAX_STUBS => found.unwritable.push(name),
            (false, layout) => found.stubs.push(stub(&name, called, layout)),
        }
    }
    found
}

/// The templates of shortcodes that Hugo has, by name: those of the site, then those of its themes.
fn layouts(root: &Path, themes: &[String]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let places = std::iter::once("layouts".to_owned()).chain(themes.iter().map(|theme| format!("{theme}/layouts")));
    for place in places {
        for folder in FOLDERS.map(|folder| format!("{place}/{folder}")) {
            for path in files_below(root, &folder) {
                let below = &path[folder.len() + 1..];
                let start = below.rfind('/').map_or(0, |slash| slash + 1);
                let end = below[start..].find('.').map_or(below.len(), |point| start + point);
                all.entry(below[..end].to_owned()).or_insert(path);
            }
        }
    }
    all
}

/// Whether a file below `templates/shortcodes/` can have this name on every system.
fn is_writable(name: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    name.len() <= 200
        && name.split('/').all(|part| !part.starts_with('.') && !part.is_empty() && part.chars().all(is_letter))
}

/// The shortcodes that have a template of the site's own in `templates/` already.
pub(super) fn written(root: &Path) -> BTreeSet<String> {
    let folder = "templates/shortcodes/";
    let files = files_below(root, folder.trim_end_matches('/'));
    files.iter().filter_map(|path| Some(path.strip_prefix(folder)?.strip_suffix(".html")?.to_owned())).collect()
}
