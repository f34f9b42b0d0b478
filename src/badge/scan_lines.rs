//! Codes out of a scanner's bytes: a line each, however they come, and never more memory than one code takes.

use std::fmt;

use super::pass::SCAN_BYTES_MAX;

/// What stood in one line.
#[derive(Clone, PartialEq, Eq)]
pub enum ScanLine {
    /// Text, of a code or not. Whoever has it may enter by it, so it does not show in logs.
    Code(String),
    /// Longer than any code, or no text: nothing of it was kept.
    Unreadable,
}

impl fmt::Debug for ScanLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ScanLine::Code(_) => "Code(..)",
            ScanLine::Unreadable => "Unreadable",
        })
    }
}

/// Takes bytes as they come, gives lines. A line ends with CR, LF or both, and an empty one is none.
#[derive(Default)]
pub struct ScanLines {
    line: Vec<u8>,
    too_long: bool,
}

impl ScanLines {
    /// The lines that end within these bytes.
    pub fn take(&mut self, bytes: &[u8]) -> Vec<ScanLine> {
        let mut lines = Vec::new();
        for byte in bytes {
            match byte {
                // The LF of a CR LF ends an empty line.
                b'\r' | b'\n' => lines.extend(self.end()),
                _ if self.line.len() < SCAN_BYTES_MAX => self.line.push(*byte),
                _ => self.too_long = true,
            }
        }
        lines
    }

    /// The line that stands there: ended, or the last one of all.
    pub fn end(&mut self) -> Option<ScanLine> {
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.too_long) {
            return Some(ScanLine::Unreadable);
        }
        // Blanks and control characters are what scanners put around a code.
        if line.iter().all(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control()) {
            return None;
        }
        Some(String::from_utf8(line).map_or(ScanLine::Unreadable, ScanLine::Code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> ScanLine {
        ScanLine::Code(text.to_owned())
    }

    fn lines(bytes: &[u8], piece: usize) -> Vec<ScanLine> {
        let mut lines = ScanLines::default();
        let mut found: Vec<ScanLine> = bytes.chunks(piece).flat_map(|piece| lines.take(piece)).collect();
        found.extend(lines.end());
        found
    }

    #[test]
    fn lines_are_whole_however_they_end_and_however_their_bytes_come() {
        let bytes = "\r\nGH1A\r\nGH1B\r\r\n\n \t\n\u{2}\rGH1C\n张\nGH1D".as_bytes();
        let wanted = ["GH1A", "GH1B", "GH1C", "张", "GH1D"].map(code);
        for piece in 1..bytes.len() {
            assert!(lines(bytes, piece) == wanted, "in pieces of {piece}");
        }
    }

    #[test]
    fn what_is_too_long_or_no_text_is_unreadable_and_the_next_line_is_not() {
        let longest = "A".repeat(SCAN_BYTES_MAX);
        let bytes = format!("{longest}\n{longest}B\nGH1A\n");
        assert!(lines(bytes.as_bytes(), 100) == [code(&longest), ScanLine::Unreadable, code("GH1A")]);
        assert!(lines(b"GH1\xff\xfe\nGH1A\n", 3) == [ScanLine::Unreadable, code("GH1A")]);
    }

    #[test]
    fn a_line_without_an_end_takes_no_more_memory_than_a_code() {
        let mut lines = ScanLines::default();
        for _ in 0..1_000 {
            assert!(lines.take(&[b'A'; 1_000]).is_empty());
        }
        assert!(lines.line.capacity() <= 2 * SCAN_BYTES_MAX, "{}", lines.line.capacity());
        assert!(lines.end() == Some(ScanLine::Unreadable));
    }

    #[test]
    fn a_code_does_not_show_in_logs() {
        assert_eq!(format!("{:?}", code("GH1SECRET")), "Code(..)");
    }
}
