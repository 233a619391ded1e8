//! Files that an article inserts with `--8<--`.

use std::path::Path;

use crate::import::account::{Account, Fate};
use crate::import::lines::{Line, lines, outdented};
use crate::import::moved::joined;
use crate::import::read::read_text;

/// Insertions are nested no deeper.
const MAX_DEPTH: usize = 8;

/// An article with its insertions has no more lines.
const MAX_LINES: usize = 200_000;

const SNIPPET: &str = "snippet";

/// Where inserted files are looked for.
pub(super) struct Snippets<'s> {
    pub(super) root: &'s Path,
    /// Folders relative to the root.
    pub(super) bases: Vec<String>,
}

impl Snippets<'_> {
    /// The lines of the article `file` with what they insert.
    pub(super) fn insert(&self, all: Vec<Line>, file: &str, account: &mut Account) -> Vec<Line> {
        let mut out = Vec::with_capacity(all.len());
        self.add(all, (file, 0), account, &mut out);
        out
    }

    fn add(&self, all: Vec<Line>, (file, depth): (&str, usize), account: &mut Account, out: &mut Vec<Line>) {
        let mut in_block = false;
        for line in all {
            let (name, is_mark) = match mark(&line.text) {
                Some(Mark::Escaped) => {
                    out.push(Line::new(line.text.replacen(';', "", 1), line.number));
                    continue;
                }
                Some(Mark::Section) if depth > 0 => continue,
                Some(Mark::Block) => {
                    in_block = !in_block;
                    continue;
                }
                Some(Mark::File(name)) => (name, true),
                _ if in_block => (line.text.trim().to_owned(), false),
                _ => {
                    out.push(line);
                    continue;
                }
            };
            if name.is_empty() || name.starts_with(';') {
                continue;
            }
            let indent = line.text.len() - line.text.trim_start().len();
            match self.read(&name, depth, out.len()) {
                Ok(text) => {
                    account.count(SNIPPET, Fate::Turned);
                    let inserted = lines(&text, 0).into_iter().map(|inner| {
                        let text = if inner.is_blank() {
                            String::new()
                        } else {
                            format!("{}{}", &line.text[..indent], inner.text)
                        };
                        Line::new(text, line.number)
                    });
                    self.add(inserted.collect(), (file, depth + 1), account, out);
                }
                Err(reason) => {
                    account.say(SNIPPET, Fate::Kept, (file, line.number), reason);
                    out.push(if is_mark { line } else { Line::new(format!("--8<-- \"{name}\""), line.number) });
                }
            }
        }
    }

    /// The text of `path`, `path:section` or `path:from:to`.
    fn read(&self, name: &str, depth: usize, length: usize) -> Result<String, String> {
        if depth >= MAX_DEPTH || length >= MAX_LINES {
            return Err("it inserts too much".to_owned());
        }
        if name.contains("://") {
            return Err("it is on another host, which is not asked".to_owned());
        }
        let mut parts = name.splitn(2, ':');
        let (path, part) = (parts.next().unwrap_or_default(), parts.next());
        let paths = self.bases.iter().filter_map(|base| joined(base, path));
        let found = paths.filter(|path| !path.is_empty() && self.root.join(path).is_file());
        let path = found.into_iter().next().ok_or_else(|| format!("there is no file `{path}`"))?;
        let text = read_text(self.root, &path).map_err(|error| error.to_string())?;
        match part {
            None => Ok(text),
            Some(part) if part.starts_with(|first: char| first.is_ascii_digit() || first == ':') => {
                Ok(range(&text, part))
            }
            Some(part) => section(&text, part).ok_or_else(|| format!("`{path}` has no section `{part}`")),
        }
    }
}

enum Mark {
    Escaped,
    Section,
    Block,
    File(String),
}

/// The mark that stands on a line.
fn mark(line: &str) -> Option<Mark> {
    let text = line.trim();
    let at = text.find("8<-")?;
    let before = &text[..at];
    let rest = text[at + 2..].trim_start_matches('-');
    if !before.ends_with('-') {
        return None;
    }
    if rest.trim_start().starts_with("[start:") || rest.trim_start().starts_with("[end:") {
        return Some(Mark::Section);
    }
    match before.trim_end_matches('-') {
        "" if rest.is_empty() => Some(Mark::Block),
        "" => {
            let quoted = rest.trim();
            let name = quoted.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
            Some(Mark::File(name.trim().to_owned()))
        }
        ";" => Some(Mark::Escaped),
        _ => None,
    }
}

fn range(text: &str, part: &str) -> String {
    let all: Vec<&str> = text.lines().collect();
    let mut out = String::new();
    for range in part.split(',') {
        let (from, to) = range.split_once(':').unwrap_or((range, ""));
        let from = from.parse::<usize>().unwrap_or(1).max(1);
        let to = to.parse::<usize>().unwrap_or(all.len()).min(all.len());
        for line in all.get(from - 1..to.max(from - 1)).unwrap_or_default() {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// The lines between `[start:name]` and `[end:name]`.
fn section(text: &str, name: &str) -> Option<String> {
    let (start, end) = (format!("[start:{name}]"), format!("[end:{name}]"));
    let is_mark = |line: &str, mark: &str| line.contains("8<-") && line.contains(mark);
    let mut inner = text.lines().skip_while(|line| !is_mark(line, &start));
    inner.next()?;
    let lines: Vec<&str> = inner.take_while(|line| !is_mark(line, &end)).collect();
    let margin =
        lines.iter().filter(|line| !line.trim().is_empty()).map(|line| crate::import::lines::indent(line)).min();
    Some(lines.iter().map(|line| outdented(line, margin.unwrap_or(0)) + "\n").collect())
}

#[cfg(test)]
mod tests {
    use super::Snippets;
    use crate::import::account::Account;
    use crate::import::lines::{lines, text};

    #[test]
    fn files_sections_and_lines_are_inserted_and_nothing_outside() {
        let root = tempfile::tempdir().unwrap();
        let code = "one\n# --8<-- [start:x]\n    two\n# --8<-- [end:x]\nthree\n";
        std::fs::write(root.path().join("a.py"), code).unwrap();
        std::fs::write(root.path().join("loop.md"), "--8<-- \"loop.md\"\n").unwrap();
        let snippets = Snippets { root: root.path(), bases: vec![String::new()] };
        let mut account = Account::default();
        let mut check = |article: &str, expected: &str| {
            let found = snippets.insert(lines(article, 1), "x.md", &mut account);
            assert_eq!(text(&found), expected, "{article}");
        };
        check("  --8<-- \"a.py:x\"\n", "  two\n");
        check("--8<-- \"a.py:5:5\"\n", "three\n");
        check("--8<--\na.py\n--8<--\n", "one\n    two\nthree\n");
        check(";--8<-- \"a.py\"\n", "--8<-- \"a.py\"\n");
        check("--8<-- \"../etc\"\n", "--8<-- \"../etc\"\n");
        check("--8<-- \"loop.md\"\n", "--8<-- \"loop.md\"\n");
    }
}
