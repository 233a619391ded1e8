//! Patterns in the syntax of `.gitignore`, as `exclude_docs` and its like have them.

use globset::{GlobBuilder, GlobMatcher};

/// So many patterns are read.
const MAX_PATTERNS: usize = 1000;

/// No pattern is longer, in bytes.
const MAX_LEN: usize = 1000;

/// Patterns, the last of which counts for a path.
#[derive(Debug, Default)]
pub(super) struct Ignored {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    glob: GlobMatcher,
    is_negated: bool,
    is_folder: bool,
}

impl Ignored {
    /// The patterns of `text`, one a line. Those that cannot be read have no effect.
    pub(super) fn new(text: &str) -> Self {
        let patterns = text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { rules: patterns.filter(|line| line.len() <= MAX_LEN).take(MAX_PATTERNS).filter_map(rule).collect() }
    }

    /// Whether the file at `path` is matched, itself or with a folder that it is in.
    pub(super) fn matches(&self, path: &str) -> bool {
        let ends = path.match_indices('/').map(|(at, _)| at);
        ends.map(|end| (&path[..end], true)).chain([(path, false)]).any(|(path, is_folder)| {
            let fits = |rule: &&Rule| (is_folder || !rule.is_folder) && rule.glob.is_match(path);
            self.rules.iter().rev().find(fits).is_some_and(|rule| !rule.is_negated)
        })
    }
}

fn rule(line: &str) -> Option<Rule> {
    let (line, is_negated) = line.strip_prefix('!').map_or((line, false), |rest| (rest, true));
    let (line, is_folder) = line.strip_suffix('/').map_or((line, false), |rest| (rest, true));
    // A slash at the start or within ties the pattern to the root.
    let glob = match line.strip_prefix('/') {
        Some(rest) => rest.to_owned(),
        None if line.contains('/') => line.to_owned(),
        None => format!("**/{line}"),
    };
    let glob = GlobBuilder::new(&glob).literal_separator(true).build().ok()?;
    Some(Rule { glob: glob.compile_matcher(), is_negated, is_folder })
}

#[cfg(test)]
mod tests {
    use super::Ignored;

    #[test]
    fn the_last_pattern_that_fits_counts() {
        let ignored = Ignored::new("# x\n*.py\n/drafts/\na/**/b.md\n!keep.py\n");
        for (path, expected) in [
            ("x.py", true),
            ("a/b/x.py", true),
            ("keep.py", false),
            ("drafts/a.md", true),
            ("x/drafts/c.md", false),
            ("a/b.md", true),
            ("a/x/b.md", true),
            ("b.md", false),
        ] {
            assert_eq!(ignored.matches(path), expected, "{path}");
        }
    }
}
