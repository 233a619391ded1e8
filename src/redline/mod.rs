//! What changed in a document since its last approved version: its blocks compared, and the words in each.
//!
//! Functions over values. Out of scope: git, and what pages and findings say of a change.

mod align;
mod approval;
mod block;
mod compare;
mod place;
mod read;
mod words;

pub use approval::{Approval, Approvals, ApprovedDocument};
pub use block::{Block, BlockKind};
pub use compare::{Passage, Redline, compare};
pub use place::first_difference;
pub use read::blocks;
pub use words::{Part, Presence};
