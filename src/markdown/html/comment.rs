//! The comments in raw HTML.

use memchr::memchr;

use super::tag::{RAW_TEXT, comment_length, end_of_raw, read_tag};
use crate::source::Span;

/// Every comment in `html`, in order. There are none in tags and in the text of scripts and styles.
pub(in crate::markdown) fn comments(html: &str) -> Vec<Span> {
    let bytes = html.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(skipped) = bytes.get(at..).and_then(|rest| memchr(b'<', rest)) {
        at += skipped;
        at = match &bytes[at..] {
            rest @ [b'<', b'!', b'-', b'-', ..] => {
                let end = comment_length(rest).map_or(html.len(), |length| at + length);
                found.push(Span::new(at, end));
                end
            }
            [b'<', letter, ..] if letter.is_ascii_alphabetic() => {
                let (tag, end) = read_tag(html, at);
                if RAW_TEXT.contains(&tag.name.as_str()) { end_of_raw(html, end, &tag.name) } else { end }
            }
            _ => at + 1,
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::comments;

    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        let found: Vec<&str> = comments(html).into_iter().map(|span| span.of(html)).collect();
        assert_eq!(found, expected, "{html}");
    }

    #[test]
    fn comments_are_found_outside_of_tags_and_raw_text() {
        check("a <!-- b --> c <!--\nd\n--> <!--> e <!-- f", &["<!-- b -->", "<!--\nd\n-->", "<!-->", "<!-- f"]);
        check("<a title='<!-- x -->'><script>'<!-- y -->'</script><!-- z --!>", &["<!-- z --!>"]);
        check("a < b <! <-", &[]);
    }
}
