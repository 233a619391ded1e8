//! Resolves the settings of the theme.

use super::colour::{Colour, DARK_ACCENT, LIGHT_ACCENT, Scheme};
use super::model::{Accent, Link, Notice, Theme};
use super::raw::{RawAccent, RawAccents, RawLink, RawNotice, RawNoticeLink, RawTheme};
use super::validator::{Validator, text};
use crate::finding::{Code, Finding};
use crate::output::{AddressUse, unsafe_scheme};
use crate::source::{Span, Spanned};

/// Every page shows all of them, so the output grows with the product of their number and that of the pages.
const MAX_LINKS: usize = 100;

/// WCAG asks for this contrast of text, and links are text.
const MIN_CONTRAST: f64 = 4.5;

/// The settings that `raw` resolves to.
pub(super) fn resolve(raw: RawTheme, validator: &mut Validator<'_>) -> Theme {
    let RawTheme {
        logo,
        favicon,
        accent,
        header,
        footer,
        footer_text,
        notice,
        feedback,
        image,
        social_cards,
        css,
        paper,
    } = raw;
    Theme {
        logo: logo.filter(|logo| validator.is_safe(logo)),
        favicon: favicon.filter(|favicon| validator.is_safe(favicon)),
        accent: accent.and_then(|accent| validator.accent(accent)),
        header: validator.links("theme.header", header),
        footer: validator.links("theme.footer", footer),
        footer_text: text(footer_text),
        notice: notice.and_then(|notice| validator.notice(notice)),
        feedback: feedback.and_then(|feedback| validator.feedback(feedback)),
        image: image.filter(|image| validator.is_safe(image)),
        social_cards: social_cards.filter(|setting| setting.value).map(|setting| setting.span),
        css: css.into_iter().filter(|sheet| validator.is_safe(sheet)).collect(),
        paper: paper.map(|paper| paper.value),
    }
}

impl Theme {
    /// The colour of links and marks on the light page, as CSS writes it.
    pub fn light_accent(&self) -> &str {
        self.accent.as_ref().map_or(LIGHT_ACCENT, |accent| &accent.light)
    }

    /// The same: red, green and blue.
    pub fn light_accent_rgb(&self) -> [u8; 3] {
        Colour::parse(self.light_accent()).map(Colour::parts).unwrap_or_default()
    }
}

