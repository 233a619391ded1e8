//! The nearest of some names, by edit distance, for suggestions.
//!
//! A broken link and the names on its page can both be many, so the work for one suggestion is bounded: distances are
//! computed only as far as they may be suggested, and [`Names`] compares with a limited number of names.

/// No name further away than this is suggested, in edits.
const FARTHEST: usize = 4;

/// Of no more names than this all are compared.
const MAX_COMPARED: usize = 1000;

/// Of more, so many before and behind the place of the name that was written, once in order of their beginnings and once
/// in order of their ends.
const NEIGHBOURS: usize = MAX_COMPARED / 4;

/// The name that was probably meant by `written`, where one is near enough; of equally near ones the first.
///
/// Every candidate is looked at: for names that a site can have many of, see [`Names`].
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    let mut limit = allowed(length);
    let mut found = None;
    for candidate in candidates {
        if candidate.chars().count().abs_diff(length) > limit {
            continue;
        }
        let Some(distance) = distance_within(written, candidate, limit) else { continue };
        found = Some(candidate);
        // Only a nearer one takes its place.
        match distance.checked_sub(1) {
            Some(nearer) => limit = nearer,
            None => break,
        }
    }
    found
}

/// How many edits away a name of `length` characters may be that is suggested for one of that length.
fn allowed(length: usize) -> usize {
    (length / 3).clamp(1, FARTHEST)
}

/// How many edits make one text the other: what they have in common at both ends changes nothing. Takes the product of
/// their lengths in time.
pub fn distance(a: &str, b: &str) -> usize {
    let same = |(a, b): &(char, char)| a == b;
    let start: usize = a.chars().zip(b.chars()).take_while(same).map(|(a, _)| a.len_utf8()).sum();
    let (a, b) = (&a[start..], &b[start..]);
    let end: usize = a.chars().rev().zip(b.chars().rev()).take_while(same).map(|(a, _)| a.len_utf8()).sum();
    strsim::osa_distance(&a[..a.len() - end], &b[..b.len() - end])
}

/// The same where it is at most `most`, which is no more than [`FARTHEST`]. Takes the length of one text in time.
fn distance_within(a: &str, b: &str, most: usize) -> Option<usize> {
    if a.is_ascii() && b.is_ascii() {
        return banded(a.as_bytes(), b.as_bytes(), most);
    }
    banded(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), most)
}

/// The optimal string alignment distance, of which only a band around the diagonal is computed: what lies outside is
/// more than `most`.
fn banded<T: PartialEq>(a: &[T], b: &[T], most: usize) -> Option<usize> {
    let start = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    let most = most.min(FARTHEST);
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    // The place `most` of a row is on the diagonal; the places at both ends stand for what lies outside.
    const WIDTH: usize = 2 * FARTHEST + 1;
    let far = most + 1;
    let (mut before, mut last, mut row) = ([far; WIDTH], [far; WIDTH], [far; WIDTH]);
    for (ahead, place) in last[most..=2 * most].iter_mut().enumerate() {
        *place = ahead;
    }
    for i in 1..=a.len() {
        for place in 0..=2 * most {
            row[place] = match (i + place).checked_sub(most) {
                Some(0) => i,
                Some(j) if j <= b.len() => {
                    let replaced = last[place] + usize::from(a[i - 1] != b[j - 1]);
                    let removed = if place < 2 * most { last[place + 1] + 1 } else { far };
                    let added = if place > 0 { row[place - 1] + 1 } else { far };
                    let is_swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                    let swapped = if is_swapped { before[place] + 1 } else { far };
                    replaced.min(removed).min(added).min(swapped).min(far)
                }
                _ => far,
            };
        }
        if row.iter().chain(&last).all(|distance| *distance > most) {
            return None;
        }
        (before, last, row) = (last, row, before);
    }
    let distance = last[(most + b.len()).checked_sub(a.len())?];
    (distance <= most).then_some(distance)
}

/// Names that many others are compared with.
///
/// The answers are those of [`nearest()`] for up to 1,000 names. Of more, those are compared that begin or end most
/// like the name that was written, so that one answer takes the same time however many names there are.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// In order of their texts.
    by_start: Order,
    /// In order of their texts read from the end.
    by_end: Order,
}

/// Names in an order, next to each other in memory: there can be more of them than caches hold.
#[derive(Debug, Clone, Default)]
struct Order {
    names: Vec<Name>,
    texts: String,
}

#[derive(Debug, Clone, Copy)]
struct Name {
    /// Where its text stands among all.
    start: usize,
    end: usize,
    /// Its place in the order given.
    place: usize,
    /// In characters.
    length: usize,
    letters: Letters,
}

impl Order {
    fn new(names: &[(usize, &str)]) -> Self {
        let mut order = Self::default();
        for (place, text) in names {
            let start = order.texts.len();
            order.texts.push_str(text);
            let (end, length) = (order.texts.len(), text.chars().count());
            order.names.push(Name { start, end, place: *place, length, letters: Letters::of(text) });
        }
        order
    }

    fn text(&self, name: &Name) -> &str {
        &self.texts[name.start..name.end]
    }

