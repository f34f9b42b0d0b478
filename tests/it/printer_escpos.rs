//! Printing on a receipt printer: one that answers, one that cannot, and every way in which one is not well. Each ends in
//! one badge, or in a trouble somebody is told of.

use std::cell::RefCell;
use std::fs::{self, File, OpenOptions};
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gatehouse::adapters::printer_escpos::{EscposPrinter, Hearing, Said, lack};
use gatehouse::adapters::printer_folder::FolderPrinter;
use gatehouse::adapters::printer_ipp::IppPrinter;
use gatehouse::ports::printer::{
    Document, Form, Known, NotRecorded, PrintOrder, Printer, PrinterTrouble, Printing, Unrecorded,
};
use gatehouse::settings::DeviceAt;
use rustix::fs::{CWD, FileType, Mode, OFlags, mknodat};

use crate::engine_bench::SOON;
use crate::fake_roll_printer::{Manners, POLITE, Picture, RollPrinter, SILENT};
use crate::print_steps::Steps;
use crate::simulated_printer::{free_port, wait_until};

/// Long enough for a printer that is well, and short for one that is not.
const DEADLINE: Duration = Duration::from_secs(4);
/// Long enough for a printer that does not say when it is done.
const LONG_DEADLINE: Duration = Duration::from_secs(10);
/// Bytes of a row, and rows of a page.
const ROW_BYTES: usize = 72;
const ROWS: usize = 848;

fn printer(fake: &RollPrinter) -> EscposPrinter {
    EscposPrinter::new(DeviceAt::Tcp(fake.address()), DEADLINE)
}

/// A page on which no row is as another, and no byte is an order.
fn page(rows: usize) -> Picture {
    let bytes = (0..rows * ROW_BYTES).map(|at| 0x20 | (at / ROW_BYTES + at) as u8).collect();
    Picture { row_bytes: ROW_BYTES, bytes }
}

fn order(page: &Picture) -> PrintOrder<'_> {
    let document = Document::Dots { row_bytes: page.row_bytes, bytes: &page.bytes };
    PrintOrder { name: "000000000001-101", document, size_mm: (72.0, 106.0) }
}

#[track_caller]
fn is_printed(printing: &Printing) {
    assert!(matches!(printing, Printing::Printed), "{printing:?}");
}

#[track_caller]
fn is_not_printed(printing: &Printing, trouble: Option<PrinterTrouble>) {
    let is = matches!(printing, Printing::NotPrinted(fault) if fault.trouble() == trouble);
    assert!(is, "{printing:?}");
}

#[track_caller]
fn is_unclear(printing: &Printing, trouble: Option<PrinterTrouble>) {
    let is = matches!(printing, Printing::Unclear(fault) if fault.trouble() == trouble);
    assert!(is, "{printing:?}");
}

#[test]
fn what_a_printer_says_is_told_apart() {
    let hear = |bytes: &[u8]| Hearing::default().take(bytes);
    assert_eq!(hear(&[0x12, 0x00, 0x36]), [Said::State(0x12), Said::CameTo, Said::State(0x36)]);
    let lacks = |told: [u8; 4]| {
        let [Said::Lacks(lack)] = hear(&told)[..] else { panic!("{told:?}") };
        lack
    };
    assert_eq!(lacks([0x10, 0, 0, 0]), None);
    assert_eq!(lacks([0x18, 0, 0, 0x0F]), Some(PrinterTrouble::Offline));
    assert_eq!(lacks([0x58, 0, 0, 0]), None, "somebody feeds paper by its button");
    assert_eq!(lacks([0x38, 0, 0x0C, 0]), Some(PrinterTrouble::CoverOpen));
    assert_eq!(lacks([0x18, 0, 0x0F, 0]), Some(PrinterTrouble::PaperOut));
    assert_eq!(lacks([0x10, 0, 0x03, 0]), None, "the roll ends soon");
    assert_eq!(lacks([0x18, 0x08, 0, 0]), Some(PrinterTrouble::Jam));
    // One that is broken off takes nothing with it.
    assert_eq!(hear(&[0x18, 0x00, 0x12, 0x00]), [Said::State(0x12), Said::CameTo]);
    assert_eq!(hear(&[0x80, 0xFF, 0x11, 0x13]), []);
}

