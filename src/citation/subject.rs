//! Which framework and version a mention is about: the standard named in its sentence, in the head of its column or the
//! paragraph before its list, in the headings above it; else the framework that the page is about. With several of these,
//! the form of the ids decides.

use super::mention::Mention;
use super::scope::FrameworkScope;
use super::sentence::shortened;
use super::standard_names::{KnownStandards, NamedStandard, version_behind};
use super::words;
use crate::framework::{Framework, Likeness, number_of};
use crate::markdown::Document;

/// What a mention is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    /// The framework.
    pub(super) framework: &'a Framework,
    /// The version, where one is named or the page is about one that is not the current.
    pub(super) version: Option<&'a str>,
    /// Where the framework is named.
    pub(super) naming: Naming,
}

/// Where a framework is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// Right beside the mention: `PCI DSS 8.3.1`, `requirement 8.3.1 of PCI DSS`.
    Beside,
    /// In the sentence or the cell.
    Sentence,
    /// In the head of the column or the paragraph before the list.
    Lead,
    /// In a heading above.
    Heading,
    /// Nowhere near: the page is about it.
    Page,
}

/// Finds the subjects of the mentions of a page.
#[derive(Debug, Clone)]
pub(super) struct Subjects<'a> {
    /// The frameworks of the page, each with the version that it is about.
    own: Vec<(&'a Framework, Option<&'a str>)>,
    headings: Vec<HeadingSubject<'a>>,
    standards: KnownStandards<'a>,
}

/// A heading of the page.
#[derive(Debug, Clone)]
struct HeadingSubject<'a> {
    /// Where it begins in the file.
    start: usize,
    /// Its text, as far as a sentence may reach.
    text: &'a str,
    /// The index of the heading that it stands under.
    above: Option<usize>,
    named: Named<'a>,
}

/// What a text says of the frameworks of a page.
#[derive(Debug, Clone, Copy)]
enum Named<'a> {
    /// Nothing.
    Nothing,
    /// It names one of them.
    One(&'a Framework, Option<&'a str>),
    /// It names several.
    Several,
    /// It names other standards alone.
    Another,
}

impl<'a> Subjects<'a> {
    pub(super) fn new(scope: &'a FrameworkScope, document: &'a Document, standards: KnownStandards<'a>) -> Self {
        let frameworks = standards.frameworks;
        let named = |framework: &Framework| {
            let index = frameworks.index_of(&framework.key);
            index.is_some_and(|index| scope.names_version(index))
        };
        // A page that names the current version does not mean another one by an id of that.
        let own = scope.all(frameworks).map(|(framework, version)| {
            (framework, version.or_else(|| named(framework).then_some(framework.version.as_str())))
        });
        let mut subjects = Self { own: own.collect(), headings: Vec::new(), standards };
        let mut open: Vec<(u8, usize)> = Vec::new();
        for (index, heading) in document.headings.iter().enumerate() {
            open.truncate(open.partition_point(|(level, _)| *level < heading.level));
            let (text, above) = (shortened(&heading.text, false), open.last().map(|(_, index)| *index));
            let named = subjects.named_in(text);
            subjects.headings.push(HeadingSubject { start: heading.span.start, text, above, named });
            open.push((heading.level, index));
        }
        subjects
    }

    /// Whether the page is about no framework.
    pub(super) fn is_empty(&self) -> bool {
        self.own.is_empty()
    }

    /// What `mention` is about; nothing where that is another standard, or a version that is not known.
    pub(super) fn of(&self, mention: &'a Mention) -> Option<Subject<'a>> {
        match self.in_sentence(mention) {
            Err(()) => return None,
            Ok(Some(subject)) => return Some(subject),
            Ok(None) => {}
        }
        let setting = &mention.setting;
        let label = setting.row.as_deref().map(row_label).filter(|label| self.is_name(label));
        let lead = setting.lead.as_deref().into_iter().chain(label).map(|lead| (self.named_in(lead), Naming::Lead));
        let headings = self.headings_above(mention).map(|heading| (heading.named, Naming::Heading));
        for (named, naming) in lead.into_iter().chain(headings) {
            match named {
                Named::Nothing | Named::Several => {}
                Named::One(framework, version) => return Some(Subject { framework, version, naming }),
                Named::Another => return None,
            }
        }
        let (framework, version) = match self.own.as_slice() {
            [] => return None,
            [only] => *only,
            several => by_form(several, mention)?,
        };
        Some(Subject { framework, version, naming: Naming::Page })
    }

    /// The version of a framework that the page is about.
    fn version_of(&self, framework: &Framework) -> Option<&'a str> {
        self.own.iter().find(|(own, _)| own.key == framework.key).and_then(|(_, version)| *version)
    }

