//! Regular expressions as trees.
//!
//! Kept out: how they are written, and what trees are good for.

use serde::{Deserialize, Serialize};

use super::bytes::Class;
use super::parse::Parser;

/// A part of a pattern, and all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// One character.
    One(Class),
    /// Characters as they stand.
    Text(String),
    /// One part after another.
    Sequence(Vec<Node>),
    /// The first that matches.
    Alternatives(Vec<Node>),
    Repeated(Box<Node>, Times),
    /// A group that is captured, by its number.
    Group(usize, Box<Node>),
    /// What is not tried in another way once it has matched.
    Atomic(Box<Node>),
    Look(Look, Box<Node>),
    Place(Place),
    /// What depends on more than the text that follows: what a group has captured, a group in another place.
    Unknown,
}

/// How often something comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Times {
    pub(crate) least: u32,
    /// Nothing where there is no bound.
    pub(crate) most: Option<u32>,
    pub(crate) manner: Manner,
}

/// What is tried first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    Greedy,
    Lazy,
    Possessive,
}

/// What must stand around a place, or must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) is_ahead: bool,
    pub(crate) is_negated: bool,
}

/// What a place must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Place {
    LineStart,
    LineEnd,
    TextStart,
    /// The end, or the place before a line break that ends the text.
    NearTextEnd,
    TextEnd,
    /// Where the search began.
    SearchStart,
    Boundary,
    NoBoundary,
}

impl Node {
    /// The tree of a pattern, with the number of its groups; nothing where it has anything that is not known here.
    pub(crate) fn parse(pattern: &str) -> Option<(Self, usize)> {
        Parser::new(pattern).whole()
    }
}

#[cfg(test)]
mod tests {
    use super::Node;

    /// The tree, in the letters of its parts.
    fn shape(node: &Node) -> String {
        let all = |nodes: &[Node]| nodes.iter().map(shape).collect::<Vec<_>>().join(",");
        match node {
            Node::One(_) => "one".into(),
            Node::Text(text) => format!("'{text}'"),
            Node::Sequence(nodes) => format!("seq({})", all(nodes)),
            Node::Alternatives(nodes) => format!("or({})", all(nodes)),
            Node::Repeated(node, times) => {
                format!("{}{{{},{:?},{:?}}}", shape(node), times.least, times.most, times.manner)
            }
            Node::Group(number, node) => format!("{number}({})", shape(node)),
            Node::Atomic(node) => format!("atomic({})", shape(node)),
            Node::Look(look, node) => format!("look({},{},{})", look.is_ahead, look.is_negated, shape(node)),
            Node::Place(place) => format!("{place:?}"),
            Node::Unknown => "?".to_owned(),
        }
    }

    #[test]
    fn a_pattern_is_read_as_it_is_meant() {
        for (pattern, expected) in [
            ("abc", "'abc'"),
            ("ab*c", "seq('a','b'{0,None,Greedy},'c')"),
            ("(?:ab)*c", "seq(seq('ab'){0,None,Greedy},'c')"),
            ("a|(b)|", "or('a',1('b'),seq())"),
            ("(?<x>a)(b)", "seq(1('a'),2('b'))"),
            ("a{2}?b{2,3}?", "seq('a'{2,Some(2),Greedy}{0,Some(1),Greedy},'b'{2,Some(3),Lazy})"),
            ("a{,2}a{2}+", "seq('a'{0,Some(2),Greedy},'a'{2,Some(2),Greedy}{1,None,Greedy})"),
            ("a++b{x}", "seq('a'{1,None,Possessive},'b{x}')"),
            ("(?x) a b # c\n \\ ", "'ab '"),
            ("(?=a)(?<!b)(?>c)$", "seq(look(true,false,'a'),look(false,true,'b'),atomic('c'),LineEnd)"),
            ("(?i)a1", "seq(one,one)"),
            ("a(?i:b)c", "seq('a',one,'c')"),
            ("(a)\\12b\\k<c>\\g<-1>", "seq(1('a'),?,'b',?,?)"),
            ("\\Ga|\\Bb", "or(seq(SearchStart,'a'),seq(NoBoundary,'b'))"),
            ("(?x) a,{|b{ 2}", "or(seq('a',',{'),'b{2}')"),
        ] {
            let (node, _) = Node::parse(pattern).unwrap();
            assert_eq!(shape(&node), expected, "{pattern}");
        }
    }

    #[test]
    fn what_is_not_known_makes_all_of_it_unknown() {
        for pattern in ["\\Xa", "(?~a)", "(", "[a", ")", "*a", "x(?i)a|b", "a{3,2}", "(?(1)a|b)", "\\gx"] {
            assert_eq!(Node::parse(pattern), None, "{pattern}");
        }
    }
}
