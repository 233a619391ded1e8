//! The names of revisions as users write them. They come with the repository, which is not trusted: a name is accepted
//! only where it cannot be anything else in the language of git.

use std::fmt;

/// The fewest digits of a commit id. Fewer soon name several commits.
const MIN_DIGITS: usize = 7;
/// The digits of a whole SHA-256 commit id.
const MAX_DIGITS: usize = 64;
/// The longest name of a tag, in bytes.
const MAX_TAG: usize = 200;

/// A commit or a tag.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Revision {
    /// The first digits of a commit's id, in lower case.
    Commit(String),
    /// The name of a tag.
    Tag(String),
}

impl Revision {
    /// The commit whose id begins with these 7 to 64 hexadecimal digits.
    pub fn commit(digits: &str) -> Option<Self> {
        let is_id = (MIN_DIGITS..=MAX_DIGITS).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_hexdigit());
        is_id.then(|| Self::Commit(digits.to_ascii_lowercase()))
    }

    /// The tag of this name, by a part of the rules of `git check-ref-format`.
    pub fn tag(name: &str) -> Option<Self> {
        let is_allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '+' | '@' | '=' | ',');
        let is_part = |part: &str| !part.is_empty() && !part.starts_with(['.', '-']) && !part.ends_with(".lock");
        let is_name = name.len() <= MAX_TAG
            && name != "@"
            && name.chars().all(is_allowed)
            && name.split('/').all(is_part)
            && !name.contains("..")
            && !name.ends_with('.');
        is_name.then(|| Self::Tag(name.to_owned()))
    }

    /// The expression of git for the commit that it leads to.
    pub(super) fn expression(&self) -> String {
        match self {
            Self::Commit(digits) => format!("{digits}^{{commit}}"),
            // Never a branch of the same name.
            Self::Tag(name) => format!("refs/tags/{name}^{{commit}}"),
        }
    }

    /// Whether the commit that git found for it may be the one meant. A branch or a tag may be called like an id.
    pub(super) fn may_be(&self, id: &str) -> bool {
        match self {
            Self::Commit(digits) => id.starts_with(digits.as_str()),
            Self::Tag(_) => true,
        }
    }

    /// The digits or the name.
    pub fn name(&self) -> &str {
        match self {
            Self::Commit(name) | Self::Tag(name) => name,
        }
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commit(digits) => write!(f, "commit `{digits}`"),
            Self::Tag(name) => write!(f, "tag `{name}`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Revision;

    #[test]
    fn only_what_is_an_id_or_a_name_of_a_tag_is_a_revision() {
        for id in ["abc1234", "ABCDEF0", &"a".repeat(40), &"0".repeat(64)] {
            assert_eq!(Revision::commit(id), Some(Revision::Commit(id.to_ascii_lowercase())));
        }
        for id in ["abc123", "main", "HEAD~1", "abc1234^", "-abc1234", "abc1234\n", "", &"a".repeat(65)] {
            assert_eq!(Revision::commit(id), None, "{id}");
        }
        for name in ["policy-1.1", "v1", "docs/policy/1.1", "方针-1.0", "a@b", "1.1+x"] {
            assert_eq!(Revision::tag(name), Some(Revision::Tag(name.to_owned())));
        }
        let hostile = [
            "-x",
            "--output=x",
            "a..b",
            "a@{1}",
            "a b",
            "a\nb",
            "a:b",
            "a^",
            "a~1",
            "/a",
            "a/",
            "a//b",
            "a/-b",
            "a/.b",
            ".a",
            "a.",
            "a.lock",
            "@",
            "",
            "a\\b",
            "a*",
            "a?",
            "a[b",
            &"a".repeat(201),
        ];
        for name in hostile {
            assert_eq!(Revision::tag(name), None, "{name}");
        }
    }
}