impl Validator<'_> {
    fn links(&mut self, setting: &str, raw: Vec<RawLink>) -> Vec<Link> {
        let raw = raw.into_iter().map(|link| {
            let span = link.url.span;
            Spanned::new(link, span)
        });
        let links = self.at_most(setting, raw.collect(), MAX_LINKS);
        links.into_iter().map(|link| self.link(link.value)).collect()
    }

    /// A link of the theme; one with an unsafe URL keeps its name only.
    fn link(&mut self, raw: RawLink) -> Link {
        let RawLink { name, url } = raw;
        let span = url.span;
        let url = Some(url).filter(|url| self.is_safe(url));
        Link { name: name.value, url: url.unwrap_or(Spanned::new(String::new(), span)) }
    }

    /// Whether a URL may be written into pages; a finding where its scheme is unsafe.
    pub(super) fn is_safe(&mut self, address: &Spanned<String>) -> bool {
        let Some(scheme) = unsafe_scheme(&address.value, AddressUse::Follow) else { return true };
        let message = format!("an address with `{scheme}` is not published");
        let finding = Finding::new(Code::UnsafeAddress, self.location(address.span), message);
        self.report(finding.about(&address.value).help("write the address of a page or a file"));
        false
    }

    /// The values go into a style sheet, so only plain colours are accepted. Colours with too little contrast are used,
    /// and reported. No colour has enough on both pages, so that a single one is for the light page, and the dark page
    /// has a lighter one of the same hue where it needs one.
    fn accent(&mut self, raw: Spanned<RawAccent>) -> Option<Accent> {
        let Spanned { value, span } = raw;
        let is_single = matches!(value, RawAccent::Both(_));
        let (light, dark) = match value {
            RawAccent::Both(colour) => (Some(colour), None),
            RawAccent::Each(RawAccents { light, dark }) => (light, dark),
        };
        let light = light.unwrap_or_else(|| LIGHT_ACCENT.to_owned());
        let known_light = self.measured(&light, Scheme::Light, is_single, span);
        let dark = match is_single {
            true => known_light.as_ref()?.with_contrast(Scheme::Dark, MIN_CONTRAST),
            false => dark.unwrap_or_else(|| DARK_ACCENT.to_owned()),
        };
        // Both are read before the first fault ends it.
        let known_dark = self.measured(&dark, Scheme::Dark, false, span);
        known_light.and(known_dark)?;
        Some(Accent { light, dark })
    }

    /// The colour of a scheme; findings where it is none, and where it has too little contrast.
    fn measured(&mut self, written: &str, scheme: Scheme, is_single: bool, span: Span) -> Option<Colour> {
        let Some(colour) = Colour::parse(written) else {
            let help = "write `\"#0b5c55\"`, `\"#057\"` or a name";
            self.invalid(span, format!("`accent`: invalid colour `{written}`"), help);
            return None;
        };
        let (ratio, name) = (colour.contrast(scheme), scheme.name());
        if ratio < MIN_CONTRAST {
            // Never rounded up to the limit.
            let ratio = (ratio * 100.0).floor() / 100.0;
            let message =
                format!("`{written}` has a contrast of {ratio:.2}:1 on the {name} page; links need {MIN_CONTRAST}:1");
            let better = colour.with_contrast(scheme, MIN_CONTRAST);
            let help = if is_single {
                let dark = colour.with_contrast(Scheme::Dark, MIN_CONTRAST);
                format!("write `accent: {{light: \"{better}\", dark: \"{dark}\"}}`")
            } else {
                format!("write `{name}: \"{better}\"`")
            };
            let finding = Finding::new(Code::LowContrast, self.location(span), message);
            self.report(finding.about(written).help(help));
        }
        Some(colour)
    }

    fn notice(&mut self, raw: Spanned<RawNotice>) -> Option<Notice> {
        let Spanned { value, span } = raw;
        let (text, url) = match value {
            RawNotice::Text(text) => (text, None),
            RawNotice::Link(RawNoticeLink { text, url }) => (text, url),
        };
        let url = url.filter(|url| !url.trim().is_empty()).map(|url| Spanned::new(url, span));
        let url = url.filter(|url| self.is_safe(url));
        (!text.trim().is_empty()).then_some(Notice { text, url })
    }

    /// A URL, or a mail address with `mailto:` before it.
    fn feedback(&mut self, raw: Spanned<String>) -> Option<String> {
        let Spanned { value, span } = raw;
        let value = value.trim();
        let is_plain = !value.contains(|letter: char| letter.is_whitespace() || letter.is_control());
        let is_url = ["https://", "http://", "mailto:", "/"].iter().any(|start| value.starts_with(start));
        let is_mail = !value.contains([':', '/']) && value.split('@').filter(|part| !part.is_empty()).count() == 2;
        match (is_plain, is_url, is_mail) {
            (true, true, _) => Some(value.to_owned()),
            (true, false, true) => Some(format!("mailto:{value}")),
            (true, false, false) | (false, _, _) => {
                let help = "write `guides@example.com`, or `https://example.com/issues/new?title={title}`";
                self.invalid(span, format!("`feedback`: `{value}` is no mail address and no URL"), help);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, read};
    use crate::finding::Finding;
    use crate::source::FileId;

    fn theme(text: &str) -> (Config, Vec<Finding>) {
        read(FileId(0), &format!("theme:\n  {text}\n"))
    }

    #[test]
    fn a_colour_with_too_little_contrast_is_found_with_the_ratio_and_a_better_one() {
        let (config, findings) = theme("accent: '#0a6'");
        assert_eq!(config.theme.accent.unwrap().light, "#0a6");
        let said: Vec<(&str, &str)> =
            findings.iter().map(|finding| (finding.message.as_str(), finding.help.as_deref().unwrap())).collect();
        let (message, help) = said[0];
        assert!(message.starts_with("`#0a6` has a contrast of 2.8"), "{message}");
        assert_eq!(findings.len(), 1, "{said:?}");
        let better = help.trim_start_matches("write `").trim_end_matches('`');
        let (_, findings) = theme(better);
        assert!(findings.is_empty(), "{better}: {findings:?}");
    }

    #[test]
    fn the_dark_page_has_a_lighter_shade_of_a_single_colour() {
        let accent = theme("accent: '#0b5c55'").0.theme.accent.unwrap();
        assert_eq!((accent.light.as_str(), accent.dark.len()), ("#0b5c55", 7));
        assert_ne!(accent.dark, accent.light);
    }

    #[test]
    fn each_scheme_is_measured_against_its_own_page() {
        for (written, expected) in [
            ("accent: {light: '#0b5c55', dark: '#7fd6c8'}", 0),
            ("accent: {light: '#7fd6c8', dark: '#0b5c55'}", 2),
            ("accent: {light: navy}", 0),
            ("accent: {dark: navy}", 1),
            ("accent: {light: navi}", 1),
            ("accent: {light: navi, dark: 'red;}'}", 2),
            ("accent: {lihgt: navy}", 1),
            ("accent: '#0b5c55'", 0),
        ] {
            let (_, findings) = theme(written);
            assert_eq!(findings.len(), expected, "{written}: {findings:?}");
        }
    }

    #[test]
    fn feedback_goes_to_a_mail_address_or_a_url() {
        for (written, expected) in [
            ("guides@example.com", Some("mailto:guides@example.com")),
            ("mailto:guides@example.com", Some("mailto:guides@example.com")),
            ("https://example.com/new?title={title}", Some("https://example.com/new?title={title}")),
            ("the team", None),
            ("javascript:alert(1)", None),
            ("example.com", None),
        ] {
            let (config, findings) = theme(&format!("feedback: '{written}'"));
            assert_eq!(config.theme.feedback.as_deref(), expected, "{written}");
            assert_eq!(findings.is_empty(), expected.is_some(), "{written}");
        }
    }

    #[test]
    fn a_notice_is_a_text_with_or_without_a_link() {
        let notice =
            |text: &str| theme(text).0.theme.notice.map(|notice| (notice.text, notice.url.map(|url| url.value)));
        assert_eq!(notice("notice: Moved"), Some(("Moved".to_owned(), None)));
        assert_eq!(notice("notice: {text: Moved, url: /new/}"), Some(("Moved".to_owned(), Some("/new/".to_owned()))));
        assert_eq!(notice("notice: {text: Moved, url: 'javascript:x'}"), Some(("Moved".to_owned(), None)));
        assert_eq!(notice("notice: ''"), None);
        assert_eq!(theme("notice: {txt: Moved}").1.len(), 1);
    }
}
