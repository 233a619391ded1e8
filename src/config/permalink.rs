//! Addresses with tokens, such as `/:year/:slug/`, as in Hugo's `permalinks` and in `url` of front matter.

use jiff::civil::DateTime;

use super::go_layout;
use crate::finding::nearest;

/// An address with tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permalink {
    text: String,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Token(Token),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Year,
    Month,
    MonthName,
    Day,
    Weekday,
    WeekdayName,
    DayOfYear,
    /// In the layouts of Go.
    Layout(String),
    Section,
    Sections(Cut),
    SectionSlug,
    SectionSlugs(Cut),
    Title,
    Slug,
    SlugOrFilename,
    SlugOrContentBasename,
    Filename,
    ContentBasename,
}

/// The tokens that are plain names.
const NAMED: [(&str, Token); 17] = [
    ("year", Token::Year),
    ("month", Token::Month),
    ("monthname", Token::MonthName),
    ("day", Token::Day),
    ("weekday", Token::Weekday),
    ("weekdayname", Token::WeekdayName),
    ("yearday", Token::DayOfYear),
    ("section", Token::Section),
    ("sections", Token::Sections(Cut::ALL)),
    ("sectionslug", Token::SectionSlug),
    ("sectionslugs", Token::SectionSlugs(Cut::ALL)),
    ("title", Token::Title),
    ("slug", Token::Slug),
    ("slugorfilename", Token::SlugOrFilename),
    ("slugorcontentbasename", Token::SlugOrContentBasename),
    ("filename", Token::Filename),
    ("contentbasename", Token::ContentBasename),
];

/// Which sections of several a token takes: `[1:]`, `[0]`, `[:last]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    One(Bound),
    Range(Bound, Bound),
    Nothing,
}

/// An end of a [`Cut`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    /// The first one, or behind the last one.
    Open,
    Last,
    Index(usize),
}

/// What tokens stand for on one page. The texts are parts of addresses already.
#[derive(Debug, Clone, Default)]
pub struct TokenValues {
    /// The page's date, and its offset from UTC in seconds. Without one, the first day of year 1 counts, as in Hugo.
    pub date: Option<(DateTime, i32)>,
    /// The sections around the page, the outermost first.
    pub sections: Vec<String>,
    /// The same with the `slug` of a section in place of its name.
    pub section_slugs: Vec<String>,
    /// Its title.
    pub title: String,
    /// `slug` in its front matter; empty where there is none.
    pub slug: String,
    /// The name of its file without extension, of a bundle that of the folder; empty for a section.
    pub filename: String,
    /// The same, of a section the name of its folder.
    pub content_basename: String,
}

impl Permalink {
    /// Reads an address.
    ///
    /// # Errors
    /// The first token that is unknown, with its colon.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (mut pieces, mut plain, mut rest) = (Vec::new(), String::new(), text);
        while let Some(at) = rest.find([':', '\\']) {
            plain.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            if let Some(next) = rest[at..].strip_prefix("\\:") {
                plain.push(':');
                rest = next;
                continue;
            }
            let length = if rest[at..].starts_with(':') { token_len(after) } else { 0 };
            if length == 0 {
                plain.push_str(&rest[at..=at]);
            } else {
                let token = token(&after[..length]).ok_or_else(|| format!(":{}", &after[..length]))?;
                pieces.extend([Piece::Text(std::mem::take(&mut plain)), Piece::Token(token)]);
            }
            rest = &after[length..];
        }
        plain.push_str(rest);
        pieces.push(Piece::Text(plain));
        Ok(Self { text: text.to_owned(), pieces })
    }

    /// The known token that `written`, with its colon, is very likely a misspelling of.
    pub fn nearest_token(written: &str) -> Option<String> {
        let near = nearest(written.trim_start_matches(':'), NAMED.iter().map(|(name, _)| *name))?;
        Some(format!(":{near}"))
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first token that shows a part of the date, if one does.
    pub fn date_token(&self) -> Option<String> {
        self.pieces.iter().find_map(|piece| match piece {
            Piece::Token(Token::Layout(layout)) => Some(format!(":{layout}")),
            Piece::Token(token) if token.is_of_date() => {
                NAMED.iter().find(|(_, known)| known == token).map(|(name, _)| format!(":{name}"))
            }
            Piece::Token(_) | Piece::Text(_) => None,
        })
    }

    /// The address of the page with these values.
    pub fn expand(&self, values: &TokenValues) -> String {
        let mut address = String::with_capacity(self.text.len() + 32);
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => address.push_str(text),
                Piece::Token(token) => address.push_str(&token.value(values)),
            }
        }
        address
    }
}

