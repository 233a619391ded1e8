//! Dates in every form that Hugo accepts: instants with the calendar day and offset that were written.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// An instant, with the calendar day and the offset from UTC that were written.
///
/// Two dates are equal if instant, day and offset are; compare [`Date::instant`] to sort them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    local: DateTime,
    offset: Offset,
    instant: Timestamp,
}

impl Date {
    /// Reads a date as Hugo does; without a time zone, or with one given by name, it is in UTC.
    ///
    /// `2024-06-06`, `2024-06-06T10:00:00Z`, `2024-06-06 10:00:00 +0200`, `06 Jun 2024`,
    /// `Thu, 06 Jun 2024 10:00:00 +0200` and similar forms; fractions of a second after `.` or `,`.
    pub fn parse(written: &str) -> Option<Self> {
        Parts::read(written)?.date()
    }

    /// Which number of an invalid date is out of range; nothing where it has none of the known forms.
    pub(super) fn range_fault(written: &str) -> Option<&'static str> {
        let Parts { month, day, hour, minute, .. } = Parts::read(written)?;
        Some(match () {
            () if !(1..=12).contains(&month) => "month must be 1 to 12",
            () if !(1..=31).contains(&day) => "day must be 1 to 31",
            () if hour > 23 => "hour must be 0 to 23",
            () if minute > 59 => "minute must be 0 to 59",
            () if day > 28 => "the month has no such day",
            () => return None,
        })
    }

    /// The instant this many seconds after the beginning of 1970, in UTC; nothing beyond the year 9999.
    pub fn from_seconds(seconds: i64) -> Option<Self> {
        let instant = Timestamp::from_second(seconds).ok()?;
        Some(Self { local: Offset::UTC.to_datetime(instant), offset: Offset::UTC, instant })
    }

    /// The instant, by which dates are sorted and compared.
    pub const fn instant(&self) -> Timestamp {
        self.instant
    }

    /// The year as written.
    pub fn year(&self) -> i16 {
        self.local.year()
    }

    /// The month as written, from 1.
    pub fn month(&self) -> i8 {
        self.local.month()
    }

    /// The day of the month as written, from 1.
    pub fn day(&self) -> i8 {
        self.local.day()
    }

    /// The calendar day as written.
    pub fn calendar_day(&self) -> jiff::civil::Date {
        self.local.date()
    }

    /// Day and time as written.
    pub fn local(&self) -> DateTime {
        self.local
    }

    /// The offset from UTC as written, in seconds to the east.
    pub fn offset_seconds(&self) -> i32 {
        self.offset.seconds()
    }

    /// The calendar day as written, `2024-06-06`.
    pub fn day_iso(&self) -> String {
        self.local.date().to_string()
    }

    /// RFC 3339 with the offset as written and whole seconds, `2024-06-06T10:00:00+02:00`; UTC is `Z`.
    pub fn iso(&self) -> String {
        let (day, time, seconds) = (self.local.date(), self.local.time(), self.offset.seconds());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        let local = format!("{day}T{hour:02}:{minute:02}:{second:02}");
        if seconds == 0 {
            return local + "Z";
        }
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
        format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// Whether it is in the first day of year 1, which Hugo treats as no date.
    pub fn is_zero(&self) -> bool {
        (self.year(), self.month(), self.day(), self.offset) == (1, 1, 1, Offset::UTC)
    }
}

/// The numbers of a date, not validated yet.
#[derive(Debug, Default, Clone, Copy)]
struct Parts {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
    nanosecond: u32,
    offset: i32,
}

impl Parts {
    fn read(written: &str) -> Option<Self> {
        let is_iso =
            written.starts_with(|first: char| first.is_ascii_digit()) && written.as_bytes().get(4) == Some(&b'-');
        if is_iso { iso(written) } else { in_words(written) }
    }

    fn date(self) -> Option<Date> {
        let small = |number: u32| i8::try_from(number).ok();
        let (year, nanosecond) = (i16::try_from(self.year).ok()?, i32::try_from(self.nanosecond).ok()?);
        let (hour, minute, second) = (small(self.hour)?, small(self.minute)?, small(self.second)?);
        let local = DateTime::new(year, small(self.month)?, small(self.day)?, hour, minute, second, nanosecond).ok()?;
        let offset = Offset::from_seconds(self.offset).ok()?;
        let instant = offset.to_timestamp(local).ok()?;
        Some(Date { local, offset, instant })
    }
}

/// `2024-06-06`, with an optional time and an optional zone after it.
fn iso(written: &str) -> Option<Parts> {
    let mut rest = written;
    let year = digits(&mut rest, 4)?;
    let month = take(&mut rest, "-").and_then(|()| digits(&mut rest, 2))?;
    let day = take(&mut rest, "-").and_then(|()| digits(&mut rest, 2))?;
    let mut parts = Parts { year, month, day, ..Parts::default() };
    if rest.is_empty() {
        return Some(parts);
    }
    let spaced = rest.starts_with(' ');
    rest = rest.strip_prefix(['T', ' '])?;
    clock(&mut rest, &mut parts)?;
    if spaced && let Some(zone) = rest.strip_prefix(' ') {
        let (zone, name) = zone.split_once(' ').unwrap_or((zone, ""));
        let is_name = name.is_empty() || zone.len() == 5 && is_zone_name(name);
        parts.offset = offset(zone).filter(|_| is_name)?;
    } else if !rest.is_empty() {
        parts.offset = if rest == "Z" { 0 } else { offset(rest)? };
    }
    Some(parts)
}

