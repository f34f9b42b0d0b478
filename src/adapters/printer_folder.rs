//! A printer that is a folder: every order becomes a PDF file. For trials, and for sites that print by hand.

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::durable::replace;
use crate::ports::printer::{Known, PrintOrder, Printer, PrinterFault, Printing};

/// What the folder may be entered by: its owner. Badges carry names.
const PRIVATE_FOLDER: u32 = 0o700;

/// A folder of printed badges.
pub struct FolderPrinter(PathBuf);

impl FolderPrinter {
    /// The printer that writes into `folder`, which is made with the first order.
    pub fn new(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.pdf"))
    }

    fn write(&self, order: &PrintOrder<'_>) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(PRIVATE_FOLDER).create(&self.0)?;
        replace(&self.file(order.name), |file| file.write_all(order.pdf))
    }
}

impl Printer for FolderPrinter {
    fn print(&mut self, order: &PrintOrder<'_>) -> Printing {
        let Err(cause) = self.write(order) else { return Printing::Printed };
        let fault = PrinterFault::new("write the file of a badge", cause);
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_order_is_a_whole_file_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let mut printer = FolderPrinter::new(&folder.path().join("printed"));
        assert_eq!(printer.was_printed("000000000001-7"), Known::NotPrinted);
        let order = PrintOrder { name: "000000000001-7", pdf: b"%PDF" };
        assert!(matches!(printer.print(&order), Printing::Printed));
        assert_eq!(printer.was_printed(order.name), Known::Printed);
        assert_eq!(fs::read(folder.path().join("printed/000000000001-7.pdf")).unwrap(), b"%PDF");
    }

    #[test]
    fn a_folder_that_cannot_be_made_prints_nothing_for_sure() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), b"").unwrap();
        let mut printer = FolderPrinter::new(&folder.path().join("file/printed"));
        let printed = printer.print(&PrintOrder { name: "1-7", pdf: b"%PDF" });
        assert!(!matches!(printed, Printing::Printed));
    }
}
