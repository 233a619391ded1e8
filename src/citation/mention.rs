//! What in prose may name requirements: `Requirement 11.3.1`, `controls AC-2 and AC-3(1)`, `8.3.6` in a cell.
//!
//! A mention is found by its shape alone and keeps what surrounds it: whether it names requirements, and of which
//! framework, is decided when all frameworks and the page's scope are known.

use std::ops::Range;
use std::sync::Arc;

use super::id_list::{ListedId, list_from};
use super::{id_token, sentence, words};
use crate::markdown::{Block, BlockKind, Document, Prose};
use crate::source::Span;

/// Ids that prose names together, or tokens that look like ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The word before the first id, by its bytes in the sentence: `Requirement`, `see`, `§`.
    pub word: Option<Span>,
    /// The sentence, the heading or the cell that holds it, as written.
    pub sentence: Arc<str>,
    /// Its bytes in the sentence, from the first id to the last.
    pub at: Span,
    /// The ids, in the order written.
    pub ids: Vec<MentionedId>,
    /// The whole of it in the file, with the word.
    pub span: Span,
    /// Whether it can become a citation: it is in the file as it is, not inside a link, and without markup.
    pub is_plain: bool,
    /// Whether nothing but marks stands before it in its block.
    pub is_first: bool,
    /// Whether nothing else stands in its block.
    pub is_alone: bool,
    /// The block that holds it.
    pub setting: Arc<Setting>,
}

/// What surrounds a mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// What the block is.
    pub place: Place,
    /// The head of the column, or the block before the list.
    pub lead: Option<String>,
    /// The row of a cell, with its marks.
    pub row: Option<String>,
}

/// What a mention stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A paragraph.
    Text,
    /// A heading.
    Heading,
    /// A list item.
    Item,
    /// A cell of a table.
    Cell,
}

/// An id of a mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentionedId {
    /// The id without blanks; for `(3)` behind `AC-2(1)`, that is `AC-2(3)`.
    pub id: String,
    /// Its bytes in the sentence.
    pub at: Span,
    /// Its bytes in the file.
    pub span: Span,
    /// Whether everything from the id before up to this one is meant: `8.3.1 through 8.3.4`.
    pub is_end_of_range: bool,
}

impl Mention {
    /// The word before the first id; nothing where there is none.
    pub fn word(&self) -> &str {
        self.word.map_or("", |word| word.of(&self.sentence))
    }

    /// The text of the sentence before the mention, the word left out.
    pub fn before(&self) -> &str {
        &self.sentence[..self.word.map_or(self.at.start, |word| word.start)]
    }

    /// The text of the sentence behind the mention.
    pub fn after(&self) -> &str {
        &self.sentence[self.at.end..]
    }
}

/// The mentions that the page of `document` shows, in this prose of it. A plain number is one only behind one of
/// `number_words`, which are in lower case.
pub fn mentions(prose: &[Prose], document: &Document, number_words: &[String]) -> Vec<Mention> {
    let mut found = Vec::new();
    for prose in prose {
        for block in prose.blocks() {
            Reader { prose, block, number_words, sentence: None, setting: None, found: &mut found }.read();
        }
    }
    // A footnote that nothing refers to is on no page.
    found.retain(|mention| document.shows(mention.span));
    found
}

struct Reader<'a> {
    prose: &'a Prose,
    block: &'a Block,
    number_words: &'a [String],
    /// The last sentence, by its bytes in the text.
    sentence: Option<(Range<usize>, Arc<str>)>,
    setting: Option<Arc<Setting>>,
    found: &'a mut Vec<Mention>,
}

