//! Questions and orders to an IPP printer (RFC 8010, 8011; PWG 5100.13), one HTTP request each.

use std::collections::BTreeMap;
use std::io::{self, Cursor};
use std::time::Duration;

use ipp::attribute::{IppAttribute, IppAttributeGroup};
use ipp::model::{DelimiterTag, IppVersion, Operation, StatusCode};
use ipp::parser::{IppParseError, IppParser};
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;
use ipp::value::{IppName, IppValue};
use ureq::Agent;
use ureq::http::Uri;

/// How long a printer may take to accept a connection.
const CONNECT_MAX: Duration = Duration::from_secs(2);
/// How long it may take for one answer, the way there and back included.
const ANSWER_MAX: Duration = Duration::from_secs(5);
/// Longest answer, in bytes: all attributes of a printer with a hundred paper sizes.
const ANSWER_BYTES_MAX: u64 = 1024 * 1024;
/// Port of IPP (RFC 8010, 4).
const PORT: u16 = 631;
/// Whose jobs they are.
const USER: &str = "gatehouse";
/// Status codes that blame the request (RFC 8011, 13.1.4).
const CLIENT_ERRORS: std::ops::Range<i32> = 0x0400..0x0500;
/// Hundredths of a millimetre in a millimetre: what IPP measures paper in.
const UNITS_A_MM: f32 = 100.0;

/// Why there is no answer, or not the one that was asked for.
#[derive(Debug, thiserror::Error)]
pub(super) enum TalkFault {
    /// The request did not get there, or no answer came back.
    #[error("the printer does not answer")]
    NoAnswer(#[source] Box<ureq::Error>),
    /// Something else answers at this address.
    #[error("the printer answers with HTTP status {0}")]
    NoPrinter(u16),
    /// What it answers cannot be read.
    #[error("the printer's answer is no IPP")]
    Unreadable(#[source] IppParseError),
    /// It refuses.
    #[error("the printer refuses: {0:?}")]
    Refused(StatusCode),
    /// What should be in the answer is not.
    #[error("the printer's answer lacks {0}")]
    Lacks(&'static str),
}

impl TalkFault {
    /// Whether the printer will not do what was asked, and has done nothing of it (RFC 8011, 13.1): its own errors may
    /// come in the middle of a page.
    pub(super) fn is_refusal_of_the_order(&self) -> bool {
        matches!(self, Self::Refused(status) if CLIENT_ERRORS.contains(&(*status as i32)))
    }

    /// Whether the request surely never reached a printer: nobody takes connections there.
    pub(super) fn is_unreached(&self) -> bool {
        let Self::NoAnswer(cause) = self else { return false };
        match cause.as_ref() {
            ureq::Error::Io(cause) => cause.kind() == io::ErrorKind::ConnectionRefused,
            ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => true,
            ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => true,
            _ => false,
        }
    }
}

impl From<IppParseError> for TalkFault {
    fn from(cause: IppParseError) -> Self {
        Self::Unreadable(cause)
    }
}

/// A job, as the printer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct JobLook {
    pub(super) id: i32,
    pub(super) name: String,
    /// `job-state`, 3 to 9.
    pub(super) state: i32,
    pub(super) reasons: Vec<String>,
    /// Pages that came out, as far as it counts them.
    pub(super) impressions: Option<i32>,
}

/// The printer itself.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PrinterLook {
    /// `printer-state`, 3 to 5.
    pub(super) state: i32,
    pub(super) reasons: Vec<String>,
    pub(super) is_accepting: bool,
    /// CUPS, with the printer somewhere behind it.
    pub(super) is_cups: bool,
    /// The paper it takes, width and height from and to in hundredths of a millimetre; empty where it does not say.
    pub(super) papers: Vec<[(i32, i32); 2]>,
}

/// The line to a printer.
pub(super) struct Line {
    agent: Agent,
    uri: Uri,
    http: String,
}

impl Line {
    /// To the printer at an `ipp://` address. Nothing is sent yet.
    pub(super) fn new(uri: Uri) -> Self {
        let authority = uri.authority().map(|at| at.as_str()).unwrap_or_default();
        let port = if uri.port().is_some() { String::new() } else { format!(":{PORT}") };
        let http = format!("http://{authority}{port}{}", uri.path());
        let config = Agent::config_builder()
            .timeout_connect(Some(CONNECT_MAX))
            .timeout_global(Some(ANSWER_MAX))
            .http_status_as_error(false)
            .max_redirects(0)
            // Straight to the printer: a proxy of the surroundings would see badges.
            .proxy(None)
            .build();
        Self { agent: config.into(), uri, http }
    }

