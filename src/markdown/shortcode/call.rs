//! What a scan of shortcodes returns: calls with their arguments, the text between them, and faults.

use crate::finding::Code;
use crate::source::{Span, Spanned};

/// How deep containers may stand in one another.
pub const MAX_DEPTH: usize = 100;

/// A stretch of an article. The nodes of a list follow one another without a gap.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Text without shortcodes.
    Text(Span),
    /// An escaped call: what it says once it is unescaped.
    Literal {
        /// The escaped form as written.
        span: Span,
        /// The call without the marks of a comment.
        text: String,
    },
    /// A call.
    Call(Box<Call>),
    /// A tag that a fault speaks of; nothing stands in its place.
    Broken(Span),
}

impl Node {
    /// Everything the node covers: for a call with a closing tag, that tag too.
    pub fn span(&self) -> Span {
        match self {
            Self::Text(span) | Self::Broken(span) | Self::Literal { span, .. } => *span,
            Self::Call(call) => call.whole(),
        }
    }
}

/// One call of a shortcode.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The shortcode's name, with `/` between folders.
    pub name: String,
    /// Where the name stands in the opening tag.
    pub name_span: Span,
    /// The opening tag.
    pub span: Span,
    /// Which of the two forms it has; the opening tag decides.
    pub delimiter: Delimiter,
    /// What is handed to the shortcode.
    pub arguments: Arguments,
    /// What stands between the opening and the closing tag, where there is a closing tag.
    pub inner: Option<Inner>,
    /// The closing tag.
    pub closing: Option<Span>,
    /// Whether the tag ends with `/`, which stands for an empty inner text.
    pub self_closing: bool,
}

impl Call {
    /// From the opening tag to the end of the closing tag, or the opening tag where it stands alone.
    pub fn whole(&self) -> Span {
        Span::new(self.span.start, self.closing.unwrap_or(self.span).end)
    }
}

/// The two forms of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// `{{< >}}`: the output is HTML and goes in after Markdown.
    Angle,
    /// `{{% %}}`: the output is Markdown.
    Percent,
}

impl Delimiter {
    /// What opens a tag.
    pub const fn opens(self) -> &'static str {
        match self {
            Self::Angle => "{{<",
            Self::Percent => "{{%",
        }
    }

    /// What ends a tag.
    pub const fn ends(self) -> &'static str {
        match self {
            Self::Angle => ">}}",
            Self::Percent => "%}}",
        }
    }

    pub(super) const fn other(self) -> Self {
        match self {
            Self::Angle => Self::Percent,
            Self::Percent => Self::Angle,
        }
    }
}

/// The text between an opening and a closing tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Inner {
    /// What stands in it.
    pub nodes: Vec<Node>,
    /// Where it stands.
    pub span: Span,
}

/// The arguments of a call. Both lists are filled only where a fault says so.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arguments {
    /// Arguments without a name, in order.
    pub positional: Vec<Argument>,
    /// Arguments with a name, in order; a name may stand twice.
    pub named: Vec<(Spanned<String>, Argument)>,
}

impl Arguments {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.positional.is_empty() && self.named.is_empty()
    }

    /// The argument at this place, counted from 0.
    pub fn at(&self, index: usize) -> Option<&Argument> {
        self.positional.get(index)
    }

    /// The argument with this name; the last one where it is given twice.
    pub fn get(&self, name: &str) -> Option<&Argument> {
        self.named.iter().rev().find(|(key, _)| key.value == name).map(|(_, argument)| argument)
    }
}

/// One value handed to a shortcode.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// The value without quotes and escapes.
    pub text: String,
    /// Where it stands, quotes included.
    pub span: Span,
    /// Whether it stands in quotes.
    pub quoting: Quoting,
}

/// Whether a value stands in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// No quotes: numbers, `true` and `false` are more than text.
    Bare,
    /// `"…"` or `` `…` ``: always text.
    Quoted,
}

/// What a value means once it is typed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// Text.
    Text(&'a str),
    /// A bare `true` or `false`.
    Boolean(bool),
    /// A bare whole number, always decimal.
    Integer(i64),
    /// A bare number with a point.
    Float(f64),
}

impl Argument {
    /// The value as a template sees it.
    pub fn scalar(&self) -> Scalar<'_> {
        if self.quoting == Quoting::Quoted {
            return Scalar::Text(&self.text);
        }
        let digits = self.text.strip_prefix('-').unwrap_or(&self.text);
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match (self.text.as_str(), digits.split_once('.')) {
            ("true", _) => Scalar::Boolean(true),
            ("false", _) => Scalar::Boolean(false),
            (text, None) if is_number(digits) => text.parse().map_or(Scalar::Text(text), Scalar::Integer),
            (text, Some((whole, part))) if is_number(whole) && is_number(part) => {
                text.parse().map_or(Scalar::Text(text), Scalar::Float)
            }
            (text, _) => Scalar::Text(text),
        }
    }
}

/// Something wrong with a tag; spans count from the start of the scanned text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault it is.
    pub code: Code,
    /// Where it stands.
    pub span: Span,
    /// One line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}
