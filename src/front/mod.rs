//! Front matter: where it begins and ends, its fields, and the findings on them.
//!
//! It is read as Hugo reads it, key by key. A value that cannot be used is a finding and counts as absent. What a
//! field means for the site (routes, menus, order) is decided in other modules.

mod absent;
mod alias_edit;
mod approval;
mod cascade;
mod control;
mod date;
mod document;
mod field;
mod front_matter;
mod hero;
mod interval;
mod key;
mod menu;
mod misplaced;
mod other_shape;
mod own_key;
mod read;
mod schema;
mod split;
mod use_of_terms;
mod weight;

#[cfg(test)]
mod tests;

pub use absent::absent;
pub use alias_edit::alias_edit;
pub use cascade::{Cascade, Cascades};
pub use control::{Change, Control};
pub use date::Date;
pub use front_matter::{FrontMatter, MenuEntry, Requirements, TextList};
pub use hero::{Hero, HeroButton};
pub use interval::Interval;
pub use key::{KNOWN, KnownKey};
pub use misplaced::{Misplaced, misplaced};
pub use other_shape::other_shapes;
pub use own_key::{OtherShape, OwnKey};
pub use read::{check_cascade, read};
pub use schema::schema;
pub use split::{Block, Format, Split, split};
pub use use_of_terms::UseOfTerms;
