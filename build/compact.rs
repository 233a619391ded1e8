//! Style sheets and scripts, shorter.

/// A language whose texts are shipped without what only their authors read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Css,
    Js,
}

impl Language {
    /// The text with a blank only where words would else run together, and a line only where one may end a
    /// statement. Strings, and what a script calls patterns and templates, stay as they are.
    pub(crate) fn compact(self, text: &str) -> String {
        let mut compact = String::with_capacity(text.len());
        let mut rest = text;
        let mut blank = "";
        while let Some(first) = rest.chars().next() {
            let length = self.whole(rest, &compact).unwrap_or(first.len_utf8());
            let (part, after) = rest.split_at(length);
            rest = after;
            let is_comment = part.starts_with("/*") || self == Self::Js && part.starts_with("//");
            if is_comment || first.is_whitespace() {
                let is_line = part.contains('\n') && self == Self::Js;
                blank = if is_line || blank == "\n" { "\n" } else { " " };
                continue;
            }
            if !blank.is_empty() && self.keeps(blank, compact.chars().last(), first) {
                compact.push_str(blank);
            }
            blank = "";
            if self == Self::Css && part == "}" && compact.ends_with(';') {
                compact.pop();
            }
            // In a selector, a value that is one word needs no quotes.
            let word = part.trim_matches('"');
            let is_value = self == Self::Css && compact.ends_with('=') && word.chars().all(char::is_alphabetic);
            compact.push_str(if is_value && !word.is_empty() { word } else { part });
        }
        compact.push('\n');
        compact
    }

    /// Whether the blank between two signs means something.
    fn keeps(self, blank: &str, before: Option<char>, after: char) -> bool {
        let Some(before) = before else { return false };
        match self {
            // A product needs no blank; before a star that is a selector one tells that it stands below the other.
            Self::Css if after == '*' && before.is_ascii_digit() => false,
            // A blank before `:`, `(`, `[`, `.` and `*` tells selectors apart, one around `+` and `-` sums.
            Self::Css => !"{};,:>/".contains(before) && !"{};,>!/".contains(after),
            // Every statement ends with its sign; a line that ends with a brace or parenthesis may end one, too.
            Self::Js if blank == "\n" => !"{;,(=&|?:[>+".contains(before) && !"}).?:&|".contains(after),
            Self::Js => is_word(before) && is_word(after) || before == after && "+-".contains(after),
        }
    }

    /// The length of a string, comment, pattern or template that the text begins with.
    fn whole(self, text: &str, before: &str) -> Option<usize> {
        let is_css = self == Self::Css;
        if text.starts_with("/*") {
            return Some(text.find("*/")? + 2);
        }
        if text.starts_with("//") && !is_css {
            return text.find('\n');
        }
        let sign = text.chars().next()?;
        let begins_pattern = !before.ends_with(|last: char| is_word(last) || ")]}".contains(last));
        let is_whole = "\"'".contains(sign) || !is_css && (sign == '`' || sign == '/' && begins_pattern);
        if !is_whole {
            return None;
        }
        let mut is_class = false;
        let mut signs = text.char_indices().skip(1);
        while let Some((at, next)) = signs.next() {
            match next {
                '\\' => drop(signs.next()),
                '[' if sign == '/' => is_class = true,
                ']' => is_class = false,
                _ if next == sign && !is_class => return Some(at + sign.len_utf8()),
                _ => {}
            }
        }
        None
    }
}

fn is_word(sign: char) -> bool {
    sign.is_alphanumeric() || "_$#".contains(sign)
}
