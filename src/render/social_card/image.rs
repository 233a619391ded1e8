//! Draws a social card: the name of the site and of the section, and the title as large as it fits.

use ab_glyph::{Font, FontRef, Glyph, PxScale, ScaleFont, point};

use super::png::png;
use super::text::CardText;

/// Noto Sans SemiBold with the letters of European languages and Vietnamese. Its licence is beside it.
const FONT: &[u8] = include_bytes!("../../../fonts/NotoSans-SemiBold-subset.ttf");

/// The size that networks show whole.
pub(super) const WIDTH: usize = 1200;
pub(super) const HEIGHT: usize = 630;

/// Around the text, in pixels.
const MARGIN: f32 = 96.0;
/// How wide a line may be, in pixels.
const ROOM: f32 = WIDTH as f32 - 2.0 * MARGIN;
/// The width of the bar in the colour of the site.
const BAR: usize = 32;
/// Sizes of the title in pixels, and how many lines each may have: the first that fits is taken.
const TITLE_SIZES: [(f32, usize); 4] = [(88.0, 2), (74.0, 3), (62.0, 4), (52.0, 5)];
const NAME_SIZE: f32 = 38.0;
const LINE_HEIGHT: f32 = 1.18;

/// The colours of the light page, as in `static/clausebook.css`.
const PAPER: [u8; 3] = [0xfb, 0xfa, 0xf7];
const INK: [u8; 3] = [0x1b, 0x1d, 0x22];
const SOFT: [u8; 3] = [0x49, 0x4c, 0x53];

/// Shades from the paper to a colour. Three colours of them fit into a palette of 256.
const SHADES: u8 = 64;

/// A colour of the card, as the index of its shades.
#[derive(Clone, Copy)]
enum Colour {
    Ink,
    Soft,
    Accent,
}

/// The card as PNG; a character that the font does not have is a box. Empty only if the font cannot be read, which a
/// test excludes.
pub(super) fn draw(text: &CardText) -> Vec<u8> {
    let Ok(font) = FontRef::try_from_slice(FONT) else { return Vec::new() };
    let CardText { title, section, site, accent } = text;
    let mut canvas = Canvas { font, pixels: vec![0; WIDTH * HEIGHT] };
    canvas.bar();
    canvas.write(&canvas.cut(site, NAME_SIZE), NAME_SIZE, MARGIN + NAME_SIZE, Colour::Accent);
    canvas.write(&canvas.cut(section, NAME_SIZE), NAME_SIZE, MARGIN + NAME_SIZE * 2.5, Colour::Soft);
    let (size, lines) = canvas.title(title);
    let first = HEIGHT as f32 - MARGIN - (lines.len().saturating_sub(1)) as f32 * size * LINE_HEIGHT;
    for (number, line) in lines.iter().enumerate() {
        canvas.write(line, size, first + number as f32 * size * LINE_HEIGHT, Colour::Ink);
    }
    png(WIDTH, &canvas.pixels, &palette(*accent)).unwrap_or_default()
}

/// The first character that cards cannot show.
pub(super) fn first_unknown(text: &str) -> Option<char> {
    let font = FontRef::try_from_slice(FONT).ok()?;
    text.chars().find(|character| font.glyph_id(*character).0 == 0)
}

/// The shades of each colour, in the order of [`Colour`].
fn palette(accent: [u8; 3]) -> Vec<[u8; 3]> {
    let shade = |colour: [u8; 3], level: u8| {
        let mix = |part: usize| {
            let (from, to, level) = (u32::from(PAPER[part]), u32::from(colour[part]), u32::from(level));
            let last = u32::from(SHADES - 1);
            u8::try_from((from * (last - level) + to * level) / last).unwrap_or(u8::MAX)
        };
        [mix(0), mix(1), mix(2)]
    };
    [INK, SOFT, accent].into_iter().flat_map(|colour| (0..SHADES).map(move |level| shade(colour, level))).collect()
}

struct Canvas<'f> {
    font: FontRef<'f>,
    /// Indexes into the palette, row by row. 0 is the paper.
    pixels: Vec<u8>,
}

