//! What a scan of shortcodes returns: calls with their arguments, the text between them, and faults.

use crate::finding::Code;
use crate::source::{Span, Spanned};

/// How deep calls with a closing tag may be nested.
pub(in crate::markdown) const MAX_DEPTH: usize = 100;
/// The message for deeper ones.
pub(in crate::markdown) const TOO_DEEP: &str = "shortcodes are nested more than 100 deep";
/// The remedy.
pub(in crate::markdown) const TOO_DEEP_HELP: &str = "close a shortcode before the next one opens";

/// A part of an article. The nodes of a list follow each other without a gap.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::markdown) enum Node {
    /// Text without shortcodes.
    Text(Span),
    /// An escaped call, which is shown and not expanded.
    Literal {
        /// The escaped form as written.
        span: Span,
        /// The call without the marks that escape it.
        text: String,
    },
    /// A call.
    Call(Box<Call>),
    /// A tag with a fault; it is replaced by nothing.
    Broken(Span),
}

/// One call of a shortcode.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::markdown) struct Call {
    /// The shortcode's name, with `/` between folders.
    pub(in crate::markdown) name: String,
    /// The opening tag.
    pub(in crate::markdown) span: Span,
    /// The delimiters of its opening tag.
    pub(in crate::markdown) delimiter: Delimiter,
    /// Its arguments.
    pub(in crate::markdown) arguments: Arguments,
    /// The part between the opening and the closing tag; absent without a closing tag.
    pub(in crate::markdown) inner: Option<Vec<Node>>,
    /// The closing tag.
    pub(in crate::markdown) closing: Option<Span>,
    /// Whether the tag ends with `/`, which means an empty inner text.
    pub(in crate::markdown) self_closing: bool,
}

impl Call {
    /// The span from the opening tag to the end of the closing tag, or the opening tag alone.
    pub(in crate::markdown) fn whole(&self) -> Span {
        Span::new(self.span.start, self.closing.unwrap_or(self.span).end)
    }
}

/// The two forms of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::markdown) enum Delimiter {
    /// `{{< >}}`: the output is HTML and is inserted after Markdown is parsed.
    Angle,
    /// `{{% %}}`: the output is Markdown.
    Percent,
}

impl Delimiter {
    /// The opening delimiter of a tag.
    pub(in crate::markdown) const fn opens(self) -> &'static str {
        match self {
            Self::Angle => "{{<",
            Self::Percent => "{{%",
        }
    }

    /// The closing delimiter of a tag.
    pub(in crate::markdown) const fn ends(self) -> &'static str {
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

/// The arguments of a call. Where both lists have arguments, that is reported as a fault.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arguments {
    /// Arguments without a name, in order.
    pub positional: Vec<Argument>,
    /// Arguments with a name, in order; a name may occur twice.
    pub named: Vec<(Spanned<String>, Argument)>,
}

impl Arguments {
    /// The argument at this position, from 0.
    pub fn at(&self, index: usize) -> Option<&Argument> {
        self.positional.get(index)
    }

    /// The argument with this name; the last one of duplicates.
    pub fn get(&self, name: &str) -> Option<&Argument> {
        self.named.iter().rev().find(|(key, _)| key.value == name).map(|(_, argument)| argument)
    }
}

/// The value of an argument.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// The value without quotes and escapes.
    pub text: String,
    /// Its location, quotes included.
    pub span: Span,
    /// Whether it is in quotes.
    pub quoting: Quoting,
}

/// Whether a value is in quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// No quotes: numbers, `true` and `false` have a type.
    Unquoted,
    /// `"…"` or `` `…` ``: always text.
    Quoted,
}

/// A typed value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'a> {
    /// Text.
    Text(&'a str),
    /// An unquoted `true` or `false`.
    Boolean(bool),
    /// An unquoted integer, always decimal.
    Integer(i64),
    /// An unquoted number with a decimal point.
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

/// A fault of a tag; its span counts from the start of the scanned text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::markdown) struct Fault {
    /// Its code.
    pub(in crate::markdown) code: Code,
    /// Its location.
    pub(in crate::markdown) span: Span,
    /// The message, one line.
    pub(in crate::markdown) message: String,
    /// The remedy.
    pub(in crate::markdown) help: Option<String>,
}
