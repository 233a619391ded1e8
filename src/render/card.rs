//! The cards of a page: what is known of each requirement that it cites, shown beside the citation where a browser
//! can do so without a script.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::data_table::party_mark;
use super::page::Renderer;
use super::view::{LinkView, SafeHtml};
use crate::framework::{Framework, RequirementIdx};
use crate::markdown::escape_attribute;
use crate::site::{EdgeKind, PageId, ShownMatrix};

/// A card, as one of `cards`.
#[derive(Debug, Serialize)]
pub(super) struct CardView {
    anchor: String,
    /// What citations call it until they are led to its anchor.
    #[serde(skip)]
    name_in_text: String,
    /// The framework's name with the id.
    name: String,
    title: String,
    /// Who is responsible, by the matrices that the site shows.
    responsible: Vec<SafeHtml>,
    /// The articles that explain it, but for the page itself.
    explained: Vec<LinkView>,
}

/// A page with more citations than this has cards for the first of them: it must not grow with every citation.
const MAX_CARDS: usize = 40;

/// More articles than this are not named on a card; the requirement's own page names all. They may be as many as the
/// pages that show the card.
const MAX_EXPLAINED: usize = 25;

/// What stands before the id of a card in a citation.
const TO_CARD: &str = " interestfor=\"";

/// The attribute of a citation that leads to the card of a requirement.
pub(super) fn to_card(framework: &Framework, rank: RequirementIdx) -> String {
    format!("{TO_CARD}{}\"", escape_attribute(&card_id(framework, rank)))
}

/// `html` with the attributes that lead to one of `cards` and to no other.
pub(super) fn with_cards<'c>(html: String, cards: &'c [CardView]) -> String {
    if !html.contains(TO_CARD) {
        return html;
    }
    let named = |card: &'c CardView| (escape_attribute(&card.name_in_text), card.anchor.as_str());
    let known: HashMap<_, &str> = cards.iter().map(named).collect();
    let mut kept = String::with_capacity(html.len());
    for (index, part) in html.split(TO_CARD).enumerate() {
        let Some((name, rest)) = part.split_once('"').filter(|_| index > 0) else {
            kept.push_str(part);
            continue;
        };
        match known.get(name) {
            // The card has the title. Where a browser shows no cards, a script gives it back.
            Some(anchor) => kept.extend([TO_CARD, anchor, "\"", without_title(rest)]),
            None => kept.push_str(rest),
        }
    }
    kept
}

/// What follows a citation's card, without the title that would follow.
fn without_title(rest: &str) -> &str {
    let after = rest.strip_prefix(" title=\"").and_then(|title| title.split_once('"'));
    after.map_or(rest, |(_, after)| after)
}

/// What a citation of a requirement calls its card.
fn card_id(framework: &Framework, rank: RequirementIdx) -> String {
    let id = framework.requirement(rank).id.replace(char::is_whitespace, "-");
    format!("card-{}-{id}", framework.key)
}

impl Renderer<'_> {
    /// The cards of a page, of those requirements of which more is known than a title.
    pub(super) fn cards(&self, page: PageId) -> Vec<CardView> {
        let is_prose = |kind: EdgeKind| matches!(kind, EdgeKind::Explains | EdgeKind::Mentions);
        let edges = self.edges.from_page(page).filter(|edge| is_prose(edge.kind));
        let cited: BTreeSet<(&str, RequirementIdx)> = edges.map(|edge| (&*edge.framework, edge.requirement)).collect();
        let mut matrices: BTreeMap<&str, Vec<ShownMatrix<'_>>> = BTreeMap::new();
        let cards = cited.into_iter().filter_map(|(key, rank)| {
            let matrices = matrices.entry(key).or_insert_with(|| self.site.matrices(key));
            self.card(page, self.frameworks.get(key)?, rank, matrices)
        });
        let number = |(number, card): (usize, CardView)| CardView { anchor: format!("card-{number}"), ..card };
        (1..).zip(cards.take(MAX_CARDS)).map(number).collect()
    }

    fn card(
        &self,
        page: PageId,
        framework: &Framework,
        rank: RequirementIdx,
        matrices: &[ShownMatrix<'_>],
    ) -> Option<CardView> {
        // Those that explain come first.
        let edges = self.edges.of(&framework.key, rank).iter().take_while(|edge| edge.kind == EdgeKind::Explains);
        let mut pages: Vec<PageId> = Vec::new();
        for other in edges.map(|edge| edge.page).filter(|other| *other != page) {
            if pages.len() == MAX_EXPLAINED {
                break;
            }
            if pages.last() != Some(&other) {
                pages.push(other);
            }
        }
        let responsible = matrices.iter().filter_map(|shown| {
            // What holds for every requirement by default says nothing of this one.
            let party = shown.of(rank).filter(|resolved| resolved.row.is_some())?.party?;
            Some(SafeHtml(party_mark(shown.matrix, Some(party))))
        });
        let requirement = framework.requirement(rank);
        let card = CardView {
            anchor: String::new(),
            name_in_text: card_id(framework, rank),
            name: format!("{} {}", framework.name, requirement.id),
            title: requirement.title.clone(),
            responsible: responsible.collect(),
            explained: self.page_links(&pages),
        };
        (!card.responsible.is_empty() || !card.explained.is_empty()).then_some(card)
    }
}

#[cfg(test)]
mod tests {
    use super::{CardView, with_cards};

    #[test]
    fn a_citation_without_a_card_leads_to_none() {
        let card = |name: &str| CardView {
            anchor: "card-7".to_owned(),
            name_in_text: name.to_owned(),
            name: String::new(),
            title: String::new(),
            responsible: Vec::new(),
            explained: Vec::new(),
        };
        let html = "<a interestfor=\"card-a-1\" title=\"x\">1</a> <a interestfor=\"card-a-2\">2</a>".to_owned();
        let kept = "<a interestfor=\"card-7\">1</a> <a>2</a>";
        assert_eq!(with_cards(html.clone(), &[card("card-a-1")]), kept);
        assert_eq!(with_cards(html, &[]), "<a title=\"x\">1</a> <a>2</a>");
        assert_eq!(with_cards("plain".to_owned(), &[]), "plain");
    }
}
