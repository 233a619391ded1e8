//! The frame of a site, and which frameworks its pages are about, while what they are assembled from is the same.
//!
//! Both are independent of the bodies of articles, so editing a body reuses them.

use std::sync::Arc;

use crate::finding::Finding;
use crate::framework::Frameworks;
use crate::site::{self, Frame, FrameworkScopes, Head, Options, Plan};
use crate::source::Inventory;

/// The last frame of a site.
#[derive(Clone, Default)]
pub(super) struct FrameCache {
    frame: Option<CachedFrame>,
    scopes: Option<CachedScopes>,
}

/// A frame, and all that it was assembled from.
#[derive(Clone)]
struct CachedFrame {
    heads: Vec<Arc<Head>>,
    inventory: Arc<Inventory>,
    options: Options,
    frame: Arc<Frame>,
    findings: Vec<Finding>,
}

/// The scopes of the pages of a frame, with these frameworks.
#[derive(Clone)]
struct CachedScopes {
    frame: Arc<Frame>,
    frameworks: Arc<Frameworks>,
    scopes: Arc<FrameworkScopes>,
}

impl FrameCache {
    /// The frame of the articles with these heads and of the files of `inventory`, with its findings.
    pub(super) fn frame(
        &mut self,
        heads: Vec<Arc<Head>>,
        inventory: &Arc<Inventory>,
        plan: &Plan,
        options: Options,
    ) -> (Arc<Frame>, Vec<Finding>) {
        if let Some(cached) = self.frame.as_ref().filter(|cached| cached.is_of(&heads, inventory, &options)) {
            return (cached.frame.clone(), cached.findings.clone());
        }
        let (frame, findings) = site::assemble(heads.clone(), &inventory.entries, plan, &options);
        let frame = Arc::new(frame);
        let inventory = inventory.clone();
        self.frame = Some(CachedFrame { heads, inventory, options, frame: frame.clone(), findings: findings.clone() });
        (frame, findings)
    }

    /// Which of the frameworks the pages of `frame` are about.
    pub(super) fn scopes(&mut self, frame: &Arc<Frame>, frameworks: &Arc<Frameworks>) -> Arc<FrameworkScopes> {
        let is_same =
            |cached: &&CachedScopes| Arc::ptr_eq(&cached.frame, frame) && Arc::ptr_eq(&cached.frameworks, frameworks);
        if let Some(cached) = self.scopes.as_ref().filter(is_same) {
            return cached.scopes.clone();
        }
        let scopes = Arc::new(FrameworkScopes::new(frame, frameworks));
        let (frame, frameworks) = (frame.clone(), frameworks.clone());
        self.scopes = Some(CachedScopes { frame, frameworks, scopes: scopes.clone() });
        scopes
    }
}

impl CachedFrame {
    fn is_of(&self, heads: &[Arc<Head>], inventory: &Arc<Inventory>, options: &Options) -> bool {
        let is_same = |(a, b): (&Arc<Head>, &Arc<Head>)| Arc::ptr_eq(a, b) || a.is_same(b);
        self.inventory == *inventory
            && self.options == *options
            && self.heads.len() == heads.len()
            && self.heads.iter().zip(heads).all(is_same)
    }
}
