//! Values of JavaScript and TypeScript that are written as literals. Nothing is run: what would have to be computed is nothing, and
//! where it stands is told.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::Span;
use crate::yaml::{Kind, Node};

/// Values are nested no deeper.
const MAX_DEPTH: usize = 40;

/// So many values are read: a constant may be named often.
const MAX_VALUES: usize = 100_000;

/// What a file exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Script {
    pub(super) root: Node,
    /// The offsets at which values begin that are computed.
    pub(super) computed: BTreeSet<usize>,
}

/// The value that the script `text` exports. Nothing where it exports none that can be found.
pub(super) fn read(text: &str) -> Option<Script> {
    let constants = constants(text);
    let start = ["export default ", "module.exports ="].iter().filter_map(|mark| {
        let at = text.rfind(mark)?;
        (at == 0 || text[..at].ends_with('\n')).then(|| at + mark.len())
    });
    let mut reader = Reader { text, at: start.max()?, constants, computed: BTreeSet::new(), left: MAX_VALUES };
    let root = reader.value(0);
    (!reader.computed.contains(&root.span.start)).then_some(Script { root, computed: reader.computed })
}

/// The offsets of the values of constants at the top of the file.
fn constants(text: &str) -> BTreeMap<&str, usize> {
    let mut found = BTreeMap::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let line_at = at;
        at += line.len();
        let rest = ["export const ", "const ", "let ", "var "].iter().find_map(|word| line.strip_prefix(word));
        let Some(rest) = rest else { continue };
        let end = rest.find(|letter: char| !is_name(letter)).unwrap_or(rest.len());
        let start = line_at + line.len() - rest.len() + end;
        // A type may stand between the name and the value.
        if let Some(equals) = text[start..].find('=').filter(|equals| *equals < 200) {
            found.entry(&rest[..end]).or_insert(start + equals + 1);
        }
    }
    found
}

