//! Clausebook turns a folder of Markdown guides into a folder of bytes plus a list of findings.
//!
//! Only the two ends touch the disk; everything between is plain functions over plain values.

pub mod finding;
pub mod output;
pub mod source;
