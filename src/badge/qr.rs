//! A text as QR modules.

use qrcode::{Color, EcLevel, QrCode};

use super::BadgeFault;

/// Blank modules a reader needs on every side of the symbol (ISO/IEC 18004).
pub const QUIET_MODULES: usize = 4;
/// Pixels of a module's side in a picture: an invitation is then some 330 wide, which a phone shows sharp.
const MODULE_PIXELS: usize = 10;
/// Grey of a dark module.
const BLACK: u8 = 0;
/// Grey of a light one.
const WHITE: u8 = u8::MAX;

/// Dark and light squares of a QR symbol, without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QrMatrix {
    width: usize,
    dark: Vec<bool>,
}

/// Dark modules side by side in one row: one shape on paper, so that no hairline shows between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QrRun {
    /// Row, from the top.
    pub row: usize,
    /// First module of the run, from the left.
    pub start: usize,
    /// Modules in the run, at least one.
    pub length: usize,
}

impl QrMatrix {
    /// Makes the smallest symbol at error correction level M; a pass always gives version 6, 41 modules.
    /// Level L dies of a small scratch, Q makes the modules too small for the same space.
    ///
    /// # Errors
    /// `Qr` if the text is longer than any symbol holds; a pass or an invitation never is.
    pub fn encode(text: &str) -> Result<Self, BadgeFault> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(BadgeFault::Qr)?;
        let width = code.width();
        let dark = code.into_colors().into_iter().map(|color| color == Color::Dark).collect();
        Ok(Self { width, dark })
    }

    /// The symbol with its quiet zone as a PNG, black on white, to be sent and shown on a phone.
    ///
    /// # Errors
    /// `Picture`, if the encoder refuses.
    pub fn png(&self) -> Result<Vec<u8>, BadgeFault> {
        let side = (self.width + 2 * QUIET_MODULES) * MODULE_PIXELS;
        let mut pixels = vec![WHITE; side * side];
        for run in self.runs() {
            let left = (QUIET_MODULES + run.start) * MODULE_PIXELS;
            let top = (QUIET_MODULES + run.row) * MODULE_PIXELS;
            for row in pixels.chunks_mut(side).skip(top).take(MODULE_PIXELS) {
                row.iter_mut().skip(left).take(run.length * MODULE_PIXELS).for_each(|pixel| *pixel = BLACK);
            }
        }
        let mut bytes = Vec::new();
        // A symbol has 177 modules at most: its side fits.
        let pixels_a_side = u32::try_from(side).unwrap_or(u32::MAX);
        let mut encoder = png::Encoder::new(&mut bytes, pixels_a_side, pixels_a_side);
        encoder.set_color(png::ColorType::Grayscale);
        encoder
            .write_header()
            .and_then(|mut writer| {
                writer.write_image_data(&pixels)?;
                writer.finish()
            })
            .map_err(BadgeFault::Picture)?;
        Ok(bytes)
    }

    /// Modules on one side.
    pub fn width(&self) -> usize {
        self.width
    }

    /// All dark modules as runs, row by row.
    pub fn runs(&self) -> Vec<QrRun> {
        let mut runs: Vec<QrRun> = Vec::new();
        for (row, modules) in self.dark.chunks(self.width).enumerate() {
            for (column, _) in modules.iter().enumerate().filter(|(_, dark)| **dark) {
                match runs.last_mut() {
                    Some(run) if run.row == row && run.start + run.length == column => run.length += 1,
                    _ => runs.push(QrRun { row, start: column, length: 1 }),
                }
            }
        }
        runs
    }
}
