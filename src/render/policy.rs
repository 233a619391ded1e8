//! The headers that a host sends with every file: above all, which hosts a page may load from.

use std::collections::BTreeSet;

use super::asset_info::AssetInfo;
use crate::config::Config;
use crate::markdown::LinkKind;
use crate::site::Site;

/// The headers of every file, as `_headers` lists them and the preview sends them.
///
/// The policy lets a page load what the site itself serves, the pictures that its articles name, what the configuration names
/// for the theme and, where the site embeds, the pages that articles frame, and nothing else: no inline script, style or
/// event handler is allowed.
pub fn headers(config: &Config, site: &Site, assets: &AssetInfo) -> Vec<(&'static str, String)> {
    let mut policy = "default-src 'self'".to_owned();
    if assets.search {
        // Pagefind is WebAssembly, which browsers treat as evaluated script.
        policy.push_str("; script-src 'self' 'wasm-unsafe-eval'");
    }
    let sheets: BTreeSet<String> = config.theme.css.iter().filter_map(|sheet| origin(&sheet.value)).collect();
    if !sheets.is_empty() {
        policy.push_str(&format!("; style-src 'self' {}", sheets.into_iter().collect::<Vec<_>>().join(" ")));
    }
    let theme = config.theme.logo.iter().chain(&config.theme.favicon);
    let origins: BTreeSet<String> = media_origins(site).chain(theme.filter_map(|path| origin(&path.value))).collect();
    if !origins.is_empty() {
        let origins = origins.into_iter().collect::<Vec<_>>().join(" ");
        policy.push_str(&format!("; img-src 'self' {origins}; media-src 'self' {origins}"));
    }
    let frames = if config.embeds { framed_origins(config, site) } else { BTreeSet::new() };
    if !frames.is_empty() {
        let origins: Vec<&str> = frames.iter().map(String::as_str).collect();
        policy.push_str(&format!("; frame-src {}", origins.join(" ")));
    }
    // A page may be framed by one of its own site where an article does so.
    let ancestors = if frames.contains(OWN) { OWN } else { "'none'" };
    policy.push_str("; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors ");
    policy.push_str(ancestors);
    vec![
        ("Content-Security-Policy", policy),
        ("Referrer-Policy", "strict-origin-when-cross-origin".to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
    ]
}

/// The site itself.
const OWN: &str = "'self'";

/// The hosts of the videos that the shortcodes `youtube` and `vimeo` embed.
const VIDEOS: [&str; 2] = ["https://player.vimeo.com", "https://www.youtube-nocookie.com"];

/// What pages may frame: the host of videos, and what the frames of articles name.
fn framed_origins(config: &Config, site: &Site) -> BTreeSet<String> {
    let documents = site.pages().map(|(_, page)| &page.document);
    let links = documents.flat_map(|document| {
        let frames = document.frames.iter().filter_map(|frame| document.links.get(*frame));
        frames.filter(|link| document.shows(link.span))
    });
    let framed = links.map(|link| match origin(&link.destination) {
        Some(origin) if config.base.origin.as_deref() == Some(origin.as_str()) => OWN.to_owned(),
        Some(origin) => origin,
        None => OWN.to_owned(),
    });
    framed.chain(VIDEOS.map(str::to_owned)).collect()
}

/// The other hosts that articles show pictures and films of.
fn media_origins(site: &Site) -> impl Iterator<Item = String> {
    let links = site.pages().flat_map(|(_, page)| &page.document.links);
    let media = links.filter(|link| matches!(link.kind, LinkKind::Image | LinkKind::HtmlResource));
    media.filter_map(|link| origin(&link.destination))
}

fn origin(address: &str) -> Option<String> {
    let address = address.trim();
    if address.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
        return Some("data:".to_owned());
    }
    let absolute = address.strip_prefix("//").map(|rest| format!("https://{rest}"));
    let url = url::Url::parse(absolute.as_deref().unwrap_or(address)).ok()?;
    let is_web = matches!(url.scheme(), "http" | "https");
    // An address may have characters in its host that no host has: a policy cannot name it, and servers take `$` for syntax.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._[:]".contains(&byte);
    let is_host = url.host_str().is_some_and(|host| host.bytes().all(is_plain));
    (is_web && is_host).then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_origin_is_scheme_and_host_and_can_end_no_policy() {
        let check =
            |address: &str, expected: Option<&str>| assert_eq!(origin(address).as_deref(), expected, "{address}");
        check("https://Img.Example.com:8443/a.png?x", Some("https://img.example.com:8443"));
        check("//img.example.com/a.png", Some("https://img.example.com"));
        check("DATA:image/png;base64,AA", Some("data:"));
        check("/a.png", None);
        check("a.png", None);
        check("mailto:x@y", None);
        check("https://a;script-src *", None);
        check("https://a;b/", None);
        check("https://a$b.example/", None);
        check("https://[::1]:8000/a", Some("https://[::1]:8000"));
    }
}