#[test]
fn what_a_printer_lacks_is_what_its_guard_can_mend() {
    assert_eq!(lack(&[0x12, 0x12, 0x12, 0x12]), None);
    assert_eq!(lack(&[0x12, 0x12, 0x1E, 0x12]), None, "the roll ends soon");
    assert_eq!(lack(&[0x1A]), Some(PrinterTrouble::Offline));
    assert_eq!(lack(&[0x1A, 0x16, 0x72, 0x12]), Some(PrinterTrouble::CoverOpen));
    assert_eq!(lack(&[0x1A, 0x32]), Some(PrinterTrouble::PaperOut));
    assert_eq!(lack(&[0x12, 0x12, 0x72]), Some(PrinterTrouble::PaperOut));
    assert_eq!(lack(&[0x1A, 0x52, 0x12, 0x1A]), Some(PrinterTrouble::Jam));
    assert_eq!(lack(&[0x1A, 0x52, 0x12, 0x32]), Some(PrinterTrouble::Offline));
    assert_eq!(lack(&[0x1A, 0x1A, 0x12, 0x12]), None, "somebody feeds paper by its button");
    assert_eq!(lack(&[]), None);
}

#[test]
fn a_page_comes_out_as_it_was_drawn_and_is_cut_off() {
    let fake = RollPrinter::in_network(POLITE);
    let mut printer = printer(&fake);
    assert_eq!(printer.form(), Form::Dots { per_mm: 8 });
    assert_eq!(printer.trouble(), None);
    let page = page(ROWS);
    let nothing_yet = || {
        assert_eq!(fake.got(), 0, "a byte went out before it was on the record");
        Ok(())
    };
    let mut steps = Steps::new(&nothing_yet, &|_| ());
    is_printed(&printer.print(&order(&page), &mut steps));
    assert_eq!((steps.handed_over.get(), steps.troubles.borrow().len()), (1, 0));
    assert!(fake.pages() == [page], "another page came out");
    assert!(fake.fed() > 0);
    assert_eq!((fake.strange(), fake.rows_begun()), (Vec::new(), 0));
    assert_eq!(printer.was_printed("000000000001-101"), Known::Unknown);
}

#[test]
fn dots_that_look_like_an_order_are_none() {
    let fake = RollPrinter::in_network(POLITE);
    let mut dots = Picture { row_bytes: ROW_BYTES, bytes: vec![0x10; ROWS * ROW_BYTES] };
    for (at, byte) in dots.bytes.iter_mut().enumerate().filter(|(at, _)| at % 3 == 1) {
        *byte = [0x04, 0x05, 0x14, 0x00][at / 3 % 4];
    }
    is_printed(&printer(&fake).print(&order(&dots), &mut Unrecorded));
    assert_eq!(fake.strange(), Vec::<u8>::new());
    let [page] = &fake.pages()[..] else { panic!("one page") };
    let added = page.bytes.iter().zip(&dots.bytes).map(|(out, drawn)| (out ^ drawn, out & drawn == *drawn));
    assert!(added.clone().all(|(more, all_there)| all_there && more.count_ones() <= 1), "a dot more at most");
    assert!(added.filter(|(more, _)| *more != 0).count() > 0);
}

#[test]
fn a_printer_without_paper_or_with_its_cover_open_is_not_begun_with() {
    let fake = RollPrinter::in_network(POLITE);
    let (mut printer, page) = (printer(&fake), page(ROWS));
    let mut is_kept_by = |trouble| {
        assert_eq!(printer.trouble(), Some(trouble));
        let mut steps = Steps::new(&|| Ok(()), &|_| ());
        is_not_printed(&printer.print(&order(&page), &mut steps), Some(trouble));
        assert_eq!((steps.handed_over.get(), fake.got()), (0, 0));
    };
    fake.has_rows(0);
    is_kept_by(PrinterTrouble::PaperOut);
    fake.has_its_cover_open(true);
    is_kept_by(PrinterTrouble::CoverOpen);
    fake.has_a_new_roll();
    is_kept_by(PrinterTrouble::CoverOpen);
    fake.has_its_cover_open(false);
    assert_eq!(printer.trouble(), None);
    is_printed(&printer.print(&order(&page), &mut Unrecorded));
    assert!(fake.pages() == [page], "another page came out");
}

