//! Resolves the settings of Markdown.

use super::markup::{Markup, Typographer};
use super::raw::{RawMarkup, RawTypographer};
use super::validator::Validator;
use crate::finding::nearest;
use crate::markup::Extensions;
use crate::output::{AddressUse, unsafe_scheme};
use crate::source::Spanned;

/// The settings that `raw` resolves to.
pub(super) fn resolve(raw: RawMarkup, validator: &mut Validator<'_>) -> Markup {
    let extensions = extensions(&raw);
    let RawMarkup { admonitions, mathematics, mermaid, typographer, heading_ids, .. } = raw;
    let mut markup = Markup {
        mathematics: mathematics.is_some_and(|mathematics| mathematics.value),
        mermaid: mermaid.and_then(|path| script(path, validator)),
        extensions,
        typographer: resolve_typographer(typographer),
        heading_ids: heading_ids.map(|kind| kind.value).unwrap_or_default(),
        ..Markup::default()
    };
    for Spanned { value: name, span } in admonitions {
        match name.as_str() {
            "docusaurus" => markup.docusaurus = true,
            "mkdocs" => markup.mkdocs = true,
            _ => {
                let help = match nearest(&name, ["docusaurus", "mkdocs"]) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write `docusaurus`, `mkdocs`, or a list of both".to_owned(),
                };
                validator.invalid(span, format!("`admonitions`: unknown dialect `{name}`"), &help);
            }
        }
    }
    markup
}

fn extensions(raw: &RawMarkup) -> Extensions {
    let or = |flag: &Option<Spanned<bool>>, default: bool| flag.as_ref().map_or(default, |flag| flag.value);
    let default = Extensions::default();
    Extensions {
        linkify: or(&raw.linkify, default.linkify),
        emoji: or(&raw.emoji, default.emoji),
        block_attributes: or(&raw.block_attributes, default.block_attributes),
        heading_attributes: or(&raw.heading_attributes, default.heading_attributes),
        hard_wraps: or(&raw.hard_wraps, default.hard_wraps),
        footnotes: or(&raw.footnotes, default.footnotes),
        tables: or(&raw.tables, default.tables),
        strikethrough: or(&raw.strikethrough, default.strikethrough),
        task_lists: or(&raw.task_lists, default.task_lists),
        definition_lists: or(&raw.definition_lists, default.definition_lists),
        superscript: or(&raw.superscript, default.superscript),
        subscript: or(&raw.subscript, default.subscript),
        insert: or(&raw.insert, default.insert),
        mark: or(&raw.mark, default.mark),
    }
}

/// The texts of the typographer: those that are given, and the usual ones for the others. An empty text is none.
fn resolve_typographer(raw: RawTypographer) -> Typographer {
    if raw.is_on.is_some_and(|is_on| !is_on.value) {
        return Typographer::default();
    }
    let or = |given: Option<Spanned<String>>, usual: &str| {
        let text =
            given.map_or_else(|| usual.to_owned(), |given| html_escape::decode_html_entities(&given.value).into());
        Some(text).filter(|text| !text.is_empty())
    };
    Typographer {
        apostrophe: or(raw.apostrophe, "’"),
        ellipsis: or(raw.ellipsis, "…"),
        em_dash: or(raw.em_dash, "—"),
        en_dash: or(raw.en_dash, "–"),
        left_angle_quote: or(raw.left_angle_quote, "«"),
        left_double_quote: or(raw.left_double_quote, "“"),
        left_single_quote: or(raw.left_single_quote, "‘"),
        right_angle_quote: or(raw.right_angle_quote, "»"),
        right_double_quote: or(raw.right_double_quote, "”"),
        right_single_quote: or(raw.right_single_quote, "’"),
    }
}

/// The path of a script, which the content security policy lets a page load from its own site only.
fn script(path: Spanned<String>, validator: &mut Validator<'_>) -> Option<Spanned<String>> {
    let is_path = path.value.starts_with('/')
        && !path.value.starts_with("//")
        && unsafe_scheme(&path.value, AddressUse::Follow).is_none();
    if !is_path {
        let message = format!("`mermaid`: `{}` is no path of the site", path.value);
        validator.invalid(path.span, message, "put the script below `static/`, and write `/mermaid.min.js`");
    }
    is_path.then_some(path)
}