/// The mail and log forms: `[Thu[,]] 06 Jun 2024 [10:00[:00] [zone]]`, `Thu Jun  6 10:00:00 [zone] 2024` and
/// `Thursday, 06-Jun-24 10:00:00 GMT`.
fn in_words(written: &str) -> Option<Parts> {
    let mut words: Vec<&str> = written.split(' ').filter(|word| !word.is_empty()).collect();
    if words.first().is_some_and(|word| is_weekday(word.trim_end_matches(','))) {
        words.remove(0);
    }
    let dashed: Vec<&str>;
    if let Some((first, rest)) = words.split_first()
        && first.matches('-').count() == 2
    {
        dashed = first.split('-').chain(rest.iter().copied()).collect();
        words = dashed;
    }
    let mut parts = Parts::default();
    if let Some(month) = words.first().and_then(|word| month(word)) {
        let [_, day, time, middle @ .., year] = words.as_slice() else { return None };
        parts = Parts { year: exact(year, 4)?, month, day: day.parse().ok()?, ..parts };
        whole_clock(time, &mut parts)?;
        parts.offset = match middle {
            [] => 0,
            [zone] => zone_offset(zone)?,
            _ => return None,
        };
        return Some(parts);
    }
    let [day, name, year, rest @ ..] = words.as_slice() else { return None };
    parts = Parts { year: full_year(year)?, month: month(name)?, day: exact(day, 2)?, ..parts };
    match rest {
        [] if year.len() == 4 => {}
        [time, zone] => {
            whole_clock(time, &mut parts)?;
            parts.offset = zone_offset(zone)?;
        }
        _ => return None,
    }
    Some(parts)
}

fn take(rest: &mut &str, expected: &str) -> Option<()> {
    *rest = rest.strip_prefix(expected)?;
    Some(())
}

fn digits(rest: &mut &str, count: usize) -> Option<u32> {
    let (number, after) = rest.split_at_checked(count)?;
    *rest = after;
    exact(number, count)
}

fn exact(number: &str, count: usize) -> Option<u32> {
    let is_number = number.len() == count && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number.parse().ok()).flatten()
}

/// A year of four digits, or of two, which mean 1969 to 2068.
fn full_year(written: &str) -> Option<u32> {
    exact(written, 4).or_else(|| exact(written, 2).map(|year| if year >= 69 { 1900 + year } else { 2000 + year }))
}

fn whole_clock(written: &str, parts: &mut Parts) -> Option<()> {
    let mut rest = written;
    if rest.matches(':').count() == 1 {
        (parts.hour, parts.minute) = hour_and_minute(&mut rest)?;
    } else {
        clock(&mut rest, parts)?;
    }
    rest.is_empty().then_some(())
}

fn hour_and_minute(rest: &mut &str) -> Option<(u32, u32)> {
    let width = rest.find(':').filter(|width| matches!(width, 1 | 2))?;
    let hour = digits(rest, width)?;
    take(rest, ":")?;
    Some((hour, digits(rest, 2)?))
}

/// `10:00:00`, with an optional fraction of a second.
fn clock(rest: &mut &str, parts: &mut Parts) -> Option<()> {
    (parts.hour, parts.minute) = hour_and_minute(rest)?;
    take(rest, ":")?;
    parts.second = digits(rest, 2)?;
    // 60 would be a leap second, which Hugo refuses and the calendar type rounds.
    if parts.second > 59 {
        return None;
    }
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return None;
        }
        let nano = format!("{:0<9.9}", &fraction[..length]);
        parts.nanosecond = nano.parse().ok()?;
        *rest = &fraction[length..];
    }
    Some(())
}

/// Seconds east of UTC in `+02:00` or `+0200`.
fn offset(written: &str) -> Option<i32> {
    let (sign, rest) = match written.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        4 => rest.split_at_checked(2)?,
        5 => rest.split_once(':')?,
        _ => return None,
    };
    let (hours, minutes) = (exact(hours, 2)?, exact(minutes, 2)?);
    (hours <= 24 && minutes < 60).then(|| sign * i32::try_from(hours * 3600 + minutes * 60).unwrap_or_default())
}

fn zone_offset(written: &str) -> Option<i32> {
    if is_zone_name(written) { Some(0) } else { offset(written).filter(|_| written.len() == 5) }
}

fn is_zone_name(written: &str) -> bool {
    (3..=5).contains(&written.len()) && written.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn month(written: &str) -> Option<u32> {
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let index = NAMES.iter().position(|name| name.eq_ignore_ascii_case(written))?;
    u32::try_from(index + 1).ok()
}

fn is_weekday(written: &str) -> bool {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(written) || name[..3].eq_ignore_ascii_case(written))
}

