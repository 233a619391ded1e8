//! Short names for the variables of a script: they are a fifth of its size.
//!
//! A name becomes the same short one wherever it is a variable, so that scopes need not be understood. One that is also
//! written as a property, a key or a shorthand, or that is exported, stays as it is. Libraries that do more would add
//! over a hundred crates to the build.

use std::collections::{BTreeMap, BTreeSet};

/// Words that are no names, and names that browsers define and a script uses beside a variable of the same name.
const RESERVED: &[&str] = &[
    "arguments",
    "as",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "document",
    "else",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "from",
    "function",
    "get",
    "history",
    "if",
    "import",
    "in",
    "instanceof",
    "let",
    "location",
    "name",
    "navigator",
    "new",
    "null",
    "of",
    "open",
    "return",
    "set",
    "static",
    "status",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "window",
    "with",
    "yield",
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    /// White space.
    Blank,
    /// A string, a piece of a template, a regular expression.
    Literal,
    /// One character, or the two that begin a placeholder.
    Sign,
}

struct Token<'a> {
    kind: Kind,
    text: &'a str,
}

/// `script`, which has no comments, with short names.
pub(super) fn with_short_names(script: &str) -> String {
    let mut tokens = Vec::new();
    lex(script, 0, &mut tokens);
    let words = Words::of(&tokens);
    let used: BTreeSet<&str> = words.all.keys().copied().filter(|word| !words.renamed.contains(word)).collect();
    let mut by_count: Vec<&str> = words.renamed.iter().copied().collect();
    by_count.sort_by_key(|word| std::cmp::Reverse(words.all[word]));
    let free = short_names().filter(|name| !used.contains(name.as_str()) && !RESERVED.contains(&name.as_str()));
    let names: BTreeMap<&str, String> = by_count.into_iter().zip(free).collect();
    let text = |token: &Token<'_>| match token.kind {
        Kind::Word => names.get(token.text).cloned().unwrap_or_else(|| token.text.to_owned()),
        Kind::Blank | Kind::Literal | Kind::Sign => token.text.to_owned(),
    };
    tokens.iter().map(text).collect()
}

fn short_names() -> impl Iterator<Item = String> {
    let letters = || ('a'..='z').chain('A'..='Z');
    letters()
        .map(String::from)
        .chain(letters().flat_map(move |first| letters().map(move |next| format!("{first}{next}"))))
}

/// Adds the tokens from `at` on, up to the end or to the brace that ends a placeholder; returns where that is.
fn lex<'a>(script: &'a str, mut at: usize, tokens: &mut Vec<Token<'a>>) -> usize {
    let mut depth = 0;
    while let Some(first) = script[at..].chars().next() {
        let rest = &script[at..];
        let run = |is_part: fn(char) -> bool| rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let (kind, len) = match first {
            '`' => {
                at = template(script, at, tokens);
                continue;
            }
            '"' | '\'' => (Kind::Literal, literal_len(rest, first)),
            '/' if begins_pattern(tokens) => (Kind::Literal, literal_len(rest, '/')),
            letter if letter.is_alphanumeric() || "_$".contains(letter) => {
                let len = run(|letter| letter.is_alphanumeric() || "_$".contains(letter));
                (if letter.is_numeric() { Kind::Literal } else { Kind::Word }, len)
            }
            letter if letter.is_whitespace() => (Kind::Blank, run(char::is_whitespace)),
            letter => (Kind::Sign, letter.len_utf8()),
        };
        match first {
            '{' => depth += 1,
            '}' if depth == 0 => return at,
            '}' => depth -= 1,
            _ => {}
        }
        tokens.push(Token { kind, text: &rest[..len] });
        at += len;
    }
    at
}

/// Adds the pieces of a template and what is in its placeholders; returns its end.
fn template<'a>(script: &'a str, begin: usize, tokens: &mut Vec<Token<'a>>) -> usize {
    let (mut from, mut at) = (begin, begin + 1);
    loop {
        let rest = &script[at..];
        match rest.chars().next() {
            None | Some('`') => {
                let end = (at + 1).min(script.len());
                tokens.push(Token { kind: Kind::Literal, text: &script[from..end] });
                return end;
            }
            Some('\\') => at += 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            Some('$') if rest.starts_with("${") => {
                tokens.push(Token { kind: Kind::Literal, text: &script[from..at] });
                tokens.push(Token { kind: Kind::Sign, text: &script[at..at + 2] });
                from = lex(script, at + 2, tokens);
                tokens.push(Token { kind: Kind::Sign, text: &script[from..(from + 1).min(script.len())] });
                from = (from + 1).min(script.len());
                at = from;
            }
            Some(letter) => at += letter.len_utf8(),
        }
    }
}

/// The length of a string or of a regular expression, which `end` begins and ends.
fn literal_len(text: &str, end: char) -> usize {
    let mut is_escaped = false;
    let mut in_class = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' if end == '/' => in_class = true,
            ']' => in_class = false,
            _ if letter == end && !in_class => {
                let flags = text[at + 1..].find(|flag: char| end != '/' || !flag.is_ascii_lowercase());
                return at + 1 + flags.unwrap_or(0);
            }
            _ => {}
        }
    }
    text.len()
}

