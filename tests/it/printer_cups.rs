//! Printing through a real CUPS (cupsd) to a printer behind it. CUPS says *completed* of what it does not know, forgets,
//! and prints twice: whatever it does, no badge comes out twice without somebody being asked.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use gatehouse::adapters::printer_ipp::IppPrinter;
use gatehouse::badge::layout::badge;
use gatehouse::badge::{Fonts, Media};
use gatehouse::ports::printer::{
    Document, Known, PrintOrder, PrintSteps, Printer, PrinterTrouble, Printing, Unrecorded,
};
use rustix::process::Signal;
use tempfile::TempDir;

use crate::badge::{decoded, face, text_of, token};
use crate::simulated_printer::{NO_PAPER, SLOW, Server, SimulatedPrinter, free_port, listens, wait_until};

/// The configuration that is installed.
const SHIPPED: &str = include_str!("../../firmware-config/cups/cupsd.conf");
const NAME: &str = "000000000001-101";
/// CUPS asks its printer once a second, and waits longer after a trouble.
const DEADLINE: Duration = Duration::from_secs(8);

/// A CUPS of the test's own, with one queue.
struct Cups {
    folder: TempDir,
    port: u16,
    running: Option<Server>,
}

impl Cups {
    fn before(printer: &SimulatedPrinter) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Its filters are another user.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o711)).unwrap();
        for inner in ["etc", "spool", "spool/tmp", "cache", "run", "log"] {
            fs::create_dir(folder.path().join(inner)).unwrap();
        }
        let port = free_port();
        write_settings(folder.path(), port);
        let mut cups = Self { folder, port, running: None };
        cups.start();
        cups.admin("lpadmin", &["-p", "badges", "-E", "-v", &printer.uri(), "-m", "everywhere"]);
        // It answers before it knows what paper its printer takes.
        wait_until("a queue", || {
            lacks(&cups.printer().print(&sheet(), &mut Unrecorded), PrinterTrouble::WrongPaper)
        });
        cups
    }

    fn start(&mut self) {
        self.running = Some(Server::start("cupsd", self.folder.path(), |cups| {
            let at = |file: &str| self.folder.path().join("etc").join(file);
            cups.arg("-f").arg("-c").arg(at("cupsd.conf")).arg("-s").arg(at("cups-files.conf"));
        }));
        wait_until("CUPS", || listens(self.port));
    }

    fn admin(&self, program: &str, words: &[&str]) {
        // By its socket it knows who asks.
        let done =
            Command::new(program).args(["-h", &socket(self.folder.path())]).args(words).output().unwrap();
        assert!(done.status.success(), "{program} {words:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn printer(&self) -> IppPrinter {
        let uri = format!("ipp://127.0.0.1:{}/printers/badges", self.port);
        IppPrinter::new(&uri, None, DEADLINE).unwrap()
    }
}

fn socket(folder: &Path) -> String {
    folder.join("run/cups.sock").display().to_string()
}

fn write_settings(folder: &Path, port: u16) {
    let user = Command::new("id").arg("-un").output().unwrap().stdout;
    let is_root = user == b"root\n";
    let own = String::from_utf8(user).unwrap();
    let own = own.trim();
    // cupsd lends its filters to a user without rights, where it may; who changes its queue is whoever runs this.
    let (user, system) = if is_root { ("lp", "@SYSTEM") } else { (own, own) };
    let at = folder.display();
    let files = format!(
        "ServerRoot {at}/etc\nRequestRoot {at}/spool\nTempDir {at}/spool/tmp\nCacheDir {at}/cache\n\
         StateDir {at}/run\nAccessLog {at}/log/access\nErrorLog {at}/log/error\nPageLog {at}/log/page\n\
         ServerKeychain {at}/etc\nUser {user}\nGroup {user}\nSystemGroup root\n"
    );
    fs::write(folder.join("etc/cups-files.conf"), files).unwrap();
    // As it is shipped, but for where it listens.
    let socket = socket(folder);
    let server = SHIPPED
        .replace("127.0.0.1:631", &format!("127.0.0.1:{port}"))
        .replace("/run/cups/cups.sock", &socket);
    let server = server.replace("@SYSTEM", system);
    assert!(server.contains(&socket) && server.contains(&port.to_string()));
    fs::write(folder.join("etc/cupsd.conf"), server).unwrap();
}

/// A badge as every badge is.
fn paper() -> Vec<u8> {
    badge(&face("张伟"), Media::Label62x100, &Fonts::embedded()).unwrap().bytes
}

fn order(pdf: &[u8]) -> PrintOrder<'_> {
    PrintOrder { name: NAME, document: Document::Pdf(pdf), size_mm: Media::Label62x100.size_mm() }
}

/// Paper that no printer of labels takes.
fn sheet<'a>() -> PrintOrder<'a> {
    PrintOrder { size_mm: (210.0, 297.0), ..order(b"%PDF") }
}

fn lacks(printing: &Printing, trouble: PrinterTrouble) -> bool {
    matches!(printing, Printing::NotPrinted(fault) if fault.trouble() == Some(trouble))
}

