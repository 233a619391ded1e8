//! Labels in brackets that are defined nowhere and are probably meant as citations or links.

use super::scheme::{parts, unknown_key};
use crate::finding::{Code, Finding};
use crate::framework::Frameworks;
use crate::markdown::{Document, UndefinedLabel};
use crate::site::Site;
use crate::source::{FileId, Location};

/// Checks the labels of every article and of every data table.
pub(super) fn check(site: &Site, frameworks: &Frameworks) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut check = |document: &Document, file: FileId| {
        let shown = document.undefined.iter().filter(|label| document.shows(label.span));
        findings.extend(shown.filter_map(|label| fault(label, file, frameworks)));
    };
    for (_, page) in site.pages() {
        if let Some(file) = page.file {
            check(&page.document, file);
        }
    }
    for (file, table) in site.tables() {
        check(&table.document, table.cells_file(file));
    }
    findings
}

fn fault(label: &UndefinedLabel, file: FileId, frameworks: &Frameworks) -> Option<Finding> {
    let location = Location::new(file, label.span);
    if label.is_target {
        let message = format!("`[{}]` is no link and is shown as text", label.text);
        let finding = Finding::new(Code::MistypedLink, location, message).about(&label.text);
        return Some(finding.help(format!("write `[words]({})`", label.text)));
    }
    let (key, id, is_right) = parts(&label.text)?;
    if let Some(framework) = frameworks.get(key) {
        if is_right {
            return None;
        }
        let message = format!("`[{}]` cites nothing", label.text);
        let finding = Finding::new(Code::MalformedRequirement, location, message).about(&label.text);
        return Some(finding.help(format!("write `[{}:{id}]`", framework.key)));
    }
    // A name in the midst of words is prose: `[PCI DSS 6.3.1]`.
    if !is_right && !label.text.contains([':', ';']) {
        return None;
    }
    if let Some(meant) = frameworks.meant(key, id) {
        return Some(unknown_key(key, &meant.key, location).about(&label.text));
    }
    let is_year = id.bytes().all(|byte| byte.is_ascii_digit());
    let is_citation = is_right && !is_year && frameworks.has_family(key);
    is_citation.then(|| frameworks.unknown(key, location).about(&label.text))
}
