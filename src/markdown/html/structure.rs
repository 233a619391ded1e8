//! Raw HTML that breaks the page around an article: elements that take in what follows them, end tags of the layout, and
//! a base for the addresses of the page.
//!
//! The parts of a page are read in their order, because an element may begin in one and end in another.

use memchr::memchr;

use super::tag::{RAW_TEXT, Tag, comment_end, comment_length, declaration_end, end_of_raw, read_tag};
use crate::finding::{Code, Finding};
use crate::source::{FileId, Location, Span};

/// Elements, other than those in [`RAW_TEXT`], whose content is not shown, or which the end tags of the layout do not end.
const ENCLOSING: [&str; 8] = ["select", "template", "object", "noscript", "audio", "video", "canvas", "dialog"];

/// Elements that a layout has around the article: an end tag too many ends one of them.
const LAYOUT: [&str; 10] = ["html", "body", "main", "article", "section", "div", "header", "footer", "nav", "aside"];

/// Elements whose content is XML.
const FOREIGN: [&str; 2] = ["svg", "math"];

/// What the raw HTML of a page has left open so far, and its faults.
#[derive(Debug, Default)]
pub(in crate::markdown) struct Structure {
    state: State,
    /// The start tags without an end, for each of [`ENCLOSING`].
    enclosing: [Vec<Span>; ENCLOSING.len()],
    /// The number of open elements, for each of [`LAYOUT`].
    layout: [usize; LAYOUT.len()],
    /// The number of open drawings and formulas, in which `/>` ends an element.
    foreign: usize,
    faults: Vec<Fault>,
    /// Whether what is written is part of a tag or a comment, and thus no HTML of its own.
    pub(in crate::markdown) is_paused: bool,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Elements,
    /// In the text of an element of [`RAW_TEXT`].
    RawText(String, Span),
    Comment(Span),
}

#[derive(Debug)]
struct Fault {
    kind: Kind,
    /// The element; empty for a comment.
    name: String,
    span: Span,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// An element without its end tag.
    Open,
    /// A comment without its end.
    Comment,
    /// An end tag without its element.
    Stray,
    /// A tag without its `>`.
    Cut,
    Base,
}

impl Structure {
    /// Reads what begins in `html` in the range from `from` to `to`. Returns the offset up to which it is read, which is
    /// higher than `to` where a tag or a comment goes on there. `in_file` gives the place of a part of `html`.
    pub(in crate::markdown) fn read(
        &mut self,
        html: &str,
        (from, to): (usize, usize),
        in_file: impl Fn(Span) -> Span,
    ) -> usize {
        if self.is_paused {
            return to;
        }
        let part = html.get(..to).unwrap_or(html);
        let mut at = from;
        while at < part.len() {
            match &self.state {
                State::RawText(name, _) => {
                    at = end_of_raw(part, at, name);
                    if at < part.len() {
                        self.state = State::Elements;
                    }
                }
                State::Comment(_) => {
                    let Some(length) = comment_end(&part.as_bytes()[at..]) else { return part.len() };
                    at += length;
                    self.state = State::Elements;
                }
                State::Elements => {
                    let Some(skipped) = memchr(b'<', &part.as_bytes()[at..]) else { return part.len() };
                    at = self.read_markup(html, at + skipped, &in_file);
                }
            }
        }
        at
    }

    /// Reads the tag, the comment or the sign at `at`; returns the offset after it.
    fn read_markup(&mut self, html: &str, at: usize, in_file: impl Fn(Span) -> Span) -> usize {
        let rest = &html.as_bytes()[at..];
        let is_comment = rest.starts_with(b"<!--");
        if let Some(end) = declaration_end(html, at) {
            if is_comment && comment_length(rest).is_none() {
                self.state = State::Comment(in_file(Span::new(at, at + 4)));
            }
            return end;
        }
        let name = rest.get(1).filter(|byte| **byte != b'/').or(rest.get(2));
        if !name.is_some_and(u8::is_ascii_alphabetic) {
            return at + 1;
        }
        let (tag, end) = read_tag(html, at);
        let span = in_file(tag.span);
        if tag.is_cut {
            self.faults.push(Fault { kind: Kind::Cut, name: tag.name, span });
        } else if tag.is_closing {
            self.end(tag, span);
        } else {
            let ends_itself = self.foreign > 0 && html[..end].ends_with("/>");
            if !ends_itself {
                self.start(tag, span);
            }
        }
        end
    }

    fn start(&mut self, tag: Tag, span: Span) {
        let name = tag.name.as_str();
        self.foreign += usize::from(FOREIGN.contains(&name));
        if RAW_TEXT.contains(&name) {
            self.state = State::RawText(tag.name, span);
        } else if name == "base" {
            self.faults.push(Fault { kind: Kind::Base, name: tag.name, span });
        } else if name == "plaintext" {
            self.faults.push(Fault { kind: Kind::Open, name: tag.name, span });
        } else if let Some(index) = ENCLOSING.iter().position(|known| *known == name) {
            self.enclosing[index].push(span);
        } else if let Some(index) = LAYOUT.iter().position(|known| *known == name) {
            self.layout[index] += 1;
        }
    }

    fn end(&mut self, tag: Tag, span: Span) {
        self.foreign = self.foreign.saturating_sub(usize::from(FOREIGN.contains(&tag.name.as_str())));
        if let Some(index) = ENCLOSING.iter().position(|known| *known == tag.name) {
            self.enclosing[index].pop();
        } else if let Some(index) = LAYOUT.iter().position(|known| *known == tag.name) {
            match self.layout[index].checked_sub(1) {
                Some(open) => self.layout[index] = open,
                None => self.faults.push(Fault { kind: Kind::Stray, name: tag.name, span }),
            }
        }
    }

