//! Character indexes, which the YAML parser counts in, to byte offsets.

/// Turns the character indexes of one text into byte offsets.
#[derive(Debug)]
pub(super) struct Offsets {
    length: usize,
    /// The byte of every character, and nothing at all for plain ASCII, where the two are the same.
    bytes: Vec<u32>,
    /// Bytes of the text that are not in the file, in order: where they begin and how many there are.
    padding: Vec<(usize, usize)>,
}

impl Offsets {
    /// Reads `text` once. Texts of 4 GiB and more are beyond what a site's file may be.
    pub(super) fn new(text: &str) -> Self {
        let bytes = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at as u32).collect() };
        Self { length: text.len(), bytes, padding: Vec::new() }
    }

    /// The same offsets for a text with `padding` (first byte, number of bytes, in order) put into it.
    pub(super) fn padded(mut self, padding: Vec<(usize, usize)>) -> Self {
        self.padding = padding;
        self
    }

    /// The offset in the file of a byte of the text.
    pub(super) fn in_file(&self, byte: usize) -> usize {
        let before = self.padding.iter().take_while(|(start, _)| *start < byte);
        byte - before.map(|(start, count)| (byte - start).min(*count)).sum::<usize>()
    }

    /// The byte offset of the character at `index`; the end of the text for an index past it.
    pub(super) fn at(&self, index: usize) -> usize {
        if self.bytes.is_empty() {
            return index.min(self.length);
        }
        self.bytes.get(index).map_or(self.length, |byte| *byte as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn padding_is_no_part_of_the_file() {
        let offsets = Offsets::new("ab    cd").padded(vec![(2, 4)]);
        assert_eq!([0, 2, 3, 6, 7].map(|byte| offsets.in_file(byte)), [0, 2, 2, 2, 3]);
    }

    #[test]
    fn every_character_has_its_byte_and_the_end_is_the_end() {
        let check = |text: &str, expected: &[usize]| {
            let offsets = Offsets::new(text);
            let seen: Vec<_> = (0..expected.len()).map(|index| offsets.at(index)).collect();
            assert_eq!(seen, expected, "{text:?}");
        };
        check("ab", &[0, 1, 2, 2]);
        check("é→x", &[0, 2, 5, 6, 6]);
        check("", &[0, 0]);
    }
}
