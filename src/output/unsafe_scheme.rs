//! URL schemes that must not be in the output, because the URL itself contains code or a document.

/// The schemes of URLs that contain code or a document, in lower case.
pub const UNSAFE_SCHEMES: [&str; 3] = ["javascript:", "vbscript:", "data:"];

/// What a browser does with a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressUse {
    /// Follows it, or loads a page, a script or a style sheet from it.
    Follow,
    /// Loads an image, a video or a sound from it, which cannot run code.
    Show,
}

/// The scheme of the URL `address`, with its colon, where it is unsafe for this use.
///
/// The URL is parsed as in browsers (<https://url.spec.whatwg.org/#url-parsing>): leading spaces and control characters
/// are ignored, and so are tabs and line ends anywhere. Character references must be resolved already. `data:` is allowed
/// for images, videos and sounds; the content security policy then includes it.
pub fn unsafe_scheme(address: &str, usage: AddressUse) -> Option<&'static str> {
    let is_leading = |character: char| character.is_whitespace() || character.is_control();
    let start = address.trim_start_matches(is_leading);
    // A quick check, which nearly every URL fails.
    if !start.starts_with(['j', 'J', 'v', 'V', 'd', 'D']) {
        return None;
    }
    let is_kept = |character: &char| !matches!(character, '\t' | '\n' | '\r');
    let rest = |scheme: &str| {
        let mut characters = start.chars().filter(is_kept);
        let is_scheme = scheme
            .chars()
            .all(|wanted| characters.next().is_some_and(|character| character.eq_ignore_ascii_case(&wanted)));
        is_scheme.then_some(characters)
    };
    let (scheme, rest) = UNSAFE_SCHEMES.iter().find_map(|scheme| Some((*scheme, rest(scheme)?)))?;
    let kind: String =
        rest.skip_while(|character| is_leading(*character)).take_while(|character| *character != '/').take(8).collect();
    let is_media = matches!(kind.to_ascii_lowercase().as_str(), "image" | "audio" | "video");
    (!(scheme == "data:" && is_media && usage == AddressUse::Show)).then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::{AddressUse, unsafe_scheme};

    #[test]
    fn an_unsafe_scheme_is_found_in_any_spelling() {
        for address in [
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "  \u{1}\u{1f}javascript:alert(1)",
            "java\tscript:alert(1)",
            "java\r\nscript\n:alert(1)",
            "\u{a0}javascript:alert(1)",
            "vbscript:x",
            "VBSCRIPT:x",
            "data:text/html,<script>alert(1)</script>",
            "da\tta:image/png;base64,AA",
            "data:",
        ] {
            assert!(unsafe_scheme(address, AddressUse::Follow).is_some(), "{address:?}");
        }
        for address in [
            "/javascript:x",
            "javascript",
            "./data:x",
            "javascripts:x",
            "java script:x",
            "data/x",
            "database:x",
            "#data:",
            "?data:",
            "https://example.org/javascript:x",
            "mailto:data:",
            "",
            "j",
            "tel:1",
            "%6aavascript:x",
        ] {
            assert_eq!(unsafe_scheme(address, AddressUse::Follow), None, "{address:?}");
        }
    }

    #[test]
    fn data_urls_are_allowed_for_media_only() {
        for address in ["data:image/png;base64,AA", "DATA: Image/svg+xml,x", "data:video/mp4,x", "data:audio/ogg,x"] {
            assert_eq!(unsafe_scheme(address, AddressUse::Show), None, "{address}");
        }
        for address in ["data:text/html,x", "data:,x", "data:images/png,x", "javascript:image/png"] {
            assert!(unsafe_scheme(address, AddressUse::Show).is_some(), "{address}");
        }
    }
}
