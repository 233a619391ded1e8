//! Scripts that are written without spaces between words, and Hangul, whose words have endings and parts.
//!
//! Every character of these is a word of the index, and the search dialog looks for them one after the other, so that a
//! text is found anywhere in a run. The dialog knows the same characters.

use unicode_general_category::{GeneralCategory, get_general_category};

/// First and last characters of these scripts, and of the punctuation that stands between them.
const UNSPACED: &[(char, char)] = &[
    // Thai and Lao, without digits.
    ('\u{e01}', '\u{e3a}'),
    ('\u{e40}', '\u{e4f}'),
    ('\u{e5a}', '\u{ecf}'),
    ('\u{eda}', '\u{eff}'),
    // Myanmar.
    ('\u{1000}', '\u{103f}'),
    ('\u{104a}', '\u{108f}'),
    ('\u{109a}', '\u{109f}'),
    // Hangul and Khmer.
    ('\u{1100}', '\u{11ff}'),
    ('\u{1780}', '\u{17df}'),
    // Radicals, punctuation, kana, Bopomofo, Hangul and Han.
    ('\u{2e80}', '\u{2fdf}'),
    ('\u{3001}', '\u{a4cf}'),
    ('\u{a960}', '\u{a97f}'),
    ('\u{ac00}', '\u{d7ff}'),
    ('\u{f900}', '\u{faff}'),
    ('\u{fe30}', '\u{fe4f}'),
    // Fullwidth punctuation, halfwidth kana and Hangul.
    ('\u{ff01}', '\u{ff0f}'),
    ('\u{ff1a}', '\u{ff20}'),
    ('\u{ff3b}', '\u{ff40}'),
    ('\u{ff5b}', '\u{ffef}'),
    ('\u{1b000}', '\u{1b16f}'),
    ('\u{20000}', '\u{323af}'),
];

/// Whether a character is a word by itself.
pub fn is_unspaced(character: char) -> bool {
    let is_before = |range: &(char, char)| range.1 < character;
    // Most text is below all of them.
    character >= UNSPACED[0].0
        && UNSPACED.get(UNSPACED.partition_point(is_before)).is_some_and(|range| range.0 <= character)
}

/// Whether a character belongs to the one before it: a mark, or a vowel or final consonant of Hangul.
pub fn is_attached(character: char) -> bool {
    use GeneralCategory as Category;
    let is_mark =
        |category| matches!(category, Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark);
    character > '\u{2ff}'
        && (matches!(character, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}')
            || is_mark(get_general_category(character)))
}

#[cfg(test)]
mod tests {
    use super::{UNSPACED, is_attached, is_unspaced};

    #[test]
    fn the_ranges_are_in_order_and_the_dialog_has_the_same() {
        assert!(UNSPACED.windows(2).all(|pair| pair[0].1 < pair[1].0));
        let class: String =
            UNSPACED.iter().map(|(first, last)| format!("{}-{}", escape(*first), escape(*last))).collect();
        let script = include_str!("../../static/search.js");
        assert!(script.contains(&format!("const UNSPACED = /[{class}]/u;")), "const UNSPACED = /[{class}]/u;");
    }

    fn escape(character: char) -> String {
        format!("\\u{{{:x}}}", u32::from(character))
    }

    #[test]
    fn characters_are_words_where_no_spaces_are_between_words() {
        for character in "信々〆ひカー한กั。、（「ｶ𠀀".chars() {
            assert!(is_unspaced(character), "{character}");
        }
        for character in "aé1.-(ß²ДΩא๑１Ａ\u{3000}".chars() {
            assert!(!is_unspaced(character), "{character}");
        }
        assert!(['\u{301}', '\u{e31}', '\u{3099}', '\u{1161}'].into_iter().all(is_attached));
        assert!(!['a', 'ก', '한', '信', '\u{1112}'].into_iter().any(is_attached));
    }
}
