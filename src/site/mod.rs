//! The site as a whole: pages with their addresses, sections in order, terms, aliases, files, generated pages.
//!
//! It is built in four steps, each of which returns a complete value that later steps only read:
//!
//! ```text
//! assemble          heads of articles, files     Frame        addresses, sections, order
//! SiteContent::new  + bodies, data tables        SiteContent  pages, and which tables they show
//! Edges::new        + frameworks                 Edges        which page covers which requirement
//! Site::new         + edges                      Site         with generated pages and the files beside pages
//! ```

mod address;
mod alias;
mod approval;
mod assemble;
mod check;
mod classify;
mod connect;
mod content;
mod control;
mod coverage;
mod deployment;
mod edge;
mod files;
mod frame;
mod framework_scopes;
mod framework_tables;
mod generate;
mod generated;
mod generated_routes;
mod menu_check;
mod missing;
mod model;
mod navigation;
mod order;
mod output_check;
mod output_formats;
mod outputs;
mod page;
mod page_url;
mod parsed;
mod pending;
mod permalink;
mod profiles;
mod publication;
mod redirect;
mod reference;
mod requirement;
mod resolve;
mod route;
mod table_files;
mod tables;
mod target;
mod taxonomy;
mod term_check;

pub use address::Address;
pub use approval::{check_approvals, document_blocks};
pub use assemble::{Options, Resource, assemble};
pub use check::check;
pub use classify::{Plan, plan};
pub use content::SiteContent;
pub use control::Review;
pub use coverage::{Coverage, Covered, State};
pub use deployment::DeployedPages;
pub use edge::{Edge, EdgeKind, Edges, OlderEdge};
pub use frame::{Alias, Frame};
pub use framework_scopes::FrameworkScopes;
pub use framework_tables::{Related, ShownMatrix, unreached};
pub use generate::print_url;
pub use generated::{GeneratedFile, GeneratedPage, Subject};
pub use menu_check::MAX_MENU_DEPTH;
pub use model::Site;
pub use navigation::{Series, folder_names};
pub use order::prepare_order;
pub use output_check::check_outputs;
pub use output_formats::Formats;
pub use outputs::{Clash, Obstacle};
pub use page::{Kind, Page, PageId, PageMeta, Unpublished};
pub use parsed::{Body, Head, ParsedPage};
pub use profiles::{Profile, ProfileIdx, Profiles};
pub use publication::{LeftOut, Selection};
pub use redirect::{Destination, RedirectRule, Redirects};
pub use reference::value_link;
pub use requirement::{framework_url, principal_url, requirement_url};
pub use resolve::{Base, Missing, Resolution, Resolver, Route, is_source_path};
pub use route::{decode, encode};
pub use table_files::{DataTableFiles, EDGES_URL, TableFile};
pub use tables::{ShownTable, WrittenTable};
pub use target::{GeneratedId, Target};
