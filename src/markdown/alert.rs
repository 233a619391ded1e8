//! Alerts: quotes that begin with `[!NOTE]`, which are shown as callouts.
//!
//! A title may follow the kind, and a `-` or `+` behind it makes the callout one that folds, closed or open.

use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};

use super::dialect::Words;

/// A kind of callout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Note, Self::Tip, Self::Important, Self::Warning, Self::Caution];

    /// The kind that the parser has found.
    pub(super) fn of(kind: BlockQuoteKind) -> Self {
        match kind {
            BlockQuoteKind::Note => Self::Note,
            BlockQuoteKind::Tip => Self::Tip,
            BlockQuoteKind::Important => Self::Important,
            BlockQuoteKind::Warning => Self::Warning,
            BlockQuoteKind::Caution => Self::Caution,
        }
    }

    /// Its class, and its name in an alert.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }

    /// The title of a callout that has none of its own.
    pub(super) fn title<'a>(self, words: &Words<'a>) -> &'a str {
        words.title(self.name()).unwrap_or_default()
    }
}

/// Whether a callout folds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Fold {
    /// It does not.
    #[default]
    None,
    /// It folds, and is closed at first.
    Closed,
    /// It folds, and is open at first.
    Open,
}

/// The beginning of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker<'t> {
    /// `[!KIND]` as written.
    pub(super) written: &'t str,
    /// Absent where there is no such kind.
    pub(super) kind: Option<Kind>,
    pub(super) fold: Fold,
    /// The length of the marker and the blanks behind it; what follows on the line is the title.
    pub(super) length: usize,
}

impl<'t> Marker<'t> {
    /// The marker that `line` begins with.
    pub(super) fn read(line: &'t str) -> Option<Self> {
        let name = line.strip_prefix("[!")?.split(']').next()?;
        let written = line.get(..name.len() + 3)?;
        let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let rest = &line[written.len()..];
        let (fold, rest) = match rest.as_bytes().first() {
            Some(b'-') => (Fold::Closed, &rest[1..]),
            Some(b'+') => (Fold::Open, &rest[1..]),
            _ => (Fold::None, rest),
        };
        let title = rest.trim_start_matches([' ', '\t']);
        let is_marker = is_name && (rest.trim().is_empty() || title.len() < rest.len());
        let kind = Kind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name));
        is_marker.then_some(Self { written, kind, fold, length: line.len() - title.len() })
    }
}

/// An alert with a title of its own, or one that folds. The parser knows only those with neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Titled {
    /// The index of the event that begins the quote.
    pub(super) index: usize,
    pub(super) kind: Kind,
    pub(super) fold: Fold,
    /// Its marker in the text.
    pub(super) marker: Range<usize>,
    /// Whether a title follows the marker.
    pub(super) has_title: bool,
    /// The index of the event that ends the title: a line break, or the end of the paragraph.
    pub(super) end: usize,
}

/// The alerts of `source` with a title or a fold, in order. The title of each ends where no markup is open.
pub(super) fn titled(source: &str, events: &[(Event<'_>, Range<usize>)]) -> Vec<Titled> {
    let begins = |index: &usize| {
        matches!(
            events.get(*index..*index + 2),
            Some([(Event::Start(Tag::BlockQuote(None)), _), (Event::Start(Tag::Paragraph), _)])
        )
    };
    let read = |index: usize| {
        let start = events[index + 1].1.start;
        let line = source.get(start..)?.lines().next()?;
        let marker = Marker::read(line)?;
        let end = title_end(events, index + 2)?;
        Some(Titled {
            index,
            kind: marker.kind?,
            fold: marker.fold,
            marker: start..start + marker.length,
            has_title: !line[marker.length..].trim().is_empty(),
            end,
        })
    };
    (0..events.len()).filter(begins).filter_map(read).collect()
}

/// The index of the event that ends the line at `from`; nothing where markup goes on behind it.
fn title_end(events: &[(Event<'_>, Range<usize>)], from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, (event, _)) in events.iter().enumerate().skip(from) {
        match event {
            Event::End(TagEnd::Paragraph) => return Some(index),
            Event::SoftBreak | Event::HardBreak => return (depth == 0).then_some(index),
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}