/// The length of the token at the start of `text`, without its colon.
fn token_len(text: &str) -> usize {
    let name = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
    let cut = text[name..].strip_prefix('[').filter(|_| name > 0);
    // At least one character stands between the brackets.
    let end = cut.and_then(|inner| inner.char_indices().skip(1).find(|(_, letter)| *letter == ']'));
    name + end.map_or(0, |(at, _)| at + 2)
}

fn token(written: &str) -> Option<Token> {
    if let Some((_, token)) = NAMED.iter().find(|(name, _)| *name == written) {
        return Some(token.clone());
    }
    let cut = |name: &str| written.strip_prefix(name).filter(|rest| rest.starts_with('[')).map(Cut::parse);
    let sections = cut("sections").map(Token::Sections).or_else(|| cut("sectionslugs").map(Token::SectionSlugs));
    sections.or_else(|| go_layout::is_layout(written).then(|| Token::Layout(written.to_owned())))
}

impl Token {
    const fn is_of_date(&self) -> bool {
        match self {
            Self::Year
            | Self::Month
            | Self::MonthName
            | Self::Day
            | Self::Weekday
            | Self::WeekdayName
            | Self::DayOfYear
            | Self::Layout(_) => true,
            Self::Section
            | Self::Sections(_)
            | Self::SectionSlug
            | Self::SectionSlugs(_)
            | Self::Title
            | Self::Slug
            | Self::SlugOrFilename
            | Self::SlugOrContentBasename
            | Self::Filename
            | Self::ContentBasename => false,
        }
    }

    fn value(&self, values: &TokenValues) -> String {
        let (at, offset) = values.date.unwrap_or((DateTime::constant(1, 1, 1, 0, 0, 0, 0), 0));
        let first = |sections: &[String]| sections.first().cloned().unwrap_or_default();
        let slug_or = |other: &str| if values.slug.is_empty() { other.to_owned() } else { values.slug.clone() };
        match self {
            Self::Year => at.year().to_string(),
            Self::Month => format!("{:02}", at.month()),
            Self::MonthName => go_layout::month_name(at.month()).to_owned(),
            Self::Day => format!("{:02}", at.day()),
            Self::Weekday => go_layout::weekday(at).0.to_string(),
            Self::WeekdayName => go_layout::weekday(at).1.to_owned(),
            Self::DayOfYear => at.day_of_year().to_string(),
            Self::Layout(layout) => go_layout::format(layout, at, offset),
            Self::Section => first(&values.sections),
            Self::Sections(cut) => cut.of(&values.sections).join("/"),
            Self::SectionSlug => first(&values.section_slugs),
            Self::SectionSlugs(cut) => cut.of(&values.section_slugs).join("/"),
            Self::Title => values.title.clone(),
            Self::Slug => slug_or(&values.title),
            Self::SlugOrFilename => slug_or(&values.filename),
            Self::SlugOrContentBasename => slug_or(&values.content_basename),
            Self::Filename => values.filename.clone(),
            Self::ContentBasename => values.content_basename.clone(),
        }
    }
}

impl Cut {
    const ALL: Self = Self::Range(Bound::Open, Bound::Open);

