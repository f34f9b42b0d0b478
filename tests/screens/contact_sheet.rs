//! Every picture at every size and in every theme, on one sheet, compared with the sheet somebody has looked at.
//!
//! `tests/screens/pictures` holds the sheets, small and grey: a word that moves, a button that is cut or a ground that
//! changes shows in them. A picture that differs fails the test and leaves the whole sheet, in colour and at half its
//! size, under `target/tmp/pictures`: look at it, and if it is right run the tests again with `UPDATE_PICTURES=1`.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use gatehouse::screens::ui::{Theme, Tokens};
use slint::{PhysicalSize, Rgba8Pixel, SharedPixelBuffer};

/// What a window shows.
type Picture = SharedPixelBuffer<Rgba8Pixel>;

/// One picture of a sheet.
struct Variant {
    theme: Theme,
    width: u32,
    height: u32,
    /// Its place on the sheet, pixels of the screen.
    at: (u32, u32),
}

/// Pixels of a screen along one pixel of the sheet that is kept.
const REDUCED: u32 = 4;
/// The same for the sheet that people look at.
const LOOKED_AT: u32 = 2;
/// The sheet: three landscape sizes in a row and a row for each theme, below them the three portrait ones.
const SHEET: (u32, u32) = (1280 + 1024 + 800, 3 * 800 + 1280);
/// Shades that are kept: 4 bits.
const SHADES: u8 = 16;
/// Shades by which a pixel may differ: rounding.
const SHADE_TOLERANCE: u8 = 1;
/// Pixels of a picture that may differ by more: less than one letter.
const DIFFERING_MAX: usize = 6;

fn variants() -> Vec<Variant> {
    let mut all = Vec::new();
    for (row, theme) in [Theme::Light, Theme::Dark, Theme::Contrast].into_iter().enumerate() {
        let y = 800 * u32::try_from(row).expect("three rows");
        for (width, height, x) in [(1280, 800, 0), (1024, 600, 1280), (800, 480, 2304)] {
            all.push(Variant { theme, width, height, at: (x, y) });
        }
    }
    for (width, height, x) in [(800, 1280, 0), (600, 1024, 800), (480, 800, 1400)] {
        all.push(Variant { theme: Theme::Light, width, height, at: (x, 2400) });
    }
    all
}

/// Grey or coloured picture of a whole sheet.
struct Sheet {
    width: u32,
    height: u32,
    samples: usize,
    bytes: Vec<u8>,
}

impl Sheet {
    fn new(reduced: u32, samples: usize) -> Self {
        let (width, height) = (SHEET.0 / reduced, SHEET.1 / reduced);
        Self { width, height, samples, bytes: vec![0; (width * height) as usize * samples] }
    }

    /// Draws a picture in its place, each square of `side` pixels as one.
    fn draw<const N: usize>(
        &mut self,
        variant: &Variant,
        picture: &Picture,
        side: u32,
        pixel: impl Fn([u8; 3]) -> [u8; N],
    ) {
        for y in 0..variant.height / side {
            for x in 0..variant.width / side {
                let mean = mean(picture, x, y, side);
                self.put(variant.at.0 / side + x, variant.at.1 / side + y, &pixel(mean));
            }
        }
    }

    fn put(&mut self, x: u32, y: u32, pixel: &[u8]) {
        let start = ((y * self.width + x) as usize) * self.samples;
        self.bytes[start..start + self.samples].copy_from_slice(pixel);
    }

    fn grey(&self, x: u32, y: u32) -> u8 {
        self.bytes[(y * self.width + x) as usize]
    }

    fn save(&self, path: &Path) {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the sheets");
        let mut encoder =
            png::Encoder::new(BufWriter::new(File::create(path).expect("a file")), self.width, self.height);
        encoder.set_depth(if self.samples == 1 { png::BitDepth::Four } else { png::BitDepth::Eight });
        encoder.set_color(if self.samples == 1 { png::ColorType::Grayscale } else { png::ColorType::Rgb });
        encoder.set_compression(if self.samples == 1 {
            png::Compression::High
        } else {
            png::Compression::Fast
        });
        let packed: Vec<u8> = if self.samples == 1 {
            self.bytes.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect()
        } else {
            self.bytes.clone()
        };
        encoder.write_header().expect("a head").write_image_data(&packed).expect("a picture");
    }

