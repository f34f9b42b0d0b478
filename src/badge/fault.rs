//! What can keep a badge or a list from becoming a page.

use qrcode::types::QrError;
use thiserror::Error;

/// A fault while paper is made. None of them depends on who the visitor is: a name the font cannot write is
/// replaced, not refused.
#[derive(Debug, Error)]
pub enum BadgeFault {
    /// The bytes handed in as a font are none, or the face index is not in them.
    #[error("failed to read the font {which}")]
    FontUnreadable {
        /// Which of the fonts: its weight, or `wide`.
        which: &'static str,
        /// What the font reader says.
        #[source]
        cause: ttf_parser::FaceParsingError,
    },
    /// The characters of one page could not be cut out of a font.
    #[error("failed to cut the used characters out of the font {which}")]
    FontUncut {
        /// Which of the fonts: its weight, or `wide`.
        which: &'static str,
        /// What the cutter says.
        #[source]
        cause: subsetter::Error,
    },
    /// The PDF writer did not take a cut font.
    #[error("the PDF writer refused the font {which}")]
    FontRefused {
        /// Which of the fonts: its weight, or `wide`.
        which: &'static str,
    },
    /// The text is too long for a QR code.
    #[error("failed to make the QR code")]
    Qr(#[source] QrError),
    /// The QR code could not be made into a picture.
    #[error("failed to make the picture of the QR code")]
    Picture(#[source] png::EncodingError),
    /// More people than a roll call may hold.
    #[error("a roll call holds at most {most} people, not {asked}")]
    RollCallTooLong {
        /// How many lines were handed in.
        asked: usize,
        /// How many a list may hold.
        most: usize,
    },
}
