//! Parties and relations as readers see them.

use crate::markdown::escape_text;
use crate::table::{Matrix, Party, Relation};

/// The class of a party in the style sheet.
pub(super) const fn party_class(party: Party) -> &'static str {
    match party {
        Party::NotApplicable => "none",
        Party::Provider | Party::Shared | Party::Customer => party.name(),
    }
}

pub(super) const fn party_sign(party: Party) -> &'static str {
    match party {
        Party::Provider => "P",
        Party::Shared => "S",
        Party::Customer => "C",
        Party::NotApplicable => "–",
    }
}

pub(super) fn party_name(matrix: &Matrix, party: Party) -> String {
    match party {
        Party::Provider => matrix.parties.provider.clone(),
        Party::Customer => matrix.parties.customer.clone(),
        Party::Shared => "Shared".to_owned(),
        Party::NotApplicable => "Not applicable".to_owned(),
    }
}

/// Who is responsible, as hue, letter and name.
pub(super) fn party_mark(matrix: &Matrix, party: Option<Party>) -> String {
    let Some(party) = party else { return "<span class=\"party\">Nobody</span>".to_owned() };
    let name = party_name(matrix, party);
    // The style sheet sets the letter before the name.
    format!("<span class=\"party {}\">{}</span>", party_class(party), escape_text(&name))
}

/// A relation as sign and word.
pub(super) fn relation_mark(relation: Option<Relation>) -> String {
    let Some(relation) = relation else { return String::new() };
    format!(
        "<span class=relation><span class=relation-sign aria-hidden=true>{}</span> {}</span>",
        relation.sign(),
        relation.word()
    )
}
