//! Suggestions: the nearest of some names by edit distance.
//!
//! A page can have many broken links and many names, so the work for one suggestion is bounded: [`NameIndex`] compares
//! with a limited number of names, and skips those whose length or characters differ too much.

/// The greatest distance of a suggestion, in edits.
const MAX_DISTANCE: usize = 4;

/// Texts are compared where they differ in no more than so many characters between their common ends: the time grows
/// with the square of it.
const MAX_DIFFERING_LEN: usize = 256;

/// Up to so many names, an index compares all of them.
const MAX_COMPARED: usize = 1000;

/// Of more names it compares so many on both sides of the text, once in alphabetical order and once in the alphabetical
/// order of the reversed names.
const MAX_NEIGHBOURS: usize = MAX_COMPARED / 4;

/// The candidate that is nearest to `text`, if it is near enough to be suggested; the first of equally near ones.
///
/// Compares every candidate: see [`NameIndex`] where a site can have many.
pub fn nearest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let len = text.chars().count();
    let mut limit = max_distance(len);
    let mut found = None;
    for candidate in candidates {
        if candidate.chars().count().abs_diff(len) > limit {
            continue;
        }
        let Some(distance) = distance_within(text, candidate, limit) else { continue };
        found = Some(candidate);
        // Only a nearer one replaces it.
        match distance.checked_sub(1) {
            Some(nearer) => limit = nearer,
            None => break,
        }
    }
    found
}

/// How far a suggestion for a text of `len` characters may be.
fn max_distance(len: usize) -> usize {
    (len / 3).clamp(1, MAX_DISTANCE)
}

/// The optimal string alignment distance, in time proportional to the product of the lengths.
pub fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b) = without_common_ends(a, b);
    strsim::osa_distance(a, b)
}

/// The distance, if it is at most `max`.
fn distance_within(a: &str, b: &str, max: usize) -> Option<usize> {
    let (a, b) = without_common_ends(a, b);
    let (a_len, b_len) = (a.chars().count(), b.chars().count());
    if a_len.abs_diff(b_len) > max || a_len.max(b_len) > MAX_DIFFERING_LEN {
        return None;
    }
    Some(strsim::osa_distance(a, b)).filter(|distance| *distance <= max)
}

/// What two texts have in common at their start and at their end changes no distance.
fn without_common_ends<'a, 'b>(a: &'a str, b: &'b str) -> (&'a str, &'b str) {
    let same = |(a, b): &(char, char)| a == b;
    let start: usize = a.chars().zip(b.chars()).take_while(same).map(|(a, _)| a.len_utf8()).sum();
    let (a, b) = (&a[start..], &b[start..]);
    let end: usize = a.chars().rev().zip(b.chars().rev()).take_while(same).map(|(a, _)| a.len_utf8()).sum();
    (&a[..a.len() - end], &b[..b.len() - end])
}

/// Names that many texts are compared with.
///
/// Up to 1,000 names it gives the results of [`nearest()`]. Of more names only those are compared that begin or end most
/// like the text, so that the time for one text does not grow with their number.
#[derive(Debug, Clone, Default)]
pub struct NameIndex {
    by_start: SortedNames,
    /// In the order of the reversed names.
    by_end: SortedNames,
}

/// Names in an order. Their texts are adjacent in memory: an index can be larger than a processor's cache.
#[derive(Debug, Clone, Default)]
struct SortedNames {
    names: Vec<Name>,
    texts: String,
}

#[derive(Debug, Clone, Copy)]
struct Name {
    /// Where its text begins among all.
    start: usize,
    end: usize,
    /// Its position among the names as given.
    index: usize,
    /// In characters.
    len: usize,
    characters: CharacterSet,
}

impl SortedNames {
    fn new(names: &[(usize, &str)]) -> Self {
        let mut sorted = Self::default();
        for (index, text) in names {
            let start = sorted.texts.len();
            sorted.texts.push_str(text);
            let (end, len) = (sorted.texts.len(), text.chars().count());
            sorted.names.push(Name { start, end, index: *index, len, characters: CharacterSet::of(text) });
        }
        sorted
    }

    fn text(&self, name: &Name) -> &str {
        &self.texts[name.start..name.end]
    }

    /// Up to `max` names on each side of the first for which `is_before` is false, the nearest first.
    fn around(&self, is_before: impl Fn(&str) -> bool, max: usize) -> impl Iterator<Item = (&str, &Name)> {
        let at = self.names.partition_point(|name| is_before(self.text(name)));
        let names = (0..max.min(self.names.len())).flat_map(move |offset| {
            let before = at.checked_sub(offset + 1).map(|at| &self.names[at]);
            self.names.get(at + offset).into_iter().chain(before)
        });
        names.map(|name| (self.text(name), name))
    }
}

