//! The addresses and output files of generated pages and files.

use std::sync::Arc;

use foldhash::HashMap;

use super::frame::Frame;
use super::outputs::{Clash, Outputs};
use super::target::Target;
use crate::output::{path_fault, path_of};

/// The addresses and output files that generated pages and files have claimed. What the frame has comes first.
#[derive(Debug)]
pub(super) struct GeneratedRoutes {
    frame: Arc<Frame>,
    routes: HashMap<String, Target>,
    outputs: Outputs,
    /// Addresses that were refused, with the reason.
    clashes: Vec<(String, Clash)>,
}

impl GeneratedRoutes {
    /// No claims yet beside those of `frame`.
    pub(super) fn new(frame: Arc<Frame>) -> Self {
        Self { frame, routes: HashMap::default(), outputs: Outputs::default(), clashes: Vec::new() }
    }

    /// What is at exactly this address, in the frame or among the claims.
    pub(super) fn at(&self, url: &str) -> Option<Target> {
        self.frame.at(url).or_else(|| self.routes.get(url).copied())
    }

    /// Every claimed address, in no particular order.
    pub(super) fn urls(&self) -> impl Iterator<Item = &str> {
        self.routes.keys().map(String::as_str)
    }

    /// The output files of the frame and of the claims.
    pub(super) fn outputs(&self) -> [&Outputs; 2] {
        [&self.frame.outputs, &self.outputs]
    }

    /// What is in the way of an output file at `path`.
    pub(super) fn clash(&self, path: &str) -> Option<Clash> {
        self.outputs().iter().find_map(|outputs| outputs.clash(path))
    }

    /// The refused addresses of generated pages and of the files beside them.
    pub(super) fn clashes(&self) -> &[(String, Clash)] {
        &self.clashes
    }

    /// Gives `url` to `target` and returns whether the address was free.
    pub(super) fn claim(&mut self, url: &str, target: Target) -> bool {
        self.try_claim(url, target).is_ok()
    }

    /// The same, and a refusal is recorded for [`Self::clashes`].
    pub(super) fn claim_or_report(&mut self, url: &str, target: Target) -> bool {
        match self.try_claim(url, target) {
            Ok(()) => true,
            Err(clash) => {
                self.clashes.extend(clash.map(|clash| (url.to_owned(), clash)));
                false
            }
        }
    }

    /// # Errors
    /// What is in the way; nothing where no file can be written there at all.
    fn try_claim(&mut self, url: &str, target: Target) -> Result<(), Option<Clash>> {
        let path = path_of(url);
        if path_fault(&path).is_some() {
            return Err(None);
        }
        if let Some(clash) = self.frame.outputs.clash(&path) {
            return Err(Some(clash));
        }
        self.outputs.claim(path, target).map_err(Some)?;
        self.routes.insert(url.to_owned(), target);
        Ok(())
    }
}
