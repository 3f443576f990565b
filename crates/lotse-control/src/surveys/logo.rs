//! An agency's logo: a PNG picture, read to the last point and written anew, so that nothing but its points is kept: no text,
//! no profile, no second picture, nothing after the end.
//!
//! SVG is not taken: it is a document that can carry script and fetch. JPEG is not either: this program has no reader of it.

use std::io::Cursor;

use png::{BitDepth, ColorType, Decoder, Encoder, Limits, Transformations};

/// The most bytes of a file.
pub const MOST_BYTES: usize = 256 * 1024;
/// The most points in a row, and the most rows: read, a picture has at most 4 megabytes.
pub const MOST_POINTS: u32 = 1_000;
/// The most bytes of a picture as it is kept.
const MOST_KEPT: usize = 1024 * 1024;
/// What the reader may use beside the picture.
const READER_BYTES: usize = 16 * 1024 * 1024;

/// A logo that any browser can show.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo(Vec<u8>);

impl std::fmt::Debug for Logo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Logo({} bytes)", self.0.len())
    }
}

/// Why a file is no logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoLogo {
    /// It is longer than [`MOST_BYTES`], or would be once written anew.
    TooLong,
    /// It is wider or higher than [`MOST_POINTS`].
    TooLarge {
        /// Points in a row.
        width: u32,
        /// Rows.
        height: u32,
    },
    /// It is no PNG picture, or a broken one.
    NotPng,
    /// It moves: WCAG 2.2, 2.2.2 would ask for a way to stop it.
    Moves,
}

impl Logo {
    /// Reads a file.
    ///
    /// # Errors
    /// Why it is no logo.
    pub fn read(file: &[u8]) -> Result<Self, NoLogo> {
        if file.len() > MOST_BYTES {
            return Err(NoLogo::TooLong);
        }
        let broken = |_| NoLogo::NotPng;
        let limits = Limits { bytes: READER_BYTES };
        let mut decoder = Decoder::new_with_limits(Cursor::new(file), limits);
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        decoder.set_transformations(Transformations::normalize_to_color8());
        let header = decoder.read_header_info().map_err(broken)?;
        let (width, height) = (header.width, header.height);
        if width.max(height) > MOST_POINTS {
            return Err(NoLogo::TooLarge { width, height });
        }
        let mut reader = decoder.read_info().map_err(broken)?;
        if reader.info().is_animated() {
            return Err(NoLogo::Moves);
        }
        let mut points = vec![0; reader.output_buffer_size().ok_or(NoLogo::NotPng)?];
        reader.next_frame(&mut points).map_err(broken)?;
        reader.finish().map_err(broken)?;
        let (colours, _) = reader.output_color_type();
        let written = written((width, height), colours, &points).map_err(|_| NoLogo::NotPng)?;
        if written.len() > MOST_KEPT { Err(NoLogo::TooLong) } else { Ok(Self(written)) }
    }

    /// What was kept: written by [`Logo::read`].
    pub(super) fn kept(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The picture as a PNG file.
    #[must_use]
    pub fn png(&self) -> &[u8] {
        &self.0
    }
}

fn written(
    (width, height): (u32, u32),
    colours: ColorType,
    points: &[u8],
) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(colours);
    encoder.set_depth(BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(points)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(width: u32, height: u32) -> Vec<u8> {
        (0..=250).cycle().take(usize::try_from(width * height * 4).unwrap()).collect()
    }

    fn picture(width: u32, height: u32) -> Vec<u8> {
        written((width, height), ColorType::Rgba, &points(width, height)).unwrap()
    }

    #[test]
    fn nothing_but_the_points_is_kept() {
        let plain = picture(20, 10);
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 20, 10);
        encoder.set_color(ColorType::Rgba);
        encoder.set_depth(BitDepth::Eight);
        encoder.add_text_chunk("Author".to_owned(), "<script>".to_owned()).unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&points(20, 10)).unwrap();
        writer.finish().unwrap();
        file.extend_from_slice(b"<script>alert(1)</script>");
        let logo = Logo::read(&file).unwrap();
        assert_eq!(logo.png(), plain, "the same points, and nothing else");
        assert_eq!(Logo::read(logo.png()).unwrap(), logo, "read again it is the same");
    }

    #[test]
    fn what_is_no_logo_is_told() {
        let sound = picture(20, 10);
        assert_eq!(Logo::read(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Err(NoLogo::NotPng));
        assert_eq!(Logo::read(&[]), Err(NoLogo::NotPng));
        assert_eq!(Logo::read(&vec![0; MOST_BYTES + 1]), Err(NoLogo::TooLong));
        let wide = NoLogo::TooLarge { width: MOST_POINTS + 1, height: 1 };
        assert_eq!(Logo::read(&picture(MOST_POINTS + 1, 1)), Err(wide));
        assert!(Logo::read(&picture(MOST_POINTS, 1)).is_ok());
        // A picture that ends anywhere before its end, or has a wrong byte, is none or is the same; it never panics.
        for end in 0..sound.len() {
            assert!(Logo::read(&sound[..end]).is_err(), "{end}");
        }
        for place in 0..sound.len() {
            let mut broken = sound.clone();
            broken[place] ^= 0x5A;
            drop(Logo::read(&broken));
        }
        // A small file that says it is enormous is not believed.
        let mut enormous = sound;
        enormous[16..20].copy_from_slice(&100_000_u32.to_be_bytes());
        assert!(Logo::read(&enormous).is_err());
    }
}