    /// What the sentence says; an error where it names another standard, or a version that is not known.
    fn in_sentence(&self, mention: &'a Mention) -> Result<Option<Subject<'a>>, ()> {
        let (mut before, after) = (mention.before(), mention.after());
        let mut named_before = self.standards.in_text(&mention.sentence[..mention.at.start]).into_iter().last();
        match named_before.filter(|named| named.end > before.len()) {
            // The word before the mention is a part of the name: `PCI DSS 8.3.1`.
            Some(_) => before = &mention.sentence[..mention.at.start],
            None => named_before = named_before.filter(|named| named.end <= before.len()),
        }
        let named_after = self.standards.in_text(after).into_iter().next();
        let named_after = named_after.filter(|named| is_joined_by(&after[..named.start]));
        let Some((named, text)) = named_after.map(|named| (named, after)).or(named_before.map(|named| (named, before)))
        else {
            return Ok(None);
        };
        let own = self.own.iter().map(|(framework, _)| *framework).find(|own| is_of(&named, text, own));
        let behind = version_behind(&text[named.end..]);
        let to = named.end + behind.map_or(0, |found| found.end);
        let is_beside = named_after.is_some() || is_close(&before[to..]);
        let framework = match (own, named.framework) {
            (Some(own), _) => own,
            // Of a framework that the page is not about, only what is called so is looked up.
            (None, Some(other)) if is_beside => other,
            (None, _) if named_after.is_none() && is_far(&before[to..]) && !self.is_labelled(before) => {
                return Ok(None);
            }
            (None, _) => return Err(()),
        };
        let mut version = self.version_of(framework);
        // A version further off belongs to another part of the sentence.
        if let Some(found) = behind.filter(|found| !found.is_open && is_beside) {
            let known = framework.version_numbered(found.number).map(|version| version.id.as_str());
            if known.is_none() && !number_of(&framework.version).starts_with(found.number) {
                return Err(());
            }
            version = known;
        }
        let naming = if is_beside { Naming::Beside } else { Naming::Sentence };
        Ok(Some(Subject { framework, version, naming }))
    }

    fn named_in(&self, text: &'a str) -> Named<'a> {
        let named = self.standards.in_text(text);
        if named.is_empty() {
            return Named::Nothing;
        }
        let mut own: Option<(&'a Framework, &NamedStandard<'a>)> = None;
        for found in &named {
            let Some((framework, _)) = self.own.iter().find(|(own, _)| is_of(found, text, own)) else { continue };
            match own {
                Some((other, _)) if other.key != framework.key => return Named::Several,
                Some(_) => {}
                None => own = Some((framework, found)),
            }
        }
        let Some((framework, found)) = own else { return Named::Another };
        let behind = version_behind(&text[found.end..]).filter(|behind| !behind.is_open);
        let older =
            behind.and_then(|behind| framework.version_numbered(behind.number)).map(|version| version.id.as_str());
        let older = older.filter(|version| framework.is_older(version) && !text.contains(framework.version.as_str()));
        Named::One(framework, older.or_else(|| self.version_of(framework)))
    }

    /// Whether `text` begins with the name of a standard and a colon: then all of it is about that.
    fn is_labelled(&self, text: &'a str) -> bool {
        let label = text.split_once(':').map(|(label, _)| label.trim_matches([' ', '-', '*', '_', '\n']));
        label.is_some_and(|label| label.len() <= MAX_LABEL && self.is_name(label))
    }

    /// Whether `label` is the name of a standard, with a word at most beside it: `ISMS-P mapping`.
    fn is_name(&self, label: &'a str) -> bool {
        let named = self.standards.in_text(label);
        let [named] = named.as_slice() else { return false };
        let beside = [&label[..named.start], &label[named.end..]];
        let words: Vec<&str> = beside.iter().flat_map(|text| words::parts(text)).collect();
        // `NIST-0610` is a number of one's own.
        words.len() < 2 && !words.iter().any(|word| word.contains(|digit: char| digit.is_ascii_digit()))
    }

    /// Whether the heading right above the mention says that requirements follow.
    pub(super) fn is_under_requirements(&self, mention: &Mention) -> bool {
        self.headings_above(mention).next().is_some_and(|heading| words::heads_requirements(heading.text, &[]))
    }

    /// The headings that the mention stands under, the nearest first.
    fn headings_above(&self, mention: &Mention) -> impl Iterator<Item = &HeadingSubject<'a>> {
        let end = self.headings.partition_point(|heading| heading.start <= mention.span.start);
        let heading = |index: Option<usize>| index.and_then(|index| self.headings.get(index));
        std::iter::successors(heading(end.checked_sub(1)), move |below| heading(below.above))
    }

    /// The texts around a mention that may name a version: its sentence, its row, what introduces it, the headings.
    pub(super) fn texts_around(&self, mention: &'a Mention) -> impl Iterator<Item = &'a str> {
        let setting = &mention.setting;
        let near = [Some(&*mention.sentence), setting.lead.as_deref(), setting.row.as_deref()];
        near.into_iter().flatten().chain(self.headings_above(mention).map(|heading| heading.text))
    }

    /// Whether the line of a mention, or what introduces it, names `framework`.
    pub(super) fn is_named_near(&self, mention: &'a Mention, framework: &Framework) -> bool {
        let setting = &mention.setting;
        let near = [Some(&*mention.sentence), setting.lead.as_deref(), setting.row.as_deref()];
        let names = |text: &'a str| self.standards.in_text(text).iter().any(|named| is_of(named, text, framework));
        near.into_iter().flatten().any(names)
    }
}

/// The framework whose ids the first one of `mention` looks like; of several, the one that has it.
fn by_form<'a>(
    own: &[(&'a Framework, Option<&'a str>)],
    mention: &Mention,
) -> Option<(&'a Framework, Option<&'a str>)> {
    let first = mention.ids.first()?;
    let like = || own.iter().filter(|(framework, _)| framework.likeness(&first.id) != Likeness::None);
    let known =
        |(framework, version): &&(&'a Framework, Option<&'a str>)| framework.known(&first.id, *version).is_some();
    own.iter().find(known).or_else(|| like().next()).or_else(|| own.first()).copied()
}

/// A longer text is no label, in bytes.
const MAX_LABEL: usize = 40;

/// The first cell of a row, where that is short enough for a label.
pub(super) fn row_label(row: &str) -> &str {
    let first = row.trim().trim_start_matches('|').split('|').next().unwrap_or_default();
    Some(first.trim()).filter(|first| first.len() <= MAX_LABEL).unwrap_or_default()
}

fn is_of(named: &NamedStandard<'_>, text: &str, framework: &Framework) -> bool {
    match named.framework {
        Some(other) => other.key == framework.key,
        // `NIST` and `800-53` where the page is about `NIST SP 800-53`.
        None => {
            let (name, part) = (framework.name.to_lowercase(), text[named.start..named.end].to_lowercase());
            let is_part = name.match_indices(&part).any(|(at, _)| !name[..at].ends_with(char::is_alphanumeric));
            is_part && number_behind(&text[named.end..]).is_none_or(|number| framework.name.contains(number))
        }
    }
}

/// The number of a standard behind the name of those who publish it: `9001` of ` 9001:2015`, `800-171` of ` SP 800-171`.
fn number_behind(text: &str) -> Option<&str> {
    const WORDS: [&str; 6] = ["IEC", "SP", "TS", "TR", "Special", "Publication"];
    let mut rest = text.trim_start_matches([' ', '\u{a0}', '/', '-']);
    while let Some(word) = WORDS.iter().find(|word| rest.starts_with(**word)) {
        rest = rest[word.len()..].trim_start_matches([' ', '\u{a0}', '/', '-']);
    }
    let is_part = |letter: char| letter.is_ascii_digit() || letter == '-';
    let number = rest[..rest.find(|letter| !is_part(letter)).unwrap_or(rest.len())].trim_end_matches('-');
    Some(number).filter(|number| number.len() > 2 && number.starts_with(|first: char| first.is_ascii_digit()))
}

/// Whether only prepositions, articles and brackets are between a mention and the name behind it.
fn is_joined_by(between: &str) -> bool {
    let words = between.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.clone().count() <= 2
        && words.into_iter().all(|word| matches!(word, "of" | "in" | "from" | "under" | "within" | "the" | "by"))
        && between.chars().all(|mark| mark.is_alphanumeric() || mark.is_whitespace() || mark == '(')
}

/// Whether a name before a mention is too far off to say what the mention is about: many words or the end of a clause are
/// between them.
fn is_far(between: &str) -> bool {
    const FAR: usize = 10;
    let text = between.split("](").enumerate().map(|(index, part)| match part.split_once(')') {
        // The address of a link is no part of the sentence.
        Some((_, rest)) if index > 0 => rest,
        _ => part,
    });
    let mut words = 0;
    for part in text {
        words += part.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).count();
        if part.contains([',', ';', '|', '(', '—', '–']) {
            return true;
        }
    }
    words > FAR
}

/// Whether nothing but an `s` or an article is between a name and a mention.
fn is_close(between: &str) -> bool {
    let mut words = between.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| matches!(word, "s" | "the"))
}