#[test]
fn a_roll_that_ends_in_the_middle_is_told_and_the_guard_looks_at_the_pieces() {
    for comes in [true, false] {
        let fake = RollPrinter::in_network(POLITE);
        fake.has_rows(300);
        let new_roll = |told| {
            assert_eq!(told, PrinterTrouble::PaperOut);
            if comes {
                fake.has_a_new_roll();
            }
        };
        let mut steps = Steps::new(&|| Ok(()), &new_roll);
        let printing = printer(&fake).print(&order(&page(ROWS)), &mut steps);
        is_unclear(&printing, Some(PrinterTrouble::PaperOut));
        assert!(!steps.troubles.borrow().is_empty());
        assert_eq!(fake.pages().len(), usize::from(comes));
    }
}

#[test]
fn a_cover_that_is_opened_in_the_middle_is_told() {
    let fake = RollPrinter::in_network(POLITE);
    let open = || {
        fake.has_its_cover_open(true);
        Ok(())
    };
    let mut steps = Steps::new(&open, &|told| assert_eq!(told, PrinterTrouble::CoverOpen));
    let printing = printer(&fake).print(&order(&page(ROWS)), &mut steps);
    is_unclear(&printing, Some(PrinterTrouble::CoverOpen));
    assert!(!steps.troubles.borrow().is_empty());
    assert!(fake.pages().is_empty());
}

#[test]
fn a_printer_that_never_answers_is_believed() {
    let fake = RollPrinter::in_network(SILENT);
    let (mut printer, page) = (printer(&fake), page(ROWS));
    assert_eq!(printer.trouble(), None);
    is_printed(&printer.print(&order(&page), &mut Unrecorded));
    wait_until("the page", || fake.pages() == [page.clone()]);
    assert_eq!(fake.strange(), Vec::<u8>::new());
}

#[test]
fn a_printer_that_never_answers_and_does_not_take_the_whole_page_is_in_doubt() {
    let fake = RollPrinter::in_network(SILENT);
    let hang = || {
        fake.hangs(true);
        Ok(())
    };
    let begun = Instant::now();
    let printing = printer(&fake).print(&order(&page(ROWS)), &mut Steps::new(&hang, &|_| ()));
    is_unclear(&printing, None);
    assert!(begun.elapsed() < DEADLINE + SOON, "it is given up");
    fake.hangs(false);
}

#[test]
fn a_printer_that_says_how_it_is_and_not_when_it_is_done_is_believed_when_it_lacks_nothing() {
    let fake = RollPrinter::in_network(Manners { answers: true, ..SILENT });
    let mut printer = EscposPrinter::new(DeviceAt::Tcp(fake.address()), LONG_DEADLINE);
    let page = page(ROWS);
    is_printed(&printer.print(&order(&page), &mut Unrecorded));
    assert!(fake.pages() == [page.clone()], "another page came out");
    fake.has_rows(300);
    let mut steps = Steps::new(&|| Ok(()), &|_| ());
    is_unclear(&printer.print(&order(&page), &mut steps), Some(PrinterTrouble::PaperOut));
    assert!(!steps.troubles.borrow().is_empty());
}

#[test]
fn a_line_that_breaks_in_the_middle_leaves_everybody_in_doubt() {
    for manners in [POLITE, SILENT] {
        let fake = RollPrinter::in_network(manners);
        let breaks = || {
            fake.breaks_after(20_000);
            Ok(())
        };
        let printing = printer(&fake).print(&order(&page(ROWS)), &mut Steps::new(&breaks, &|_| ()));
        assert!(matches!(printing, Printing::Unclear(_)), "{printing:?}");
        assert!(fake.pages().is_empty());
    }
}

