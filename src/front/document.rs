//! From a block of front matter to its keys and values, untyped.

use super::split::{Block, Format};
use crate::yaml::{Document, Fault, Kind, parse, parse_json, parse_toml};

impl Block {
    /// The values of this block of `text`, a whole file.
    ///
    /// # Errors
    /// Why it is invalid in its language.
    pub fn parse(&self, text: &str) -> Result<Document, Fault> {
        let (content, start) = (self.content.of(text), self.content.start);
        match self.format {
            Format::Yaml => parse(content, start),
            Format::Toml => parse_toml(content, start),
            Format::Json => parse_json(content, start),
        }
    }
}

/// Reads `block` of `text`, a whole file.
///
/// # Errors
/// Why it is not a mapping.
pub(super) fn document(text: &str, block: &Block) -> Result<Document, Fault> {
    let document = block.parse(text)?;
    match document.root.kind {
        Kind::Mapping(_) | Kind::Null => Ok(document),
        Kind::Scalar { .. } | Kind::Sequence(_) => {
            let reason = format!("expected keys with values, found {}", document.root.description());
            let help = "write each line as `key: value`, with a space after the colon".to_owned();
            Err(Fault { span: document.root.span, reason, help: Some(help) })
        }
    }
}
