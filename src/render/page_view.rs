//! Pages as templates see them.

use super::address::{feed_url, link, markdown_url, permalink, print_path};
use super::applicability::other_profile;
use super::context::RenderContext;
use super::control::control_view;
use super::data_table::{has_data_tables, has_standards};
use super::linked_data::linked_data;
use super::redline::redline_link;
use super::requirement::{frameworks_of, requirements_of};
use super::social_card::social_card;
use super::versions::versions;
use super::view::{
    ControlView, DateView, HeroView, LinkView, ListedView, PageView, SectionView, SeriesView, TermsView, TocView,
};
use crate::config::TocLevels;
use crate::front::{Date, Hero, HeroButton};
use crate::labels::Labels;
use crate::markdown::{Document, Heading, Link, LinkKind};
use crate::site::{Kind, Missing, Page, PageId, Resolution, Subject, value_link};
use crate::source::Spanned;

/// Words that a reader reads in a minute. Standards are read slowly.
const WORDS_A_MINUTE: usize = 200;

pub(super) fn page_view(context: &RenderContext<'_>, id: PageId) -> PageView {
    let page = context.site.page(id);
    let front = &page.front;
    let text = |field: &Option<Spanned<String>>| field.as_ref().map(|field| field.value.clone()).unwrap_or_default();
    let is_list = page.kind != Kind::Article;
    let labels = context.theme.labels();
    PageView {
        kind: page.kind.name(),
        url: context.resolver.public(&page.url),
        permalink: permalink(context, &page.url),
        path: page.path.clone(),
        title: page.title.clone(),
        link_title: page.link_title.clone(),
        description: text(&front.description),
        lead: text(&front.lead),
        r#type: text(&front.kind),
        applies_to: other_profile(context, id),
        draft: front.draft == Some(true),
        date: page.date.as_ref().map(|date| DateView::new(date, labels)),
        lastmod: page.lastmod.as_ref().map(|date| DateView::new(date, labels)),
        tags: terms(context, page, "tags"),
        contributors: terms(context, page, "contributors"),
        taxonomy: page.taxonomy.clone(),
        terms: other_terms(context, page),
        images: pictures(context, id),
        social_card: social_card(context, id).map(|card| context.resolver.public(&card.url)).unwrap_or_default(),
        has_data_tables: has_data_tables(context, id),
        has_standards: has_standards(context, id),
        has_footnotes: page.document.has_footnotes,
        has_formulas: page.document.has_formulas,
        diagrams: diagrams(context, [id]),
        has_lists: is_list,
        // The front page has small maps of the frameworks.
        has_reference: context.site.generated_on(id).is_some() || page.kind == Kind::Home && has_frameworks(context),
        toc: if front.toc == Some(false) { Vec::new() } else { toc(&page.document, context.config.toc) },
        words: page.document.words,
        minutes: minutes(&page.document),
        params: front.params.clone(),
        control: front
            .control
            .as_ref()
            .map(|control| ControlView { redline: redline_link(context, id), ..control_view(context, control) }),
        print: print_path(context, id),
        edit_url: page.file.and_then(|_| context.config.edit_link(&page.path)),
        feedback_url: context.config.feedback_link(&page.path, &page.title, &permalink(context, &page.url)),
        hero: front.hero.as_ref().filter(|_| page.kind == Kind::Home).map(|hero| hero_view(context, id, hero)),
        breadcrumbs: context.site.ancestors(id).into_iter().map(|above| link(context, above)).collect(),
        children: page.children.iter().filter(|_| is_list).map(|child| listed(context, *child)).collect(),
        frameworks: frameworks_of(context, id),
        requirements: requirements_of(context, id),
        feed: feed_url(context, page).map(|url| context.resolver.public(&url)),
        linked_data: linked_data(context, id),
        versions: versions(context, &page.url),
        markdown: markdown_url(context, &page.url).map(|url| context.resolver.public(&url)),
    }
}

fn hero_view(context: &RenderContext<'_>, id: PageId, hero: &Hero) -> HeroView {
    let text = |field: &Option<Spanned<String>>| field.as_ref().map(|field| field.value.clone()).unwrap_or_default();
    let button = |button: &HeroButton| LinkView {
        title: button.name.value.clone(),
        url: context.resolver.href(id, &value_link(&button.url, LinkKind::FrontMatter)),
    };
    HeroView {
        title: text(&hero.title),
        lead: text(&hero.lead),
        buttons: hero.buttons.iter().map(button).collect(),
        search: hero.search.unwrap_or(true),
    }
}

fn has_frameworks(context: &RenderContext<'_>) -> bool {
    context.site.all_generated().any(|(_, generated)| matches!(generated.subject, Subject::Framework(_)))
}

