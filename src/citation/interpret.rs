//! What a mention means: of which framework and version its ids are, and whether each is surely meant as an id.
//!
//! A false finding costs the author more than a missed mistake: where the prose may mean something else, there is no
//! finding.

use super::meaning::still_current;
use super::mention::{Mention, MentionedId, Word};
use super::scope::FrameworkScope;
use super::spelling::{item_of, without_padding};
use super::standard_names::{KnownStandards, NamedStandard, version_behind};
use crate::framework::{Framework, Lookup, RequirementIdx};
use crate::markdown::Document;

/// A mention with the framework that it means.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InterpretedMention<'a> {
    /// The mention.
    pub mention: &'a Mention,
    /// The framework.
    pub framework: &'a Framework,
    /// The version, where the prose or the page names one that is not the current.
    pub version: Option<&'a str>,
    /// Whether the sentence names the framework.
    is_named: bool,
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

/// The mentions of a page that mean the one framework of its scope, in reading order. None where the scope is none or
/// several frameworks.
pub(crate) fn interpret_mentions<'a>(
    page: PageText<'a>,
    scope: &'a FrameworkScope,
    standards: KnownStandards<'a>,
) -> impl Iterator<Item = InterpretedMention<'a>> {
    let own = scope.only(standards.frameworks).filter(|_| !page.mentions.is_empty());
    let mentions = page.mentions.iter().filter(move |_| own.is_some());
    mentions.filter_map(move |mention| {
        let (framework, version) = own?;
        let interpreted = interpret_mention(mention, (framework, version), standards)?;
        let is_elsewhere = || {
            let heading = heading_above(page.document, mention);
            heading.is_some_and(|text| names_another(text, framework, standards))
        };
        (interpreted.is_named || !is_elsewhere()).then_some(interpreted)
    })
}

fn heading_above<'d>(document: &'d Document, mention: &Mention) -> Option<&'d str> {
    let headings = &document.headings;
    let above = headings.partition_point(|heading| heading.span.start <= mention.span.start);
    headings.get(above.checked_sub(1)?).map(|heading| heading.text.as_str())
}

fn is_of(named: &NamedStandard<'_>, text: &str, framework: &Framework) -> bool {
    match named.framework {
        Some(other) => other.key == framework.key,
        // `NIST` where the page is about `NIST SP 800-53`.
        None => framework.name.to_lowercase().starts_with(&text[named.start..named.end].to_lowercase()),
    }
}

fn names_another(text: &str, own: &Framework, standards: KnownStandards<'_>) -> bool {
    let named = standards.in_text(text);
    !named.is_empty() && !named.iter().any(|named| is_of(named, text, own))
}

/// What `mention` means by its sentence; nothing where that names another standard or version.
fn interpret_mention<'a>(
    mention: &'a Mention,
    (own, own_version): (&'a Framework, Option<&'a str>),
    standards: KnownStandards<'a>,
) -> Option<InterpretedMention<'a>> {
    let sentence = mention.sentence.as_str();
    let (before, after) = (&sentence[..mention.at.start], &sentence[mention.at.end..]);
    let named_before = standards.in_text(before).into_iter().last();
    let named_after = standards.in_text(after).into_iter().next().filter(|named| is_joined_by(&after[..named.start]));
    let named = named_after.map(|named| (named, after)).or(named_before.map(|named| (named, before)));
    let (mut version, mut is_named) = (own_version, false);
    if let Some((named, text)) = named {
        if !is_of(&named, text, own) {
            return None;
        }
        is_named = true;
        let behind = version_behind(&text[named.end..]);
        // A version further off belongs to another part of the sentence.
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
    // Of frameworks whose ids are numbers alone, the nodes are called requirements: a numbered control or practice is
    // one of another standard.
    let is_doubtful = mention.word != Word::Requirement && is_numeric && !is_named;
    let version = version.filter(|version| *version != own.version);
    (!is_doubtful).then_some(InterpretedMention { mention, framework: own, version, is_named })
}

/// Whether only prepositions and articles are between a mention and the name behind it.
fn is_joined_by(between: &str) -> bool {
    let words = between.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.clone().count() <= 2
        && words.into_iter().all(|word| matches!(word, "of" | "in" | "from" | "under" | "within" | "the" | "by"))
}

