//! Characters that XML does not allow, not even as references: <https://www.w3.org/TR/xml/#charsets>.

use super::code::Code;
use super::model::Finding;
use crate::source::Location;

/// Whether XML 1.0 allows this character.
const fn is_allowed(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// `text` without the characters that XML does not allow.
pub fn without_forbidden(mut text: String) -> String {
    if !text.chars().all(is_allowed) {
        text.retain(is_allowed);
    }
    text
}

/// The finding for a text of feeds at `location`, where XML does not allow all of it.
pub fn forbidden_character(text: &str, location: Location) -> Option<Finding> {
    let character = text.chars().find(|character| !is_allowed(*character))?;
    let message = format!("U+{:04X} cannot be in XML, so feeds leave it out", u32::from(character));
    let finding = Finding::new(Code::ForbiddenCharacter, location, message).about(text);
    Some(finding.help("remove the character; as an escape in quotes it begins with a backslash"))
}

#[cfg(test)]
mod tests {
    use super::{is_allowed, without_forbidden};

    #[test]
    fn exactly_the_characters_of_xml_are_allowed() {
        let forbidden = ('\0'..=char::MAX).filter(|character| !is_allowed(*character)).count();
        // All below the space but tab, line feed and carriage return, and two noncharacters.
        assert_eq!(forbidden, 29 + 2);
        assert!(['\t', '\n', '\r', ' ', '\u{7f}', '\u{fffd}', '\u{10000}'].into_iter().all(is_allowed));
        assert_eq!(without_forbidden("a\u{7}b\u{fffe}&\tc".to_owned()), "ab&\tc");
    }
}
