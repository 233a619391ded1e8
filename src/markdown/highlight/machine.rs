//! Running the program of a pattern at one place of a text: one way after another, until one leads to the end.
//!
//! Characters outside ASCII are told apart only as far as programs do. Where the answer would hang on more than
//! that, or takes too long, there is none, and the caller asks a library. Kept out: where in a text to try.

use super::pattern::{Address, Arm, Others, Place, Program, Step};

/// More steps than this are not taken in one run.
const LONGEST: usize = 50_000;

/// What takes steps. Kept between runs for the room it has.
#[derive(Debug, Default)]
pub(super) struct Machine {
    ways: Vec<Way>,
    slots: Vec<usize>,
    taken: usize,
}

/// That this machine cannot tell.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unknown;

/// What to do where a step fails.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// Go on by the first of these arms that may lead on.
    Arms { first: u32, count: u32, place: usize },
    /// Give one more character back, down to `least`, and go on there.
    Fewer { address: Address, least: usize, place: usize },
    /// Forget the place that was kept.
    Restore { slot: usize, kept: usize },
}

/// A text in which something is looked for.
#[derive(Clone, Copy)]
struct Run<'a> {
    program: &'a Program,
    text: &'a [u8],
    /// Where the search began.
    from: usize,
}

/// No place.
const NOWHERE: usize = usize::MAX;

impl Machine {
    /// The end of the match of `program` that begins at `place`, if there is one, in a search that began at `from`.
    ///
    /// # Errors
    /// Where this machine cannot tell.
    pub(super) fn run(
        &mut self,
        program: &Program,
        text: &str,
        from: usize,
        place: usize,
    ) -> Result<Option<usize>, Unknown> {
        self.ways.clear();
        self.slots.clear();
        self.slots.resize(program.slots, NOWHERE);
        self.taken = 0;
        let end = self.lead(Run { program, text: text.as_bytes(), from }, 0, place)?;
        if let (Some(end), [first, last, ..]) = (end, self.slots.as_mut_slice()) {
            (*first, *last) = (place, end);
        }
        Ok(end)
    }

    /// The groups of the match that was found last.
    pub(super) fn groups(&self) -> impl Iterator<Item = Option<(usize, usize)>> {
        let (pairs, _) = self.slots.as_chunks::<2>();
        pairs.iter().map(|[start, end]| (*end != NOWHERE && *start != NOWHERE).then_some((*start, *end)))
    }

    /// Takes steps from `address` on up to the `End` that belongs to it.
    fn lead(&mut self, run: Run<'_>, address: Address, place: usize) -> Result<Option<usize>, Unknown> {
        let base = self.ways.len();
        let (mut address, mut place) = (address, place);
        loop {
            self.taken += 1;
            if self.taken > LONGEST {
                return Err(Unknown);
            }
            let Some(step) = run.program.steps.get(address as usize) else { return Ok(None) };
            let next = match *step {
                Step::End => return Ok(Some(place)),
                Step::Byte(byte) => (run.text.get(place) == Some(&byte)).then_some((address + 1, place + 1)),
                Step::One(set) => run.length_at(set, place)?.map(|length| (address + 1, place + length)),
                Step::Run { .. } => self.gather(run, address, place)?.map(|place| (address + 1, place)),
                Step::Jump(to) => Some((to, place)),
                Step::Choice { first, count } => self.choose(run, first, count, place).map(|address| (address, place)),
                Step::Save(slot) => {
                    let slot = usize::from(slot);
                    self.ways.push(Way::Restore { slot, kept: self.slots[slot] });
                    self.slots[slot] = place;
                    Some((address + 1, place))
                }
                Step::Place(kind) => run.is(kind, place)?.then_some((address + 1, place)),
                Step::Ahead { is_negated, after } => {
                    self.look(run, address, place, is_negated)?.then_some((after, place))
                }
                Step::Behind { is_negated, characters, after } => {
                    let holds = match run.before(place, characters) {
                        Some(start) => self.look(run, address, start, is_negated)?,
                        None => is_negated,
                    };
                    holds.then_some((after, place))
                }
                Step::Atomic { after } => {
                    let base = self.ways.len();
                    let end = self.lead(run, address + 1, place)?;
                    self.settle(base);
                    end.map(|end| (after, end))
                }
            };
            match next.or_else(|| self.back(run, base)) {
                Some(next) => (address, place) = next,
                None => return Ok(None),
            }
        }
    }

    /// Whether the steps after `address` lead to their end, or do not, as it is asked.
    fn look(&mut self, run: Run<'_>, address: Address, place: usize, is_negated: bool) -> Result<bool, Unknown> {
        let base = self.ways.len();
        let is_there = self.lead(run, address + 1, place)?.is_some();
        self.settle(base);
        if is_negated {
            self.back(run, base);
        }
        Ok(is_there != is_negated)
    }

