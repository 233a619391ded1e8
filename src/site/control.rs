//! Controlled documents: which reviews are due, and the checks of control blocks.

use jiff::ToSpan;
use jiff::civil::Date as Day;

use super::content::SiteContent;
use super::page::{Page, PageId};
use crate::finding::{Code, Finding};
use crate::front::{Change, Control, Date};
use crate::source::{FileId, Location, Spanned};

/// A review is reported as due this many days before its date.
const NOTICE_DAYS: i64 = 60;

/// The state of a document's review on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Review {
    /// Its date has passed.
    Overdue,
    /// It is due within 60 days.
    Due,
    /// It is due later.
    Current,
    /// It has no date.
    Unscheduled,
}

impl Review {
    /// The state today of a review that is due on `due`.
    pub fn on(today: Day, due: Option<Day>) -> Self {
        let Some(due) = due else { return Self::Unscheduled };
        let notice = today.saturating_add(NOTICE_DAYS.days());
        if due < today {
            Self::Overdue
        } else if due <= notice {
            Self::Due
        } else {
            Self::Current
        }
    }

    /// The word that pages, tables and templates use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Due => "due",
            Self::Current => "current",
            Self::Unscheduled => "unscheduled",
        }
    }
}

impl SiteContent {
    /// The pages that are controlled documents, in order of address.
    pub fn documents(&self) -> impl Iterator<Item = (PageId, &Page, &Control)> {
        self.pages().filter_map(|(id, page)| Some((id, page, page.front.control.as_ref()?)))
    }

    /// The controlled documents of a series: the section itself, then the articles that it lists, in order.
    pub fn controlled_in(&self, section: PageId) -> impl Iterator<Item = PageId> {
        let pages = std::iter::once(section).chain(self.articles(section));
        pages.filter(|id| self.page(*id).front.control.is_some())
    }
}

/// The findings on the control blocks of `content` today.
pub(super) fn check(content: &SiteContent) -> Vec<Finding> {
    let today = content.today();
    let mut findings = Vec::new();
    for (_, page, control) in content.documents() {
        let Some(file) = page.file else { continue };
        findings.extend(review(file, control, today));
        findings.extend(incomplete(file, control));
        findings.extend(history(file, control));
        findings.extend(future(file, control, today));
    }
    findings
}

fn review(file: FileId, control: &Control, today: Day) -> Option<Finding> {
    let due = control.due()?;
    let written = control.next.as_ref().or(control.reviewed.as_ref())?;
    let (code, message) = match Review::on(today, Some(due)) {
        Review::Overdue => (Code::ReviewOverdue, format!("the review was due on {due}")),
        Review::Due => (Code::ReviewDue, format!("the review is due on {due}")),
        Review::Current | Review::Unscheduled => return None,
    };
    let help = match control.next {
        Some(_) => "review the document, then set `reviewed` to that day and `next` to the date of the next review",
        None => "review the document, then set `reviewed` to that day",
    };
    Some(Finding::new(code, Location::new(file, written.span), message).about(due.to_string()).help(help))
}

fn incomplete(file: FileId, control: &Control) -> impl Iterator<Item = Finding> {
    let location = Location::new(file, control.span);
    let missing = [
        ("owner", &control.owner, "name the role that is responsible for the document"),
        ("approver", &control.approver, "name the role that releases it"),
    ];
    let finding = move |key: &str, help: &str| {
        let message = format!("a controlled document without `{key}`");
        Finding::new(Code::IncompleteControl, location, message).about(key).help(help)
    };
    missing.into_iter().filter(|(_, value, _)| value.is_none()).map(move |(key, _, help)| finding(key, help))
}

/// Dates and versions must rise from entry to entry, and the last must be the document's version.
fn history(file: FileId, control: &Control) -> Vec<Finding> {
    let mut findings = Vec::new();
    for pair in control.history.windows(2) {
        findings.extend(earlier_date(file, &pair[0], &pair[1]).or_else(|| lower_version(file, &pair[0], &pair[1])));
    }
    let last = control.history.last().and_then(|change| change.version.as_ref());
    if let (Some(version), Some(last)) = (&control.version, last)
        && version.value != last.value
    {
        let message = format!("the history ends at version `{}`, the document is `{}`", last.value, version.value);
        findings.push(out_of_order(file, last, message).help("add an entry for the version of the document"));
    }
    findings
}

fn earlier_date(file: FileId, before: &Change, after: &Change) -> Option<Finding> {
    let (first, then) = (before.date.as_ref()?, after.date.as_ref()?);
    let is_earlier = then.value.calendar_day() < first.value.calendar_day();
    let message = format!("the date `{}` comes after the later date `{}`", then.value.day_iso(), first.value.day_iso());
    is_earlier.then(|| {
        let finding = Finding::new(Code::HistoryOutOfOrder, Location::new(file, then.span), message);
        finding.about(then.value.day_iso()).help("write the oldest version first")
    })
}

fn lower_version(file: FileId, before: &Change, after: &Change) -> Option<Finding> {
    let (first, then) = (before.version.as_ref()?, after.version.as_ref()?);
    let is_lower = numbers(&then.value)? < numbers(&first.value)?;
    let message = format!("version `{}` comes after version `{}`", then.value, first.value);
    is_lower.then(|| out_of_order(file, then, message).help("write the oldest version first"))
}

fn out_of_order(file: FileId, version: &Spanned<String>, message: String) -> Finding {
    Finding::new(Code::HistoryOutOfOrder, Location::new(file, version.span), message).about(&version.value)
}

/// The numbers of a version such as `v1.2`; nothing for versions with other characters, whose order is unknown.
fn numbers(version: &str) -> Option<Vec<u64>> {
    version.trim_start_matches(['v', 'V']).split('.').map(|part| part.parse().ok()).collect()
}

fn future(file: FileId, control: &Control, today: Day) -> Vec<Finding> {
    let reviewed = control.reviewed.iter().map(|date| ("the day of the review", date));
    let versions = control.history.iter().filter_map(|change| change.date.as_ref());
    let dates = reviewed.chain(versions.map(|date| ("the day of a version", date)));
    let ahead = dates.filter(|(_, date)| date.value.calendar_day() > today);
    let finding = |(what, date): (&str, &Spanned<Date>)| {
        let day = date.value.day_iso();
        Finding::new(Code::DateInFuture, Location::new(file, date.span), format!("{what}, `{day}`, is in the future"))
            .about(day)
            .help("write the day on which it happened; the date of a future review is `next`")
    };
    ahead.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Review, numbers};

    #[test]
    fn a_review_is_due_or_overdue_by_its_date() {
        let today = date(2026, 11, 22);
        let cases = [
            (Some(date(2026, 11, 21)), Review::Overdue),
            (Some(date(2026, 11, 22)), Review::Due),
            (Some(date(2027, 1, 21)), Review::Due),
            (Some(date(2027, 1, 22)), Review::Current),
            (None, Review::Unscheduled),
        ];
        for (due, expected) in cases {
            assert_eq!(Review::on(today, due), expected, "{due:?}");
        }
    }

    #[test]
    fn versions_order_by_number_where_they_are_numbers() {
        assert!(numbers("1.10") > numbers("1.9"));
        assert!(numbers("v2") > numbers("1.9.3"));
        assert_eq!(numbers("2026-draft"), None);
    }
}
