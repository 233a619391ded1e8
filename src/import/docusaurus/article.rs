//! One article of Docusaurus as one of ours: Markdown with known components; every other component is kept as text.

use std::collections::BTreeMap;
use std::path::Path;

use super::element::{closing, code_options, labels};
use super::inline::{Context, inline};
use super::tag::Tag;
use crate::import::account::{Account, Fate};
use crate::import::lines::{Fence, Line, fence_end, in_place_of, lines, outdented};
use crate::import::matter::split;
use crate::import::moved::{folder_of, joined};
use crate::import::read::read_text;

/// Blocks and insertions are nested no deeper.
const MAX_DEPTH: usize = 10;

/// The names of callouts.
const CALLOUTS: [&str; 10] =
    ["note", "tip", "info", "important", "warning", "caution", "danger", "success", "secondary", "details"];

/// Writes the blocks of one article.
pub(super) struct Blocks<'b> {
    context: &'b Context<'b>,
    root: &'b Path,
    account: &'b mut Account,
    depth: usize,
    /// What names in the article are imported from.
    imports: BTreeMap<String, String>,
    out: Vec<Line>,
    paragraph: Vec<Line>,
}

/// The lines of an article in the syntax that is read here.
pub(super) fn blocks(all: &[Line], context: &Context<'_>, root: &Path, account: &mut Account) -> Vec<Line> {
    let (imports, out, paragraph) = (BTreeMap::new(), Vec::new(), Vec::new());
    let mut blocks = Blocks { context, root, account, depth: 0, imports, out, paragraph };
    blocks.run(all);
    blocks.out
}

