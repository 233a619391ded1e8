//! An article as part of a larger page: its ids get a prefix of their own, its links to other parts become links within
//! the page, its headings go one level down.

use std::collections::HashMap;

use crate::markdown::html::{Attribute, Tag, tags};
use crate::site::Subject;
use crate::source::Span;

/// Attributes that name ids of the same page, one or several.
const REFERENCES: [&str; 11] = [
    "for",
    "headers",
    "list",
    "popovertarget",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-details",
    "aria-owns",
    "aria-flowto",
    "aria-activedescendant",
];

/// `html` as part number `part`. `parts` has the number of the part for each public path.
pub(super) fn as_part(html: &str, part: usize, parts: &HashMap<String, usize>) -> String {
    let mut text = String::with_capacity(html.len() + html.len() / 16);
    let mut written = 0;
    for tag in tags(html) {
        for (span, replacement) in changes(html, &tag, part, parts) {
            text.push_str(&html[written..span.start]);
            text.push_str(&replacement);
            written = span.end;
        }
    }
    text.push_str(&html[written..]);
    text
}

/// What changes in a tag, in order.
fn changes(html: &str, tag: &Tag, part: usize, parts: &HashMap<String, usize>) -> Vec<(Span, String)> {
    let mut changes = Vec::new();
    if let Some(level @ 1..=5) = heading_level(&tag.name) {
        let digit = tag.span.start + 2 + usize::from(tag.is_closing);
        changes.push((Span::new(digit, digit + 1), (level + 1).to_string()));
    }
    for attribute in &tag.attributes {
        let Some(value) = changed(html, tag, attribute, part, parts) else { continue };
        // The value may have no quotes or single ones, so that the whole attribute is written again.
        let name = attribute.name.of(html);
        changes.push((attribute.span, format!("{name}=\"{value}\"")));
    }
    changes
}

fn heading_level(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?;
    (level.len() == 1).then(|| level.parse().ok()).flatten()
}

/// The new value of an attribute, escaped; nothing where it does not change.
fn changed(
    html: &str,
    tag: &Tag,
    attribute: &Attribute,
    part: usize,
    parts: &HashMap<String, usize>,
) -> Option<String> {
    let value = attribute.value.of(html);
    let name = attribute.name.of(html).to_ascii_lowercase();
    let own = |id: &str| quoted(&Subject::part_anchor(part, id));
    match name.as_str() {
        "id" => (!value.is_empty()).then(|| own(value)),
        "name" if tag.name == "a" => (!value.is_empty()).then(|| own(value)),
        "href" | "xlink:href" | "usemap" => link(value, part, parts).map(|link| quoted(&link)),
        name if REFERENCES.contains(&name) => Some(value.split_whitespace().map(own).collect::<Vec<_>>().join(" ")),
        _ => {
            let id = value.strip_prefix("url(#")?.strip_suffix(')')?;
            Some(format!("url(#{})", own(id)))
        }
    }
}

/// A value that was escaped already, between double quotes.
fn quoted(value: &str) -> String {
    value.replace('"', "&quot;")
}

fn link(address: &str, part: usize, parts: &HashMap<String, usize>) -> Option<String> {
    let (path, fragment) = address.split_once('#').map_or((address, ""), |(path, fragment)| (path, fragment));
    let part = if path.is_empty() && address.starts_with('#') { part } else { *parts.get(path)? };
    Some(match fragment {
        "" | "top" => format!("#{}", Subject::part(part)),
        id => format!("#{}", Subject::part_anchor(part, id)),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::as_part;

    #[test]
    fn ids_are_unique_and_links_between_parts_lead_inside() {
        let parts = HashMap::from([("/s/a/".to_owned(), 1), ("/s/b/".to_owned(), 2)]);
        let check = |html: &str, expected: &str| assert_eq!(as_part(html, 2, &parts), expected);
        check("<h2 id=\"x\">A</h2><h6>B</h6>", "<h3 id=\"p2-x\">A</h3><h6>B</h6>");
        check("<a href=\"#x\">a</a> <a href='/s/a/#y'>b</a>", "<a href=\"#p2-x\">a</a> <a href=\"#p1-y\">b</a>");
        check("<a href=\"/s/a/\">", "<a href=\"#part-1\">");
        check(
            "<a href=\"/other/#x\"><a href=\"https://e.example/#x\">",
            "<a href=\"/other/#x\"><a href=\"https://e.example/#x\">",
        );
        check("<input id=c><label for=c>", "<input id=\"p2-c\"><label for=\"p2-c\">");
        check("<td headers=\"a b\">", "<td headers=\"p2-a p2-b\">");
        check("<g clip-path=\"url(#m)\"/>", "<g clip-path=\"url(#p2-m)\"/>");
        check("<p>1 < 2 # <!-- id=\"no\" --></p>", "<p>1 < 2 # <!-- id=\"no\" --></p>");
        check("<hr><header id=h>", "<hr><header id=\"p2-h\">");
    }
}
