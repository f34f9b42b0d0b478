//! A printer that is a folder: every order becomes a PDF file. For trials, and for sites that print by hand.
//!
//! Whoever prints by hand does it at once; names are not kept longer than that takes. What is old is removed with every
//! order, and when somebody looks how the printer is.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, DirEntry};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::durable::replace;
use crate::ports::printer::{Known, PrintOrder, PrintSteps, Printer, PrinterFault, PrinterTrouble, Printing};

/// What the folder may be entered by: its owner. Badges carry names.
const PRIVATE_FOLDER: u32 = 0o700;
/// How long a page of a roll call lies in the folder, hours: it names everybody who was inside, and is of use until
/// they are found.
const ROLL_CALL_KEPT_H: u64 = 24;
/// How long a badge lies in the folder, and a test badge, hours: whoever has not printed it by then has given out a
/// numbered card.
const BADGE_KEPT_H: u64 = 24;
/// Seconds in an hour.
const HOUR_S: u64 = 3_600;
/// A file of this name in the folder: no paper, for trials of what happens then.
pub const NO_PAPER: &str = "no-paper";
/// Digits of a job's number in the name of a badge's file.
const JOB_DIGITS: usize = 12;
/// What a file's name ends with.
const PDF: &str = ".pdf";
/// The same while it is being written, and after a crash in the middle of it.
const UNFINISHED: &str = ".pdf.new";

/// A folder of printed badges.
pub struct FolderPrinter(PathBuf);

impl FolderPrinter {
    /// The printer that writes into `folder`, which is made with the first order.
    pub fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// Removes what has lain here too long. Not at a start: what a crash left half done is looked for here first. A file
    /// that cannot be removed is told of, and stops nothing.
    fn tidy(&self) {
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return,
            Err(cause) => return untidy(&self.0, &cause),
        };
        let now = SystemTime::now();
        for entry in entries {
            let removed = entry.and_then(|entry| {
                remove_if_old(&entry, now).map_err(|cause| {
                    io::Error::new(cause.kind(), format!("{}: {cause}", entry.path().display()))
                })
            });
            if let Err(cause) = removed {
                untidy(&self.0, &cause);
            }
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.pdf"))
    }

    fn make_ready(&self) -> io::Result<()> {
        if fs::exists(self.0.join(NO_PAPER))? {
            return Err(io::Error::new(io::ErrorKind::StorageFull, NO_PAPER));
        }
        DirBuilder::new().recursive(true).mode(PRIVATE_FOLDER).create(&self.0)
    }

    fn write(&self, name: &str, pdf: &[u8]) -> io::Result<()> {
        replace(&self.file(name), |file| file.write_all(pdf))
    }
}

fn untidy(folder: &Path, cause: &io::Error) {
    let error = cause as &dyn std::error::Error;
    tracing::warn!(event = "old-print-stays", folder = %folder.display(), error);
}

/// Removes a file that this program has named, once its time is over.
fn remove_if_old(entry: &DirEntry, now: SystemTime) -> io::Result<()> {
    let Some(kept) = kept(&entry.file_name()) else { return Ok(()) };
    let about = entry.metadata()?;
    // A file from a clock that was ahead is young until the clock has passed it.
    let age = now.duration_since(about.modified()?).unwrap_or_default();
    if about.is_file() && age > kept {
        fs::remove_file(entry.path())?;
    }
    Ok(())
}

/// How long a file of this name is kept; none for what this program has not named.
fn kept(name: &OsStr) -> Option<Duration> {
    let name = name.to_str()?;
    let name = name.strip_suffix(PDF).or_else(|| name.strip_suffix(UNFINISHED))?;
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let hours = |hours: u64| Duration::from_secs(hours * HOUR_S);
    if name.strip_prefix("roll-call-").is_some_and(number) {
        return Some(hours(ROLL_CALL_KEPT_H));
    }
    let is_badge = |(job, badge): (&str, &str)| job.len() >= JOB_DIGITS && number(job) && number(badge);
    let is_test = name.strip_prefix("check-").is_some_and(number);
    (is_test || name.split_once('-').is_some_and(is_badge)).then(|| hours(BADGE_KEPT_H))
}

impl Printer for FolderPrinter {
    fn print(&mut self, order: &PrintOrder<'_>, steps: &mut dyn PrintSteps) -> Printing {
        let fault = |cause: io::Error| {
            let lacks_room =
                matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
            let fault = PrinterFault::new("write the file of a badge", cause);
            // What a folder has in place of paper is room.
            if lacks_room { fault.by(PrinterTrouble::PaperOut) } else { fault }
        };
        self.tidy();
        let pdf = match order.document.pdf() {
            Ok(pdf) => pdf,
            Err(fault) => return Printing::NotPrinted(fault),
        };
        if let Err(cause) = self.make_ready() {
            return Printing::NotPrinted(fault(cause));
        }
        if let Err(refused) = steps.hand_over() {
            return Printing::NotPrinted(PrinterFault::new("begin to print", refused));
        }
        let Err(cause) = self.write(order.name, pdf) else { return Printing::Printed };
        let fault = fault(cause);
        // The file may stand although its name was not synced.
        match self.was_printed(order.name) {
            Known::NotPrinted => Printing::NotPrinted(fault),
            Known::Printed | Known::Unknown => Printing::Unclear(fault),
        }
    }

    fn was_printed(&mut self, name: &str) -> Known {
        match fs::exists(self.file(name)) {
            Ok(true) => Known::Printed,
            Ok(false) => Known::NotPrinted,
            Err(_) => Known::Unknown,
        }
    }

