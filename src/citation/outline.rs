//! Headings that a page numbers itself: `1 Scope`, `1.1 Roles`, `1.1.1 Owners`. Their numbers are no ids.

use std::collections::BTreeSet;

use crate::markdown::Heading;

/// The numbers of headings that continue the numbers before them in order.
pub(super) fn own_numbers(headings: &[Heading]) -> BTreeSet<&str> {
    let mut own = BTreeSet::new();
    let mut last: Vec<u32> = Vec::new();
    for heading in headings {
        let Some((written, number)) = number_of(&heading.text) else { continue };
        if follows(&last, &number) {
            own.insert(written);
        }
        last = number;
    }
    own
}

/// The number that a heading begins with.
fn number_of(text: &str) -> Option<(&str, Vec<u32>)> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let written = text[..end].trim_end_matches('.');
    let number: Option<Vec<u32>> = written.split('.').map(|part| part.parse().ok()).collect();
    Some((written, number?))
}

/// Whether `number` is the next one behind `last`: the first one below it, or the one after it or after one above it.
fn follows(last: &[u32], number: &[u32]) -> bool {
    let Some((end, above)) = number.split_last() else { return false };
    match last.get(above.len()) {
        // `1.1` behind `1`, `1.1.1` behind `1`: a level may be left out.
        None => last.len() <= above.len() && above.starts_with(last) && *end <= 1,
        Some(before) => last.starts_with(above) && *end == before + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::own_numbers;
    use crate::markdown::Heading;
    use crate::source::Span;

    fn check(headings: &[&str], expected: &[&str]) {
        let heading = |text: &&str| Heading {
            level: 2,
            id: None,
            text: (*text).to_owned(),
            span: Span::default(),
            numbered: false,
            listed: true,
        };
        let headings: Vec<Heading> = headings.iter().map(heading).collect();
        assert_eq!(own_numbers(&headings).into_iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn numbers_in_order_are_the_pages_own() {
        check(
            &["1 Scope", "1.1 Roles", "1.1.1 Owners", "1.1.2 Others", "2. Rules", "2.1 More"],
            &["1", "1.1", "1.1.1", "1.1.2", "2", "2.1"],
        );
        check(&["Introduction", "1.1 Roles", "1.2 More"], &["1.1", "1.2"]);
    }

    #[test]
    fn a_number_out_of_order_is_not() {
        check(&["8.3.6 Length", "8.3.77 Wrong", "8.3.9 Change"], &[]);
        check(&["1.1.1 A", "1.1.2 B", "1.1.77 C", "1.1.4 D"], &["1.1.1", "1.1.2"]);
        check(&["2026 in review", "x", ""], &[]);
    }
}