    /// The faults of what was read, where `is_shown` says that the page shows their place.
    pub(in crate::markdown) fn findings(mut self, file: FileId, is_shown: impl Fn(Span) -> bool) -> Vec<Finding> {
        match self.state {
            State::Elements => {}
            State::RawText(name, span) => self.faults.push(Fault { kind: Kind::Open, name, span }),
            State::Comment(span) => self.faults.push(Fault { kind: Kind::Comment, name: String::new(), span }),
        }
        for (name, open) in ENCLOSING.iter().zip(&self.enclosing) {
            // What is inside of the first one is hidden anyway.
            let first = open.first().map(|span| Fault { kind: Kind::Open, name: (*name).to_owned(), span: *span });
            self.faults.extend(first);
        }
        let mut shown: Vec<Fault> = self.faults.into_iter().filter(|fault| is_shown(fault.span)).collect();
        shown.sort_by_key(|fault| fault.span.start);
        shown.iter().map(|fault| finding(file, fault)).collect()
    }
}

fn finding(file: FileId, Fault { kind, name, span }: &Fault) -> Finding {
    let (code, message, help) = match kind {
        Kind::Comment => (
            Code::OpenComment,
            "a comment without an end hides the rest of the page".to_owned(),
            "write `-->` where it ends".to_owned(),
        ),
        Kind::Open if name == "plaintext" => (
            Code::BrokenHtml,
            "nothing ends `<plaintext>`: the rest of the page is shown as source text".to_owned(),
            "write `<pre>` and `</pre>`, or a code block".to_owned(),
        ),
        Kind::Open => (
            Code::BrokenHtml,
            format!("`<{name}>` without an end takes in the rest of the page"),
            format!("write `</{name}>` where it ends; `/>` does not end it"),
        ),
        Kind::Stray => (
            Code::BrokenHtml,
            format!("`</{name}>` ends an element of the page around the text, because the text has none open"),
            "remove it, or write the start tag".to_owned(),
        ),
        Kind::Cut => (
            Code::BrokenHtml,
            format!("the tag `{name}` has no `>`, and takes in the text after it"),
            "write `>` at its end; a line without text ends HTML in Markdown, also inside of a tag".to_owned(),
        ),
        Kind::Base => (
            Code::BrokenHtml,
            "`<base>` changes where all links of the page lead, also those of its menus".to_owned(),
            "remove it, and write whole addresses".to_owned(),
        ),
    };
    Finding::new(code, Location::new(file, *span), message).about(name).help(help)
}

#[cfg(test)]
mod tests {
    use super::Structure;
    use crate::source::FileId;

    /// The faults of a page whose HTML comes in these parts, each as the name and the number of the offset in all parts.
    #[track_caller]
    fn check(parts: &[&str], expected: &[&str]) {
        let mut structure = Structure::default();
        let mut start = 0;
        for html in parts {
            let end = structure.read(html, (0, html.len()), |span| span.shifted(start));
            assert_eq!(end, html.len());
            start += html.len();
        }
        let all = parts.concat();
        let found: Vec<String> = structure
            .findings(FileId(0), |_| true)
            .iter()
            .map(|finding| {
                let span = finding.location.span;
                format!("{} {}", span.start, span.of(&all))
            })
            .collect();
        assert_eq!(found, expected, "{all}");
    }

    #[test]
    fn an_element_that_hides_the_rest_has_an_end() {
        for name in ["textarea", "title", "style", "script", "xmp", "iframe", "select", "template", "object", "video"] {
            let (open, upper) = (format!("<{name} a=b>"), name.to_uppercase());
            check(&["a ", &open, "b"], &[&format!("2 {open}")]);
            check(&[&open, "b", &format!("</{name}>")], &[]);
            check(&[&format!("<{upper}>b</{upper} >")], &[]);
            check(&[&format!("<{name}/>")], &[&format!("0 <{name}/>")]);
        }
        check(&["<svg><title/><style /></svg><title/>"], &["28 <title/>"]);
        check(&["<plaintext>", "</plaintext>"], &["0 <plaintext>"]);
        check(&["<video><video>", "</video>"], &["0 <video>"]);
    }

    #[test]
    fn text_is_no_markup() {
        check(&["<textarea><!-- <select></div>", "</textarea><!-- a", "<script></div>", "-->"], &[]);
        check(&["<p title='</div>'><!-- </div> --> <!--> <!---> < </ <> a<b", ">"], &["56 <b"]);
        check(&["<title>", "</titles></titl", "e>"], &["0 <title>"]);
    }

    #[test]
    fn an_end_tag_has_its_start() {
        check(
            &["</article>", "</MAIN>", "</body>", "</div>"],
            &["0 </article>", "10 </MAIN>", "17 </body>", "24 </div>"],
        );
        check(&["<div><article>", "</article></div></p></li>"], &[]);
        check(&["<div></div></div>"], &["11 </div>"]);
        check(&["<base href=/x>"], &["0 <base href=/x>"]);
    }

    #[test]
    fn a_comment_ends_in_a_later_part_only_where_html_ends_it() {
        check(&["<!-- a", "</div> --", "--!></div>"], &["19 </div>"]);
        check(&["b <!--", "</div>"], &["2 <!--"]);
    }

    #[test]
    fn a_part_is_read_up_to_an_insertion_in_it() {
        let html = "<div>X</div><p title='X'>";
        let mut structure = Structure::default();
        assert_eq!(structure.read(html, (0, 5), |span| span), 5);
        assert_eq!(structure.read("</div>", (0, 6), |span| span), 6);
        assert_eq!(structure.read(html, (6, 22), |span| span), html.len());
        assert_eq!(structure.findings(FileId(0), |_| true).len(), 1);
    }
}
