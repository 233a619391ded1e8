//! The first page of a pack: where it comes from, and its files.

use super::manifest::{Checked, FileRecord, LeftOut, Manifest};
use super::page::page;
use crate::markdown::{escape_attribute, escape_text};

/// The page, in HTML.
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
