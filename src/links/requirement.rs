//! Requirements that articles declare, cite or mention, and frameworks that do not exist.

use crate::citation::{check_citation, check_declared, check_mention};
use crate::finding::{Code, Finding, Severity};
use crate::framework::Frameworks;
use crate::front::FrontMatter;
use crate::site::{Edges, Site};

/// Checks every article and every data table.
pub(super) fn check(site: &Site, frameworks: &Frameworks, edges: &Edges) -> Vec<Finding> {
    let mut findings = Vec::new();
    let uses_frameworks = site.pages().any(|(_, page)| declares(&page.front, frameworks));
    for (id, page) in site.pages() {
        let Some(file) = page.file else { continue };
        let mut declared = Vec::new();
        check_declared(&page.front, edges.scopes().scope(id), file, frameworks, &mut declared);
        if !uses_frameworks {
            declared = declared.into_iter().map(|finding| site_own(finding, frameworks)).collect();
        }
        findings.extend(declared);
        for citation in page.document.shown_citations() {
            check_citation(citation, edges.scopes().scope(id), file, frameworks, &mut findings);
        }
        for mention in edges.scopes().mentions((id, page), frameworks) {
            check_mention(&mention, file, &mut findings);
        }
    }
    for (file, table) in site.tables() {
        for citation in &table.document.citations {
            check_citation(citation, None, table.cells_file(file), frameworks, &mut findings);
        }
    }
    findings
}

/// Whether an article declares a framework that exists.
fn declares(front: &FrontMatter, frameworks: &Frameworks) -> bool {
    let mut keys = front.framework.iter().chain(front.requirements.iter().map(|requirements| &requirements.framework));
    keys.any(|key| frameworks.has(&key.value))
}

/// The finding on a site none of whose articles declares a framework: `framework` is then a key of the site's own, unless
/// its value is nearly the key of one.
fn site_own(finding: Finding, frameworks: &Frameworks) -> Finding {
    let is_near = finding.target.as_deref().is_some_and(|key| frameworks.is_near(key));
    if finding.code == Code::UnknownFramework && !is_near { finding.at_most(Severity::Hint) } else { finding }
}
