//! A window as a PNG file, for people who look at every screen before it ships.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use slint::PlatformError;

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PictureFault {
    /// The window could not be drawn.
    #[error("failed to draw the window")]
    Draw(#[source] PlatformError),
    /// The file could not be made.
    #[error("failed to make {path}")]
    Make {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        cause: io::Error,
    },
    /// The file could not be filled.
    #[error("failed to write {path}")]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        cause: png::EncodingError,
    },
}

/// Draws `window` as it is now and writes it to `path` as a PNG of the window's size. The folder must exist;
/// a file of that name is written over.
///
/// # Errors
/// [`PictureFault`], if the window cannot be drawn or the file not be written.
pub fn save(window: &slint::Window, path: &Path) -> Result<(), PictureFault> {
    let pixels = window.take_snapshot().map_err(PictureFault::Draw)?;
    let file = File::create(path).map_err(|cause| PictureFault::Make { path: path.to_owned(), cause })?;
    let mut encoder = png::Encoder::new(BufWriter::new(file), pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder
        .write_header()
        .and_then(|mut writer| {
            writer.write_image_data(pixels.as_bytes())?;
            writer.finish()
        })
        .map_err(|cause| PictureFault::Write { path: path.to_owned(), cause })
}
