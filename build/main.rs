//! Embeds the default theme and the explanations of findings.

#![expect(clippy::print_stdout, reason = "a build script speaks to cargo this way")]

mod compact;
mod embed;

use std::path::PathBuf;

use embed::{Form, write_table};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets the manifest folder"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets the output folder"));
    write_table(&out.join("templates.rs"), &root.join("templates"), Form::Shipped);
    write_table(&out.join("static_files.rs"), &root.join("static"), Form::Shipped);
    write_table(&out.join("static_sources.rs"), &root.join("static"), Form::Written);
    write_table(&out.join("explanations.rs"), &root.join("content/manual/findings"), Form::Shipped);
}
