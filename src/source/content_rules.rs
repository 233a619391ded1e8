//! Which files of the content folder are read, and the place of each: languages, and patterns of names to ignore.
//!
//! A place is a path below `content/` whatever the folder is called, without what only names a language. Everything that
//! decides on addresses works with places; everything that opens or names a file, with its path.

use regex::{Regex, RegexBuilder};

use super::layout::{ARTICLES, Layout};
use super::path::name;

/// The greatest size of a compiled pattern, in bytes.
const MAX_COMPILED: usize = 1 << 18;

/// How the content folder of a site is read.
#[derive(Debug, Clone)]
pub struct ContentRules {
    /// The path of the folder relative to the root, without a slash at its ends.
    pub folder: String,
    /// The language that the site publishes, in lower case.
    pub language: String,
    /// Every language whose tag is one in names of files and of folders, in lower case; where it is empty, the language of
    /// the site is, in names of files alone.
    pub languages: Vec<String>,
    ignored: Vec<Regex>,
}

/// Why a file of the content folder is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetAside {
    /// It is in another language; with its tag.
    Language(String),
    /// A pattern matches its path, or that of a folder around it; with the pattern.
    Pattern(String),
}

impl Default for ContentRules {
    fn default() -> Self {
        let folder = Layout::STANDARD.content.to_owned();
        Self::new(folder, "en", Vec::new())
    }
}

/// A set of patterns is compared by their texts.
impl PartialEq for ContentRules {
    fn eq(&self, other: &Self) -> bool {
        let parts = |rules: &Self| (rules.folder.clone(), rules.language.clone(), rules.languages.clone());
        let patterns =
            |rules: &Self| -> Vec<String> { rules.ignored.iter().map(|one| one.as_str().to_owned()).collect() };
        parts(self) == parts(other) && patterns(self) == patterns(other)
    }
}

impl Eq for ContentRules {}

impl ContentRules {
    /// A content folder in which nothing is ignored.
    pub fn new(folder: String, language: &str, languages: Vec<String>) -> Self {
        Self { folder, language: language.to_lowercase(), languages, ignored: Vec::new() }
    }

    /// Ignores what one of `patterns` matches. Returns the index of each pattern that is invalid, or takes too much memory,
    /// with the reason; those ignore nothing.
    pub fn ignore(&mut self, patterns: &[String]) -> Vec<(usize, String)> {
        let mut faults = Vec::new();
        for (index, pattern) in patterns.iter().enumerate() {
            match RegexBuilder::new(pattern).size_limit(MAX_COMPILED).build() {
                Ok(pattern) => self.ignored.push(pattern),
                Err(regex::Error::CompiledTooBig(_)) => faults.push((index, "too large".to_owned())),
                // Its last line says what is wrong; those before draw it.
                Err(error) => {
                    let text = error.to_string();
                    let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
                    faults.push((index, reason.to_owned()));
                }
            }
        }
        faults
    }

    /// The pattern that matches `path`, of a file or a folder, relative to the root. As in Hugo, it is compared with a path
    /// that begins with `/`.
    pub(super) fn pattern_of(&self, path: &str) -> Option<&str> {
        if self.ignored.is_empty() {
            return None;
        }
        let path = format!("/{path}");
        self.ignored.iter().find(|pattern| pattern.is_match(&path)).map(Regex::as_str)
    }

    /// The place of the file at `path`, relative to the root and in the content folder, or why it is not read because of
    /// its language.
    pub(super) fn place(&self, path: &str) -> Result<String, SetAside> {
        let below = path.strip_prefix(&self.folder).map_or(path, |below| below.trim_start_matches('/'));
        let (below, of_folder) = self.without_language_folder(below);
        let (below, of_name) = self.without_suffix(below);
        match of_name.or(of_folder).filter(|language| *language != self.language) {
            Some(other) => Err(SetAside::Language(other)),
            None => Ok(format!("{}/{below}", Layout::STANDARD.content)),
        }
    }

