//! Patterns as programs: what to ask of one character after another, and where to go on.
//!
//! Compiling a pattern costs a library of regular expressions more than running it the few times most patterns of
//! a grammar are run; a program can be prepared. What has none is left to the library. Kept out: running.

use serde::{Deserialize, Serialize};

use super::bytes::{Bytes, Class, Others};
use super::first::First;
use super::node::{Look, Manner, Node, Place, Times};

/// A program with more steps than this is none: it is long because something in it is repeated often.
const LONGEST: usize = 6_000;

/// A pattern as a program.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Program {
    pub(crate) steps: Vec<Step>,
    pub(crate) sets: Vec<Set>,
    pub(crate) arms: Vec<Arm>,
    /// How many places are kept: two for every group that somebody may ask for.
    pub(crate) slots: usize,
}

/// A set of characters, exact for those within ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Set {
    pub(crate) bytes: Bytes,
    pub(crate) others: Others,
}

/// One of several ways to go on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Arm {
    /// The bytes that can stand where this way leads to the end.
    pub(crate) bytes: Bytes,
    /// Whether it can at the end of the text.
    pub(crate) at_end: bool,
    pub(crate) address: Address,
}

/// The address of a step.
pub(crate) type Address = u32;

/// One step.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Step {
    /// That byte, or failure.
    Byte(u8),
    /// A character of that set.
    One(u16),
    /// As many characters of that set as there are within the bounds; some may be given back later.
    Run {
        set: u16,
        least: u32,
        most: u32,
        gives_back: bool,
    },
    /// On by the first of these arms, and where that fails by the next.
    Choice {
        first: u32,
        count: u32,
    },
    Jump(Address),
    /// Keeps this place.
    Save(u16),
    Place(Place),
    /// The steps up to `End` must lead there from here, or must not; then on at `after`.
    Ahead {
        is_negated: bool,
        after: Address,
    },
    /// The same from so many characters before.
    Behind {
        is_negated: bool,
        characters: u32,
        after: Address,
    },
    /// The steps up to `End`, in the first way that leads there and no other; then on at `after`.
    Atomic {
        after: Address,
    },
    End,
}

impl Arm {
    /// The arm of what begins like this, its address not yet known.
    fn of(first: &First) -> Self {
        let bytes = if first.is_empty { Bytes::ALL } else { first.bytes };
        Self { bytes, at_end: first.at_end || first.is_empty, address: 0 }
    }
}

impl Program {
    /// The program of a pattern which keeps the places of the first `groups` groups, all of the match counted as
    /// one; nothing where it has none.
    pub(crate) fn of(pattern: &str, groups: usize) -> Option<Self> {
        let (node, _) = Node::parse(pattern)?;
        let mut program = Self { steps: Vec::new(), sets: Vec::new(), arms: Vec::new(), slots: groups * 2 };
        program.add(&node, &First::NOTHING)?;
        program.steps.push(Step::End);
        Some(program)
    }

    /// Adds the steps of a part. `next` is how what follows it begins.
    fn add(&mut self, node: &Node, next: &First) -> Option<()> {
        match node {
            Node::One(class) => {
                let set = self.set(class)?;
                self.steps.push(Step::One(set));
            }
            Node::Text(text) => self.steps.extend(text.bytes().map(Step::Byte)),
            Node::Sequence(nodes) => self.add_sequence(nodes, next)?,
            Node::Alternatives(nodes) => {
                let firsts: Vec<First> =
                    nodes.iter().map(|node| First::then(std::slice::from_ref(node), next)).collect();
                self.add_alternatives(&firsts, |program, rank| program.add(&nodes[rank], next))?;
            }
            Node::Repeated(node, times) => self.add_repeated(node, *times, next)?,
            Node::Group(number, node) if number * 2 < self.slots => {
                let slot = u16::try_from(number * 2).ok()?;
                self.steps.push(Step::Save(slot));
                self.add(node, next)?;
                self.steps.push(Step::Save(slot + 1));
            }
            Node::Group(_, node) => self.add(node, next)?,
            Node::Atomic(node) => self.add_inner(node, |after| Step::Atomic { after })?,
            Node::Look(Look { is_ahead: true, is_negated }, node) => {
                self.add_inner(node, |after| Step::Ahead { is_negated: *is_negated, after })?;
            }
            Node::Look(look, node) => self.add_behind(node, look.is_negated)?,
            Node::Place(place) => self.steps.push(Step::Place(*place)),
            Node::Unknown => return None,
        }
        (self.steps.len() <= LONGEST).then_some(())
    }

    fn add_sequence(&mut self, nodes: &[Node], next: &First) -> Option<()> {
        let mut rest = nodes;
        while let [node, after @ ..] = rest {
            self.add(node, &First::then(after, next))?;
            rest = after;
        }
        Some(())
    }

    fn set(&mut self, class: &Class) -> Option<u16> {
        let set = class.is_exact.then_some(Set { bytes: class.bytes, others: class.others })?;
        let index = self.sets.iter().position(|known| *known == set).unwrap_or_else(|| {
            self.sets.push(set);
            self.sets.len() - 1
        });
        u16::try_from(index).ok()
    }

    fn here(&self) -> Address {
        u32::try_from(self.steps.len()).unwrap_or(u32::MAX)
    }

    /// Puts `step` where something else was until the address in it was known.
    fn settle(&mut self, place: Address, step: Step) {
        self.steps[place as usize] = step;
    }

    /// A place for a step that is settled later.
    fn reserve(&mut self) -> Address {
        self.steps.push(Step::End);
        self.here() - 1
    }

