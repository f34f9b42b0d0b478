//! A record as JSON, for people and their programs: personal fields plain or masked, nothing in it that opens or
//! finds something.

use serde_json::{Map, Value, json};

use crate::domain::{Record, Subject};

/// How personal fields are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Names by their first character, numbers by their end, other words not at all.
    Masked,
    /// As they are.
    Plain,
}

/// Characters of a number that stay: what people compare.
const TAIL_CHARS: usize = 4;
/// Of a plate fewer: it is short, and the end alone is often known.
const PLATE_TAIL_CHARS: usize = 3;
/// What stands for words that are left out.
const LEFT_OUT: &str = "***";

/// An event as JSON.
#[derive(Debug)]
pub struct EventJson {
    /// What happened.
    pub what: String,
    /// Whom it is about, where it is about somebody.
    pub about: String,
    /// What it says; times are milliseconds since 1970 UTC.
    pub fields: Value,
}

/// The event of a record. Personal fields that nobody can open say `Erased`.
///
/// # Errors
/// What the encoder says.
pub fn event_json(record: &Record, detail: Detail) -> serde_json::Result<EventJson> {
    let (what, fields) = match serde_json::to_value(&record.event)? {
        Value::Object(event) => event.into_iter().next().unwrap_or_default(),
        Value::String(what) => (what, Value::Object(Map::new())),
        other => (String::new(), other),
    };
    Ok(EventJson { what, about: about(record), fields: shown("", fields, detail) })
}

fn about(record: &Record) -> String {
    match record.event.subject() {
        Some(Subject::Visit(id)) => id.to_string(),
        Some(Subject::Booking(id)) => id.to_string(),
        Some(Subject::Watch(id)) => id.to_string(),
        Some(Subject::Incident(id)) => id.to_string(),
        Some(Subject::Host(id)) => format!("host {}", id.0),
        Some(Subject::Day(_)) | None => String::new(),
    }
}

/// A value of an event under `key`.
fn shown(key: &str, value: Value, detail: Detail) -> Value {
    match (key, value) {
        // A personal field.
        (_, Value::Object(mut map)) if map.len() == 1 && map.contains_key("Known") => {
            let value = map.remove("Known").unwrap_or_default();
            if detail == Detail::Plain { value } else { masked(key, value) }
        }
        (_, Value::Object(map)) if map.len() == 1 && map.contains_key("Sealed") => json!("Sealed"),
        // These find a visit or a booking, or are in a pass.
        ("handle" | "pass" | "code", Value::Array(_)) => json!(LEFT_OUT),
        (_, Value::Object(map)) => {
            map.into_iter().map(|(key, value)| (key.clone(), shown(&key, value, detail))).collect()
        }
        (_, Value::Array(list)) => list.into_iter().map(|value| shown(key, value, detail)).collect(),
        (_, plain) => plain,
    }
}

/// A personal value, masked. What is not known here is left out: a new field is hidden until somebody decides.
fn masked(key: &str, value: Value) -> Value {
    match (key, value) {
        (_, Value::Object(map)) => {
            map.into_iter().map(|(key, value)| (key.clone(), masked(&key, value))).collect()
        }
        (_, Value::Array(list)) => list.into_iter().map(|value| masked(key, value)).collect(),
        ("unit" | "department" | "kind" | "number" | "stand_in", kept) => kept,
        ("names" | "name" | "receptionist", Value::String(name)) => json!(masked_name(&name)),
        ("phone", Value::String(phone)) => json!(masked_tail(&phone, TAIL_CHARS)),
        ("plate", Value::String(plate)) => json!(masked_plate(&plate)),
        (_, kept @ (Value::Null | Value::Bool(_))) => kept,
        (_, Value::String(text)) if text.is_empty() => json!(text),
        (_, Value::String(_) | Value::Number(_)) => json!(LEFT_OUT),
    }
}

/// A name by its first character: 张*.
pub fn masked_name(name: &str) -> String {
    name.chars().next().map(|first| format!("{first}*")).unwrap_or_default()
}

/// A plate by its end: *345.
pub fn masked_plate(plate: &str) -> String {
    masked_tail(plate, PLATE_TAIL_CHARS)
}

/// The end of a number: *1234. A number that is no longer than that keeps nothing.
fn masked_tail(number: &str, kept: usize) -> String {
    let chars = number.chars().count();
    let tail: String = number.chars().skip(chars.saturating_sub(kept)).collect();
    match chars {
        0 => String::new(),
        short if short <= kept => LEFT_OUT.to_owned(),
        _ => format!("*{tail}"),
    }
}

/// A cell of a table that opens as text: a spreadsheet takes what begins with these signs for a formula.
pub fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_plates_and_phones_keep_what_people_compare() {
        assert_eq!(masked_name("张晓伟"), "张*");
        assert_eq!(masked_plate("京A12345"), "*345");
        assert_eq!(masked_tail("13800001234", TAIL_CHARS), "*1234");
        assert_eq!(masked_tail("1234", TAIL_CHARS), LEFT_OUT);
        assert_eq!(masked_plate(""), "");
    }

    #[test]
    fn a_personal_word_nobody_decided_about_is_hidden() {
        let field =
            json!({"Known": {"names": ["张伟", null], "shoe_size": 43, "motto": "快", "unit": "明德"}});
        let masked = shown("who", field, Detail::Masked);
        assert_eq!(
            masked,
            json!({"names": ["张*", null], "shoe_size": "***", "motto": "***", "unit": "明德"})
        );
    }

    #[test]
    fn a_formula_opens_as_text() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("明德"), "明德");
    }
}
