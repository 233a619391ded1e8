//! Clausebook turns a folder of Markdown guides into a folder of bytes plus a list of findings.
//!
//! Only the two ends touch the disk; everything between is plain functions over plain values. The way of one
//! article through the house:
//!
//! ```text
//! source    lists the files and reads them           Inventory, SourceSet
//! config    what the site has decided about itself   Config
//! front     front matter, each field with its place  FrontMatter
//! markdown  the body, with holes for what only       Document
//!           the whole site can say
//! framework the standards that articles cite          Frameworks
//! citation  what in a text cites which requirement   Mention
//! table     data files that are shown as tables      Table
//! site      every page in its place: routes, order,  Site
//!           terms, aliases; where links lead
//! links     what is wrong with links                 Finding
//! render    templates, the holes filled              Artifact
//! search    the index of all texts                   Artifact
//! output    staged, swapped in, listed               clausebook-manifest.json
//! ```
//!
//! [`pipeline`] runs these stages in order and is the best place to begin reading. [`finding`] is what all of
//! them say when something is wrong with the user's material; a failure of our own is an error at the edge.
//! [`serve`] keeps the parsed site in memory and renders a page when a browser asks for it. [`cli`] is the only
//! room that prints.
//!
//! A room imports only from rooms below it; `tests/architecture.rs` holds that.

pub mod source;

pub mod finding;
pub mod output;
pub mod yaml;

pub mod config;
pub mod framework;
pub mod front;
pub mod markdown;

pub mod citation;

pub mod table;

pub mod site;

pub mod links;
pub mod render;
pub mod search;

pub mod pipeline;

pub mod serve;

pub mod cli;
