//! The pages of the manual on the codes, for `explain` and for SARIF.

use super::code::Code;

/// The bodies of the manual's pages on findings, by file name.
const PAGES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/explanations.rs"));

/// The page on `code` as Markdown, with headings of the second level.
pub fn explanation(code: Code) -> &'static str {
    let name = format!("{}.md", code.id().to_lowercase());
    let page = PAGES.iter().find(|(page, _)| *page == name);
    page.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok()).unwrap_or(code.summary())
}

/// The first paragraph below `heading` in `explanation`, on one line.
pub(super) fn paragraph(explanation: &str, heading: &str) -> Option<String> {
    let rest = explanation.split("\n## ").find_map(|part| part.trim_start_matches("## ").strip_prefix(heading))?;
    let paragraph = rest.trim_start().split("\n\n").next()?;
    Some(paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::{explanation, paragraph};
    use crate::finding::Code;

    #[test]
    fn every_code_is_explained_in_the_same_order() {
        for code in Code::ALL {
            let text = explanation(*code);
            for heading in ["What is found", "Why it matters", "Remedy"] {
                let found = paragraph(text, heading);
                assert!(found.is_some_and(|found| found.len() > 8), "{} has no {heading}", code.id());
            }
        }
    }

    #[test]
    fn a_paragraph_is_one_line() {
        assert_eq!(paragraph("## A\n\none\ntwo\n\nthree\n\n## B\n\nfour", "A").as_deref(), Some("one two"));
        assert_eq!(paragraph("## A\n\none\n\n## B\n\nfour", "B").as_deref(), Some("four"));
        assert_eq!(paragraph("## A\n", "C"), None);
    }
}
