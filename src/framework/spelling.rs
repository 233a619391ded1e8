//! How ids are spelt: their shape, their parts, their letters.

/// Longer ids are not compared with others, in bytes.
pub(super) const MAX_COMPARED_LEN: usize = 64;

/// A part of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ShapePart {
    Number,
    Word,
    Other(char),
}

/// The shape of an id: `0` for each number, `a` for each word, and every other character as it is.
///
/// `11.3.1` and `12.10.7` have one shape, `AC-2(1)` has another. What has the shape of no known id cannot be an id at
/// all: `11..3`, `11.3.`, `AC2(1)`. Case makes no difference: `ac-2` is merely unknown.
pub(super) fn shape(id: &str) -> String {
    let letter = |part| match part {
        ShapePart::Number => '0',
        ShapePart::Word => 'a',
        ShapePart::Other(other) => other,
    };
    shape_parts(id).map(letter).collect()
}

fn shape_parts(id: &str) -> impl Iterator<Item = ShapePart> {
    let mut last = None;
    id.chars().filter_map(move |letter| {
        let part = match letter {
            letter if letter.is_numeric() => ShapePart::Number,
            letter if letter.is_alphabetic() => ShapePart::Word,
            other => ShapePart::Other(other),
        };
        let continues = last == Some(part) && matches!(part, ShapePart::Number | ShapePart::Word);
        last = Some(part);
        (!continues).then_some(part)
    })
}

/// The runs of digits and the runs of letters of an id.
pub(super) fn parts(id: &str) -> impl Iterator<Item = &str> {
    let mut rest = id;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|character: char| !character.is_alphanumeric());
        let first = rest.chars().next()?;
        let is_other =
            |character: char| !character.is_alphanumeric() || character.is_ascii_digit() != first.is_ascii_digit();
        let (part, after) = rest.split_at(rest.find(is_other).unwrap_or(rest.len()));
        rest = after;
        Some(part)
    })
}

/// A part without leading zeros.
pub(super) fn unpadded(part: &str) -> &str {
    match part.trim_start_matches('0') {
        "" => part,
        unpadded => unpadded,
    }
}

/// The letters and digits, in lower case.
pub(super) fn letters(id: &str) -> impl Iterator<Item = char> {
    id.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn a_shape_holds_neither_numbers_nor_words_nor_case() {
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
            assert_eq!(shape(id) == shape(known), expected, "{id} and {known}");
        }
    }
}
