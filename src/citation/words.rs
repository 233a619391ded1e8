//! Words before a number: those that make it the id of a requirement, and those that make it something else.

use std::ops::Range;

/// Whether `word` means a requirement in every framework, in the singular or the plural.
pub(super) fn is_requirement(word: &str) -> bool {
    const WORDS: [&str; 12] = [
        "requirement",
        "requirements",
        "req",
        "reqs",
        "subrequirement",
        "subrequirements",
        "sub-requirement",
        "sub-requirements",
        "subreq",
        "subreqs",
        "sub-req",
        "sub-reqs",
    ];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether `word` is what some framework calls its requirements.
pub(super) fn is_requirement_like(word: &str) -> bool {
    is_requirement(word) || is_one_of(word, &["control", "enhancement", "practice", "criterion", "criteria"])
}

/// Whether requirements that `word` stands before are those of a project, and not of a standard.
pub(super) fn is_other_requirement(word: &str) -> bool {
    const KINDS: [&str; 8] =
        ["business", "design", "functional", "non-functional", "product", "project", "software", "user"];
    KINDS.iter().any(|kind| kind.eq_ignore_ascii_case(word))
}

/// Whether a heading or the head of a column says that requirements of a standard follow: `Defined Approach
/// Requirements`, `Req. ID`, `Requirements covered`. `own` are further words for requirements.
pub(super) fn heads_requirements(head: &str, own: &[String]) -> bool {
    const OTHERS: [&str; 7] = ["browser", "hardware", "installation", "minimum", "os", "platform", "system"];
    const MARKS: [&str; 8] = ["id", "ids", "no", "nr", "number", "numbers", "ref", "reference"];
    const STATES: [&str; 12] = [
        "addressed",
        "affected",
        "applicable",
        "assessed",
        "covered",
        "impacted",
        "in",
        "mapped",
        "met",
        "relevant",
        "satisfied",
        "scope",
    ];
    let is_listed = |word: &str, list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    let is_foreign = |word: &str| is_other_requirement(word) || is_one_of(word, &OTHERS);
    let means = |word: &str| is_requirement(word) || is_one_of(word, own);
    let is_about_ids = |part: &str| {
        let part = part.trim_end().trim_end_matches(['*', '_', ':']);
        parts(part.strip_suffix("(s)").unwrap_or(part))
            .rfind(|word| !is_listed(word, &MARKS) && !is_listed(word, &STATES))
            .is_some_and(means)
    };
    !parts(head).any(is_foreign) && head.split(" / ").flat_map(|part| part.split(" & ")).any(is_about_ids)
}

/// The words of a text, in order.
pub(super) fn parts(text: &str) -> impl DoubleEndedIterator<Item = &str> + Clone {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '-').filter(|word| !word.is_empty())
}

