//! Everything a visitor has typed or touched, until it is sent or wiped.

use crate::screens::ink::Ink;
use crate::screens::ui::KioskField;
use crate::wire::{DocumentWord, Draft, HostHit, KindWord, LanguageWord, SlipParts};

/// Characters of a person's name, as the core takes it.
const NAME_MAX: usize = 40;
/// Characters of a unit, as the core takes it.
const UNIT_MAX: usize = 60;
/// Digits of a phone number, as the core takes it.
const PHONE_MAX: usize = 20;
/// Characters of a purpose and of belongings, as the core takes them.
const TEXT_MAX: usize = 200;
/// Characters of a document number: no document has more than 18, and some are typed with blanks.
const NUMBER_MAX: usize = 24;
/// Characters of a plate: 8, and room for a foreign one.
const PLATE_MAX: usize = 12;
/// Digits of a queue number.
const QUEUE_MAX: usize = 6;
/// Digits of the phone a visitor comes back with.
pub const TAIL_LENGTH: usize = 4;
/// People who may come with one visitor.
pub const COMPANIONS_MAX: usize = 19;

/// What stands in the fields. No `Debug`: it would put people into logs.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Phone, digits.
    pub phone: String,
    /// What they say they are.
    pub kind: Option<KindWord>,
    /// Whether they lead their unit.
    pub leader: bool,
    /// Host as typed.
    pub host_text: String,
    /// The text the hits are for.
    pub searched: Option<String>,
    /// Hosts found for it.
    pub hits: Vec<HostHit>,
    /// Host chosen from the hits.
    pub host: Option<HostHit>,
    /// Purpose.
    pub purpose: String,
    /// People with them; an empty name is a child.
    pub companions: Vec<String>,
    /// The next companion, being typed.
    pub companion: String,
    /// Name on the booking.
    pub booking_name: String,
    /// Phone on the booking.
    pub booking_phone: String,
    /// Queue number of one who comes back.
    pub queue: String,
    /// Last digits of the phone of one who comes back.
    pub tail: String,
    /// Document type.
    pub document: Option<DocumentWord>,
    /// Document number.
    pub number: String,
    /// Separate consent to the number being checked; never ticked beforehand.
    pub number_agreed: bool,
    /// Vehicle plate.
    pub plate: String,
    /// Belongings.
    pub belongings: String,
    /// Nothing forbidden carried, and the site's rules agreed: one tick under both sentences.
    pub rules_agreed: bool,
    /// What the finger drew under the rules.
    pub rules_ink: Ink,
    /// The language those were read in.
    pub rules_language: Option<LanguageWord>,
    /// The same under the confidentiality text.
    pub confidentiality_ink: Ink,
    /// Remember me; never ticked beforehand.
    pub remember: bool,
    /// Phone of one who was here before.
    pub own_phone: String,
    /// Last characters of their document.
    pub own_tail: String,
    /// Name of one who has lost the badge.
    pub lost_name: String,
}

impl Typed {
    /// Puts `text` into a field, cut to what the core takes; digits only where it is a number.
    pub fn put(&mut self, field: KioskField, text: &str) {
        let (slot, limit, digits) = match field {
            KioskField::Name => (&mut self.name, NAME_MAX, false),
            KioskField::Unit => (&mut self.unit, UNIT_MAX, false),
            KioskField::Phone => (&mut self.phone, PHONE_MAX, true),
            KioskField::Host => (&mut self.host_text, NAME_MAX, false),
            KioskField::Purpose => (&mut self.purpose, TEXT_MAX, false),
            KioskField::Companion => (&mut self.companion, NAME_MAX, false),
            KioskField::BookingName => (&mut self.booking_name, NAME_MAX, false),
            KioskField::BookingPhone => (&mut self.booking_phone, PHONE_MAX, true),
            KioskField::Queue => (&mut self.queue, QUEUE_MAX, true),
            KioskField::Tail => (&mut self.tail, TAIL_LENGTH, true),
            KioskField::Number => (&mut self.number, NUMBER_MAX, false),
            KioskField::Plate => (&mut self.plate, PLATE_MAX, false),
            KioskField::Belongings => (&mut self.belongings, TEXT_MAX, false),
            KioskField::LostName => (&mut self.lost_name, NAME_MAX, false),
            KioskField::OwnPhone => (&mut self.own_phone, PHONE_MAX, true),
            KioskField::OwnTail => (&mut self.own_tail, TAIL_LENGTH, false),
            KioskField::None
            | KioskField::Kind
            | KioskField::Document
            | KioskField::Agreement
            | KioskField::Rules
            | KioskField::Signature => return,
        };
        *slot = text.chars().filter(|c| !digits || c.is_ascii_digit()).take(limit).collect();
        if field == KioskField::Host {
            self.host = None;
            self.searched = None;
            self.hits.clear();
        }
    }

    /// Wipes what was signed.
    pub fn wipe_ink(&mut self) {
        (self.rules_ink, self.confidentiality_ink) = (Ink::default(), Ink::default());
    }

    /// Adds the companion being typed (a child where `child`), unless the party is full.
    pub fn add_companion(&mut self, child: bool) {
        let name = if child { String::new() } else { std::mem::take(&mut self.companion).trim().to_owned() };
        if (child || !name.is_empty()) && self.companions.len() < COMPANIONS_MAX {
            self.companions.push(name);
        }
    }

    /// The first part of the slip; `None` while a kind is missing.
    pub fn draft(&self, language: LanguageWord) -> Option<Draft> {
        Some(Draft {
            name: self.name.trim().to_owned(),
            unit: self.unit.trim().to_owned(),
            phone: self.phone.clone(),
            kind: self.kind?,
            leader: self.leader,
            host: self.host.as_ref().map(|host| host.id),
            host_text: if self.host.is_some() { String::new() } else { self.host_text.trim().to_owned() },
            purpose: self.purpose.trim().to_owned(),
            companions: self.companions.clone(),
            language,
        })
    }

    /// The second part of the slip. A number goes out only with its own consent.
    pub fn slip(&self) -> SlipParts {
        SlipParts {
            document: self.document,
            document_number: if self.number_agreed { self.number.trim().to_owned() } else { String::new() },
            plate: self.plate.trim().to_owned(),
            belongings: self.belongings.trim().to_owned(),
            nothing_forbidden: self.rules_agreed,
            rules_agreed: self.rules_agreed,
        }
    }
}
