//! The lines of a file, unpacked and bounded: whatever it holds, one line is in memory at a time.

use std::{
    borrow::Cow,
    io::{self, BufRead, BufReader, Read},
};

/// Bytes of the longest line that is read; of longer ones nothing is kept.
const LINE_BYTES: usize = 64 << 10;
/// Bytes of a longer line that are skipped; then the file is no log.
const SKIPPED_BYTES: u64 = 64 << 20;
/// Bytes that are read from a file at a time.
const BUFFER_BYTES: usize = 256 << 10;
/// The largest window of a Zstandard frame, as a power of two.
const ZSTD_WINDOW_LOG: u32 = 27;

/// A file, unpacked.
pub type LogSource = Box<dyn BufRead + Send>;

/// Unpacks gzip and Zstandard, recognised by their first bytes; anything else is taken as it is.
///
/// # Errors
/// When the beginning cannot be read.
pub fn open(file: impl Read + Send + 'static) -> io::Result<LogSource> {
    let mut file = BufReader::with_capacity(BUFFER_BYTES, file);
    let start = file.fill_buf()?;
    if start.starts_with(&[0x1f, 0x8b]) {
        let unpacked = flate2::bufread::MultiGzDecoder::new(file);
        return Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, unpacked)));
    }
    if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let mut unpacked = zstd::Decoder::with_buffer(file)?;
        unpacked.window_log_max(ZSTD_WINDOW_LOG)?;
        return Ok(Box::new(BufReader::with_capacity(BUFFER_BYTES, unpacked)));
    }
    Ok(Box::new(file))
}

/// A line and its number.
#[derive(Debug, PartialEq)]
pub struct Numbered<'a> {
    /// Counted from 1.
    pub number: u64,
    /// Without its end; `None` if it is longer than lines may be. Bytes that are no text are replaced.
    pub text: Option<Cow<'a, str>>,
}

/// Reads lines one after another.
pub struct LogLines<R> {
    source: R,
    line: Vec<u8>,
    number: u64,
}

impl<R: BufRead> LogLines<R> {
    /// The lines of a source that has not begun.
    pub fn new(source: R) -> Self {
        Self { source, line: Vec::new(), number: 0 }
    }

    /// How many lines were read.
    pub fn read(&self) -> u64 {
        self.number
    }

    /// The next line; `None` at the end.
    ///
    /// # Errors
    /// When the source cannot be read, or is not packed as it says.
    pub fn next_line(&mut self) -> io::Result<Option<Numbered<'_>>> {
        self.line.clear();
        let most = LINE_BYTES as u64 + 1;
        let read = self.source.by_ref().take(most).read_until(b'\n', &mut self.line)?;
        if read == 0 {
            return Ok(None);
        }
        self.number += 1;
        let is_whole = self.line.last() == Some(&b'\n');
        if !is_whole && read > LINE_BYTES {
            self.skip_to_next()?;
            return Ok(Some(Numbered { number: self.number, text: None }));
        }
        let mut line = self.line.as_slice();
        if self.number == 1 {
            line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        }
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        Ok(Some(Numbered { number: self.number, text: Some(String::from_utf8_lossy(line)) }))
    }

    /// Packed, a line without end could be longer than anybody waits for.
    fn skip_to_next(&mut self) -> io::Result<()> {
        let skipped = self.source.by_ref().take(SKIPPED_BYTES).skip_until(b'\n')?;
        if skipped as u64 == SKIPPED_BYTES {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a line has no end"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn lines(bytes: &'static [u8]) -> Vec<Option<String>> {
        let mut lines = LogLines::new(open(bytes).unwrap());
        let mut found = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            assert_eq!(line.number, found.len() as u64 + 1);
            found.push(line.text.map(Cow::into_owned));
        }
        found
    }

    fn leaked(bytes: Vec<u8>) -> &'static [u8] {
        bytes.leak()
    }

    #[test]
    fn lines_come_without_their_ends_however_they_are_packed() {
        let plain = "\u{feff}one\r\ntwo\n\nlast".as_bytes();
        let texts = ["one", "two", "", "last"].map(|text| Some(text.to_owned())).to_vec();
        assert_eq!(lines(plain), texts);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(plain).unwrap();
        assert_eq!(lines(leaked(gzip.finish().unwrap())), texts);
        assert_eq!(lines(leaked(zstd::encode_all(plain, 3).unwrap())), texts);
        assert_eq!(lines(b""), []);
    }

    #[test]
    fn a_line_without_end_is_one_faulty_line_and_the_next_is_read() {
        let mut bytes = vec![b'x'; LINE_BYTES * 3];
        bytes.extend(b"\nnext\n");
        bytes.extend(vec![b'y'; LINE_BYTES - 1]);
        bytes.push(b'\n');
        let found = lines(leaked(bytes));
        assert_eq!(found.len(), 3);
        assert_eq!((&found[0], found[1].as_deref()), (&None, Some("next")));
        assert_eq!(found[2].as_ref().map(String::len), Some(LINE_BYTES - 1));
    }

    #[test]
    fn a_line_that_has_no_end_when_it_is_unpacked_is_an_error() {
        let endless = zstd::encode_all(io::repeat(b'x').take(SKIPPED_BYTES * 2), 1).unwrap();
        assert!(endless.len() < 100_000);
        let mut lines = LogLines::new(open(leaked(endless)).unwrap());
        let error = lines.next_line().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_packed_file_that_breaks_off_is_an_error() {
        let packed = zstd::encode_all([7; 9_999].as_slice(), 3).unwrap();
        let cut = leaked(packed[..packed.len() - 3].to_vec());
        let mut lines = LogLines::new(open(cut).unwrap());
        assert!(lines.next_line().is_err());
    }
}