/// Whether a slash after these tokens begins a regular expression, and is not a division.
fn begins_pattern(tokens: &[Token<'_>]) -> bool {
    let before = tokens.iter().rev().find(|token| token.kind != Kind::Blank);
    before.is_none_or(|before| match before.kind {
        Kind::Word => before.text == "return",
        Kind::Sign => !matches!(before.text, ")" | "]"),
        Kind::Literal | Kind::Blank => false,
    })
}

struct Words<'a> {
    /// Every word with how often it occurs.
    all: BTreeMap<&'a str, usize>,
    /// The variables that can have another name.
    renamed: BTreeSet<&'a str>,
}

/// The tokens without white space, and the brackets among them.
struct Brackets<'t, 'a> {
    tokens: Vec<&'t Token<'a>>,
    /// The other bracket of each.
    other: BTreeMap<usize, usize>,
    /// The innermost open bracket before each token.
    inside: Vec<Option<usize>>,
}

impl<'t, 'a> Brackets<'t, 'a> {
    fn of(tokens: &'t [Token<'a>]) -> Self {
        let tokens: Vec<&Token<'_>> = tokens.iter().filter(|token| token.kind != Kind::Blank).collect();
        let mut brackets = Self { other: BTreeMap::new(), inside: Vec::with_capacity(tokens.len()), tokens };
        let mut open = Vec::new();
        for (at, token) in brackets.tokens.iter().enumerate() {
            if token.kind == Kind::Sign && ")]}".contains(token.text) {
                let begin = open.pop().expect("brackets are closed in order");
                brackets.other.extend([(begin, at), (at, begin)]);
            }
            brackets.inside.push(open.last().copied());
            if token.kind == Kind::Sign && matches!(token.text, "(" | "[" | "{" | "${") {
                open.push(at);
            }
        }
        brackets
    }

    fn text(&self, at: Option<usize>) -> &'a str {
        at.and_then(|at| self.tokens.get(at)).map_or("", |token| token.text)
    }

    fn before(&self, at: usize, steps: usize) -> &'a str {
        self.text(at.checked_sub(steps))
    }

    /// The words that the parameters or the pattern in the brackets at `begin` declare.
    fn declared(&self, begin: usize) -> Vec<&'a str> {
        let Some(&end) = self.other.get(&begin) else { return Vec::new() };
        let is_name = |at: &usize| {
            self.tokens[*at].kind == Kind::Word && matches!(self.before(*at, 1), "(" | "," | "[" | "{" | ".")
        };
        (begin.min(end) + 1..begin.max(end)).filter(is_name).map(|at| self.tokens[at].text).collect()
    }

    /// Whether the word at `at` is a property, a key, a shorthand or exported.
    fn is_property(&self, at: usize) -> bool {
        let (before, after) = (self.before(at, 1), self.text(Some(at + 1)));
        let is_spread = before == "." && self.before(at, 2) == "." && self.before(at, 3) == ".";
        let in_braces = self.text(self.inside[at]) == "{" && matches!(before, "{" | ",");
        let is_method = after == "(" && self.text(self.other.get(&(at + 1)).map(|end| end + 1)) == "{";
        let is_exported = before == "export" || self.before(at, 2) == "export";
        before == "." && !is_spread
            || after == ":"
            || in_braces && (matches!(after, "," | "}" | "=") || is_method)
            || is_exported
    }
}

impl<'a> Words<'a> {
    fn of(tokens: &[Token<'a>]) -> Self {
        let brackets = Brackets::of(tokens);
        let mut words = Self { all: BTreeMap::new(), renamed: BTreeSet::new() };
        let mut kept = BTreeSet::new();
        for (at, token) in brackets.tokens.iter().enumerate() {
            let after = brackets.text(Some(at + 1));
            match token.text {
                "const" | "let" if matches!(after, "[" | "{") => words.renamed.extend(brackets.declared(at + 1)),
                "const" | "let" => drop(words.renamed.insert(after)),
                "catch" if after == "(" => words.renamed.extend(brackets.declared(at + 1)),
                "function" if after == "(" => words.renamed.extend(brackets.declared(at + 1)),
                "function" => {
                    words.renamed.insert(after);
                    words.renamed.extend(brackets.declared(at + 2));
                }
                ">" if brackets.before(at, 1) == "=" => match brackets.before(at, 2) {
                    ")" => words.renamed.extend(brackets.declared(at - 2)),
                    word => drop(words.renamed.insert(word)),
                },
                _ => {}
            }
            if token.kind == Kind::Word {
                *words.all.entry(token.text).or_default() += 1;
                if brackets.is_property(at) {
                    kept.insert(token.text);
                }
            }
        }
        words.renamed.retain(|word| words.all.contains_key(word) && !kept.contains(word) && !RESERVED.contains(word));
        words
    }
}
