//! What every function of this module gets: the site with all that it is rendered from and with.

use std::sync::Arc;

use foldhash::HashMap;
use tera::{Context, Value};

use super::asset_info::AssetInfo;
use super::error::RenderError;
use super::framework_info::FrameworkInfo;
use super::menu::menus;
use super::place::{Part, Places};
use super::sidebar::Sidebar;
use super::site_view::{foot, site_view};
use super::theme::Theme;
use super::view::SiteView;
use crate::config::Config;
use crate::finding::without_forbidden;
use crate::framework::Frameworks;
use crate::glossary::Glossary;
use crate::markdown;
use crate::output::{Artifact, Body, OutputPath, path_of};
use crate::redline::Approvals;
use crate::site::{Edges, PageId, Resolver, Site};
use crate::source::{FileId, Location, SourceSet};
use crate::table::Sheet;

/// The capacity, in bytes, that the output of a template begins with: most pages are not longer.
const PAGE_CAPACITY: usize = 16 * 1024;

/// What a site is rendered from.
#[derive(Clone, Copy)]
pub struct RenderInput<'a> {
    /// Its configuration.
    pub config: &'a Config,
    /// Its templates.
    pub theme: &'a Theme,
    /// The site, and where its links lead.
    pub resolver: &'a Resolver<'a>,
    /// Its files.
    pub sources: &'a SourceSet,
    /// What is needed of files that are not read.
    pub assets: &'a AssetInfo,
    /// The frameworks that it may cite.
    pub frameworks: &'a Frameworks,
    /// The terms that its glossaries define.
    pub glossary: &'a Glossary,
    /// Which of its pages cite which requirement.
    pub edges: &'a Edges,
    /// The last approved versions of its controlled documents.
    pub approvals: &'a Approvals,
}

/// What pages of a site are rendered from and with.
#[derive(Clone)]
pub(super) struct RenderContext<'a> {
    pub(super) site: &'a Site,
    pub(super) config: &'a Config,
    pub(super) theme: &'a Theme,
    pub(super) resolver: &'a Resolver<'a>,
    pub(super) sources: &'a SourceSet,
    pub(super) assets: &'a AssetInfo,
    pub(super) frameworks: &'a Frameworks,
    pub(super) glossary: &'a Glossary,
    pub(super) edges: &'a Edges,
    pub(super) approvals: &'a Approvals,
    /// The public path of each glossary that is published.
    pub(super) glossaries: HashMap<FileId, String>,
    /// What every template sees, by name.
    globals: [(&'static str, Value); 3],
    pub(super) shared: Shared<'a>,
}

/// Parts that many pages share, computed in advance where all pages are rendered. Where they are not there, each page
/// computes its own.
#[derive(Clone, Default)]
pub(super) struct Shared<'a> {
    pub(super) sidebars: HashMap<Part, Sidebar>,
    pub(super) places: Places,
    /// By the framework's key.
    pub(super) frameworks: HashMap<&'a str, Arc<FrameworkInfo<'a>>>,
}

impl<'a> RenderContext<'a> {
    pub(super) fn new(input: RenderInput<'a>) -> Self {
        let RenderInput { config, theme, resolver, sources, assets, frameworks, glossary, edges, approvals } = input;
        let site = resolver.site();
        let search = if assets.search { resolver.public("/pagefind/") } else { String::new() };
        let menus = menus(config, resolver, theme.menus());
        let view = site_view(config, Some(resolver));
        let view = SiteView { search, foot: foot(&view, menus.get("footer"), theme.labels()), ..view };
        let globals = [
            ("site", Value::from_serializable(&view)),
            ("menus", Value::from_serializable(&menus)),
            ("params", Value::from_serializable(&config.params)),
        ];
        let defining = site.pages().filter(|(_, page)| page.front.glossary.as_ref().is_some_and(|key| key.value));
        let glossaries = defining.filter_map(|(_, page)| Some((page.file?, resolver.public(&page.url)))).collect();
        let shared = Shared::default();
        Self {
            site,
            config,
            theme,
            resolver,
            sources,
            assets,
            frameworks,
            glossary,
            edges,
            approvals,
            glossaries,
            globals,
            shared,
        }
    }

    /// The same context with these parts in advance.
    pub(super) fn with_shared(&self, shared: Shared<'a>) -> Self {
        Self { shared, ..self.clone() }
    }
}

/// The values that every template sees, for a template's own to be added to.
pub(super) fn global_values(context: &RenderContext<'_>) -> Context {
    let mut values = Context::new();
    for (name, value) in &context.globals {
        values.insert_value(*name, value.clone());
    }
    values
}

/// The output of a template; of XML without the characters that XML does not allow.
///
/// # Errors
/// The template's failure, which is reported at `location` where the template is the default theme's.
pub(super) fn render(
    context: &RenderContext<'_>,
    template: &str,
    values: &Context,
    location: Location,
) -> Result<String, RenderError> {
    let mut output = Vec::with_capacity(PAGE_CAPACITY);
    let done = context.theme.tera().render_to(template, values, &mut output);
    done.map_err(|error| context.theme.failure(&error, location))?;
    // Templates and their values are text, so that this never replaces anything.
    let text = String::from_utf8(output);
    let text = text.unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    let text = markdown::with_regions(text);
    Ok(if template.ends_with(".xml") { without_forbidden(text) } else { text })
}

/// The artifact at an address: a folder's `index.html`, or the file that the address names.
///
/// # Errors
/// The address is not a valid path of an output file.
pub(super) fn artifact(url: &str, text: impl Into<String>) -> Result<Artifact, RenderError> {
    Ok(Artifact::new(OutputPath::new(path_of(url))?, Body::Text(text.into())).at(url))
}

/// A sheet as a workbook at `url`, below the base and not percent-encoded.
pub(super) fn workbook(url: &str, sheet: &Sheet) -> Result<Artifact, RenderError> {
    let bytes = sheet.xlsx().unwrap_or_default();
    Ok(Artifact::new(OutputPath::new(path_of(url))?, Body::Bytes(bytes)).at(url))
}

/// Where a page's findings are reported: in its file, or in the front page's where it has none.
pub(super) fn page_location(context: &RenderContext<'_>, id: PageId) -> Location {
    context.site.page(id).file.map_or_else(|| home_location(context), Location::start_of)
}

/// Where findings of what has no file are reported: in the front page's file.
pub(super) fn home_location(context: &RenderContext<'_>) -> Location {
    let home = context.site.home().and_then(|home| context.site.page(home).file);
    Location::start_of(home.unwrap_or(FileId(0)))
}
