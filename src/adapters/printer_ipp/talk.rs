//! Questions and orders to an IPP printer (RFC 8010, 8011; PWG 5100.13), one HTTP request each.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use ipp::attribute::IppAttribute;
use ipp::model::{DelimiterTag, IppVersion, Operation, StatusCode};
use ipp::parser::IppParseError;
use ipp::request::IppRequestResponse;
use ipp::value::{IppName, IppValue};
use ureq::Agent;
use ureq::http::Uri;

use super::answer::{Answer, JobLook, PrinterLook};

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
        self.ask(&request, &[])?.job_id().ok_or(TalkFault::Lacks("job-id"))
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
            Ok(answer) => Ok(answer.jobs().into_iter().next()),
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
            let jobs = self.ask(&request, &[])?.jobs().into_iter();
            found.extend(jobs.filter(|job| job.name == name));
        }
        Ok(found)
    }

    /// How the printer is doing, and what paper it takes.
    pub(super) fn printer(&self) -> Result<PrinterLook, TalkFault> {
        let mut request = self.request(Operation::GetPrinterAttributes)?;
        add(&mut request, "requested-attributes", keywords(&PRINTER_ATTRIBUTES)?)?;
        self.ask(&request, &[])?.printer().ok_or(TalkFault::Lacks("printer-state"))
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

    fn ask(&self, request: &IppRequestResponse, document: &[u8]) -> Result<Answer, TalkFault> {
        let body = [&request.to_bytes()[..], document].concat();
        let post = self.agent.post(&self.http).header("content-type", "application/ipp");
        let answer = post.send(&body).map_err(no_answer)?;
        if !answer.status().is_success() {
            return Err(TalkFault::NoPrinter(answer.status().as_u16()));
        }
        let mut body = answer.into_body();
        let bytes = body.with_config().limit(ANSWER_BYTES_MAX).read_to_vec().map_err(no_answer)?;
        let answer = Answer::read(bytes)?;
        let status = answer.status();
        if status.is_success() { Ok(answer) } else { Err(TalkFault::Refused(status)) }
    }
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
