//! Pages of a pack that a browser opens without a network: the first one, and pages of the site without what stands around
//! their content.

use super::manifest::{Checked, FileRecord, LeftOut, Manifest};
use crate::markdown::{escape_attribute, escape_text};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #ccc}\
code{font-size:.8rem;overflow-wrap:anywhere}ins{background:#dff5e1}del{background:#fbe1e1}.warning{border-left:4px solid #b00020;padding-left:1rem}";

fn page(title: &str, body: &str) -> String {
    let title = escape_text(title);
    format!(
        "<!doctype html>\n<html lang=en>\n<meta charset=utf-8>\n<meta name=viewport content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n{body}</html>\n"
    )
}

/// The first page of a pack: where it comes from, and its files.
pub(super) fn html(manifest: &Manifest) -> String {
    let framework = format!("{} {}", manifest.framework.name, manifest.framework.version);
    let title = format!("{}: {framework}", manifest.site.title);
    let mut body = format!("<h1>{}</h1>\n", escape_text(&title));
    body.push_str(&warnings(manifest));
    body.push_str("<table>\n");
    let mut row = |head: &str, value: &str| {
        body.push_str(&format!("<tr><th scope=row>{head}<td>{}\n", escape_text(value)));
    };
    row("Date", &manifest.date);
    row("Framework", &framework);
    row("Profile", manifest.profile.as_ref().map_or("everything applies", |profile| profile.title.as_str()));
    row("Site", manifest.site.base_url.as_deref().unwrap_or("no address is set"));
    row("Commit of the sources", manifest.source.commit.as_deref().unwrap_or("not known"));
    row(
        "Sources",
        match manifest.source.changed {
            Some(true) => "differ from what is committed",
            Some(false) => "as committed",
            None => "not known whether they are as committed",
        },
    );
    let Checked { errors, warnings, hints } = manifest.check;
    row("Findings", &format!("{errors} errors, {warnings} warnings, {hints} hints"));
    row("Made by", &manifest.generator);
    body.push_str("</table>\n<h2>Files</h2>\n<table>\n<thead><tr><th scope=col>File<th scope=col>Part<th scope=col>What it is<th scope=col>Bytes<th scope=col>SHA-256</thead>\n");
    for FileRecord { path, kind, about, size, sha256 } in &manifest.files {
        body.push_str(&format!(
            "<tr><td><a href=\"{}\">{}</a><td>{}<td>{}<td>{size}<td><code>{sha256}</code>\n",
            escape_attribute(path),
            escape_text(path),
            escape_text(kind),
            escape_text(about)
        ));
    }
    body.push_str("</table>\n");
    if !manifest.left_out.is_empty() {
        body.push_str("<h2>Left out</h2>\n<ul>\n");
        for LeftOut { part, reason } in &manifest.left_out {
            body.push_str(&format!("<li>{}: {}\n", escape_text(part), escape_text(reason)));
        }
        body.push_str("</ul>\n");
    }
    body.push_str("<p><a href=\"manifest.json\">manifest.json</a> lists the same for programs; <code>clausebook verify</code> compares the files with it.\n");
    page(&title, &body)
}

/// What a reader must know before all else.
fn warnings(manifest: &Manifest) -> String {
    let mut text = String::new();
    if manifest.check.errors > 0 {
        text.push_str(&format!(
            "<p class=warning>The site has {} errors: see <a href=\"findings.json\">findings.json</a>.\n",
            manifest.check.errors
        ));
    }
    if manifest.source.changed == Some(true) {
        text.push_str("<p class=warning>The sources differ from what is committed.\n");
    }
    text
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