fn print(printer: &mut IppPrinter, steps: &mut dyn PrintSteps) -> Printing {
    printer.print(&order(&paper()), steps)
}

/// Prints on a thread of its own, while `meanwhile` is done once the printer's works have begun.
fn print_while(cups: &Cups, simulated: &SimulatedPrinter, meanwhile: impl FnOnce()) -> Printing {
    let mut printer = cups.printer();
    std::thread::scope(|threads| {
        let printing = threads.spawn(move || print(&mut printer, &mut Unrecorded));
        simulated.wait_for_a_job();
        meanwhile();
        printing.join().unwrap()
    })
}

#[test]
fn a_badge_comes_out_once() {
    let simulated = SimulatedPrinter::new();
    let cups = Cups::before(&simulated);
    let mut printer = cups.printer();
    assert_eq!(printer.trouble(), None);
    let printing = print(&mut printer, &mut Unrecorded);
    assert!(matches!(printing, Printing::Printed), "{printing:?}");
    // What came out is what a reader reads at the gate, and what the guard reads on it.
    let [(name, paper)] = &simulated.tray()[..] else { panic!("not one badge") };
    assert_eq!(name, NAME);
    assert_eq!(decoded(paper), token(1).as_str());
    assert!(text_of(paper).contains("张伟"));
    assert_eq!(printer.was_printed(NAME), Known::Printed);
}

#[test]
fn paper_of_another_size_is_refused_although_cups_would_take_it() {
    let simulated = SimulatedPrinter::new();
    let cups = Cups::before(&simulated);
    let printing = cups.printer().print(&sheet(), &mut Unrecorded);
    assert!(lacks(&printing, PrinterTrouble::WrongPaper), "{printing:?}");
    assert!(simulated.tray().is_empty());
}

/// Says what the printer waits for, the moment it is told.
struct Told<'a>(&'a dyn Fn(PrinterTrouble));

impl PrintSteps for Told<'_> {
    fn hand_over(&mut self) -> Result<(), gatehouse::ports::printer::NotRecorded> {
        Ok(())
    }

    fn hindered(&mut self, trouble: PrinterTrouble) {
        (self.0)(trouble);
    }
}

#[test]
fn no_paper_is_told_and_ends_in_one_badge_or_in_doubt() {
    let simulated = SimulatedPrinter::new();
    let cups = Cups::before(&simulated);
    simulated.has(NO_PAPER);
    let told = std::cell::Cell::new(None);
    let printing = print(&mut cups.printer(), &mut Told(&|trouble| told.set(Some(trouble))));
    assert_eq!(told.get(), Some(PrinterTrouble::PaperOut));
    // CUPS has counted a page that never came: only the guard's eyes know.
    assert!(!matches!(printing, Printing::Printed), "{printing:?}");
    simulated.has_no(NO_PAPER);
    assert!(simulated.tray().len() <= 1);
}

/// CUPS ends by a signal with the badge at the printer behind it, and starts again when that has come out.
fn ends_with_the_badge(signal: Signal) {
    let simulated = SimulatedPrinter::new();
    let mut cups = Cups::before(&simulated);
    simulated.has(SLOW);
    let running = cups.running.take().unwrap();
    let printing = print_while(&cups, &simulated, move || running.end(signal));
    assert!(matches!(printing, Printing::Unclear(_)), "{printing:?}");
    simulated.has_no(SLOW);
    wait_until("the badge", || simulated.tray().len() == 1);
    cups.start();
    assert_ne!(cups.printer().was_printed(NAME), Known::NotPrinted, "it would be printed twice");
}

#[test]
fn a_cups_that_is_killed_with_the_badge_leaves_everybody_in_doubt_and_the_next_start_too() {
    ends_with_the_badge(Signal::KILL);
}

#[test]
fn a_cups_that_is_stopped_and_started_with_the_badge_is_believed_only_as_far_as_it_knows() {
    ends_with_the_badge(Signal::TERM);
}

#[test]
fn a_printer_that_loses_its_power_behind_cups_prints_no_second_badge() {
    let simulated = std::cell::RefCell::new(SimulatedPrinter::new());
    let cups = Cups::before(&simulated.borrow());
    simulated.borrow().has(SLOW);
    let mut printer = cups.printer();
    let printing = std::thread::scope(|threads| {
        let printing = threads.spawn(move || print(&mut printer, &mut Unrecorded));
        simulated.borrow().wait_for_a_job();
        simulated.borrow_mut().power_off();
        simulated.borrow().has_no(SLOW);
        simulated.borrow_mut().power_on();
        printing.join().unwrap()
    });
    // CUPS says *completed* where its printer cannot be asked at the wrong moment: the guard misses the badge, and prints
    // it again. What it never leads to is a second one unasked.
    assert!(simulated.borrow().tray().len() <= 1, "{printing:?}");
    assert_ne!(cups.printer().was_printed(NAME), Known::NotPrinted, "it would be printed again");
}
