//! What stands on a badge, taken from the house when it is printed.

use std::sync::Arc;

use super::passes::Passes;
use super::printers::TestWords;
use crate::badge::layout::{self, BadgeFace, Band, Media};
use crate::badge::roll_call::{self, RollCall};
use crate::badge::{BadgeFault, Dots, Fonts, PassFields, pass};
use crate::domain::{BadgeNo, Class, HostId, House, Stamp};
use crate::ports::clock::SiteTime;
use crate::ports::printer::{Document, Form};

/// Why a badge has no face.
#[derive(Debug, thiserror::Error)]
pub enum FaceFault {
    /// The badge, its visit or its person is not in the house any more, or was erased.
    #[error("there is nobody to print a badge for")]
    Nobody,
    /// A test badge has a code of its own, by chance.
    #[error("the system has no random bytes")]
    NoChance(#[source] getrandom::Error),
    /// The paper could not be made.
    #[error("the badge could not be drawn")]
    Paper(#[from] BadgeFault),
}

/// A badge on paper, in the form its printer takes.
pub struct BadgePaper {
    sheet: Sheet,
    /// The name as printed, if no font could write the name as given.
    pub replaced: Option<String>,
}

enum Sheet {
    Pdf(Vec<u8>),
    Dots(Dots),
}

impl BadgePaper {
    /// What the printer gets.
    pub fn document(&self) -> Document<'_> {
        match &self.sheet {
            Sheet::Pdf(pdf) => Document::Pdf(pdf),
            Sheet::Dots(dots) => Document::Dots { row_bytes: dots.row_bytes(), bytes: dots.bytes() },
        }
    }
}

/// Makes badges and lists: everything between the house and the printer.
pub struct Press {
    /// Fonts.
    pub fonts: Fonts,
    /// The site's keys for passes.
    pub passes: Arc<Passes>,
    /// The site's zone.
    pub times: Arc<dyn SiteTime>,
}

impl Press {
    /// What stands on a badge.
    ///
    /// # Errors
    /// [`FaceFault::Nobody`].
    pub fn face(&self, house: &House, number: BadgeNo) -> Result<BadgeFace, FaceFault> {
        let badge = house.badges.get(&number).ok_or(FaceFault::Nobody)?;
        let visit = house.visits.get(&badge.visit).ok_or(FaceFault::Nobody)?;
        let who = visit.who.known().ok_or(FaceFault::Nobody)?;
        let name = who.names.get(usize::from(badge.person.0)).ok_or(FaceFault::Nobody)?;
        let token = self.passes.token(badge, visit.class, house.gate_no).ok_or(FaceFault::Nobody)?;
        Ok(BadgeFace {
            // A child has no name on the badge.
            name: name.as_ref().map(|name| name.as_str().to_owned()).unwrap_or_default(),
            unit: who.unit.as_str().to_owned(),
            host: host_line(house, visit.host),
            area: visit.area.as_ref().map(|area| area.as_str().to_owned()).unwrap_or_default(),
            escorted: visit.escorted,
            valid_until: self.times.day_and_time(badge.window.to),
            badge_no: number.0.to_string(),
            band: band(visit.class),
            issue: badge.issue,
            token,
        })
    }

    /// What stands on a test badge. It is of nobody, and its pass opens nothing: its window ended in 1970, it names no
    /// gate, and no house knows its id.
    ///
    /// # Errors
    /// [`FaceFault::NoChance`].
    pub fn test_face(&self, words: &TestWords, at: Stamp) -> Result<BadgeFace, FaceFault> {
        let mut id = [0; 8];
        getrandom::fill(&mut id).map_err(FaceFault::NoChance)?;
        let fields = PassFields { id, start_min: 0, duration_min: 0, class: 0, gates: 0, issue: 1 };
        let (key_id, key) = &self.passes.signing;
        Ok(BadgeFace {
            name: "测试 Test".to_owned(),
            unit: words.site.clone(),
            host: String::new(),
            area: words.gate.clone(),
            escorted: false,
            valid_until: self.times.day_and_time(at),
            badge_no: "0".to_owned(),
            band: Band::Plain,
            issue: 1,
            token: pass::sign(&fields, *key_id, key, &self.passes.site),
        })
    }

    /// A badge on paper of a size, in the form its printer takes.
    ///
    /// # Errors
    /// [`FaceFault::Paper`].
    pub fn paper(&self, face: &BadgeFace, media: Media, form: Form) -> Result<BadgePaper, FaceFault> {
        let (sheet, replaced) = match form {
            Form::Pdf => {
                let badge = layout::badge(face, media, &self.fonts)?;
                (Sheet::Pdf(badge.bytes), badge.replaced)
            }
            Form::Dots { per_mm } => {
                let badge = layout::badge_dots(face, media, per_mm, &self.fonts)?;
                (Sheet::Dots(badge.dots), badge.replaced)
            }
        };
        Ok(BadgePaper { sheet, replaced })
    }

    /// The roll call, ready for the printer.
    ///
    /// # Errors
    /// More people than a list holds, or a font that cannot be used.
    pub fn roll_call(&self, list: &RollCall) -> Result<Vec<u8>, BadgeFault> {
        roll_call::roll_call(list, &self.fonts)
    }
}

/// The name of the order for a test badge of a moment. A printer that is a folder knows such names.
pub fn test_name(at: Stamp) -> String {
    format!("check-{}", at.0)
}

/// The host as a badge names them: name and department.
pub(super) fn host_line(house: &House, host: Option<HostId>) -> String {
    let card = host.and_then(|host| house.hosts.get(&host)).and_then(|host| host.card.as_ref());
    let line = card.map(|card| format!("{} {}", card.name.as_str(), card.department.as_str()));
    line.map(|line| line.trim_end().to_owned()).unwrap_or_default()
}

/// The band that tells guards the class by its shape.
fn band(class: Class) -> Band {
    match class {
        // No badge is made for troublemakers; the rules see to that.
        Class::Ordinary | Class::Troublemaker => Band::Plain,
        Class::Important => Band::Stripes,
        Class::Vip => Band::Chevrons,
    }
}
