//! Which pages another deployment of the site has: an older version, or the same guide for another product.

use std::collections::HashSet;

use serde::Deserialize;

use super::route::decode;

/// Names of elements of site maps, which <https://www.sitemaps.org/protocol.html> describes.
const INDEX: &str = "sitemapindex";
const ADDRESS: &str = "loc";

/// The pages of a deployment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeployedPages {
    /// Their paths below the deployment, decoded, with a slash at the start.
    paths: HashSet<String>,
}

/// What is read of a manifest.
#[derive(Deserialize)]
struct Routes {
    files: Vec<RoutedFile>,
}

#[derive(Deserialize)]
struct RoutedFile {
    route: Option<String>,
}

impl DeployedPages {
    /// The pages that a `clausebook-manifest.json` or a site map names; `base` is the path of the deployment on its host.
    ///
    /// # Errors
    /// Why they are not known.
    pub fn read(bytes: &[u8], base: &str) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|_| "it is not in UTF-8".to_owned())?;
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let paths = if text.starts_with('<') { of_site_map(text, base)? } else { of_manifest(text)? };
        if paths.is_empty() { Err(format!("it names no page below `{base}`")) } else { Ok(Self { paths }) }
    }

    /// Whether it has a page at this path below the deployment.
    pub fn has(&self, url: &str) -> bool {
        self.paths.contains(url)
    }
}

fn of_manifest(text: &str) -> Result<HashSet<String>, String> {
    let manifest: Routes = serde_json::from_str(text)
        .map_err(|_| "it is neither a `clausebook-manifest.json` nor a site map".to_owned())?;
    Ok(manifest.files.into_iter().filter_map(|file| file.route).collect())
}

/// Hosts are not compared: the file may come from a staging server.
fn of_site_map(text: &str, base: &str) -> Result<HashSet<String>, String> {
    let document = roxmltree::Document::parse(text).map_err(|error| format!("it is no site map: {error}"))?;
    if document.root_element().tag_name().name() == INDEX {
        return Err("it is an index of site maps: name `clausebook-manifest.json` instead".to_owned());
    }
    let addresses = document.descendants().filter(|node| node.tag_name().name() == ADDRESS);
    let paths = addresses.filter_map(|node| {
        let address = node.text()?.trim();
        let (_, after_scheme) = address.split_once("://")?;
        let path = after_scheme.find('/').map_or("/", |at| &after_scheme[at..]);
        Some(format!("/{}", decode(path).strip_prefix(&decode(base))?))
    });
    Ok(paths.collect())
}

#[cfg(test)]
mod tests {
    use super::DeployedPages;

    fn has(text: &str, base: &str, url: &str) -> Result<bool, String> {
        DeployedPages::read(text.as_bytes(), base).map(|pages| pages.has(url))
    }

    #[test]
    fn a_manifest_and_a_site_map_name_pages() {
        let manifest = r#"{"version": 1, "files": [{"path": "a/index.html", "route": "/a/"}, {"path": "x"}]}"#;
        assert_eq!(has(manifest, "/2.1/", "/a/"), Ok(true));
        assert_eq!(has(manifest, "/2.1/", "/b/"), Ok(false));
        let map = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
            <url><loc>https://staging.example/2.1/a/</loc></url><url><loc>https://x.example/2.1/f%C3%BCr/</loc></url>\
            <url><loc>https://x.example/3.0/c/</loc></url></urlset>";
        assert_eq!(has(map, "/2.1/", "/a/"), Ok(true));
        assert_eq!(has(map, "/2.1/", "/für/"), Ok(true));
        assert_eq!(has(map, "/2.1/", "/c/"), Ok(false));
    }

    #[test]
    fn what_is_neither_says_why() {
        let index = "<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></sitemapindex>";
        for (text, part) in [
            ("", "neither"),
            ("{}", "neither"),
            ("[1]", "neither"),
            ("<urlset", "no site map"),
            ("<urlset/>", "no page below `/2.1/`"),
            ("{\"files\": []}", "no page below"),
            (index, "an index"),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "no site map"),
        ] {
            let reason = has(text, "/2.1/", "/").unwrap_err();
            assert!(reason.contains(part), "{text}: {reason}");
        }
        assert!(DeployedPages::read(&[0xff], "/").is_err());
    }
}
