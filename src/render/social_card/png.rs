//! Writes an image with a palette as PNG, <https://www.w3.org/TR/png-3/>.
//!
//! Five chunks are all that such an image needs. The crates that write PNG would bring a second version of the
//! compressor that the program has already.

use std::io::{self, Write};

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// The colour type of images with a palette.
const INDEXED: u8 = 3;

/// An image as PNG. `pixels` are indexes into `palette`, row by row, each row of `width`.
///
/// # Errors
/// None in practice, since it writes to memory.
pub(super) fn png(width: usize, pixels: &[u8], palette: &[[u8; 3]]) -> io::Result<Vec<u8>> {
    let mut file = Vec::with_capacity(32 << 10);
    file.extend_from_slice(b"\x89PNG\r\n\x1a\n");
    let mut head = Vec::with_capacity(13);
    head.extend_from_slice(&four_bytes(width));
    head.extend_from_slice(&four_bytes(pixels.len() / width.max(1)));
    head.extend_from_slice(&[8, INDEXED, 0, 0, 0]);
    chunk(&mut file, *b"IHDR", &head);
    chunk(&mut file, *b"PLTE", palette.as_flattened());
    let mut data = ZlibEncoder::new(Vec::with_capacity(32 << 10), Compression::fast());
    for row in pixels.chunks(width.max(1)) {
        // Rows are not filtered: neighbours in the palette are no neighbours in colour.
        data.write_all(&[0])?;
        data.write_all(row)?;
    }
    chunk(&mut file, *b"IDAT", &data.finish()?);
    chunk(&mut file, *b"IEND", &[]);
    Ok(file)
}

fn chunk(file: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    file.extend_from_slice(&four_bytes(data.len()));
    let mut crc = Crc::new();
    for part in [&name[..], data] {
        crc.update(part);
        file.extend_from_slice(part);
    }
    file.extend_from_slice(&crc.sum().to_be_bytes());
}

fn four_bytes(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}
