//! From character indexes, in which the YAML parser counts, to byte offsets.

/// The byte offsets of the characters of one text.
#[derive(Debug)]
pub(super) struct Offsets {
    length: usize,
    /// The byte offset of every character; empty for ASCII, where index and offset are the same.
    bytes: Vec<u32>,
    /// Bytes of the text that are not in the file, in order: first byte and number of bytes.
    padding: Vec<(usize, usize)>,
}

impl Offsets {
    /// The offsets of `text`, which is below 4 GiB: larger files are not read.
    pub(super) fn new(text: &str) -> Self {
        let bytes = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at as u32).collect() };
        Self { length: text.len(), bytes, padding: Vec::new() }
    }

    /// The same offsets where `padding` (first byte, number of bytes, in order) was inserted into the text.
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
    fn every_character_has_its_byte_offset() {
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
