//! Intervals of reviews: `12 months`, `1 year`, `90 days`, `P1Y`.

use jiff::civil::Date;

/// A length of time in calendar units, never zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    months: i32,
    days: i32,
}

impl Interval {
    /// Reads a number with a unit, several of them, ISO 8601 (`P1Y6M`), or a word such as `yearly`.
    pub fn parse(written: &str) -> Option<Self> {
        match written.trim().to_ascii_lowercase().as_str() {
            "monthly" => return Some(Self { months: 1, days: 0 }),
            "quarterly" => return Some(Self { months: 3, days: 0 }),
            "yearly" | "annually" => return Some(Self { months: 12, days: 0 }),
            _ => {}
        }
        let span: jiff::Span = written.trim().parse().ok()?;
        let months = i32::from(span.get_years()).checked_mul(12)?.checked_add(span.get_months())?;
        let days = span.get_weeks().checked_mul(7)?.checked_add(span.get_days())?;
        let is_of_days = span.get_hours() == 0 && span.get_minutes() == 0 && span.get_seconds() == 0;
        (is_of_days && months >= 0 && days >= 0 && months + days > 0).then_some(Self { months, days })
    }

    /// The day this long after `date`; the last of the month where the month is too short. Nothing after the year
    /// 9999.
    pub fn after(self, date: Date) -> Option<Date> {
        let span = jiff::Span::new().try_months(self.months).ok()?.try_days(self.days).ok()?;
        date.checked_add(span).ok()
    }

    /// The interval in words: `2 years`, `6 months`, `90 days`.
    pub fn words(self) -> String {
        let unit = |count: i32, unit: &str| match count {
            0 => None,
            1 => Some(format!("1 {unit}")),
            _ => Some(format!("{count} {unit}s")),
        };
        // 18 months are not written as years; a number of whole weeks stays days.
        let parts = match self.months % 12 {
            0 => [unit(self.months / 12, "year"), unit(self.days, "day")],
            _ => [unit(self.months, "month"), unit(self.days, "day")],
        };
        parts.into_iter().flatten().collect::<Vec<_>>().join(" and ")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Interval;

    #[test]
    fn an_interval_is_read_in_words_and_as_iso_8601() {
        let cases = [
            ("12 months", "1 year"),
            ("1 year", "1 year"),
            ("90 days", "90 days"),
            ("2 weeks", "14 days"),
            ("P1Y", "1 year"),
            ("P18M", "18 months"),
            ("6 months", "6 months"),
            ("1 month, 1 day", "1 month and 1 day"),
            ("yearly", "1 year"),
            ("Quarterly", "3 months"),
        ];
        for (written, words) in cases {
            assert_eq!(Interval::parse(written).map(Interval::words).as_deref(), Some(words), "{written}");
        }
    }

    #[test]
    fn an_invalid_interval_is_none() {
        for written in ["", "12", "often", "0 days", "-1 year", "5 hours", "P0D", "1 year ago", "99999999999 days"] {
            assert_eq!(Interval::parse(written), None, "{written}");
        }
    }

    #[test]
    fn the_day_after_an_interval_stays_in_the_calendar() {
        let after = |written: &str, day| Interval::parse(written).expect("an interval").after(day);
        assert_eq!(after("1 year", date(2024, 2, 29)), Some(date(2025, 2, 28)));
        assert_eq!(after("90 days", date(2026, 1, 31)), Some(date(2026, 5, 1)));
        assert_eq!(after("9000 years", date(2026, 1, 1)), None);
    }
}