    /// A choice between ways that begin like this; the address of each is settled when it is known.
    fn add_choice(&mut self, firsts: &[First]) -> Option<usize> {
        let first = self.arms.len();
        self.steps.push(Step::Choice { first: u32::try_from(first).ok()?, count: u32::try_from(firsts.len()).ok()? });
        self.arms.extend(firsts.iter().map(Arm::of));
        Some(first)
    }

    /// Adds parts that begin like this, by their ranks, as alternatives.
    fn add_alternatives(&mut self, firsts: &[First], add: impl Fn(&mut Self, usize) -> Option<()>) -> Option<()> {
        let arms = self.add_choice(firsts)?;
        let mut ends = Vec::new();
        for rank in 0..firsts.len() {
            self.arms[arms + rank].address = self.here();
            add(self, rank)?;
            ends.push(self.reserve());
        }
        // The last one leads on by itself.
        self.steps.pop();
        ends.pop();
        for end in ends {
            self.settle(end, Step::Jump(self.here()));
        }
        Some(())
    }

    fn add_inner(&mut self, node: &Node, step: impl Fn(Address) -> Step) -> Option<()> {
        let start = self.reserve();
        self.add(node, &First::NOTHING)?;
        self.steps.push(Step::End);
        self.settle(start, step(self.here()));
        Some(())
    }

    fn add_behind(&mut self, node: &Node, is_negated: bool) -> Option<()> {
        let all = if let Node::Alternatives(nodes) = node { nodes.as_slice() } else { std::slice::from_ref(node) };
        let add = |program: &mut Self, rank: usize| {
            let characters = characters_of(&all[rank])?;
            program.add_inner(&all[rank], |after| Step::Behind { is_negated, characters, after })
        };
        // None of them, or one of them.
        match is_negated {
            true => (0..all.len()).try_for_each(|rank| add(self, rank)),
            false => self.add_alternatives(&vec![First::NOTHING; all.len()], add),
        }
    }

    fn add_repeated(&mut self, node: &Node, times: Times, next: &First) -> Option<()> {
        let Times { least, most, manner } = times;
        if let Some(class) = class_of(node).filter(|_| manner != Manner::Lazy) {
            let (set, most) = (self.set(&class)?, most.unwrap_or(u32::MAX));
            // A character is given back in vain where what follows never begins with it. One outside ASCII is taken
            // only where all of them are in the set: nothing is known otherwise.
            let taken = if class.others == Others::All { class.bytes } else { class.bytes.and(&Bytes::ASCII) };
            let is_vain = !next.is_empty && !next.bytes.meets(&taken);
            self.steps.push(Step::Run { set, least, most, gives_back: manner == Manner::Greedy && !is_vain });
            return Some(());
        }
        // What takes up no room could be repeated for ever.
        if most != Some(1) && may_be_empty(node) {
            return None;
        }
        if manner == Manner::Possessive {
            let greedy = Times { manner: Manner::Greedy, ..times };
            return self.add_inner(&Node::Repeated(Box::new(node.clone()), greedy), |after| Step::Atomic { after });
        }
        // After each of them it may come again.
        let again = First::of(node);
        let inner = again.or(next);
        (0..least).try_for_each(|_| self.add(node, &inner))?;
        let start = self.here();
        let mut starts = Vec::new();
        for _ in least..most.unwrap_or(least + 1) {
            starts.push(match manner {
                Manner::Lazy => self.add_choice(&[*next, again])?,
                _ => self.add_choice(&[again, *next])?,
            });
            let again = *starts.last()? + usize::from(manner == Manner::Lazy);
            self.arms[again].address = self.here();
            self.add(node, &inner)?;
        }
        if most.is_none() {
            self.steps.push(Step::Jump(start));
        }
        for arms in starts {
            let on = arms + usize::from(manner != Manner::Lazy);
            self.arms[on].address = self.here();
        }
        Some(())
    }
}

/// The class of a part that is one character.
fn class_of(node: &Node) -> Option<Class> {
    match node {
        Node::One(class) => Some(*class),
        Node::Text(text) if text.len() == 1 => Some(Class::exact(Bytes::of(*text.as_bytes().first()?))),
        _ => None,
    }
}

/// How many characters a part takes up, where that is always the same.
fn characters_of(node: &Node) -> Option<u32> {
    match node {
        Node::One(_) => Some(1),
        Node::Text(text) => u32::try_from(text.chars().count()).ok(),
        Node::Sequence(nodes) => nodes.iter().map(characters_of).sum(),
        Node::Alternatives(nodes) => {
            let mut lengths = nodes.iter().map(characters_of);
            let first = lengths.next()??;
            lengths.all(|length| length == Some(first)).then_some(first)
        }
        Node::Repeated(node, times) if times.most == Some(times.least) => Some(characters_of(node)? * times.least),
        Node::Repeated(..) | Node::Unknown => None,
        Node::Group(_, node) | Node::Atomic(node) => characters_of(node),
        Node::Look(..) | Node::Place(_) => Some(0),
    }
}

fn may_be_empty(node: &Node) -> bool {
    match node {
        Node::One(_) => false,
        Node::Text(text) => text.is_empty(),
        Node::Sequence(nodes) => nodes.iter().all(may_be_empty),
        Node::Alternatives(nodes) => nodes.iter().any(may_be_empty),
        Node::Repeated(node, times) => times.least == 0 || may_be_empty(node),
        Node::Group(_, node) | Node::Atomic(node) => may_be_empty(node),
        Node::Look(..) | Node::Place(_) | Node::Unknown => true,
    }
}
