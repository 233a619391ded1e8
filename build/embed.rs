//! Tables of files that are embedded.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::compact::Language;

/// Which bytes of a file are embedded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As its authors see it.
    Written,
    /// As it is used.
    Shipped,
}

/// Writes an array of `(path below the folder, bytes)`, sorted by path.
pub(crate) fn write_table(table: &Path, folder: &Path, form: Form) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    let mut text = String::from("&[\n");
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.strip_prefix(folder).expect("every file lies below its folder").to_string_lossy();
        let name = name.replace(std::path::MAIN_SEPARATOR, "/");
        let shipped = || compacted(&name, &file).or_else(|| body(&name, &file));
        let file = (form == Form::Shipped).then(shipped).flatten().unwrap_or(file);
        writeln!(text, "    ({name:?}, include_bytes!({:?})),", file.display().to_string()).expect("a string takes it");
    }
    text.push_str("]\n");
    fs::write(table, text).expect("the output folder can be written");
}

pub(crate) fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if !entry.file_name().to_string_lossy().starts_with('.') {
            files.push(path);
        }
    }
}

/// A copy of a page of the manual without its front matter.
fn body(name: &str, file: &Path) -> Option<PathBuf> {
    let text = fs::read_to_string(file).ok().filter(|_| name.ends_with(".md"))?;
    let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"))?.1;
    let out = PathBuf::from(std::env::var_os("OUT_DIR")?).join(format!("body-{name}"));
    fs::write(&out, body.trim()).ok()?;
    Some(out)
}

/// A copy of a style sheet or script without what only its authors read: comments and the blanks between words.
fn compacted(name: &str, file: &Path) -> Option<PathBuf> {
    let language = match name.rsplit_once('.')?.1 {
        "css" => Language::Css,
        "js" => Language::Js,
        _ => return None,
    };
    let text = with_imports(&fs::read_to_string(file).ok()?, file.parent()?);
    let out = PathBuf::from(std::env::var_os("OUT_DIR")?).join(format!("compact-{name}"));
    fs::write(&out, language.compact(&text)).ok()?;
    Some(out)
}

/// A style sheet with those that it imports in place of their names: one request less.
fn with_imports(text: &str, folder: &Path) -> String {
    let imported = |line: &str| {
        let name = line.strip_prefix("@import \"")?.strip_suffix("\";")?;
        Some(with_imports(&fs::read_to_string(folder.join(name)).ok()?, folder))
    };
    text.split_inclusive('\n').map(|line| imported(line.trim_end()).unwrap_or_else(|| line.to_owned())).collect()
}
