//! The parties of a responsibility matrix, and which of them is responsible.

use super::reader::Reader;
use crate::finding::{Code, nearest};
use crate::labels::Labels;
use crate::source::Span;
use crate::yaml::Node;

/// A party of a matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// The word for it in the file: `provider`.
    pub key: String,
    /// Its name, in English where the file names no parties: `Example Inc.`
    pub name: String,
    /// Whether the file does not name it: it is the provider or the customer.
    pub is_usual: bool,
}

impl Party {
    /// What readers see.
    pub fn shown<'p>(&'p self, labels: &'p Labels) -> &'p str {
        // The keys of the usual parties are those of their labels.
        if self.is_usual { labels.text(&self.key) } else { &self.name }
    }
}

/// Who is responsible for a requirement. Parties are indexes into those of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// One party.
    One(usize),
    /// Several, each with a part; in order.
    Shared(Vec<usize>),
    /// These, where the condition of the row holds; in order.
    Conditional(Vec<usize>),
    /// None: the requirement does not apply.
    NotApplicable,
}

impl Who {
    /// The parties, in order.
    pub fn parties(&self) -> &[usize] {
        match self {
            Self::One(party) => std::slice::from_ref(party),
            Self::Shared(parties) | Self::Conditional(parties) => parties,
            Self::NotApplicable => &[],
        }
    }

    /// What it counts as.
    pub const fn share(&self) -> Share {
        match self {
            Self::One(party) => Share::Party(*party),
            Self::Shared(_) => Share::Shared,
            Self::Conditional(_) => Share::Conditional,
            Self::NotApplicable => Share::NotApplicable,
        }
    }
}

/// A part of a matrix: what one party answers, what several do, what none does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// What this party answers alone.
    Party(usize),
    /// What several parties answer.
    Shared,
    /// What parties answer where a condition holds.
    Conditional,
    /// What does not apply.
    NotApplicable,
}

/// The words for what is no party.
const SHARED: &str = "shared";
const CONDITIONAL: &str = "conditional";
const NOT_APPLICABLE: &str = "n/a";

/// The words that `who` takes besides the keys of parties.
pub(super) const WORDS: [&str; 3] = [SHARED, CONDITIONAL, NOT_APPLICABLE];

impl Share {
    /// Every share of a matrix with these parties, in the order shown. Between two parties stands what they share.
    pub fn all(parties: &[Party]) -> Vec<Self> {
        let mut all: Vec<Self> = (0..parties.len()).map(Self::Party).collect();
        all.insert(if parties.len() == 2 { 1 } else { parties.len() }, Self::Shared);
        all.extend([Self::Conditional, Self::NotApplicable]);
        all
    }

    /// The word in data files and exports.
    pub fn word(self, parties: &[Party]) -> &str {
        match self {
            Self::Party(party) => parties.get(party).map_or("", |party| party.key.as_str()),
            Self::Shared => SHARED,
            Self::Conditional => CONDITIONAL,
            Self::NotApplicable => NOT_APPLICABLE,
        }
    }
}

/// Words that cannot name a party: they are keys of a row or of the JSON, or values of `who`.
const RESERVED: [&str; 15] = [
    "req",
    "tag",
    "who",
    "when",
    "note",
    "id",
    "title",
    "is_default",
    "responsible",
    "uncovered",
    "inherited",
    "condition",
    SHARED,
    CONDITIONAL,
    NOT_APPLICABLE,
];
/// More parties are not read: each has a column.
const MAX_PARTIES: usize = 20;

