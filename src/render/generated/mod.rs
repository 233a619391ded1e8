//! Pages that a site makes by itself: each subject through a template of its name, with the files beside it.
//!
//! One file here for each subject collects what its template sees; which pages there are is decided by the site.

mod baseline;
mod changes;
pub(super) mod coverage;
mod crosswalk;
mod documents;
pub(super) mod framework;
pub(super) mod home;
mod map;
pub(super) mod markdown_alternate;
pub(super) mod page;
mod part;
mod party;
mod print;
mod redline;
mod requirement;
