//! Where links lead. One resolver serves the pages that are written and the findings that are reported.

mod address;
mod check;
mod resolve;

pub use address::Address;
pub use check::check;
pub use resolve::{Base, Missing, Resolution, Resolver, Route};