impl Blocks<'_> {
    fn run(&mut self, all: &[Line]) {
        let mut at = 0;
        while at < all.len() {
            let line = &all[at];
            let text = line.text.trim_start();
            at = if line.is_blank() {
                self.flush();
                self.out.push(line.clone());
                at + 1
            } else if Fence::open(&line.text).is_some() {
                self.flush();
                self.code(all, at)
            } else if self.paragraph.is_empty()
                && (line.text.starts_with("import ") || line.text.starts_with("export "))
            {
                self.script(all, at)
            } else if text.starts_with(":::") {
                self.callout(line);
                at + 1
            } else if text.starts_with("<!--") || text.starts_with("{/*") {
                self.comment(all, at)
            } else if let Some(next) = self.component(all, at) {
                next
            } else {
                if text.starts_with(['|', '#', '-', '*']) {
                    self.flush();
                }
                self.paragraph.push(line.clone());
                at + 1
            };
        }
        self.flush();
    }

    fn flush(&mut self) {
        let Some(first) = self.paragraph.first().map(|line| line.number) else { return };
        let text: Vec<&str> = self.paragraph.iter().map(|line| line.text.as_str()).collect();
        let written = inline(&text.join("\n"), first, self.context, self.account);
        self.out.extend(in_place_of(&self.paragraph, &written, first));
        self.paragraph.clear();
    }

    /// A code block: its options, and the comments that mark lines.
    fn code(&mut self, all: &[Line], at: usize) -> usize {
        let line = &all[at];
        let Some(fence) = Fence::open(&line.text) else { return at + 1 };
        let end = fence_end(all, at, &fence);
        let mut info = code_options(fence.info);
        let mut body: Vec<Line> = Vec::new();
        let mut is_marked = false;
        let mut is_next = false;
        for line in &all[at + 1..end] {
            let comment = line.text.trim().trim_start_matches(['/', '#', '*', '<', '!', '-', '{', ' ']);
            let comment = comment.trim_end_matches(['/', '*', '>', '-', '}', ' ']);
            match comment {
                "highlight-next-line" => is_next = true,
                "highlight-start" => is_marked = true,
                "highlight-end" => is_marked = false,
                _ => {
                    body.push(line.clone());
                    if is_marked || std::mem::take(&mut is_next) {
                        info.marked.push(body.len().to_string());
                    }
                    continue;
                }
            }
            self.account.count("comment that marks lines", Fate::Turned);
        }
        let written = info.written();
        self.account.count("code block", if written == fence.info { Fate::AsIs } else { Fate::Turned });
        for option in &info.unknown {
            let place = (self.context.file, line.number);
            self.account.say("option of a code block", Fate::LeftOut, place, format!("`{option}` has no counterpart"));
        }
        self.out.push(Line::new(format!("{}{}{written}", fence.before, fence.mark()), line.number));
        self.out.extend(body);
        end
    }

    /// `import` and `export`, up to a blank line.
    fn script(&mut self, all: &[Line], at: usize) -> usize {
        let length = all[at..].iter().take_while(|line| !line.is_blank()).count();
        let statements: Vec<&str> = all[at..at + length].iter().map(|line| line.text.as_str()).collect();
        let is_import = statements.iter().all(|line| !line.starts_with("export "));
        // Text may follow an import without a blank line.
        let length = if is_import {
            statements.iter().rposition(|line| line.contains(['\'', '"'])).map_or(length, |last| last + 1)
        } else {
            length
        };
        let joined = statements[..length].join(" ");
        for statement in joined.split("import ").skip(1) {
            let Some((names, path)) = statement.rsplit_once(" from ") else { continue };
            let path = path.trim().trim_end_matches(';').trim_matches(['\'', '"']);
            for name in names.split(['{', '}', ',']).map(str::trim).filter(|name| !name.is_empty()) {
                let name = name.rsplit(" as ").next().unwrap_or(name);
                self.imports.insert(name.to_owned(), path.to_owned());
            }
            self.account.count("import", Fate::LeftOut);
        }
        if !is_import {
            self.account.say(
                "export",
                Fate::LeftOut,
                (self.context.file, all[at].number),
                "no program of an article is run",
            );
        }
        at + length
    }

    fn callout(&mut self, line: &Line) {
        self.flush();
        let rest = line.text.trim().trim_start_matches(':');
        let kind =
            rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-').next().unwrap_or_default();
        if kind.is_empty() {
            // The end of one.
        } else if CALLOUTS.contains(&kind) {
            self.account.count("callout", Fate::AsIs);
        } else {
            let reason = format!("`{kind}` is no kind that is known here");
            self.account.say("callout", Fate::Kept, (self.context.file, line.number), reason);
        }
        self.out.push(line.clone());
    }

    /// A comment of HTML as it is; one of JSX is left out.
    fn comment(&mut self, all: &[Line], at: usize) -> usize {
        self.flush();
        let is_html = all[at].text.trim_start().starts_with("<!--");
        let close = if is_html { "-->" } else { "*/}" };
        let length = all[at..].iter().position(|line| line.text.contains(close)).map_or(1, |length| length + 1);
        let is_cut = all[at].text.contains("truncate") && length == 1;
        if is_html && !is_cut {
            self.out.extend_from_slice(&all[at..at + length]);
        } else {
            self.account.count("comment of JSX", Fate::LeftOut);
            let last = &all[at + length - 1];
            let behind = last.text.split_once(close).map_or("", |(_, behind)| behind);
            if !behind.trim().is_empty() {
                self.paragraph.push(Line::new(behind, last.number));
            }
        }
        at + length
    }

    /// A component that begins a line.
    fn component(&mut self, all: &[Line], at: usize) -> Option<usize> {
        let line = &all[at];
        let text = line.text.trim_start();
        if !text.starts_with('<') {
            return None;
        }
        let (tag, end, behind) = self.tag(all, at)?;
        match tag.name.as_str() {
            "Tabs" if !tag.is_closing => self.tabs(all, at, end, &tag),
            "DocCardList" | "TOCInline" | "DocCard" => {
                self.flush();
                self.account.say(
                    "list of pages or headings",
                    Fate::LeftOut,
                    (self.context.file, line.number),
                    "the theme has such a list",
                );
                Some(end)
            }
            "Admonition" => {
                self.flush();
                self.account.count("callout", Fate::Turned);
                let title = tag.text("title").map(|title| format!("[{title}]")).unwrap_or_default();
                let kind = tag.text("type").unwrap_or_else(|| "note".to_owned());
                let text = if tag.is_closing { ":::".to_owned() } else { format!(":::{kind}{title}") };
                self.out.push(Line::new(text, line.number));
                Some(end)
            }
            "summary" if behind.trim_end().ends_with("</summary>") => {
                self.paragraph.push(line.clone());
                self.flush();
                self.out.push(Line::new("", line.number));
                Some(end)
            }
            name if tag.is_empty
                && name.starts_with(|first: char| first.is_ascii_uppercase())
                && behind.trim().is_empty() =>
            {
                self.partial(name, line, end)
            }
            _ => None,
        }
    }

    /// The tag that begins at a line, the index behind its last line, and what follows it there.
    fn tag(&self, all: &[Line], at: usize) -> Option<(Tag, usize, String)> {
        let mut text = String::new();
        for (count, line) in all[at..].iter().take(60).enumerate() {
            if line.is_blank() {
                return None;
            }
            text.push_str(if count == 0 { line.text.trim_start() } else { &line.text });
            if let Some(tag) = Tag::read(&text).filter(|_| text.contains('>')) {
                let behind = text[tag.length..].to_owned();
                return Some((tag, at + count + 1, behind));
            }
            text.push('\n');
        }
        None
    }

    /// `<Name />` of an imported article: its text.
    fn partial(&mut self, name: &str, line: &Line, end: usize) -> Option<usize> {
        let path = self.imports.get(name)?;
        if !path.ends_with(".md") && !path.ends_with(".mdx") || self.depth >= MAX_DEPTH {
            return None;
        }
        let source = match path.strip_prefix("@site/") {
            Some(below) => joined(self.context.links.base, below),
            None => joined(folder_of(&self.context.doc.source), path),
        }?;
        let text = match read_text(self.root, &source) {
            Ok(text) => text,
            Err(error) => {
                self.account.say("inserted article", Fate::Kept, (self.context.file, line.number), error.to_string());
                return None;
            }
        };
        self.flush();
        self.account.count("inserted article", Fate::Turned);
        let (_, skipped, _) = split(&text);
        let inner: Vec<Line> =
            lines(&text, 1).into_iter().skip(skipped).map(|inner| Line::new(inner.text, line.number)).collect();
        let inner = crate::import::escape::without_shortcodes(inner, self.context.file, self.account);
        let written = self.inner(&inner);
        self.out.extend(written);
        Some(end)
    }

    fn inner(&mut self, all: &[Line]) -> Vec<Line> {
        let imports = self.imports.clone();
        let mut blocks = Blocks {
            context: self.context,
            root: self.root,
            account: self.account,
            depth: self.depth + 1,
            imports,
            out: Vec::new(),
            paragraph: Vec::new(),
        };
        blocks.run(all);
        blocks.out
    }

    /// `<Tabs>` with its items.
    fn tabs(&mut self, all: &[Line], at: usize, start: usize, tag: &Tag) -> Option<usize> {
        let end = closing(all, start, "Tabs")?;
        let width = all[at].indent();
        let labels = labels(tag);
        let mut tabs = Vec::new();
        let mut next = start;
        while next < end {
            let text = all[next].text.trim_start();
            if !text.starts_with("<TabItem") {
                if !text.is_empty() && !text.starts_with("{/*") {
                    return None;
                }
                next += 1;
                continue;
            }
            let (item, from, behind) = self.tag(all, next)?;
            let value = item.text("value").unwrap_or_default();
            let label = item.text("label").or_else(|| labels.get(&value).cloned()).unwrap_or(value);
            let number = all[next].number;
            if let Some(inner) = behind.trim().strip_suffix("</TabItem>") {
                tabs.push((label, number, vec![Line::new(inner, number)]));
                next = from;
                continue;
            }
            let to = closing(all, from, "TabItem").filter(|to| *to <= end)?;
            let mut body: Vec<Line> = Vec::new();
            if !behind.trim().is_empty() {
                body.push(Line::new(behind.trim(), number));
            }
            body.extend(all[from..to].iter().cloned());
            let last = all[to].text.trim().trim_end_matches("</TabItem>").to_owned();
            if !last.is_empty() {
                body.push(Line::new(last, all[to].number));
            }
            tabs.push((label, number, body));
            next = to + 1;
        }
        if self.depth >= MAX_DEPTH || tabs.is_empty() {
            return None;
        }
        self.flush();
        self.account.count("tabs", Fate::Turned);
        self.out.push(Line::new(format!("{}{{{{< tabs >}}}}", " ".repeat(width)), all[at].number));
        for (label, number, body) in tabs {
            let margin = body.iter().filter(|line| !line.is_blank()).map(Line::indent).min().unwrap_or(0);
            let body: Vec<Line> =
                body.iter().map(|line| Line::new(outdented(&line.text, margin), line.number)).collect();
            let written = self.inner(&body);
            self.out.push(Line::new(format!("{{{{< tab \"{}\" >}}}}", label.replace('"', "'")), number));
            self.out.push(Line::new("", number));
            self.out.extend(written);
            self.out.push(Line::new("", number));
            self.out.push(Line::new("{{< /tab >}}", number));
        }
        self.out.push(Line::new("{{< /tabs >}}", all[end].number));
        Some(end + 1)
    }
}
