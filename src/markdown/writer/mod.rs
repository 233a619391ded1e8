//! From the events of the Markdown parser to pieces: one method for each kind of construct.

mod address;
mod autolink;
mod block;
mod callout;
mod cite;
mod embed;
mod event;
mod footnote;
mod html_page;
mod id_text;
mod inline;
mod insertion;
mod mathematics;
mod mistyped;
mod open;
mod raw;
mod state;
mod table;
mod term;

pub(super) use mistyped::is_local;
pub(super) use state::Writer;
