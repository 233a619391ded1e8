//! Abbreviations in prose that a reader may not know: neither a glossary nor the page itself says what they stand for.

use std::ops::Range;

use foldhash::{HashMap, HashSet};

use super::index::PageTerms;
use super::term::capitals;
use crate::finding::{Code, Finding};
use crate::framework::Frameworks;
use crate::markdown::{BlockKind, Prose};
use crate::source::{FileId, Location, Span};

/// Words in capitals that are no abbreviations: those that RFC 2119 gives a meaning, and one that everybody knows.
const WORDS: [&str; 9] = ["MAY", "MUST", "NOT", "OK", "OPTIONAL", "RECOMMENDED", "REQUIRED", "SHALL", "SHOULD"];

/// What an abbreviation stands for is looked for within so many words for each of its letters.
const WORDS_A_LETTER: usize = 2;

/// Longer words are no abbreviations, in bytes.
const MAX_LENGTH: usize = 12;

/// Abbreviations that need no explanation on any page: those in the names of frameworks.
#[derive(Debug, Clone, Default)]
pub struct KnownAbbreviations(HashSet<String>);

impl KnownAbbreviations {
    /// Those in the names of `frameworks`.
    pub fn new(frameworks: &Frameworks) -> Self {
        let names = frameworks.iter().flat_map(|framework| words(&framework.name).map(|(_, word)| word.to_owned()));
        Self(names.filter(|word| is_abbreviation(word)).collect())
    }

    fn has(&self, word: &str) -> bool {
        self.0.contains(word) || WORDS.contains(&word)
    }
}

/// A finding for each abbreviation in the prose of an article that neither `terms` nor the article explains, where it is first
/// used. `used` has the locations of terms in the file.
pub fn undefined_abbreviations(
    file: FileId,
    prose: &[Prose],
    used: &[Span],
    (terms, known): (&PageTerms<'_>, &KnownAbbreviations),
) -> Vec<Finding> {
    let mut explained: HashSet<&str> = HashSet::default();
    let mut first: HashMap<&str, Span> = HashMap::default();
    let mut used = used.to_vec();
    used.sort_unstable_by_key(|span| span.start);
    for prose in prose {
        for block in prose.blocks() {
            let text = prose.text().get(block.range.clone()).unwrap_or_default();
            let words: Vec<(Range<usize>, &str)> = words(text).collect();
            for (index, (range, word)) in words.iter().enumerate() {
                let at = block.range.start + range.start;
                let stem = stem(word);
                if !is_abbreviation(stem) || is_id_or_unit(text, range) {
                    continue;
                }
                if is_explained(text, &words, index) {
                    explained.insert(stem);
                }
                let is_prose = prose.run_at(at).is_some_and(|run| !run.is_linked) && block.kind != BlockKind::Heading;
                let span = prose.in_file(Span::new(at, at + word.len()));
                if is_prose && !is_within(&used, span) {
                    first.entry(stem).or_insert(span);
                }
            }
        }
    }
    let unknown = |word: &str| !explained.contains(word) && !known.has(word) && !terms.has(word);
    let mut found: Vec<(&str, Span)> = first.into_iter().filter(|(word, _)| unknown(word)).collect();
    found.sort_unstable_by_key(|(word, span)| (span.start, *word));
    found.into_iter().map(|(word, span)| finding(word, Location::new(file, span))).collect()
}

fn finding(word: &str, location: Location) -> Finding {
    let message = format!("`{word}` is neither in a glossary nor spelled out on this page");
    let help = format!("define `{word}` in a glossary, or write what it stands for, with `({word})` behind it");
    Finding::new(Code::UndefinedAbbreviation, location, message).about(word).help(help)
}

/// Whether `span` is within one of `spans`, which are sorted.
fn is_within(spans: &[Span], span: Span) -> bool {
    let before = spans.partition_point(|other| other.start <= span.start);
    spans[..before].last().is_some_and(|other| span.end <= other.end)
}

/// The words of `text` with their bytes: letters and digits, with `&` between them.
fn words(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '&';
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(is_part)?;
        let end = text[start..].find(|letter| !is_part(letter)).map_or(text.len(), |length| start + length);
        rest = end;
        let written = &text[start..end];
        let word = written.trim_matches('&');
        let start = start + (written.len() - written.trim_start_matches('&').len());
        Some((start..start + word.len(), word))
    })
    .filter(|(_, word)| !word.is_empty())
}

/// The word without the `s` of a plural: `QSAs`.
fn stem(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| capitals(stem) >= 2).unwrap_or(word)
}

/// Whether a word is an abbreviation: at least as many capitals as small letters, two or more, the first letter among them.
fn is_abbreviation(word: &str) -> bool {
    let capitals = capitals(word);
    let small = word.chars().filter(|letter| letter.is_lowercase()).count();
    let is_number = word.chars().all(|letter| matches!(letter, 'I' | 'V' | 'X'));
    capitals >= 2
        && capitals >= small
        && word.len() <= MAX_LENGTH
        && word.starts_with(char::is_uppercase)
        && !word.contains(|letter: char| letter.is_numeric())
        && !is_number
}

