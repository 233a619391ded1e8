//! Clausebook turns a folder of Markdown guides into a folder of bytes plus a list of findings.
//!
//! Only the two ends touch the disk; everything between is plain functions over plain values.

pub mod cli;
pub mod config;
pub mod finding;
pub mod front;
pub mod links;
pub mod markdown;
pub mod output;
pub mod pipeline;
pub mod render;
pub mod serve;
pub mod site;
pub mod source;
pub mod yaml;