    fn trouble(&mut self) -> Option<PrinterTrouble> {
        self.tidy();
        // A folder that cannot be looked into says so at the next try.
        fs::exists(self.0.join(NO_PAPER)).unwrap_or(false).then_some(PrinterTrouble::PaperOut)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::printer::{Document, NotRecorded, Unrecorded};

    fn order(name: &str) -> PrintOrder<'_> {
        PrintOrder { name, document: Document::Pdf(b"%PDF"), size_mm: (62.0, 100.0) }
    }

    /// A record that takes nothing.
    struct Refusing;

    impl PrintSteps for Refusing {
        fn hand_over(&mut self) -> Result<(), NotRecorded> {
            Err(NotRecorded)
        }

        fn hindered(&mut self, _trouble: PrinterTrouble) {}
    }

    #[test]
    fn nothing_is_printed_that_the_record_does_not_take() {
        let folder = tempfile::tempdir().unwrap();
        let mut printer = FolderPrinter::new(folder.path());
        let order = order("000000000001-7");
        assert!(matches!(printer.print(&order, &mut Refusing), Printing::NotPrinted(_)));
        assert_eq!(printer.was_printed(order.name), Known::NotPrinted);
    }

    #[test]
    fn a_printed_order_is_a_whole_file_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let mut printer = FolderPrinter::new(&folder.path().join("printed"));
        assert_eq!(printer.was_printed("000000000001-7"), Known::NotPrinted);
        let order = order("000000000001-7");
        assert!(matches!(printer.print(&order, &mut Unrecorded), Printing::Printed));
        assert_eq!(printer.was_printed(order.name), Known::Printed);
        assert_eq!(fs::read(folder.path().join("printed/000000000001-7.pdf")).unwrap(), b"%PDF");
    }

    const OURS: [&str; 5] = [
        "000000000001-7.pdf",
        "1234567890123-7.pdf",
        "roll-call-1795392000000.pdf",
        "check-1795392000000.pdf",
        "000000000001-7.pdf.new",
    ];
    const NOT_OURS: [&str; 8] = [
        "1-7.pdf",
        "000000000001-7.txt",
        "000000000001-.pdf",
        "000000000001-7 copy.pdf",
        "roll-call-.pdf",
        "roll-call-today.pdf",
        "check-list.pdf",
        "invoice.pdf",
    ];

    fn put(folder: &Path, name: &str, age: Duration) {
        let file = fs::File::create(folder.join(name)).unwrap();
        file.set_modified(SystemTime::now() - age).unwrap();
    }

    fn there(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn sorted(names: &[&str]) -> Vec<String> {
        let mut names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_old_goes_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (old, young) = (Duration::from_secs(24 * 3_600 + 60), Duration::from_secs(24 * 3_600 - 60));
        for name in OURS.iter().chain(&NOT_OURS) {
            put(folder.path(), name, old);
        }
        // Somebody's own folder, whatever it is called.
        fs::create_dir(folder.path().join("000000000009-9.pdf")).unwrap();
        FolderPrinter::new(folder.path()).tidy();
        let mut left = NOT_OURS.to_vec();
        left.push("000000000009-9.pdf");
        assert_eq!(there(folder.path()), sorted(&left));
        for name in OURS {
            put(folder.path(), name, young);
        }
        FolderPrinter::new(folder.path()).tidy();
        left.extend(OURS);
        assert_eq!(there(folder.path()), sorted(&left));
    }

    #[test]
    fn what_has_become_old_goes_with_the_next_print() {
        let folder = tempfile::tempdir().unwrap();
        let mut printer = FolderPrinter::new(folder.path());
        put(folder.path(), "roll-call-1795392000000.pdf", Duration::from_secs(25 * 3_600));
        let order = order("000000000002-8");
        assert!(matches!(printer.print(&order, &mut Unrecorded), Printing::Printed));
        assert_eq!(there(folder.path()), ["000000000002-8.pdf"]);
    }

    #[test]
    fn what_cannot_be_removed_stops_no_print() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("printed");
        // A link in the place of the folder: what is behind it cannot be read.
        std::os::unix::fs::symlink(&place, &place).unwrap();
        let mut printer = FolderPrinter::new(&place);
        printer.tidy();
        fs::remove_file(&place).unwrap();
        let order = order("000000000002-8");
        assert!(matches!(printer.print(&order, &mut Unrecorded), Printing::Printed));
    }

    #[test]
    fn a_folder_told_to_have_no_paper_is_out_of_paper_until_it_is_told_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let mut printer = FolderPrinter::new(folder.path());
        let (order, out) = (order("000000000001-7"), Some(PrinterTrouble::PaperOut));
        fs::write(folder.path().join(NO_PAPER), b"").unwrap();
        assert_eq!(printer.trouble(), out);
        assert!(
            matches!(printer.print(&order, &mut Unrecorded), Printing::NotPrinted(fault) if fault.trouble() == out)
        );
        fs::remove_file(folder.path().join(NO_PAPER)).unwrap();
        assert_eq!(printer.trouble(), None);
        assert!(matches!(printer.print(&order, &mut Unrecorded), Printing::Printed));
    }

    #[test]
    fn a_folder_that_is_gone_is_not_out_of_paper() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("printed");
        std::os::unix::fs::symlink(folder.path().join("nowhere"), &place).unwrap();
        let printed = FolderPrinter::new(&place).print(&order("1-7"), &mut Unrecorded);
        let Printing::NotPrinted(fault) = printed else { panic!("{printed:?}") };
        assert_eq!(fault.trouble(), None);
    }

    #[test]
    fn a_folder_that_cannot_be_made_prints_nothing_for_sure() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), b"").unwrap();
        let mut printer = FolderPrinter::new(&folder.path().join("file/printed"));
        let printed = printer.print(&order("1-7"), &mut Unrecorded);
        assert!(!matches!(printed, Printing::Printed));
    }
}
