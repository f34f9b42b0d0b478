//! Identity documents: which kind, and the last four characters. The whole number is checked and let go; whoever wants
//! no number noted is looked at all the same (docs/rules.md, part 3a).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::refusal::Refusal;

/// Weights of the first 17 digits of a resident identity number (GB 11643-1999).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Check characters by the weighted sum modulo 11 (GB 11643-1999).
const CHECKS: &[u8; 11] = b"10X98765432";

/// Kinds of documents a guard accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DocumentKind {
    /// Resident identity card; residence permits of Hong Kong, Macao and Taiwan people (81, 82, 83) and
    /// the foreigner's permanent residence card (9…) carry numbers of the same form.
    ResidentIdentity,
    /// Passport.
    Passport,
    /// Travel permit of Hong Kong and Macao residents.
    HongKongMacaoPermit,
    /// Travel permit of Taiwan residents.
    TaiwanPermit,
    /// Driving licence.
    DrivingLicence,
    /// Another valid document.
    Other,
}

/// A document that was seen as valid.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Which kind.
    pub kind: DocumentKind,
    /// Last four characters; empty where none were noted.
    tail: String,
}

impl Document {
    /// Checks what was typed: the last four characters, or the whole number, of which only the last four are kept, or
    /// nothing.
    ///
    /// # Errors
    /// [`Refusal::DocumentNumberWrong`] for a form no such document has, [`Refusal::DocumentCheckDigit`] for a
    /// resident identity number that was mistyped.
    pub fn parse(kind: DocumentKind, typed: &str) -> Result<Document, Refusal> {
        let number: String = typed
            .chars()
            .filter(|c| !matches!(c, ' ' | '-'))
            .take(24)
            .map(|c| c.to_ascii_uppercase())
            .collect();
        if typed.len() > 64
            || number.chars().count() > 20
            || !number.bytes().all(|b| b.is_ascii_alphanumeric())
        {
            return Err(Refusal::DocumentNumberWrong);
        }
        if !number.is_empty() && number.len() != 4 {
            check_whole(kind, &number)?;
        }
        let tail = number.get(number.len().saturating_sub(4)..).unwrap_or_default().to_owned();
        Ok(Document { kind, tail })
    }

    /// Last four characters, if they were noted.
    pub fn tail(&self) -> Option<&str> {
        Some(self.tail.as_str()).filter(|tail| !tail.is_empty())
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Document({:?}, …)", self.kind)
    }
}

fn check_whole(kind: DocumentKind, number: &str) -> Result<(), Refusal> {
    let letters = number.bytes().take_while(u8::is_ascii_alphabetic).count();
    let digits_follow = number.bytes().skip(letters).all(|b| b.is_ascii_digit());
    let fits = match kind {
        DocumentKind::ResidentIdentity => return check_resident_identity(number),
        // ICAO 9303: up to nine letters and digits.
        DocumentKind::Passport => (5..=9).contains(&number.len()),
        // H or M and 8 digits, with the two-digit issue of older permits.
        DocumentKind::HongKongMacaoPermit => {
            matches!(number.as_bytes().first(), Some(b'H' | b'M'))
                && letters == 1
                && digits_follow
                && matches!(number.len(), 9 | 11)
        }
        // 8 digits, or 10 with the issue of older permits.
        DocumentKind::TaiwanPermit => letters == 0 && digits_follow && matches!(number.len(), 8 | 10),
        DocumentKind::DrivingLicence | DocumentKind::Other => (5..=20).contains(&number.len()),
    };
    if fits { Ok(()) } else { Err(Refusal::DocumentNumberWrong) }
}

/// GB 11643-1999: 6 digits of area, 8 of birth date, 3 of sequence, a check character.
fn check_resident_identity(number: &str) -> Result<(), Refusal> {
    let bytes = number.as_bytes();
    let (Some((&check, digits)), 18) = (bytes.split_last(), bytes.len()) else {
        return Err(Refusal::DocumentNumberWrong);
    };
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(Refusal::DocumentNumberWrong);
    }
    let two = |at: usize| u32::from(digits[at] - b'0') * 10 + u32::from(digits[at + 1] - b'0');
    let (month, day) = (two(10), two(12));
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return Err(Refusal::DocumentCheckDigit);
    }
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(d, w)| u32::from(d - b'0') * w).sum();
    if CHECKS[sum as usize % 11] == check { Ok(()) } else { Err(Refusal::DocumentCheckDigit) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALID: [&str; 3] = ["11010519491231002X", "440524188001010014", "34052419800101001X"];

    fn identity(number: &str) -> Result<Document, Refusal> {
        Document::parse(DocumentKind::ResidentIdentity, number)
    }

    #[test]
    fn a_valid_identity_number_leaves_its_tail_only() {
        for number in VALID {
            assert_eq!(identity(number).unwrap().tail(), Some(&number[14..]));
        }
        assert_eq!(identity("11010519491231002x").unwrap().tail(), Some("002X"));
    }

    #[test]
    fn every_single_digit_error_is_caught() {
        for at in 0..17 {
            for digit in b'0'..=b'9' {
                let mut number = VALID[0].as_bytes().to_vec();
                if number[at] != digit {
                    number[at] = digit;
                    assert!(identity(std::str::from_utf8(&number).unwrap()).is_err());
                }
            }
        }
    }

    #[test]
    fn every_document_has_its_own_form() {
        use DocumentKind::*;
        let cases = [
            (Passport, "E12345678", true),
            (Passport, "E1234567890", false),
            (HongKongMacaoPermit, "H12345678", true),
            (HongKongMacaoPermit, "12345678", false),
            (TaiwanPermit, "12345678", true),
            (TaiwanPermit, "A2345678", false),
            (Other, "1234", true),
            (Other, "12", false),
            (Other, "", true),
            (Passport, "护照12345", false),
        ];
        for (kind, number, fits) in cases {
            assert_eq!(Document::parse(kind, number).is_ok(), fits, "{kind:?} {number}");
        }
        assert!(Document::parse(Other, &"1".repeat(1 << 20)).is_err());
    }
}
