//! What is kept of the places of a site's pages, and of what follows from their places alone.
//!
//! A place is taken over where all that it is assembled from is the same, value by value; nothing here asks what has
//! changed. Kept out: whatever a body has a part in.

use std::sync::Arc;

use crate::finding::Finding;
use crate::framework::Frameworks;
use crate::site::{self, Frame, FrameworkScopes, Head, Options, Plan};
use crate::source::Inventory;

/// What one reading of a site keeps of its places for the next. An empty one keeps nothing yet.
#[derive(Default)]
pub(super) struct FrameCache {
    plan: Option<(Arc<Inventory>, Arc<Plan>)>,
    frame: Option<CachedFrame>,
    scopes: Option<CachedScopes>,
    is_for_once: bool,
}

/// The site's frame, and all that it was assembled from.
struct CachedFrame {
    heads: Vec<Arc<Head>>,
    inventory: Arc<Inventory>,
    options: Options,
    frame: Arc<Frame>,
    findings: Vec<Finding>,
}

/// What the pages of a frame are about, as far as these frameworks know.
struct CachedScopes {
    frame: Arc<Frame>,
    frameworks: Arc<Frameworks>,
    scopes: Arc<FrameworkScopes>,
}

impl FrameCache {
    /// FrameCache that no second reading will ask for: they are not kept.
    pub(super) fn for_once() -> Self {
        Self { is_for_once: true, ..Self::default() }
    }

    /// Which files are pages.
    pub(super) fn plan(&mut self, inventory: &Arc<Inventory>) -> Arc<Plan> {
        if let Some((_, plan)) = self.plan.as_ref().filter(|(known, _)| Arc::ptr_eq(known, inventory)) {
            return plan.clone();
        }
        let plan = Arc::new(site::plan(&inventory.entries));
        self.plan = Some((inventory.clone(), plan.clone()));
        plan
    }

    /// The frame of the articles with these heads and of the files of `inventory`, with what clashes in it.
    pub(super) fn frame(
        &mut self,
        heads: Vec<Arc<Head>>,
        inventory: &Arc<Inventory>,
        options: Options,
    ) -> (Arc<Frame>, Vec<Finding>) {
        if let Some(kept) = self.frame.as_ref().filter(|kept| kept.is_of(&heads, inventory, &options)) {
            return (kept.frame.clone(), kept.findings.clone());
        }
        let plan = self.plan(inventory);
        // A head that nobody else holds need not be copied.
        let known = (!self.is_for_once).then(|| heads.clone());
        let (frame, findings) = site::assemble(heads, &inventory.entries, &plan, &options);
        let frame = Arc::new(frame);
        self.frame = known.map(|heads| {
            let (inventory, frame, findings) = (inventory.clone(), frame.clone(), findings.clone());
            CachedFrame { heads, inventory, options, frame, findings }
        });
        (frame, findings)
    }

    /// What the pages of `frame` are about.
    pub(super) fn scopes(&mut self, frame: &Arc<Frame>, frameworks: &Arc<Frameworks>) -> Arc<FrameworkScopes> {
        let is_same =
            |kept: &&CachedScopes| Arc::ptr_eq(&kept.frame, frame) && Arc::ptr_eq(&kept.frameworks, frameworks);
        if let Some(kept) = self.scopes.as_ref().filter(is_same) {
            return kept.scopes.clone();
        }
        let scopes = Arc::new(FrameworkScopes::new(frame, frameworks));
        let (frame, frameworks) = (frame.clone(), frameworks.clone());
        self.scopes = Some(CachedScopes { frame, frameworks, scopes: scopes.clone() });
        scopes
    }
}

impl CachedFrame {
    /// Whether these are the same as all that it was assembled from.
    fn is_of(&self, heads: &[Arc<Head>], inventory: &Arc<Inventory>, options: &Options) -> bool {
        let is_same = |(a, b): (&Arc<Head>, &Arc<Head>)| Arc::ptr_eq(a, b) || a.is_same(b);
        let has_entries = Arc::ptr_eq(&self.inventory, inventory) || self.inventory.entries == inventory.entries;
        has_entries
            && self.options == *options
            && self.heads.len() == heads.len()
            && self.heads.iter().zip(heads).all(is_same)
    }
}