    /// Makes a job without a document. Nothing can come out yet.
    pub(super) fn create_job(
        &self,
        name: &str,
        size_mm: (f32, f32),
        tray: Option<&str>,
    ) -> Result<i32, TalkFault> {
        let mut request = self.request(Operation::CreateJob)?;
        add(&mut request, "requesting-user-name", IppValue::new_name_without_language(USER)?)?;
        add(&mut request, "job-name", IppValue::new_name_without_language(name)?)?;
        for (key, value) in [
            ("media-col", media(size_mm, tray)?),
            ("print-scaling", IppValue::new_keyword("none")?),
            ("sides", IppValue::new_keyword("one-sided")?),
        ] {
            request.attributes_mut().add(DelimiterTag::JobAttributes, IppAttribute::with_name(key, value)?);
        }
        let answer = self.ask(&request, &[])?;
        let job = answer.attributes().first_of(DelimiterTag::JobAttributes);
        job.and_then(|job| whole(job, "job-id")).ok_or(TalkFault::Lacks("job-id"))
    }

    /// Sends the one document of a job. From its first byte on a page may come out.
    pub(super) fn send_document(&self, job: i32, pdf: &[u8]) -> Result<(), TalkFault> {
        let mut request = self.about(Operation::SendDocument, job)?;
        add(&mut request, "document-format", IppValue::new_mime_media_type("application/pdf")?)?;
        add(&mut request, "last-document", IppValue::new_boolean(true))?;
        self.ask(&request, pdf).map(|_| ())
    }

    /// Has a job ended where it stands.
    pub(super) fn cancel(&self, job: i32) -> Result<(), TalkFault> {
        let request = self.about(Operation::CancelJob, job)?;
        self.ask(&request, &[]).map(|_| ())
    }

    /// How a job is doing; `None` if the printer knows of none by this number.
    pub(super) fn job(&self, job: i32) -> Result<Option<JobLook>, TalkFault> {
        let mut request = self.about(Operation::GetJobAttributes, job)?;
        add(&mut request, "requested-attributes", keywords(&JOB_ATTRIBUTES)?)?;
        match self.ask(&request, &[]) {
            Ok(answer) => Ok(answer.attributes().first_of(DelimiterTag::JobAttributes).and_then(job_look)),
            Err(TalkFault::Refused(StatusCode::ClientErrorNotFound | StatusCode::ClientErrorGone)) => {
                Ok(None)
            }
            Err(fault) => Err(fault),
        }
    }

    /// Every job by a name, ended ones as well as far as the printer remembers them.
    pub(super) fn jobs_named(&self, name: &str) -> Result<Vec<JobLook>, TalkFault> {
        let mut found = Vec::new();
        for which in ["not-completed", "completed"] {
            let mut request = self.request(Operation::GetJobs)?;
            add(&mut request, "requesting-user-name", IppValue::new_name_without_language(USER)?)?;
            add(&mut request, "which-jobs", IppValue::new_keyword(which)?)?;
            add(&mut request, "requested-attributes", keywords(&JOB_ATTRIBUTES)?)?;
            let answer = self.ask(&request, &[])?;
            let jobs = answer.attributes().groups_of(DelimiterTag::JobAttributes).filter_map(job_look);
            found.extend(jobs.filter(|job| job.name == name));
        }
        Ok(found)
    }

    /// How the printer is doing, and what paper it takes.
    pub(super) fn printer(&self) -> Result<PrinterLook, TalkFault> {
        let mut request = self.request(Operation::GetPrinterAttributes)?;
        add(&mut request, "requested-attributes", keywords(&PRINTER_ATTRIBUTES)?)?;
        let answer = self.ask(&request, &[])?;
        let group = answer
            .attributes()
            .first_of(DelimiterTag::PrinterAttributes)
            .ok_or(TalkFault::Lacks("printer attributes"))?;
        let accepting = group.get("printer-is-accepting-jobs").map(IppAttribute::value);
        Ok(PrinterLook {
            state: whole(group, "printer-state").ok_or(TalkFault::Lacks("printer-state"))?,
            reasons: words(group, "printer-state-reasons"),
            is_accepting: !matches!(accepting, Some(IppValue::Boolean(false))),
            is_cups: group.get("cups-version").is_some(),
            papers: papers(group),
        })
    }

