//! Printing by IPP: a printer that is well, and every way in which one is not. Each ends in one badge, or in a trouble
//! somebody is told of.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use gatehouse::adapters::printer_ipp::IppPrinter;
use gatehouse::ports::printer::{
    Document, Known, NotRecorded, PrintOrder, Printer, PrinterTrouble, Printing,
};

use crate::print_steps::Steps;
use crate::simulated_printer::{
    BROKEN, COVER_OPEN, JAM, NO_PAPER, SLOW, SimulatedPrinter, free_port, wait_until,
};

const NAME: &str = "000000000001-101";
const PDF: &[u8] = b"%PDF-1.3 a badge";
const LABEL: (f32, f32) = (62.0, 100.0);
/// Long enough for a printer that is well, and short for one that is not.
const DEADLINE: Duration = Duration::from_secs(4);

fn printer(simulated: &SimulatedPrinter) -> IppPrinter {
    IppPrinter::new(&simulated.uri(), None, DEADLINE).unwrap()
}

fn order<'a>() -> PrintOrder<'a> {
    PrintOrder { name: NAME, document: Document::Pdf(PDF), size_mm: LABEL }
}

fn print(simulated: &SimulatedPrinter) -> Printing {
    printer(simulated).print(&order(), &mut Steps::new(&|| Ok(()), &|_| ()))
}

fn is_not_printed(printing: &Printing, trouble: Option<PrinterTrouble>) -> bool {
    matches!(printing, Printing::NotPrinted(fault) if fault.trouble() == trouble)
}

fn is_unclear(printing: &Printing, trouble: Option<PrinterTrouble>) -> bool {
    matches!(printing, Printing::Unclear(fault) if fault.trouble() == trouble)
}

#[test]
fn a_badge_comes_out_as_it_was_sent_on_the_paper_that_was_ordered() {
    let simulated = SimulatedPrinter::new();
    let mut printer = printer(&simulated);
    assert_eq!(printer.trouble(), None);
    let mut steps = Steps::new(&|| Ok(()), &|_| ());
    let printing = printer.print(&order(), &mut steps);
    assert!(matches!(printing, Printing::Printed), "{printing:?}");
    assert_eq!(steps.handed_over.get(), 1);
    assert_eq!(simulated.tray(), [(NAME.to_owned(), PDF.to_vec())]);
    let ordered = simulated.ordered();
    assert!(ordered.contains("x-dimension=6200") && ordered.contains("y-dimension=10000"), "{ordered}");
    assert_eq!(printer.was_printed(NAME), Known::Printed);
    assert_eq!(printer.was_printed("000000000002-102"), Known::Unknown);
}

#[test]
fn paper_that_comes_in_time_ends_in_one_badge() {
    for (wrong, trouble) in [
        (NO_PAPER, PrinterTrouble::PaperOut),
        (COVER_OPEN, PrinterTrouble::CoverOpen),
        (JAM, PrinterTrouble::Jam),
    ] {
        let simulated = SimulatedPrinter::new();
        simulated.has(wrong);
        let mended = Cell::new(false);
        let mend = |told: PrinterTrouble| {
            assert_eq!(told, trouble);
            if !mended.replace(true) {
                simulated.has_no(wrong);
            }
        };
        let printing = printer(&simulated).print(&order(), &mut Steps::new(&|| Ok(()), &mend));
        assert!(matches!(printing, Printing::Printed), "{wrong}: {printing:?}");
        assert!(mended.get() && simulated.tray().len() == 1);
    }
}

#[test]
fn paper_that_does_not_come_is_a_trouble_with_a_name_and_the_next_badge_is_not_taken() {
    let simulated = SimulatedPrinter::new();
    simulated.has(NO_PAPER);
    // This printer holds on to a job that was cancelled: it may still come out, and does.
    let printing = print(&simulated);
    assert!(is_unclear(&printing, Some(PrinterTrouble::PaperOut)), "{printing:?}");
    let next = PrintOrder { name: "000000000002-102", ..order() };
    let printing = printer(&simulated).print(&next, &mut Steps::new(&|| Ok(()), &|_| ()));
    assert!(is_not_printed(&printing, Some(PrinterTrouble::PaperOut)), "{printing:?}");
    simulated.has_no(NO_PAPER);
    wait_until("the first badge", || simulated.tray().len() == 1);
    assert_eq!(simulated.tray()[0].0, NAME);
}

#[test]
fn a_print_head_that_fails_prints_nothing() {
    let simulated = SimulatedPrinter::new();
    simulated.has(BROKEN);
    let printing = print(&simulated);
    assert!(is_not_printed(&printing, None), "{printing:?}");
    assert!(simulated.tray().is_empty());
}

