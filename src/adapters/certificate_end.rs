//! When a certificate ends. Of all that stands in one (X.509, RFC 5280) only the way to that date is read.

use std::path::Path;

use chrono::{DateTime, NaiveDateTime, Utc};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject};

/// Tags of DER (X.690) on the way to the date.
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;
/// Two-digit years below it are of this century (RFC 5280, 4.1.2.5.1).
const YEAR_OF_THIS_CENTURY: u8 = 50;

/// Why nobody knows when a certificate ends.
#[derive(Debug, thiserror::Error)]
pub enum NoEnd {
    /// The file cannot be read, or holds no certificate.
    #[error("no certificate can be read")]
    Read(#[from] pem::Error),
    /// What stands in the file is cut off, or no certificate.
    #[error("the certificate names no end")]
    Unclear,
}

/// The end of the certificate in the PEM file `path`.
///
/// # Errors
/// [`NoEnd`].
pub fn end_of(path: &Path) -> Result<DateTime<Utc>, NoEnd> {
    let certificate = CertificateDer::from_pem_file(path)?;
    end(&certificate).ok_or(NoEnd::Unclear)
}

fn end(certificate: &[u8]) -> Option<DateTime<Utc>> {
    let (_, whole, _) = value(certificate)?;
    let (_, signed, _) = value(whole)?;
    let (first, _, rest) = value(signed)?;
    // The version may be left out; the serial number never is.
    let after_serial = if first == VERSION { value(rest)?.2 } else { rest };
    let (_, _, after_algorithm) = value(after_serial)?;
    let (_, _, after_issuer) = value(after_algorithm)?;
    let (SEQUENCE, validity, _) = value(after_issuer)? else { return None };
    let (_, _, after_begin) = value(validity)?;
    let (tag, written, _) = value(after_begin)?;
    date(tag, std::str::from_utf8(written).ok()?)
}

fn date(tag: u8, written: &str) -> Option<DateTime<Utc>> {
    let full = match tag {
        GENERALIZED_TIME => written.to_owned(),
        UTC_TIME => {
            let year: u8 = written.get(..2)?.parse().ok()?;
            format!("{}{written}", if year < YEAR_OF_THIS_CENTURY { "20" } else { "19" })
        }
        _ => return None,
    };
    NaiveDateTime::parse_from_str(&full, "%Y%m%d%H%M%SZ").ok().map(|end| end.and_utc())
}

/// The first value of `bytes`: its tag, what is in it, and what follows.
fn value(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if first & 0x80 == 0 {
        (usize::from(*first), rest)
    } else {
        let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        let length = digits.iter().try_fold(0_usize, |sum, digit| {
            sum.checked_mul(0x100).and_then(|sum| sum.checked_add(usize::from(*digit)))
        })?;
        (length, rest)
    };
    let (inner, after) = rest.split_at_checked(length)?;
    Some((*tag, inner, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::certificate::SiteCertificate;
    use chrono::{Datelike, NaiveDate};

    fn made(today: NaiveDate) -> Vec<u8> {
        let made = SiteCertificate::make("North works", &["localhost".to_owned()], today).unwrap();
        CertificateDer::from_pem_slice(made.certificate_pem().as_bytes()).unwrap().to_vec()
    }

    #[test]
    fn the_end_is_read_before_and_after_the_year_2050() {
        for year in [2026, 2038, 2045] {
            let today = NaiveDate::from_ymd_opt(year, 11, 23).unwrap();
            let end = end(&made(today)).unwrap().date_naive();
            assert_eq!((end.year(), end.month(), end.day()), (year + 10, 11, 23));
        }
    }

    #[test]
    fn a_certificate_that_is_cut_off_names_no_end_before_its_date() {
        let whole = made(NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
        for length in 0..whole.len() {
            assert_eq!(end(&whole[..length]), None, "{length} bytes");
        }
    }
}
