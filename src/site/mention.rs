//! What a number in prose means: which framework it is of, which version, and whether it is surely meant as an id.
//!
//! A wrong accusation costs more than a mistake that is passed by: where the prose may speak of something else,
//! nothing is said.

use super::standard::{Mentioned, StandardNames, version_behind};
use super::{Belonging, Page, PageId};
use crate::framework::{Framework, Frameworks, Lookup, RequirementIdx};
use crate::markdown::{Mention, MentionedId, Word};

/// A mention with the framework that it speaks of.
#[derive(Debug, Clone, Copy)]
pub struct Spoken<'a> {
    /// The mention.
    pub mention: &'a Mention,
    /// The framework.
    pub framework: &'a Framework,
    /// The version, where the prose or the page names one that is not the current.
    pub version: Option<&'a str>,
    /// Whether the framework's name stands with it.
    is_named: bool,
}

/// What an id in prose is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// A requirement in force.
    Requirement(RequirementIdx),
    /// A requirement of the older version that is named.
    Older,
    /// Meant as an id, and wrong.
    Wrong,
    /// It may be anything.
    Unclear,
}

/// The mentions of `page` that speak of the one framework it is about, in reading order.
pub fn spoken<'a>(
    page: (PageId, &'a Page),
    frameworks: &'a Frameworks,
    belonging: &'a Belonging,
) -> impl Iterator<Item = Spoken<'a>> {
    let (id, page) = page;
    let own = belonging.only(id, frameworks).filter(|_| !page.document.mentions.is_empty());
    let mentions = page.document.mentions.iter().filter(move |_| own.is_some());
    mentions.filter_map(move |mention| {
        let (framework, version) = own?;
        let known = Known { frameworks, names: belonging.standards() };
        let spoken = read(mention, (framework, version), known)?;
        let is_elsewhere = || heading_above(page, mention).is_some_and(|text| names_another(text, framework, known));
        (spoken.is_named || !is_elsewhere()).then_some(spoken)
    })
}

/// Every standard that prose may name.
#[derive(Clone, Copy)]
struct Known<'a> {
    frameworks: &'a Frameworks,
    names: &'a StandardNames,
}

impl<'a> Known<'a> {
    fn named_in(self, text: &str) -> Vec<Mentioned<'a>> {
        self.names.in_text(text, self.frameworks)
    }
}

fn heading_above<'p>(page: &'p Page, mention: &Mention) -> Option<&'p str> {
    let headings = &page.document.headings;
    let above = headings.partition_point(|heading| heading.span.start <= mention.span.start);
    headings.get(above.checked_sub(1)?).map(|heading| heading.text.as_str())
}

fn is_of(named: &Mentioned<'_>, text: &str, framework: &Framework) -> bool {
    match named.framework {
        Some(other) => other.key == framework.key,
        // `NIST` where the page is about `NIST SP 800-53`.
        None => framework.name.to_lowercase().starts_with(&text[named.start..named.end].to_lowercase()),
    }
}

fn names_another(text: &str, own: &Framework, known: Known<'_>) -> bool {
    let named = known.named_in(text);
    !named.is_empty() && !named.iter().any(|named| is_of(named, text, own))
}

/// What the sentence says of the framework that `mention` is of; nothing where it speaks of another.
fn read<'a>(
    mention: &'a Mention,
    (own, own_version): (&'a Framework, Option<&'a str>),
    known: Known<'a>,
) -> Option<Spoken<'a>> {
    let sentence = mention.sentence.as_str();
    let (before, after) = (&sentence[..mention.at.start], &sentence[mention.at.end..]);
    let named_before = known.named_in(before).into_iter().last();
    let named_after = known.named_in(after).into_iter().next().filter(|named| joins(&after[..named.start]));
    let named = named_after.map(|named| (named, after)).or(named_before.map(|named| (named, before)));
    let (mut version, mut is_named) = (own_version, false);
    if let Some((named, text)) = named {
        if !is_of(&named, text, own) {
            return None;
        }
        is_named = true;
        let behind = version_behind(&text[named.end..]);
        // A version further off belongs to something else that the sentence says.
        let is_near = |end: usize| named_after.is_some() || is_close(&before[named.end + end..]);
        if let Some(found) = behind.filter(|found| !found.is_open && is_near(found.end)) {
            let known = own.version(found.number).map(|version| version.id.as_str());
            if known.is_none() && !own.version.starts_with(found.number) {
                return None;
            }
            version = known;
        }
    }
    let is_numeric = mention.ids.first().is_some_and(|id| id.id.starts_with(|first: char| first.is_ascii_digit()));
    // Numbers alone are called requirements; controls and practices of that form are those of others.
    let is_doubtful = mention.word != Word::Requirement && is_numeric && !is_named;
    let version = version.filter(|version| *version != own.version);
    (!is_doubtful).then_some(Spoken { mention, framework: own, version, is_named })
}

/// Whether nothing but a joint stands between a mention and the name behind it.
fn joins(between: &str) -> bool {
    let words = between.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.clone().count() <= 2
        && words.into_iter().all(|word| matches!(word, "of" | "in" | "from" | "under" | "within" | "the" | "by"))
}

