//! The pages of the manual on the codes, for `explain` and for SARIF.

use super::code::Code;

/// The bodies of the manual's pages on findings, by file name.
const PAGES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/explanations.rs"));

/// The page on `code` as Markdown, with headings of the second level: shortcodes as an author writes them, and in place of
/// links to other pages of the manual what can be followed outside of it.
pub fn explanation(code: Code) -> String {
    let name = format!("{}.md", code.id().to_lowercase());
    let page = PAGES.iter().find(|(page, _)| *page == name);
    let page = page.and_then(|(_, bytes)| std::str::from_utf8(bytes).ok()).unwrap_or(code.summary());
    without_manual_links(&without_escapes(page))
}

/// The page without the escapes that keep a shortcode from being expanded.
fn without_escapes(page: &str) -> String {
    page.replace("{{</*", "{{<").replace("*/>}}", ">}}").replace("{{%/*", "{{%").replace("*/%}}", "%}}")
}

/// The page with links to other pages of the manual replaced by their text and the name of the page; for the page of a
/// finding the command that shows it.
fn without_manual_links(page: &str) -> String {
    let mut text = String::with_capacity(page.len());
    for (index, part) in page.split("```").enumerate() {
        if index > 0 {
            text.push_str("```");
        }
        let is_code = index % 2 == 1;
        let mut rest = part;
        while let Some((before, after)) = rest.split_once("](/manual/").filter(|_| !is_code) {
            let (words, after) = (before.rsplit_once('['), after.split_once(')'));
            let (Some((before, words)), Some((target, after))) = (words, after) else { break };
            text.push_str(&format!("{before}{words}{}", reference(target)));
            rest = after;
        }
        text.push_str(rest);
    }
    text
}

/// What stands behind the text of a link to `target`, a path below that of the manual.
fn reference(target: &str) -> String {
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let page = path.trim_end_matches('/');
    match page.strip_prefix("findings/").and_then(Code::find) {
        Some(code) => format!(" (`clausebook explain {}`)", code.id()),
        None if anchor.is_empty() => format!(" (manual: {page})"),
        None => format!(" (manual: {page}, {})", anchor.replace('-', " ")),
    }
}

/// The first paragraph below `heading` in `explanation`, on one line.
pub fn paragraph(explanation: &str, heading: &str) -> Option<String> {
    let rest = explanation.split("\n## ").find_map(|part| part.trim_start_matches("## ").strip_prefix(heading))?;
    let paragraph = rest.trim_start().split("\n\n").next()?;
    Some(paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::{explanation, paragraph, without_escapes, without_manual_links};
    use crate::finding::Code;

    #[test]
    fn every_code_is_explained_in_the_same_order() {
        for code in Code::ALL {
            let text = explanation(*code);
            let text = text.as_str();
            assert!(!text.contains("{{</*") && !text.contains("{{%/*"), "{}", code.id());
            for heading in ["What is found", "Why it matters", "Remedy"] {
                let found = paragraph(text, heading);
                assert!(found.is_some_and(|found| found.len() > 8), "{} has no {heading}", code.id());
            }
        }
    }

    #[test]
    fn shortcodes_are_shown_as_they_are_written() {
        let page = "{{</* note */>}}\n{{%/* details \"x\" */%}} {{</* /note */>}} a `/*` and `*/`";
        assert_eq!(without_escapes(page), "{{< note >}}\n{{% details \"x\" %}} {{< /note >}} a `/*` and `*/`");
    }

    #[test]
    fn links_to_the_manual_say_where_to_read_on() {
        let page = "See [the *rules*](/manual/configuration/#x-y), [ids](/manual/citing/), [LK101](/manual/findings/lk101/) and \
                    [a](https://b/).\n\n```markdown\n[c](/d/)\n```\nand `[e](/f/)`.";
        let expected = "See the *rules* (manual: configuration, x y), ids (manual: citing), LK101 (`clausebook explain LK101`) and \
                        [a](https://b/).\n\n```markdown\n[c](/d/)\n```\nand `[e](/f/)`.";
        assert_eq!(without_manual_links(page), expected);
        assert_eq!(without_manual_links("no link"), "no link");
    }

    #[test]
    fn a_paragraph_is_one_line() {
        assert_eq!(paragraph("## A\n\none\ntwo\n\nthree\n\n## B\n\nfour", "A").as_deref(), Some("one two"));
        assert_eq!(paragraph("## A\n\none\n\n## B\n\nfour", "B").as_deref(), Some("four"));
        assert_eq!(paragraph("## A\n", "C"), None);
    }
}
