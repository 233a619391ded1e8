//! Pairs opening and closing tags and builds the tree of nodes.

use std::collections::{HashMap, HashSet};

use super::call::{Call, Fault, MAX_DEPTH, Node, TOO_DEEP, TOO_DEEP_HELP};
use super::lexer::Token;
use crate::finding::Code;
use crate::source::Span;

/// Whether a tag is part of a pair.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The index of the token that it is paired with.
    Pair(usize),
    /// It has no counterpart.
    Alone,
}

/// Turns tags into nodes that cover `text`.
pub(super) fn build(text: &str, tokens: Vec<Token>, faults: &mut Vec<Fault>) -> Vec<Node> {
    if tokens.is_empty() {
        return if text.is_empty() { Vec::new() } else { vec![Node::Text(Span::new(0, text.len()))] };
    }
    let mut roles = pair(&tokens);
    let mut builder = Builder { position: 0, nodes: Vec::new(), open: Vec::new(), faults, has_reported_depth: false };
    for (index, token) in tokens.into_iter().enumerate() {
        match token {
            Token::Literal { span, text } => builder.push(span, Node::Literal { span, text }),
            Token::Broken { span, .. } => builder.push(span, Node::Broken(span)),
            Token::Opening(call) => match roles[index] {
                Role::Pair(_) if builder.open.len() < MAX_DEPTH => builder.open(call),
                Role::Pair(closing) => {
                    builder.report_depth(&call);
                    // Its closing tag then closes nothing, which needs no second finding.
                    roles[closing] = Role::Pair(closing);
                    builder.push(call.span, Node::Broken(call.span));
                }
                Role::Alone => builder.push(call.span, Node::Call(call)),
            },
            Token::Closing { span, name } => match roles[index] {
                Role::Pair(opening) if opening != index => builder.close(span),
                Role::Pair(_) => builder.push(span, Node::Broken(span)),
                Role::Alone => {
                    builder.report_closing(span, &name);
                    builder.push(span, Node::Broken(span));
                }
            },
        }
    }
    builder.fill(text.len());
    builder.nodes
}

/// The role of every token. As in Hugo, a closing tag closes the innermost open call, whatever its name, if a call of the
/// tag's name was opened above. Calls for which no closing tag is left have none. A closing tag whose opening tag is broken
/// is paired with itself.
fn pair(tokens: &[Token]) -> Vec<Role> {
    let mut roles = vec![Role::Alone; tokens.len()];
    let mut left = Left::of(tokens);
    let mut open = OpenCalls::of(tokens);
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Opening(call) if !call.self_closing => {
                left.pass_opening(&call.name);
                open.push(index, &call.name);
            }
            Token::Broken { name: Some(name), .. } => {
                left.pass_opening(name);
                open.push(index, name);
            }
            Token::Closing { name, .. } => {
                left.pass_closing(name);
                let Some(opening) = open.close(name, &left) else { continue };
                let is_broken = matches!(tokens[opening], Token::Broken { .. });
                roles[index] = Role::Pair(if is_broken { index } else { opening });
                roles[opening] = Role::Pair(index);
            }
            Token::Opening(_) | Token::Broken { name: None, .. } | Token::Literal { .. } => {}
        }
    }
    roles
}

/// The calls that are open.
struct OpenCalls<'t> {
    /// The names that any tag closes: other calls hardly have an end.
    closed_names: HashSet<&'t str>,
    /// The index of the token and the name of each, the innermost last.
    calls: Vec<(usize, &'t str)>,
    /// How many are open by name; 0 for those that were opened above and are closed.
    counts: HashMap<&'t str, usize>,
    /// How many of them have one of the `closed_names`.
    closable: usize,
}

impl<'t> OpenCalls<'t> {
    fn of(tokens: &'t [Token]) -> Self {
        let names = tokens.iter().filter_map(|token| match token {
            Token::Closing { name, .. } => Some(name.as_str()),
            Token::Opening(_) | Token::Broken { .. } | Token::Literal { .. } => None,
        });
        Self { closed_names: names.collect(), calls: Vec::new(), counts: HashMap::new(), closable: 0 }
    }

