//! Rules of `_redirects` as regular expressions over the address as it was requested.
//!
//! What was requested is percent-encoded, so that what a rule takes from it can neither end a header nor need encoding. The
//! expressions have no quotes, braces, dollar signs but at the end, and no two backslashes in a row, so that they stand in
//! quotes in the configuration of every server.

use std::cmp::Reverse;

use crate::site::{RedirectRule, decode};

/// What a rule does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// Redirects to an address.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// The address, percent-encoded.
        to: Vec<Piece>,
    },
    /// Shows the file at another path, not percent-encoded, and without what servers take for syntax.
    Show(String),
    /// Answers with a status alone.
    Answer(u16),
}

/// A part of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Percent-encoded; without quotes, braces, dollar signs and backslashes.
    Text(String),
    /// A group of the pattern, from 1.
    Group(usize),
}

/// The address that a redirect leads to, with each group in the words of a server.
pub(super) fn address(pieces: &[Piece], group: impl Fn(usize) -> String) -> String {
    let written = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Group(number) => group(*number),
    };
    pieces.iter().map(written).collect()
}

/// A rule for a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Translated {
    pub(super) pattern: String,
    pub(super) action: Action,
}

/// More groups than nginx can name.
const MAX_GROUPS: usize = 9;

/// The rest of a path, which may be empty. It cannot begin with a slash or a backslash: after the slash of a destination
/// it would name another host.
const REST: &str = r"(?:/((?:[^/\x5C?][^?]*)?))?";

