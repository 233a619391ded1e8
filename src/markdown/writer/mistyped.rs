//! Text that is probably meant as a link or as the call of a shortcode, and is shown as it stands.

use std::ops::Range;

use super::state::Writer;
use crate::finding::{Code, Finding};
use crate::source::{Location, Span};

/// So many bytes around a text are looked at: a line may hold any number of brackets.
const MAX_LINK: usize = 300;

impl Writer<'_, '_> {
    /// Reports what is mistyped in a text that is shown.
    pub(super) fn report_mistyped(&mut self, text: &str, range: &Range<usize>) {
        if text.ends_with(']') && text.len() == range.len() {
            self.report_link(range);
        }
        if text.len() == range.len() && (text.contains("{{") || text.contains("{%")) {
            self.report_calls(text, range);
        }
    }

    /// `[words] (/address/)`, and `[words](/address/` with a space or without an end.
    fn report_link(&mut self, range: &Range<usize>) {
        let source = self.text.text.as_str();
        let is_apart = source[range.end..].starts_with(" (");
        if !is_apart && !source[range.end..].starts_with('(') {
            return;
        }
        let line = first_line(&source[range.end..]);
        let inside = &line[1 + usize::from(is_apart)..];
        let target = inside.split(')').next().unwrap_or(inside);
        let is_closed = target.len() < inside.len();
        // A web address in parentheses behind brackets is a common way to name a source.
        let is_meant = is_local(target) || !is_apart && is_web(target);
        if !is_meant || is_apart && (!is_closed || target.contains(' ')) {
            return;
        }
        let Some(open) = opening(&source[..range.end]) else { return };
        let end = range.end + (line.len() - inside.len()) + target.len() + usize::from(is_closed);
        let help = match (is_apart, is_closed) {
            (true, _) => "delete the space between the brackets and the parenthesis",
            (false, true) => "write spaces in an address as `%20`, and a title in quotation marks",
            (false, false) => "close the parenthesis behind the address",
        };
        let written = source[open..end].to_owned();
        let location = Location::new(self.shared.file, self.text.in_file(Span::new(open, end)));
        let message = format!("`{written}` is no link and is shown as text");
        self.shared.findings.push(Finding::new(Code::MistypedLink, location, message).about(target).help(help));
    }

    /// `{{ note }}`, `{{ < note >}}` and `{% note %}`, where there is a shortcode of that name.
    fn report_calls(&mut self, text: &str, range: &Range<usize>) {
        let source = self.text.text.as_str();
        // The source goes on where the text ends, at the next character that Markdown looks at.
        let starts =
            ["{{", "{%"].iter().flat_map(|opening| text.match_indices(opening)).map(|(at, _)| range.start + at);
        for start in starts {
            let Some(written) = source.get(start..).map(first_line) else { continue };
            let inside = written.trim_start_matches(['{', '%']).trim_start_matches([' ', '\t', '<', '/']);
            let length = inside.find(|letter: char| !is_of_name(letter)).unwrap_or(inside.len());
            let name = inside[..length].trim_end_matches('/');
            if name.is_empty() || !self.shared.tools.shortcodes.is_known(name) {
                continue;
            }
            let written = &written[..written.len() - inside.len() + name.len()];
            let span = self.text.in_file(Span::new(start, start + written.len()));
            let message = format!("`{written}` is no call of the shortcode `{name}`, and is shown as text");
            let help = format!("write `{{{{< {name} >}}}}`; as an example it belongs in backticks");
            let finding = Finding::new(Code::MistypedShortcode, Location::new(self.shared.file, span), message);
            self.shared.findings.push(finding.about(name).help(help));
        }
    }
}

/// The offset of the bracket that the `]` at the end of `text` closes, on the same line. Nothing where one of the two is
/// escaped.
fn opening(text: &str) -> Option<usize> {
    let before = text.strip_suffix(']').filter(|before| !before.ends_with('\\'))?;
    let start = before.floor_char_boundary(before.len().saturating_sub(MAX_LINK));
    let line = before[start..].rsplit('\n').next().unwrap_or_default();
    let open = before.len() - line.len() + line.rfind('[')?;
    (!before[..open].ends_with('\\')).then_some(open)
}

/// The line that `text` begins with, up to a bound.
fn first_line(text: &str) -> &str {
    text[..text.floor_char_boundary(MAX_LINK)].lines().next().unwrap_or_default()
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '_' | '/')
}

/// Whether a text is the address of a page or a file of the site, by its form.
pub(in crate::markdown) fn is_local(target: &str) -> bool {
    let path = target.split(['#', '?', ' ']).next().unwrap_or(target);
    let starts =
        target.starts_with(['/', '#']) && target.len() > 1 || target.starts_with("./") || target.starts_with("../");
    starts || path.len() > 3 && path.ends_with(".md")
}

fn is_web(target: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|start| target.starts_with(start))
}