impl Reader<'_> {
    fn read(mut self) {
        let (text, end) = (self.prose.text(), self.block.range.end);
        let mut from = self.block.range.start;
        while let Some(token) = id_token::next(text, from, end) {
            from = token.end;
            if self.prose.run_at(token.start).is_none() {
                continue;
            }
            let (word, first) = self.word_and_id(token);
            if is_plain_number(&text[first.clone()]) && !self.is_numbered(word.clone(), first.start) {
                continue;
            }
            let mut ids = list_from(text, first, end);
            // The first id that is not prose ends the list.
            let prose = ids.iter().take_while(|id| self.prose.run_at(id.at.start).is_some()).count();
            ids.truncate(prose.max(1));
            from = ids.last().map_or(from, |last| last.at.end.max(from));
            let mention = self.mention(word, &ids);
            self.found.extend(mention);
        }
    }

    /// Whether the word before a plain number at byte `at` makes it an id.
    fn is_numbered(&self, word: Option<Range<usize>>, at: usize) -> bool {
        let text = self.prose.text();
        word.is_some_and(|word| {
            words::is_plain_between(&text[word.end..at]) && words::is_one_of(&text[word], self.number_words)
        })
    }

    /// The word before a token, and the id: the token `Req-8.3` holds both.
    fn word_and_id(&self, token: Range<usize>) -> (Option<Range<usize>>, Range<usize>) {
        let text = self.prose.text();
        let letters = text[token.clone()].find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or_default();
        let (word, rest) = text[token.clone()].split_at(letters);
        let id = rest.trim_start_matches(['.', '-']);
        if words::is_requirement(word) && id.starts_with(|first: char| first.is_ascii_alphanumeric()) {
            let start = token.end - id.len();
            return (Some(token.start..token.start + letters), start..token.end);
        }
        (words::before(text, self.block.range.start, token.start), token)
    }

    fn mention(&mut self, word: Option<Range<usize>>, ids: &[ListedId]) -> Option<Mention> {
        let (prose, text) = (self.prose, self.prose.text());
        let at = ids.first()?.at.start..ids.last()?.at.end;
        let whole = word.as_ref().map_or(at.start, |word| word.start)..at.end;
        let (within, sentence) = self.sentence(&whole);
        let in_sentence = |range: &Range<usize>| Span::new(range.start - within.start, range.end - within.start);
        let id = |id: &ListedId| MentionedId {
            id: id.id.clone(),
            at: in_sentence(&id.at),
            span: prose.in_file(Span::from(id.at.clone())),
            is_end_of_range: id.is_end_of_range,
        };
        let is_linked = prose.run_at(at.start)?.is_linked;
        let has_markup = text[whole.clone()].bytes().any(|byte| b"*_[]`\\<&".contains(&byte))
            || word.as_ref().is_some_and(|word| !words::is_plain_between(&text[word.end..at.start]));
        let block = &self.block.range;
        let is_blank =
            |text: &str| text.trim_matches(|letter: char| letter.is_whitespace() || "*_".contains(letter)).is_empty();
        let is_first = begins(&text[block.start..whole.start]);
        let is_alone = is_blank(&text[block.start..whole.start]) && is_blank(&text[at.end..block.end]);
        Some(Mention {
            word: word.as_ref().map(in_sentence),
            at: in_sentence(&at),
            ids: ids.iter().map(id).collect(),
            span: prose.in_file(Span::from(whole.clone())),
            is_plain: !is_linked && !has_markup && prose.verbatim_in_file(Span::from(whole)).is_some(),
            is_first,
            is_alone,
            setting: self.setting(),
            sentence,
        })
    }

    /// The sentence around `whole`, and its bytes in the text. A heading and a cell are one sentence.
    fn sentence(&mut self, whole: &Range<usize>) -> (Range<usize>, Arc<str>) {
        let (text, block) = (self.prose.text(), &self.block.range);
        let around = sentence::around(text, whole);
        let range = match self.block.kind {
            BlockKind::Paragraph | BlockKind::Item { .. } => around.start.max(block.start)..around.end.min(block.end),
            BlockKind::Heading | BlockKind::Cell { .. } => sentence::near(text, block, whole),
        };
        match &self.sentence {
            Some((last, sentence)) if *last == range => (range, sentence.clone()),
            _ => {
                let sentence: Arc<str> = Arc::from(&text[range.clone()]);
                self.sentence = Some((range.clone(), sentence.clone()));
                (range, sentence)
            }
        }
    }

    fn setting(&mut self) -> Arc<Setting> {
        let (text, kind) = (self.prose.text(), &self.block.kind);
        let setting = || {
            let part =
                |range: &Range<usize>, from_end: bool| sentence::shortened(&text[range.clone()], from_end).to_owned();
            let (place, lead, row) = match kind {
                BlockKind::Paragraph => (Place::Text, None, None),
                BlockKind::Heading => (Place::Heading, None, None),
                BlockKind::Item { lead } => (Place::Item, lead.as_ref().map(|lead| part(lead, true)), None),
                BlockKind::Cell { head, row } => {
                    (Place::Cell, head.as_ref().map(|head| part(head, false)), Some(part(row, false)))
                }
            };
            Arc::new(Setting { place, lead, row })
        };
        self.setting.get_or_insert_with(setting).clone()
    }
}

/// Whether nothing but marks is `before` what then begins a block: `- [x] **[`.
fn begins(before: &str) -> bool {
    let before = before.trim_start();
    let marks = ["[x]", "[X]"].iter().find_map(|task| before.strip_prefix(task)).unwrap_or(before);
    !marks.contains(char::is_alphanumeric)
}

fn is_plain_number(token: &str) -> bool {
    token.bytes().all(|byte| byte.is_ascii_digit())
}
