//! What is made ready when the product is built: the default theme and the explanations of findings are embedded
//! from the folders where they can be read, and the grammars that colour code are packed.

#![expect(clippy::print_stdout, reason = "a build script speaks to cargo this way")]

mod compact;
mod embed;
mod grammars;
mod languages;

use std::path::PathBuf;

use embed::{Form, write_table};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets the manifest folder"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets the output folder"));
    write_table(&out.join("templates.rs"), &root.join("templates"), Form::Shipped);
    write_table(&out.join("static_files.rs"), &root.join("static"), Form::Shipped);
    write_table(&out.join("static_sources.rs"), &root.join("static"), Form::Written);
    write_table(&out.join("explanations.rs"), &root.join("content/manual/findings"), Form::Shipped);
    grammars::write(&root, &out);
}
