//! What a request is answered from, and what answers it.

use serde::Deserialize;
use serde_json::Value;

use gen_lsp_types::{ErrorCodes, Position};

use super::client::Client;
use super::loaded::Loaded;
use super::outbox::Failure;
use crate::pipeline::Trial;
use crate::source::FileId;

/// What the answer to a request can be computed from.
pub(super) struct Query<'a> {
    pub(super) client: &'a Client,
    pub(super) site: &'a Loaded,
    /// What tries changes of the site; nothing where the site is not loaded for this request.
    pub(super) trial: Option<Trial<'a>>,
    /// The document that the request is about, relative to the root; empty for a request about the site.
    pub(super) path: &'a str,
    /// Its text in the editor. That in `site` is the same, unless the feature is asked for [`Reach::Latest`].
    pub(super) text: &'a str,
}

/// Something that an editor can request.
pub(super) struct Feature {
    /// The name of the request.
    pub(super) method: &'static str,
    /// The key among the capabilities of the server, and what is announced there.
    pub(super) capability: (&'static str, fn(&Client) -> Value),
    pub(super) reach: Reach,
    /// Answers a request with its parameters.
    pub(super) answer: fn(&Query<'_>, &Value) -> Result<Value, Failure>,
}

/// Which state of which site answers a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The site of the document, loaded with its text as it is when the request is made.
    Current,
    /// The site of the document as it was last loaded, so that the answer waits for nothing.
    Latest,
    /// Every site, loaded as it is when the request is made; each answer is a list.
    EverySite,
}

impl Query<'_> {
    /// The file of the document, where it is part of the site.
    pub(super) fn file(&self) -> Option<FileId> {
        self.site.project.sources.find(self.path)
    }
}

/// The parameters in the form that the feature takes.
///
/// # Errors
/// The protocol's error for invalid parameters.
pub(super) fn parameters<'v, T: Deserialize<'v>>(parameters: &'v Value) -> Result<T, Failure> {
    T::deserialize(parameters).map_err(|error| Failure::new(ErrorCodes::InvalidParams, error.to_string()))
}

/// The position that a request is about.
///
/// # Errors
/// The protocol's error for invalid parameters.
pub(super) fn position(written: &Value) -> Result<Position, Failure> {
    parameters(&written["position"])
}
