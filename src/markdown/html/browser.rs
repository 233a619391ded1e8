//! For tests: the addresses in HTML as a browser reads it, written from the HTML standard and apart from our own reader.

/// What a browser has read before a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing that is still open.
    Data,
    /// The start tag of an element whose content is text.
    RawText(&'static str),
    /// The start of a comment.
    Comment,
    /// The start of a CDATA section.
    Cdata,
}

/// The `(element, attribute, value)` of every attribute of every start tag in `html`, values as they are written. Of an
/// attribute given twice only the first one is there. `raw_text` are the elements whose content is text.
pub(super) fn attributes(html: &str, before: Before, raw_text: &[&str]) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut rest = match before {
        Before::Data => html,
        Before::RawText(name) => behind_raw_text(html, name),
        Before::Comment => behind_comment(html),
        Before::Cdata => html.split_once("]]>").map_or("", |(_, after)| after),
    };
    while let Some((_, inside)) = rest.split_once('<') {
        let is_letter = |text: &str| text.starts_with(|sign: char| sign.is_ascii_alphabetic());
        if let Some(comment) = inside.strip_prefix("!--") {
            rest = behind_comment(comment);
        } else if is_letter(inside) {
            let end = inside.find([' ', '\t', '\n', '\r', '\u{c}', '/', '>']).unwrap_or(inside.len());
            let name = inside[..end].to_ascii_lowercase();
            rest = behind_attributes(&inside[end..], &name, &mut found);
            if raw_text.contains(&name.as_str()) {
                rest = behind_raw_text(rest, &name);
            }
        } else if inside.strip_prefix('/').is_some_and(is_letter) {
            rest = behind_attributes(&inside[1..], "/", &mut Vec::new());
        } else if inside.starts_with(['!', '?', '/']) {
            rest = inside.split_once('>').map_or("", |(_, after)| after);
        } else {
            rest = inside;
        }
    }
    found
}

/// What follows the end of the comment that `text` stands in.
fn behind_comment(text: &str) -> &str {
    for abrupt in [">", "->"] {
        if let Some(after) = text.strip_prefix(abrupt) {
            return after;
        }
    }
    let ends = ["-->", "--!>"].into_iter().filter_map(|end| Some(text.find(end)? + end.len()));
    ends.min().map_or("", |end| &text[end..])
}

/// The end tag of the raw text that `text` stands in, and what follows.
fn behind_raw_text<'t>(text: &'t str, name: &str) -> &'t str {
    let lower = text.to_ascii_lowercase();
    let end = lower
        .match_indices(&format!("</{name}"))
        .find(|(at, tag)| lower[at + tag.len()..].starts_with([' ', '\t', '\n', '\r', '\u{c}', '/', '>']));
    end.map_or("", |(at, _)| &text[at..])
}

/// Reads attributes up to the end of their tag; a tag that is cut off has none.
fn behind_attributes<'t>(text: &'t str, tag: &str, found: &mut Vec<(String, String, String)>) -> &'t str {
    let is_blank = |sign: char| matches!(sign, ' ' | '\t' | '\n' | '\r' | '\u{c}');
    let mut own: Vec<(String, String, String)> = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|sign| is_blank(sign) || sign == '/');
        if let Some(after) = rest.strip_prefix('>') {
            found.append(&mut own);
            return after;
        }
        let Some(first) = rest.chars().next() else { return "" };
        let from = first.len_utf8();
        let is_end = |sign: char| is_blank(sign) || matches!(sign, '/' | '>' | '=');
        let end = rest[from..].find(is_end).map_or(rest.len(), |at| from + at);
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut value = "";
        if let Some(after) = rest.trim_start_matches(is_blank).strip_prefix('=') {
            let after = after.trim_start_matches(is_blank);
            let quote = after.chars().next().filter(|sign| matches!(sign, '"' | '\''));
            if let Some(quote) = quote {
                let Some((inside, behind)) = after[1..].split_once(quote) else { return "" };
                (value, rest) = (inside, behind);
            } else {
                let end = after.find(|sign| is_blank(sign) || sign == '>').unwrap_or(after.len());
                (value, rest) = after.split_at(end);
            }
        }
        if own.iter().all(|(_, known, _)| *known != name) {
            own.push((tag.to_owned(), name, value.to_owned()));
        }
    }
}
