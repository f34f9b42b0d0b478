//! A record as JSON, for people and their programs: personal fields plain or masked, nothing in it that opens or
//! finds something.

use serde_json::{Map, Value, json};

use crate::domain::{Detail, HIDDEN, Record, Subject, masked_name, masked_number, masked_plate};

/// The list of exports in the store folder, one JSON object a line.
pub const EXPORTS: &str = "exports.jsonl";

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
        Some(Subject::Visit(id) | Subject::Document(id)) => id.to_string(),
        Some(Subject::Booking(id)) => id.to_string(),
        Some(Subject::Watch(id)) => id.to_string(),
        Some(Subject::Incident(id)) => id.to_string(),
        Some(Subject::Host(id)) => format!("host {}", id.0),
        Some(Subject::Remembered(id)) => id.to_string(),
        Some(Subject::Day(_)) | None => String::new(),
    }
}

/// A value of an event under `key`.
fn shown(key: &str, value: Value, detail: Detail) -> Value {
    match (key, value) {
        // A personal field.
        (_, Value::Object(mut map)) if map.len() == 1 && map.contains_key("Known") => {
            let value = map.remove("Known").unwrap_or_default();
            if detail == Detail::Plain { shown(key, value, detail) } else { masked(key, value) }
        }
        (_, Value::Object(map)) if map.len() == 1 && map.contains_key("Sealed") => json!("Sealed"),
        // These find a visit or a booking, or are in a pass.
        ("handle" | "pass" | "code" | "pin_mark" | "mark", Value::Array(_)) => json!(HIDDEN),
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
        ("strokes" | "mark", _) => json!(HIDDEN),
        (_, Value::Array(list)) => list.into_iter().map(|value| masked(key, value)).collect(),
        ("unit" | "department" | "kind" | "number" | "stand_in", kept) => kept,
        ("names" | "name" | "receptionist", Value::String(name)) => json!(masked_name(&name)),
        ("phone", Value::String(phone)) => json!(masked_number(&phone)),
        ("plate", Value::String(plate)) => json!(masked_plate(&plate)),
        (_, kept @ (Value::Null | Value::Bool(_))) => kept,
        (_, Value::String(text)) if text.is_empty() => json!(text),
        (_, Value::String(_) | Value::Number(_)) => json!(HIDDEN),
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