    /// The first of these arms that may lead on, by the byte that stands there; the others are kept.
    fn choose(&mut self, run: Run<'_>, first: u32, count: u32, place: usize) -> Option<Address> {
        let byte = run.text.get(place);
        let arms = run.program.arms.get(first as usize..(first + count) as usize)?;
        let may_lead = |arm: &Arm| byte.map_or(arm.at_end, |byte| arm.bytes.has(*byte));
        let mut open = (0..).zip(arms).filter(|(_, arm)| may_lead(arm));
        let (_, arm) = open.next()?;
        if let Some((rank, _)) = open.next() {
            self.ways.push(Way::Arms { first: first + rank, count: count - rank, place });
        }
        Some(arm.address)
    }

    /// Takes as many characters as there are.
    fn gather(&mut self, run: Run<'_>, address: Address, start: usize) -> Result<Option<usize>, Unknown> {
        let Some(Step::Run { set, least, most, gives_back }) = run.program.steps.get(address as usize) else {
            return Ok(None);
        };
        let (mut place, mut needed) = (start, start);
        let mut count = 0;
        while count < *most
            && let Some(length) = run.length_at(*set, place)?
        {
            place += length;
            count += 1;
            if count == *least {
                needed = place;
            }
        }
        if count < *least {
            return Ok(None);
        }
        if *gives_back && place > needed {
            self.ways.push(Way::Fewer { address: address + 1, least: needed, place });
        }
        Ok(Some(place))
    }

    /// The way that was left for last; nothing where there is none since `base`.
    fn back(&mut self, run: Run<'_>, base: usize) -> Option<(Address, usize)> {
        while self.ways.len() > base {
            self.taken += 1;
            match self.ways.pop()? {
                Way::Arms { first, count, place } => {
                    if let Some(address) = self.choose(run, first, count, place) {
                        return Some((address, place));
                    }
                }
                Way::Restore { slot, kept } => self.slots[slot] = kept,
                Way::Fewer { address, least, place } => {
                    let place = run.before(place, 1).filter(|place| *place >= least)?;
                    if place > least {
                        self.ways.push(Way::Fewer { address, least, place });
                    }
                    return Some((address, place));
                }
            }
        }
        None
    }

    /// Forgets the ways since `base`, but for what is to be undone where those before are taken.
    fn settle(&mut self, base: usize) {
        let mut kept = base;
        for index in base..self.ways.len() {
            if matches!(self.ways[index], Way::Restore { .. }) {
                self.ways.swap(kept, index);
                kept += 1;
            }
        }
        self.ways.truncate(kept);
    }
}

impl Run<'_> {
    /// The length of the character at `place`, if it is of that set.
    fn length_at(&self, set: u16, place: usize) -> Result<Option<usize>, Unknown> {
        let (Some(byte), Some(set)) = (self.text.get(place), self.program.sets.get(usize::from(set))) else {
            return Ok(None);
        };
        if byte.is_ascii() {
            return Ok(set.bytes.has(*byte).then_some(1));
        }
        match set.others {
            Others::None => Ok(None),
            Others::Some => Err(Unknown),
            Others::All => Ok(Some(length_of(*byte))),
        }
    }

    /// The place so many characters before.
    fn before(&self, place: usize, characters: u32) -> Option<usize> {
        let mut place = place;
        for _ in 0..characters {
            place = place.checked_sub(1)?;
            while self.text.get(place).is_some_and(|byte| byte & 0xc0 == 0x80) {
                place = place.checked_sub(1)?;
            }
        }
        Some(place)
    }

    fn is(&self, kind: Place, place: usize) -> Result<bool, Unknown> {
        let (text, end) = (self.text, self.text.len());
        Ok(match kind {
            Place::TextStart => place == 0,
            Place::TextEnd => place == end,
            Place::NearTextEnd => place == end || place + 1 == end && text.last() == Some(&b'\n'),
            Place::SearchStart => place == self.from,
            Place::LineStart => place == 0 || place < end && text.get(place - 1) == Some(&b'\n'),
            Place::LineEnd => place == end || text.get(place) == Some(&b'\n'),
            Place::Boundary => self.is_boundary(place)?,
            Place::NoBoundary => !self.is_boundary(place)?,
        })
    }

    fn is_boundary(&self, place: usize) -> Result<bool, Unknown> {
        let is_word = |byte: Option<&u8>| match byte {
            Some(byte) if !byte.is_ascii() => Err(Unknown),
            Some(byte) => Ok(byte.is_ascii_alphanumeric() || *byte == b'_'),
            None => Ok(false),
        };
        let before = place.checked_sub(1).and_then(|before| self.text.get(before));
        Ok(is_word(before)? != is_word(self.text.get(place))?)
    }
}

/// The length of a character by its first byte (UTF-8).
fn length_of(byte: u8) -> usize {
    match byte {
        0xf0.. => 4,
        0xe0.. => 3,
        _ => 2,
    }
}
