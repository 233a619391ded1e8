//! Days as templates see them.

use serde::Serialize;

use crate::front::Date;
use crate::labels::Labels;

/// A date in the forms that pages need.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DateView {
    /// RFC 3339 with time and offset, for feeds and `datetime`.
    pub(super) iso: String,
    /// `2026-11-22`.
    pub(super) day: String,
    /// As readers of the site's language write it: `22 November 2026`.
    pub(super) text: String,
}

impl DateView {
    /// The forms of `date`.
    pub(super) fn new(date: &Date, labels: &Labels) -> Self {
        Self::with(date.iso(), date.calendar_day(), labels)
    }

    /// The forms of a day without a time.
    pub(super) fn of_day(date: jiff::civil::Date, labels: &Labels) -> Self {
        Self::with(format!("{date}T00:00:00Z"), date, labels)
    }

    fn with(iso: String, date: jiff::civil::Date, labels: &Labels) -> Self {
        Self { iso, day: date.to_string(), text: labels.date(date) }
    }
}
