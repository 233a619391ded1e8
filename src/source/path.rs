//! Parts of paths with `/`.

use super::character_class::is_letter_mark_or_digit;
use super::layout::Layout;

/// The path below `content/`; another path as it is.
pub fn below_content(path: &str) -> &str {
    path.strip_prefix(Layout::STANDARD.content).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
}

/// The folder of a content file relative to `content/`.
pub fn content_folder(path: &str) -> &str {
    below_content(path).rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The path of the file that `written`, in the file at `path`, names: beside that file, or below `content/` where it begins
/// with a slash. Nothing where it leads out of the site.
pub fn beside(path: &str, written: &str) -> Option<String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (base, rest) = match written.strip_prefix('/') {
        Some(rest) => (Layout::STANDARD.content, rest),
        None => (folder, written),
    };
    let mut parts: Vec<&str> = base.split('/').filter(|part| !part.is_empty()).collect();
    for part in rest.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match part {
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The part after the last `/`: the name of a file or a folder.
pub fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The name without its last extension.
pub fn stem(path: &str) -> &str {
    let name = name(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The name by which `ref` may name an article wherever it is: that of its folder for `index.md` and `_index.md` below
/// one, else that of the file without its extension.
pub fn article_name(path: &str) -> &str {
    match (stem(path), content_folder(path)) {
        ("index" | "_index", folder) if !folder.is_empty() => name(folder),
        (stem, _) => stem,
    }
}

/// Whether addresses keep the case of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// They are in lower case.
    Lower,
    /// They keep it.
    Kept,
}

impl Case {
    /// The character as addresses have it; nothing where Hugo removes it. A space is no such character.
    fn of(self, character: char) -> Option<char> {
        match character {
            '.' | '_' | '#' | '+' | '~' | '-' | '@' => Some(character),
            _ if !is_letter_mark_or_digit(character) => None,
            _ => match self {
                Self::Lower => character.to_lowercase().next(),
                Self::Kept => Some(character),
            },
        }
    }
}

/// The name of a file or folder as a URL segment: in lower case, with a hyphen for each space, and without the punctuation
/// that Hugo removes.
pub fn segment(name: &str) -> String {
    segment_in(name, Case::Lower)
}

/// The same in this case.
pub fn segment_in(name: &str, case: Case) -> String {
    let convert = |character: char| if character.is_whitespace() { Some('-') } else { case.of(character) };
    name.chars().filter_map(convert).collect()
}

/// A text as part of an address, as Hugo makes it of a title or a slug: a hyphen stands for all spaces between two words.
pub fn sanitized(text: &str, case: Case) -> String {
    let mut clean = String::with_capacity(text.len());
    let (mut has_space, mut was_hyphen) = (false, false);
    for character in text.chars() {
        match if character == '/' { Some('/') } else { case.of(character) } {
            Some(kept) => {
                was_hyphen = kept == '-';
                if std::mem::take(&mut has_space) && !was_hyphen {
                    clean.push('-');
                }
                clean.push(kept);
            }
            None => has_space |= !clean.is_empty() && !was_hyphen && character.is_whitespace(),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::{Case, beside, sanitized, segment, segment_in};

    #[test]
    fn a_file_name_becomes_a_segment_as_hugo_makes_it() {
        let cases = [
            ("Upper Case", "upper-case"),
            ("a#b", "a#b"),
            ("100%", "100"),
            ("a+b", "a+b"),
            ("a&b", "ab"),
            ("é-日本", "é-日本"),
            ("v1.2.3", "v1.2.3"),
            ("a  b", "a--b"),
            ("p(1)", "p1"),
            ("it's", "its"),
            ("a@b~c", "a@b~c"),
            ("_under", "_under"),
            ("PCI DSS 4.0", "pci-dss-4.0"),
            ("A & B", "a--b"),
            ("Q?#%", "q#"),
        ];
        for (name, expected) in cases {
            assert_eq!(segment(name), expected, "{name}");
        }
        assert_eq!(segment_in("PCI DSS", Case::Kept), "PCI-DSS");
    }

    #[test]
    fn a_file_is_named_from_the_folder_of_another_or_from_the_content() {
        for (written, expected) in [
            ("b.json", Some("content/a/b.json")),
            ("./b.json", Some("content/a/b.json")),
            ("../b.json", Some("content/b.json")),
            ("/b.json", Some("content/b.json")),
            ("../../../b.json", None),
        ] {
            assert_eq!(beside("content/a/x.yaml", written).as_deref(), expected, "{written}");
        }
    }

    #[test]
    fn a_text_becomes_a_part_of_an_address_as_hugo_makes_it() {
        for (text, expected) in [
            ("x  & y -- z.w/v", "x-y--z.w/v"),
            ("A & B", "a-b"),
            ("100% [ok] (é) ~@", "100-ok-é-~@"),
            ("it's a \"q\"", "its-a-q"),
            (" a ", "a"),
            ("…", ""),
        ] {
            assert_eq!(sanitized(text, Case::Lower), expected, "{text}");
        }
        assert_eq!(sanitized("A B", Case::Kept), "A-B");
    }
}