impl NameIndex {
    /// An index of `names`. Their order counts where two are equally near.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut names: Vec<(usize, &str)> = names.into_iter().enumerate().collect();
        names.sort_by_key(|(_, text)| *text);
        let by_start = SortedNames::new(&names);
        names.sort_by(|(_, a), (_, b)| a.bytes().rev().cmp(b.bytes().rev()));
        Self { by_start, by_end: SortedNames::new(&names) }
    }

    /// The name that is nearest to `text`, if it is near enough to be suggested; the first of equally near ones.
    pub fn nearest(&self, text: &str) -> Option<&str> {
        let mut found: Option<(usize, usize, &str)> = None;
        self.compare(text, max_distance(text.chars().count()), |distance, index, name| {
            if found.is_none_or(|(least, first, _)| (distance, index) < (least, first)) {
                found = Some((distance, index, name));
            }
            found.map_or(distance, |(least, ..)| least)
        });
        found.map(|(.., name)| name)
    }

    /// The distances and positions of the names at most `max` edits away from `text`, sorted; `max` is at most 4.
    pub fn within(&self, text: &str, max: usize) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        self.compare(text, max, |distance, index, _| {
            found.push((distance, index));
            max
        });
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Calls `take` with the distance, the position and the text of every name within `limit`, with some of them twice.
    /// Its result is the new limit.
    fn compare<'n>(&'n self, text: &str, limit: usize, mut take: impl FnMut(usize, usize, &'n str) -> usize) {
        let (len, characters) = (text.chars().count(), CharacterSet::of(text));
        let mut limit = limit.min(MAX_DISTANCE);
        let mut compare_with = |(candidate, name): (&'n str, &Name)| {
            let may_be_near = name.len.abs_diff(len) <= limit && name.characters.may_be_within(characters, limit);
            if let Some(distance) = may_be_near.then(|| distance_within(text, candidate, limit)).flatten() {
                limit = take(distance, name.index, candidate);
            }
        };
        // The nearest first: a low limit spares the others the comparison.
        let ends_before = |candidate: &str| candidate.bytes().rev().lt(text.bytes().rev());
        let count = self.by_end.names.len();
        let is_small = count <= MAX_COMPARED;
        let max = if is_small { count } else { MAX_NEIGHBOURS };
        self.by_end.around(ends_before, max).for_each(&mut compare_with);
        if !is_small {
            self.by_start.around(|candidate| candidate < text, max).for_each(compare_with);
        }
    }
}

/// Which characters a text has, and which it has more than once; some share a bit. One edit changes at most two bits.
#[derive(Debug, Clone, Copy)]
struct CharacterSet {
    once: u64,
    repeated: u64,
}

impl CharacterSet {
    fn of(text: &str) -> Self {
        let mut set = Self { once: 0, repeated: 0 };
        for character in text.chars() {
            let bit = match character {
                'a'..='z' => u32::from(character) - u32::from('a'),
                '0'..='9' => 26 + u32::from(character) - u32::from('0'),
                _ => 36 + u32::from(character) % 28,
            };
            set.repeated |= set.once & 1 << bit;
            set.once |= 1 << bit;
        }
        set
    }

    fn may_be_within(self, other: Self, edits: usize) -> bool {
        let changed = (self.once ^ other.once).count_ones() + (self.repeated ^ other.repeated).count_ones();
        changed as usize <= 2 * edits
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_DISTANCE, NameIndex, distance_within, edit_distance, nearest};

    /// Texts of all kinds: short ones of few letters, so that every alignment comes up, and some longer ones.
    fn texts() -> Vec<String> {
        let mut texts = vec![String::new()];
        for length in 1..=5_u32 {
            for number in 0..3_u32.pow(length) {
                texts
                    .push((0..length).map(|digit| ['a', 'b', 'é'][(number / 3_u32.pow(digit) % 3) as usize]).collect());
            }
        }
        texts.extend(["/é/x/", "/e/xy/", "title", "titel", "linktitle", "a-rather-long-name"].map(str::to_owned));
        texts
    }

    #[test]
    fn what_two_texts_have_in_common_at_their_ends_changes_no_distance() {
        for a in texts().iter().step_by(3) {
            for b in &texts() {
                assert_eq!(edit_distance(a, b), strsim::osa_distance(a, b), "{a} {b}");
            }
        }
    }

    #[test]
    fn a_distance_is_given_up_to_its_limit() {
        for a in texts().iter().step_by(3) {
            for b in &texts() {
                let distance = strsim::osa_distance(a, b);
                for most in 0..=MAX_DISTANCE {
                    let expected = Some(distance).filter(|distance| *distance <= most);
                    assert_eq!(distance_within(a, b, most), expected, "{a} {b} {most}");
                }
            }
        }
    }

    #[test]
    fn the_nearest_name_is_suggested_only_when_it_may_be_meant() {
        let keys = ["title", "linktitle", "description", "weight"];
        let check = |written: &str, expected: Option<&str>| {
            assert_eq!(nearest(written, keys), expected, "{written}");
            assert_eq!(NameIndex::new(keys).nearest(written), expected, "{written}");
        };
        check("titel", Some("title"));
        check("wieght", Some("weight"));
        check("banner", None);
    }

    #[test]
    fn an_index_gives_the_results_of_comparing_all_names() {
        let mut all = texts();
        all.reverse();
        let names = NameIndex::new(all.iter().map(String::as_str));
        for written in ["", "a", "ab", "éa", "abab", "ababé", "titlé", "lniktitle", "a-rather-lnog-nmae", "/é/xx/"]
        {
            assert_eq!(names.nearest(written), nearest(written, all.iter().map(String::as_str)), "{written}");
            let within = all.iter().enumerate().map(|(index, text)| (strsim::osa_distance(written, text), index));
            let mut within: Vec<(usize, usize)> = within.filter(|(distance, _)| *distance <= 2).collect();
            within.sort_unstable();
            assert_eq!(names.within(written, 2), within, "{written}");
        }
    }

    #[test]
    fn one_of_many_names_is_found_by_its_beginning_or_its_end() {
        let all: Vec<String> = (0..50_000).map(|number| format!("heading-{number}")).collect();
        let names = NameIndex::new(all.iter().map(String::as_str));
        for (written, expected) in [
            ("haeding-4711", Some("heading-4711")),
            ("heading-47118x", Some("heading-47118")),
            ("hedaing-12345", Some("heading-12345")),
            ("heading-4711", Some("heading-4711")),
            ("something-else", None),
        ] {
            assert_eq!(names.nearest(written), expected, "{written}");
        }
    }
}
