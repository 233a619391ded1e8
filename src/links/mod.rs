//! What is wrong with links that stay inside the site.
//!
//! Where a link leads is for [`Resolver`](crate::site::Resolver) to say, which also writes the addresses.

mod check;

pub use check::check;
