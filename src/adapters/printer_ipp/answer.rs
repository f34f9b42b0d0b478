//! What an IPP printer answers, as far as it matters here (RFC 8010, 8011; PWG 5100.7).

use std::io::{self, Cursor};

use ipp::attribute::{IppAttribute, IppAttributeGroup};
use ipp::model::{DelimiterTag, StatusCode};
use ipp::parser::{IppParseError, IppParser};
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;

/// Version, status and number of the request stand before the attributes (RFC 8010, 3.1.1).
const HEADER_BYTES: usize = 8;
/// Tags below begin a group or end them all, and have neither name nor value.
const FIRST_VALUE_TAG: u8 = 0x10;
/// `textWithLanguage`, `nameWithLanguage`.
const WITH_LANGUAGE: [u8; 2] = [0x35, 0x36];

/// An answer.
pub struct Answer(IppRequestResponse);

/// A job, as the printer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLook {
    /// Its number: the printer gives it again when it has been off.
    pub id: i32,
    /// The name it was given.
    pub name: String,
    /// `job-state`, 3 to 9.
    pub state: i32,
    /// `job-state-reasons`.
    pub reasons: Vec<String>,
    /// Pages that came out, as far as it counts them.
    pub impressions: Option<i32>,
}

/// The printer itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrinterLook {
    /// `printer-state`, 3 to 5.
    pub state: i32,
    /// `printer-state-reasons`.
    pub reasons: Vec<String>,
    /// Whether it takes jobs.
    pub is_accepting: bool,
    /// CUPS, with the printer somewhere behind it.
    pub is_cups: bool,
    /// The paper it takes, width and height from and to in hundredths of a millimetre; empty where it does not say.
    pub papers: Vec<[(i32, i32); 2]>,
}

impl Answer {
    /// Reads an answer. Total over any bytes.
    ///
    /// # Errors
    /// It is no IPP.
    pub fn read(bytes: Vec<u8>) -> Result<Self, IppParseError> {
        languages_fit(&bytes)?;
        IppParser::new(IppReader::new(Cursor::new(bytes))).parse().map(Self)
    }

    /// Whether it was done.
    pub fn status(&self) -> StatusCode {
        self.0.header().status_code()
    }

    /// The number of the job it is about.
    pub fn job_id(&self) -> Option<i32> {
        whole(self.0.attributes().first_of(DelimiterTag::JobAttributes)?, "job-id")
    }

    /// The jobs it tells of.
    pub fn jobs(&self) -> Vec<JobLook> {
        self.0.attributes().groups_of(DelimiterTag::JobAttributes).filter_map(job).collect()
    }

    /// What it tells of the printer.
    pub fn printer(&self) -> Option<PrinterLook> {
        let group = self.0.attributes().first_of(DelimiterTag::PrinterAttributes)?;
        let accepting = group.get("printer-is-accepting-jobs").map(IppAttribute::value);
        Some(PrinterLook {
            state: whole(group, "printer-state")?,
            reasons: words(group, "printer-state-reasons"),
            is_accepting: !matches!(accepting, Some(IppValue::Boolean(false))),
            is_cups: group.get("cups-version").is_some(),
            papers: papers(group),
        })
    }
}

/// Values with a language have two lengths of their own inside (RFC 8010, 3.9), which `ipp` believes: one that reaches
/// beyond its value ends the thread there. What is cut off elsewhere the parser says itself.
fn languages_fit(answer: &[u8]) -> Result<(), IppParseError> {
    let mut rest = answer.get(HEADER_BYTES..).unwrap_or_default();
    while let Some((&tag, behind)) = rest.split_first() {
        rest = behind;
        if tag < FIRST_VALUE_TAG {
            continue;
        }
        let Some((_name, behind)) = measured(rest) else { break };
        let Some((value, behind)) = measured(behind) else { break };
        let fits = || measured(value).and_then(|(_language, text)| measured(text)).is_some();
        if WITH_LANGUAGE.contains(&tag) && !fits() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a text is longer than its value").into());
        }
        rest = behind;
    }
    Ok(())
}

