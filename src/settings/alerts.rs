//! `[alerts]`: whom the panel shows with a number, for a person to call.

use super::checker::Section;

/// Digits and signs of a telephone number: three for 110, twenty with country code and extension.
const PHONE_CHARS: std::ops::RangeInclusive<usize> = 3..=20;

/// `[alerts]`; `None` is a number nobody has given, which `gatehouse check` tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertSettings {
    /// 行政部.
    pub administration: Option<String>,
    /// 公司办公室.
    pub company_office: Option<String>,
    /// 值班经理.
    pub manager_on_duty: Option<String>,
    /// 保安班长.
    pub shift_leader: Option<String>,
}

pub(super) fn read(section: &mut Section<'_>) -> AlertSettings {
    AlertSettings {
        administration: phone(section, "administration"),
        company_office: phone(section, "company_office"),
        manager_on_duty: phone(section, "manager_on_duty"),
        shift_leader: phone(section, "shift_leader"),
    }
}

/// A telephone number in quotes; an empty text means none.
pub(super) fn phone(section: &mut Section<'_>, key: &'static str) -> Option<String> {
    let wanted = format!(
        "a telephone number in quotes, {} to {} digits, spaces, + or -; \"\" for none",
        PHONE_CHARS.start(),
        PHONE_CHARS.end()
    );
    section.parsed(key, None, &wanted, |value| {
        let text = value.as_str()?;
        let dialled = |byte: u8| byte.is_ascii_digit() || matches!(byte, b' ' | b'+' | b'-');
        match text {
            "" => Some(None),
            _ if !PHONE_CHARS.contains(&text.len()) || !text.bytes().all(dialled) => None,
            _ => text.bytes().any(|byte| byte.is_ascii_digit()).then(|| Some(text.to_owned())),
        }
    })
}
