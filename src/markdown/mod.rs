//! Markdown as it is written, read into values.
//!
//! Kept out: what a link leads to, which shortcodes there are, and how a page looks.

pub mod attributes;
pub mod fence;
pub mod highlight;
pub mod html;
pub mod shortcode;
