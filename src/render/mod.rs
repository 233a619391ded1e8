//! Pages from the site and the theme. Values in, artifacts out; nothing here reads or writes a file.

mod card;
mod data_table;
pub mod data_view;
mod feed;
mod generated;
mod linked_data;
mod made;
mod menu;
mod one;
mod page;
mod policy;
mod rail;
mod requirement;
mod shortcode;
mod sitemap;
mod theme;
mod twin;
pub mod view;
mod view_of;
mod written_table;

pub use made::{addresses_beside, made_addresses};
pub use page::{Facts, Material, Renderer, Size, Stop};
pub use policy::headers;
pub use shortcode::SiteShortcodes;
pub use theme::{Shipped, Theme, UserTemplate, default_files, shipped_for};
