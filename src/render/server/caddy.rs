//! A configuration for Caddy, to be imported in the block of a site.

use super::facts::{ServerConfig, ServerFacts, head, notes};
use super::pattern::{Action, address};
use super::rules::{ServerRule, rules};
use crate::site::encode;

/// The configuration of a site.
pub(super) fn config(facts: &ServerFacts<'_>) -> ServerConfig {
    let mut notes = notes(facts);
    let (inside, outside): (Vec<ServerRule>, Vec<ServerRule>) =
        rules(facts, &mut notes).into_iter().partition(|rule| rule.is_of_site);
    let base = expression(facts.base);
    let mut text = head("caddy", "the block of the site");
    text.push_str(&format!("@clausebook path_regexp \"^{base}\"\n"));
    text.push_str(&headers(facts));
    text.push_str("@clausebook_markdown {\n\tpath_regexp \"\\x2Emd$\"\n\tfile {path}\n}\n");
    text.push_str("header @clausebook_markdown Content-Type \"text/markdown; charset=utf-8\"\n");
    text.push_str("encode gzip\n");
    text.push_str(&aliases(facts));
    text.push_str(&format!("@clausebook_hidden path_regexp \"^{base}_(?:headers|redirects)$\"\n\nroute {{\n"));
    outside.iter().for_each(|rule| text.push_str(&route(rule)));
    if facts.base != "/" {
        let folder = expression(facts.base.trim_end_matches('/'));
        text.push_str(&format!("\t@clausebook_folder path_regexp \"^{folder}$\"\n"));
        text.push_str(&format!("\tredir @clausebook_folder \"{}\" 301\n", placed(&encode(facts.base))));
    }
    text.push_str("\terror @clausebook_hidden 404\n");
    if !facts.aliases.is_empty() {
        text.push_str("\tredir @clausebook_alias {clausebook_alias} 301\n");
    }
    inside.iter().for_each(|rule| text.push_str(&route(rule)));
    text.push_str("\tfile_server @clausebook\n}\n");
    if facts.has_missing_page {
        text.push_str("\nhandle_errors {\n\t@clausebook_missing {\n");
        text.push_str(&format!(
            "\t\tpath_regexp \"^{base}\"\n\t\texpression `{{err.status_code}} in [404, 410]`\n\t}}\n"
        ));
        text.push_str(&format!("\trewrite @clausebook_missing \"{}\"\n", shown(&format!("{}404.html", facts.base))));
        text.push_str("\tfile_server @clausebook_missing\n}\n");
    }
    ServerConfig { text, notes }
}

/// The headers of every file, and which of them a browser may keep.
fn headers(facts: &ServerFacts<'_>) -> String {
    let mut text = String::from("header @clausebook {\n");
    for (name, value) in facts.headers.iter().filter(|_| !facts.has_own_headers) {
        text.push_str(&format!("\t{name} \"{}\"\n", value.replace('"', "\\\"").replace('{', "\\{")));
    }
    text.push_str("\t# A browser asks each time whether a file has changed.\n\tCache-Control no-cache\n}\n");
    if facts.has_search {
        text.push_str("# The names of these files change with their contents.\n");
        let base = expression(facts.base);
        text.push_str(&format!("@clausebook_kept path_regexp \"^{base}pagefind/(?:fragment|index|filter)/\"\n"));
        text.push_str("header @clausebook_kept Cache-Control \"max-age=31536000\"\n");
    }
    text
}

/// The address that each alias leads to, as a placeholder that is empty for other addresses.
fn aliases(facts: &ServerFacts<'_>) -> String {
    if facts.aliases.is_empty() {
        return String::new();
    }
    let mut text = String::from("\n# Aliases.\nmap {path} {clausebook_alias} {\n");
    for alias in &facts.aliases {
        text.push_str(&format!("\t\"~^{}$\" \"{}\"\n", expression(&alias.from), placed(&alias.to)));
    }
    text.push_str("\tdefault \"\"\n}\n@clausebook_alias expression `{clausebook_alias} != \"\"`\n");
    text
}

fn route(rule: &ServerRule) -> String {
    let name = format!("clausebook_rule_{}", rule.number);
    let does = match &rule.translated.action {
        Action::Redirect { status, to } => {
            let to = address(to, |group| format!("{{re.{name}.{group}}}"));
            format!("redir @{name} \"{to}\" {status}")
        }
        Action::Show(path) => format!("rewrite @{name} \"{}\"", shown(path)),
        Action::Answer(status) => format!("error @{name} {status}"),
    };
    // A file goes before a rule of the site.
    let free = if rule.is_of_site { "\t\tnot file {path} {path}/\n" } else { "" };
    let pattern = &rule.translated.pattern;
    format!("\t@{name} {{\n{free}\t\tvars_regexp {name} {{http.request.orig_uri}} \"{pattern}\"\n\t}}\n\t{does}\n")
}

/// An address that is percent-encoded, where a brace would begin a placeholder.
fn placed(address: &str) -> String {
    address.replace('"', "%22").replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

/// The path of a file, which is not percent-encoded.
fn shown(path: &str) -> String {
    path.replace('"', "\\\"").replace('{', "\\{").replace('}', "\\}")
}

/// A path as a regular expression without quotes, braces and backquotes.
fn expression(path: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "/-_".contains(character);
    let written = |character: char| match is_plain(character) {
        true => character.to_string(),
        false => {
            let mut bytes = [0; 4];
            let escaped = character.encode_utf8(&mut bytes).bytes().map(|byte| format!("\\x{byte:02X}"));
            if character.is_ascii() { escaped.collect() } else { character.to_string() }
        }
    };
    path.chars().map(written).collect()
}
