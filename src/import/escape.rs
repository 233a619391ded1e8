//! What is a shortcode here and was text with another generator.

use super::account::{Account, Fate};
use super::lines::Line;

const SHORTCODE: &str = "text that is written as a shortcode";

/// The lines with such text escaped, in code too.
pub(super) fn without_shortcodes(mut lines: Vec<Line>, file: &str, account: &mut Account) -> Vec<Line> {
    for line in &mut lines {
        for (open, close) in [("{{<", ">}}"), ("{{%", "%}}")] {
            if line.text.contains(open) {
                escape(line, (open, close), file, account);
            }
        }
    }
    lines
}

fn escape(line: &mut Line, (open, close): (&str, &str), file: &str, account: &mut Account) {
    let mut out = String::new();
    let mut rest = line.text.as_str();
    while let Some(at) = rest.find(open) {
        out.push_str(&rest[..at]);
        let inner = &rest[at + open.len()..];
        match inner.find(close) {
            Some(end) => {
                account.count(SHORTCODE, Fate::Turned);
                out.push_str(&format!("{open}/*{}*/{close}", &inner[..end]));
                rest = &inner[end + close.len()..];
            }
            None => {
                account.say(SHORTCODE, Fate::Turned, (file, line.number), format!("a space was put into `{open}`"));
                out.push_str("{ {");
                out.push_str(&open[2..]);
                rest = inner;
            }
        }
    }
    out.push_str(rest);
    line.text = out;
}

#[cfg(test)]
mod tests {
    use super::without_shortcodes;
    use crate::import::account::Account;
    use crate::import::lines::{lines, text};

    #[test]
    fn text_stays_text() {
        let found =
            without_shortcodes(lines("a {{< b >}} `{{% c %}}`\n{{< d\n{{ e }}\n", 1), "x.md", &mut Account::default());
        assert_eq!(text(&found), "a {{</* b */>}} `{{%/* c */%}}`\n{ {< d\n{{ e }}\n");
    }
}
