//! For tests: the attributes of HTML as a browser reads them, implemented from the HTML standard independently of the
//! reader that is tested.

/// The state of a browser before a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    /// Nothing is open.
    Data,
    /// Inside an element whose content is text.
    RawText(&'static str),
    /// Inside a comment.
    Comment,
    /// Inside a CDATA section.
    Cdata,
}

/// The `(element, attribute, value)` of every attribute of every start tag in `html`, values as written. Of duplicate
/// attributes only the first is included. `raw_text` are the elements whose content is text.
pub(super) fn attributes(html: &str, before: Before, raw_text: &[&str]) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    let mut rest = match before {
        Before::Data => html,
        Before::RawText(name) => after_raw_text(html, name),
        Before::Comment => after_comment(html),
        Before::Cdata => html.split_once("]]>").map_or("", |(_, after)| after),
    };
    while let Some((_, inside)) = rest.split_once('<') {
        let is_letter = |text: &str| text.starts_with(|letter: char| letter.is_ascii_alphabetic());
        if let Some(comment) = inside.strip_prefix("!--") {
            rest = after_comment(comment);
        } else if is_letter(inside) {
            let end = inside.find([' ', '\t', '\n', '\r', '\u{c}', '/', '>']).unwrap_or(inside.len());
            let name = inside[..end].to_ascii_lowercase();
            rest = after_attributes(&inside[end..], &name, &mut found);
            if raw_text.contains(&name.as_str()) {
                rest = after_raw_text(rest, &name);
            }
        } else if inside.strip_prefix('/').is_some_and(is_letter) {
            rest = after_attributes(&inside[1..], "/", &mut Vec::new());
        } else if inside.starts_with(['!', '?', '/']) {
            rest = inside.split_once('>').map_or("", |(_, after)| after);
        } else {
            rest = inside;
        }
    }
    found
}

/// The text after the end of the comment that `text` is in.
fn after_comment(text: &str) -> &str {
    for abrupt in [">", "->"] {
        if let Some(after) = text.strip_prefix(abrupt) {
            return after;
        }
    }
    let ends = ["-->", "--!>"].into_iter().filter_map(|end| Some(text.find(end)? + end.len()));
    ends.min().map_or("", |end| &text[end..])
}

/// The end tag of the raw text element that `text` is in, and all after it.
fn after_raw_text<'t>(text: &'t str, name: &str) -> &'t str {
    let lower = text.to_ascii_lowercase();
    let end = lower
        .match_indices(&format!("</{name}"))
        .find(|(at, tag)| lower[at + tag.len()..].starts_with([' ', '\t', '\n', '\r', '\u{c}', '/', '>']));
    end.map_or("", |(at, _)| &text[at..])
}

/// Reads attributes up to the end of their tag and returns the text after it; a tag that is cut off has none.
fn after_attributes<'t>(text: &'t str, tag: &str, found: &mut Vec<(String, String, String)>) -> &'t str {
    let is_space = |letter: char| matches!(letter, ' ' | '\t' | '\n' | '\r' | '\u{c}');
    let mut own: Vec<(String, String, String)> = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|letter| is_space(letter) || letter == '/');
        if let Some(after) = rest.strip_prefix('>') {
            found.append(&mut own);
            return after;
        }
        let Some(first) = rest.chars().next() else { return "" };
        let from = first.len_utf8();
        let is_end = |letter: char| is_space(letter) || matches!(letter, '/' | '>' | '=');
        let end = rest[from..].find(is_end).map_or(rest.len(), |at| from + at);
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut value = "";
        if let Some(after) = rest.trim_start_matches(is_space).strip_prefix('=') {
            let after = after.trim_start_matches(is_space);
            let quote = after.chars().next().filter(|letter| matches!(letter, '"' | '\''));
            if let Some(quote) = quote {
                let Some((inside, behind)) = after[1..].split_once(quote) else { return "" };
                (value, rest) = (inside, behind);
            } else {
                let end = after.find(|letter| is_space(letter) || letter == '>').unwrap_or(after.len());
                (value, rest) = after.split_at(end);
            }
        }
        if own.iter().all(|(_, known, _)| *known != name) {
            own.push((tag.to_owned(), name, value.to_owned()));
        }
    }
}
