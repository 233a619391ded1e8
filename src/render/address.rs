//! Public addresses, and links to pages and requirements.

use super::context::RenderContext;
use super::view::LinkView;
use crate::config::Config;
use crate::framework::{Framework, RequirementIdx, split_version};
use crate::output::path_of;
use crate::site::{
    Formats, GeneratedId, Kind, Page, PageId, Subject, Target, framework_url, principal_url, print_url, requirement_url,
};

/// The absolute address of a path of this site, or its public path where the site has no host.
pub(super) fn permalink(context: &RenderContext<'_>, url: &str) -> String {
    let mut address = context.resolver.public(url);
    address.insert_str(0, context.config.base.origin.as_deref().unwrap_or_default());
    address
}

/// The absolute address of a public path, or the path itself where the site has no host.
pub(super) fn with_host(context: &RenderContext<'_>, public: &str) -> String {
    let origin = context.config.base.origin.as_deref().unwrap_or_default();
    if public.is_empty() { String::new() } else { format!("{origin}{public}") }
}

/// A link to a page.
pub(super) fn link(context: &RenderContext<'_>, id: PageId) -> LinkView {
    let page = context.site.page(id);
    LinkView { title: page.link_title.clone(), url: context.resolver.public(&page.url) }
}

/// Links to pages, in the order given.
pub(super) fn page_links(context: &RenderContext<'_>, pages: &[PageId]) -> Vec<LinkView> {
    pages.iter().map(|page| link(context, *page)).collect()
}

/// A link to a generated page.
pub(super) fn generated_link(context: &RenderContext<'_>, id: GeneratedId) -> LinkView {
    let generated = context.site.generated(id);
    LinkView { title: generated.link_title.clone(), url: context.resolver.public(&generated.url) }
}

/// The public path of a generated page; nothing where the site has none of that subject.
pub(super) fn generated_path(context: &RenderContext<'_>, subject: &Subject) -> Option<String> {
    let id = context.site.find_generated(subject)?;
    Some(context.resolver.public(&context.site.generated(id).url))
}

/// The public path of a section as one page for paper.
pub(super) fn print_path(context: &RenderContext<'_>, section: PageId) -> Option<String> {
    let url = print_url(&context.site.page(section).url);
    matches!(context.site.at(&url), Some(Target::GeneratedPage(_))).then(|| context.resolver.public(&url))
}

/// The public address of a requirement, with its anchor. Empty for an older version of a framework, which has no pages.
pub(super) fn requirement_address(
    context: &RenderContext<'_>,
    framework: &Framework,
    requirement: RequirementIdx,
) -> String {
    if is_older(framework) {
        return String::new();
    }
    let url = requirement_url(framework, requirement);
    match url.split_once('#') {
        Some((page, anchor)) => format!("{}#{anchor}", context.resolver.public(page)),
        None => context.resolver.public(&url),
    }
}

/// The public address of the page of a principal requirement; empty as above.
pub(super) fn principal_address(
    context: &RenderContext<'_>,
    framework: &Framework,
    principal: RequirementIdx,
) -> String {
    if is_older(framework) { String::new() } else { context.resolver.public(&principal_url(framework, principal)) }
}

/// The public address of the overview of a framework; empty as above.
pub(super) fn framework_address(context: &RenderContext<'_>, framework: &Framework) -> String {
    if is_older(framework) { String::new() } else { context.resolver.public(&framework_url(framework)) }
}

fn is_older(framework: &Framework) -> bool {
    split_version(&framework.key).1.is_some()
}

/// A link to a requirement, by its id.
pub(super) fn requirement_link(
    context: &RenderContext<'_>,
    framework: &Framework,
    requirement: RequirementIdx,
) -> LinkView {
    let title = framework.requirement(requirement).id.clone();
    LinkView { title, url: requirement_address(context, framework, requirement) }
}

/// Links to requirements by their ids; an unknown id has an empty address.
pub(super) fn requirement_links(context: &RenderContext<'_>, framework: &Framework, ids: &[String]) -> Vec<LinkView> {
    let link = |id: &String| match framework.find(id) {
        Some(requirement) => LinkView { title: id.clone(), ..requirement_link(context, framework, requirement) },
        None => LinkView { title: id.clone(), url: String::new() },
    };
    ids.iter().map(link).collect()
}

/// The address of a page's feed; nothing for pages that have none, or where another output has its path.
pub(super) fn feed_url(context: &RenderContext<'_>, page: &Page) -> Option<String> {
    feed_url_of(page, context.config).filter(|url| context.site.clash(&path_of(url)).is_none())
}

/// The same, whether or not another output has its path.
pub(super) fn feed_url_of(page: &Page, config: &Config) -> Option<String> {
    if page.kind == Kind::Article || config.feed_limit == 0 || !Formats::of(&page.front).feed {
        return None;
    }
    // Of a page that is a file, only a term has a feed: beside the file, as in Hugo.
    let folder = match page.url.strip_suffix(".html") {
        Some(stem) if page.kind == Kind::Term && page.front.url.is_none() => format!("{stem}/"),
        _ => page.url.clone(),
    };
    folder.ends_with('/').then(|| format!("{folder}index.xml"))
}

/// The address of the page at `url` as Markdown; nothing for pages that have none, or where another output has its
/// path.
pub(super) fn markdown_url(context: &RenderContext<'_>, url: &str) -> Option<String> {
    markdown_url_of(url, context.config).filter(|markdown| context.site.clash(&path_of(markdown)).is_none())
}

/// The same, whether or not another output has its path. A page that asked for another file name than that of an HTML
/// page has none.
pub(super) fn markdown_url_of(url: &str, config: &Config) -> Option<String> {
    if !config.outputs.markdown {
        return None;
    }
    match url.strip_suffix(".html") {
        Some(stem) => Some(format!("{stem}.md")),
        None => url.ends_with('/').then(|| format!("{url}index.md")),
    }
}