    /// A path below the folder of its language, if it is in one.
    fn without_language_folder<'p>(&self, below: &'p str) -> (&'p str, Option<String>) {
        let Some((first, rest)) = below.split_once('/') else { return (below, None) };
        let first = first.to_lowercase();
        if self.languages.contains(&first) { (rest, Some(first)) } else { (below, None) }
    }

    /// A path without the language in its name, as in Hugo: `a.en.md` is `a.md` in English. Other files than articles keep
    /// their names.
    fn without_suffix(&self, below: &str) -> (String, Option<String>) {
        let own = name(below);
        let mut parts: Vec<&str> = own.split('.').collect();
        let is_language = |part: &str| {
            let part = part.to_lowercase();
            part == self.language || self.languages.contains(&part)
        };
        // The first part is the name, and the last one the extension.
        let last = parts.len().saturating_sub(1);
        let Some(at) = (1..last).rev().find(|at| is_language(parts[*at])) else { return (below.to_owned(), None) };
        let language = parts[at].to_lowercase();
        if !ARTICLES.iter().any(|end| parts[last].eq_ignore_ascii_case(end)) {
            // Of a bundle in several languages, each has its own files.
            let is_suffix = at + 1 == last && !self.languages.is_empty();
            return (below.to_owned(), is_suffix.then_some(language));
        }
        parts.drain(at..last);
        (format!("{}{}", &below[..below.len() - own.len()], parts.join(".")), Some(language))
    }
}

#[cfg(test)]
mod tests {
    use super::{ContentRules, SetAside};

    #[track_caller]
    fn check(language: &str, languages: &[&str], path: &str, expected: &str) {
        let languages = languages.iter().map(|language| (*language).to_owned()).collect();
        let rules = ContentRules { language: language.to_owned(), languages, ..ContentRules::default() };
        let place = rules.place(path).unwrap_or_else(|aside| match aside {
            SetAside::Language(language) => format!("in {language}"),
            SetAside::Pattern(pattern) => pattern,
        });
        assert_eq!(place, expected, "{path}");
    }

    #[test]
    fn the_language_of_the_site_is_no_part_of_a_name() {
        check("en", &[], "content/s/a.en.md", "content/s/a.md");
        check("en", &[], "content/s/c.EN.md", "content/s/c.md");
        check("en", &[], "content/s/_index.en.md", "content/s/_index.md");
        check("en", &[], "content/s/v1.en.x.md", "content/s/v1.md");
        check("en", &[], "content/s/x.html.en.md", "content/s/x.html.md");
        check("en", &[], "content/s/b.fr.md", "content/s/b.fr.md");
        check("en", &[], "content/s/en.md", "content/s/en.md");
        check("en", &[], "content/s/k.en.png", "content/s/k.en.png");
        check("en", &[], "content/en/z.md", "content/en/z.md");
        check("fr", &[], "content/s/a.en.md", "content/s/a.en.md");
    }

    #[test]
    fn of_several_languages_one_is_read() {
        let both = &["en", "fr"][..];
        check("en", both, "content/s/b.fr.md", "in fr");
        check("fr", both, "content/s/b.fr.md", "content/s/b.md");
        check("fr", both, "content/s/b.md", "content/s/b.md");
        check("en", both, "content/en/z.md", "content/z.md");
        check("en", both, "content/fr/z.md", "in fr");
        check("en", both, "content/fr/z.en.md", "content/z.md");
        check("en", both, "content/bundle/i.fr.png", "in fr");
        check("en", both, "content/bundle/i.en.png", "content/bundle/i.en.png");
        check("en", both, "content/bundle/p.de.txt", "content/bundle/p.de.txt");
    }

    #[test]
    fn a_pattern_is_compared_with_a_path_that_begins_with_a_slash() {
        let mut rules = ContentRules::default();
        assert_eq!(rules.ignore(&["\\.bak$".to_owned(), "^/content/drafts/".to_owned()]), []);
        assert_eq!(rules.pattern_of("content/a.bak"), Some("\\.bak$"));
        assert_eq!(rules.pattern_of("content/drafts/a.md"), Some("^/content/drafts/"));
        assert_eq!(rules.pattern_of("content/a.md"), None);
        let faults = rules.ignore(&["(".to_owned(), "a".to_owned(), r"\w{200}".to_owned()]);
        assert_eq!(faults, [(0, "unclosed group".to_owned()), (2, "too large".to_owned())]);
    }
}