/// Whether a sentence says that something was so: `the former Requirement 6.6`.
pub(super) fn is_about_past(sentence: &str) -> bool {
    const WORDS: [&str; 12] = [
        "became",
        "earlier",
        "former",
        "formerly",
        "moved",
        "old",
        "previous",
        "previously",
        "renumbered",
        "replaced",
        "superseded",
        "withdrawn",
    ];
    let mut words = sentence.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

/// The words that make a plain number an id, in lower case.
pub(super) const NUMBER_WORDS: [&str; 4] = ["requirement", "req", "subrequirement", "sub-requirement"];

/// Whether `word` is one of `known`, which are in the singular; without case.
pub(super) fn is_one_of<W: AsRef<str>>(word: &str, known: &[W]) -> bool {
    !word.is_empty() && known.iter().any(|known| is_form_of(word, known.as_ref()))
}

/// Whether `word` is `known` or its plural.
fn is_form_of(word: &str, known: &str) -> bool {
    let Some(start) = word.get(..known.len()) else {
        return false;
    };
    if start.eq_ignore_ascii_case(known) {
        return matches!(&word[known.len()..], "" | "s" | "S" | "es");
    }
    let stem = known.strip_suffix('y').and_then(|stem| Some((word.get(..stem.len())?, word.get(stem.len()..)?, stem)));
    stem.is_some_and(|(start, end, stem)| start.eq_ignore_ascii_case(stem) && end.eq_ignore_ascii_case("ies"))
}

/// Whether a number behind `word` counts something else than requirements: `Figure 1.2`, `version 4.0.1`.
pub(super) fn is_of_another_kind(word: &str) -> bool {
    const KINDS: [&str; 46] = [
        "case",
        "chart",
        "image",
        "kernel",
        "notes",
        "runtime",
        "tag",
        "tc",
        "address",
        "annex",
        "appendix",
        "article",
        "attachment",
        "build",
        "chapter",
        "clause",
        "control",
        "example",
        "exhibit",
        "fig",
        "figure",
        "host",
        "ip",
        "lesson",
        "level",
        "listing",
        "module",
        "page",
        "para",
        "paragraph",
        "part",
        "phase",
        "port",
        "release",
        "rev",
        "revision",
        "sec",
        "section",
        "step",
        "subnet",
        "table",
        "task",
        "test",
        "tier",
        "ver",
        "version",
    ];
    matches!(word, "§" | "v" | "V") || is_one_of(word, &KINDS) || is_software(word)
}

/// Whether `word` names software: what stands behind it is a version, also where the word begins a sentence.
fn is_software(word: &str) -> bool {
    const NAMES: [&str; 40] = [
        "ansible",
        "apache",
        "bootstrap",
        "centos",
        "debian",
        "django",
        "docker",
        "drupal",
        "elasticsearch",
        "gradle",
        "helm",
        "java",
        "jenkins",
        "kafka",
        "kubernetes",
        "laravel",
        "linux",
        "log4j",
        "magento",
        "maven",
        "mongodb",
        "mysql",
        "nginx",
        "node",
        "npm",
        "openssh",
        "openssl",
        "php",
        "postgres",
        "postgresql",
        "python",
        "rails",
        "redis",
        "ruby",
        "spring",
        "terraform",
        "tomcat",
        "ubuntu",
        "windows",
        "wordpress",
    ];
    // `jQuery`, `VMware`: no other word has a capital behind a small letter.
    let has_hump = || word.as_bytes().windows(2).any(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase());
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(word)) || has_hump()
}

/// Whether the word is one of a sentence's own, and no name: what stands before a number may be capitalised only because
/// it begins the sentence.
pub(super) fn is_function_word(word: &str) -> bool {
    const WORDS: [&str; 53] = [
        "are", "does", "how", "is", "our", "read", "that", "these", "what", "where", "which", "why", "your", "a",
        "about", "after", "all", "also", "although", "an", "and", "any", "as", "at", "because", "before", "both",
        "but", "by", "each", "either", "for", "from", "if", "in", "into", "like", "meet", "neither", "of", "on", "or",
        "per", "see", "since", "the", "this", "to", "under", "unlike", "via", "when", "with",
    ];
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The word before byte `at` of `text`, not before byte `from`. Marks of emphasis, a colon, `#`, `(s)` and `No.` may stand
/// between the word and what follows it, but no empty line; behind a word for requirements, brackets, quotes and dashes as
/// well. Of `requirements such as`, it is the first word.
pub(super) fn before(text: &str, from: usize, at: usize) -> Option<Range<usize>> {
    const NUMBERS: [&str; 8] = ["no", "nos", "nr", "number", "numbers", "id", "ids", "№"];
    let rest = text.get(from..at)?;
    let called = last_word(trimmed(rest, LOOSE)).filter(|word| is_requirement(&rest[word.clone()]));
    let word = called.or_else(|| last_word(trimmed(rest, CLOSE)))?;
    let is_number = NUMBERS.iter().any(|it| it.eq_ignore_ascii_case(&rest[word.clone()]));
    let annex = annex_before(rest, &word);
    let word = if let Some(annex) = annex {
        annex
    } else if is_number {
        last_word(trimmed(&rest[..word.start], CLOSE)).unwrap_or(word)
    } else {
        introduced(rest, &word).unwrap_or(word)
    };
    Some(from + word.start..from + word.end)
}

/// Whether nothing but blanks, marks and `No.` is `between` a word and its number, so that both can be one link.
pub(super) fn is_plain_between(between: &str) -> bool {
    let is_plain = |mark: char| !LOOSE.contains(mark) || CLOSE.contains(mark);
    between == "-" || between.chars().all(|mark| is_plain(mark) && !"-&<".contains(mark)) && parts(between).count() < 2
}

/// The word for requirements that `word` introduces examples of: `requirements` of `requirements such as`.
fn introduced(text: &str, word: &Range<usize>) -> Option<Range<usize>> {
    let before = text[..word.start].trim_end_matches([' ', ',', '(']);
    let before = match &text[word.clone()] {
        "like" | "including" | "namely" => before,
        "as" => before.strip_suffix("such")?.trim_end_matches([' ', ',']),
        _ => return None,
    };
    last_word(before).filter(|word| is_requirement(&text[word.clone()]))
}

/// `Annex A` where `word` is its letter.
fn annex_before(text: &str, word: &Range<usize>) -> Option<Range<usize>> {
    let is_letter =
        text[word.clone()].len() == 1 && text[word.clone()].starts_with(|letter: char| letter.is_ascii_uppercase());
    let annex = last_word(text[..word.start].trim_end()).filter(|_| is_letter)?;
    matches!(&text[annex.clone()], "Annex" | "Appendix").then_some(annex.start..word.end)
}

/// What may stand between a word and its number, besides blanks.
const CLOSE: &str = "*_>:#";
/// The same behind a word that can mean nothing else.
const LOOSE: &str = "*_>:#([\"'“”‘’«„–—";

/// `rest` without blanks and these marks at its end.
fn trimmed<'r>(rest: &'r str, marks: &str) -> &'r str {
    let is_between = |letter: char| letter.is_whitespace() || marks.contains(letter);
    let mut word = rest;
    loop {
        let shorter = word.trim_end_matches(is_between);
        let shorter = shorter.strip_suffix("&nbsp;").unwrap_or(shorter);
        let shorter = shorter.strip_suffix(" -").filter(|_| marks == LOOSE).unwrap_or(shorter);
        if shorter.len() == word.len() {
            break;
        }
        word = shorter;
    }
    let blank = &rest[word.len()..];
    if blank.bytes().filter(|byte| *byte == b'\n').count() > 1 {
        return "";
    }
    let word = word.strip_suffix("(s)").unwrap_or(word);
    word.strip_suffix('.').filter(|word| ends_with_abbreviation(word)).unwrap_or(word)
}

