//! Which of many names fits what is typed, and how well.

/// How well a name fits; the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    Whole,
    Start,
    /// Every word that is typed begins a word of the name.
    Words,
    /// Every word that is typed is somewhere in the name.
    Parts,
    /// The letters that are typed are in the name, in their order.
    Letters,
}

/// How well `name` fits `typed`, both without regard to case; nothing where it does not.
pub(super) fn fit(typed: &str, name: &str) -> Option<Fit> {
    let (typed, name) = (typed.trim().to_lowercase(), name.to_lowercase());
    if name.starts_with(&typed) {
        return Some(if name.len() == typed.len() { Fit::Whole } else { Fit::Start });
    }
    let starts_word = |at: usize| !name[..at].ends_with(char::is_alphanumeric);
    let mut words = typed.split_whitespace();
    if words.clone().all(|word| name.match_indices(word).any(|(at, _)| starts_word(at))) {
        return Some(Fit::Words);
    }
    if words.all(|word| name.contains(word)) {
        return Some(Fit::Parts);
    }
    let mut letters = name.chars();
    let is_there = |letter: char| letter.is_whitespace() || letters.any(|other| other == letter);
    typed.chars().all(is_there).then_some(Fit::Letters)
}

/// The `most` names that fit best, the best first and equal ones in their order; and whether some were left out. `name`
/// returns the names of one, of which the best counts.
pub(super) fn best<T>(
    typed: &str,
    all: impl IntoIterator<Item = T>,
    most: usize,
    names: impl Fn(&T) -> [&str; 2],
) -> (Vec<T>, bool) {
    let fitting = all.into_iter().filter_map(|one| {
        let fit = names(&one).into_iter().filter(|name| !name.is_empty()).filter_map(|name| fit(typed, name)).min()?;
        Some((fit, one))
    });
    let mut fitting: Vec<(Fit, T)> = fitting.collect();
    fitting.sort_by_key(|(fit, _)| *fit);
    let is_cut = fitting.len() > most;
    fitting.truncate(most);
    (fitting.into_iter().map(|(_, one)| one).collect(), is_cut)
}

#[cfg(test)]
mod tests {
    use super::{Fit, best, fit};

    #[test]
    fn a_name_fits_by_its_start_its_words_or_its_letters() {
        for (typed, name, expected) in [
            ("", "anything", Some(Fit::Start)),
            ("11.3", "11.3.1", Some(Fit::Start)),
            ("11.3.1", "11.3.1", Some(Fit::Whole)),
            ("3.1", "11.3.1", Some(Fit::Words)),
            ("SCAN inter", "Internal vulnerability scans", Some(Fit::Words)),
            ("ulnerab", "Internal vulnerability scans", Some(Fit::Parts)),
            ("ivs", "Internal vulnerability scans", Some(Fit::Letters)),
            ("x", "Internal vulnerability scans", None),
            ("İ", "i", None),
        ] {
            assert_eq!(fit(typed, name), expected, "{typed} in {name}");
        }
    }

    #[test]
    fn the_best_come_first_and_no_more_than_wanted() {
        let all = ["x a", "ab", "a", "b"];
        assert_eq!(best("a", all, 2, |name| [name, ""]), (vec!["a", "ab"], true));
        assert_eq!(best("a", all, 3, |name| [name, ""]), (vec!["a", "ab", "x a"], false));
    }
}