#[cfg(test)]
mod tests {
    use super::Date;

    fn check(written: &str, expected: &str) {
        let seen = Date::parse(written).map(|date| date.iso());
        assert_eq!(seen.as_deref().unwrap_or("none"), expected, "{written}");
    }

    #[test]
    fn every_form_that_hugo_takes_is_a_date() {
        for (written, expected) in [
            ("2024-06-06", "2024-06-06T00:00:00Z"),
            ("2024-06-06T10:00:00Z", "2024-06-06T10:00:00Z"),
            ("2024-06-06T10:00:00+02:00", "2024-06-06T10:00:00+02:00"),
            ("2024-06-06T10:00:00-00:00", "2024-06-06T10:00:00Z"),
            ("2024-06-06T10:00:00+0000", "2024-06-06T10:00:00Z"),
            ("2024-06-06T10:00:00", "2024-06-06T10:00:00Z"),
            ("2024-06-06T1:02:03Z", "2024-06-06T01:02:03Z"),
            ("2024-06-06 10:00:00", "2024-06-06T10:00:00Z"),
            ("2024-06-06 10:00:00 -0530", "2024-06-06T10:00:00-05:30"),
            ("2024-06-06 10:00:00 -05:30", "2024-06-06T10:00:00-05:30"),
            ("2024-06-06 10:00:00+0200", "2024-06-06T10:00:00+02:00"),
            ("2024-06-06 10:00:00Z", "2024-06-06T10:00:00Z"),
            ("2024-06-06 10:00:00.5 +0200 CEST", "2024-06-06T10:00:00+02:00"),
            ("2024-06-06T10:00:00,5Z", "2024-06-06T10:00:00Z"),
            ("02 Jan 2024", "2024-01-02T00:00:00Z"),
            ("Mon, 02 Jan 2006 15:04:05 MST", "2006-01-02T15:04:05Z"),
            ("Tue, 02 Jan 2006 15:04:05 +0100", "2006-01-02T15:04:05+01:00"),
            ("02 Jan 06 15:04 MST", "2006-01-02T15:04:00Z"),
            ("Mon Jan  2 15:04:05 2006", "2006-01-02T15:04:05Z"),
            ("Mon Jan  2 15:04:05 MST 2006", "2006-01-02T15:04:05Z"),
            ("Mon Jan 02 15:04:05 -0700 2006", "2006-01-02T15:04:05-07:00"),
            ("Monday, 02-Jan-06 15:04:05 MST", "2006-01-02T15:04:05Z"),
        ] {
            check(written, expected);
        }
    }

    #[test]
    fn what_hugo_refuses_is_no_date() {
        for written in [
            "2022-13-07",
            "2022-19-07T08:49:31+00:00",
            "2024-06-06:20:00+02:00",
            "22023-10-31",
            "2024-05-228T08:48:45+00:00",
            "2023-02-29",
            "2024-06-06T24:00:00Z",
            "2024-06-06T10:00:60Z",
            "2024-06-06T10:00",
            "2024-06-06 10:00",
            "2024-06-06T10:00:00+02",
            "2024-06-06T10:00:00+25:00",
            "2024-06-06T10:00:00 +02:00",
            "2024-06-06t10:00:00z",
            "2001-12-14 21:59:43.10 -5",
            "2024-6-6",
            "2024/06/06",
            "2 Jan 2024",
            "Jan 2, 2024",
            " 2024-06-06",
            "2024-06-06 ",
            "2024-06-0é",
            "3:04PM",
            "",
        ] {
            check(written, "none");
        }
    }

    #[test]
    fn dates_are_ordered_as_instants_and_show_the_day_as_written() {
        let earlier = Date::parse("2024-06-07T00:30:00+02:00").unwrap();
        let later = Date::parse("2024-06-06T23:00:00Z").unwrap();
        assert!(earlier.instant() < later.instant());
        assert_eq!((earlier.day_iso().as_str(), later.day_iso().as_str()), ("2024-06-07", "2024-06-06"));
        assert_eq!((earlier.year(), earlier.month(), earlier.day()), (2024, 6, 7));
    }

    #[test]
    fn an_invalid_date_has_a_number_out_of_range() {
        for (written, expected) in [
            ("2022-13-07", Some("month must be 1 to 12")),
            ("2022-12-32", Some("day must be 1 to 31")),
            ("2022-12-31T24:00:00Z", Some("hour must be 0 to 23")),
            ("2022-12-31T23:60:00Z", Some("minute must be 0 to 59")),
            ("30 Feb 2024", Some("the month has no such day")),
            ("2022-13", None),
        ] {
            assert_eq!(Date::parse(written), None, "{written}");
            assert_eq!(Date::range_fault(written), expected, "{written}");
        }
    }

    #[test]
    fn seconds_since_1970_are_a_date_and_the_first_day_of_all_is_none() {
        assert_eq!(Date::from_seconds(1_717_667_000).unwrap().iso(), "2024-06-06T09:43:20Z");
        assert!(Date::parse("0001-01-01").unwrap().is_zero());
    }
}