/// What stands behind a length of two bytes, and what follows it.
fn measured(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    rest.split_at_checked(u16::from_be_bytes(*length).into())
}

fn job(group: &IppAttributeGroup) -> Option<JobLook> {
    Some(JobLook {
        id: whole(group, "job-id")?,
        name: group.get("job-name").map(|name| name_of(name.value())).unwrap_or_default(),
        state: whole(group, "job-state")?,
        reasons: words(group, "job-state-reasons"),
        impressions: whole(group, "job-impressions-completed"),
    })
}

/// A name without the language that it may come with.
fn name_of(value: &IppValue) -> String {
    match value {
        IppValue::NameWithLanguage { name, .. } => name.to_string(),
        name => name.to_string(),
    }
}

fn whole(group: &IppAttributeGroup, name: &str) -> Option<i32> {
    match group.get(name)?.value() {
        IppValue::Integer(value) | IppValue::Enum(value) => Some(*value),
        _ => None,
    }
}

/// The values of an attribute, whether it has one or many.
fn each<'a>(group: &'a IppAttributeGroup, name: &str) -> &'a [IppValue] {
    match group.get(name).map(IppAttribute::value) {
        Some(IppValue::Array(values)) => values,
        Some(value) => std::slice::from_ref(value),
        None => &[],
    }
}

fn words(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    each(group, name).iter().map(ToString::to_string).collect()
}

/// Sizes by themselves, or of all that is known of a paper.
fn papers(group: &IppAttributeGroup) -> Vec<[(i32, i32); 2]> {
    let whole_papers = each(group, "media-col-database").iter();
    let sizes = whole_papers.filter_map(|paper| member(paper, "media-size"));
    sizes.chain(each(group, "media-size-supported")).filter_map(paper).collect()
}

fn paper(size: &IppValue) -> Option<[(i32, i32); 2]> {
    let side = |key| match member(size, key)? {
        IppValue::Integer(exactly) => Some((*exactly, *exactly)),
        IppValue::RangeOfInteger { min, max } => Some((*min, *max)),
        _ => None,
    };
    Some([side("x-dimension")?, side("y-dimension")?])
}

fn member<'a>(value: &'a IppValue, key: &str) -> Option<&'a IppValue> {
    let IppValue::Collection(members) = value else { return None };
    members.iter().find(|(name, _)| name.as_str() == key).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer with one job whose name is given with a language; `name_bytes` is what stands for the name's length.
    fn with_a_name(name_bytes: u16) -> Vec<u8> {
        let mut bytes = vec![2, 0, 0, 0, 0, 0, 0, 1, 0x02, 0x21, 0, 6];
        bytes.extend(b"job-id\x00\x04\x00\x00\x00\x07\x23\x00\x09job-state\x00\x04\x00\x00\x00\x09");
        bytes.extend(b"\x36\x00\x08job-name\x00\x08\x00\x02en");
        bytes.extend(name_bytes.to_be_bytes());
        bytes.extend(b"ab\x03");
        bytes
    }

    #[test]
    fn a_name_with_a_language_is_read() {
        let jobs = Answer::read(with_a_name(2)).unwrap().jobs();
        assert_eq!((jobs[0].id, jobs[0].state, jobs[0].name.as_str()), (7, 9, "ab"));
    }

    #[test]
    fn a_name_that_reaches_beyond_its_value_is_no_answer() {
        assert!(Answer::read(with_a_name(3)).is_err());
        assert!(Answer::read(with_a_name(u16::MAX)).is_err());
    }

    #[test]
    fn an_answer_that_is_cut_off_anywhere_is_none() {
        let whole = with_a_name(2);
        for length in 0..whole.len() {
            assert!(Answer::read(whole[..length].to_vec()).is_err(), "{length}");
        }
    }
}
