//! A site as it would be: with other texts, or with files at other paths. Nothing is written.

use std::collections::BTreeMap;

use super::build_cache::BuildCache;
use super::fixes::Fixer;
use super::load::load_texts;
use super::project::Project;
use super::request::Request;
use crate::source::{Collision, FileId};

/// Loads one site with changes that are not made. What the changes do not touch is taken from a cache, which stays as it is.
#[derive(Clone, Copy)]
pub struct Trial<'a> {
    request: &'a Request,
    cache: &'a BuildCache,
}

impl<'a> Trial<'a> {
    /// Trials on the site as the last loading with `request` left it in `cache`.
    pub fn new(request: &'a Request, cache: &'a BuildCache) -> Self {
        Self { request, cache }
    }

    /// What decides about fixes of the site.
    pub fn fixer(self) -> Fixer<'a> {
        Fixer::with_cache(self.request, self.cache.copy())
    }

    /// The site with these texts.
    pub fn with_texts(self, texts: &BTreeMap<FileId, String>) -> Project {
        let mut cache = self.cache.copy();
        let texts = cache.files.substitute(texts);
        load_texts(self.request, texts, &mut cache)
    }

    /// The site with its files at other paths: `moved` returns the new path of a file that moves. Files have other numbers then.
    ///
    /// # Errors
    /// Two files would have one path.
    pub fn with_moves(self, moved: &dyn Fn(&str) -> Option<String>) -> Result<Project, Collision> {
        let (inventory, indices) = self.cache.files.inventory().moved(moved)?;
        let mut cache = self.cache.copy();
        let texts = cache.files.rearrange(inventory, &indices);
        Ok(load_texts(self.request, texts, &mut cache))
    }
}
