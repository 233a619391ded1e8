//! Structured data of a page, in the vocabulary of schema.org.

use serde::Serialize;

use super::address::permalink;
use super::context::RenderContext;
use super::view::SafeHtml;
use super::words::script_safe;
use crate::front::Date;
use crate::site::{Kind, Page, PageId};

/// The whole of it. Fields are in the order of their names, here and below.
#[derive(Serialize)]
struct Data<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<Node<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Node<'a> {
    About(Box<About<'a>>),
    Trail(Trail<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct About<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    article_section: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Person<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    in_language: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    url: String,
}

#[derive(Serialize)]
struct Person<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Trail<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    item_list_element: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    item: String,
    name: &'a str,
    position: usize,
}

/// The page as JSON-LD; nothing where the site has no host, since these addresses must be absolute.
pub(super) fn linked_data(context: &RenderContext<'_>, id: PageId) -> Option<SafeHtml> {
    context.config.base.origin.as_ref()?;
    let page = context.site.page(id);
    let mut graph = vec![Node::About(Box::new(about(context, page)))];
    let way = context.site.ancestors(id).into_iter().chain([id]).enumerate();
    let steps: Vec<Step<'_>> = way.map(|(index, page)| step(context, index + 1, page)).collect();
    if steps.len() > 1 {
        graph.push(Node::Trail(Trail { kind: "BreadcrumbList", item_list_element: steps }));
    }
    let data = Data { context: "https://schema.org", graph };
    serde_json::to_string(&data).ok().map(|json| SafeHtml(script_safe(json)))
}

fn about<'a>(context: &'a RenderContext<'a>, page: &'a Page) -> About<'a> {
    let (kind, is_home, is_article) = match page.kind {
        Kind::Home => ("WebSite", true, false),
        Kind::Article => ("TechArticle", false, true),
        Kind::Section | Kind::Taxonomy | Kind::Term => ("CollectionPage", false, false),
    };
    let day = |date: &Option<Date>| date.as_ref().filter(|_| is_article).map(Date::day_iso);
    let own = page.front.contributors.iter().map(|name| name.value.as_str());
    let names: Vec<&str> = match page.front.contributors.is_empty() {
        true => context.config.author.as_deref().into_iter().collect(),
        false => own.collect(),
    };
    let section = page.section.filter(|section| is_article && Some(*section) != context.site.home());
    let person = |name| Person { kind: "Person", name };
    About {
        kind,
        article_section: section.map(|section| context.site.page(section).title.as_str()),
        author: names.into_iter().filter(|_| is_article).map(person).collect(),
        date_modified: day(&page.lastmod),
        date_published: day(&page.date),
        description: page.front.description.as_ref().map(|text| text.value.as_str()),
        headline: Some(page.title.as_str()).filter(|_| !is_home),
        in_language: &context.config.language.value,
        name: Some(page.title.as_str()).filter(|_| is_home),
        url: permalink(context, &page.url),
    }
}

fn step<'a>(context: &'a RenderContext<'a>, position: usize, id: PageId) -> Step<'a> {
    let page = context.site.page(id);
    Step { kind: "ListItem", item: permalink(context, &page.url), name: &page.link_title, position }
}