#[test]
fn paper_of_another_size_is_not_printed_on() {
    let simulated = SimulatedPrinter::new();
    let sheet = PrintOrder { size_mm: (105.0, 148.0), ..order() };
    let printing = printer(&simulated).print(&sheet, &mut Steps::new(&|| Ok(()), &|_| ()));
    assert!(is_not_printed(&printing, Some(PrinterTrouble::WrongPaper)), "{printing:?}");
    let card = PrintOrder { size_mm: (54.0, 86.0), ..order() };
    let printing = printer(&simulated).print(&card, &mut Steps::new(&|| Ok(()), &|_| ()));
    assert!(matches!(printing, Printing::Printed), "{printing:?}");
}

#[test]
fn a_printer_that_is_off_is_offline_and_prints_when_it_is_back() {
    let mut simulated = SimulatedPrinter::new();
    simulated.power_off();
    let mut printer = printer(&simulated);
    assert_eq!(printer.trouble(), Some(PrinterTrouble::Offline));
    let printing = print(&simulated);
    assert!(is_not_printed(&printing, Some(PrinterTrouble::Offline)), "{printing:?}");
    assert_eq!(printer.was_printed(NAME), Known::Unknown);
    simulated.power_on();
    assert_eq!(printer.trouble(), None);
    assert!(matches!(print(&simulated), Printing::Printed));
}

#[test]
fn something_else_at_its_address_is_no_printer() {
    let mut printer =
        IppPrinter::new(&format!("ipp://127.0.0.1:{}/ipp/print", free_port()), None, DEADLINE).unwrap();
    assert_eq!(printer.trouble(), Some(PrinterTrouble::Offline));
    let simulated = SimulatedPrinter::new();
    let elsewhere = simulated.uri().replace("/ipp/print", "/elsewhere");
    let mut printer = IppPrinter::new(&elsewhere, None, DEADLINE).unwrap();
    let printing = printer.print(&order(), &mut Steps::new(&|| Ok(()), &|_| ()));
    assert!(matches!(printing, Printing::NotPrinted(_)), "{printing:?}");
    assert!(simulated.tray().is_empty());
}

#[test]
fn nothing_comes_out_that_the_record_does_not_take() {
    let simulated = SimulatedPrinter::new();
    let printing = printer(&simulated).print(&order(), &mut Steps::new(&|| Err(NotRecorded), &|_| ()));
    assert!(is_not_printed(&printing, None), "{printing:?}");
    assert_eq!(printer(&simulated).was_printed(NAME), Known::NotPrinted);
    assert!(matches!(print(&simulated), Printing::Printed), "the empty job does not stand in the way");
    assert_eq!(simulated.tray().len(), 1);
}

#[test]
fn a_printer_that_hangs_when_it_is_asked_prints_nothing_when_it_wakes() {
    let simulated = SimulatedPrinter::new();
    simulated.hangs(true);
    let printing = print(&simulated);
    assert!(is_not_printed(&printing, Some(PrinterTrouble::Offline)), "{printing:?}");
    simulated.hangs(false);
    assert!(matches!(print(&simulated), Printing::Printed));
    assert_eq!(simulated.tray().len(), 1);
}

#[test]
fn a_printer_that_hangs_with_the_badge_leaves_everybody_in_doubt() {
    let simulated = SimulatedPrinter::new();
    let hang = || {
        simulated.hangs(true);
        Ok(())
    };
    let printing = printer(&simulated).print(&order(), &mut Steps::new(&hang, &|_| ()));
    assert!(is_unclear(&printing, Some(PrinterTrouble::Offline)), "{printing:?}");
}

#[test]
fn a_printer_that_loses_its_power_with_the_badge_leaves_everybody_in_doubt() {
    let simulated = RefCell::new(SimulatedPrinter::new());
    simulated.borrow().has(SLOW);
    let mut printer = printer(&simulated.borrow());
    std::thread::scope(|threads| {
        let printing = threads.spawn(|| printer.print(&order(), &mut Steps::new(&|| Ok(()), &|_| ())));
        simulated.borrow().wait_for_a_job();
        simulated.borrow_mut().power_off();
        let printing = printing.join().unwrap();
        assert!(is_unclear(&printing, Some(PrinterTrouble::Offline)), "{printing:?}");
    });
    let mut simulated = simulated.into_inner();
    simulated.has_no(SLOW);
    simulated.power_on();
    // It knows nothing of its jobs any more, and gives their numbers again.
    assert_eq!(printer.was_printed(NAME), Known::Unknown);
    assert!(simulated.tray().is_empty());
}

#[test]
fn a_printer_that_loses_its_power_before_the_badge_has_surely_not_printed_it() {
    let simulated = RefCell::new(SimulatedPrinter::new());
    let cut = || {
        simulated.borrow_mut().power_off();
        Ok(())
    };
    let mut printer = printer(&simulated.borrow());
    let printing = printer.print(&order(), &mut Steps::new(&cut, &|_| ()));
    assert!(is_not_printed(&printing, Some(PrinterTrouble::Offline)), "{printing:?}");
}
