//! Dates in the layouts of Go, in which a reference date shows the form: `2006-01-02` is a year, a month and a day.
//!
//! Only what consists of letters, digits and `_` is known here, because a token of a permalink has nothing else. See
//! <https://pkg.go.dev/time#pkg-constants>.

use jiff::civil::DateTime;

/// What a part of a layout stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Chunk {
    Month,
    MonthShort,
    MonthNumber { padded: bool },
    Weekday,
    WeekdayShort,
    Day { width: usize, fill: char },
    DayOfYear { fill: char },
    Hour,
    Hour12 { padded: bool },
    Minute { padded: bool },
    Second { padded: bool },
    Year,
    YearShort,
    HalfOfDay { upper: bool },
    Zone,
    Offset { has_z: bool },
}

/// The parts of a layout that begin with these texts, the longest of those with the same beginning first.
const CHUNKS: [(&str, Chunk); 28] = [
    ("January", Chunk::Month),
    ("Jan", Chunk::MonthShort),
    ("Monday", Chunk::Weekday),
    ("Mon", Chunk::WeekdayShort),
    ("MST", Chunk::Zone),
    ("002", Chunk::DayOfYear { fill: '0' }),
    ("01", Chunk::MonthNumber { padded: true }),
    ("02", Chunk::Day { width: 2, fill: '0' }),
    ("03", Chunk::Hour12 { padded: true }),
    ("04", Chunk::Minute { padded: true }),
    ("05", Chunk::Second { padded: true }),
    ("06", Chunk::YearShort),
    ("15", Chunk::Hour),
    ("1", Chunk::MonthNumber { padded: false }),
    ("2006", Chunk::Year),
    ("2", Chunk::Day { width: 1, fill: '0' }),
    ("__2", Chunk::DayOfYear { fill: ' ' }),
    ("_2", Chunk::Day { width: 2, fill: ' ' }),
    ("3", Chunk::Hour12 { padded: false }),
    ("4", Chunk::Minute { padded: false }),
    ("5", Chunk::Second { padded: false }),
    ("PM", Chunk::HalfOfDay { upper: true }),
    ("pm", Chunk::HalfOfDay { upper: false }),
    ("Z070000", Chunk::Offset { has_z: true }),
    ("Z0700", Chunk::Offset { has_z: true }),
    ("Z07", Chunk::Offset { has_z: true }),
    ("-0700", Chunk::Offset { has_z: false }),
    ("-07", Chunk::Offset { has_z: false }),
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/// The English name of a month, from 1.
pub fn month_name(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default()
}

/// The number of a date's day of the week, Sunday being 0, and its English name.
pub(super) fn weekday(at: DateTime) -> (usize, &'static str) {
    let number = usize::try_from(at.weekday().to_sunday_zero_offset()).unwrap_or_default();
    (number, WEEKDAYS.get(number).copied().unwrap_or_default())
}

/// Whether `layout` has a part that stands for one of a date. It is compared with a fixed date, as in Hugo, so that `PM` alone
/// is none.
pub(super) fn is_layout(layout: &str) -> bool {
    let reference = DateTime::constant(2019, 11, 9, 23, 1, 42, 1);
    format(layout, reference, 0) != layout
}

/// The date `at`, `offset` seconds east of UTC, in this layout.
pub(super) fn format(layout: &str, at: DateTime, offset: i32) -> String {
    let mut text = String::with_capacity(layout.len() + 8);
    let mut rest = layout;
    while let Some(first) = rest.chars().next() {
        match chunk(rest) {
            Some((written, chunk)) => {
                push(chunk, (at, offset), &mut text);
                rest = &rest[written.len()..];
            }
            None => {
                text.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    text
}

/// The part that a layout begins with.
fn chunk(rest: &str) -> Option<(&'static str, Chunk)> {
    // The year of `_2006` is not the day `_2`.
    if rest.starts_with("_2006") {
        return None;
    }
    CHUNKS.into_iter().find(|(written, chunk)| {
        // The beginning of another word is no name.
        let is_short_name = matches!(chunk, Chunk::MonthShort | Chunk::WeekdayShort);
        rest.strip_prefix(written)
            .is_some_and(|after| !is_short_name || !after.starts_with(|next: char| next.is_ascii_lowercase()))
    })
}

fn push(chunk: Chunk, (at, offset): (DateTime, i32), text: &mut String) {
    let number = |value: i64, padded: bool| if padded { format!("{value:02}") } else { value.to_string() };
    let hour12 = || if at.hour() % 12 == 0 { 12 } else { at.hour() % 12 };
    let part = match chunk {
        Chunk::Month => month_name(at.month()).to_owned(),
        Chunk::MonthShort => month_name(at.month()).chars().take(3).collect(),
        Chunk::MonthNumber { padded } => number(at.month().into(), padded),
        Chunk::Weekday => weekday(at).1.to_owned(),
        Chunk::WeekdayShort => weekday(at).1.chars().take(3).collect(),
        Chunk::Day { width, fill: '0' } => format!("{:0>width$}", at.day()),
        Chunk::Day { width, .. } => format!("{:>width$}", at.day()),
        Chunk::DayOfYear { fill: '0' } => format!("{:03}", at.day_of_year()),
        Chunk::DayOfYear { .. } => format!("{:3}", at.day_of_year()),
        Chunk::Hour => number(at.hour().into(), true),
        Chunk::Hour12 { padded } => number(hour12().into(), padded),
        Chunk::Minute { padded } => number(at.minute().into(), padded),
        Chunk::Second { padded } => number(at.second().into(), padded),
        Chunk::Year => format!("{:04}", at.year()),
        Chunk::YearShort => format!("{:02}", at.year() % 100),
        Chunk::HalfOfDay { upper } => {
            let half = if at.hour() < 12 { "AM" } else { "PM" };
            if upper { half.to_owned() } else { half.to_lowercase() }
        }
        Chunk::Zone if offset == 0 => "UTC".to_owned(),
        Chunk::Offset { has_z: true } if offset == 0 => "Z".to_owned(),
        Chunk::Zone | Chunk::Offset { .. } => {
            let minutes = offset.abs() / 60;
            format!("{}{:02}{:02}", if offset < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
        }
    };
    text.push_str(&part);
}

#[cfg(test)]
mod tests {
    use jiff::civil::DateTime;

    use super::{format, is_layout};

    #[test]
    fn a_layout_shows_a_date_as_go_does() {
        let at = DateTime::constant(2024, 3, 7, 5, 6, 9, 0);
        for (layout, expected) in [
            ("2006", "2024"),
            ("06", "24"),
            ("January", "March"),
            ("Jan", "Mar"),
            ("Janet", "Janet"),
            ("01", "03"),
            ("1", "3"),
            ("02", "07"),
            ("2", "7"),
            ("002", "067"),
            ("Monday", "Thursday"),
            ("Mon", "Thu"),
            ("15", "05"),
            ("3PM", "5AM"),
            ("03pm", "05am"),
            ("20060102", "20240307"),
            ("2006_01_02", "2024_03_07"),
            ("_2006", "_2024"),
            ("Jan2006", "Mar2024"),
            ("150405", "050609"),
            ("MST", "UTC"),
            ("Z0700", "Z"),
            ("x", "x"),
        ] {
            assert_eq!(format(layout, at, 0), expected, "{layout}");
        }
        assert_eq!(format("MST", at, 7200), "+0200");
    }

    #[test]
    fn what_shows_no_part_of_a_date_is_no_layout() {
        assert!(is_layout("2006") && is_layout("Jan") && is_layout("15"));
        assert!(!is_layout("foo") && !is_layout("PM") && !is_layout("slug"));
    }
}
