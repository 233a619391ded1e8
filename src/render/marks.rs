//! Parties and relations as readers see them.

use crate::markdown::escape_text;
use crate::table::{Matrix, Relation, Share, Who};

/// The class of a share in the style sheet.
pub(super) fn share_class(matrix: &Matrix, share: Share) -> &'static str {
    match (share, share.word(&matrix.parties)) {
        (Share::Party(_), "provider") => "provider",
        (Share::Party(_), "customer") => "customer",
        (Share::Party(_), _) => "other",
        (Share::Shared, _) => "shared",
        (Share::NotApplicable, _) => "none",
    }
}

/// The letter of a share, or the number of a party that has none.
pub(super) fn share_sign(matrix: &Matrix, share: Share) -> String {
    match (share, share.word(&matrix.parties)) {
        (Share::Party(_), "provider") => "P".to_owned(),
        (Share::Party(_), "customer") => "C".to_owned(),
        (Share::Party(party), _) => (party + 1).to_string(),
        (Share::Shared, _) => "S".to_owned(),
        (Share::NotApplicable, _) => "–".to_owned(),
    }
}

/// Who is responsible, as hue, letter and name.
pub(super) fn who_mark(matrix: &Matrix, who: Option<&Who>) -> String {
    let Some(who) = who else { return "<span class=\"party\">Nobody</span>".to_owned() };
    let (class, name) = (share_class(matrix, who.share()), matrix.name(who));
    // The style sheet sets the letter before the name; it cannot count parties.
    let sign = match class {
        "other" => format!(" data-sign=\"{}\"", share_sign(matrix, who.share())),
        _ => String::new(),
    };
    format!("<span class=\"party {class}\"{sign}>{}</span>", escape_text(&name))
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
