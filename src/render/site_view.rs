//! The site as templates see it.

use std::collections::BTreeSet;

use super::view::{LinkView, NavigationView, SiteView, ThemeView};
use crate::config::{Accent, Config};
use crate::labels::{Labels, is_right_to_left};
use crate::markdown::LinkKind;
use crate::site::{Resolver, Site, value_link};
use crate::source::Spanned;

/// The address of the style sheet that sets the site's colour.
pub(super) const ACCENT: &str = "/accent.css";

/// The style sheet that sets the site's colour, where the configuration names one.
pub(super) fn accent(config: &Config) -> Option<String> {
    let Accent { light, dark } = config.theme.accent.as_ref()?;
    Some(format!(
        ":root {{ --accent: light-dark({light}, {dark}); \
         --accent-wash: color-mix(in srgb, var(--accent) 12%, transparent); }}\n"
    ))
}

/// The first letters of the first two words of a title, in capitals; of a script without spaces, its first character.
fn monogram(title: &str) -> String {
    let words = title.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter_map(|word| word.chars().next()).take(2).flat_map(char::to_uppercase).collect()
}

/// The address of the icon of a site that names none.
pub(super) const FAVICON: &str = "/favicon.svg";

/// The icon of a site that names none: its monogram on its colour, as SVG.
pub(super) fn favicon(config: &Config) -> Option<String> {
    if config.theme.favicon.is_some() {
        return None;
    }
    // It has letters and digits alone, which need no escape.
    let letters = monogram(&config.title);
    let size = match letters.chars().count() {
        0 | 1 => 22,
        2 => 17,
        _ => 12,
    };
    let colour = config.theme.light_accent();
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"5\" \
         fill=\"{colour}\"/><text x=\"16\" y=\"16\" dy=\".36em\" text-anchor=\"middle\" fill=\"#fff\" \
         font-family=\"system-ui, sans-serif\" font-weight=\"700\" font-size=\"{size}\">{letters}</text></svg>\n"
    ))
}

/// The site as templates see it; what depends on its pages only with a `resolver`.
pub(super) fn site_view(config: &Config, resolver: Option<&Resolver<'_>>) -> SiteView {
    let site = resolver.map(Resolver::site);
    let public = |url: &str| config.base.path(url);
    let listed = |site: &Site| {
        let links = site.taxonomies().iter().map(|id| site.page(*id)).filter(|page| !page.children.is_empty());
        links.map(|page| LinkView { title: page.link_title.clone(), url: public(&page.url) }).collect()
    };
    let generated = |site: &Site| {
        let top = site.all_generated().filter(|(_, page)| page.above.is_none() && page.subject.is_listed());
        top.map(|(_, page)| LinkView { title: page.title.clone(), url: public(&page.url) }).collect()
    };
    let theme = &config.theme;
    let links = |links: &[crate::config::Link]| {
        let view = |link: &crate::config::Link| LinkView {
            title: link.name.clone(),
            url: address(config, resolver, &link.url),
        };
        links.iter().map(view).collect()
    };
    SiteView {
        title: config.title.clone(),
        monogram: monogram(&config.title),
        description: config.description.clone().unwrap_or_default(),
        language: config.language.value.clone(),
        direction: if is_right_to_left(&config.language.value) { "rtl" } else { "ltr" },
        url: public("/"),
        base_url: config.base.absolute("/"),
        origin: config.base.origin.clone().unwrap_or_default(),
        copyright: config.copyright.clone().unwrap_or_default(),
        feed: if config.feed_limit > 0 { public("/index.xml") } else { String::new() },
        generator: format!("Clausebook {}", env!("CARGO_PKG_VERSION")),
        search: String::new(),
        taxonomies: site.map(listed).unwrap_or_default(),
        generated: site.map(generated).unwrap_or_default(),
        foot: Vec::new(),
        theme: ThemeView {
            logo: theme.logo.as_ref().map(|logo| address(config, resolver, logo)).unwrap_or_default(),
            favicon: theme.favicon.as_ref().map_or_else(|| public(FAVICON), |icon| address(config, resolver, icon)),
            accent: theme.accent.as_ref().map(|accent| accent.light.clone()).unwrap_or_default(),
            header: links(&theme.header),
            footer: links(&theme.footer),
            footer_text: theme.footer_text.clone().unwrap_or_default(),
            notice: theme.notice.as_ref().map(|notice| LinkView {
                title: notice.text.clone(),
                url: notice.url.as_ref().map(|url| address(config, resolver, url)).unwrap_or_default(),
            }),
            image: theme.image.as_ref().map(|image| address(config, resolver, image)).unwrap_or_default(),
            css: style_sheets(config, resolver),
        },
    }
}

/// What the footer of `site` links to besides its own links: those of the theme, else those of the menu `footer`.
pub(super) fn foot(site: &SiteView, footer: Option<&Vec<NavigationView>>, labels: &Labels) -> Vec<LinkView> {
    let of_theme = site.theme.footer.iter().map(|link| link.url.as_str());
    let of_menu = footer.into_iter().flatten().map(|entry| entry.url.as_str());
    let own: BTreeSet<&str> = if site.theme.footer.is_empty() { of_menu.collect() } else { of_theme.collect() };
    let feed = LinkView { title: labels.text("feed").to_owned(), url: site.feed.clone() };
    let all = site.generated.iter().chain(&site.taxonomies).chain([&feed]);
    all.filter(|link| !link.url.is_empty() && !own.contains(link.url.as_str())).cloned().collect()
}

/// The site's own style sheets, behind the one that sets its colour.
fn style_sheets(config: &Config, resolver: Option<&Resolver<'_>>) -> Vec<String> {
    let accent = accent(config).map(|_| config.base.path(ACCENT));
    let own = config.theme.css.iter().map(|path| address(config, resolver, path));
    accent.into_iter().chain(own).collect()
}

/// An address of the configuration, resolved as on the front page. Without a `resolver`: below the base where it starts
/// at the root.
pub(super) fn address(config: &Config, resolver: Option<&Resolver<'_>>, written: &Spanned<String>) -> String {
    if let Some((resolver, home)) = resolver.and_then(|resolver| Some((resolver, resolver.site().home()?))) {
        return resolver.href(home, &value_link(written, LinkKind::FrontMatter));
    }
    let written = &written.value;
    if written.starts_with('/') && !written.starts_with("//") { config.base.path(written) } else { written.clone() }
}
