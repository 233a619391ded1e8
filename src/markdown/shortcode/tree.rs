//! Pairs opening and closing tags and builds the tree of nodes.

use std::collections::HashMap;

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

/// The role of every token. A closing tag is paired with the last open call of its name; calls opened after that one
/// have no closing tag. A closing tag whose opening tag is broken is paired with itself.
fn pair(tokens: &[Token]) -> Vec<Role> {
    let mut roles = vec![Role::Alone; tokens.len()];
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut open_by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Opening(call) if !call.self_closing => {
                open.push((index, &call.name));
                open_by_name.entry(&call.name).or_default().push(index);
            }
            Token::Broken { name: Some(name), .. } => {
                open.push((index, name));
                open_by_name.entry(name).or_default().push(index);
            }
            Token::Closing { name, .. } => {
                let Some(&opening) = open_by_name.get(name.as_str()).and_then(|indices| indices.last()) else {
                    continue;
                };
                while let Some((passed, its_name)) = open.pop() {
                    open_by_name.entry(its_name).or_default().pop();
                    if passed == opening {
                        break;
                    }
                }
                let is_broken = matches!(tokens[opening], Token::Broken { .. });
                roles[index] = Role::Pair(if is_broken { index } else { opening });
                roles[opening] = Role::Pair(index);
            }
            Token::Opening(_) | Token::Broken { name: None, .. } | Token::Literal { .. } => {}
        }
    }
    roles
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
