//! `hero`: the head of the front page.

use super::field::Field;
use crate::finding::{Code, Finding};
use crate::source::{Location, Span, Spanned};
use crate::yaml::{Kind, Node};

/// A head with more buttons than this leads nowhere in particular.
const MAX_BUTTONS: usize = 2;

/// The head of the front page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hero {
    /// The location of the key `hero`.
    pub span: Span,
    /// `title`: the heading in place of the page's title.
    pub title: Option<Spanned<String>>,
    /// `lead`: the paragraph below it in place of the page's own.
    pub lead: Option<Spanned<String>>,
    /// `buttons`: at most two links.
    pub buttons: Vec<HeroButton>,
    /// `search`: whether it has a search field; absent means that it has.
    pub search: Option<bool>,
}

/// A link in the head of the front page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeroButton {
    /// `name`: its text.
    pub name: Spanned<String>,
    /// `url`: where it leads.
    pub url: Spanned<String>,
}

const KEYS: [&str; 4] = ["title", "lead", "buttons", "search"];
const BUTTON_KEYS: [&str; 2] = ["name", "url"];

/// The help for buttons of the wrong type.
const BUTTONS: &str = "write `buttons: [{name: Start here, url: /guide/}]`";

/// Reads the value of `hero`.
pub(super) fn hero(field: &Field<'_>, findings: &mut Vec<Finding>) -> Option<Hero> {
    let Kind::Mapping(entries) = &field.node.kind else {
        if !field.node.is_null() {
            let help = "write `title`, `lead`, `buttons` and `search` below it";
            findings.push(field.wrong_type(field.node, "a mapping").help(help));
        }
        return None;
    };
    let mut hero = Hero { span: field.key_span, ..Hero::default() };
    for (key, node) in entries {
        let Some(name) = key.text() else { continue };
        let inner = Field { file: field.file, key: name, key_span: key.span, node };
        match name.to_ascii_lowercase().as_str() {
            "title" => hero.title = inner.text(findings),
            "lead" => hero.lead = inner.text(findings),
            "buttons" => hero.buttons = buttons(&inner, findings),
            "search" => hero.search = inner.boolean(findings),
            _ => findings.push(unknown(&inner, &KEYS)),
        }
    }
    Some(hero)
}

fn buttons(field: &Field<'_>, findings: &mut Vec<Finding>) -> Vec<HeroButton> {
    let expected = "a list of links, each with `name` and `url`";
    if !matches!(field.node.kind, Kind::Sequence(_) | Kind::Null) {
        findings.push(field.wrong_type(field.node, expected).help(BUTTONS));
    }
    let mut buttons = Vec::new();
    for item in field.node.items() {
        match &item.kind {
            Kind::Mapping(entries) => buttons.extend(button(field, item, entries, findings)),
            Kind::Null => {}
            Kind::Scalar { .. } | Kind::Sequence(_) => findings.push(field.wrong_type(item, expected).help(BUTTONS)),
        }
    }
    if let Some(first) = buttons.get(MAX_BUTTONS) {
        let message = format!("`buttons` of `hero` has {} links; {MAX_BUTTONS} are shown", buttons.len());
        let help = "remove the others, or put them into the text below";
        findings.push(misplaced(field, first.name.span, message).help(help));
        buttons.truncate(MAX_BUTTONS);
    }
    buttons
}

fn button(field: &Field<'_>, item: &Node, entries: &[(Node, Node)], findings: &mut Vec<Finding>) -> Option<HeroButton> {
    let (mut text, mut url) = (None, None);
    for (key, node) in entries {
        let Some(name) = key.text() else { continue };
        let inner = Field { file: field.file, key: name, key_span: key.span, node };
        match name.to_ascii_lowercase().as_str() {
            "name" => text = inner.text(findings),
            "url" => url = inner.text(findings),
            _ => findings.push(unknown(&inner, &BUTTON_KEYS)),
        }
    }
    let missing = [("name", text.is_none()), ("url", url.is_none())];
    if let Some((name, _)) = missing.iter().find(|(_, is_missing)| *is_missing) {
        let message = format!("a button of `hero` has no `{name}` and is not shown");
        findings.push(misplaced(field, item.span, message).help(BUTTONS));
    }
    Some(HeroButton { name: text?, url: url? })
}

fn unknown(field: &Field<'_>, known: &[&'static str]) -> Finding {
    let listed: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    field.misspelt(known).unwrap_or_else(|| {
        let message = format!("`hero` has no `{}`; it is not shown", field.key);
        misplaced(field, field.key_span, message).help(format!("known keys: {}", listed.join(", ")))
    })
}

fn misplaced(field: &Field<'_>, span: Span, message: String) -> Finding {
    Finding::new(Code::MisplacedHero, Location::new(field.file, span), message).about(field.key)
}
