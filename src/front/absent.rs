//! Fields that every article should have.

use super::front_matter::FrontMatter;
use super::split::Split;
use crate::finding::{Code, Finding};
use crate::source::{FileId, Location, Span};

/// FM108 and FM109 for an article without `title` or `description`, at its opening line. The caller passes articles
/// only.
pub fn absent(file: FileId, split: &Split, front: &FrontMatter) -> Vec<Finding> {
    let span = split.block.map_or(Span::new(split.body.start, split.body.start), |block| block.opening);
    let location = Location::new(file, span);
    let missing =
        |code, key: &str, help: &str| Finding::new(code, location, format!("missing `{key}`")).about(key).help(help);
    let mut findings = Vec::new();
    if front.title.is_none() {
        findings.push(missing(
            Code::MissingTitle,
            "title",
            "add `title:`; until then the heading at the start, or the name of the file, is used",
        ));
    }
    if front.description.is_none() {
        let help = "add `description:` with one sentence for search engines and lists";
        findings.push(missing(Code::MissingDescription, "description", help));
    }
    findings
}