    fn push(&mut self, index: usize, name: &'t str) {
        self.calls.push((index, name));
        *self.counts.entry(name).or_default() += 1;
        self.closable += usize::from(self.closed_names.contains(name));
    }

    fn pop(&mut self) -> Option<(usize, &'t str)> {
        let (index, name) = self.calls.pop()?;
        if let Some(count) = self.counts.get_mut(name) {
            *count -= 1;
        }
        self.closable -= usize::from(self.closed_names.contains(name));
        Some((index, name))
    }

    /// The call that a closing tag of this name closes. Those inside of it have no closing tag.
    fn close(&mut self, name: &str, left: &Left<'_>) -> Option<usize> {
        let is_open = *self.counts.get(name)? > 0;
        let has_closable = self.closable > 0;
        loop {
            let (index, its_name) = self.pop()?;
            let is_closed = if is_open {
                // One that is closed by its own name further below takes this tag.
                its_name == name || left.has_closing(its_name)
            } else {
                !has_closable || self.closed_names.contains(its_name)
            };
            if is_closed {
                return Some(index);
            }
        }
    }
}

/// How many closing tags are ahead, by name, less the calls that are ahead and may need them.
struct Left<'t>(HashMap<&'t str, i64>);

impl<'t> Left<'t> {
    fn of(tokens: &'t [Token]) -> Self {
        let mut left = Self(HashMap::new());
        for token in tokens {
            match token {
                Token::Opening(call) if !call.self_closing => *left.0.entry(&call.name).or_default() -= 1,
                Token::Broken { name: Some(name), .. } => *left.0.entry(name).or_default() -= 1,
                Token::Closing { name, .. } => *left.0.entry(name).or_default() += 1,
                Token::Opening(_) | Token::Broken { name: None, .. } | Token::Literal { .. } => {}
            }
        }
        left
    }

    fn pass_opening(&mut self, name: &'t str) {
        *self.0.entry(name).or_default() += 1;
    }

    fn pass_closing(&mut self, name: &'t str) {
        *self.0.entry(name).or_default() -= 1;
    }

    /// Whether a closing tag of this name is left for a call that is open.
    fn has_closing(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|count| *count > 0)
    }
}

/// The nodes so far, and the calls that are still open.
struct Builder<'f> {
    position: usize,
    nodes: Vec<Node>,
    /// Every open call with the nodes before it in its own list.
    open: Vec<(Box<Call>, Vec<Node>)>,
    faults: &'f mut Vec<Fault>,
    has_reported_depth: bool,
}

impl Builder<'_> {
    /// Covers everything up to `end` with text.
    fn fill(&mut self, end: usize) {
        if self.position < end {
            self.nodes.push(Node::Text(Span::new(self.position, end)));
            self.position = end;
        }
    }

    fn push(&mut self, span: Span, node: Node) {
        self.fill(span.start);
        self.nodes.push(node);
        self.position = span.end;
    }

    fn open(&mut self, call: Box<Call>) {
        self.fill(call.span.start);
        self.position = call.span.end;
        self.open.push((call, std::mem::take(&mut self.nodes)));
    }

    fn close(&mut self, closing: Span) {
        self.fill(closing.start);
        self.position = closing.end;
        if let Some((mut call, before)) = self.open.pop() {
            let nodes = std::mem::replace(&mut self.nodes, before);
            call.inner = Some(nodes);
            call.closing = Some(closing);
            self.nodes.push(Node::Call(call));
        }
    }

    fn report_depth(&mut self, call: &Call) {
        if std::mem::replace(&mut self.has_reported_depth, true) {
            return;
        }
        self.faults.push(Fault {
            code: Code::NestedTooDeep,
            span: call.span,
            message: TOO_DEEP.to_owned(),
            help: Some(TOO_DEEP_HELP.to_owned()),
        });
    }

    fn report_closing(&mut self, span: Span, name: &str) {
        let outer = self.open.last().map(|(call, _)| format!("`{}` is open here", call.name));
        self.faults.push(Fault {
            code: Code::UnopenedShortcode,
            span,
            message: format!("`{name}` is closed here but was not opened"),
            help: Some(outer.unwrap_or_else(|| "remove the closing tag, or open the shortcode before it".to_owned())),
        });
    }
}
