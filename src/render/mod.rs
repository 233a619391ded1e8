//! Pages from the site and the theme. Values in, artifacts out; nothing here reads or writes a file.
//!
//! What is rendered is described in `context.rs`; every other file has functions over it. A template sees only the
//! views of `view.rs` and of the file that fills them.

mod address;
mod asset_info;
mod card;
mod card_cache;
mod citation;
mod content;
mod context;
mod control;
mod data_table;
mod data_view;
mod defined_term;
mod edge_list;
mod error;
mod feed;
mod framework_info;
mod generated;
mod linked_data;
mod lookup;
mod markdown_alternate;
mod markdown_text;
mod marks;
mod menu;
mod navigation;
mod page;
mod page_view;
mod pieces;
mod place;
mod policy;
mod renderer;
mod requirement;
mod server;
mod shortcode;
mod shortcode_template;
mod sidebar;
mod signature;
mod site_files;
mod site_view;
mod sitemap;
mod social_card;
mod stub;
mod table_files;
mod term;
mod theme;
mod unused_templates;
mod used_menus;
mod versions;
mod view;
mod words;

pub use asset_info::{AssetInfo, Size};
pub use card_cache::CardCache;
pub use context::RenderInput;
pub use error::RenderError;
pub use policy::headers;
pub use renderer::Renderer;
pub use server::{Server, ServerConfig, server_config};
pub use shortcode::{ShortcodeValues, SiteShortcodes, built_in_shortcodes, shortcode_arguments, shortcode_names};
pub use site_files::{addresses_beside, generated_addresses};
pub use social_card::missing_cards;
pub use stub::{STUB, is_shortcode, stubbed};
pub use theme::{Shipped, Theme, UserTemplate, default_files, is_default_template, shipped_for};
pub use unused_templates::unused_templates;
