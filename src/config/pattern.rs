//! Paths with wildcards, for the files an ignore speaks of.

/// A path, a folder, or a glob over paths relative to the root.
///
/// `*` stands for anything within a name, `**` for any folders. Without a wildcard it means the file, or all
/// that lies in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    written: String,
}

impl Pattern {
    /// The pattern as written in the configuration.
    pub fn new(written: impl Into<String>) -> Self {
        Self { written: written.into() }
    }

    /// Whether it speaks of `path`. Time grows with the product of the two lengths, and no faster.
    pub fn matches(&self, path: &str) -> bool {
        if let Some(folder) = self.literal() {
            return path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        }
        may_match(&self.written, path) && matches(self.written.as_bytes(), path.as_bytes())
    }

    /// The file or folder that is named, without a slash at its end; nothing where the pattern has a `*`.
    pub fn literal(&self) -> Option<&str> {
        let is_literal = !self.written.contains('*');
        is_literal.then(|| self.written.strip_suffix('/').unwrap_or(&self.written))
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

/// Follows all ways through the pattern at once: `reached[i]` tells whether the first `i` bytes are matched.
/// Whether what stands between the stars is in the path, in this order: most patterns are told from most paths by that.
fn may_match(pattern: &str, path: &str) -> bool {
    let (start, end) = (pattern.split('*').next().unwrap_or_default(), pattern.rsplit('*').next().unwrap_or_default());
    // The slash behind `**` may stand for no folder at all.
    if !path.starts_with(start) || !path.ends_with(end.trim_start_matches('/')) {
        return false;
    }
    let mut rest = path;
    pattern.split('*').map(|part| part.trim_start_matches('/')).all(|part| match rest.find(part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

fn matches(mut pattern: &[u8], path: &[u8]) -> bool {
    let mut reached = vec![false; path.len() + 1];
    reached[0] = true;
    while let Some((first, rest)) = pattern.split_first() {
        let mut next = vec![false; path.len() + 1];
        if let Some(rest) = pattern.strip_prefix(b"**/") {
            let mut open = false;
            for at in 0..=path.len() {
                next[at] = reached[at] || open && path[at - 1] == b'/';
                open |= reached[at];
            }
            pattern = rest;
        } else if let Some(rest) = pattern.strip_prefix(b"**") {
            let mut open = false;
            for at in 0..=path.len() {
                open |= reached[at];
                next[at] = open;
            }
            pattern = rest;
        } else if *first == b'*' {
            for at in 0..=path.len() {
                next[at] = reached[at] || at > 0 && next[at - 1] && path[at - 1] != b'/';
            }
            pattern = rest;
        } else {
            for at in 0..path.len() {
                next[at + 1] = reached[at] && path[at] == *first;
            }
            pattern = rest;
        }
        reached = next;
    }
    reached[path.len()]
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn patterns_speak_of_files_folders_and_globs() {
        let check = |pattern: &str, path: &str, expected: bool| {
            assert_eq!(Pattern::new(pattern).matches(path), expected, "{pattern} {path}");
        };
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
    fn a_pattern_of_stars_takes_no_time() {
        let pattern = "*a".repeat(200);
        assert!(!Pattern::new(pattern).matches(&"a".repeat(150)));
    }
}
