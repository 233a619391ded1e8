//! What the ids of a page's prose mean: of which framework and version they are, and whether each is surely meant as an
//! id.
//!
//! A false finding costs the author more than a missed mistake: where the prose may mean something else, there is no
//! finding. A number is an id where a word or a heading says so; alone it is one only on a page whose other numbers of that
//! form are ids as well, because versions and sections look alike.

use super::assertion::{Assertion, assertion};
use super::evidence::Evidence;
use super::meaning::still_current;
use super::mention::{Mention, Place};
use super::outline::{OwnNumbers, own_numbers};
use super::scope::FrameworkScope;
use super::standard_names::KnownStandards;
use super::subject::{Naming, Subject, Subjects};
use super::words;
use super::written_id::{id_of, is_integer, is_version};
use crate::framework::{Framework, Likeness, Lookup, RequirementIdx};
use crate::markdown::Document;
use std::borrow::Cow;

/// A mention with the framework that it means.
#[derive(Debug, Clone)]
pub(crate) struct InterpretedMention<'a> {
    /// The mention.
    pub mention: &'a Mention,
    /// The framework.
    pub framework: &'a Framework,
    /// The version, where the prose or the page names one that is not the current.
    pub version: Option<&'a str>,
    /// What makes its ids such.
    pub assertion: Assertion,
    /// Its ids, in order.
    pub ids: Vec<InterpretedId<'a>>,
}

/// An id of a mention with its meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InterpretedId<'a> {
    /// The id as the framework writes it where the prose leaves a part out: `CC6.1` for `CC 6.1`.
    pub id: Cow<'a, str>,
    /// What it is.
    pub meaning: Interpretation,
}

/// What an id in prose is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interpretation {
    /// A requirement in force.
    Requirement(RequirementIdx),
    /// A requirement of the older version that is named.
    OlderVersion,
    /// Meant as an id, but none that may be used: unknown, withdrawn, renumbered, or of another version.
    Invalid,
    /// Perhaps no id of the framework at all.
    Unclear,
}

/// What the mentions of a page are interpreted by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageText<'a> {
    /// The body.
    pub document: &'a Document,
    /// The mentions in its prose.
    pub mentions: &'a [Mention],
}

/// The mentions of a page that mean requirements of a framework, in reading order.
pub(crate) fn interpret_mentions<'a>(
    page: PageText<'a>,
    scope: &'a FrameworkScope,
    standards: KnownStandards<'a>,
) -> Vec<InterpretedMention<'a>> {
    let subjects = Subjects::new(scope, page.document, standards);
    // On a page about no framework, only what is called a requirement of one is looked up.
    let is_candidate = |mention: &&Mention| !subjects.is_empty() || words::is_requirement_like(mention.word());
    let about = page.mentions.iter().filter(is_candidate).filter_map(|mention| {
        let subject = subjects.of(mention)?;
        let assertion = assertion(mention, &subject);
        (assertion != Assertion::Denied).then_some((mention, subject, assertion))
    });
    let about: Vec<(&Mention, Subject<'_>, Assertion)> = about.collect();
    if about.is_empty() {
        return Vec::new();
    }
    let own_numbers = own_numbers(&page.document.headings);
    let evidence = Evidence::new(&about, page.document);
    let interpret = |(mention, subject, assertion): &(&'a Mention, Subject<'a>, Assertion)| {
        let reader = Reader {
            mention,
            subject: *subject,
            assertion: *assertion,
            subjects: &subjects,
            own_numbers: &own_numbers,
            evidence: &evidence,
        };
        InterpretedMention {
            mention,
            framework: subject.framework,
            version: subject.version.filter(|version| *version != subject.framework.version),
            assertion: *assertion,
            ids: reader.interpretations(),
        }
    };
    about.iter().map(interpret).collect()
}

/// Interprets one mention.
struct Reader<'r, 'a> {
    mention: &'a Mention,
    subject: Subject<'a>,
    assertion: Assertion,
    subjects: &'r Subjects<'a>,
    own_numbers: &'r OwnNumbers<'a>,
    evidence: &'r Evidence<'a>,
}

