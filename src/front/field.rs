//! From a node to a typed value: text, a list, a boolean, a date, a weight. A value of another type is a finding.

use super::date::Date;
use super::use_of_terms::UseOfTerms;
use super::weight::{Weight, weight};
use crate::finding::{Code, Finding, nearest};
use crate::source::{FileId, Location, Span, Spanned};
use crate::yaml::{Kind, Node};

/// One key with its untyped value.
pub(super) struct Field<'a> {
    pub(super) file: FileId,
    /// The key as written.
    pub(super) key: &'a str,
    /// The location of the key; used for a value that is empty.
    pub(super) key_span: Span,
    pub(super) node: &'a Node,
}

/// Values for keys that have some of their own.
const EXAMPLES: &[(&str, &str)] = &[
    ("title", "Scoping the environment"),
    ("linkTitle", "Scoping"),
    ("slug", "scoping"),
    ("url", "/scoping/"),
    ("framework", "pci-dss"),
    ("layout", "section"),
    ("tags", "[scoping, containers]"),
    ("contributors", "[A. Example]"),
    ("images", "[picture.png]"),
    ("aliases", "[/old/place/]"),
    ("params", "{support: help@example.com}"),
    ("requirements", "{pci-dss: [\"6.3.1\"]}"),
    ("parent", "guides"),
    ("version", "\"1.0\""),
];

