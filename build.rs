//! Embeds the default theme and the explanations of findings, from the folders where they can be read.

use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets the manifest folder"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets the output folder"));
    write_table(&out.join("templates.rs"), &root.join("templates"), Form::Shipped);
    write_table(&out.join("static_files.rs"), &root.join("static"), Form::Shipped);
    write_table(&out.join("static_sources.rs"), &root.join("static"), Form::Written);
    write_table(&out.join("explanations.rs"), &root.join("content/manual/findings"), Form::Shipped);
    stamp(&root);
}

/// Names the code that colours code, and the versions of the libraries it uses: what another has coloured is not
/// taken over.
fn stamp(root: &Path) {
    let folder = root.join("src/markdown/highlight");
    let mut files = vec![root.join("Cargo.lock"), folder.with_extension("rs")];
    collect(&folder, &mut files);
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        fs::read(&file).unwrap_or_default().hash(&mut hasher);
    }
    println!("cargo::rustc-env=CLAUSEBOOK_COLOURING={:016x}", hasher.finish());
}

/// Which bytes of a file are embedded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As its authors see it.
    Written,
    /// As it is used.
    Shipped,
}

/// Writes an array of `(path below the folder, bytes)`, sorted by path.
fn write_table(table: &Path, folder: &Path, form: Form) {
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Language {
    Css,
    Js,
}

impl Language {
    /// The text with a blank only where words would else run together, and a line only where one may end a
    /// statement. Strings, and what a script calls patterns and templates, stay as they are.
    fn compact(self, text: &str) -> String {
        let mut compact = String::with_capacity(text.len());
        let mut rest = text;
        let mut blank = "";
        while let Some(first) = rest.chars().next() {
            let length = self.whole(rest, &compact).unwrap_or(first.len_utf8());
            let (part, after) = rest.split_at(length);
            rest = after;
            let is_comment = part.starts_with("/*") || self == Self::Js && part.starts_with("//");
            if is_comment || first.is_whitespace() {
                let is_line = part.contains('\n') && self == Self::Js;
                blank = if is_line || blank == "\n" { "\n" } else { " " };
                continue;
            }
            if !blank.is_empty() && self.keeps(blank, compact.chars().last(), first) {
                compact.push_str(blank);
            }
            blank = "";
            if self == Self::Css && part == "}" && compact.ends_with(';') {
                compact.pop();
            }
            // In a selector, a value that is one word needs no quotes.
            let word = part.trim_matches('"');
            let is_value = self == Self::Css && compact.ends_with('=') && word.chars().all(char::is_alphabetic);
            compact.push_str(if is_value && !word.is_empty() { word } else { part });
        }
        compact.push('\n');
        compact
    }

    /// Whether the blank between two signs means something.
    fn keeps(self, blank: &str, before: Option<char>, after: char) -> bool {
        let Some(before) = before else { return false };
        match self {
            // A product needs no blank; before a star that is a selector one tells that it stands below the other.
            Self::Css if after == '*' && before.is_ascii_digit() => false,
            // A blank before `:`, `(`, `[`, `.` and `*` tells selectors apart, one around `+` and `-` sums.
            Self::Css => !"{};,:>/".contains(before) && !"{};,>!/".contains(after),
            // Every statement ends with its sign; a line that ends with a brace or parenthesis may end one, too.
            Self::Js if blank == "\n" => !"{;,(=&|?:[>+".contains(before) && !"}).?:&|".contains(after),
            Self::Js => is_word(before) && is_word(after) || before == after && "+-".contains(after),
        }
    }

    /// The length of a string, comment, pattern or template that the text begins with.
    fn whole(self, text: &str, before: &str) -> Option<usize> {
        let is_css = self == Self::Css;
        if text.starts_with("/*") {
            return Some(text.find("*/")? + 2);
        }
        if text.starts_with("//") && !is_css {
            return text.find('\n');
        }
        let sign = text.chars().next()?;
        let begins_pattern = !before.ends_with(|last: char| is_word(last) || ")]}".contains(last));
        let is_whole = "\"'".contains(sign) || !is_css && (sign == '`' || sign == '/' && begins_pattern);
        if !is_whole {
            return None;
        }
        let mut is_class = false;
        let mut signs = text.char_indices().skip(1);
        while let Some((at, next)) = signs.next() {
            match next {
                '\\' => drop(signs.next()),
                '[' if sign == '/' => is_class = true,
                ']' => is_class = false,
                _ if next == sign && !is_class => return Some(at + sign.len_utf8()),
                _ => {}
            }
        }
        None
    }
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || "_$#".contains(sign)
}