    /// The texts with their names, those nearest to the first for which `is_before` does not hold before the others.
    fn around(&self, is_before: impl Fn(&str) -> bool, most: usize) -> impl Iterator<Item = (&str, &Name)> {
        let at = self.names.partition_point(|name| is_before(self.text(name)));
        let names = (0..most.min(self.names.len())).flat_map(move |away| {
            let before = at.checked_sub(away + 1).map(|at| &self.names[at]);
            self.names.get(at + away).into_iter().chain(before)
        });
        names.map(|name| (self.text(name), name))
    }
}

impl Names {
    /// The given names. Their order counts where two are equally near.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut names: Vec<(usize, &str)> = names.into_iter().enumerate().collect();
        names.sort_by_key(|(_, text)| *text);
        let by_start = Order::new(&names);
        names.sort_by(|(_, a), (_, b)| a.bytes().rev().cmp(b.bytes().rev()));
        Self { by_start, by_end: Order::new(&names) }
    }

    /// The name that was probably meant by `written`, where one is near enough; of equally near ones the first.
    pub fn nearest(&self, written: &str) -> Option<&str> {
        let mut found: Option<(usize, usize, &str)> = None;
        self.compare(written, allowed(written.chars().count()), |distance, place, text| {
            if found.is_none_or(|(least, first, _)| (distance, place) < (least, first)) {
                found = Some((distance, place, text));
            }
            found.map_or(distance, |(least, ..)| least)
        });
        found.map(|(.., text)| text)
    }

    /// The names at most `most` edits away from `written`, which is no more than 4: distances, and places in the order
    /// given.
    pub fn within(&self, written: &str, most: usize) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        self.compare(written, most, |distance, place, _| {
            found.push((distance, place));
            most
        });
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Hands the distance, the place and the text of every name that is near enough to `take`, some of them twice. What
    /// `take` returns is the new limit.
    fn compare<'n>(&'n self, written: &str, limit: usize, mut take: impl FnMut(usize, usize, &'n str) -> usize) {
        let (length, letters) = (written.chars().count(), Letters::of(written));
        let mut limit = limit.min(FARTHEST);
        let mut one = |(text, name): (&'n str, &Name)| {
            let may_be_near = name.length.abs_diff(length) <= limit && name.letters.may_be_within(letters, limit);
            if let Some(distance) = may_be_near.then(|| distance_within(written, text, limit)).flatten() {
                limit = take(distance, name.place, text);
            }
        };
        // The nearest ones first: what is found soon spares the others a closer look.
        let ends_before = |text: &str| text.bytes().rev().lt(written.bytes().rev());
        let count = self.by_end.names.len();
        let is_small = count <= MAX_COMPARED;
        self.by_end.around(ends_before, if is_small { count } else { NEIGHBOURS }).for_each(&mut one);
        if !is_small {
            self.by_start.around(|text| text < written, NEIGHBOURS).for_each(one);
        }
    }
}

/// Which characters a text has, and which it has twice; some share a bit. One edit changes at most two bits.
#[derive(Debug, Clone, Copy)]
struct Letters {
    once: u64,
    twice: u64,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters = Self { once: 0, twice: 0 };
        for sign in text.chars() {
            let bit = match sign {
                'a'..='z' => u32::from(sign) - u32::from('a'),
                '0'..='9' => 26 + u32::from(sign) - u32::from('0'),
                _ => 36 + u32::from(sign) % 28,
            };
            letters.twice |= letters.once & 1 << bit;
            letters.once |= 1 << bit;
        }
        letters
    }

    fn may_be_within(self, other: Self, edits: usize) -> bool {
        let changed = (self.once ^ other.once).count_ones() + (self.twice ^ other.twice).count_ones();
        changed as usize <= 2 * edits
    }
}

#[cfg(test)]
mod tests {
    use super::{FARTHEST, Names, distance, distance_within, nearest};

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
                assert_eq!(distance(a, b), strsim::osa_distance(a, b), "{a} {b}");
            }
        }
    }

    #[test]
    fn a_distance_is_computed_as_far_as_it_is_asked_for() {
        for a in texts().iter().step_by(3) {
            for b in &texts() {
                let distance = strsim::osa_distance(a, b);
                for most in 0..=FARTHEST {
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
            assert_eq!(Names::new(keys).nearest(written), expected, "{written}");
        };
        check("titel", Some("title"));
        check("wieght", Some("weight"));
        check("banner", None);
    }

    #[test]
    fn names_answer_like_a_look_at_all_of_them() {
        let mut all = texts();
        all.reverse();
        let names = Names::new(all.iter().map(String::as_str));
        for written in ["", "a", "ab", "éa", "abab", "ababé", "titlé", "lniktitle", "a-rather-lnog-nmae", "/é/xx/"]
        {
            assert_eq!(names.nearest(written), nearest(written, all.iter().map(String::as_str)), "{written}");
            let within = all.iter().enumerate().map(|(place, text)| (strsim::osa_distance(written, text), place));
            let mut within: Vec<(usize, usize)> = within.filter(|(distance, _)| *distance <= 2).collect();
            within.sort_unstable();
            assert_eq!(names.within(written, 2), within, "{written}");
        }
    }

    #[test]
    fn one_of_many_names_is_found_by_its_beginning_or_its_end() {
        let all: Vec<String> = (0..50_000).map(|number| format!("heading-{number}")).collect();
        let names = Names::new(all.iter().map(String::as_str));
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