fn ends_with_abbreviation(text: &str) -> bool {
    const SHORT: [&str; 13] = ["req", "reqs", "no", "nos", "nr", "sec", "fig", "ver", "v", "rev", "para", "art", "ch"];
    let word = text.rsplit(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    SHORT.iter().any(|short| short.eq_ignore_ascii_case(word))
}

/// The word that `text` ends with.
fn last_word(text: &str) -> Option<Range<usize>> {
    if let Some(mark) = text.chars().next_back().filter(|mark| matches!(mark, '§' | '№')) {
        return Some(text.len() - mark.len_utf8()..text.len());
    }
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '-';
    let word = text.trim_end_matches(is_part);
    let start = text.len() - text[word.len()..].trim_start_matches('-').len();
    (start < text.len()).then_some(start..text.len())
}

#[cfg(test)]
mod tests {
    use super::{before, is_of_another_kind, is_one_of, is_requirement};

    #[test]
    fn the_word_before_a_number_is_found() {
        for (text, expected) in [
            ("the Requirement ", "Requirement"),
            ("Requirement: ", "Requirement"),
            ("**Requirement:** ", "Requirement"),
            ("Requirement(s): ", "Requirement"),
            ("Requirement #", "Requirement"),
            ("Requirement No. ", "Requirement"),
            ("Req. ", "Req"),
            ("sub-requirement\n> ", "sub-requirement"),
            ("see §", "§"),
            ("Requirement № ", "Requirement"),
            ("Requirement Nr. ", "Requirement"),
            ("Requirement \u{2013} ", "Requirement"),
            ("Requirement (\"", "Requirement"),
            ("Requirement&nbsp;", "Requirement"),
            ("requirements, such as ", "requirements"),
            ("requirements including ", "requirements"),
            ("seen as ", "as"),
            ("the controls (", ""),
            ("it ends. ", ""),
            ("word\n\n", ""),
            ("(", ""),
            ("", ""),
        ] {
            let found = before(text, 0, text.len()).map_or("", |word| &text[word]);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn words_are_known_in_every_form() {
        for word in ["Requirement", "REQUIREMENTS", "req", "Sub-requirement"] {
            assert!(is_requirement(word), "{word}");
        }
        assert!(!is_requirement("required"));
        for (word, known) in
            [("Controls", "Control"), ("Subcategories", "Subcategory"), ("control", "Control"), ("§", "§")]
        {
            assert!(is_one_of(word, &[known]), "{word}");
        }
        assert!(!is_one_of("Controlled", &["Control"]) && !is_one_of("", &[""]));
        assert!(is_of_another_kind("Sections") && !is_of_another_kind("see"));
    }
}
