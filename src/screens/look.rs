//! What a screen wears: theme, size of type, the company's mark.

use std::path::{Path, PathBuf};

use slint::{Image, Rgba8Pixel, SharedPixelBuffer};

use crate::screens::ui::{Theme, Tokens};
use crate::settings::{ScreenSettings, ThemeName};

/// Longest side of a mark, pixels: it is shown a tenth as large.
const LOGO_SIDE_MAX: u32 = 2_048;
/// How large words are for whoever asks for larger ones.
const EASIER: f32 = 1.6;

/// Why a mark cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum LogoFault {
    /// The file cannot be read.
    #[error("failed to read the logo {path}")]
    Read {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        cause: std::io::Error,
    },
    /// The file is no PNG.
    #[error("the logo {path} is no PNG that can be read")]
    Decode {
        /// Which file.
        path: PathBuf,
        /// Why not.
        #[source]
        cause: png::DecodingError,
    },
    /// The picture is larger than a mark is.
    #[error("the logo {path} is {width} by {height} pixels; the longest side is {LOGO_SIDE_MAX} at most")]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// Its width, pixels.
        width: u32,
        /// Its height, pixels.
        height: u32,
    },
}

/// What a screen wears, as its window knows it.
#[derive(Debug, Clone)]
pub struct Look {
    theme: Theme,
    type_scale: f32,
    logo: Image,
}

impl Default for Look {
    fn default() -> Self {
        Self { theme: Theme::Light, type_scale: 1.0, logo: Image::default() }
    }
}

impl Look {
    /// What the settings ask for.
    ///
    /// # Errors
    /// [`LogoFault`], if there is a mark and it cannot be shown.
    pub fn of(settings: &ScreenSettings) -> Result<Self, LogoFault> {
        Ok(Self {
            theme: theme(settings.theme),
            type_scale: f32::from(settings.type_percent) / 100.0,
            logo: settings.logo.as_deref().map(logo).transpose()?.unwrap_or_default(),
        })
    }

    /// The same, easier to read: with words half as large again at least, in a high contrast.
    pub fn easier(&self, larger: bool, contrast: bool) -> Self {
        let type_scale = if larger { self.type_scale.max(EASIER) } else { self.type_scale };
        let theme = if contrast { Theme::Contrast } else { self.theme };
        Self { theme, type_scale, logo: self.logo.clone() }
    }

    /// Puts it on: colours and type at once, for all that is on the window.
    pub fn put_on(&self, tokens: &Tokens<'_>) {
        tokens.set_theme(self.theme);
        tokens.set_type_asked(self.type_scale);
        tokens.set_logo(self.logo.clone());
    }
}

/// The theme of that name.
pub fn theme(name: ThemeName) -> Theme {
    match name {
        ThemeName::Light => Theme::Light,
        ThemeName::Dark => Theme::Dark,
        ThemeName::Contrast => Theme::Contrast,
    }
}

fn logo(path: &Path) -> Result<Image, LogoFault> {
    let file = std::fs::File::open(path).map_err(|cause| LogoFault::Read { path: path.to_owned(), cause })?;
    let wrong = |cause| LogoFault::Decode { path: path.to_owned(), cause };
    let mut decoder = png::Decoder::new(std::io::BufReader::new(file));
    decoder.set_transformations(png::Transformations::ALPHA | png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(wrong)?;
    let (width, height) = reader.info().size();
    if width.max(height) > LOGO_SIDE_MAX {
        return Err(LogoFault::TooLarge { path: path.to_owned(), width, height });
    }
    let mut bytes = vec![0; reader.output_buffer_size().unwrap_or(0)];
    let info = reader.next_frame(&mut bytes).map_err(wrong)?;
    let pixels = bytes[..info.buffer_size()].chunks_exact(info.color_type.samples());
    let mut picture = SharedPixelBuffer::<Rgba8Pixel>::new(width, height);
    for (into, from) in picture.make_mut_slice().iter_mut().zip(pixels) {
        *into = match *from {
            [grey, alpha] => Rgba8Pixel { r: grey, g: grey, b: grey, a: alpha },
            [r, g, b, a] => Rgba8Pixel { r, g, b, a },
            _ => Rgba8Pixel { r: 0, g: 0, b: 0, a: 0 },
        };
    }
    Ok(Image::from_rgba8(picture))
}