/// Whether nothing but an `s` or an article is between a name and a mention.
fn is_close(between: &str) -> bool {
    let mut words = between.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| matches!(word, "s" | "the"))
}

impl InterpretedMention<'_> {
    /// What an id of the mention is.
    pub(crate) fn interpret(&self, id: &MentionedId) -> Interpretation {
        let framework = self.framework;
        let is_integer = id.id.bytes().all(|byte| byte.is_ascii_digit());
        if is_integer && !self.mention.is_capitalised {
            return Interpretation::Unclear;
        }
        let Some(known) = framework.known(&id.id, self.version) else {
            return if self.is_surely_an_id(id) { Interpretation::Invalid } else { Interpretation::Unclear };
        };
        match known {
            Lookup::Found(idx) => Interpretation::Requirement(idx),
            Lookup::OtherVersion(versions) => match self.version {
                Some(version) => match still_current(framework, version, &id.id) {
                    Some(idx) => Interpretation::Requirement(idx),
                    None => Interpretation::OlderVersion,
                },
                None if versions.iter().any(|version| self.holds(version)) => Interpretation::Unclear,
                None => Interpretation::Invalid,
            },
            Lookup::Renumbered(_) | Lookup::Withdrawn(_) => Interpretation::Invalid,
            Lookup::UnknownVersion | Lookup::Unknown(_) | Lookup::Malformed(_) => Interpretation::Unclear,
        }
    }

    /// Whether the sentence holds this number.
    fn holds(&self, number: &str) -> bool {
        let sentence = &self.mention.sentence;
        let mut found = sentence.match_indices(number);
        let is_part = |letter: char| letter.is_ascii_digit();
        found.any(|(at, _)| !sentence[..at].ends_with(is_part) && !sentence[at + number.len()..].starts_with(is_part))
    }

    /// Whether an unknown id can only be a mistake.
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
        (is_precise || self.mention.is_capitalised) && self.framework.has_punctuation_of(&id.id)
    }

    /// Whether a requirement is meant whose number is padded with zeros, or an item of one: `AC-02`, `AC-2a.1`.
    fn is_spelt_otherwise(&self, id: &str) -> bool {
        let is_known = |id: &str| self.framework.find(id).is_some();
        is_known(&without_padding(id)) || item_of(id).is_some_and(|whole| is_known(&without_padding(whole)))
    }

    /// Whether the word right before the mention is the name of something else, `the ASVS requirement 2.1.1`, or a word
    /// for requirements of another kind, `the software requirement 2.1.1`.
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

#[cfg(test)]
mod tests {
    use super::{Interpretation, interpret_mention};
    use crate::citation::{CitableFrameworks, KnownStandards, StandardNames, mentions};
    use crate::framework::{Framework, Frameworks, Head, Origin, Outline, Version};
    use crate::markdown::{Expansion, Highlighter, Invocation, ShortcodeFault, Shortcodes, Tools, parse};
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

    /// How each id of `text` is interpreted on a page about the framework `key`: `+` right, `<` older, `!` invalid,
    /// `?` unclear, `-` of another framework.
    fn check(key: &str, text: &str, expected: &str) {
        let frameworks = frameworks();
        let own = frameworks.get(key).unwrap();
        let highlighter = Highlighter::plain();
        let tools =
            Tools { shortcodes: &NoShortcodes, highlighter: &highlighter, citations: &CitableFrameworks::default() };
        let parsed = parse(FileId(0), text, 0, tools);
        let names = StandardNames::new(&frameworks);
        let standards = KnownStandards { frameworks: &frameworks, names: &names };
        let mut found = String::new();
        for mention in &mentions(&parsed.prose, &parsed.document) {
            let Some(interpreted) = interpret_mention(mention, (own, None), standards) else {
                found.push('-');
                continue;
            };
            found.extend(mention.ids.iter().map(|id| match interpreted.interpret(id) {
                Interpretation::Requirement(_) => '+',
                Interpretation::OlderVersion => '<',
                Interpretation::Invalid => '!',
                Interpretation::Unclear => '?',
            }));
        }
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn requirements_and_mistakes_are_recognised() {
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
    fn numbers_of_other_standards_are_ignored() {
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
