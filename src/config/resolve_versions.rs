//! Resolves the list of the versions of a site.

use super::base_url::BaseUrl;
use super::model::Version;
use super::raw::RawVersion;
use super::validator::Validator;
use crate::finding::{Code, Finding};
use crate::source::{Span, Spanned};

/// Every page links to all of them, so the output grows with the product of their number and that of the pages.
const MAX_VERSIONS: usize = 50;

/// The versions, the current one among them; none where it is not known which one that is.
pub(super) fn resolve(raw: Vec<Spanned<RawVersion>>, validator: &mut Validator<'_>) -> Vec<Version> {
    let raw = validator.at_most("versions", raw, MAX_VERSIONS);
    let Some(first) = raw.first().map(|version| version.span) else { return Vec::new() };
    let mut versions: Vec<Version> = Vec::new();
    for Spanned { value, span } in raw {
        let Some(version) = validator.version(value, span) else { continue };
        if versions.iter().any(|other| other.name == version.name) {
            let message = format!("`versions`: there are two versions `{}`", version.name);
            validator.wrong_version(span, message, "give each version a name of its own");
            continue;
        }
        if version.is_current && versions.iter().any(|other| other.is_current) {
            let message = format!("`versions`: `{}` is the second one with `current: true`", version.name);
            validator.wrong_version(span, message, "write `current: true` at the version that this site is");
            versions.push(Version { is_current: false, ..version });
            continue;
        }
        versions.push(version);
    }
    if !versions.iter().any(|version| version.is_current) {
        let message = "`versions`: none of them is the current one, so no page has the list".to_owned();
        validator.wrong_version(first, message, "write `current: true` at the version that this site is");
        versions.clear();
    }
    versions
}

impl Validator<'_> {
    /// The version; nothing where its name or its address is missing.
    fn version(&mut self, raw: RawVersion, span: Span) -> Option<Version> {
        let RawVersion { name, url, current, pages } = raw;
        if name.value.trim().is_empty() {
            let help = "write the name that readers know it by, such as `name: \"2.1\"`";
            self.wrong_version(span, "`versions`: an entry has no name".to_owned(), help);
            return None;
        }
        let base = match BaseUrl::parse(&url.value) {
            Ok(base) => base,
            Err(reason) => {
                let help = "write the address of its front page, such as `https://docs.example.com/2.1/` or `/2.1/`";
                self.wrong_version(url.span, format!("`versions`: {reason}"), help);
                return None;
            }
        };
        let is_current = current.is_some_and(|current| current.value);
        let pages = pages.filter(|pages| !pages.value.trim().is_empty());
        Some(Version { name: name.value, base, is_current, pages })
    }

    fn wrong_version(&mut self, span: Span, message: String, help: &str) {
        self.report(Finding::new(Code::WrongVersion, self.location(span), message).help(help));
    }
}

#[cfg(test)]
mod tests {
    use crate::config::read;
    use crate::source::FileId;

    #[test]
    fn a_wrong_entry_is_left_out_and_said() {
        let current = "{name: '3.0', url: /, current: true}";
        for (written, count, part) in [
            (format!("[{current}, {{name: 2.1, url: 'https://a.example/2.1'}}]"), 2, ""),
            (format!("[{current}, {{name: ' ', url: /2.1/}}]"), 1, "no name"),
            (format!("[{current}, {{name: '3.0', url: /2.1/}}]"), 1, "two versions `3.0`"),
            (format!("[{current}, {{name: '2.1', url: 'javascript:alert(1)'}}]"), 1, "versions"),
            (format!("[{current}, {{name: '2.1', url: /2.1/, current: true}}]"), 2, "second one"),
            ("[{name: '2.1', url: /2.1/}]".to_owned(), 0, "none of them is the current one"),
            ("[]".to_owned(), 0, ""),
        ] {
            let (config, findings) = read(FileId(0), &format!("versions: {written}\n"));
            assert_eq!(config.versions.len(), count, "{written}: {findings:?}");
            assert!(findings.iter().all(|finding| finding.message.contains(part)), "{written}: {findings:?}");
            assert_eq!(findings.is_empty(), part.is_empty(), "{written}: {findings:?}");
        }
    }
}
