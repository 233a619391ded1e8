//! The site map for search engines: one file, or an index of several where one would be too large.

use serde::Serialize;

use super::address::permalink;
use super::context::{RenderContext, artifact, global_values, home_location, render};
use super::error::RenderError;
use crate::markdown::escape_text;
use crate::output::{Artifact, path_of};

/// The address of the site map, and of the index where there are several.
pub(super) const SITE_MAP: &str = "/sitemap.xml";

/// A page in the site map, as `urls` in `sitemap.xml`.
#[derive(Debug, Serialize)]
struct UrlView {
    permalink: String,
    lastmod: Option<String>,
}

/// The maximum size of one site map.
#[derive(Debug, Clone, Copy)]
struct Limits {
    urls: usize,
    bytes: usize,
}

impl Limits {
    /// Those of <https://www.sitemaps.org/protocol.html>.
    const PROTOCOL: Self = Self { urls: 50_000, bytes: 52_428_800 };
}

/// The site map: one file, or an index and the files that it lists.
pub(super) fn site_maps(context: &RenderContext<'_>) -> Result<Vec<Artifact>, RenderError> {
    let urls = urls(context);
    let write = |urls: &[UrlView]| {
        let mut values = global_values(context);
        values.insert("urls", urls);
        render(context, "sitemap.xml", &values, home_location(context))
    };
    let mut parts = split(&urls, Limits::PROTOCOL, &write)?;
    if parts.len() == 1 {
        return parts.pop().into_iter().map(|text| artifact(SITE_MAP, text)).collect();
    }
    let is_free = |url: &String| context.site.clash(&path_of(url)).is_none();
    let addresses = (1..).map(|number| format!("/sitemap-{number}.xml")).filter(is_free);
    let parts: Vec<(String, String)> = addresses.zip(parts).collect();
    let listed: Vec<String> = parts.iter().map(|(url, _)| permalink(context, url)).collect();
    let mut artifacts = vec![artifact(SITE_MAP, index(&listed))?];
    for (url, text) in parts {
        artifacts.push(artifact(&url, text)?);
    }
    Ok(artifacts)
}

fn urls(context: &RenderContext<'_>) -> Vec<UrlView> {
    let pages = context.site.pages().filter(|(_, page)| page.is_listed).map(|(_, page)| UrlView {
        permalink: permalink(context, &page.url),
        lastmod: page.lastmod.as_ref().or(page.date.as_ref()).map(|date| date.day_iso()),
    });
    let generated = context.site.all_generated().map(|(_, page)| page);
    let generated = generated.filter(|page| page.page.is_none() && page.subject.is_found());
    pages.chain(generated.map(|page| UrlView { permalink: permalink(context, &page.url), lastmod: None })).collect()
}

/// The site maps that `write` makes of `urls`, each within `limits` unless it lists a single page.
fn split<E>(
    urls: &[UrlView],
    limits: Limits,
    write: &dyn Fn(&[UrlView]) -> Result<String, E>,
) -> Result<Vec<String>, E> {
    if urls.len() <= limits.urls {
        let text = write(urls)?;
        if text.len() <= limits.bytes || urls.len() < 2 {
            return Ok(vec![text]);
        }
        let (first, second) = urls.split_at(urls.len() / 2);
        return Ok([split(first, limits, write)?, split(second, limits, write)?].concat());
    }
    let mut texts = Vec::new();
    for part in urls.chunks(limits.urls.max(1)) {
        texts.extend(split(part, limits, write)?);
    }
    Ok(texts)
}

/// The index of the site maps at these addresses.
fn index(addresses: &[String]) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned();
    text.push_str("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for address in addresses {
        text.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", escape_text(address)));
    }
    text.push_str("</sitemapindex>\n");
    text
}

#[cfg(test)]
mod tests {
    use super::{Limits, UrlView, index, split};

    fn urls(count: usize) -> Vec<UrlView> {
        (0..count).map(|number| UrlView { permalink: format!("/{number}/"), lastmod: None }).collect()
    }

    #[track_caller]
    fn check(count: usize, limits: Limits, expected: &[&str]) {
        let write = |urls: &[UrlView]| -> Result<String, ()> {
            Ok(urls.iter().map(|url| url.permalink.as_str()).collect::<Vec<_>>().concat())
        };
        assert_eq!(split(&urls(count), limits, &write).unwrap(), expected);
    }

    #[test]
    fn a_site_map_is_split_where_it_has_too_many_addresses_or_bytes() {
        check(0, Limits { urls: 2, bytes: 100 }, &[""]);
        check(2, Limits { urls: 2, bytes: 100 }, &["/0//1/"]);
        check(5, Limits { urls: 2, bytes: 100 }, &["/0//1/", "/2//3/", "/4/"]);
        check(4, Limits { urls: 9, bytes: 6 }, &["/0//1/", "/2//3/"]);
        check(2, Limits { urls: 9, bytes: 1 }, &["/0/", "/1/"]);
    }

    #[test]
    fn an_index_lists_the_site_maps() {
        let text = index(&["https://example.org/a&b/sitemap-1.xml".to_owned()]);
        assert!(text.contains("<sitemap><loc>https://example.org/a&amp;b/sitemap-1.xml</loc></sitemap>\n"), "{text}");
    }
}