/// The public path of the script for diagrams, where one of the pages has any.
pub(super) fn diagrams(context: &RenderContext<'_>, pages: impl IntoIterator<Item = PageId>) -> String {
    let Some(script) = &context.config.markup.mermaid else { return String::new() };
    let has_any = pages.into_iter().any(|page| context.site.page(page).document.has_diagrams);
    if has_any { context.resolver.public(&script.value) } else { String::new() }
}

pub(super) fn section_view(context: &RenderContext<'_>, id: PageId) -> Option<SectionView> {
    let page = context.site.page(id);
    let section = if page.kind == Kind::Section { id } else { page.section? };
    let page = context.site.page(section);
    let description = description(context, section);
    Some(SectionView { title: page.title.clone(), url: context.resolver.public(&page.url), description })
}

pub(super) fn description(context: &RenderContext<'_>, id: PageId) -> String {
    context.site.page(id).front.description.as_ref().map(|text| text.value.clone()).unwrap_or_default()
}

pub(super) fn series_view(context: &RenderContext<'_>, id: PageId) -> Option<SeriesView> {
    let series = context.site.series(id)?;
    let section = context.site.page(series.section);
    Some(SeriesView {
        title: section.title.clone(),
        url: context.resolver.public(&section.url),
        position: series.position + 1,
        total: series.articles.len(),
        previous: series.previous().map(|page| link(context, page)),
        next: series.next().map(|page| link(context, page)),
        next_description: series.next().map(|page| description(context, page)).unwrap_or_default(),
        print: print_path(context, series.section),
    })
}

fn listed(context: &RenderContext<'_>, id: PageId) -> ListedView {
    let page = context.site.page(id);
    let labels = context.theme.labels();
    ListedView {
        kind: page.kind.name(),
        title: page.link_title.clone(),
        url: context.resolver.public(&page.url),
        description: description(context, id),
        date: page.date.as_ref().map(|date| DateView::new(date, labels)),
        minutes: minutes(&page.document),
        count: page.children.len(),
    }
}

fn terms(context: &RenderContext<'_>, page: &Page, taxonomy: &str) -> Vec<LinkView> {
    let terms = page.terms.iter().filter(|term| context.site.page(**term).taxonomy == taxonomy);
    terms.map(|term| link(context, *term)).collect()
}

/// The terms in taxonomies that have no field of their own.
fn other_terms(context: &RenderContext<'_>, page: &Page) -> Vec<TermsView> {
    let taxonomies = context.site.taxonomies().iter().map(|id| (*id, context.site.page(*id).taxonomy.as_str()));
    let others = taxonomies.filter(|(_, name)| !matches!(*name, "tags" | "contributors"));
    let views = others.map(|(id, name)| {
        let LinkView { title, url } = link(context, id);
        TermsView { title, url, terms: terms(context, page, name) }
    });
    views.filter(|view| !view.terms.is_empty()).collect()
}

/// The public addresses of the pictures named in front matter. A missing one is assumed to be at the root.
fn pictures(context: &RenderContext<'_>, id: PageId) -> Vec<String> {
    let pictures = context.site.page(id).references.iter().filter(|link| link.kind == LinkKind::FrontMatterImage);
    let address = |link: &Link| {
        let missing = match context.resolver.resolve(id, link) {
            Resolution::Missing(Missing::Asset(url) | Missing::Page(url) | Missing::Unpublished(url, _)) => Some(url),
            Resolution::Found(_) | Resolution::Elsewhere => None,
        };
        missing.map_or_else(|| context.resolver.href(id, link), |url| context.resolver.public(&url))
    };
    pictures.map(address).filter(|address| !address.is_empty()).collect()
}

/// The time that it takes to read a text, in minutes: at least one.
pub(super) fn minutes(document: &Document) -> usize {
    document.words.div_ceil(WORDS_A_MINUTE).max(1)
}

/// The headings of the levels that `contents` names, nested.
pub(super) fn toc(document: &Document, contents: TocLevels) -> Vec<TocView> {
    let listed = |heading: &&Heading| heading.listed && (contents.from..=contents.to).contains(&heading.level);
    let headings: Vec<&Heading> = document.headings.iter().filter(listed).collect();
    nested(&headings)
}

fn nested(headings: &[&Heading]) -> Vec<TocView> {
    let mut views = Vec::new();
    let mut rest = headings;
    while let Some((first, after)) = rest.split_first() {
        let end = after.iter().position(|heading| heading.level <= first.level).unwrap_or(after.len());
        let children = nested(&after[..end]);
        match &first.id {
            Some(id) => views.push(TocView { id: id.clone(), title: first.text.clone(), children }),
            None => views.extend(children),
        }
        rest = &after[end..];
    }
    views
}

/// The latest of some dates.
pub(super) fn latest<'d>(dates: impl Iterator<Item = Option<&'d Date>>, labels: &Labels) -> Option<DateView> {
    dates.flatten().max_by_key(|date| date.instant()).map(|date| DateView::new(date, labels))
}