#[test]
fn a_printer_that_is_off_is_offline_and_prints_when_it_is_back() {
    let mut nobody = EscposPrinter::new(DeviceAt::Tcp(([127, 0, 0, 1], free_port()).into()), DEADLINE);
    assert_eq!(nobody.trouble(), Some(PrinterTrouble::Offline));
    let mut steps = Steps::new(&|| Ok(()), &|_| ());
    is_not_printed(&nobody.print(&order(&page(1)), &mut steps), Some(PrinterTrouble::Offline));
    assert_eq!(steps.handed_over.get(), 0);
}

#[test]
fn a_printer_that_has_answered_and_does_not_any_more_is_offline() {
    let fake = RollPrinter::in_network(POLITE);
    let (mut printer, page) = (printer(&fake), page(ROWS));
    assert_eq!(printer.trouble(), None);
    fake.hangs(true);
    assert_eq!(printer.trouble(), Some(PrinterTrouble::Offline));
    is_not_printed(&printer.print(&order(&page), &mut Unrecorded), Some(PrinterTrouble::Offline));
    fake.hangs(false);
    let printer = RefCell::new(printer);
    wait_until("the printer", || printer.borrow_mut().trouble().is_none());
    is_printed(&printer.into_inner().print(&order(&page), &mut Unrecorded));
    assert_eq!(fake.pages().len(), 1);
}

#[test]
fn a_printer_that_hangs_with_the_badge_leaves_everybody_in_doubt() {
    let fake = RollPrinter::in_network(POLITE);
    let hang = || {
        fake.hangs(true);
        Ok(())
    };
    let printing = printer(&fake).print(&order(&page(ROWS)), &mut Steps::new(&hang, &|_| ()));
    is_unclear(&printing, Some(PrinterTrouble::Offline));
    fake.hangs(false);
}

#[test]
fn nothing_comes_out_that_the_record_does_not_take() {
    let fake = RollPrinter::in_network(POLITE);
    let (mut printer, page) = (printer(&fake), page(ROWS));
    is_not_printed(&printer.print(&order(&page), &mut Steps::new(&|| Err(NotRecorded), &|_| ())), None);
    is_printed(&printer.print(&order(&page), &mut Unrecorded));
    assert_eq!((fake.pages().len(), fake.strange().len()), (1, 0));
}

#[test]
fn each_printer_takes_its_own_form_and_nothing_goes_out_in_another() {
    let fake = RollPrinter::in_network(POLITE);
    let page = page(1);
    let pdf = PrintOrder { document: Document::Pdf(b"%PDF"), ..order(&page) };
    let mut steps = Steps::new(&|| Ok(()), &|_| ());
    is_not_printed(&printer(&fake).print(&pdf, &mut steps), None);
    let wide = Picture { row_bytes: ROW_BYTES + 1, bytes: vec![0; ROW_BYTES + 1] };
    is_not_printed(&printer(&fake).print(&order(&wide), &mut steps), Some(PrinterTrouble::WrongPaper));
    let folder = tempfile::tempdir().unwrap();
    let mut others: [Box<dyn Printer>; 2] = [
        Box::new(FolderPrinter::new(&folder.path().join("printed"))),
        Box::new(IppPrinter::new(&format!("ipp://127.0.0.1:{}/", free_port()), None, DEADLINE).unwrap()),
    ];
    for other in &mut others {
        assert_eq!(other.form(), Form::Pdf);
        is_not_printed(&other.print(&order(&page), &mut steps), None);
    }
    assert_eq!((steps.handed_over.get(), fake.got()), (0, 0));
}

