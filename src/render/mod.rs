//! Pages from the site and the theme. Values in, artifacts out; nothing here reads or writes a file.

mod card;
mod data_table;
pub mod data_view;
mod feed;
mod generated;
mod generated_files;
mod linked_data;
mod markdown_alternate;
mod menu;
mod one;
mod page;
mod policy;
mod requirement;
mod shortcode;
mod sidebar;
mod sitemap;
mod theme;
pub mod view;
mod view_of;
mod written_table;

pub use generated_files::{addresses_beside, made_addresses};
pub use page::{AssetInfo, RenderError, RenderInput, Renderer, Size};
pub use policy::headers;
pub use shortcode::SiteShortcodes;
pub use theme::{Shipped, Theme, UserTemplate, default_files, shipped_for};
