//! What an editor asks for, and what it is offered.

use serde_json::{Value, json};

use crate::finding::{Finding, Severity, visible};
use crate::lsp::features::edits::Edits;
use crate::lsp::query::Query;
use crate::source::{FileId, Location, Span};

/// The kinds of actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    QuickFix,
    /// An improvement of what no finding is reported on.
    Rewrite,
    FixAll,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::QuickFix, Self::Rewrite, Self::FixAll];

    /// The name in the protocol.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::QuickFix => "quickfix",
            Self::Rewrite => "refactor.rewrite",
            Self::FixAll => "source.fixAll.clausebook",
        }
    }
}

/// One action.
pub(super) struct Action<'a> {
    pub(super) title: String,
    pub(super) kind: Kind,
    pub(super) edits: Edits,
    /// What it is about.
    pub(super) findings: Vec<&'a Finding>,
    pub(super) is_preferred: bool,
}

impl<'a> Action<'a> {
    /// An action without edits.
    pub(super) fn new(kind: Kind, title: impl AsRef<str>, findings: Vec<&'a Finding>) -> Self {
        let title = visible(title.as_ref()).into_owned();
        Self { title, kind, edits: Edits::default(), findings, is_preferred: false }
    }
}

/// What an editor asks for.
pub(super) struct Asked<'a> {
    pub(super) query: &'a Query<'a>,
    pub(super) file: FileId,
    /// The kinds that it wants; all where absent.
    only: Option<Vec<&'a str>>,
    /// Whether it asks by itself, as it does with every move of the cursor.
    pub(super) is_automatic: bool,
    /// The diagnostics that it has there.
    diagnostics: &'a [Value],
    /// What it asks about.
    span: Span,
}

impl<'a> Asked<'a> {
    pub(super) fn new(query: &'a Query<'a>, file: FileId, span: Span, context: &'a Value) -> Self {
        let only = context["only"].as_array();
        Self {
            query,
            file,
            only: only.map(|kinds| kinds.iter().filter_map(Value::as_str).collect()),
            is_automatic: context["triggerKind"] == 2,
            diagnostics: context["diagnostics"].as_array().map(Vec::as_slice).unwrap_or_default(),
            span,
        }
    }

    /// Whether actions of this kind are wanted. A wanted kind includes those below it: `source` is `source.fixAll` too.
    pub(super) fn wants(&self, kind: Kind) -> bool {
        let is_within = |wanted: &&str| {
            kind.name().strip_prefix(*wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        self.only.as_ref().is_none_or(|only| only.iter().any(|wanted| wanted.is_empty() || is_within(wanted)))
    }

    /// Whether these kinds were asked for by name.
    pub(super) fn names_kinds(&self) -> bool {
        self.only.is_some()
    }

    /// Whether a finding meets what is asked about.
    pub(super) fn is_here(&self, finding: &Finding) -> bool {
        let Location { file, span } = finding.location;
        file == self.file && span.start <= self.span.end && self.span.start <= span.end
    }

    /// Whether a finding is reported.
    pub(super) fn is_reported(&self, finding: &Finding) -> bool {
        self.query.site.project.config.levels.of_finding(finding) != Severity::Off
    }

    /// The findings there that are reported.
    pub(super) fn reported(&self) -> impl Iterator<Item = &'a Finding> {
        self.query.site.checked().iter().filter(|finding| self.is_here(finding) && self.is_reported(finding))
    }

    /// The editor's diagnostics for these findings.
    pub(super) fn diagnostics_of(&self, findings: &[&Finding]) -> Vec<&'a Value> {
        let lines = self.query.site.lines(self.file);
        let place = |finding: &&Finding| (finding.code.id(), json!(lines.range(finding.location.span)));
        let places: Vec<(&str, Value)> = findings.iter().map(place).collect();
        let is_of = |diagnostic: &&Value| {
            places.iter().any(|(code, range)| diagnostic["code"] == *code && diagnostic["range"] == *range)
        };
        self.diagnostics.iter().filter(is_of).collect()
    }
}
