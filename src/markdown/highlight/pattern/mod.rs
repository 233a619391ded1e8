//! The patterns of grammars: where they can match, and as programs.
//!
//! This room knows nothing of code and grammars, since it is built twice: the build script prepares all patterns
//! that are known by then, the product those in which something captured has its place. Kept out: running.

mod bracket;
mod bytes;
mod first;
mod node;
mod parse;
mod program;
mod start;

pub(crate) use bytes::{Others, ROWS, row};
pub(crate) use node::Place;
pub(crate) use program::{Address, Arm, Program, Step};
pub(crate) use start::{Line, Start};
