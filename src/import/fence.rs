//! The options of a fenced block: language, title, marked and numbered lines.

use std::fmt::Write as _;

/// What stands behind the mark of a fence.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Info {
    pub(super) language: String,
    pub(super) title: Option<String>,
    /// Lines to mark, `2` or `4-5`.
    pub(super) marked: Vec<String>,
    /// The number of the first line, where lines are numbered.
    pub(super) first: Option<String>,
    pub(super) id: Option<String>,
    /// Options that have no counterpart.
    pub(super) unknown: Vec<String>,
}

impl Info {
    /// Reads `py title="x" hl_lines="1 3" linenums="1"` and `{ .py .annotate title="x" }`.
    pub(super) fn read(info: &str) -> Self {
        let inner = info.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        let mut found = Self::default();
        for (index, word) in words(inner.unwrap_or(info)).into_iter().enumerate() {
            // Options may stand in braces behind the language too.
            let word = word.trim_matches(['{', '}']);
            if let Some((key, value)) = word.split_once('=') {
                let value = value.trim_matches(['"', '\'']);
                match key {
                    "title" => found.title = Some(value.to_owned()),
                    "hl_lines" => {
                        let lines = value.split([' ', ',']).filter(|line| is_range(line));
                        found.marked = lines.map(str::to_owned).collect();
                    }
                    "linenums" => found.first = Some(value.split(' ').next().unwrap_or("1").to_owned()),
                    _ => found.unknown.push(word.to_owned()),
                }
            } else if let Some(id) = word.strip_prefix('#') {
                found.id = Some(id.to_owned());
            } else if index == 0 || found.language.is_empty() && word.starts_with('.') {
                found.language = word.trim_start_matches('.').to_owned();
            } else if !matches!(word, "" | ".annotate" | ".copy" | ".no-copy" | ".select") {
                found.unknown.push(word.to_owned());
            }
        }
        found
    }

    /// As it is written here.
    pub(super) fn written(&self) -> String {
        let mut options = Vec::new();
        options.extend(self.id.as_ref().map(|id| format!("#{id}")));
        options.extend(self.title.as_ref().map(|title| format!("title=\"{}\"", title.replace('"', "'"))));
        if !self.marked.is_empty() {
            options.push(format!("hl_lines=\"{}\"", self.marked.join(" ")));
        }
        if let Some(first) = &self.first {
            let mut numbers = "linenos=true".to_owned();
            if first.parse::<u32>().is_ok_and(|first| first > 1) {
                let _ = write!(numbers, " linenostart={first}");
            }
            options.push(numbers);
        }
        match (self.language.as_str(), options.is_empty()) {
            (language, true) => language.to_owned(),
            ("", false) => format!("text {{{}}}", options.join(" ")),
            (language, false) => format!("{language} {{{}}}", options.join(" ")),
        }
    }
}

fn is_range(line: &str) -> bool {
    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-')
}

/// The words of `text`; space in quotes divides none.
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut quote) = (None, None);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (None, '"' | '\'') if start.is_some() => quote = Some(letter),
            (Some(open), letter) if open == letter => quote = None,
            (None, letter) if letter.is_whitespace() => found.extend(start.take().map(|start| &text[start..at])),
            _ => {}
        }
        if start.is_none() && !letter.is_whitespace() {
            start = Some(at);
        }
    }
    found.extend(start.map(|start| &text[start..]));
    found
}

#[cfg(test)]
mod tests {
    use super::Info;

    #[test]
    fn options_are_those_of_a_block_here() {
        for (info, expected) in [
            ("python", "python"),
            (
                "py title=\"a b.py\" linenums=\"1\" hl_lines=\"2 4-5\"",
                "py {title=\"a b.py\" hl_lines=\"2 4-5\" linenos=true}",
            ),
            ("{ .sh .annotate title='x' }", "sh {title=\"x\"}"),
            ("{.yaml linenums=\"7\"}", "yaml {linenos=true linenostart=7}"),
            ("title=\"x\"", "text {title=\"x\"}"),
            ("", ""),
        ] {
            assert_eq!(Info::read(info).written(), expected, "{info}");
        }
    }
}
