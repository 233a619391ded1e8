//! Weights as Hugo reads them: a leading zero makes a number octal.

/// What a weight means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Weight {
    /// A number that has no other reading.
    Plain(i64),
    /// A number with a leading zero that is another number in decimal, or has digits that octal lacks.
    Octal {
        /// The octal number, which counts.
        octal: Option<i64>,
        /// The decimal number, which is probably meant.
        decimal: i64,
    },
    /// Not a number.
    None,
}

/// Reads a weight: decimal, `0x`, `0o` and `0b` numbers, `_` between digits, fractions cut off.
pub(super) fn weight(written: &str) -> Weight {
    let (negative, digits) = match written.as_bytes().first() {
        Some(b'-') => (true, &written[1..]),
        Some(b'+') => (false, &written[1..]),
        _ => (false, written),
    };
    let signed = |number: i64| if negative { -number } else { number };
    if let Some(fraction) = whole_part(digits) {
        return fraction.parse().map_or(Weight::None, |number| Weight::Plain(signed(number)));
    }
    let prefix = digits.get(..2).unwrap_or_default().to_ascii_lowercase();
    let radix = match prefix.as_str() {
        "0x" => 16,
        "0o" => 8,
        "0b" => 2,
        _ => 10,
    };
    if radix != 10 {
        return number(&digits[2..], radix).map_or(Weight::None, |number| Weight::Plain(signed(number)));
    }
    let Some(decimal) = number(digits, 10).map(signed) else { return Weight::None };
    if !digits.starts_with('0') {
        return Weight::Plain(decimal);
    }
    match number(digits, 8).map(signed) {
        Some(octal) if octal == decimal => Weight::Plain(decimal),
        octal => Weight::Octal { octal, decimal },
    }
}

fn number(digits: &str, radix: u32) -> Option<i64> {
    let is_written_well = digits.starts_with(|first: char| first.is_ascii_alphanumeric())
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !digits.ends_with('_')
        && !digits.contains("__");
    if !is_written_well {
        return None;
    }
    if digits.contains('_') {
        return i64::from_str_radix(&digits.replace('_', ""), radix).ok();
    }
    i64::from_str_radix(digits, radix).ok()
}

/// The digits before the point of a decimal fraction.
fn whole_part(digits: &str) -> Option<&str> {
    let (whole, fraction) = digits.split_once('.')?;
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (all_digits(whole) && all_digits(fraction)).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::{Weight, weight};

    #[test]
    fn weights_are_those_of_hugo() {
        for (written, expected) in [
            ("5", 5),
            ("005", 5),
            ("00", 0),
            ("0x10", 16),
            ("0o10", 8),
            ("0b11", 3),
            ("1_000", 1000),
            ("5.0", 5),
            ("5.7", 5),
            ("-5", -5),
            ("+5", 5),
        ] {
            assert_eq!(weight(written), Weight::Plain(expected), "{written}");
        }
        for written in ["", "abc", "1e3", " 5", "0o18", "99999999999999999999", "-", "1__0", "_1", "5.", "é", "0x"] {
            assert_eq!(weight(written), Weight::None, "{written}");
        }
    }

    #[test]
    fn a_leading_zero_is_octal_or_nothing() {
        for (written, octal, decimal) in [
            ("010", Some(8), 10),
            ("020", Some(16), 20),
            ("-010", Some(-8), -10),
            ("0_10", Some(8), 10),
            ("008", None, 8),
            ("080", None, 80),
        ] {
            assert_eq!(weight(written), Weight::Octal { octal, decimal }, "{written}");
        }
    }
}
