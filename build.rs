//! Embeds the default theme, its labels and the explanations of findings. Style sheets and scripts are minified.

#[path = "build/script_names.rs"]
mod script_names;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Which bytes of a file are embedded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As it is in its folder.
    Source,
    /// Style sheets and scripts minified, explanations without their front matter.
    Shipped,
}

/// The folder of the labels below that of the templates. They are no templates.
const LABELS: &str = "labels";

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets the manifest folder"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets the output folder"));
    println!("cargo::rustc-env=CLAUSEBOOK_VERSION={}", version(&root));
    println!("cargo::rerun-if-changed={}", root.join("build").display());
    write_table(&out, "templates.rs", &root.join("templates"), Form::Shipped);
    write_table(&out, "labels.rs", &root.join("templates").join(LABELS), Form::Source);
    write_table(&out, "static_files.rs", &root.join("static"), Form::Shipped);
    write_table(&out, "static_sources.rs", &root.join("static"), Form::Source);
    write_table(&out, "explanations.rs", &root.join("content/manual/findings"), Form::Shipped);
}

/// The version, and the commit that the source has: `CLAUSEBOOK_COMMIT` where a build sets it, else the one that cargo
/// notes in a package. A working copy names none, so that a commit compiles nothing anew.
fn version(root: &Path) -> String {
    println!("cargo::rerun-if-env-changed=CLAUSEBOOK_COMMIT");
    let version = env!("CARGO_PKG_VERSION");
    let packaged = || {
        let info = fs::read_to_string(root.join(".cargo_vcs_info.json")).ok()?;
        let (_, after) = info.split_once("\"sha1\": \"")?;
        Some(after.split('"').next()?.to_owned())
    };
    let commit = std::env::var("CLAUSEBOOK_COMMIT").ok().or_else(packaged);
    let commit = commit.filter(|commit| commit.len() >= 7 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()));
    commit.map_or_else(|| version.to_owned(), |commit| format!("{version} ({})", &commit[..commit.len().min(12)]))
}

/// Writes an array of `(path below the folder, bytes)`, sorted by path, as the file `table` in `out`.
fn write_table(out: &Path, table: &str, folder: &Path, form: Form) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    collect(folder, &mut files);
    files.retain(|file| !file.starts_with(folder.join(LABELS)));
    files.sort();
    let mut text = String::from("&[\n");
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        let name = file.strip_prefix(folder).expect("every file lies below its folder").to_string_lossy();
        let name = name.replace(std::path::MAIN_SEPARATOR, "/");
        let shipped = match form {
            Form::Source => None,
            Form::Shipped => shipped(&name, &file),
        };
        let embedded = shipped.map_or(file, |text| {
            let copy = out.join(format!("shipped-{}", name.replace('/', "-")));
            fs::write(&copy, text).expect("the output folder can be written");
            copy
        });
        writeln!(text, "    ({name:?}, include_bytes!({:?})),", embedded.display().to_string())
            .expect("memory suffices");
    }
    text.push_str("]\n");
    fs::write(out.join(table), text).expect("the output folder can be written");
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

/// The bytes that are shipped instead of a file; nothing where it is shipped unchanged.
fn shipped(name: &str, file: &Path) -> Option<String> {
    let text = |file: &Path| fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    match name.rsplit_once('.')?.1 {
        "css" => Some(minified_css(&with_imports(&text(file), file.parent()?, &mut Vec::new()))),
        "js" => {
            let short = minifier::js::minify(&text(file)).unwrap_or_else(|error| panic!("{name}: {error}")).to_string();
            Some(script_names::with_short_names(&short))
        }
        "md" => {
            let text = text(file);
            let (_, body) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
            Some(body.trim().to_owned())
        }
        _ => None,
    }
}

/// A style sheet with its imports inlined, which saves a request. What is in `seen` is in it already.
fn with_imports(text: &str, folder: &Path, seen: &mut Vec<String>) -> String {
    let mut imported = |line: &str| {
        let name = line.strip_prefix("@import \"")?.strip_suffix("\";")?;
        if seen.iter().any(|other| other == name) {
            return Some(String::new());
        }
        seen.push(name.to_owned());
        Some(with_imports(&fs::read_to_string(folder.join(name)).ok()?, folder, seen))
    };
    text.split_inclusive('\n').map(|line| imported(line.trim_end()).unwrap_or_else(|| line.to_owned())).collect()
}

/// A style sheet without comments, and with a space only where words would run together without it.
///
/// The crate that minifies scripts also takes the spaces around `+` in `clamp(1rem + 2vw, …)`, which need them.
fn minified_css(text: &str) -> String {
    let mut css = String::with_capacity(text.len());
    let mut rest = text;
    let mut has_space = false;
    while let Some(first) = rest.chars().next() {
        let (part, after) = rest.split_at(comment_or_string(rest).unwrap_or(first.len_utf8()));
        rest = after;
        if part.starts_with("/*") || first.is_whitespace() {
            has_space = true;
            continue;
        }
        if has_space && needs_space(css.chars().last(), first) {
            css.push(' ');
        }
        has_space = false;
        if part == "}" && css.ends_with(';') {
            css.pop();
        }
        // The value of an attribute selector needs no quotes if it is one word.
        let word = part.trim_matches('"');
        let is_value = css.ends_with('=') && !word.is_empty() && word.chars().all(char::is_alphabetic);
        css.push_str(if is_value { word } else { part });
    }
    css.push('\n');
    css
}

/// The length of the comment or string at the start of `text`.
fn comment_or_string(text: &str) -> Option<usize> {
    if text.starts_with("/*") {
        return Some(text.find("*/")? + 2);
    }
    let quote = text.chars().next().filter(|first| "\"'".contains(*first))?;
    let mut characters = text.char_indices().skip(1);
    while let Some((at, next)) = characters.next() {
        match next {
            '\\' => drop(characters.next()),
            _ if next == quote => return Some(at + quote.len_utf8()),
            _ => {}
        }
    }
    None
}

/// Whether a space between these characters has a meaning: before `:`, `(`, `[`, `.` and `*` it separates selectors,
/// around `+` and `-` it makes a sum.
fn needs_space(before: Option<char>, after: char) -> bool {
    before.is_some_and(|before| {
        let is_product = after == '*' && before.is_ascii_digit();
        !is_product && !"{};,:>/".contains(before) && !"{};,>!/".contains(after)
    })
}
