//! A configuration for nginx, to be included in a `server` block.

use super::facts::{ServerConfig, ServerFacts, head, notes};
use super::pattern::{Action, address};
use super::rules::{ServerRule, rules};
use crate::site::encode;

const COMPRESSED: &str = "text/css text/plain text/xml text/markdown application/xml application/javascript application/json \
                          image/svg+xml";

/// The configuration of a site.
pub(super) fn config(facts: &ServerFacts<'_>) -> ServerConfig {
    let mut notes = notes(facts);
    let (inside, outside): (Vec<ServerRule>, Vec<ServerRule>) =
        rules(facts, &mut notes).into_iter().partition(|rule| rule.is_of_site);
    let base = facts.base;
    let mut text = head("nginx", "the `server` block of the site");
    text.push_str("absolute_redirect off;\n");
    outside.iter().for_each(|rule| text.push_str(&format!("{}\n", condition(rule))));
    if base != "/" {
        let folder = quoted(base.trim_end_matches('/'));
        text.push_str(&format!("location = {folder} {{ return 301 {}$is_args$args; }}\n", target(&encode(base))));
    }
    // Of a host that is the site alone, other locations with regular expressions go before.
    text.push_str(&format!("\nlocation {}{} {{\n", if base == "/" { "" } else { "^~ " }, quoted(base)));
    text.push_str("    index index.html;\n    try_files $uri $uri/ @clausebook;\n");
    text.push_str(&error_pages(facts));
    text.push_str(&headers(facts, &mut notes));
    text.push_str("\n    # Text as UTF-8, compressed. A browser asks each time whether a file has changed.\n");
    text.push_str("    charset utf-8;\n    charset_types text/css text/markdown text/plain text/xml application/xml ");
    text.push_str("application/javascript application/json;\n    gzip on;\n    gzip_vary on;\n");
    text.push_str(&format!("    gzip_types {COMPRESSED};\n    expires -1;\n"));
    text.push_str("    location ~ \"\\.md$\" {\n        types { }\n        default_type text/markdown;\n");
    text.push_str("        try_files $uri @clausebook;\n    }\n");
    if facts.has_search {
        text.push_str("\n    # The names of these files change with their contents.\n");
        for folder in ["fragment/", "index/", "filter/"] {
            let path = quoted(&format!("{base}pagefind/{folder}"));
            text.push_str(&format!("    location ^~ {path} {{ expires 1y; }}\n"));
        }
    }
    text.push_str("\n    # These are for other hosts.\n");
    for name in ["_headers", "_redirects"] {
        text.push_str(&format!("    location = {} {{ return 404; }}\n", quoted(&format!("{base}{name}"))));
    }
    if !facts.aliases.is_empty() {
        text.push_str("\n    # Aliases.\n");
    }
    for alias in &facts.aliases {
        text.push_str(&format!(
            "    location = {} {{ return 301 {}$is_args$args; }}\n",
            quoted(&alias.from),
            target(&alias.to)
        ));
    }
    text.push_str("}\n\n# Where there is no file, the rules of `_redirects` apply, the first that matches.\n");
    text.push_str(&format!("location @clausebook {{\n    expires -1;\n{}", error_pages(facts)));
    inside.iter().for_each(|rule| text.push_str(&format!("    {}\n", condition(rule))));
    text.push_str("    return 404;\n}\n");
    ServerConfig { text, notes }
}

/// A folder without a page is as good as missing.
fn error_pages(facts: &ServerFacts<'_>) -> String {
    let page = quoted(&format!("{}404.html", facts.base));
    let pages = format!("    error_page 404 410 {page};\n    error_page 403 =404 {page};\n");
    if facts.has_missing_page { pages } else { String::new() }
}

fn headers(facts: &ServerFacts<'_>, notes: &mut Vec<String>) -> String {
    let mut text = String::new();
    for (name, value) in facts.headers.iter().filter(|_| !facts.has_own_headers) {
        // There is no way to write a dollar sign.
        match value.contains('$') {
            true => notes.push(format!("the header {name} is left out: nginx cannot send a `$`")),
            false => text.push_str(&format!("    add_header {name} {} always;\n", quoted(value))),
        }
    }
    text
}

fn condition(rule: &ServerRule) -> String {
    let does = match &rule.translated.action {
        Action::Redirect { status, to } => {
            let to = address(to, |group| format!("${group}"));
            format!("return {status} \"{to}\";")
        }
        Action::Show(path) => format!("rewrite ^ {} last;", quoted(path)),
        Action::Answer(status) => format!("return {status};"),
    };
    format!("if ($request_uri ~ \"{}\") {{ {does} }}", rule.translated.pattern)
}

/// An address that is percent-encoded, where `$` would begin a variable.
fn target(address: &str) -> String {
    address.replace('$', "%24").replace(';', "%3B").replace('"', "%22").replace('{', "%7B").replace('}', "%7D")
}

/// Text in quotes, in which nginx replaces no variables because it is not told to.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