/// Whether the word at `range` begins an id, `AC-2`, is a unit, `60 KB`, or part of a name with a point or an underscore in
/// it.
fn is_id_or_unit(text: &str, range: &Range<usize>) -> bool {
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let next = || after.chars().nth(1);
    let is_id = match after.chars().next() {
        Some('-') => next().is_some_and(|next| next.is_ascii_digit()),
        Some('.') => next().is_some_and(char::is_alphanumeric),
        Some('_') => next().is_some_and(|next| next.is_alphanumeric() || next == '_'),
        _ => false,
    };
    is_id
        || before.ends_with(['.', '_', '-', '@', '#', '$', '/'])
        || before.trim_end().ends_with(|last: char| last.is_ascii_digit())
}

/// Whether the text says what the word at `index` stands for: `account data environment (ADE)`, or
/// `ADE (account data environment)`.
fn is_explained(text: &str, words: &[(Range<usize>, &str)], index: usize) -> bool {
    let Some((range, word)) = words.get(index) else { return false };
    let Some(first) = word.chars().next() else { return false };
    let begins =
        |other: &str| other.chars().next().is_some_and(|letter| letter.to_uppercase().eq(first.to_uppercase()));
    let is_markup = |letter: char| matches!(letter, '*' | '_');
    let reach = WORDS_A_LETTER * word.chars().count();
    let (before, after) =
        (text[..range.start].trim_end_matches(is_markup), text[range.end..].trim_start_matches(is_markup));
    if before.ends_with('(') && after.starts_with([')', ',', ';']) {
        let from = index.saturating_sub(reach);
        return words[from..index].iter().any(|(_, other)| begins(other) && capitals(other) < 2);
    }
    let inside = after.trim_start().strip_prefix('(');
    inside.is_some() && words.get(index + 1).is_some_and(|(_, other)| begins(other) && capitals(other) < 2)
}

#[cfg(test)]
mod tests {
    use super::{KnownAbbreviations, undefined_abbreviations};
    use crate::glossary::Glossary;
    use crate::glossary::model::GlossaryArticle;
    use crate::markdown::{
        Definition, Dialect, Expansion, Highlighter, Invocation, NoCitations, ShortcodeFault, Shortcodes, Terms, Tools,
        parse,
    };
    use crate::source::{FileId, Span, Spanned};

    struct NoShortcodes;

    impl Shortcodes for NoShortcodes {
        fn expand(&self, _: &Invocation<'_>) -> Result<Expansion, ShortcodeFault> {
            Ok(Expansion::Text(String::new()))
        }
    }

    fn check(text: &str, expected: &[&str]) {
        let name = |name: &str| Spanned::new(name.to_owned(), Span::default());
        let definitions = [Definition { names: vec![name("PAN"), name("TLS mode")], id: None, text: String::new() }];
        let article = GlossaryArticle { file: FileId(0), place: "content/g.md", definitions: &definitions };
        let glossary = Glossary::new([article]);
        let terms = glossary.index().of_page("content/a.md");
        let highlighter = Highlighter::plain();
        let tools = Tools {
            shortcodes: &NoShortcodes,
            highlighter: &highlighter,
            citations: &NoCitations,
            terms: Terms::Unlinked(&terms),
            dialect: Dialect::default(),
        };
        let parsed = parse(FileId(1), text, 0, tools);
        let used: Vec<Span> = parsed.document.terms.iter().map(|used| used.span).collect();
        let known = KnownAbbreviations::default();
        let found = undefined_abbreviations(FileId(1), &parsed.prose, &used, (&terms, &known));
        assert_eq!(found.iter().map(|finding| finding.location.span.of(text)).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn an_abbreviation_that_nothing_explains_is_found_once() {
        check("A TRA, the TRA and many QSAs.", &["TRA", "QSAs"]);
        check("An SoA, a POA&M, an IaC.", &["SoA", "POA&M", "IaC"]);
        check("A PAN, many PANs, in TLS mode, over TLS.", &["TLS"]);
    }

    #[test]
    fn an_explanation_on_the_page_counts_wherever_it_is() {
        check("A TRA.\n\nA targeted risk analysis (TRA) is one. **TRA** (targeted risk analysis).", &[]);
        check("The **QSA** (qualified assessor) and assessors, qualified (*QSA*).", &[]);
        check("Something else (TRA). TRA (see below)", &["TRA"]);
    }

    #[test]
    fn what_only_looks_like_an_abbreviation_is_none() {
        check("It MUST be OK, as AC-2 says of GitHub, II, 60 KB, SHA256 and README.md. A $HOME, X.", &[]);
        check("# TRA\n\n`TRA` [TRA](/x/) ![TRA](/y.png)", &[]);
    }
}