const fn is_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$')
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    constants: BTreeMap<&'t str, usize>,
    computed: BTreeSet<usize>,
    left: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at.min(self.text.len())..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Skips white space and comments.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start();
            self.at += rest.len() - trimmed.len();
            let end = if trimmed.starts_with("//") {
                trimmed.find('\n').unwrap_or(trimmed.len())
            } else if trimmed.starts_with("/*") {
                trimmed.find("*/").map_or(trimmed.len(), |end| end + 2)
            } else {
                return;
            };
            self.at += end;
        }
    }

    fn value(&mut self, depth: usize) -> Node {
        self.skip();
        let start = self.at;
        self.left = self.left.saturating_sub(1);
        let kind = if depth >= MAX_DEPTH || self.left == 0 { None } else { self.literal(depth) };
        let end = self.at;
        self.skip();
        // A type behind the value says nothing of it.
        let rest = self.rest();
        if rest.starts_with("satisfies ") || rest.starts_with("as ") {
            self.skip_computed();
        }
        let is_whole = self.peek().is_none_or(|next| matches!(next, ',' | '}' | ']' | ')' | ';'))
            // A statement may end without a semicolon.
            || self.text[end..self.at].contains('\n') && self.peek().is_some_and(is_name);
        match kind.filter(|_| is_whole) {
            Some(kind) => Node { span: Span::new(start, end), kind },
            None => {
                self.skip_computed();
                self.computed.insert(start);
                Node { span: Span::new(start, self.at.max(start)), kind: Kind::Null }
            }
        }
    }

    fn literal(&mut self, depth: usize) -> Option<Kind> {
        match self.peek()? {
            '{' => Some(Kind::Mapping(self.object(depth))),
            '[' => Some(Kind::Sequence(self.array(depth))),
            '\'' | '"' | '`' => self.string().map(|text| Kind::Scalar { text, quoted: true }),
            '(' => {
                self.at += 1;
                let inner = self.value(depth + 1);
                self.skip();
                let is_closed = self.peek() == Some(')');
                self.at += usize::from(is_closed);
                (is_closed && !self.computed.contains(&inner.span.start)).then_some(inner.kind)
            }
            first if first.is_ascii_digit() || first == '-' => {
                let rest = self.rest();
                let end = rest
                    .find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_')))
                    .unwrap_or(rest.len());
                self.at += end;
                Some(Kind::Scalar { text: rest[..end].to_owned(), quoted: false })
            }
            first if is_name(first) => self.word(depth),
            _ => None,
        }
    }

    fn word(&mut self, depth: usize) -> Option<Kind> {
        let rest = self.rest();
        for call in ["require.resolve(", "require("] {
            if rest.starts_with(call) {
                self.at += call.len();
                self.skip();
                let text = self.string()?;
                self.skip();
                let is_closed = self.peek() == Some(')');
                self.at += usize::from(is_closed);
                return is_closed.then_some(Kind::Scalar { text, quoted: true });
            }
        }
        let end = rest.find(|letter: char| !is_name(letter)).unwrap_or(rest.len());
        let word = &rest[..end];
        self.at += end;
        match word {
            "true" | "false" => Some(Kind::Scalar { text: word.to_owned(), quoted: false }),
            "null" | "undefined" => Some(Kind::Null),
            _ => {
                let from = *self.constants.get(word)?;
                let behind = std::mem::replace(&mut self.at, from);
                let node = self.value(depth + 4);
                self.at = behind;
                (!self.computed.contains(&node.span.start)).then_some(node.kind)
            }
        }
    }

    /// A text in quotes; nothing for one with values in it.
    fn string(&mut self) -> Option<String> {
        let quote = self.peek().filter(|quote| matches!(quote, '\'' | '"' | '`'))?;
        let mut out = String::new();
        let mut is_plain = true;
        let mut letters = self.rest().char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                '\\' => match letters.next()?.1 {
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    '\n' => {}
                    'u' | 'x' => is_plain = false,
                    other => out.push(other),
                },
                '$' if quote == '`' && self.rest()[at..].starts_with("${") => is_plain = false,
                '\n' if quote != '`' => return None,
                letter if letter == quote => {
                    self.at += at + 1;
                    return is_plain.then_some(out);
                }
                letter => out.push(letter),
            }
        }
        None
    }

    fn array(&mut self, depth: usize) -> Vec<Node> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip();
            match self.peek() {
                None => return items,
                Some(']') => {
                    self.at += 1;
                    return items;
                }
                Some(',') => self.at += 1,
                Some(_) => {
                    let before = self.at;
                    items.push(self.value(depth + 1));
                    if self.at == before {
                        self.at += self.peek().map_or(1, char::len_utf8);
                    }
                }
            }
        }
    }

    fn object(&mut self, depth: usize) -> Vec<(Node, Node)> {
        self.at += 1;
        let mut entries: Vec<(Node, Node)> = Vec::new();
        loop {
            self.skip();
            let start = self.at;
            match self.peek() {
                None => return entries,
                Some('}') => {
                    self.at += 1;
                    return entries;
                }
                Some(',') => {
                    self.at += 1;
                    continue;
                }
                Some(_) => {}
            }
            let name = self.key();
            self.skip();
            let is_pair = name.is_some() && self.peek() == Some(':');
            let text = name.unwrap_or_else(|| "...".to_owned());
            let value = if is_pair {
                self.at += 1;
                self.value(depth + 1)
            } else {
                // A short form, a spread or a function.
                self.at = start;
                self.value(depth + 1)
            };
            let key = Node { span: Span::new(start, start + 1), kind: Kind::Scalar { text, quoted: true } };
            if !entries.iter().any(|(known, _)| known.text() == key.text()) || key.text() == Some("...") {
                entries.push((key, value));
            }
            if self.at == start {
                self.at += self.peek().map_or(1, char::len_utf8);
            }
        }
    }

    fn key(&mut self) -> Option<String> {
        if matches!(self.peek(), Some('\'' | '"')) {
            return self.string();
        }
        let rest = self.rest();
        let end = rest.find(|letter: char| !is_name(letter)).unwrap_or(rest.len());
        self.at += end;
        (end > 0).then(|| rest[..end].to_owned())
    }

    /// Skips to the end of an expression: a comma or a closing bracket that belongs to what is around it.
    fn skip_computed(&mut self) {
        let mut depth = 0_usize;
        while let Some(next) = self.peek() {
            match next {
                '\'' | '"' | '`' => {
                    let before = self.at;
                    if self.string().is_none() && self.at == before {
                        self.at += 1;
                    }
                    continue;
                }
                '/' if self.rest().starts_with("//") || self.rest().starts_with("/*") => {
                    self.skip();
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' if depth == 0 => return,
                ')' | ']' | '}' => depth -= 1,
                ',' | ';' if depth == 0 => return,
                _ => {}
            }
            self.at += next.len_utf8();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::yaml::json;

    #[test]
    fn literals_are_read_and_nothing_is_run() {
        let text = "// @ts-check\nconst name = 'x';\nconst config: Config = {\n  title: \"A\", // c\n  name,\n  n: -1.5, t: true,\n  \
                    list: ['a', `b`, /* c */ `${d}`, ...rest],\n  f: () => { return {a: 1}; },\n  p: ({q: [1,]}),\n  r: require.resolve('./s.js'),\n  \
                    sum: 1 + 2, v: other.value,\n} satisfies Config;\n\nexport default config;\n";
        let script = read(text).unwrap();
        assert_eq!(
            json(&script.root).to_string(),
            r#"{"f":null,"list":["a","b",null,null],"n":-1.5,"name":"x","p":{"q":[1]},"r":"./s.js","sum":null,"t":true,"title":"A","v":null}"#
        );
        for key in ["f", "sum", "v"] {
            assert!(script.computed.contains(&script.root.get(key).unwrap().span.start), "{key}");
        }
        assert_eq!(read("export default async function f() { return {}; }"), None);
        assert!(read("module.exports = {a: [{").is_some());
        assert_eq!(read("x"), None);
    }
}
