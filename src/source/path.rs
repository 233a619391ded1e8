//! Parts of paths with `/`.

use super::character_class::is_letter_mark_or_digit;
use super::discover::Layout;

/// The path below `content/`; another path as it is.
pub fn below_content(path: &str) -> &str {
    path.strip_prefix(Layout::STANDARD.content).and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
}

/// The folder of a content file relative to `content/`.
pub fn content_folder(path: &str) -> &str {
    below_content(path).rsplit_once('/').map_or("", |(folder, _)| folder)
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

/// The name of a file or folder as a URL segment: in lower case, with hyphens for spaces, and without the punctuation
/// that Hugo removes.
pub fn segment(name: &str) -> String {
    let convert = |character: char| match character {
        _ if character.is_whitespace() => Some('-'),
        '.' | '_' | '#' | '+' | '~' | '-' | '@' => Some(character),
        _ if is_letter_mark_or_digit(character) => character.to_lowercase().next(),
        _ => None,
    };
    name.chars().filter_map(convert).collect()
}

#[cfg(test)]
mod tests {
    use super::segment;

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
    }
}
