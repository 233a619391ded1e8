//! Whether a fragment names an id of its target.

use unicode_normalization::UnicodeNormalization;

use super::anchor::PageAnchors;
use super::written;
use super::written_ids::Ids;
use crate::finding::{Code, nearest};
use crate::site::decode;

/// More ids of a copied file are not compared for a suggestion.
const MAX_COMPARED: usize = 1000;

/// The id that a fragment names. It is compared as it is written, then percent-decoded
/// (<https://html.spec.whatwg.org/multipage/browsing-the-web.html#find-a-potential-indicated-element>).
pub(super) struct Wanted<'w> {
    /// The whole fragment.
    written: &'w str,
    /// The part before a text directive.
    id: &'w str,
    decoded: String,
}

/// What is wrong with a fragment.
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) message: String,
    pub(super) help: Option<String>,
    /// The fragment that would be right.
    pub(super) instead: Option<String>,
}

impl Fault {
    fn broken(message: String, help: Option<String>) -> Self {
        Self { code: Code::BrokenAnchor, message, help, instead: None }
    }
}

impl<'w> Wanted<'w> {
    /// The id in `written`; nothing where it always holds: it is empty, `top`, or only a text directive.
    pub(super) fn of(written: &'w str) -> Option<Self> {
        let id = written.split_once(":~:").map_or(written, |(id, _)| id);
        let decoded = decode(id);
        let holds = decoded.is_empty() || decoded.eq_ignore_ascii_case("top");
        (!holds).then_some(Self { written, id, decoded })
    }

    /// What is wrong with it on the page at `url`. `ids` are those in the page's tables and around them, where templates of
    /// the site's own write them.
    pub(super) fn on_page(&self, anchors: &PageAnchors<'_>, ids: Option<&Ids>, url: &str) -> Option<Fault> {
        let Self { written, id, decoded } = self;
        if anchors.is_of_table(decoded) {
            let is_left_out = ids.is_some_and(|ids| !ids.has(decoded));
            let message =
                format!("no anchor `#{decoded}` on `{url}`: the site's own template for the table writes none");
            let help = "give its rows their ids, as the template of the default theme does".to_owned();
            return is_left_out.then(|| Fault::broken(message, Some(help)));
        }
        if anchors.has(id) || anchors.has(decoded) {
            let is_numbered = anchors.is_numbered(decoded);
            let message = format!("the anchor `#{decoded}` depends on an automatic number");
            let help = "give the heading an id of its own, such as `{#name}`: a heading added above moves the number"
                .to_owned();
            let fault = Fault { code: Code::NumberedAnchor, ..Fault::broken(message, Some(help)) };
            return is_numbered.then_some(fault);
        }
        let trimmed = decoded.trim_end_matches('/');
        if trimmed != decoded && anchors.has(trimmed) {
            let message = format!("a slash after the fragment `#{trimmed}`");
            let help = Some("write it without the slash".to_owned());
            let instead = Some(written.replacen(id, id.trim_end_matches('/'), 1));
            return Some(Fault { code: Code::SlashAfterFragment, instead, ..Fault::broken(message, help) });
        }
        let message = format!("no anchor `#{decoded}` on `{url}`");
        if let Some(other) = self.in_other_form(anchors) {
            let help = "the id looks the same, but is written in another Unicode form".to_owned();
            let instead = Some(written.replacen(id, &written::route(&other), 1));
            return Some(Fault { instead, ..Fault::broken(message, Some(help)) });
        }
        let help = anchors.nearest(decoded).map(|nearest| format!("did you mean `#{nearest}`?"));
        Some(Fault::broken(message, help))
    }

    /// The anchor that is the same in another Unicode form.
    fn in_other_form(&self, anchors: &PageAnchors<'_>) -> Option<String> {
        if self.decoded.is_ascii() {
            return None;
        }
        let forms: [String; 2] = [self.decoded.nfc().collect(), self.decoded.nfd().collect()];
        forms.into_iter().find(|form| anchors.has(form))
    }

    /// What is wrong with it in a copied file at `url` with these ids.
    pub(super) fn in_file(&self, ids: &Ids, url: &str) -> Option<Fault> {
        // `#/pets` and `#!pets` are routes of a script.
        if ids.has(self.id) || ids.has(&self.decoded) || self.decoded.starts_with(['/', '!']) {
            return None;
        }
        let help = nearest(&self.decoded, ids.sorted().into_iter().take(MAX_COMPARED));
        let help = help.map(|nearest| format!("did you mean `#{nearest}`?"));
        Some(Fault::broken(format!("no anchor `#{}` in the file `{url}`", self.decoded), help))
    }
}
