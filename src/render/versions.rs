//! The links of a page to the other versions of the site.

use super::context::RenderContext;
use super::view::VersionView;
use crate::config::Version;
use crate::site::{DeployedPages, encode};

/// Every version, in the order of the configuration, for the page at `url`.
///
/// What pages a version has is known where the configuration names a file with them. Where a page is not among them, or
/// they are not known, the link leads to the front page of the version.
pub(super) fn versions(context: &RenderContext<'_>, url: &str) -> Vec<VersionView> {
    let view = |(version, pages): (&Version, &Option<DeployedPages>)| {
        let has_page = version.is_current || pages.as_ref().is_some_and(|pages| pages.has(url));
        let address = |url: &str| {
            let origin = version.base.origin.as_deref().unwrap_or_default();
            format!("{origin}{}", encode(&version.base.path(url)))
        };
        let url = match (version.is_current, has_page) {
            (true, _) => context.resolver.public(url),
            (false, true) => address(url),
            (false, false) => address("/"),
        };
        VersionView { name: version.name.clone(), url, is_current: version.is_current, has_page }
    };
    context.config.versions.iter().zip(&*context.assets.deployments).map(view).collect()
}
