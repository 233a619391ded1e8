//! Colours of the theme, and their contrast as WCAG computes it: <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.

/// The theme's own accent in each scheme, as in `static/clausebook.css`.
pub(super) const LIGHT_ACCENT: &str = "#8a2914";
pub(super) const DARK_ACCENT: &str = "#f2ba6b";

/// The pages of the theme, as in `static/clausebook.css`.
const LIGHT_PAGE: Colour = Colour { red: 0xfb, green: 0xfa, blue: 0xf7 };
const DARK_PAGE: Colour = Colour { red: 0x14, green: 0x1a, blue: 0x22 };

/// A scheme of colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    const fn page(self) -> Colour {
        match self {
            Self::Light => LIGHT_PAGE,
            Self::Dark => DARK_PAGE,
        }
    }
}

/// A colour without transparency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    /// The colour that `#` with 3 or 6 digits, or a name of CSS, stands for.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_plain = match text.strip_prefix('#') {
            Some(digits) => matches!(digits.len(), 3 | 6) && digits.bytes().all(|byte| byte.is_ascii_hexdigit()),
            None => text.bytes().all(|byte| byte.is_ascii_alphabetic()) && !text.eq_ignore_ascii_case("transparent"),
        };
        let [red, green, blue, _] = csscolorparser::parse(text).ok().filter(|_| is_plain)?.to_rgba8();
        Some(Self { red, green, blue })
    }

    /// The contrast with the page of a scheme: 1 to 21.
    pub(super) fn contrast(self, scheme: Scheme) -> f64 {
        let (one, other) = (self.luminance(), scheme.page().luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// The colour nearest to this one that has at least this contrast: darker on the light page, lighter on the dark
    /// one. As CSS writes it.
    pub(super) fn with_contrast(self, scheme: Scheme, min: f64) -> String {
        let end: u8 = match scheme {
            Scheme::Light => 0,
            Scheme::Dark => 255,
        };
        let mixed = |part: u8, share: u32| -> u8 {
            let sum = u32::from(part) * (100 - share) + u32::from(end) * share;
            (sum / 100) as u8
        };
        let mix = |share| Self {
            red: mixed(self.red, share),
            green: mixed(self.green, share),
            blue: mixed(self.blue, share),
        };
        let found = (0..=100).map(mix).find(|colour| colour.contrast(scheme) >= min).unwrap_or(mix(100));
        format!("#{:02x}{:02x}{:02x}", found.red, found.green, found.blue)
    }

    /// Red, green and blue.
    pub(super) const fn parts(self) -> [u8; 3] {
        [self.red, self.green, self.blue]
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::{Colour, DARK_ACCENT, DARK_PAGE, LIGHT_ACCENT, LIGHT_PAGE, Scheme};

    #[test]
    fn contrast_is_that_of_wcag() {
        let contrast = |text: &str, scheme| Colour::parse(text).unwrap().contrast(scheme);
        assert!((contrast("black", Scheme::Light) - 20.1).abs() < 0.1);
        assert!((contrast("#0a6", Scheme::Light) - 2.89).abs() < 0.05);
        assert!((contrast(LIGHT_ACCENT, Scheme::Light)) > 7.0 && contrast(DARK_ACCENT, Scheme::Dark) > 7.0);
        assert_eq!(Colour::parse("#06a"), Colour::parse("#0066aa"));
        for text in ["", "#12", "transparent", "rgb(1,2,3)", "navi", "#1234"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
    }

    #[test]
    fn the_colours_here_are_those_of_the_style_sheet() {
        let hex = |colour: Colour| format!("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
        let sheet = include_str!("../../static/clausebook.css");
        for (name, light, dark) in
            [("accent", LIGHT_ACCENT.to_owned(), DARK_ACCENT.to_owned()), ("paper", hex(LIGHT_PAGE), hex(DARK_PAGE))]
        {
            let rule = format!("--{name}: light-dark({light}, {dark})");
            assert!(sheet.contains(&rule), "{rule}");
        }
    }
}
