//! A printer that outlives restarts of the engine, and jams or loses sight of an order when it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use gatehouse::ports::printer::{Known, PrintOrder, Printer, PrinterFault, Printing};

#[derive(Default)]
struct Tray {
    /// Names of what lies in it, in the order of printing.
    printed: Vec<String>,
    next: VecDeque<Verb>,
    forgetful: bool,
    tries: usize,
}

#[derive(Clone, Copy)]
pub enum Verb {
    Jam,
    LoseSight,
}

/// A printer with a tray.
#[derive(Clone, Default)]
pub struct FakePrinter(Arc<Mutex<Tray>>);

impl FakePrinter {
    /// The next orders end so.
    pub fn next(&self, verbs: &[Verb]) {
        self.0.lock().unwrap().next.extend(verbs);
    }

    /// It cannot tell what it printed.
    pub fn forget(&self) {
        self.0.lock().unwrap().forgetful = true;
    }

    pub fn lay(&self, name: &str) {
        self.0.lock().unwrap().printed.push(name.to_owned());
    }

    pub fn printed(&self) -> Vec<String> {
        self.0.lock().unwrap().printed.clone()
    }

    pub fn tries(&self) -> usize {
        self.0.lock().unwrap().tries
    }
}

impl Printer for FakePrinter {
    fn print(&mut self, order: &PrintOrder<'_>) -> Printing {
        assert!(order.pdf.starts_with(b"%PDF"));
        let mut tray = self.0.lock().unwrap();
        tray.tries += 1;
        match tray.next.pop_front() {
            None => {
                tray.printed.push(order.name.to_owned());
                Printing::Printed
            }
            Some(Verb::Jam) => Printing::NotPrinted(PrinterFault::new("print", "paper jam")),
            Some(Verb::LoseSight) => Printing::Unclear(PrinterFault::new("print", "no answer")),
        }
    }

    fn was_printed(&mut self, name: &str) -> Known {
        let tray = self.0.lock().unwrap();
        match tray.forgetful {
            true => Known::Unknown,
            false if tray.printed.iter().any(|printed| printed == name) => Known::Printed,
            false => Known::NotPrinted,
        }
    }
}
