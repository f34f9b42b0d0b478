//! The pass, its QR and the paper it is printed on: values in, bytes out.
//!
//! Nothing here opens a file, asks a clock or knows a printer. `pass` signs and reads what the QR holds,
//! `scan_lines` finds codes in what a scanner sends, `scan_keys` in what one types, `layout` places a badge as a list of shapes in millimetres, `roll_call` does the same for the list of
//! the people on site, `pdf` turns such lists into bytes, the same for the same values, and `raster` turns a page into dots.

pub mod fault;
pub mod font;
pub mod invitation;
pub mod layout;
pub mod paper;
pub mod pass;
pub mod pdf;
pub mod printable;
pub mod qr;
pub mod raster;
pub mod roll_call;
pub mod scan_keys;
pub mod scan_lines;
pub mod signature;
pub mod text;

pub use fault::BadgeFault;
pub use font::Fonts;
pub use invitation::Invitation;
pub use layout::{BadgeDots, BadgeFace, BadgePdf, Band, Media};
pub use pass::{KeyId, PassFields, PassToken, PassUnreadable};
pub use raster::Dots;
pub use roll_call::{RollCall, RollCallLine};
pub use scan_keys::{KeyMove, ScanKeys};
pub use scan_lines::{ScanLine, ScanLines};
