//! Paths and URLs with wildcards, for `ignores` and `external.exclude`.

use globset::{Error, GlobBuilder, GlobSet, GlobSetBuilder, escape};

/// No pattern is longer, in bytes, so that its automaton stays small.
const MAX_LEN: usize = 4096;

/// A path, a folder or a glob.
///
/// `*` stands for any characters but `/`, `**` for any characters; nothing else is special. Without a wildcard it means
/// the file, or all that lies in the folder.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    /// Empty where the pattern has no wildcard.
    glob: GlobSet,
}

impl Pattern {
    /// Compiles the pattern `text`.
    ///
    /// # Errors
    /// The reason, where it is too long.
    pub fn new(text: impl Into<String>) -> Result<Self, String> {
        let text = text.into();
        if text.len() > MAX_LEN {
            return Err(format!("longer than {MAX_LEN} bytes"));
        }
        let glob = compile(&text).map_err(|error| error.kind().to_string())?;
        Ok(Self { text, glob })
    }

    /// Whether it covers `path`, which may be a URL.
    pub fn matches(&self, path: &str) -> bool {
        match self.literal() {
            Some(folder) => path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
            None => self.glob.is_match(path),
        }
    }

    /// The path of the file or folder that is named, without a slash at its end; nothing where the pattern has a `*`.
    pub fn literal(&self) -> Option<&str> {
        let is_literal = !self.text.contains('*');
        is_literal.then(|| self.text.strip_suffix('/').unwrap_or(&self.text))
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Pattern {}

fn compile(text: &str) -> Result<GlobSet, Error> {
    let mut globs = GlobSetBuilder::new();
    if text.contains('*') {
        globs.add(GlobBuilder::new(&glob_syntax(text)).literal_separator(true).backslash_escape(false).build()?);
    }
    globs.build()
}

/// The pattern in the syntax of `globset`, where `**` stands for more than one `*` only between slashes, and where
/// `?`, `[` and `{` are special.
fn glob_syntax(text: &str) -> String {
    let parts: Vec<&str> = text.split("**").collect();
    let mut glob = String::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            let is_component = matches!(parts[index - 1].as_bytes().last(), None | Some(b'/'))
                && matches!(part.as_bytes().first(), None | Some(b'/'));
            glob.push_str(if is_component { "**" } else { "{*,*/**/*}" });
        }
        glob.push_str(&part.split('*').map(escape).collect::<Vec<_>>().join("*"));
    }
    glob
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[track_caller]
    fn check(pattern: &str, path: &str, expected: bool) {
        assert_eq!(Pattern::new(pattern).unwrap().matches(path), expected, "{pattern} {path}");
    }

    #[test]
    fn patterns_cover_files_folders_and_globs() {
        check("content/a.md", "content/a.md", true);
        check("content/a.md", "content/a.mdx", false);
        check("content/a", "content/a/b/c.md", true);
        check("content/a/", "content/a/b.md", true);
        check("content/a", "content/ab.md", false);
        check("content/*.md", "content/a.md", true);
        check("content/*.md", "content/a/b.md", false);
        check("content/**/*.md", "content/b.md", true);
        check("content/**/*.md", "content/a/b/c.md", true);
        check("content/**", "content/a/b/c.md", true);
        check("**/index.md", "content/x/index.md", true);
        check("**/index.md", "content/xindex.md", false);
        check("**/index.md", "index.md", true);
        check("content/**/a/**/b.md", "content/a/b.md", true);
        check("content/**/a/**/b.md", "content/b/a.md", false);
        check("*é*", "aéb", true);
    }

    #[test]
    fn two_stars_cross_folders_wherever_they_stand() {
        check("https://a.example/**.pdf", "https://a.example/b/c/d.pdf", true);
        check("https://a.example/**.pdf", "https://a.example/d.pdf", true);
        check("https://a.example/x**", "https://a.example/xy/z/", true);
        check("https://a.example/x**", "https://a.example/y", false);
        check("*.b.example/**", "w.b.example/", true);
        check("***", "a/b", true);
    }

    #[test]
    fn nothing_but_the_star_is_special() {
        check("https://a.example/?q=[1]{2}!*", "https://a.example/?q=[1]{2}!x", true);
        check("https://a.example/?q=*", "https://a.example/aq=x", false);
        check("a\\*", "a\\b", true);
    }

    #[test]
    fn a_pattern_of_stars_takes_no_time() {
        check(&"*a".repeat(200), &"a".repeat(150), false);
        check(&"**a".repeat(200), &"a".repeat(150), false);
        assert!(Pattern::new("*".repeat(5000)).is_err());
    }
}
