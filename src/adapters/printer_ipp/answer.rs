//! What an IPP printer answers, as far as it matters here (RFC 8010, 8011; PWG 5100.7).

use std::io::Cursor;

use ipp::attribute::{IppAttribute, IppAttributeGroup};
use ipp::model::{DelimiterTag, StatusCode};
use ipp::parser::{IppParseError, IppParser};
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;
use ipp::value::IppValue;

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

fn job(group: &IppAttributeGroup) -> Option<JobLook> {
    Some(JobLook {
        id: whole(group, "job-id")?,
        name: group.get("job-name").map(|name| name.value().to_string()).unwrap_or_default(),
        state: whole(group, "job-state")?,
        reasons: words(group, "job-state-reasons"),
        impressions: whole(group, "job-impressions-completed"),
    })
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
