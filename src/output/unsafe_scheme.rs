//! Which addresses may be written into the output: none that runs code, or opens a document written in the address
//! itself, in the reader's browser.

/// The schemes of addresses that run code, or hold a document, in lower case.
pub const UNSAFE_SCHEMES: [&str; 3] = ["javascript:", "vbscript:", "data:"];

/// What a browser does with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressUse {
    /// It follows it, or loads a page, a script or a style sheet from it.
    Follow,
    /// It shows it as a picture, a film or a sound, none of which can run anything.
    Show,
}

/// The scheme of `address`, with its colon, where it may not be written for this use.
///
/// The address is read as browsers read it (<https://url.spec.whatwg.org/#url-parsing>): blanks and control characters
/// before it do not count, and neither do tabs and line ends anywhere in it. Character references are to be resolved
/// already. `data:` may be shown where it holds a picture, a film or a sound; the content security policy names it then.
pub fn unsafe_scheme(address: &str, usage: AddressUse) -> Option<&'static str> {
    let is_before = |sign: char| sign.is_whitespace() || sign.is_control();
    let start = address.trim_start_matches(is_before);
    // Nearly every address begins in another way.
    if !start.starts_with(['j', 'J', 'v', 'V', 'd', 'D']) {
        return None;
    }
    let is_skipped = |sign: &char| !matches!(sign, '\t' | '\n' | '\r');
    let rest = |scheme: &str| {
        let mut signs = start.chars().filter(is_skipped);
        let is_scheme =
            scheme.chars().all(|wanted| signs.next().is_some_and(|sign| sign.eq_ignore_ascii_case(&wanted)));
        is_scheme.then_some(signs)
    };
    let (scheme, rest) = UNSAFE_SCHEMES.iter().find_map(|scheme| Some((*scheme, rest(scheme)?)))?;
    let kind: String = rest.skip_while(|sign| is_before(*sign)).take_while(|sign| *sign != '/').take(8).collect();
    let is_media = matches!(kind.to_ascii_lowercase().as_str(), "image" | "audio" | "video");
    (!(scheme == "data:" && is_media && usage == AddressUse::Show)).then_some(scheme)
}

#[cfg(test)]
mod tests {
    use super::{AddressUse, unsafe_scheme};

    #[test]
    fn an_address_that_runs_code_is_known_however_it_is_written() {
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
    fn a_picture_may_be_written_in_its_address_and_nothing_else() {
        for address in ["data:image/png;base64,AA", "DATA: Image/svg+xml,x", "data:video/mp4,x", "data:audio/ogg,x"] {
            assert_eq!(unsafe_scheme(address, AddressUse::Show), None, "{address}");
        }
        for address in ["data:text/html,x", "data:,x", "data:images/png,x", "javascript:image/png"] {
            assert!(unsafe_scheme(address, AddressUse::Show).is_some(), "{address}");
        }
    }
}
