//! What stands at an address of one snapshot of the site, as a host would serve the built folder.

use std::path::PathBuf;

use super::address::Asked;
use super::snapshot::Snapshot;
use crate::output::{Artifact, Body as Output};
use crate::render::{self, RenderError, Renderer};
use crate::site::{Target, encode};
use crate::source::read_regular;

/// What a request gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The content type.
    pub content_type: &'static str,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// What is sent.
    pub body: Body,
    /// Whether a browser may keep it.
    pub caching: Caching,
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// These bytes.
    Bytes(Vec<u8>),
    /// A file of the site, by its path.
    File(PathBuf),
}

/// Whether a browser may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caching {
    /// Not at all: it is made anew for every request.
    Never,
    /// As long as its entity tag still holds.
    WhileTagged,
}

impl Answer {
    /// A page or another text made for this request.
    pub(super) fn made(status: u16, content_type: &'static str, bytes: Vec<u8>) -> Self {
        Self { status, content_type, location: None, body: Body::Bytes(bytes), caching: Caching::Never }
    }

    /// A few words.
    pub(super) fn text(status: u16, words: &str) -> Self {
        Self::made(status, super::file::content_type(".txt"), format!("{words}\n").into_bytes())
    }

    pub(super) fn redirect(status: u16, location: String) -> Self {
        let location = Some(location);
        Self { location, ..Self::text(status, "this page is elsewhere") }
    }

    fn file(name: &str, body: Body) -> Self {
        let content_type = super::file::content_type(name);
        Self { status: 200, content_type, location: None, body, caching: Caching::WhileTagged }
    }

    /// The bytes of a file of this name.
    pub(super) fn tagged(name: &str, bytes: Vec<u8>) -> Self {
        Self::file(name, Body::Bytes(bytes))
    }

    fn artifact(artifact: Artifact) -> Self {
        let content_type = super::file::content_type(artifact.path.as_str());
        let bytes = match artifact.body {
            Output::Text(text) => text.into_bytes(),
            Output::Bytes(bytes) => bytes,
            Output::Copy(path) => return Self::file(artifact.path.as_str(), Body::File(path)),
        };
        Self::made(200, content_type, bytes)
    }

    /// Whether the browser shows it as a page.
    pub(super) fn is_page(&self) -> bool {
        self.content_type.starts_with("text/html") && matches!(self.body, Body::Bytes(_)) && self.location.is_none()
    }
}

impl Snapshot {
    /// The answer to a request for a path below `base`.
    ///
    /// # Errors
    /// The failure of a template.
    pub(super) fn answer(&self, base: &str, asked: &Asked) -> Result<Answer, RenderError> {
        let resolver = self.project.resolver();
        let renderer = self.project.renderer(&resolver, &self.facts);
        self.answer_with(&renderer, base, asked, Rewriting::Allowed)
    }

    fn answer_with(
        &self,
        renderer: &Renderer<'_>,
        base: &str,
        asked: &Asked,
        rewriting: Rewriting,
    ) -> Result<Answer, RenderError> {
        let Some(url) = asked.path.strip_prefix(base.trim_end_matches('/')).filter(|url| url.starts_with('/')) else {
            let is_outside = base.trim_end_matches('/') == asked.path || asked.path == "/";
            return match is_outside {
                true => Ok(Answer::redirect(302, encode(base))),
                false => self.not_found(renderer),
            };
        };
        for candidate in candidates(url) {
            if let Some(answer) = self.at(renderer, &candidate)? {
                return Ok(answer);
            }
        }
        if let Some(answer) = self.to_folder(url, asked) {
            return Ok(answer);
        }
        match self.facts.redirects.find(&asked.path) {
            Some(found) if matches!(found.status, 300..=399) => Ok(Answer::redirect(found.status, encode(&found.to))),
            Some(found) if rewriting == Rewriting::Allowed => {
                let shown = Asked { path: found.to, query: None };
                let answer = self.answer_with(renderer, base, &shown, Rewriting::Done)?;
                Ok(if answer.status == 200 { Answer { status: found.status, ..answer } } else { answer })
            }
            _ => self.not_found(renderer),
        }
    }

    /// What stands at exactly this address.
    fn at(&self, renderer: &Renderer<'_>, url: &str) -> Result<Option<Answer>, RenderError> {
        let project = &self.project;
        if let Some(Target::Asset(file)) = project.site.at(url).filter(|_| url != "/_redirects") {
            let path = project.root.join(&project.sources.get(file).path);
            // A link that was put in the file's place since the site was read must not lead out of it.
            let inside = project.root.canonicalize().ok();
            let is_inside = path.canonicalize().ok().zip(inside).is_some_and(|(path, inside)| path.starts_with(inside));
            return Ok(is_inside.then(|| {
                let shipped = render::shipped_for(url, |length| read_regular(&path, length).ok());
                Answer::file(url, shipped.map_or(Body::File(path), |bytes| Body::Bytes(bytes.to_vec())))
            }));
        }
        if let Some(artifact) = renderer.at(url)? {
            return Ok(Some(Answer::artifact(artifact)));
        }
        let mut defaults = render::default_files();
        let bytes = defaults.find(|(name, _)| url.strip_prefix('/') == Some(name)).map(|(_, bytes)| bytes.to_vec());
        Ok(bytes.map(|bytes| Answer::file(url, Body::Bytes(bytes))))
    }

    /// The redirect to the folder of this name.
    fn to_folder(&self, url: &str, asked: &Asked) -> Option<Answer> {
        let is_there = |url: &str| candidates(url).any(|candidate| self.project.site.at(&candidate).is_some());
        if url.ends_with('/') || !is_there(&format!("{url}/")) {
            return None;
        }
        let query = asked.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
        Some(Answer::redirect(301, format!("{}/{query}", encode(&asked.path))))
    }

    fn not_found(&self, renderer: &Renderer<'_>) -> Result<Answer, RenderError> {
        match self.at(renderer, "/404.html")? {
            Some(answer) if answer.body != Body::Bytes(Vec::new()) => Ok(Answer { status: 404, ..answer }),
            _ => Ok(Answer::text(404, "nothing stands at this address")),
        }
    }
}

/// Whether a rule of the site may still show another page in the place of the one asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rewriting {
    Allowed,
    Done,
}

/// The addresses that a host looks at for one: a folder and its `index.html` are the same.
fn candidates(url: &str) -> impl Iterator<Item = String> {
    let folder = url.strip_suffix("index.html").filter(|folder| folder.ends_with('/')).map(str::to_owned);
    let index = url.ends_with('/').then(|| format!("{url}index.html"));
    [Some(url.to_owned()), folder, index].into_iter().flatten()
}
