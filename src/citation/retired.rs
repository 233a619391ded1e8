//! Retired versions of a standard that a text names as if they were in force.

use jiff::civil::Date;

use super::scope::FrameworkScope;
use super::standard_names::{KnownStandards, NamedVersion, version_behind};
use crate::finding::{Code, Finding};
use crate::framework::Framework;
use crate::source::Location;

/// Reports the retired version that `text`, at `location`, names as if it were in force on the day `today`. A page in a
/// folder or section of that version may.
pub(crate) fn check_retired(
    text: &str,
    location: Location,
    (standards, scope): (KnownStandards<'_>, Option<&FrameworkScope>),
    today: Date,
) -> Option<Finding> {
    let Retired { framework, version, written, on } = retired(text, standards, today)?;
    if scope.is_some_and(|scope| scope.is_of_version(framework, version, standards.frameworks)) {
        return None;
    }
    let message = format!("{} {version} was retired on {on}", framework.name);
    let help = format!("the version in force is {}", framework.version);
    Some(Finding::new(Code::RetiredVersion, location, message).about(written.trim()).help(help))
}

/// A version that is out of force.
struct Retired<'a> {
    framework: &'a Framework,
    version: &'a str,
    /// As it is written.
    written: String,
    on: Date,
}

/// Words of a text about a version's past, about what came after it, or about several versions at once. Sorted.
const PAST: [&str; 34] = [
    "archive",
    "archived",
    "became",
    "before",
    "between",
    "change",
    "changed",
    "changes",
    "compared",
    "deprecated",
    "differ",
    "difference",
    "differences",
    "earlier",
    "end",
    "former",
    "formerly",
    "from",
    "history",
    "legacy",
    "migrate",
    "migrating",
    "migration",
    "moving",
    "old",
    "older",
    "previous",
    "replaced",
    "retired",
    "retirement",
    "since",
    "sunset",
    "superseded",
    "transition",
];

/// Further words of that kind, which begin a word.
const PAST_STEMS: [&str; 5] = ["upgrad", "vs", "versus", "timeline", "withdr"];

fn is_about_the_past(text: &str) -> bool {
    let lowered = text.to_lowercase();
    let mut words = lowered.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| PAST.binary_search(&word).is_ok() || PAST_STEMS.iter().any(|stem| word.starts_with(stem)))
}

/// The retired version that `text` names as if it were in force.
fn retired<'a>(text: &str, standards: KnownStandards<'a>, today: Date) -> Option<Retired<'a>> {
    // A quick check: most texts hold no number.
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut found: Option<Retired<'a>> = None;
    for named in standards.in_text(text) {
        let Some(framework) = named.framework else { continue };
        let behind = &text[named.end..];
        let Some(version) = version_behind(behind) else { continue };
        // With a version in force beside it, the text compares.
        let (id, on) = out_of_force(framework, &version, today)?;
        let written = text[named.start..named.end + version.end].to_owned();
        match &found {
            Some(other) if other.version != id => return None,
            _ => found = Some(Retired { framework, version: id, written, on }),
        }
    }
    let found = found?;
    let is_compared = mentions_other_version(text, &found);
    (!is_compared && !is_about_the_past(text)).then_some(found)
}

/// The version that is meant and the day it was retired, if that was before today. A short number, such as `4` or
/// `3.2`, means every version that begins with it: all of them must be out of force.
fn out_of_force<'a>(framework: &'a Framework, version: &NamedVersion<'_>, today: Date) -> Option<(&'a str, Date)> {
    let number = version.number;
    let is_meant = |id: &str| id == number || id.strip_prefix(number).is_some_and(|rest| rest.starts_with('.'));
    let exact = framework.version(number).filter(|_| !version.is_open);
    if let Some(exact) = exact {
        let on = exact.retired.filter(|day| *day < today && exact.id != framework.version)?;
        return Some((&exact.id, on));
    }
    if is_meant(&framework.version) {
        return None;
    }
    let mut last = None;
    for meant in framework.versions.iter().filter(|version| is_meant(&version.id)) {
        last = Some((meant.id.as_str(), meant.retired.filter(|day| *day < today)?));
    }
    last
}

/// Whether the text also holds the number of another version: `PCI DSS 3.2.1 and 4.0`.
fn mentions_other_version(text: &str, retired: &Retired<'_>) -> bool {
    let is_part = |letter: char| letter.is_ascii_digit() || letter == '.';
    let mut numbers = text.split(|letter| !is_part(letter)).map(|number| number.trim_matches('.'));
    let framework = retired.framework;
    let is_version = |number: &str| {
        number != retired.version
            && !retired.version.starts_with(number)
            && (framework.version == number || framework.version(number).is_some())
    };
    numbers.any(|number| !number.is_empty() && is_version(number))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{KnownStandards, PAST, retired};
    use crate::citation::StandardNames;
    use crate::framework::{Framework, Frameworks, Head, Origin, Version};

    fn check_on(today: Date, text: &str, expected: &str) {
        let version = |id: &str, retired: Option<Date>| Version { id: id.to_owned(), retired, ..Version::default() };
        let versions = vec![
            version("3.2.1", Some(date(2024, 3, 31))),
            version("4.0", Some(date(2024, 12, 31))),
            version("4.0.1", None),
        ];
        let head = Head {
            key: "pci-dss".to_owned(),
            name: "PCI DSS".to_owned(),
            version: "4.0.1".to_owned(),
            versions,
            ..Head::default()
        };
        let frameworks = Frameworks::new([Framework::new(head, Origin::BuiltIn, Vec::new())]);
        let names = StandardNames::new(&frameworks);
        let standards = KnownStandards { frameworks: &frameworks, names: &names };
        let found = retired(text, standards, today).map(|found| found.version).unwrap_or_default();
        assert_eq!(found, expected, "{text}");
    }

    fn check(text: &str, expected: &str) {
        check_on(date(2026, 11, 22), text, expected);
    }

    #[test]
    fn a_retired_version_that_is_named_as_in_force_is_found() {
        check("PCI DSS 4.0", "4.0");
        check("How to Prepare for PCI-DSS v3.2.1 Compliance", "3.2.1");
        check("PCI DSS 3.2 goals", "3.2.1");
        check("PCI DSS version 3", "3.2.1");
        check("PCI DSS 4.0 and ISO 27001", "4.0");
    }

    #[test]
    fn versions_in_force_and_numbers_of_other_things_are_not() {
        for text in ["PCI DSS 4.0.1", "PCI DSS 4", "PCI DSS 4.x", "PCI DSS", "PCI DSS 12 goals", "4.0", "CMMC 2.0"] {
            check(text, "");
        }
        check_on(date(2024, 12, 31), "PCI DSS 4.0", "");
        check_on(date(2024, 6, 1), "PCI DSS 3.2.1", "3.2.1");
    }

    #[test]
    fn a_text_about_the_past_may_name_it() {
        for text in [
            "What changed since PCI DSS v3.2.1",
            "Changes from PCI DSS 3.2.1 to 4.0",
            "PCI DSS 3.2.1 vs. 4.0.1",
            "PCI DSS 3.2.1 and PCI DSS 4.0",
            "Upgrading to PCI DSS 4.0",
            "The retirement of PCI DSS 4.0",
            "PCI DSS 4.0 is superseded",
        ] {
            check(text, "");
        }
        assert!(PAST.is_sorted());
    }
}