impl<'a> Reader<'_, 'a> {
    fn interpretations(&self) -> Vec<InterpretedId<'a>> {
        let mut found: Vec<InterpretedId<'a>> = Vec::with_capacity(self.mention.ids.len());
        for written in &self.mention.ids {
            let is_behind_id = found.last().is_some_and(|id| matches!(id.meaning, Interpretation::Requirement(_)));
            let id = id_of(self.subject.framework, self.mention, written);
            let meaning = self.interpret(&id, written.is_end_of_range && is_behind_id);
            found.push(InterpretedId { id, meaning });
        }
        found
    }

    /// What an id is; it may end a range that begins with a requirement.
    fn interpret(&self, written: &str, ends_range: bool) -> Interpretation {
        let framework = self.subject.framework;
        if is_integer(written) && !self.allows_integers()
            || !self.is_asserted() && !self.is_bare_id(written, ends_range)
            || self.is_part_of_page(written)
        {
            return Interpretation::Unclear;
        }
        let is_own_number = !self.is_asserted() && self.own_numbers.holds("", written);
        let Some(known) = framework.known(written, self.subject.version) else {
            let is_mistake = !is_own_number && self.is_surely_an_id(written, ends_range);
            return if is_mistake { Interpretation::Invalid } else { Interpretation::Unclear };
        };
        match known {
            Lookup::Found(idx) => Interpretation::Requirement(idx),
            _ if is_own_number => Interpretation::Unclear,
            Lookup::OtherVersion(versions) => {
                match self.subject.version.filter(|version| *version != framework.version) {
                    Some(version) => match still_current(framework, version, written) {
                        Some(idx) => Interpretation::Requirement(idx),
                        None => Interpretation::OlderVersion,
                    },
                    None if self.is_about_past(&versions) => Interpretation::Unclear,
                    None => Interpretation::Invalid,
                }
            }
            Lookup::Renumbered(_) | Lookup::Withdrawn(_) if self.is_about_past(&[]) => Interpretation::Unclear,
            Lookup::Renumbered(_) | Lookup::Withdrawn(_) => Interpretation::Invalid,
            Lookup::UnknownVersion | Lookup::Unknown(_) | Lookup::Malformed(_) => Interpretation::Unclear,
        }
    }

    /// Whether a word or a heading says that ids of requirements stand here.
    fn is_asserted(&self) -> bool {
        matches!(self.assertion, Assertion::Word | Assertion::Heading)
    }

    /// Whether the page numbers its own parts so: `Clause 3` behind the headings `Clause 1` and `Clause 2`, where the
    /// framework has no clause 1.
    fn is_part_of_page(&self, written: &str) -> bool {
        let word = self.mention.word();
        self.assertion == Assertion::Word
            && !words::is_requirement(word)
            && self.own_numbers.holds(word, written)
            && self.subject.framework.known("1", self.subject.version).is_none()
    }

    /// A plain number is an id only right behind the word, and surely one where that has a capital or the sentence ends:
    /// `Requirement 8`, `asked for by requirement 8.`, but not `a requirement 2 factors meet`.
    fn allows_integers(&self) -> bool {
        let after = self.mention.after();
        let ends = after.is_empty() || after.starts_with(['.', ',', ';', ':', '?', '!', ')']);
        self.assertion == Assertion::Word && (self.is_capitalised() || ends || self.subject.naming == Naming::Beside)
    }

    fn is_capitalised(&self) -> bool {
        self.mention.word().starts_with(char::is_uppercase)
    }

    /// Whether a token without a word before it is an id, because of its form and of the other tokens on the page.
    fn is_bare_id(&self, written: &str, ends_range: bool) -> bool {
        let framework = self.subject.framework;
        let likeness = framework.likeness(written);
        if likeness == Likeness::Letters {
            return true;
        }
        let has_evidence = || {
            ends_range
                || self.assertion == Assertion::Name
                || self.evidence.holds(framework, written)
                || self.evidence.has(framework, written)
                || self.subjects.is_named_near(self.mention, framework)
                || self.begins_text() && self.subjects.is_under_requirements(self.mention)
        };
        let is_divided = match likeness {
            Likeness::Number { points } if points > 1 => true,
            Likeness::Letter => true,
            Likeness::Number { .. } | Likeness::Letters | Likeness::None => framework.lacks_point(written),
        };
        is_divided && !is_version(framework, written) && !self.is_behind_product() && has_evidence()
    }

    /// Whether it begins a block; a cell is under the head of its column instead of a heading.
    fn begins_text(&self) -> bool {
        self.mention.is_first && self.mention.setting.place != Place::Cell
    }

    /// Whether a name stands before the token, whose version it is then: `OpenSSL 3.0.7`. The first word of a sentence is
    /// a name only where it cannot be another word.
    fn is_behind_product(&self) -> bool {
        let Some(at) = self.mention.word else { return false };
        let word = self.mention.word();
        let is_close = self.mention.sentence[at.end..self.mention.at.start].chars().all(|letter| letter == ' ');
        let is_in_sentence = !self.mention.before().trim().is_empty();
        let is_name = word.starts_with(char::is_uppercase) && !words::is_function_word(word);
        is_close && is_in_sentence && is_name && self.assertion == Assertion::None && !self.is_part_of_name(word)
    }

    /// Whether `word` is part of the framework's name.
    fn is_part_of_name(&self, word: &str) -> bool {
        let framework = self.subject.framework;
        let mut names = std::iter::once(&framework.name).chain(&framework.notation.aliases);
        names.any(|name| name.split([' ', '-', '/']).any(|part| word.split('-').any(|word| word == part)))
    }

    /// Whether the text around the mention names one of these versions, or is about what was.
    fn is_about_past(&self, versions: &[&str]) -> bool {
        let mut around = self.subjects.texts_around(self.mention);
        let is_named = around.any(|text| versions.iter().any(|version| holds(text, version)));
        is_named || words::is_about_past(&self.mention.sentence)
    }

    /// Whether an unknown id can only be a mistake.
    fn is_surely_an_id(&self, written: &str, ends_range: bool) -> bool {
        let framework = self.subject.framework;
        if is_version(framework, written) || self.has_foreign_name() {
            return false;
        }
        let is_like = framework.likeness(written) != Likeness::None || framework.lacks_point(written);
        let may_be_meant = || self.assertion == Assertion::Word && framework.may_be_meant(written);
        if !is_like && !may_be_meant() {
            return false;
        }
        // `AC-6-7` may be another spelling of `AC-6(7)`, or a range.
        let whole = written.rsplit_once('-').map(|(whole, _)| whole);
        let is_numbered = |whole: &&str| whole.ends_with(|end: char| end.is_ascii_digit());
        if whole.filter(is_numbered).is_some_and(|whole| framework.known(whole, None).is_some()) {
            return false;
        }
        if framework.equal_but_for_punctuation(written).is_some() {
            return true;
        }
        let is_precise = written.matches('.').count() > 1 || written.starts_with(|first: char| !first.is_ascii_digit());
        let is_called = self.is_capitalised() || self.mention.is_first || self.assertion == Assertion::Heading;
        (is_precise || is_called || ends_range || is_integer(written)) && framework.has_punctuation_of(written)
    }

    /// Whether the word right before the mention is the name of something else, `the ASVS requirement 2.1.1`, or a word
    /// for requirements of another kind, `the software requirement 2.1.1`.
    fn has_foreign_name(&self) -> bool {
        if self.assertion != Assertion::Word {
            return false;
        }
        let before = self.mention.before().trim_end();
        let word = before.rsplit(|letter: char| letter.is_whitespace() || letter == '(').next().unwrap_or_default();
        let is_acronym = word.len() > 1 && word.chars().all(|letter| letter.is_ascii_uppercase() || letter == '-');
        words::is_other_requirement(word)
            || is_acronym && !self.is_part_of_name(word)
            || self.is_behind_standard(before)
    }

    /// Whether `before` ends with the name of a standard that is called so: `Secure Software Standard`.
    fn is_behind_standard(&self, before: &str) -> bool {
        let mut words = before.rsplit([' ', '\u{a0}', '\n']).filter(|word| !word.is_empty());
        let is_standard = words.next().is_some_and(|word| matches!(word, "Standard" | "Framework" | "Specification"));
        let is_named =
            words.next().is_some_and(|word| word.starts_with(char::is_uppercase) && !words::is_function_word(word));
        is_standard && is_named && self.subject.naming != Naming::Beside
    }
}

/// Whether `text` holds this number.
fn holds(text: &str, number: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_digit();
    let mut found = text.match_indices(number);
    found.any(|(at, _)| !text[..at].ends_with(is_part) && !text[at + number.len()..].starts_with(is_part))
}
