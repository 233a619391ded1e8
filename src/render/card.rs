//! The cards of a page: what is known of each requirement that it cites, and what each term means that it links, shown beside
//! the link where a browser can do so without a script.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::address::page_links;
use super::context::RenderContext;
use super::defined_term::defined;
use super::marks::who_mark;
use super::view::{LinkView, SafeHtml};
use crate::framework::{Framework, RequirementIdx};
use crate::markdown::{TermUse, escape_text};
use crate::site::{EdgeKind, PageId, ShownMatrix};

/// A page with more citations than this has cards for the first of them: it must not grow with every citation.
const MAX_CARDS: usize = 24;

/// More articles than this are not named on a card; the requirement's own page names all. They may be as many as the
/// pages that show the card.
const MAX_EXPLAINED: usize = 3;

/// The same for terms, which have a link each.
const MAX_TERMS: usize = 12;

/// More of a definition is not on a card, in bytes: a page with many terms must stay light.
const MAX_TEXT: usize = 140;

/// The cards of a page, as `cards`. On generated pages citations have none.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Cards<'a>(Vec<CardView<'a>>);

/// A card, as one of `cards`.
#[derive(Debug, Serialize)]
struct CardView<'a> {
    anchor: String,
    #[serde(skip)]
    subject: Subject<'a>,
    /// The framework's name with the id; the term.
    name: String,
    /// The requirement's title; what an abbreviation stands for.
    title: &'a str,
    /// What a term means.
    text: String,
    /// Who is responsible, by the matrices that the site shows.
    responsible: Vec<SafeHtml>,
    /// The first articles that explain it, but for the page itself.
    explained: Vec<LinkView>,
    /// Whether there are more of them.
    has_more: bool,
}

/// What a card is about.
#[derive(Debug, PartialEq, Eq)]
enum Subject<'a> {
    /// A requirement, with the key of its framework.
    Requirement(&'a str, RequirementIdx),
    /// A defined term, by its number.
    Term(usize),
}

impl<'a> Cards<'a> {
    /// The cards of a page: of those requirements of which more is known than a title, and of terms.
    pub(super) fn of(context: &RenderContext<'a>, page: PageId) -> Self {
        let is_prose = |kind: EdgeKind| matches!(kind, EdgeKind::Explains | EdgeKind::Mentions);
        let edges = context.edges.from_page(page).filter(|edge| is_prose(edge.kind));
        let cited: BTreeSet<(&str, RequirementIdx)> = edges.map(|edge| (&*edge.framework, edge.requirement)).collect();
        let mut matrices: BTreeMap<&str, Vec<ShownMatrix<'_>>> = BTreeMap::new();
        let cards = cited.into_iter().filter_map(|(key, requirement)| {
            let framework = context.frameworks.get(key)?;
            let matrices = matrices.entry(key).or_insert_with(|| context.site.matrices(framework));
            card(context, page, framework, requirement, matrices)
        });
        let number = |(number, card): (usize, CardView<'a>)| CardView { anchor: format!("C{number}"), ..card };
        let linked = context.site.page(page).document.terms.iter().filter(|used| used.is_linked);
        let terms = linked.filter_map(|used| term_card(context, *used));
        Self((1..).zip(cards.take(MAX_CARDS).chain(terms.take(MAX_TERMS))).map(number).collect())
    }

    /// The id of a requirement's card; nothing where it has none.
    pub(super) fn anchor(&self, framework: &Framework, requirement: RequirementIdx) -> Option<&str> {
        self.about(&Subject::Requirement(&framework.key, requirement))
    }

    /// The id of a term's card; nothing where it has none.
    pub(super) fn of_term(&self, term: usize) -> Option<&str> {
        self.about(&Subject::Term(term))
    }

    fn about(&self, subject: &Subject<'_>) -> Option<&str> {
        self.0.iter().find(|card| card.subject == *subject).map(|card| card.anchor.as_str())
    }
}

fn card<'a>(
    context: &RenderContext<'a>,
    page: PageId,
    framework: &'a Framework,
    requirement: RequirementIdx,
    matrices: &[ShownMatrix<'_>],
) -> Option<CardView<'a>> {
    // Those that explain come first.
    let edges = context.edges.of(&framework.key, requirement).iter();
    let mut pages: Vec<PageId> = Vec::new();
    let mut has_more = false;
    for edge in edges.take_while(|edge| edge.kind == EdgeKind::Explains).filter(|edge| edge.page != page) {
        if pages.last() == Some(&edge.page) {
            continue;
        }
        if pages.len() == MAX_EXPLAINED {
            has_more = true;
            break;
        }
        pages.push(edge.page);
    }
    let responsible = matrices.iter().filter_map(|shown| {
        // A default of the whole matrix is not about this requirement.
        let who = shown.matrix.who(shown.of(requirement).filter(|resolved| resolved.row.is_some())?)?;
        let mark = who_mark(shown.matrix, Some(who), context.theme.labels());
        let name = if matrices.len() > 1 { format!("{}: ", escape_text(&shown.name)) } else { String::new() };
        Some(SafeHtml(name + &mark))
    });
    let (id, title) = (&framework.requirement(requirement).id, &framework.requirement(requirement).title);
    let card = CardView {
        anchor: String::new(),
        subject: Subject::Requirement(&framework.key, requirement),
        name: format!("{} {id}", framework.name),
        title,
        text: String::new(),
        responsible: responsible.collect(),
        explained: page_links(context, &pages),
        has_more,
    };
    (!card.responsible.is_empty() || !card.explained.is_empty()).then_some(card)
}

fn term_card<'a>(context: &RenderContext<'a>, used: TermUse) -> Option<CardView<'a>> {
    let (term, _) = defined(context, used)?;
    Some(CardView {
        anchor: String::new(),
        subject: Subject::Term(used.term),
        name: term.name().to_owned(),
        title: term.expansion().unwrap_or_default(),
        text: shortened(&term.definition.text),
        responsible: Vec::new(),
        explained: Vec::new(),
        has_more: false,
    })
}

/// `text` up to the last word that fits on a card.
fn shortened(text: &str) -> String {
    if text.len() <= MAX_TEXT {
        return text.to_owned();
    }
    let start = &text[..text.floor_char_boundary(MAX_TEXT)];
    let words = start.rsplit_once(' ').map_or(start, |(words, _)| words);
    format!("{}…", words.trim_end_matches([',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::{MAX_TEXT, shortened};

    #[test]
    fn a_long_definition_is_cut_behind_a_word() {
        assert_eq!(shortened("Short."), "Short.");
        let long = format!("{}, and more words.", "x".repeat(MAX_TEXT - 4));
        assert_eq!(shortened(&long), format!("{}…", "x".repeat(MAX_TEXT - 4)));
        assert!(shortened(&"信".repeat(MAX_TEXT)).len() <= MAX_TEXT + "…".len());
    }
}
