//! The response of the preview: a page with the reload script, or the errors that keep it from being built.

use super::error_page;
use super::file::content_type;
use super::preview::{Preview, Updates};
use super::request_target::RequestTarget;
use super::response::Response;
use super::snapshot::Snapshot;
use crate::finding::Finding;
use crate::render::RenderError;

impl Preview {
    /// The response to a request for `target`, from the site as it is on disk at the time of the request.
    pub(super) fn respond(&self, target: &RequestTarget) -> Response {
        let snapshot = self.refresh();
        let url = snapshot.url_of(&target.path).unwrap_or(&target.path);
        if let Some(response) = self.search_index.respond(&snapshot, url) {
            return response;
        }
        let mut errors = snapshot.site_errors();
        let is_site_broken = !errors.is_empty();
        errors.extend(snapshot.page_errors(url));
        let response = match snapshot.respond(target) {
            Ok(response) => response,
            Err(RenderError::Output(error)) => return Response::text(500, &error.to_string()),
            Err(RenderError::Findings(found)) => {
                self.keep_findings(&snapshot, &found);
                errors.extend(found);
                return self.error_response(&snapshot, target, &errors);
            }
        };
        let errors = match response.status {
            // A page that was there before is missing because of an error anywhere.
            404 if !is_site_broken && self.state().last_good(&target.path).is_some() => snapshot.errors(|_| true),
            404 if !is_site_broken => Vec::new(),
            404 => errors,
            _ if response.page().is_some() => errors,
            _ => Vec::new(),
        };
        match response.page() {
            _ if !errors.is_empty() => self.error_response(&snapshot, target, &errors),
            None => response,
            Some(page) => {
                if response.status == 200 {
                    let (path, page) = (target.path.clone(), page.to_vec());
                    self.state().keep_good(path, page);
                }
                Response::generated(response.status, response.content_type, self.with_script(&snapshot, page))
            }
        }
    }

    fn error_response(&self, snapshot: &Snapshot, target: &RequestTarget, errors: &[Finding]) -> Response {
        let last_good = self.state().last_good(&target.path).map(<[u8]>::to_vec);
        let html = error_page::render(&snapshot.project, errors, last_good.as_deref());
        Response::generated(500, content_type(".html"), self.with_script(snapshot, &html))
    }

    fn with_script(&self, snapshot: &Snapshot, html: &[u8]) -> Vec<u8> {
        match self.updates() {
            Updates::Live => error_page::with_script(html, &self.state_id(snapshot.generation)),
            Updates::Never => html.to_vec(),
        }
    }

    /// Keeps what a template of this snapshot reported, once.
    fn keep_findings(&self, snapshot: &Snapshot, found: &[Finding]) {
        let mut state = self.state();
        if state.snapshot.generation == snapshot.generation {
            let is_new = |finding: &&Finding| !state.render_findings.contains(finding);
            let new: Vec<Finding> = found.iter().filter(is_new).cloned().collect();
            state.render_findings.extend(new);
        }
    }
}
