//! Bodies that were made smaller on their way: undone, and never larger than a plain body may be.

use std::{borrow::Cow, io::Read};

use lotse_domain::property::limits;

use crate::error::Refusal;

/// How a body is encoded, as `Content-Encoding` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// As it is.
    #[default]
    Identity,
    /// gzip, RFC 1952.
    Gzip,
    /// Brotli, RFC 7932.
    Brotli,
    /// Zstandard, RFC 8878.
    Zstd,
}

/// Bytes of Brotli's window that are read at a time.
const BROTLI_BUFFER: usize = 4096;
/// The largest window of a Zstandard frame, as a power of two: larger ones would take memory before
/// the first byte is known.
const ZSTD_WINDOW_LOG: u32 = 21;

impl Encoding {
    /// The encoding that a header names, in any case of letters.
    ///
    /// # Errors
    /// When it is none of these, or several.
    pub fn of_header(value: Option<&str>) -> Result<Self, Refusal> {
        let Some(value) = value else { return Ok(Self::Identity) };
        match value.trim().to_ascii_lowercase().as_str() {
            "" | "identity" => Ok(Self::Identity),
            "gzip" | "x-gzip" => Ok(Self::Gzip),
            "br" => Ok(Self::Brotli),
            "zstd" => Ok(Self::Zstd),
            _ => Err(Refusal::EncodingUnknown),
        }
    }

    /// The body itself.
    ///
    /// # Errors
    /// When it would be larger than a body may be, or is not encoded so.
    pub fn decode(self, body: &[u8]) -> Result<Cow<'_, [u8]>, Refusal> {
        match self {
            Self::Identity => Ok(Cow::Borrowed(body)),
            Self::Gzip => bounded(flate2::read::MultiGzDecoder::new(body)),
            Self::Brotli => bounded(brotli::Decompressor::new(body, BROTLI_BUFFER)),
            Self::Zstd => {
                let mut decoder =
                    zstd::Decoder::with_buffer(body).map_err(|_| Refusal::EncodingBroken)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG).map_err(|_| Refusal::EncodingBroken)?;
                bounded(decoder)
            }
        }
    }
}

/// Reads to the end or one byte beyond the limit, whichever comes first.
fn bounded<'a>(reader: impl Read) -> Result<Cow<'a, [u8]>, Refusal> {
    let most = limits::BODY_BYTES as u64;
    let mut bytes = Vec::new();
    reader.take(most + 1).read_to_end(&mut bytes).map_err(|_| Refusal::EncodingBroken)?;
    if bytes.len() > limits::BODY_BYTES { Err(Refusal::TooLarge) } else { Ok(Cow::Owned(bytes)) }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn encoded(encoding: Encoding, bytes: &[u8]) -> Vec<u8> {
        match encoding {
            Encoding::Identity => bytes.to_vec(),
            Encoding::Gzip => {
                let mut writer =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                writer.write_all(bytes).unwrap();
                writer.finish().unwrap()
            }
            Encoding::Brotli => {
                let mut writer = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 20);
                writer.write_all(bytes).unwrap();
                writer.into_inner()
            }
            Encoding::Zstd => zstd::encode_all(bytes, 3).unwrap(),
        }
    }

    const ALL: [Encoding; 4] =
        [Encoding::Identity, Encoding::Gzip, Encoding::Brotli, Encoding::Zstd];

    #[test]
    fn every_encoding_is_undone() {
        for encoding in ALL {
            for bytes in [Vec::new(), b"{}".to_vec(), vec![7; 100_000]] {
                let body = encoded(encoding, &bytes);
                assert_eq!(encoding.decode(&body).unwrap(), bytes, "{encoding:?}");
            }
        }
    }

    #[test]
    fn a_bomb_ends_at_the_limit_of_a_body() {
        let limit = limits::BODY_BYTES;
        for encoding in &ALL[1..] {
            let fits = encoded(*encoding, &vec![b' '; limit]);
            assert_eq!(encoding.decode(&fits).unwrap().len(), limit, "{encoding:?}");
            let bomb = encoded(*encoding, &vec![b' '; 100 * limit]);
            assert!(bomb.len() < limit, "{encoding:?}: {}", bomb.len());
            assert!(matches!(encoding.decode(&bomb), Err(Refusal::TooLarge)), "{encoding:?}");
        }
    }

    #[test]
    fn what_is_not_encoded_so_is_refused() {
        for encoding in &ALL[1..] {
            let broken = encoding.decode(b"{\"key\": 1}");
            assert!(matches!(broken, Err(Refusal::EncodingBroken)), "{encoding:?}: {broken:?}");
            let body = encoded(*encoding, &[7; 1000]);
            let cut = encoding.decode(&body[..body.len() - 3]);
            assert!(matches!(cut, Err(Refusal::EncodingBroken)), "{encoding:?}: {cut:?}");
        }
    }

    #[test]
    fn headers_name_one_encoding() {
        for (header, encoding) in [
            (None, Some(Encoding::Identity)),
            (Some(""), Some(Encoding::Identity)),
            (Some("identity"), Some(Encoding::Identity)),
            (Some("GZIP"), Some(Encoding::Gzip)),
            (Some("x-gzip"), Some(Encoding::Gzip)),
            (Some(" br "), Some(Encoding::Brotli)),
            (Some("zstd"), Some(Encoding::Zstd)),
            (Some("deflate"), None),
            (Some("gzip, br"), None),
        ] {
            assert_eq!(Encoding::of_header(header).ok(), encoding, "{header:?}");
        }
    }
}