impl Canvas<'_> {
    fn bar(&mut self) {
        for row in self.pixels.chunks_mut(WIDTH) {
            row[..BAR].fill(index(Colour::Accent, SHADES - 1));
        }
    }

    /// Writes one line with its baseline at `baseline`, in pixels from the top.
    fn write(&mut self, line: &str, size: f32, baseline: f32, colour: Colour) {
        let glyphs: Vec<Glyph> = {
            let scaled = self.font.as_scaled(PxScale::from(size));
            let mut x = MARGIN;
            let mut glyph = |character: char| {
                let id = scaled.glyph_id(character);
                let glyph = id.with_scale_and_position(size, point(x, baseline));
                x += scaled.h_advance(id);
                glyph
            };
            line.chars().map(&mut glyph).collect()
        };
        for glyph in glyphs {
            let Some(outline) = self.font.outline_glyph(glyph) else { continue };
            let corner = outline.px_bounds().min;
            let pixels = &mut self.pixels;
            outline.draw(|x, y, coverage| {
                let (x, y) = (corner.x as i64 + i64::from(x), corner.y as i64 + i64::from(y));
                let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return };
                let level = (coverage.clamp(0.0, 1.0) * f32::from(SHADES - 1)).round() as u8;
                // Parts of letters that overlap keep the darker shade.
                if x < WIDTH && y < HEIGHT && level > self::level(pixels[y * WIDTH + x]) {
                    pixels[y * WIDTH + x] = index(colour, level);
                }
            });
        }
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        let scaled = self.font.as_scaled(PxScale::from(size));
        text.chars().map(|character| scaled.h_advance(scaled.glyph_id(character))).sum()
    }

    /// The title in the largest size in which it fits, by lines; cut where it fits in none.
    fn title(&self, title: &str) -> (f32, Vec<String>) {
        for (size, max_lines) in TITLE_SIZES {
            let lines = self.lines(title, size, max_lines + 1);
            if lines.len() <= max_lines && lines.iter().all(|line| self.width(line, size) <= ROOM) {
                return (size, lines);
            }
        }
        let (size, max_lines) = TITLE_SIZES[TITLE_SIZES.len() - 1];
        let mut lines = self.lines(title, size, max_lines + 1);
        let is_cut = lines.len() > max_lines;
        lines.truncate(max_lines);
        if let Some(last) = lines.last_mut().filter(|_| is_cut) {
            last.push('…');
        }
        (size, lines.iter().map(|line| self.cut(line, size)).collect())
    }

    /// The words of a text in lines that fit, at most `max`. A word that is longer than a line has one of its own.
    fn lines(&self, text: &str, size: f32, max: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|line| self.width(line, size) <= ROOM) {
                Some(line) => {
                    lines.pop();
                    lines.push(line);
                }
                None if lines.len() == max => return lines,
                None => lines.push(word.to_owned()),
            }
        }
        lines
    }

    /// A line without what does not fit, which three points stand for.
    fn cut(&self, line: &str, size: f32) -> String {
        let mut width = 0.0;
        let scaled = self.font.as_scaled(PxScale::from(size));
        let points = scaled.h_advance(scaled.glyph_id('…'));
        for (at, character) in line.char_indices() {
            width += scaled.h_advance(scaled.glyph_id(character));
            if width > ROOM && at > 0 {
                let mut kept = line[..at].to_owned();
                while self.width(&kept, size) + points > ROOM && kept.pop().is_some() {}
                return format!("{}…", kept.trim_end_matches(['…', ' ']));
            }
        }
        line.to_owned()
    }
}

const fn index(colour: Colour, level: u8) -> u8 {
    let first = match colour {
        Colour::Ink => 0,
        Colour::Soft => SHADES,
        Colour::Accent => 2 * SHADES,
    };
    first + level
}

const fn level(index: u8) -> u8 {
    index % SHADES
}

#[cfg(test)]
mod tests {
    use super::{HEIGHT, WIDTH, draw, first_unknown};
    use crate::render::social_card::text::CardText;

    fn card(title: &str) -> Vec<u8> {
        let text = |text: &str| text.to_owned();
        draw(&CardText {
            title: title.to_owned(),
            section: text("PCI DSS"),
            site: text("Guide"),
            accent: [138, 41, 20],
        })
    }

    #[test]
    fn a_card_has_the_size_that_networks_show_and_is_small() {
        let long = "Requirement 11.3.1 and everything else that a title can hold ".repeat(20);
        for title in ["Scope", "Für Übersicht: Прокладка, Διαδρομή, Đường", "", &long, &"W".repeat(500)]
        {
            let bytes = card(title);
            let size = imagesize::blob_size(&bytes).unwrap();
            assert_eq!((size.width, size.height), (WIDTH, HEIGHT));
            assert!(bytes.len() < 60_000, "{}: {title}", bytes.len());
        }
        assert_ne!(card("Scope"), card("Scopes"));
        assert_eq!(card("Scope"), card("Scope"));
    }

    #[test]
    fn what_the_font_does_not_have_is_known() {
        for (title, first) in [("安全", '安'), ("Ship it 🚀", '🚀'), ("שלום", 'ש')] {
            assert_eq!(first_unknown(title), Some(first));
        }
        assert_eq!(first_unknown("PCI DSS 4.0.1 – “scope” & more…"), None);
    }
}
