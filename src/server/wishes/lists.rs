//! Hosts, bookings and the watchlist, checked field by field.

use super::super::problem::{InField, Refused};
use super::slip;
use crate::domain::{
    Application, Area, BookingDraft, Department, Extension, Field, FormText, HostCard, HostText, House,
    PersonName, Phone, Plate, Purpose, Refusal, Remark, Stamp, Unit, WatchCard, Who, Window,
};
use crate::wire;

/// Longest staff number of a host, in characters: the key of an import from the staff office.
const STAFF_NUMBER_CHARS_MAX: usize = 32;

/// A staff number: one word without blanks.
pub(in crate::server) fn staff_number(text: &str) -> Result<String, Refused> {
    let number = text.trim();
    if number.is_empty() {
        return Err(Refusal::TextTooShort { field: Field::Text, min: 1 }).in_field("number");
    }
    if number.len() > STAFF_NUMBER_CHARS_MAX {
        return Err(Refusal::TextTooLong { field: Field::Text, max: STAFF_NUMBER_CHARS_MAX })
            .in_field("number");
    }
    if number.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(Refusal::TextHasControls { field: Field::Text }).in_field("number");
    }
    Ok(number.to_owned())
}

/// A host.
pub(super) fn host(host: wire::HostDraft) -> Result<HostCard, Refused> {
    let stand_in =
        Some(host.stand_in.trim()).filter(|number| !number.is_empty()).map(staff_number).transpose()?;
    Ok(HostCard {
        number: staff_number(&host.number)?,
        name: PersonName::parse(&host.name)?,
        department: Department::parse(&host.department)?,
        phone: Extension::parse(&host.phone)?,
        stand_in,
        unlisted: host.unlisted,
    })
}

/// A booking; its host is named by staff number.
pub(super) fn booking(booking: wire::BookingDraft, house: &House) -> Result<BookingDraft, Refused> {
    let who = Who {
        names: slip::party(PersonName::parse(&booking.name)?, &booking.companions)?,
        unit: Unit::parse(&booking.unit)?,
        phone: Phone::parse(&booking.phone)?,
        purpose: Purpose::parse(&booking.purpose)?,
        host_text: HostText::default(),
        plate: Plate::parse(&booking.plate)?,
    };
    Ok(BookingDraft {
        who,
        kind: booking.kind.into(),
        class: booking.class.into(),
        host: house.host_by_number(booking.host.trim()).ok_or(Refusal::NoSuchHost).in_field("host")?,
        window: Window { from: Stamp(booking.from), to: Stamp(booking.to) },
        area: Area::parse(&booking.area)?,
        application: booking.application.as_ref().map(application).transpose()?,
    })
}

fn application(application: &wire::BookingApplication) -> Result<Application, Refused> {
    Ok(Application {
        titles: FormText::parse(&application.titles).in_field("titles")?,
        level: FormText::parse(&application.level).in_field("level")?,
        budget: application.budget,
        receptionist: PersonName::parse(&application.receptionist).in_field("receptionist")?,
        plan: application.plan,
    })
}

/// A watchlist entry.
pub(super) fn watch(entry: &wire::WatchDraft) -> Result<WatchCard, Refused> {
    let phone = super::maybe(&entry.phone, Phone::parse)?.unwrap_or_default();
    let tail = entry.document_tail.trim().to_ascii_uppercase();
    let fits = tail.is_empty() || (tail.len() == 4 && tail.bytes().all(|b| b.is_ascii_alphanumeric()));
    if !fits {
        return Err(Refusal::DocumentNumberWrong.into());
    }
    let behaviour = Remark::parse(&entry.behaviour).in_field("behaviour")?;
    if behaviour.as_str().is_empty() {
        // An entry without what happened is a grudge.
        return Err(Refusal::TextTooShort { field: Field::Text, min: 1 }).in_field("behaviour");
    }
    Ok(WatchCard { name: PersonName::parse(&entry.name)?, phone, document_tail: tail, behaviour })
}
