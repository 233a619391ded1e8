//! Blocks of an article: tabs, callouts, code, headings, and the extensions that have a syntax of their own.

use super::inline::{Context, inline};
use super::syntax::{markdown_element, options, tab_title, trailing_list};
use crate::import::account::{Account, Fate};
use crate::import::attributes::Attributes;
use crate::import::fence::Info;
use crate::import::lines::{Fence, Line, fence_end, in_place_of, indent, list_marker, outdented};

/// Blocks are nested no deeper; what is deeper stays as it is.
const MAX_DEPTH: usize = 12;

/// The blocks of one part of an article.
pub(super) struct Blocks<'b> {
    context: &'b Context<'b>,
    account: &'b mut Account,
    depth: usize,
    out: Vec<Line>,
    paragraph: Vec<Line>,
    /// The columns at which the text of the lists and callouts around a line begins.
    containers: Vec<usize>,
    /// The elements whose content an extension reads as Markdown.
    elements: Vec<String>,
}

/// The lines in the syntax that is read here.
pub(super) fn blocks(lines: &[Line], depth: usize, context: &Context<'_>, account: &mut Account) -> Vec<Line> {
    let (out, paragraph, containers, elements) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut blocks = Blocks { context, account, depth, out, paragraph, containers, elements };
    blocks.run(lines);
    blocks.out
}