    fn read(path: &Path) -> Option<Self> {
        let mut reader = png::Decoder::new(BufReader::new(File::open(path).ok()?)).read_info().ok()?;
        let (width, height) = reader.info().size();
        let mut packed = vec![0; reader.output_buffer_size()?];
        reader.next_frame(&mut packed).ok()?;
        let bytes = packed.iter().flat_map(|pair| [pair >> 4, pair & 15]).collect();
        Some(Self { width, height, samples: 1, bytes })
    }
}

/// The mean of a square of `side` pixels.
fn mean(picture: &Picture, x: u32, y: u32, side: u32) -> [u8; 3] {
    let mut sums = [0_u32; 3];
    for row in y * side..(y + 1) * side {
        let start = (row * picture.width() + x * side) as usize;
        for pixel in &picture.as_slice()[start..start + side as usize] {
            sums = [sums[0] + u32::from(pixel.r), sums[1] + u32::from(pixel.g), sums[2] + u32::from(pixel.b)];
        }
    }
    sums.map(|sum| u8::try_from(sum / (side * side)).expect("a mean of bytes"))
}

fn shade([r, g, b]: [u8; 3]) -> u8 {
    let grey = (299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b)) / 1000;
    u8::try_from(grey * u32::from(SHADES) / 256).expect("a shade")
}

/// Draws what `window` shows in every size and theme, and compares it with the sheet of that name. `looked` is called
/// for each size, with the window in it.
pub fn compare(window: &slint::Window, tokens: &Tokens<'_>, name: &str, mut looked: impl FnMut(u32, u32)) {
    let mut kept = Sheet::new(REDUCED, 1);
    let variants = variants();
    let mut pictures = Vec::new();
    for variant in &variants {
        tokens.set_theme(variant.theme);
        window.set_size(PhysicalSize::new(variant.width, variant.height));
        // What changes with the size settles in the first picture.
        window.take_snapshot().expect("a picture");
        let picture = window.take_snapshot().expect("a picture");
        looked(variant.width, variant.height);
        kept.draw(variant, &picture, REDUCED, |mean| [shade(mean)]);
        pictures.push(picture);
    }
    tokens.set_theme(Theme::Light);
    window.set_size(PhysicalSize::new(1280, 800));
    window.take_snapshot().expect("a picture");
    judge(name, &kept, &pictures, &variants);
}

/// The same with words as large as they get, twice their size at 1280 by 800, as the sheet of that name and `-200`.
pub fn compare_at_200(window: &slint::Window, tokens: &Tokens<'_>, name: &str) {
    tokens.set_type_asked(2.0);
    compare(window, tokens, &format!("{name}-200"), |_, _| {});
    tokens.set_type_asked(1.0);
    window.take_snapshot().expect("a picture");
}

fn judge(name: &str, kept: &Sheet, pictures: &[Picture], variants: &[Variant]) {
    let path: PathBuf =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screens/pictures").join(format!("{name}.png"));
    let here = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures").join(format!("{name}.png"));
    let known = Sheet::read(&path).filter(|known| (known.width, known.height) == (kept.width, kept.height));
    let differs = |variant: &&Variant| match &known {
        Some(known) => differing(kept, known, variant) > DIFFERING_MAX,
        None => true,
    };
    let changed: Vec<String> =
        variants.iter().filter(differs).map(|v| format!("{:?} {}x{}", v.theme, v.width, v.height)).collect();
    if changed.is_empty() {
        return;
    }
    let mut shown = Sheet::new(LOOKED_AT, 3);
    for (variant, picture) in variants.iter().zip(pictures) {
        shown.draw(variant, picture, LOOKED_AT, |mean| mean);
    }
    shown.save(&here);
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        kept.save(&path);
        return;
    }
    panic!(
        "{name} looks different in {changed:?}; look at {}, and accept it with UPDATE_PICTURES=1",
        here.display()
    );
}

fn differing(kept: &Sheet, known: &Sheet, variant: &Variant) -> usize {
    let (x, y) = (variant.at.0 / REDUCED, variant.at.1 / REDUCED);
    let pixels = (0..variant.height / REDUCED)
        .flat_map(|row| (0..variant.width / REDUCED).map(move |column| (x + column, y + row)));
    pixels.filter(|&(x, y)| kept.grey(x, y).abs_diff(known.grey(x, y)) > SHADE_TOLERANCE).count()
}
