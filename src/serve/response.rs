//! What is at an address of one snapshot of the site, as a host would serve the output folder.

use std::path::PathBuf;

use super::file::content_type;
use super::request_target::RequestTarget;
use super::snapshot::Snapshot;
use crate::output::{Artifact, Body as Output};
use crate::render::{self, RenderError, Renderer};
use crate::site::{Target, encode};
use crate::source::read_regular;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    /// The target of a redirect.
    pub(super) location: Option<String>,
    pub(super) body: Body,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    /// Bytes that are generated for every request: a browser may not cache them.
    Generated(Vec<u8>),
    /// The bytes of a file, which may be cached while its entity tag is valid.
    Bytes(Vec<u8>),
    /// The path of such a file.
    File(PathBuf),
}

impl Response {
    /// A page or another text that is generated for this request.
    pub(super) fn generated(status: u16, content_type: &'static str, bytes: Vec<u8>) -> Self {
        Self { status, content_type, location: None, body: Body::Generated(bytes) }
    }

    /// A plain text of one line.
    pub(super) fn text(status: u16, message: &str) -> Self {
        Self::generated(status, content_type(".txt"), format!("{message}\n").into_bytes())
    }

    /// A file of this name, which may be cached.
    pub(super) fn file(name: &str, body: Body) -> Self {
        Self { status: 200, content_type: content_type(name), location: None, body }
    }

    fn redirect(status: u16, location: String) -> Self {
        Self { location: Some(location), ..Self::text(status, "this page has moved") }
    }

    fn artifact(artifact: Artifact) -> Self {
        let name = artifact.path.as_str();
        let bytes = match artifact.body {
            Output::Text(text) => text.into_bytes(),
            Output::Bytes(bytes) => bytes,
            Output::Copy(path) => return Self::file(name, Body::File(path)),
        };
        Self::generated(200, content_type(name), bytes)
    }

    /// The HTML of a page that the browser shows; `None` for everything else.
    pub(super) fn page(&self) -> Option<&[u8]> {
        match &self.body {
            Body::Generated(bytes) | Body::Bytes(bytes) => {
                (self.content_type.starts_with("text/html") && self.location.is_none()).then_some(bytes)
            }
            Body::File(_) => None,
        }
    }
}

impl Snapshot {
    /// The response to a request for `target`.
    ///
    /// # Errors
    /// The findings of a template.
    pub(super) fn respond(&self, target: &RequestTarget) -> Result<Response, RenderError> {
        let resolver = self.project.resolver();
        let renderer = self.project.renderer(&resolver, &self.facts);
        self.respond_with(&renderer, target, Rewriting::Allowed)
    }

    fn respond_with(
        &self,
        renderer: &Renderer<'_>,
        target: &RequestTarget,
        rewriting: Rewriting,
    ) -> Result<Response, RenderError> {
        let path = target.path.as_str();
        let Some(url) = self.url_of(path) else {
            return match path == "/" || path == self.base.trim_end_matches('/') {
                true => Ok(Response::redirect(302, encode(&self.base))),
                false => self.not_found(renderer),
            };
        };
        for candidate in candidates(url) {
            if let Some(response) = self.at(renderer, &candidate)? {
                return Ok(response);
            }
        }
        if let Some(response) = self.to_folder(url, target) {
            return Ok(response);
        }
        match self.facts.redirects.find(path) {
            Some(found) if matches!(found.status, 300..=399) => Ok(Response::redirect(found.status, encode(&found.to))),
            Some(found) if rewriting == Rewriting::Allowed => {
                let rewritten = RequestTarget { path: found.to, query: None };
                let response = self.respond_with(renderer, &rewritten, Rewriting::Done)?;
                Ok(if response.status == 200 { Response { status: found.status, ..response } } else { response })
            }
            _ => self.not_found(renderer),
        }
    }

    /// What is at exactly this address.
    fn at(&self, renderer: &Renderer<'_>, url: &str) -> Result<Option<Response>, RenderError> {
        let project = &self.project;
        if let Some(Target::Asset(file)) = project.site.at(url).filter(|_| url != "/_redirects") {
            let path = project.root.join(&project.sources.get(file).path);
            // A symbolic link may have replaced the file since the site was read; it must not lead outside of it.
            let root = project.root.canonicalize().ok();
            let is_inside = path.canonicalize().ok().zip(root).is_some_and(|(path, root)| path.starts_with(root));
            return Ok(is_inside.then(|| {
                let shipped = render::shipped_for(url, |length| read_regular(&path, length).ok());
                Response::file(url, shipped.map_or(Body::File(path), |bytes| Body::Bytes(bytes.to_vec())))
            }));
        }
        if let Some(artifact) = renderer.at(url)? {
            return Ok(Some(Response::artifact(artifact)));
        }
        let default = render::default_files().find(|(name, _)| url.strip_prefix('/') == Some(name));
        Ok(default.map(|(_, bytes)| Response::file(url, Body::Bytes(bytes.to_vec()))))
    }

    /// The redirect to the folder of this name.
    fn to_folder(&self, url: &str, target: &RequestTarget) -> Option<Response> {
        let exists = |url: &str| candidates(url).any(|candidate| self.project.site.at(&candidate).is_some());
        if url.ends_with('/') || !exists(&format!("{url}/")) {
            return None;
        }
        let query = target.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        Some(Response::redirect(301, format!("{}/{query}", encode(&target.path))))
    }

    fn not_found(&self, renderer: &Renderer<'_>) -> Result<Response, RenderError> {
        match self.at(renderer, "/404.html")? {
            Some(response) if response.body != Body::Generated(Vec::new()) => Ok(Response { status: 404, ..response }),
            _ => Ok(Response::text(404, "page not found")),
        }
    }
}

/// Whether a rewrite of `_redirects` may still apply: it applies once, so that rules cannot form a loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rewriting {
    Allowed,
    Done,
}

/// The addresses that a host tries for one: a folder and its `index.html` are the same.
fn candidates(url: &str) -> impl Iterator<Item = String> {
    let folder = url.strip_suffix("index.html").filter(|folder| folder.ends_with('/')).map(str::to_owned);
    let index = url.ends_with('/').then(|| format!("{url}index.html"));
    [Some(url.to_owned()), folder, index].into_iter().flatten()
}
