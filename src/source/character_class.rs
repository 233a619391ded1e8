//! Character classes, as Hugo and Goldmark define them.

use unicode_general_category::{GeneralCategory, get_general_category};

/// Whether a character is a letter or a decimal digit, `\p{L}` or `\p{Nd}`. `char::is_alphanumeric` also accepts `²`,
/// `½` and `Ⅷ`.
pub fn is_letter_or_digit(character: char) -> bool {
    use GeneralCategory as Category;
    matches!(
        get_general_category(character),
        Category::UppercaseLetter
            | Category::LowercaseLetter
            | Category::TitlecaseLetter
            | Category::ModifierLetter
            | Category::OtherLetter
            | Category::DecimalNumber
    )
}

/// Whether a character is punctuation, `\p{P}`: not a symbol such as `$` and `+`.
pub fn is_punctuation(character: char) -> bool {
    use GeneralCategory as Category;
    matches!(
        get_general_category(character),
        Category::ConnectorPunctuation
            | Category::DashPunctuation
            | Category::OpenPunctuation
            | Category::ClosePunctuation
            | Category::InitialPunctuation
            | Category::FinalPunctuation
            | Category::OtherPunctuation
    )
}

/// Whether a character is a symbol, `\p{S}`.
pub fn is_symbol(character: char) -> bool {
    use GeneralCategory as Category;
    matches!(
        get_general_category(character),
        Category::MathSymbol | Category::CurrencySymbol | Category::ModifierSymbol | Category::OtherSymbol
    )
}

/// Whether a character is a number, `\p{N}`, or a letter.
pub fn is_letter_or_number(character: char) -> bool {
    use GeneralCategory as Category;
    is_letter_or_digit(character)
        || matches!(get_general_category(character), Category::LetterNumber | Category::OtherNumber)
}

/// Whether a character is a mark without a width of its own, such as an accent: `\p{Mn}`.
pub fn is_accent(character: char) -> bool {
    get_general_category(character) == GeneralCategory::NonspacingMark
}

/// As [`is_letter_or_digit`], or a combining mark: `\p{M}`.
pub(super) fn is_letter_mark_or_digit(character: char) -> bool {
    use GeneralCategory as Category;
    let is_mark = || {
        let category = get_general_category(character);
        matches!(category, Category::NonspacingMark | Category::SpacingMark | Category::EnclosingMark)
    };
    character.is_ascii_alphanumeric() || !character.is_ascii() && (is_letter_or_digit(character) || is_mark())
}
