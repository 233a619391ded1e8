//! Parties and relations as readers see them.

use crate::labels::Labels;
use crate::markdown::{escape_attribute, escape_text};
use crate::table::{Matrix, Relation, Share, Who};

/// The class of a share in the style sheet.
pub(super) fn share_class(matrix: &Matrix, share: Share) -> &'static str {
    match (share, share.word(&matrix.parties)) {
        (Share::Party(_), "provider") => "provider",
        (Share::Party(_), "customer") => "customer",
        (Share::Party(_), _) => "other",
        (Share::Shared, _) => "shared",
        (Share::Conditional, _) => "other",
        (Share::NotApplicable, _) => "none",
    }
}

/// The letter of a share, or the number of a party that has none.
pub(super) fn share_sign(matrix: &Matrix, share: Share, labels: &Labels) -> String {
    match (share, share.word(&matrix.parties)) {
        (Share::Party(_), "provider") => labels.text("provider_sign").to_owned(),
        (Share::Party(_), "customer") => labels.text("customer_sign").to_owned(),
        (Share::Party(party), _) => (party + 1).to_string(),
        (Share::Shared, _) => labels.text("shared_sign").to_owned(),
        (Share::Conditional, _) => "?".to_owned(),
        (Share::NotApplicable, _) => "–".to_owned(),
    }
}

/// Whether the style sheet has the sign of a class itself, which keeps pages small.
pub(super) fn is_sign_of_style_sheet(class: &str, sign: &str) -> bool {
    matches!((class, sign), ("provider", "P") | ("customer", "C") | ("shared", "S") | ("none", _))
}

/// Who is responsible, as hue, letter and name.
pub(super) fn who_mark(matrix: &Matrix, who: Option<&Who>, labels: &Labels) -> String {
    let Some(who) = who else {
        return format!("<span class=\"party\">{}</span>", escape_text(labels.text("nobody")));
    };
    let (class, name) = (share_class(matrix, who.share()), matrix.name(who, labels));
    let sign = share_sign(matrix, who.share(), labels);
    // The style sheet sets the letter before the name.
    let sign = match is_sign_of_style_sheet(class, &sign) {
        true => String::new(),
        false => format!(" data-sign=\"{}\"", escape_attribute(&sign)),
    };
    format!("<span class=\"party {class}\"{sign}>{}</span>", escape_text(&name))
}

/// A relation as sign and word.
pub(super) fn relation_mark(relation: Option<Relation>, labels: &Labels) -> String {
    let Some(relation) = relation else { return String::new() };
    format!(
        "<span class=relation><span class=relation-sign aria-hidden=true>{}</span> {}</span>",
        relation.sign(),
        escape_text(relation.word(labels))
    )
}
