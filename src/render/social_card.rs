//! Images of articles for chat programs and social networks, where the site asks for them.
//!
//! The name of a card is a digest of all that is drawn. Networks keep an image by its address, so that a title that has
//! changed needs another one.

#[cfg(feature = "social-cards")]
mod image;
#[cfg(feature = "social-cards")]
mod png;
mod text;

use self::text::{CardText, plain};
use super::card_cache::STAMP;
use super::context::RenderContext;
use super::error::RenderError;
use crate::config::Config;
use crate::markdown::LinkKind;
use crate::output::{Artifact, Body, DigestKey, OutputPath, digest_key, hexadecimal, path_of};
use crate::site::{Kind, PageId, Site};

/// The folder of all cards.
const FOLDER: &str = "/social-cards/";

/// The card of one article.
pub(super) struct SocialCard {
    /// Its address in the site.
    pub(super) url: String,
    key: DigestKey,
    text: CardText,
}

/// The card of a page; nothing where the site wants none, where the page is no article or has an image of its own, and
/// where a card could not show the title.
pub(super) fn social_card(context: &RenderContext<'_>, id: PageId) -> Option<SocialCard> {
    if !are_made(context.config) || !needs_card(context.site, id) {
        return None;
    }
    let text = card_text(context.site, context.config, id);
    if unknown_character(&text).is_some() {
        return None;
    }
    let url = context.site.page(id).url.as_bytes();
    let parts = [STAMP, &text.title, &text.section, &text.site].map(str::as_bytes);
    // With the address of the page, as two pages may have the same title.
    let key = digest_key(&[parts[0], parts[1], parts[2], parts[3], &text.accent, url]);
    let url = format!("{FOLDER}{}.png", hexadecimal(&key));
    context.site.clash(&path_of(&url)).is_none().then_some(SocialCard { url, key, text })
}

/// The image file of a page's card.
///
/// # Errors
/// None in practice: the path is one of a file.
pub(super) fn card_file(context: &RenderContext<'_>, id: PageId) -> Result<Option<Artifact>, RenderError> {
    let Some(SocialCard { url, key, text }) = social_card(context, id) else { return Ok(None) };
    let bytes = context.assets.cards.get_or_draw(key, || draw(&text));
    Ok(Some(Artifact::new(OutputPath::new(path_of(&url))?, Body::Bytes(bytes.to_vec())).at(url)))
}

/// The card at an address of the preview.
///
/// # Errors
/// As [`card_file`].
pub(super) fn card_at(context: &RenderContext<'_>, url: &str) -> Result<Option<Artifact>, RenderError> {
    if !url.starts_with(FOLDER) {
        return Ok(None);
    }
    let mut pages = context.site.pages().map(|(id, _)| id);
    let page = pages.find(|id| social_card(context, *id).is_some_and(|card| card.url == url));
    page.map_or(Ok(None), |id| card_file(context, id))
}

/// Why articles have no card though the site asks for them; nothing where all have one that need it.
pub fn missing_cards(site: &Site, config: &Config) -> Option<String> {
    config.theme.social_cards?;
    if !cfg!(feature = "social-cards") {
        return Some("this program is built without them".to_owned());
    }
    if config.base.origin.is_none() {
        return Some("networks ask for an image by its whole address, and `base_url` has no host".to_owned());
    }
    if config.theme.image.is_some() {
        return Some("all pages have the image of `theme.image`".to_owned());
    }
    let articles = site.pages().map(|(id, _)| id).filter(|id| needs_card(site, *id));
    let unknown = |id: PageId| Some((id, unknown_character(&card_text(site, config, id))?));
    let found: Vec<(PageId, char)> = articles.filter_map(unknown).collect();
    let (first, character) = found.first()?;
    let (path, count) = (&site.page(*first).path, found.len());
    let articles = if count == 1 { "article has" } else { "articles have" };
    Some(format!("{count} {articles} a title that their font cannot show: it has no `{character}`, as in `{path}`"))
}

/// Whether there may be cards at all.
fn are_made(config: &Config) -> bool {
    let Config { theme, base, .. } = config;
    cfg!(feature = "social-cards") && theme.social_cards.is_some() && theme.image.is_none() && base.origin.is_some()
}

fn needs_card(site: &Site, id: PageId) -> bool {
    let page = site.page(id);
    page.kind == Kind::Article && !page.references.iter().any(|link| link.kind == LinkKind::FrontMatterImage)
}

fn card_text(site: &Site, config: &Config, id: PageId) -> CardText {
    let page = site.page(id);
    let section = page.section.map(|section| site.page(section)).filter(|section| section.kind == Kind::Section);
    CardText {
        title: plain(&page.title),
        section: section.map(|section| plain(&section.title)).unwrap_or_default(),
        site: plain(&config.title),
        accent: config.theme.light_accent_rgb(),
    }
}

#[cfg(feature = "social-cards")]
fn unknown_character(text: &CardText) -> Option<char> {
    [&text.title, &text.section, &text.site].into_iter().find_map(|part| image::first_unknown(part))
}

#[cfg(feature = "social-cards")]
fn draw(text: &CardText) -> Vec<u8> {
    image::draw(text)
}

#[cfg(not(feature = "social-cards"))]
fn unknown_character(_: &CardText) -> Option<char> {
    None
}

#[cfg(not(feature = "social-cards"))]
fn draw(_: &CardText) -> Vec<u8> {
    Vec::new()
}