    /// Reads `[1:]`. What is no number counts as 0, as in Hugo.
    fn parse(written: &str) -> Self {
        let lower = written.to_lowercase();
        let Some(inner) = lower.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) else {
            return Self::Nothing;
        };
        let bound = |text: &str| match text {
            "" => Bound::Open,
            "last" => Bound::Last,
            _ => Bound::Index(text.parse().unwrap_or_default()),
        };
        match inner.split_once(':') {
            Some((low, high)) => Self::Range(bound(low), bound(high.split(':').next().unwrap_or_default())),
            None => Self::One(bound(inner)),
        }
    }

    fn of(self, sections: &[String]) -> &[String] {
        let low = |bound: Bound| match bound {
            Bound::Open => 0,
            Bound::Last => sections.len().saturating_sub(1),
            Bound::Index(index) => index,
        };
        let (from, to) = match self {
            Self::Nothing => return &[],
            Self::One(bound) => (low(bound), low(bound) + 1),
            Self::Range(from, Bound::Open) => (low(from), sections.len()),
            Self::Range(from, to) => (low(from), low(to).min(sections.len())),
        };
        sections.get(from..to).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::DateTime;

    use super::{Permalink, TokenValues};

    fn values() -> TokenValues {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        TokenValues {
            date: Some((DateTime::constant(2024, 3, 7, 5, 6, 7, 0), 0)),
            sections: texts(&["posts", "sub-one"]),
            section_slugs: texts(&["posts", "sub-slug"]),
            title: "my-title".to_owned(),
            slug: "my-slug".to_owned(),
            filename: "my-file".to_owned(),
            content_basename: "my-base".to_owned(),
        }
    }

    #[test]
    fn every_token_has_the_value_that_it_has_in_hugo() {
        for (token, expected) in [
            (":year", "2024"),
            (":month", "03"),
            (":monthname", "March"),
            (":day", "07"),
            (":weekday", "4"),
            (":weekdayname", "Thursday"),
            (":yearday", "67"),
            (":section", "posts"),
            (":sections", "posts/sub-one"),
            (":sections[0]", "posts"),
            (":sections[1]", "sub-one"),
            (":sections[5]", ""),
            (":sections[-1]", "posts"),
            (":sections[1:]", "sub-one"),
            (":sections[:1]", "posts"),
            (":sections[9:]", ""),
            (":sections[last]", "sub-one"),
            (":sections[:last]", "posts"),
            (":sectionslug", "posts"),
            (":sectionslugs", "posts/sub-slug"),
            (":sectionslugs[1:]", "sub-slug"),
            (":title", "my-title"),
            (":slug", "my-slug"),
            (":slugorfilename", "my-slug"),
            (":slugorcontentbasename", "my-slug"),
            (":filename", "my-file"),
            (":contentbasename", "my-base"),
            (":2006", "2024"),
            (":2006-01", "2024-01"),
            (":Jan", "Mar"),
            (":002", "067"),
            ("/:year/:month/:slug/", "/2024/03/my-slug/"),
            ("/:slug:title-:day", "/my-slugmy-title-07"),
            ("/a\\:b/:", "/a:b/:"),
            ("/a\\b", "/a\\b"),
            ("/:é", "/:é"),
        ] {
            assert_eq!(Permalink::parse(token).unwrap().expand(&values()), expected, "{token}");
        }
    }

    #[test]
    fn without_a_slug_or_a_date_there_is_something_in_its_place() {
        let values = TokenValues { slug: String::new(), date: None, ..values() };
        for (token, expected) in [
            (":slug", "my-title"),
            (":slugorfilename", "my-file"),
            (":slugorcontentbasename", "my-base"),
            (":year/:month/:yearday", "1/01/1"),
            (":2006", "0001"),
        ] {
            assert_eq!(Permalink::parse(token).unwrap().expand(&values), expected, "{token}");
        }
    }

    #[test]
    fn an_unknown_token_is_named() {
        for (written, token) in
            [("/:foo/", ":foo"), ("/:year/:sectionx/", ":sectionx"), ("/:PM/", ":PM"), ("/:year[0]/", ":year[0]")]
        {
            assert_eq!(Permalink::parse(written), Err(token.to_owned()), "{written}");
        }
        let token = |written: &str| Permalink::parse(written).unwrap().date_token();
        assert_eq!(token("/:section/:Jan/:year/").as_deref(), Some(":Jan"));
        assert_eq!(token("/:section/:slug/"), None);
    }
}
