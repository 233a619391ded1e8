//! Requirements that articles declare, cite or mention, and frameworks that do not exist.

use crate::citation::{check_citation, check_declared, check_mention};
use crate::finding::Finding;
use crate::framework::Frameworks;
use crate::site::{Edges, Site};

/// Checks every article and every data table.
pub(super) fn check(site: &Site, frameworks: &Frameworks, edges: &Edges) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, page) in site.pages() {
        let Some(file) = page.file else { continue };
        check_declared(&page.front, edges.scopes().scope(id), file, frameworks, &mut findings);
        for citation in page.document.shown_citations() {
            check_citation(citation, file, frameworks, &mut findings);
        }
        for mention in edges.scopes().mentions((id, page), frameworks) {
            check_mention(&mention, file, &mut findings);
        }
    }
    for (file, table) in site.tables() {
        for citation in &table.document.citations {
            check_citation(citation, file, frameworks, &mut findings);
        }
    }
    findings
}
