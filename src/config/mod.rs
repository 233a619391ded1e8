//! The site's configuration, `clausebook.yaml`: parsed as written, validated, and resolved with defaults.
//!
//! Every setting has a default, so a site without the file has the configuration [`Config::default`].

mod addresses;
mod base_url;
mod colour;
mod external;
mod go_layout;
mod host_rules;
mod markup;
mod model;
mod parse;
mod parser;
mod pattern;
mod permalink;
mod raw;
mod raw_addresses;
mod recovery;
mod resolve;
mod resolve_addresses;
mod resolve_external;
mod resolve_markup;
mod resolve_profiles;
mod resolve_theme;
mod resolve_versions;
mod schema;
mod setting;
mod user;
mod validator;

#[cfg(test)]
mod tests;

pub use addresses::{Addresses, MAX_IGNORED, MAX_PERMALINKS, Part, PermalinkRule, UglyUrls};
pub use base_url::BaseUrl;
pub use external::{External, MaxAges};
pub use go_layout::month_name;
pub use host_rules::{HostRules, OriginPattern, Secret, is_env_name, is_header_name};
pub use markup::{Markup, Typographer};
pub use model::{
    Accent, Config, Ignore, LastChange, Link, MenuItem, Notice, Outputs, Paper, Profile, Search, Taxonomy, Theme,
    TocLevels, Version,
};
pub use pattern::Pattern;
pub use permalink::{Permalink, TokenValues};
pub use schema::schema;
pub use setting::{SETTINGS, Setting, Shape, known_settings};
pub use user::{UserConfig, parse_user_config};

use validator::Validator;

use crate::finding::Finding;
use crate::source::FileId;

/// Reads the text of `clausebook.yaml`. What is invalid is a finding, and its default is used.
pub fn read(file: FileId, text: &str) -> (Config, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut validator = Validator::new(file, &mut findings);
    let raw = parse::parse(text, &mut validator);
    let config = resolve::resolve(raw, &mut validator);
    (config, findings)
}

impl Default for Config {
    /// The configuration of a site without `clausebook.yaml`.
    fn default() -> Self {
        read(FileId(0), "").0
    }
}
