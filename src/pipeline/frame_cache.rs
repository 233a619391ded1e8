//! The frame of a site, and which frameworks its pages belong to, while what they are assembled from is the same.
//!
//! Both are independent of the bodies of articles, so editing a body reuses them.

use std::sync::Arc;

use crate::finding::Finding;
use crate::framework::Frameworks;
use crate::site::{self, Belonging, Frame, Head, Options, Plan};
use crate::source::Inventory;

/// The last frame of a site.
#[derive(Default)]
pub(super) struct FrameCache {
    frame: Option<CachedFrame>,
    belonging: Option<CachedBelonging>,
}

/// A frame, and all that it was assembled from.
struct CachedFrame {
    heads: Vec<Arc<Head>>,
    inventory: Arc<Inventory>,
    options: Options,
    frame: Arc<Frame>,
    findings: Vec<Finding>,
}

/// The belonging of the pages of a frame to these frameworks.
struct CachedBelonging {
    frame: Arc<Frame>,
    frameworks: Arc<Frameworks>,
    belonging: Arc<Belonging>,
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

    /// Which of the frameworks the pages of `frame` belong to.
    pub(super) fn belonging(&mut self, frame: &Arc<Frame>, frameworks: &Arc<Frameworks>) -> Arc<Belonging> {
        let is_same = |cached: &&CachedBelonging| {
            Arc::ptr_eq(&cached.frame, frame) && Arc::ptr_eq(&cached.frameworks, frameworks)
        };
        if let Some(cached) = self.belonging.as_ref().filter(is_same) {
            return cached.belonging.clone();
        }
        let belonging = Arc::new(Belonging::new(frame, frameworks));
        let (frame, frameworks) = (frame.clone(), frameworks.clone());
        self.belonging = Some(CachedBelonging { frame, frameworks, belonging: belonging.clone() });
        belonging
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