impl Field<'_> {
    /// The text of a single value, verbatim; nothing where it is empty.
    pub(super) fn text(&self, findings: &mut Vec<Finding>) -> Option<Spanned<String>> {
        match &self.node.kind {
            Kind::Null => None,
            Kind::Scalar { text, .. } => (!text.is_empty()).then(|| Spanned::new(text.clone(), self.node.span)),
            Kind::Sequence(_) | Kind::Mapping(_) => {
                findings.push(self.wrong_type(self.node, "text").optional_help(self.braces()));
                None
            }
        }
    }

    /// The texts of a list; a single value counts as a list of one.
    pub(super) fn list(&self, findings: &mut Vec<Finding>) -> Vec<Spanned<String>> {
        let items = match &self.node.kind {
            Kind::Sequence(items) => items.as_slice(),
            Kind::Mapping(_) => {
                findings.push(self.wrong_type(self.node, "a list"));
                return Vec::new();
            }
            Kind::Null | Kind::Scalar { .. } => std::slice::from_ref(self.node),
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match &item.kind {
                Kind::Null => {}
                Kind::Scalar { text, .. } if text.is_empty() => {}
                Kind::Scalar { text, .. } => texts.push(Spanned::new(text.clone(), item.span)),
                Kind::Sequence(_) | Kind::Mapping(_) => {
                    findings.push(self.wrong_type(item, "text for each of its items"));
                }
            }
        }
        texts
    }

    /// A boolean, in any spelling that Hugo accepts.
    pub(super) fn boolean(&self, findings: &mut Vec<Finding>) -> Option<bool> {
        match self.node.text() {
            Some("true" | "True" | "TRUE" | "t" | "T" | "1") => Some(true),
            Some("false" | "False" | "FALSE" | "f" | "F" | "0") => Some(false),
            Some("") => None,
            None if self.node.is_null() => None,
            _ => {
                findings.push(self.wrong_type(self.node, "`true` or `false`"));
                None
            }
        }
    }

    /// What becomes of defined terms: a boolean, or `strict`.
    pub(super) fn use_of_terms(&self, findings: &mut Vec<Finding>) -> Option<UseOfTerms> {
        if self.node.text() == Some("strict") {
            return Some(UseOfTerms::Strict);
        }
        self.boolean(findings).map(|are_linked| if are_linked { UseOfTerms::Linked } else { UseOfTerms::Unlinked })
    }

    /// A date; the first moment of year 1 counts as none, as in Hugo.
    pub(super) fn date(&self, findings: &mut Vec<Finding>) -> Option<Spanned<Date>> {
        let Kind::Scalar { text, quoted } = &self.node.kind else {
            if !self.node.is_null() {
                findings.push(self.wrong_type(self.node, "a date"));
            }
            return None;
        };
        if text.is_empty() {
            return None;
        }
        let date = if *quoted { None } else { seconds(text) }.or_else(|| Date::parse(text));
        if date.is_none() {
            let reason = Date::range_fault(text).map(|reason| format!(": {reason}")).unwrap_or_default();
            let message = format!("invalid date `{text}`{reason}");
            let location = Location::new(self.file, self.node.span);
            findings.push(
                Finding::new(Code::InvalidDate, location, message)
                    .about(text.as_str())
                    .help("write a day that exists as `2024-06-30`, or with a time as `2024-06-30T08:00:00+00:00`"),
            );
        }
        date.filter(|date| !date.is_zero()).map(|date| Spanned::new(date, self.node.span))
    }

    /// A weight other than 0, which means none.
    pub(super) fn weight(&self, findings: &mut Vec<Finding>) -> Option<Spanned<i64>> {
        let Some(text) = self.node.text() else {
            if !self.node.is_null() {
                findings.push(self.wrong_type(self.node, "a whole number"));
            }
            return None;
        };
        let number = match weight(text) {
            Weight::Plain(number) => Some(number),
            Weight::None if text.is_empty() => None,
            Weight::None => {
                findings.push(self.wrong_type(self.node, "a whole number"));
                None
            }
            Weight::Octal { octal, decimal } => {
                findings.push(self.ambiguous_weight(text, octal, decimal));
                octal
            }
        };
        number.filter(|number| *number != 0).map(|number| Spanned::new(number, self.node.span))
    }

    /// The finding that `node`, which is this value or a part of it, is not `expected`.
    pub(super) fn wrong_type(&self, node: &Node, expected: &str) -> Finding {
        let found = match node.text() {
            Some(text) if text.chars().count() <= 40 => format!("`{text}`"),
            _ => node.description().to_owned(),
        };
        let span = if node.span.start < node.span.end { node.span } else { self.key_span };
        let message = format!("`{}` takes {expected}, not {found}", self.key);
        let finding = Finding::new(Code::WrongType, Location::new(self.file, span), message).about(self.key);
        finding.help(format!("write `{}: {}`", self.key, self.example(expected)))
    }

    /// A value that the key takes, where `expected` describes it.
    fn example(&self, expected: &str) -> &'static str {
        let of_key = EXAMPLES.iter().find(|(key, _)| key.eq_ignore_ascii_case(self.key)).map(|(_, example)| *example);
        of_key.unwrap_or(match expected {
            "`true` or `false`" => "true",
            "a date" => "2024-06-30",
            "a whole number" => "10",
            "text" => "\"text\"",
            _ => "[one, two]",
        })
    }

    /// The finding on a key that is very likely a misspelling of a known one. Other keys are the site's own.
    pub(super) fn misspelt(&self, known: &[&'static str]) -> Option<Finding> {
        let meant = nearest(&self.key.to_ascii_lowercase(), known.iter().copied())?;
        let message = format!("unknown key `{}`, similar to `{meant}`", self.key);
        let finding = Finding::new(Code::UnknownKey, Location::new(self.file, self.key_span), message);
        Some(finding.about(self.key).help(format!("did you mean `{meant}`?")))
    }

    fn ambiguous_weight(&self, text: &str, octal: Option<i64>, decimal: i64) -> Finding {
        let location = Location::new(self.file, self.node.span);
        let (message, help) = match octal {
            Some(octal) => (
                format!("weight `{text}` is octal because of its leading zero and means {octal}, not {decimal}"),
                format!("write `{octal}` to keep the order, or `{decimal}` where that is meant"),
            ),
            None => (
                format!(
                    "invalid weight `{text}`: its leading zero makes it octal, and {decimal} is not an octal number"
                ),
                format!("write `{decimal}`"),
            ),
        };
        Finding::new(Code::AmbiguousWeight, location, message).about(text).help(help)
    }

    /// The remedy for `{{ x }}` without quotes, which YAML reads as a mapping in a mapping.
    fn braces(&self) -> Option<String> {
        let is_braced = matches!(&self.node.kind, Kind::Mapping(entries)
            if matches!(entries.as_slice(), [(key, _)] if matches!(key.kind, Kind::Mapping(_))));
        is_braced.then(|| "put the value in quotes; braces have a meaning in YAML".to_owned())
    }
}

/// An unquoted number, which Hugo reads as seconds since 1970.
///
/// A number too small to be in this century is a year, or a day without dashes, and so no date.
fn seconds(text: &str) -> Option<Date> {
    const TURN_OF_CENTURY: i64 = 946_684_800;
    text.parse().ok().filter(|seconds| *seconds >= TURN_OF_CENTURY).and_then(Date::from_seconds)
}