impl Blocks<'_> {
    fn run(&mut self, lines: &[Line]) {
        let mut at = 0;
        let mut in_code = false;
        while at < lines.len() {
            let line = &lines[at];
            if line.is_blank() {
                self.flush();
                self.out.push(line.clone());
                at += 1;
                continue;
            }
            let was_blank = self.paragraph.is_empty();
            if was_blank {
                in_code = self.is_code(line, in_code);
            }
            if in_code && was_blank {
                self.out.push(line.clone());
                at += 1;
                continue;
            }
            at = match self.block(lines, at) {
                Some(next) => next,
                None => {
                    self.prose(line);
                    at + 1
                }
            };
        }
        self.flush();
    }

    /// Whether a line behind a blank one is indented as code is.
    fn is_code(&mut self, line: &Line, was_code: bool) -> bool {
        let indent = line.indent();
        while self.containers.last().is_some_and(|content| *content > indent) {
            self.containers.pop();
        }
        let base = self.containers.last().copied().unwrap_or(0);
        let is_marker = list_marker(line.text.trim_start()).is_some() && !was_code && !self.containers.is_empty();
        indent >= base + 4 && !is_marker
    }

    /// Writes the paragraph so far.
    fn flush(&mut self) {
        let Some(first) = self.paragraph.first().map(|line| line.number) else { return };
        let text: Vec<&str> = self.paragraph.iter().map(|line| line.text.as_str()).collect();
        let written = inline(&text.join("\n"), first, self.context, self.account);
        let last = self.paragraph.last().map_or(first, |line| line.number);
        self.out.extend(in_place_of(&self.paragraph, &written, last));
        self.paragraph.clear();
    }

    fn prose(&mut self, line: &Line) {
        let text = line.text.trim_start();
        let start = line.indent();
        if let Some(length) = list_marker(text) {
            self.flush();
            while self.containers.last().is_some_and(|content| *content > start) {
                self.containers.pop();
            }
            self.containers.push(start + length);
        } else if text.starts_with("[^") && text.contains("]:") || text.starts_with(": ") {
            self.flush();
            self.containers.push(start + 4);
        }
        if text.starts_with('|') {
            self.flush();
        }
        self.paragraph.push(line.clone());
    }

    /// Writes the block that begins at `lines[at]`; returns the index behind it.
    fn block(&mut self, lines: &[Line], at: usize) -> Option<usize> {
        let line = &lines[at];
        let text = line.text.trim_start();
        let next = if Fence::open(&line.text).is_some() {
            self.flush();
            self.code(lines, at)
        } else if text.starts_with("=== ") || text.starts_with("===!") || text.starts_with("===+") {
            self.tabs(lines, at)?
        } else if text.starts_with("/// ") {
            self.slashes(lines, at)?
        } else if text.starts_with("!!! ") || text.starts_with("??? ") || text.starts_with("???+ ") {
            self.callout(line).then_some(at + 1)?
        } else if text.starts_with("::: ") && self.context.options.plugins.contains_key("mkdocstrings") {
            self.generated(lines, at)
        } else if text.starts_with('#') {
            self.heading(line).then_some(at + 1)?
        } else if text.starts_with('{') {
            self.list_of_attributes(line).then_some(at + 1)?
        } else if text.trim_end() == "[TOC]" {
            self.flush();
            self.account.count("list of headings `[TOC]`", Fate::LeftOut);
            at + 1
        } else if text.starts_with("<!--") && !text.contains("-->") {
            self.flush();
            self.until(lines, at, "-->")
        } else if text.starts_with('<') {
            self.html(lines, at)?
        } else {
            return None;
        };
        Some(next)
    }

    /// Copies lines up to the one with `end`.
    fn until(&mut self, lines: &[Line], at: usize, end: &str) -> usize {
        let length = lines[at..]
            .iter()
            .position(|line| line.text.to_lowercase().contains(end))
            .map_or(lines.len() - at, |length| length + 1);
        self.out.extend_from_slice(&lines[at..at + length]);
        at + length
    }

    fn code(&mut self, lines: &[Line], at: usize) -> usize {
        let line = &lines[at];
        let Some(fence) = Fence::open(&line.text) else { return at + 1 };
        let end = fence_end(lines, at, &fence);
        if let Some(length) = list_marker(line.text.trim_start()) {
            self.containers.push(line.indent() + length);
        }
        let info = Info::read(fence.info);
        let written = info.written();
        let fate = if written == fence.info { Fate::AsIs } else { Fate::Turned };
        self.account.count("code block", fate);
        for option in &info.unknown {
            let place = (self.context.file, line.number);
            self.account.say("option of a code block", Fate::LeftOut, place, format!("`{option}` has no counterpart"));
        }
        self.out.push(Line::new(format!("{}{}{written}", fence.before, fence.mark()), line.number));
        self.out.extend_from_slice(&lines[at + 1..end]);
        end
    }

    /// The lines that belong to what begins at `lines[at]`: blank ones, and those that are indented by four more.
    fn content(lines: &[Line], at: usize, width: usize) -> usize {
        let mut end = at + 1;
        for (index, line) in lines.iter().enumerate().skip(at + 1) {
            if !line.is_blank() {
                if line.indent() < width {
                    break;
                }
                end = index + 1;
            }
        }
        end
    }

    /// `=== "Title"`, several in a row.
    fn tabs(&mut self, lines: &[Line], at: usize) -> Option<usize> {
        let width = lines[at].indent();
        let mut tabs = Vec::new();
        let mut next = at;
        while let Some(line) = lines.get(next) {
            if line.indent() != width || !tabs.is_empty() && line.text.trim_start().starts_with("===!") {
                break;
            }
            let Some(title) = tab_title(line.text.trim_start()) else { break };
            let end = Self::content(lines, next, width + 4);
            tabs.push((title.to_owned(), line.number, &lines[next + 1..end]));
            next = end + lines[end..].iter().take_while(|line| line.is_blank()).count();
        }
        let (_, first, _) = tabs.first()?;
        let first = *first;
        if self.depth >= MAX_DEPTH {
            self.account.say("tabs", Fate::Kept, (self.context.file, first), "they are nested too deep");
            return None;
        }
        self.flush();
        self.account.count("tabs", Fate::Turned);
        let bodies: Vec<_> =
            tabs.iter().map(|(title, number, body)| (title.as_str(), *number, self.inner(body, width + 4))).collect();
        self.write_tabs(width, bodies);
        if next < lines.len() {
            self.out.push(Line::new("", lines[next].number));
        }
        Some(next)
    }

    /// The content of a block, outdented and converted.
    fn inner(&mut self, body: &[Line], width: usize) -> Vec<Line> {
        let body: Vec<Line> = body.iter().map(|line| Line::new(outdented(&line.text, width), line.number)).collect();
        blocks(&body, self.depth + 1, self.context, self.account)
    }

    /// Tabs as shortcodes. What is in them begins at the first column: a shortcode in a list is read on its own.
    fn write_tabs(&mut self, width: usize, tabs: Vec<(&str, usize, Vec<Line>)>) {
        let Some((_, first, _)) = tabs.first() else { return };
        self.out.push(Line::new(format!("{}{{{{< tabs >}}}}", " ".repeat(width)), *first));
        let mut last = *first;
        for (title, number, body) in tabs {
            let title = title.replace('\\', "").replace('"', "'");
            self.out.push(Line::new(format!("{{{{< tab \"{title}\" >}}}}"), number));
            self.out.push(Line::new("", number));
            let end = body.iter().rposition(|line| !line.is_blank()).map_or(0, |at| at + 1);
            let start = body.iter().position(|line| !line.is_blank()).unwrap_or(0);
            last = body.last().map_or(number, |line| line.number);
            self.out.extend(body.into_iter().take(end).skip(start));
            self.out.push(Line::new("", last));
            self.out.push(Line::new("{{< /tab >}}", last));
        }
        self.out.push(Line::new("{{< /tabs >}}", last));
    }

    /// `/// kind | Title` up to `///`, of the newer extensions.
    fn slashes(&mut self, lines: &[Line], at: usize) -> Option<usize> {
        let line = &lines[at];
        let (kind, title) = line.text.trim().trim_start_matches('/').trim().split_once('|').map_or_else(
            || (line.text.trim().trim_start_matches('/').trim(), None),
            |(kind, title)| (kind.trim(), Some(title.trim())),
        );
        let mark = line.text.trim_start().bytes().take_while(|byte| *byte == b'/').count();
        let width = line.indent();
        let closes = |line: &Line| line.text.trim() == "/".repeat(mark) && line.indent() == width;
        let end = at + 1 + lines[at + 1..].iter().position(closes)?;
        let is_known = !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
        if self.depth >= MAX_DEPTH
            || !is_known
            || matches!(kind, "html" | "define" | "caption" | "figure-caption" | "table-caption")
        {
            let place = (self.context.file, line.number);
            self.account.say("block `///`", Fate::Kept, place, format!("`{kind}` is not read here"));
            return None;
        }
        self.flush();
        self.account.count("block `///`", Fate::Turned);
        let (options, body) = options(&lines[at + 1..end]);
        let option = |name: &str| options.iter().find_map(|line| Some(line.text.trim().strip_prefix(name)?.trim()));
        let body = self.inner(body, width);
        if kind == "tab" {
            self.write_tabs(width, vec![(title.unwrap_or("Tab"), line.number, body)]);
            self.join_tabs();
            return Some(end + 1);
        }
        let mark = match kind {
            "details" if option("open:").is_some_and(|value| value.eq_ignore_ascii_case("true")) => "???+",
            "details" => "???",
            _ => "!!!",
        };
        let kind = if kind == "details" { option("type:").unwrap_or("note") } else { kind };
        let title = title.map(|title| inline(title, line.number, self.context, self.account));
        let title = title.map(|title| format!(" \"{}\"", title.replace('"', "'"))).unwrap_or_default();
        self.out.push(Line::new(format!("{}{mark} {kind}{title}", " ".repeat(width)), line.number));
        for line in body {
            let text = if line.is_blank() { String::new() } else { format!("{}{}", " ".repeat(width + 4), line.text) };
            self.out.push(Line::new(text, line.number));
        }
        self.out.push(Line::new("", lines[end].number));
        Some(end + 1)
    }

    /// Makes one group of two groups of tabs that follow each other.
    fn join_tabs(&mut self) {
        let Some(start) = self.out.iter().rposition(|line| line.text.trim() == "{{< tabs >}}") else { return };
        let before = self.out[..start].iter().rposition(|line| !line.is_blank());
        if let Some(before) = before.filter(|before| self.out[*before].text == "{{< /tabs >}}") {
            self.out.drain(before..=start);
        }
    }

    /// `!!! note "Title"`, which is read here as it stands.
    fn callout(&mut self, line: &Line) -> bool {
        self.flush();
        self.account.count("callout", Fate::AsIs);
        self.containers.push(line.indent() + 4);
        self.out.push(line.clone());
        true
    }

    /// `::: module.name`, which a plugin replaces with text from code.
    fn generated(&mut self, lines: &[Line], at: usize) -> usize {
        self.flush();
        let line = &lines[at];
        let reason = format!("a plugin makes text of code: `{}`", line.text.trim());
        self.account.say("text from code", Fate::LeftOut, (self.context.file, line.number), reason);
        Self::content(lines, at, line.indent() + 4)
    }

    fn heading(&mut self, line: &Line) -> bool {
        let text = line.text.trim_start();
        let level = text.bytes().take_while(|byte| *byte == b'#').count();
        if level > 6 || line.indent() > self.containers.last().copied().unwrap_or(0) + 3 {
            return false;
        }
        self.flush();
        let rest = text[level..].trim();
        let is_spaced = text[level..].starts_with([' ', '\t']) || rest.is_empty();
        let (rest, list) = trailing_list(rest.trim_end_matches('#').trim_end());
        let mut written = inline(rest, line.number, self.context, self.account);
        if let Some(list) = list {
            self.account.count("attributes of a heading", Fate::Turned);
            written.push(' ');
            written.push_str(&list.written());
        }
        if !is_spaced {
            self.account.count("heading without a space", Fate::Turned);
        }
        let indent = &line.text[..line.text.len() - text.len()];
        self.out.push(Line::new(format!("{indent}{} {written}", "#".repeat(level)), line.number));
        true
    }

    /// A list of attributes on a line of its own, for the block above it.
    fn list_of_attributes(&mut self, line: &Line) -> bool {
        let text = line.text.trim();
        let Some((list, _)) = Attributes::read(text).filter(|(_, length)| *length == text.len()) else { return false };
        if !self.context.options.has("attr_list") {
            return false;
        }
        self.flush();
        self.account.count("attributes of a block", Fate::Turned);
        let indent = &line.text[..indent(&line.text).min(line.text.len() - line.text.trim_start().len())];
        self.out.push(Line::new(format!("{indent}{}", list.written()), line.number));
        true
    }

    /// A line that begins with a tag: code and scripts as they are, and elements with Markdown in them.
    fn html(&mut self, lines: &[Line], at: usize) -> Option<usize> {
        let line = &lines[at];
        let text = line.text.trim();
        for name in ["script", "style", "pre", "svg"] {
            let is_it = text.get(1..=name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
            if is_it && text[1 + name.len()..].starts_with(['>', ' ']) {
                self.flush();
                return Some(self.until(lines, at, &format!("</{name}>")));
            }
        }
        let closing = text.strip_prefix("</").and_then(|rest| rest.strip_suffix('>')).map(str::trim);
        if let Some(name) = closing.filter(|name| self.elements.last().is_some_and(|open| open == name)) {
            self.flush();
            self.elements.pop();
            self.out.push(Line::new("", line.number));
            let tag = format!("</{name}>");
            self.out.extend([Line::new(tag, line.number), Line::new("", line.number)]);
            return Some(at + 1);
        }
        let (tag, name, rest) = markdown_element(text)?;
        self.flush();
        self.account.count("HTML with Markdown in it", Fate::Turned);
        self.out.extend([Line::new(tag, line.number), Line::new("", line.number)]);
        let end = format!("</{name}>");
        match rest.strip_suffix(&end) {
            Some(inner) => {
                let inner = inline(inner.trim(), line.number, self.context, self.account);
                self.out.extend([inner, String::new(), end, String::new()].map(|text| Line::new(text, line.number)));
            }
            None => {
                self.elements.push(name);
                if !rest.is_empty() {
                    self.paragraph.push(Line::new(rest, line.number));
                }
            }
        }
        Some(at + 1)
    }
}
