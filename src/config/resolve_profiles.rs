//! Resolves for whom the site is, and its profiles.

use super::model::Profile;
use super::raw::RawProfile;
use super::validator::Validator;
use crate::applies::{Applies, Choice};
use crate::finding::{Code, Finding};
use crate::source::{Span, Spanned};

/// Every framework has pages for each of them, so the output grows with the product of their numbers.
const MAX_PROFILES: usize = 50;

/// The longest name, in bytes: it becomes the name of a folder.
const MAX_NAME: usize = 100;

/// The profiles, in the order written. One that cannot be used is a finding and is left out.
pub(super) fn resolve(raw: Vec<Spanned<RawProfile>>, validator: &mut Validator<'_>) -> Vec<Profile> {
    let mut profiles: Vec<Profile> = Vec::new();
    for Spanned { value: RawProfile { name, title, applies }, span } in validator.at_most("profiles", raw, MAX_PROFILES)
    {
        if !is_name(&name) {
            let message = format!("`profiles`: invalid name `{name}`");
            let help = "write small letters, digits, hyphens and underscores: it becomes a part of addresses";
            validator.wrong_profile(span, message, help);
            continue;
        }
        let title = title.map(|title| title.value).filter(|title| !title.trim().is_empty());
        if let Some(choices) = validator.choices(&name, applies, span) {
            profiles.push(Profile { title: title.unwrap_or_else(|| name.clone()), name, choices });
        }
    }
    profiles
}

fn is_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() <= MAX_NAME
        && name.bytes().next().is_some_and(is_letter)
        && name.bytes().all(|byte| is_letter(byte) || matches!(byte, b'-' | b'_'))
}

impl Validator<'_> {
    fn choices(&mut self, name: &str, applies: Option<Applies>, span: Span) -> Option<Vec<Choice>> {
        let help = "write dimensions with values, such as `applies: {entity: merchant}`";
        match applies {
            Some(Applies::Choices(choices)) => Some(choices),
            Some(Applies::Profile(other)) => {
                let message = format!("`profiles`: `{name}` refers to another profile, `{}`", other.value);
                self.wrong_profile(other.span, message, help);
                None
            }
            None => {
                self.wrong_profile(span, format!("`profiles`: `{name}` does not say for whom it is"), help);
                None
            }
        }
    }

    fn wrong_profile(&mut self, span: Span, message: String, help: &str) {
        self.report(Finding::new(Code::InvalidProfile, self.location(span), message).help(help));
    }
}

#[cfg(test)]
mod tests {
    use crate::applies::Applies;
    use crate::config::read;
    use crate::source::FileId;

    #[test]
    fn a_wrong_profile_is_left_out_and_said() {
        for (written, count, part) in [
            ("{merchant: {title: Merchant, applies: {entity: merchant}}}", 1, ""),
            ("{merchant: {applies: {}}}", 1, ""),
            ("{Merchant: {applies: {entity: merchant}}}", 0, "invalid name"),
            ("{a/b: {applies: {entity: merchant}}}", 0, "invalid name"),
            ("{merchant: {title: Merchant}}", 0, "does not say for whom"),
            ("{merchant: {applies: provider}}", 0, "refers to another profile"),
            ("{merchant: {applies: [merchant]}}", 0, ""),
            ("{merchant: merchant}", 0, "takes settings"),
        ] {
            let (config, findings) = read(FileId(0), &format!("profiles: {written}\n"));
            assert_eq!(config.profiles.len(), count, "{written}: {findings:?}");
            assert!(findings.iter().any(|finding| finding.message.contains(part)) || part.is_empty(), "{findings:?}");
            assert_eq!(findings.is_empty(), count == 1, "{written}: {findings:?}");
        }
    }

    #[test]
    fn the_site_names_a_profile_or_values() {
        let applies = |text: &str| read(FileId(0), text).0.applies;
        assert!(matches!(applies("applies: merchant\n"), Some(Applies::Profile(name)) if name.value == "merchant"));
        assert!(matches!(applies("applies: {saq: a}\n"), Some(Applies::Choices(choices)) if choices.len() == 1));
        assert_eq!(applies("title: x\n"), None);
    }
}
