//! Pages that a browser opens without a network.

use crate::markdown::{escape_attribute, escape_text};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ccc}\
code{font-size:.8rem;overflow-wrap:anywhere}ins{background:#dff5e1}del{background:#fbe1e1}.warning{border-left:4px solid #b00020;padding-left:1rem}";

/// A page with this title and body.
pub(super) fn page(title: &str, body: &str) -> String {
    let title = escape_text(title);
    format!(
        "<!doctype html>\n<html lang=en>\n<meta charset=utf-8>\n<meta name=viewport content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n{body}</html>\n"
    )
}

/// The content of a page of the site as a page of its own. Its links lead to the published site, where that has an address.
pub(super) fn alone(title: &str, html: &str, origin: Option<&str>) -> String {
    let start = html.find("<main").and_then(|at| html[at..].find('>').map(|end| at + end + 1));
    let content = start.and_then(|start| html[start..].rfind("</main>").map(|end| &html[start..start + end]));
    let content = content.unwrap_or(html);
    // Addresses of the site begin with a slash.
    let content = match origin {
        Some(origin) => content.replace("href=\"/", &format!("href=\"{}/", escape_attribute(origin))),
        None => content.to_owned(),
    };
    page(title, &content)
}

#[cfg(test)]
mod tests {
    use super::alone;

    #[test]
    fn a_page_alone_has_its_content_and_links_to_the_published_site() {
        let html = "<html><nav>x</nav><main id=m><p><a href=\"/a/\">a</a> <a href=\"#b\">b</a></main></html>";
        let page = alone("T & t", html, Some("https://docs.example.com"));
        assert!(page.contains("<title>T &amp; t</title>") && !page.contains("<nav>"), "{page}");
        assert!(page.contains("<a href=\"https://docs.example.com/a/\">a</a> <a href=\"#b\">b</a>"), "{page}");
        assert!(alone("t", html, None).contains("href=\"/a/\""));
        assert!(alone("t", "no main", None).contains("no main"));
    }
}