/// The parties that a file names, in its order: a provider and a customer where it names none.
pub(super) fn parties(reader: &mut Reader<'_>, root: &Node) -> Vec<Party> {
    let usual = |key: &str, name: &str| Party { key: key.to_owned(), name: name.to_owned(), is_usual: true };
    let (provider, customer) = (usual("provider", "Provider"), usual("customer", "Customer"));
    let Some(node) = root.get("parties").filter(|node| !node.is_null()) else { return vec![provider, customer] };
    if node.entries().is_empty() {
        let message = format!("`parties` takes a mapping, not {}", node.description());
        reader.unreadable(node.span, message, "write `parties: {provider: Example Inc., customer: You}`");
        return vec![provider, customer];
    }
    if let Some((key, _)) = node.entries().get(MAX_PARTIES) {
        let message = format!("a matrix of {} parties; the first {MAX_PARTIES} are shown", node.entries().len());
        let finding = reader.finding(Code::TooManyRows, key.span, message).help("split the matrix");
        reader.findings.push(finding);
    }
    let mut parties: Vec<Party> = Vec::new();
    for (key, name) in node.entries().iter().take(MAX_PARTIES) {
        let word = key.text().unwrap_or_default();
        if !is_key(word) {
            let finding = reader.finding(Code::UnknownParty, key.span, format!("`{word}` cannot name a party"));
            let help = "name it by letters, digits, `-` and `_`, and by none of the words that a row has already";
            reader.findings.push(finding.about(word).help(help));
        } else if !parties.iter().any(|party| party.key == word) {
            let name = if name.is_null() { None } else { reader.text(name) };
            let name = name.unwrap_or_else(|| word.to_owned());
            parties.push(Party { key: word.to_owned(), name, is_usual: false });
        }
    }
    with_second(reader, node.span, parties, [provider, customer])
}

/// The parties, with the provider or the customer where only the other one is named.
fn with_second(
    reader: &mut Reader<'_>,
    span: Span,
    mut parties: Vec<Party>,
    [provider, customer]: [Party; 2],
) -> Vec<Party> {
    match parties.as_slice() {
        [] => return vec![provider, customer],
        [only] if only.key == provider.key => parties.push(customer),
        [only] if only.key == customer.key => parties.insert(0, provider),
        [only] => {
            let message = format!("a matrix with one party, `{}`", only.key);
            let finding = reader.finding(Code::UnknownParty, span, message).about(&only.key);
            reader
                .findings
                .push(finding.help("name the others as well: `parties: {provider: Example Inc., you: You}`"));
        }
        _ => {}
    }
    parties
}

fn is_key(word: &str) -> bool {
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    !word.is_empty() && word.chars().all(is_word) && !RESERVED.contains(&word)
}

/// What `node`, the value of `who` or `default`, says; `parties` share what it calls `shared`. Unknown parties are
/// reported.
pub(super) fn who(reader: &mut Reader<'_>, node: &Node, parties: &[Party]) -> Option<Who> {
    if node.items().is_empty() {
        let written = reader.text(node)?;
        return match written.as_str() {
            SHARED => Some(Who::Shared((0..parties.len()).collect())),
            CONDITIONAL => Some(Who::Conditional((0..parties.len()).collect())),
            NOT_APPLICABLE => Some(Who::NotApplicable),
            written => party(reader, node, written, parties).map(Who::One),
        };
    }
    let mut found = Vec::new();
    for item in node.items() {
        let written = reader.text(item)?;
        found.push(party(reader, item, &written, parties)?);
    }
    found.sort_unstable();
    found.dedup();
    Some(if let [only] = found.as_slice() { Who::One(*only) } else { Who::Shared(found) })
}

fn party(reader: &mut Reader<'_>, node: &Node, written: &str, parties: &[Party]) -> Option<usize> {
    let found = parties.iter().position(|party| party.key == written);
    if found.is_none() {
        let words = parties.iter().map(|party| party.key.as_str()).chain(WORDS);
        let near = nearest(written, words).map(|near| format!("did you mean `{near}`?"));
        let finding =
            reader.finding(Code::UnknownParty, node.span, format!("unknown party `{written}`")).about(written);
        reader.findings.push(finding.help(near.unwrap_or_else(|| known(parties))));
    }
    found
}

/// What `who` may say.
pub(super) fn known(parties: &[Party]) -> String {
    let words: Vec<String> = parties.iter().map(|party| format!("`{}`", party.key)).collect();
    format!("write {}, `{SHARED}`, `{CONDITIONAL}` or `{NOT_APPLICABLE}`", words.join(", "))
}