    fn request(&self, operation: Operation) -> Result<IppRequestResponse, TalkFault> {
        Ok(IppRequestResponse::new(IppVersion::v2_0(), operation, Some(self.uri.clone()))?)
    }

    fn about(&self, operation: Operation, job: i32) -> Result<IppRequestResponse, TalkFault> {
        let mut request = self.request(operation)?;
        add(&mut request, "job-id", IppValue::Integer(job))?;
        add(&mut request, "requesting-user-name", IppValue::new_name_without_language(USER)?)?;
        Ok(request)
    }

    fn ask(&self, request: &IppRequestResponse, document: &[u8]) -> Result<IppRequestResponse, TalkFault> {
        let body = [&request.to_bytes()[..], document].concat();
        let post = self.agent.post(&self.http).header("content-type", "application/ipp");
        let answer = post.send(&body).map_err(no_answer)?;
        if !answer.status().is_success() {
            return Err(TalkFault::NoPrinter(answer.status().as_u16()));
        }
        let mut body = answer.into_body();
        let bytes = body.with_config().limit(ANSWER_BYTES_MAX).read_to_vec().map_err(no_answer)?;
        let answer = read(bytes)?;
        let status = answer.header().status_code();
        if status.is_success() { Ok(answer) } else { Err(TalkFault::Refused(status)) }
    }
}

/// What a printer answers. Total over any bytes.
pub(super) fn read(bytes: Vec<u8>) -> Result<IppRequestResponse, IppParseError> {
    IppParser::new(IppReader::new(Cursor::new(bytes))).parse()
}

fn no_answer(cause: ureq::Error) -> TalkFault {
    TalkFault::NoAnswer(Box::new(cause))
}

const JOB_ATTRIBUTES: [&str; 5] =
    ["job-id", "job-name", "job-state", "job-state-reasons", "job-impressions-completed"];
const PRINTER_ATTRIBUTES: [&str; 6] = [
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "cups-version",
    "media-col-database",
    "media-size-supported",
];

fn add(request: &mut IppRequestResponse, name: &str, value: IppValue) -> Result<(), IppParseError> {
    request.attributes_mut().add(DelimiterTag::OperationAttributes, IppAttribute::with_name(name, value)?);
    Ok(())
}

fn keywords(words: &[&str]) -> Result<IppValue, IppParseError> {
    words.iter().map(|word| IppValue::new_keyword(*word)).collect::<Result<_, _>>().map(IppValue::Array)
}

fn media((width, height): (f32, f32), tray: Option<&str>) -> Result<IppValue, IppParseError> {
    let size = [("x-dimension", units(width)), ("y-dimension", units(height))];
    let size = size.map(|(key, value)| (key, IppValue::Integer(value)));
    let mut media = vec![("media-size", collection(size)?)];
    if let Some(tray) = tray {
        media.push(("media-source", IppValue::new_keyword(tray)?));
    }
    collection(media)
}

fn collection<'a>(members: impl IntoIterator<Item = (&'a str, IppValue)>) -> Result<IppValue, IppParseError> {
    let named = |(key, value): (&str, IppValue)| IppName::new(key).map(|key| (key, value));
    members.into_iter().map(named).collect::<Result<BTreeMap<_, _>, _>>().map(IppValue::Collection)
}

/// A length in hundredths of a millimetre.
pub(super) fn units(mm: f32) -> i32 {
    (mm * UNITS_A_MM).round() as i32
}

fn job_look(group: &IppAttributeGroup) -> Option<JobLook> {
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
fn each(group: &IppAttributeGroup, name: &str) -> Vec<IppValue> {
    match group.get(name).map(IppAttribute::value) {
        Some(IppValue::Array(values)) => values.clone(),
        Some(value) => vec![value.clone()],
        None => Vec::new(),
    }
}

fn words(group: &IppAttributeGroup, name: &str) -> Vec<String> {
    each(group, name).iter().map(ToString::to_string).collect()
}

/// Sizes by themselves, or of all that is known of a paper.
fn papers(group: &IppAttributeGroup) -> Vec<[(i32, i32); 2]> {
    let whole_papers = each(group, "media-col-database");
    let sizes = whole_papers.iter().filter_map(|paper| member(paper, "media-size"));
    let mut papers: Vec<_> = sizes.filter_map(paper).collect();
    papers.extend(each(group, "media-size-supported").iter().filter_map(paper));
    papers
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