/// # Errors
/// Why the rule cannot be translated.
pub(super) fn translate(rule: &RedirectRule<'_>) -> Result<Translated, &'static str> {
    let mut pattern = "^".to_owned();
    let mut names: Vec<(&str, usize)> = Vec::new();
    let mut has_rest = false;
    for part in rule.from.split('/').filter(|part| !part.is_empty()) {
        let group = names.len() + 1;
        if part == "*" {
            pattern.push_str(REST);
            names.push((":splat", group));
            has_rest = true;
            break;
        }
        pattern.push('/');
        if part.starts_with(':') {
            pattern.push_str(r"([^/\x5C?]+)");
            names.push((part, group));
        } else {
            decode(part).chars().for_each(|character| push_literal(&mut pattern, character));
        }
    }
    let query = names.len() + 1;
    if query > MAX_GROUPS {
        return Err("it has too many names");
    }
    pattern.push_str(if has_rest { r"(\?.*)?$" } else { r"/?(\?.*)?$" });
    // Longer names first, so that `:y` is not found in `:year`.
    names.sort_by_key(|(name, _)| Reverse(name.len()));
    let action = action(rule, &names, query)?;
    Ok(Translated { pattern, action })
}

fn action(rule: &RedirectRule<'_>, names: &[(&str, usize)], query: usize) -> Result<Action, &'static str> {
    let is_local = rule.to.starts_with('/') && !rule.to.starts_with("//");
    let mut to = pieces(rule.to, names);
    match rule.status {
        301 | 302 | 303 | 307 | 308 => {
            if !is_local && !["http://", "https://", "//"].iter().any(|start| rule.to.starts_with(start)) {
                return Err("it leads to no path and to no other site");
            }
            if !rule.to.contains(['?', '#']) {
                to.push(Piece::Group(query));
            }
            Ok(Action::Redirect { status: rule.status, to })
        }
        200 if !is_local => Err("it shows another site"),
        200 if to.iter().any(|piece| matches!(piece, Piece::Group(_))) => {
            Err("it shows a file whose name depends on the address")
        }
        200 if decode(rule.to).contains(['?', '#', '\\', '%', '$', '{', '}', '"'])
            || decode(rule.to).contains(char::is_control) =>
        {
            Err("it shows a file with an unusual name")
        }
        200 => Ok(Action::Show(decode(rule.to))),
        400..=499 => Ok(Action::Answer(rule.status)),
        _ => Err("its status is none that is translated"),
    }
}

/// The destination with its names replaced.
fn pieces(to: &str, names: &[(&str, usize)]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = to;
    while let Some(first) = rest.chars().next() {
        if let Some((name, group)) = names.iter().find(|(name, _)| rest.starts_with(name)) {
            pieces.push(Piece::Text(std::mem::take(&mut text)));
            pieces.push(Piece::Group(*group));
            rest = &rest[name.len()..];
            continue;
        }
        push_encoded(&mut text, first);
        rest = &rest[first.len_utf8()..];
    }
    pieces.push(Piece::Text(text));
    pieces
}

/// Adds a character of an address; one that an address cannot have, and `$`, percent-encoded.
fn push_encoded(text: &mut String, character: char) {
    if character.is_ascii_alphanumeric() || "-._~:/?#[]@!&'()*+,;=%".contains(character) {
        text.push(character);
    } else {
        text.push_str(&escapes(character));
    }
}

fn escapes(character: char) -> String {
    let mut bytes = [0; 4];
    character.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Adds what matches the character in an address that is percent-encoded or not.
fn push_literal(pattern: &mut String, character: char) {
    match character {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => pattern.push(character),
        _ if character.is_ascii() => {
            let escape = escapes(character);
            pattern.push_str(&format!("(?:\\x{:02X}|(?i:{escape}))", character as u32));
        }
        _ => pattern.push_str(&format!("(?i:{})", escapes(character))),
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::{Action, Piece, translate};
    use crate::site::Redirects;

    /// Where the first rule of `line` leads for a request.
    fn led(line: &str, request: &str) -> Option<String> {
        let redirects = Redirects::new(line, "/");
        let (_, rule) = redirects.lines().next().unwrap();
        let translated = translate(&rule.unwrap()).unwrap();
        let groups = Regex::new(&translated.pattern).unwrap().captures(request)?;
        let group = |index: usize| groups.get(index).map_or("", |found| found.as_str()).to_owned();
        Some(match translated.action {
            Action::Redirect { to, .. } => to
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(text) => text,
                    Piece::Group(index) => group(index),
                })
                .collect(),
            Action::Show(path) => path,
            Action::Answer(status) => status.to_string(),
        })
    }

    fn check(line: &str, request: &str, expected: Option<&str>) {
        assert_eq!(led(line, request).as_deref(), expected, "{line}: {request}");
    }

    #[test]
    fn a_rule_leads_where_hosts_lead() {
        check("/old/ /new/", "/old", Some("/new/"));
        check("/old/ /new/", "/old/?a=b", Some("/new/?a=b"));
        check("/old/ /new/?x=1", "/old/?a=b", Some("/new/?x=1"));
        check("/old/ /new/", "/older", None);
        check("/old/ /new/", "/OLD/", None);
        check("/docs/* /guides/:splat 302", "/docs/a/b/?q", Some("/guides/a/b/?q"));
        check("/docs/* /guides/:splat", "/docs", Some("/guides/"));
        check("/docs/* /guides/:splat", "/docsx", None);
        check("/news/:year/:month/:y /n/:y-:month-:year", "/news/2026/11/x", Some("/n/x-11-2026"));
        check("/* /index.html 200", "/any/thing", Some("/index.html"));
        check("/gone/* /404.html 410", "/gone/x", Some("410"));
        check("/ https://example.org/", "/", Some("https://example.org/"));
    }

    #[test]
    fn addresses_match_percent_encoded_and_unusual_characters_are_encoded() {
        check("/é /ü", "/%c3%A9", Some("/%C3%BC"));
        check("/a%20b /x", "/a%20b", Some("/x"));
        check("/a.b /x", "/acb", None);
        check("/a(b /x", "/a%28b", Some("/x"));
        check("/a /x$host{y}\"\\;", "/a", Some("/x%24host%7By%7D%22%5C;"));
    }

    #[test]
    fn a_request_cannot_lead_to_another_host() {
        check("/r/* /:splat", "/r//evil.example", None);
        check("/r/* /:splat", "/r/\\evil.example", None);
        check("/r/:x /:x", "/r/\\evil.example", None);
        check("/r/* /:splat", "/r/%5Cevil.example", Some("/%5Cevil.example"));
    }

    #[test]
    fn what_cannot_be_translated_is_an_error() {
        let redirects = Redirects::new(
            "/a javascript:x\n/b https://x.example/ 200\n/b /x%24host 200\n/c/* /d/:splat 200\n/e /f 304\n/:a/:b/:c/:d/:e/:f/:g/:h/:i /x\n",
            "/",
        );
        let failed = redirects.lines().filter(|(_, rule)| translate(&rule.unwrap()).is_err()).count();
        assert_eq!((redirects.lines().count(), failed), (6, 6));
    }

    #[test]
    fn a_pattern_has_nothing_that_servers_take_for_syntax() {
        let all: String = (33u8..127).map(char::from).filter(|character| *character != '/').collect();
        let line = format!("/x{all}/* /y");
        let redirects = Redirects::new(&line, "/");
        let translated = translate(&redirects.lines().next().unwrap().1.unwrap()).unwrap();
        let body = translated.pattern.trim_end_matches('$');
        assert!(!body.contains(['"', '\'', '{', '}', '$', '`', '\n']) && !body.contains("\\\\"), "{body}");
    }
}
