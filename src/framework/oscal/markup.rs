//! The markup of OSCAL in XML as Markdown.

use roxmltree::Node as Element;

/// The elements that are blocks.
const BLOCKS: &[&str] =
    &["p", "ul", "ol", "pre", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img"];

/// Whether an element of this name is a block of text.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// Adds a block, and an empty line behind it.
pub(super) fn block(element: Element<'_, '_>, text: &mut String) {
    let name = element.tag_name().name();
    let level = name.strip_prefix('h').and_then(|level| level.parse::<usize>().ok()).filter(|level| *level <= 6);
    match (name, level) {
        _ if element.is_text() && element.text().is_none_or(|text| text.trim().is_empty()) => return,
        ("ul" | "ol", _) => list(element, "", text),
        ("table", _) => table(element, text),
        ("pre", _) => {
            text.push_str("```\n");
            text.push_str(plain(element).trim_matches('\n'));
            text.push_str("\n```\n");
        }
        ("blockquote", _) => {
            let mut inner = String::new();
            element.children().for_each(|inner_element| block(inner_element, &mut inner));
            for line in inner.trim().lines() {
                text.push_str(if line.is_empty() { ">" } else { "> " });
                text.push_str(line);
                text.push('\n');
            }
        }
        ("hr", _) => text.push_str("---\n"),
        (_, Some(level)) => {
            text.push_str(&"#".repeat(level));
            text.push(' ');
            text.push_str(&line(element));
            text.push('\n');
        }
        (_, None) => {
            text.push_str(&if element.is_text() || name == "img" { inline_of(element) } else { line(element) });
            text.push('\n');
        }
    }
    text.push('\n');
}

/// The content of an element on one line.
pub(super) fn line(element: Element<'_, '_>) -> String {
    let mut text = String::new();
    element.children().for_each(|inner| inline(inner, &mut text));
    text.trim().to_owned()
}

fn inline_of(element: Element<'_, '_>) -> String {
    let mut text = String::new();
    inline(element, &mut text);
    text.trim().to_owned()
}

/// Adds a text or an element within a line. Reading bounds how deep they nest.
fn inline(element: Element<'_, '_>, text: &mut String) {
    if element.is_text() {
        let content = element.text().unwrap_or_default();
        let is_inside = !text.is_empty() && !text.ends_with(char::is_whitespace);
        if content.starts_with(char::is_whitespace) && is_inside {
            text.push(' ');
        }
        let words: Vec<&str> = content.split_whitespace().collect();
        escape(&words.join(" "), text);
        if content.ends_with(char::is_whitespace) && !words.is_empty() {
            text.push(' ');
        }
        return;
    }
    if !element.is_element() {
        return;
    }
    match element.tag_name().name() {
        "em" | "i" => around("*", element, text),
        "strong" | "b" => around("**", element, text),
        "code" => around("`", element, text),
        "q" => around("\"", element, text),
        "sub" => around("~", element, text),
        "sup" => around("^", element, text),
        "br" => text.push_str("  \n"),
        "insert" => {
            let id = element.attribute("id-ref").or_else(|| element.attribute("param-id")).unwrap_or_default();
            let kind = element.attribute("type").unwrap_or("param");
            text.push_str(&format!("{{{{ insert: {kind}, {id} }}}}"));
        }
        "a" => {
            text.push('[');
            element.children().for_each(|inner| inline(inner, text));
            text.push_str(&format!("]({})", element.attribute("href").unwrap_or_default()));
        }
        "img" => {
            let of = |name| element.attribute(name).unwrap_or_default();
            text.push_str(&format!("![{}]({})", of("alt"), of("src")));
        }
        _ => element.children().for_each(|inner| inline(inner, text)),
    }
}

fn around(mark: &str, element: Element<'_, '_>, text: &mut String) {
    text.push_str(mark);
    element.children().for_each(|inner| inline(inner, text));
    text.push_str(mark);
}

/// What would be read as markup in Markdown is not, in XML.
fn escape(content: &str, text: &mut String) {
    let mut letters = content.chars().peekable();
    let mut is_in_word = false;
    while let Some(letter) = letters.next() {
        let is_before_word = letters.peek().is_some_and(|next| next.is_alphanumeric());
        if matches!(letter, '*' | '`' | '\\') || letter == '_' && !(is_in_word && is_before_word) {
            text.push('\\');
        }
        is_in_word = letter.is_alphanumeric() || letter == '_' && is_in_word;
        text.push(letter);
    }
}

fn list(element: Element<'_, '_>, indent: &str, text: &mut String) {
    let is_ordered = element.tag_name().name() == "ol";
    let is_list = |inner: &Element<'_, '_>| matches!(inner.tag_name().name(), "ul" | "ol");
    for (number, item) in element.children().filter(|item| item.is_element()).enumerate() {
        let mark = if is_ordered { format!("{}. ", number + 1) } else { "- ".to_owned() };
        let mut own = String::new();
        item.children().filter(|inner| !is_list(inner)).for_each(|inner| inline(inner, &mut own));
        text.push_str(&format!("{indent}{mark}{}\n", own.trim()));
        let below = format!("{indent}{}", " ".repeat(mark.len()));
        item.children().filter(is_list).for_each(|inner| list(inner, &below, text));
    }
}

fn table(element: Element<'_, '_>, text: &mut String) {
    let rows = element.descendants().filter(|row| row.tag_name().name() == "tr");
    for (number, row) in rows.enumerate() {
        let cells = row.children().filter(|cell| cell.is_element());
        let cells: Vec<String> = cells.map(|cell| line(cell).replace('|', "\\|")).collect();
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
        if number == 0 {
            text.push_str(&format!("|{}\n", "---|".repeat(cells.len())));
        }
    }
}

fn plain(element: Element<'_, '_>) -> String {
    element.descendants().filter_map(|inner| inner.text().filter(|_| inner.is_text())).collect()
}