#[test]
fn a_printer_at_a_device_answers_as_one_in_the_network_does() {
    let mut fake = RollPrinter::at_device(POLITE);
    let mut printer = EscposPrinter::new(DeviceAt::Node(fake.device().to_owned()), DEADLINE);
    let page = page(ROWS);
    fake.has_rows(0);
    assert_eq!(printer.trouble(), Some(PrinterTrouble::PaperOut));
    fake.has_a_new_roll();
    assert_eq!(printer.trouble(), None);
    is_printed(&printer.print(&order(&page), &mut Unrecorded));
    assert!(fake.pages() == [page.clone()], "another page came out");
    let pulled_out = RefCell::new(&mut fake);
    let pull_out = || {
        pulled_out.borrow_mut().power_off();
        Ok(())
    };
    let printing = printer.print(&order(&page), &mut Steps::new(&pull_out, &|_| ()));
    is_not_printed(&printing, Some(PrinterTrouble::Offline));
    assert_eq!(printer.trouble(), Some(PrinterTrouble::Offline));
}

/// A device that can only be written to.
fn pipe(folder: &Path) -> PathBuf {
    let path = folder.join("lp0");
    mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    path
}

fn open_to_read(path: &Path) -> File {
    OpenOptions::new().read(true).custom_flags(OFlags::NONBLOCK.bits() as i32).open(path).unwrap()
}

#[test]
fn a_device_that_can_only_be_written_to_is_believed_when_it_takes_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = pipe(folder.path());
    let mut printer = EscposPrinter::new(DeviceAt::Node(path.clone()), DEADLINE);
    assert_eq!(printer.trouble(), Some(PrinterTrouble::Offline), "nobody is at its other end");
    // It holds a whole page before anybody reads.
    let mut other_end = open_to_read(&path);
    let nothing_yet = || {
        assert_eq!(rustix::io::ioctl_fionread(&other_end).unwrap(), 0, "it is on the record first");
        Ok(())
    };
    let page = page(ROWS);
    is_printed(&printer.print(&order(&page), &mut Steps::new(&nothing_yet, &|_| ())));
    let mut bytes = Vec::new();
    other_end.read_to_end(&mut bytes).unwrap();
    assert!(
        bytes.len() > page.bytes.len()
            && bytes.starts_with(&[0x1B, b'@', 0x1D, b'v', b'0', 0, 72, 0, 128, 0])
    );
    assert!(bytes.ends_with(&[0x1D, b'V', b'A', 0]), "nothing is asked behind the cut");
}

#[test]
fn a_device_that_does_not_take_the_whole_is_given_up_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = pipe(folder.path());
    let _reads_nothing = open_to_read(&path);
    let mut printer = EscposPrinter::new(DeviceAt::Node(path), DEADLINE);
    let begun = Instant::now();
    // More than a pipe holds.
    is_unclear(&printer.print(&order(&page(4 * ROWS)), &mut Unrecorded), None);
    assert!((DEADLINE..DEADLINE + SOON).contains(&begun.elapsed()));
}

#[test]
fn a_device_that_goes_before_the_first_byte_has_surely_not_printed() {
    let folder = tempfile::tempdir().unwrap();
    let path = pipe(folder.path());
    let reader = RefCell::new(Some(open_to_read(&path)));
    let mut printer = EscposPrinter::new(DeviceAt::Node(path), DEADLINE);
    let go = || {
        reader.borrow_mut().take();
        Ok(())
    };
    let printing = printer.print(&order(&page(ROWS)), &mut Steps::new(&go, &|_| ()));
    is_not_printed(&printing, Some(PrinterTrouble::Offline));
}

#[test]
fn a_file_in_the_place_of_a_device_takes_no_badge() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lp0");
    fs::write(&path, "left by somebody").unwrap();
    let mut printer = EscposPrinter::new(DeviceAt::Node(path.clone()), DEADLINE);
    is_not_printed(&printer.print(&order(&page(1)), &mut Unrecorded), None);
    assert_eq!(printer.trouble(), Some(PrinterTrouble::Offline));
    assert_eq!(fs::read(&path).unwrap(), b"left by somebody");
    let mut absent = EscposPrinter::new(DeviceAt::Node(folder.path().join("lp1")), DEADLINE);
    is_not_printed(&absent.print(&order(&page(1)), &mut Unrecorded), Some(PrinterTrouble::Offline));
}
