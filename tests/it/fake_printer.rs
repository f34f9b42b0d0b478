//! A printer that outlives restarts of the engine, and jams or loses sight of an order when it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use crate::engine_bench::SOON;
use gatehouse::ports::printer::{
    Form, Known, PrintOrder, PrintSteps, Printer, PrinterFault, PrinterTrouble, Printing,
};

#[derive(Default)]
struct Tray {
    /// Names of what lies in it, in the order of printing.
    printed: Vec<String>,
    next: VecDeque<Verb>,
    forgetful: bool,
    lacks: Option<PrinterTrouble>,
    cries_wolf: bool,
    tries: usize,
    held: bool,
    takes_dots: bool,
}

#[derive(Clone, Copy)]
pub enum Verb {
    Jam,
    LoseSight,
    /// The paper ends with this badge in it.
    NoPaper,
}

/// A printer with a tray.
#[derive(Clone, Default)]
pub struct FakePrinter(Arc<(Mutex<Tray>, Condvar)>);

impl FakePrinter {
    fn tray(&self) -> MutexGuard<'_, Tray> {
        self.0.0.lock().unwrap()
    }

    /// Every order takes until [`FakePrinter::let_go`].
    pub fn hold(&self) {
        self.tray().held = true;
    }

    pub fn let_go(&self) {
        self.tray().held = false;
        self.0.1.notify_all();
    }

    pub fn wait_for_an_order(&self) {
        self.wait(|tray| tray.tries > 0);
    }

    /// Waits until these names lie in the tray.
    pub fn wait_for(&self, are: impl Fn(&[String]) -> bool) {
        self.wait(|tray| are(&tray.printed));
    }

    fn wait(&self, is: impl Fn(&Tray) -> bool) {
        let (tray, waited) = self.0.1.wait_timeout_while(self.tray(), SOON, |tray| !is(tray)).unwrap();
        assert!(!waited.timed_out() || is(&tray), "it does not come: {:?}", tray.printed);
    }

    /// The next orders end so.
    pub fn next(&self, verbs: &[Verb]) {
        self.tray().next.extend(verbs);
    }

    /// It cannot tell what it printed.
    pub fn forget(&self) {
        self.tray().forgetful = true;
    }

    /// It prints nothing and says why, until it lacks nothing.
    pub fn lack(&self, what: Option<PrinterTrouble>) {
        self.tray().lacks = what;
    }

    /// It goes on saying what it lacked, and prints all the same.
    pub fn cry_wolf(&self) {
        self.tray().cries_wolf = true;
    }

    /// It takes no PDF, but dots.
    pub fn take_dots(&self) {
        self.tray().takes_dots = true;
    }

    pub fn lay(&self, name: &str) {
        self.tray().printed.push(name.to_owned());
    }

    pub fn printed(&self) -> Vec<String> {
        self.tray().printed.clone()
    }

    pub fn tries(&self) -> usize {
        self.tray().tries
    }
}

impl Printer for FakePrinter {
    fn form(&self) -> Form {
        if self.tray().takes_dots { Form::Dots { per_mm: 8 } } else { Form::Pdf }
    }

    fn print(&mut self, order: &PrintOrder<'_>, steps: &mut dyn PrintSteps) -> Printing {
        match self.form() {
            Form::Pdf => assert!(order.document.pdf().unwrap().starts_with(b"%PDF")),
            Form::Dots { .. } => assert!(order.document.dots().unwrap().1.iter().any(|dots| *dots != 0)),
        }
        let mut tray = self.tray();
        tray.tries += 1;
        self.0.1.notify_all();
        if let Some(trouble) = tray.lacks.filter(|_| !tray.cries_wolf) {
            drop(tray);
            steps.hindered(trouble);
            return Printing::NotPrinted(PrinterFault::new("print", "it lacks something").by(trouble));
        }
        drop(tray);
        if let Err(refused) = steps.hand_over() {
            return Printing::NotPrinted(PrinterFault::new("begin", refused));
        }
        let tray = self.tray();
        self.0.1.notify_all();
        // Longer than any test waits for something.
        let mut tray = self.0.1.wait_timeout_while(tray, 2 * SOON, |tray| tray.held).unwrap().0;
        self.0.1.notify_all();
        match tray.next.pop_front() {
            None => {
                tray.printed.push(order.name.to_owned());
                Printing::Printed
            }
            Some(Verb::Jam) => Printing::NotPrinted(PrinterFault::new("print", "paper jam")),
            Some(Verb::NoPaper) => {
                drop(tray);
                let trouble = PrinterTrouble::PaperOut;
                steps.hindered(trouble);
                Printing::NotPrinted(PrinterFault::new("print", "no paper").by(trouble))
            }
            Some(Verb::LoseSight) => Printing::Unclear(PrinterFault::new("print", "no answer")),
        }
    }

    fn was_printed(&mut self, name: &str) -> Known {
        let tray = self.tray();
        match tray.forgetful {
            true => Known::Unknown,
            false if tray.printed.iter().any(|printed| printed == name) => Known::Printed,
            false => Known::NotPrinted,
        }
    }

    fn trouble(&mut self) -> Option<PrinterTrouble> {
        self.tray().lacks
    }
}
