//! The shape of an id: what is left of it when numbers and words are forgotten.
//!
//! `11.3.1` and `12.10.7` have one shape, `AC-2(1)` has another. What has the shape of no id that is known cannot
//! be an id at all: `11..3`, `11.3.`, `AC2(1)`. Case is no part of a shape: `ac-2` is merely unknown.

/// A sign of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Number,
    Word,
    Other(char),
}

/// The shape of an id, as a text of its own: a digit for a number, a letter for a word.
pub(super) fn of(id: &str) -> String {
    let letter = |sign| match sign {
        Sign::Number => '0',
        Sign::Word => 'a',
        Sign::Other(other) => other,
    };
    shape(id).map(letter).collect()
}

fn shape(id: &str) -> impl Iterator<Item = Sign> {
    let mut last = None;
    id.chars().filter_map(move |letter| {
        let sign = match letter {
            letter if letter.is_numeric() => Sign::Number,
            letter if letter.is_alphabetic() => Sign::Word,
            other => Sign::Other(other),
        };
        let goes_on = last == Some(sign) && matches!(sign, Sign::Number | Sign::Word);
        last = Some(sign);
        (!goes_on).then_some(sign)
    })
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn a_shape_forgets_numbers_words_and_case() {
        for (id, known, expected) in [
            ("12.10.7", "11.3.1", true),
            ("11..3", "11.3.1", false),
            ("11.3.", "11.3", false),
            ("11.3", "11.3.1", false),
            ("AC2(1)", "AC-2(1)", false),
            ("ia-12(4)", "AC-2(1)", true),
            ("GV.OC-99", "PR.AA-01", true),
            ("", "", true),
        ] {
            assert_eq!(of(id) == of(known), expected, "{id} and {known}");
        }
    }
}
