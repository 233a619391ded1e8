//! Edits of the files of a site, as the editor makes them.

use std::collections::BTreeMap;

use gen_lsp_types as lsp;
use serde_json::{Map, Value, json};

use crate::lsp::query::Query;
use crate::markdown::Link;
use crate::source::{FileId, Span};

/// Replacements in files of a site, none of which overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Edits {
    by_file: BTreeMap<FileId, BTreeMap<Span, String>>,
}

impl Edits {
    /// Adds the replacement of a span, unless it is there already. Returns whether it could be added: it may overlap none that is
    /// there.
    pub(super) fn insert(&mut self, file: FileId, span: Span, text: impl Into<String>) -> bool {
        let (text, of_file) = (text.into(), self.by_file.entry(file).or_default());
        if let Some(known) = of_file.get(&span) {
            return *known == text;
        }
        let before = of_file.range(..span).next_back().is_none_or(|(before, _)| before.end <= span.start);
        let after = of_file.range(span..).next().is_none_or(|(after, _)| span.end <= after.start);
        if before && after {
            of_file.insert(span, text);
        }
        before && after
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_file.values().all(BTreeMap::is_empty)
    }

    /// The edit in the form of the protocol. Texts that have changed since keep their versions from being edited, where the
    /// editor compares those.
    pub(super) fn of_workspace(&self, query: &Query<'_>) -> Value {
        let (mut changes, mut documents) = (Map::new(), Vec::new());
        for (file, edits) in self.by_file.iter().filter(|(_, edits)| !edits.is_empty()) {
            let Some(uri) = query.site.uri_of(*file) else { continue };
            let lines = query.site.lines(*file);
            let edits: Vec<lsp::TextEdit> =
                edits.iter().map(|(span, text)| lsp::TextEdit::new(lines.range(*span), text.clone())).collect();
            let version = query.site.open.version(&query.site.project.sources.get(*file).path);
            documents.push(json!({"textDocument": {"uri": uri, "version": version}, "edits": edits}));
            changes.insert(uri, json!(edits));
        }
        match query.client.has_versioned_edits {
            true => json!({"documentChanges": documents}),
            false => json!({"changes": changes}),
        }
    }
}

/// Where the destination of a link is written in `text`, that of its file; nothing where it is not there as it is.
///
/// What a shortcode makes of its arguments has no location of its own. There the destination is looked for in the call, where
/// it stands by itself.
pub(super) fn destinations(text: &str, link: &Link) -> Vec<Span> {
    if let Some(span) = link.destination_span {
        return vec![span];
    }
    let call = link.span.of(text);
    if !call.starts_with("{{") || link.destination.is_empty() {
        return Vec::new();
    }
    let is_alone = |at: &usize| {
        let (before, after) = (&call[..*at], &call[at + link.destination.len()..]);
        let begins = before.ends_with(|letter: char| letter.is_whitespace() || "\"'(<=".contains(letter));
        begins && after.starts_with(|letter: char| letter.is_whitespace() || "\"')>".contains(letter))
    };
    let places = call.match_indices(&link.destination).map(|(at, _)| at).filter(is_alone);
    places.map(|at| Span::new(at, at + link.destination.len()).shifted(link.span.start)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Edits, destinations};
    use crate::markdown::{Link, LinkKind};
    use crate::source::{FileId, Span};

    #[test]
    fn a_destination_in_a_call_is_found_where_it_stands_by_itself() {
        let found = |text: &str, destination: &str| {
            let (destination, span) = (destination.to_owned(), Span::new(2, text.len()));
            let link = Link { destination, kind: LinkKind::Html, span, destination_span: None, has_text: true };
            destinations(text, &link).into_iter().map(|span| span.start).collect::<Vec<_>>()
        };
        assert_eq!(found("é{{< ref \"a.md\" >}}", "a.md"), [11]);
        assert_eq!(found("é{{< x >}}[a](/a/) [b](/a/b/) [c](/a/){{< /x >}}", "/a/"), [15, 35]);
        assert_eq!(found("é{{< x a.md.md >}}", "a.md"), [0; 0]);
        assert_eq!(found("é[a](&sol;a)", "/a"), [0; 0]);
    }

    #[test]
    fn edits_that_overlap_are_refused_and_the_same_one_is_made_once() {
        let mut edits = Edits::default();
        let mut insert = |start, end, text: &str| edits.insert(FileId(0), Span::new(start, end), text);
        assert!(insert(2, 4, "a") && insert(2, 4, "a") && insert(4, 4, "b") && insert(0, 2, "c"));
        assert!(!insert(2, 4, "b") && !insert(3, 5, "a") && !insert(1, 3, "a") && !insert(0, 9, "a"));
        assert!(insert(5, 6, "d"));
    }
}
