//! Language tags: which labels are those of a tag, and in which direction its script runs.

/// The language whose labels are complete.
pub(super) const ENGLISH: &str = "en";

/// Languages that are written from right to left where the tag names no script.
const RIGHT_TO_LEFT: &[&str] = &[
    "ar", "arc", "arz", "azb", "bal", "bcc", "bgn", "bqi", "ckb", "dv", "fa", "glk", "haz", "he", "iw", "ji", "khw",
    "ks", "lrc", "luz", "mzn", "nqo", "pnb", "prs", "ps", "rhg", "sd", "sdh", "skr", "syr", "ug", "ur", "yi",
];

/// Scripts that run from right to left.
const RIGHT_TO_LEFT_SCRIPTS: &[&str] =
    &["adlm", "arab", "aran", "armi", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa", "yezi"];

/// Places where Chinese is written in traditional characters.
const TRADITIONAL: &[&str] = &["tw", "hk", "mo"];

/// Whether the script of a language runs from right to left, by its BCP 47 tag.
pub fn is_right_to_left(tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    match parts.next().filter(|part| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphabetic())) {
        Some(script) => RIGHT_TO_LEFT_SCRIPTS.contains(&script),
        None => RIGHT_TO_LEFT.contains(&language),
    }
}

/// The tags whose labels a site in this language has, in lower case, each in place of those before it: `de-AT` has those
/// of `de` and of `de-at`. Traditional Chinese has none of `zh`, which is simplified.
pub(super) fn chain(tag: &str) -> Vec<String> {
    let tag = tag.to_ascii_lowercase();
    let parts: Vec<&str> = tag.split('-').collect();
    let has = |wanted: &str| parts.contains(&wanted);
    let is_traditional =
        parts[0] == "zh" && !has("hans") && (has("hant") || TRADITIONAL.iter().any(|place| has(place)));
    let prefixes = (1..=parts.len()).map(|length| parts[..length].join("-"));
    if !is_traditional {
        return prefixes.collect();
    }
    let mut chain = vec!["zh-hant".to_owned()];
    chain.extend(prefixes.skip(1).filter(|prefix| prefix != "zh-hant"));
    chain
}

#[cfg(test)]
mod tests {
    use super::{chain, is_right_to_left};

    #[test]
    fn a_tag_has_the_labels_of_its_beginnings() {
        let check = |tag: &str, expected: &[&str]| assert_eq!(chain(tag), expected, "{tag}");
        check("de", &["de"]);
        check("de-AT", &["de", "de-at"]);
        check("zh-Hans-CN", &["zh", "zh-hans", "zh-hans-cn"]);
        check("zh-CN", &["zh", "zh-cn"]);
        check("zh-Hant", &["zh-hant"]);
        check("zh-TW", &["zh-hant", "zh-tw"]);
        check("zh-Hant-HK", &["zh-hant", "zh-hant-hk"]);
        check("zh-Hans-HK", &["zh", "zh-hans", "zh-hans-hk"]);
    }

    #[test]
    fn a_script_decides_the_direction_before_the_language() {
        for tag in ["ar", "AR-eg", "he-IL", "fa", "ckb-IQ", "az-Arab", "ks-Arab-IN", "dv"] {
            assert!(is_right_to_left(tag), "{tag}");
        }
        for tag in ["en", "de-AT", "ja", "ur-Latn", "az-Latn", "arn", ""] {
            assert!(!is_right_to_left(tag), "{tag}");
        }
    }
}