/// Whether nothing but the end of a word stands between a name and a mention.
fn is_close(between: &str) -> bool {
    let mut words = between.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| matches!(word, "s" | "the"))
}

impl Spoken<'_> {
    /// What an id of the mention is.
    pub fn hear(&self, id: &MentionedId) -> Heard {
        let framework = self.framework;
        let is_integer = id.id.bytes().all(|byte| byte.is_ascii_digit());
        if is_integer && !self.mention.is_capitalised {
            return Heard::Unclear;
        }
        let Some(known) = framework.known(&id.id, self.version) else {
            return if self.is_surely_an_id(id) { Heard::Wrong } else { Heard::Unclear };
        };
        match known {
            Lookup::Found(rank) => Heard::Requirement(rank),
            Lookup::OtherVersion(_) if self.version.is_some() => match self.same_now(&id.id) {
                Some(rank) => Heard::Requirement(rank),
                None => Heard::Older,
            },
            Lookup::UnknownVersion => Heard::Unclear,
            Lookup::OtherVersion(versions) if versions.iter().any(|version| self.says(version)) => Heard::Unclear,
            Lookup::OtherVersion(_) | Lookup::Renumbered(_) | Lookup::Withdrawn(_) => Heard::Wrong,
            Lookup::Unknown(_) | Lookup::Malformed(_) => Heard::Unclear,
        }
    }

    /// The requirement of an older version whose ids are still those of today.
    fn same_now(&self, id: &str) -> Option<RequirementIdx> {
        let version = self.framework.version(self.version?)?;
        self.framework.find(id).filter(|_| version.ids.is_empty())
    }

    /// Whether the sentence holds this number.
    fn says(&self, number: &str) -> bool {
        let sentence = &self.mention.sentence;
        let mut found = sentence.match_indices(number);
        let is_part = |letter: char| letter.is_ascii_digit();
        found.any(|(at, _)| !sentence[..at].ends_with(is_part) && !sentence[at + number.len()..].starts_with(is_part))
    }

    /// Whether an id that is not there can only be a slip.
    fn is_surely_an_id(&self, id: &MentionedId) -> bool {
        let framework = self.framework;
        let is_version = framework.version == id.id || framework.versions.iter().any(|version| version.id == id.id);
        if is_version || self.has_foreign_name() || self.is_spelt_otherwise(&id.id) {
            return false;
        }
        if framework.equal_but_for_punctuation(&id.id).is_some() {
            return true;
        }
        let is_precise = id.id.matches('.').count() > 1 || id.id.starts_with(|first: char| !first.is_ascii_digit());
        (is_precise || self.mention.is_capitalised) && self.has_shape(&id.id)
    }

    /// Whether a requirement is meant whose number is only filled up with zeros, or an item of one: `AC-02`, `AC-2a.1`.
    fn is_spelt_otherwise(&self, id: &str) -> bool {
        let is_known = |id: &str| self.framework.find(id).is_some();
        is_known(&without_zeros(id)) || item_of(id).is_some_and(|whole| is_known(&without_zeros(whole)))
    }

    /// Whether ids of the framework begin alike and are divided by the same signs.
    fn has_shape(&self, id: &str) -> bool {
        self.framework.has_signs(id)
    }

    /// Whether a name that is none of the framework's stands right before the word: `the ASVS requirement 2.1.1`, or
    /// a word for requirements of another kind: `the software requirement 2.1.1`.
    fn has_foreign_name(&self) -> bool {
        let before = self.mention.sentence[..self.mention.at.start].trim_end();
        let word = before.rsplit(|letter: char| letter.is_whitespace() || letter == '(').next().unwrap_or_default();
        const KINDS: [&str; 8] =
            ["business", "design", "functional", "non-functional", "product", "project", "software", "user"];
        if KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(word)) {
            return true;
        }
        let is_acronym = word.len() > 1 && word.chars().all(|letter| letter.is_ascii_uppercase() || letter == '-');
        is_acronym && !self.framework.name.split([' ', '-']).any(|part| word.split('-').any(|word| word == part))
    }
}

/// An id without the zeros that only fill up its numbers.
fn without_zeros(id: &str) -> String {
    let mut bare = String::with_capacity(id.len());
    let mut letters = id.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_within = bare.ends_with(|before: char| before.is_ascii_digit());
        let is_filling = letter == '0' && !is_within && letters.peek().is_some_and(char::is_ascii_digit);
        if !is_filling {
            bare.push(letter);
        }
    }
    bare
}

/// What an item of a requirement's text is an item of: `AC-2` of `AC-2a`, `AC-2a.1` and `AC-2.a`, `AC-2(1)` of
/// `AC-2(1)(a)`.
fn item_of(id: &str) -> Option<&str> {
    let item = id.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let item = item.strip_suffix(')').unwrap_or(item);
    let whole = item.strip_suffix(|letter: char| letter.is_ascii_lowercase())?;
    Some(whole.trim_end_matches(['(', '.']))
}

