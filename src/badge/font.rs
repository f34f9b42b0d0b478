//! The fonts of the house: embedded, so that every badge looks the same and no Pi prints blanks.

use std::collections::BTreeSet;

use printpdf::ParsedFont;
use ttf_parser::{Face, GlyphId};

use super::BadgeFault;
use super::paper::MM_PER_PT;

/// Noto Sans SC cut to what badges and screens need; made by `scripts/make-fonts`.
const REGULAR: &[u8] = include_bytes!("../../ui/fonts/GatehouseSC-Regular.otf");
/// The same in bold.
const BOLD: &[u8] = include_bytes!("../../ui/fonts/GatehouseSC-Bold.otf");

/// How heavy type is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// For reading.
    Regular,
    /// For what is seen from two steps away.
    Bold,
}

/// One of the font files a page may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    /// The embedded regular.
    Regular,
    /// The embedded bold.
    Bold,
    /// The wider font of the machine.
    Wide,
}

impl Slot {
    /// The name of the font in faults and in a PDF.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Bold => "bold",
            Self::Wide => "wide",
        }
    }
}

/// The embedded fonts, and perhaps a wider one for characters they lack.
#[derive(Clone, Default)]
pub struct Fonts {
    wide: Option<(Vec<u8>, u32)>,
}

impl Fonts {
    /// The embedded fonts alone.
    pub fn embedded() -> Self {
        Self::default()
    }

    /// The embedded fonts, and behind them a wider one, such as the full Noto Sans CJK Bold.
    ///
    /// Takes the bytes of the file and the index of the face (2 is simplified Chinese in Noto's collection,
    /// 0 in a file of one face).
    ///
    /// # Errors
    /// `FontUnreadable` if the bytes are no font or have no such face.
    pub fn with_wide(bytes: Vec<u8>, face_index: u32) -> Result<Self, BadgeFault> {
        face(&bytes, face_index, Slot::Wide)?;
        Ok(Self { wide: Some((bytes, face_index)) })
    }

    /// Opens the fonts for measuring and cutting; microseconds, for only tables of contents are read.
    ///
    /// # Errors
    /// `FontUnreadable`, which the embedded fonts never give.
    pub fn open(&self) -> Result<Typefaces<'_>, BadgeFault> {
        Ok(Typefaces {
            regular: Typeface::open(REGULAR, 0, Slot::Regular)?,
            bold: Typeface::open(BOLD, 0, Slot::Bold)?,
            wide: match &self.wide {
                Some((bytes, index)) => Some(Typeface::open(bytes, *index, Slot::Wide)?),
                None => None,
            },
        })
    }
}

fn face(bytes: &[u8], index: u32, slot: Slot) -> Result<Face<'_>, BadgeFault> {
    Face::parse(bytes, index).map_err(|cause| BadgeFault::FontUnreadable { which: slot.name(), cause })
}

struct Typeface<'a> {
    bytes: &'a [u8],
    index: u32,
    slot: Slot,
    face: Face<'a>,
}

impl<'a> Typeface<'a> {
    fn open(bytes: &'a [u8], index: u32, slot: Slot) -> Result<Self, BadgeFault> {
        Ok(Self { bytes, index, slot, face: face(bytes, index, slot)? })
    }

    /// The glyph of a character; the box that stands for "no such character" is none.
    fn glyph(&self, sign: char) -> Option<GlyphId> {
        self.face.glyph_index(sign).filter(|glyph| glyph.0 != 0)
    }
}

/// The fonts, opened.
pub struct Typefaces<'a> {
    regular: Typeface<'a>,
    bold: Typeface<'a>,
    wide: Option<Typeface<'a>>,
}

impl Typefaces<'_> {
    fn typeface(&self, slot: Slot) -> Option<&Typeface<'_>> {
        match slot {
            Slot::Regular => Some(&self.regular),
            Slot::Bold => Some(&self.bold),
            Slot::Wide => self.wide.as_ref(),
        }
    }

    fn glyph(&self, sign: char, weight: Weight) -> Option<(&Typeface<'_>, GlyphId)> {
        let own = match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        };
        [Some(own), self.wide.as_ref()]
            .into_iter()
            .flatten()
            .find_map(|typeface| typeface.glyph(sign).map(|glyph| (typeface, glyph)))
    }

    /// Says whether a character can be printed; both weights hold the same characters.
    pub fn has(&self, sign: char) -> bool {
        self.glyph(sign, Weight::Bold).is_some()
    }

    /// Which font file prints a character; none if no font has it.
    pub fn slot(&self, sign: char, weight: Weight) -> Option<Slot> {
        self.glyph(sign, weight).map(|(typeface, _)| typeface.slot)
    }

    /// Width of a text in millimetres at a type size in points, by the advances its glyphs are printed with.
    pub fn width_mm(&self, text: &str, weight: Weight, size_pt: f32) -> f32 {
        let ems: f32 = text
            .chars()
            .filter_map(|sign| self.glyph(sign, weight))
            .map(|(typeface, glyph)| {
                let advance = typeface.face.glyph_hor_advance(glyph).unwrap_or(0);
                f32::from(advance) / f32::from(typeface.face.units_per_em())
            })
            .sum();
        ems * size_pt * MM_PER_PT
    }

    /// The outline of a character: the font that has it and the glyph in it; none if no font has it.
    pub(super) fn outline(&self, sign: char, weight: Weight) -> Option<(&Face<'_>, GlyphId)> {
        self.glyph(sign, weight).map(|(typeface, glyph)| (&typeface.face, glyph))
    }

    /// Cuts the given characters out of a font, for embedding: a whole Chinese font would make every badge
    /// megabytes long, and the PDF writer cuts nothing by itself.
    ///
    /// # Errors
    /// `FontUncut` or `FontRefused`, for a wider font in a format the cutter does not know.
    pub(super) fn cut(&self, slot: Slot, signs: &BTreeSet<char>) -> Result<Option<ParsedFont>, BadgeFault> {
        let Some(typeface) = self.typeface(slot) else { return Ok(None) };
        let which = slot.name();
        let mut glyphs = subsetter::GlyphRemapper::new();
        let places: Vec<(char, u16)> = signs
            .iter()
            .filter_map(|sign| typeface.glyph(*sign).map(|glyph| (*sign, glyphs.remap(glyph.0))))
            .collect();
        let cut = subsetter::subset(typeface.bytes, typeface.index, &glyphs)
            .map_err(|cause| BadgeFault::FontUncut { which, cause })?;
        // The cut font has no character map, which the writer warns of: the map is set below.
        let mut warnings = Vec::new();
        let mut font =
            ParsedFont::from_bytes(&cut, 0, &mut warnings).ok_or(BadgeFault::FontRefused { which })?;
        for (sign, glyph) in places {
            font.set_codepoint_mapping(u32::from(sign), glyph);
        }
        Ok(Some(font))
    }
}
