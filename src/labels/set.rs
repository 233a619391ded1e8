//! The labels of a site.

use std::sync::LazyLock;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules, PluralRulesPreferences};
use jiff::civil::Date;

use super::file::{self, LabelFile, Texts};
use super::language::{ENGLISH, chain};
use super::shipped;
use super::text::{Part, Text, parts};
use crate::finding::{Code, Finding};
use crate::source::Location;

/// How many labels a finding names.
const MAX_NAMED: usize = 8;

/// A shorter number has no separators, as most style guides have it: `1189`, but `12,000`.
const FIRST_SEPARATED: u64 = 10_000;

/// The labels of a site, in its language.
#[derive(Debug)]
pub struct Labels {
    language: String,
    texts: Texts,
    plural: Option<PluralRules>,
}

impl Labels {
    /// The labels that ship in English.
    pub fn english() -> &'static Self {
        static LABELS: LazyLock<Labels> = LazyLock::new(|| Labels {
            language: ENGLISH.to_owned(),
            texts: shipped::english().clone(),
            plural: plural_rules(ENGLISH),
        });
        &LABELS
    }

    /// The labels of a site in `language`, which is set at `location`: those that ship, with the site's `own` in their
    /// place. All files of `own` are checked, whatever their language.
    pub fn new(language: &str, location: Option<Location>, own: &[LabelFile<'_>]) -> (Self, Vec<Finding>) {
        let english = shipped::english();
        let mut findings = Vec::new();
        let mut read: Vec<(String, Location, Texts)> = Vec::new();
        for file in own {
            let Some(tag) = file.tag() else {
                findings.push(file.misnamed());
                continue;
            };
            let (texts, found) = file::texts(file.file, file.text, Some(english));
            findings.extend(found);
            read.push((tag, Location::start_of(file.file), texts));
        }
        let chain = chain(language);
        let mut texts = english.clone();
        let mut ships = false;
        let mut last_own = None;
        for tag in &chain {
            if let Some(shipped) = shipped::texts(tag) {
                ships = true;
                texts.extend(shipped);
            }
            for (_, location, own) in read.iter().filter(|(own, ..)| own == tag) {
                last_own = Some(*location);
                texts.extend(own.clone());
            }
        }
        if !ships {
            let is_own = |key: &String| read.iter().any(|(tag, _, own)| chain.contains(tag) && own.contains_key(key));
            let lacking: Vec<&str> = english.keys().filter(|key| !is_own(key)).map(String::as_str).collect();
            findings.extend(last_own.or(location).and_then(|location| untranslated(language, location, &lacking)));
        }
        let language = if ships || last_own.is_some() { language } else { ENGLISH };
        (Self { language: language.to_owned(), texts, plural: plural_rules(language) }, findings)
    }

    /// The language that most of the texts are in.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Every label by key.
    pub fn all(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.texts.iter().map(|(key, text)| (key.as_str(), text))
    }

    /// The label of a key; `count` chooses the form where it has several. An unknown key is its own text: a test
    /// compares the keys in the source with the file of English.
    pub fn get<'l>(&'l self, key: &'l str, count: Option<u64>) -> &'l str {
        self.texts.get(key).map_or(key, |text| self.form(text, count))
    }

    /// A label without anything to fill in.
    pub fn text<'l>(&'l self, key: &'l str) -> &'l str {
        self.get(key, None)
    }

    /// A label with these values by name.
    pub fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        filled(self.get(key, None), values)
    }

    /// A label with this number as `count`, in the form for it, and with these values.
    pub fn count(&self, key: &str, count: usize, values: &[(&str, &str)]) -> String {
        let number = self.number(count as u64);
        let values: Vec<(&str, &str)> = values.iter().copied().chain([("count", number.as_str())]).collect();
        filled(self.get(key, Some(count as u64)), &values)
    }

    /// The plural category of a number, by the rules of the language; that of most numbers where there is none.
    pub fn category(&self, count: Option<u64>) -> &'static str {
        count.zip(self.plural.as_ref()).map_or("other", |(count, rules)| name(rules.category_for(count)))
    }

    /// The text of a label, in the form for `count`.
    fn form<'l>(&self, text: &'l Text, count: Option<u64>) -> &'l str {
        match text {
            Text::One(text) => text,
            Text::Forms(forms) => {
                let form = forms.get(self.category(count)).or_else(|| forms.get("other"));
                form.map_or("", String::as_str)
            }
            Text::List(_) => "",
        }
    }

    /// A whole number as readers write it.
    pub fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        if number < FIRST_SEPARATED {
            return digits;
        }
        let separator = self.text("thousands");
        let mut text = String::with_capacity(digits.len() + 4);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push_str(separator);
            }
            text.push(digit);
        }
        text
    }

    /// A day as readers write it.
    pub fn date(&self, date: Date) -> String {
        let month = match self.texts.get("months") {
            Some(Text::List(months)) => months.get(usize::from(date.month().unsigned_abs()).saturating_sub(1)),
            Some(Text::One(_) | Text::Forms(_)) | None => None,
        };
        let day = date.day().to_string();
        let day = if date.day() == 1 { self.text("first_day") } else { &day };
        let year = date.year().to_string();
        let month = month.map_or("", String::as_str);
        // Long lists have a date for each entry, so that no list of values is made.
        let mut text = String::with_capacity(24);
        for part in parts(self.text("date")) {
            text.push_str(match part {
                Part::Verbatim(text) => text,
                Part::Name("day") => day,
                Part::Name("month") => month,
                Part::Name("year") => &year,
                Part::Name(_) => "",
            });
        }
        text
    }
}

/// The text with `values` in place of their names. A name without a value stays, so that it is seen.
fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    for part in parts(text) {
        match part {
            Part::Verbatim(text) => filled.push_str(text),
            Part::Name(name) => match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => filled.push_str(value),
                None => filled.push_str(&format!("{{{name}}}")),
            },
        }
    }
    filled
}

/// The rules of a language; those of an unknown one have a single form.
fn plural_rules(language: &str) -> Option<PluralRules> {
    let locale = Locale::try_from_str(language).ok()?;
    PluralRules::try_new_cardinal(PluralRulesPreferences::from(&locale)).ok()
}

const fn name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// The finding on a language whose labels are not complete; nothing where none is lacking.
fn untranslated(language: &str, location: Location, lacking: &[&str]) -> Option<Finding> {
    let first = lacking.first()?;
    let named: Vec<String> = lacking.iter().take(MAX_NAMED).map(|key| format!("`{key}`")).collect();
    let more = if lacking.len() > MAX_NAMED { " and others" } else { "" };
    let message = match lacking.len() {
        1 => format!("the label `{first}` has no text in `{language}`, and is in English"),
        count => format!("{count} labels have no text in `{language}`, and are in English: {}{more}", named.join(", ")),
    };
    let help = format!("write them in `templates/labels/{language}.yaml`");
    Some(Finding::new(Code::UntranslatedLabels, location, message).about(language).help(help))
}