#[cfg(test)]
mod tests {
    use super::{Heard, Known, StandardNames, read};
    use crate::framework::{Framework, Frameworks, Head, Origin, Outline, Version};
    use crate::markdown::{Expansion, ShortcodeFault};
    use crate::markdown::{Highlighter, Invocation, Shortcodes, Tools, parse};
    use crate::source::FileId;

    struct NoShortcodes;

    impl Shortcodes for NoShortcodes {
        fn expand(&self, _: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
            Ok(Expansion::Text(String::new()))
        }
    }

    fn frameworks() -> Frameworks {
        let outline = |id: &&str| Outline { id: (*id).to_owned(), ..Outline::default() };
        let ids = ["1", "1.1", "6.3.1", "6.3.2", "8.3", "11.3.1.1", "A3.2.1"];
        let older = |id: &str, ids: &[&str]| Version {
            id: id.to_owned(),
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            ..Version::default()
        };
        let pci = Head {
            key: "pci-dss".to_owned(),
            name: "PCI DSS".to_owned(),
            version: "4.0.1".to_owned(),
            versions: vec![older("3.2.1", &["6.6", "8.3"]), older("4.0", &[])],
            ..Head::default()
        };
        let nist = Head {
            key: "nist-800-53".to_owned(),
            name: "NIST SP 800-53".to_owned(),
            version: "5".to_owned(),
            ..Head::default()
        };
        let controls = ["AC-2", "AC-2(1)", "AC-3"];
        Frameworks::new([
            Framework::new(pci, Origin::BuiltIn, ids.iter().map(outline).collect()),
            Framework::new(nist, Origin::BuiltIn, controls.iter().map(outline).collect()),
        ])
    }

    /// What each id of `text` is heard as, on a page about the framework `key`: `+` right, `<` older, `!` wrong,
    /// `?` unclear, `-` of another framework.
    fn check(key: &str, text: &str, expected: &str) {
        let frameworks = frameworks();
        let own = frameworks.get(key).unwrap();
        let highlighter = Highlighter::plain();
        let tools = Tools { shortcodes: &NoShortcodes, highlighter: &highlighter, citable: &[] };
        let document = parse(FileId(0), text, 0, tools).document;
        let names = StandardNames::new(&frameworks);
        let known = Known { frameworks: &frameworks, names: &names };
        let mut heard = String::new();
        for mention in &document.mentions {
            let Some(spoken) = read(mention, (own, None), known) else {
                heard.push('-');
                continue;
            };
            heard.extend(mention.ids.iter().map(|id| match spoken.hear(id) {
                Heard::Requirement(_) => '+',
                Heard::Older => '<',
                Heard::Wrong => '!',
                Heard::Unclear => '?',
            }));
        }
        assert_eq!(heard, expected, "{text}");
    }

    #[test]
    fn requirements_are_heard_and_slips_are_told_from_them() {
        check("pci-dss", "Requirements 6.3.1 and 6.3.2", "++");
        check("pci-dss", "(Requirement 11.3.11)", "!");
        check("pci-dss", "the requirement 6.9.9, Requirement 9.9, Requirement 13", "!!!");
        check("pci-dss", "Requirement 1 and requirement 1", "+?");
        check("nist-800-53", "controls AC-2 and AC-3, control AC-9", "++!");
        check("nist-800-53", "NIST control AC-2(1)", "+");
        check(
            "nist-800-53",
            "control AC-02, control AC-02(01), control AC-2a, control AC-2a.1, control AC-9a",
            "????!",
        );
    }

    #[test]
    fn numbers_of_other_standards_are_passed_by() {
        check("pci-dss", "ISO 27001 requirement 6.1.2", "-");
        check("pci-dss", "Unlike ISO 27001, PCI DSS has Requirement 6.3.1.", "+");
        check("pci-dss", "requirement 3.1.20 of NIST SP 800-171", "-");
        check("pci-dss", "CIS Control 4.1 and control 6.3.1", "--");
        check("pci-dss", "The control 6.3.1", "-");
        check("pci-dss", "OWASP ASVS requirement 2.1.1", "-");
        check("pci-dss", "the XYZ requirement 2.1.1, a software requirement 2.1.1, the requirement 2.1.1", "??!");
        check("pci-dss", "the requirement TLS1.2, requirement AC-2, requirement 4.0 sets", "???");
        check("pci-dss", "a requirement 2.5 of these, requirement 2025-03-31", "??");
    }

    #[test]
    fn a_version_that_is_named_counts() {
        check("pci-dss", "PCI DSS 3.2.1 Requirement 6.6", "<");
        check("pci-dss", "Requirement 6.6 of PCI DSS v3.2.1", "<");
        check("pci-dss", "PCI DSS 4.0 Requirement 6.3.1", "+");
        check("pci-dss", "PCI DSS 4.0 Requirement 6.6", "!");
        check("pci-dss", "PCI DSS 2.0 Requirement 6.6", "-");
        check("pci-dss", "PCI DSS 4 Requirement 6.3.1", "+");
        check("pci-dss", "In 3.2.1 this was Requirement 6.6.", "?");
        check("pci-dss", "Requirement 6.6", "!");
    }
}
