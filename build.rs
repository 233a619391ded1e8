//! Embeds the default theme and the explanations of findings, from the folders where they can be read.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets the manifest folder"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets the output folder"));
    write_table(&out.join("templates.rs"), &root.join("templates"));
    write_table(&out.join("static_files.rs"), &root.join("static"));
    write_table(&out.join("explanations.rs"), &root.join("content/manual/findings"));
}

/// Writes an array of `(path below the folder, bytes)`, sorted by path.
fn write_table(table: &Path, folder: &Path) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.sort();
    let mut text = String::from("&[\n");
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.strip_prefix(folder).expect("every file lies below its folder").to_string_lossy();
        let name = name.replace(std::path::MAIN_SEPARATOR, "/");
        let file = compacted(&name, &file).or_else(|| body(&name, &file)).unwrap_or(file);
        writeln!(text, "    ({name:?}, include_bytes!({:?})),", file.display().to_string()).expect("a string takes it");
    }
    text.push_str("]\n");
    fs::write(table, text).expect("the output folder can be written");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
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

/// A copy of a style sheet or script without what only its authors read: comments that fill a line, and indents.
///
/// Both are written so that this is safe: no text runs over several lines.
fn compacted(name: &str, file: &Path) -> Option<PathBuf> {
    let is_style = name.ends_with(".css");
    if !is_style && !name.ends_with(".js") {
        return None;
    }
    let text = fs::read_to_string(file).ok()?;
    let mut compact = String::with_capacity(text.len());
    let mut is_comment = false;
    for line in text.lines().map(str::trim) {
        is_comment |= is_style && line.starts_with("/*");
        let is_remark = is_comment || !is_style && line.starts_with("//");
        if !is_remark && !line.is_empty() {
            compact.push_str(line);
            // Lines end statements in scripts, and nothing in style sheets.
            if !is_style || !line.ends_with(['{', '}', ';']) {
                compact.push('\n');
            }
        }
        is_comment &= !line.ends_with("*/");
    }
    if is_style {
        for (loose, tight) in [(" { ", "{"), ("; ", ";"), (" }", "}")] {
            compact = compact.replace(loose, tight);
        }
        compact = compact.replace(";}", "}");
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR")?).join(format!("compact-{name}"));
    fs::write(&out, compact).ok()?;
    Some(out)
}
