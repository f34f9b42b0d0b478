//! Times as a guard reads them: the site's zone for the clock on the wall, minutes and seconds for waiting.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta};

/// Milliseconds of a clock that never steps, counted from the start of the panel.
pub type SteadyMs = u64;

/// Milliseconds in a second.
const SECOND_MS: i64 = 1_000;
/// Seconds in a minute.
const MINUTE_S: i64 = 60;
/// Minutes in an hour.
const HOUR_MIN: i64 = 60;

/// The site's wall clock at `utc_ms`.
fn local(utc_ms: i64, offset_min: i32) -> Option<chrono::NaiveDateTime> {
    let utc = DateTime::from_timestamp_millis(utc_ms)?.naive_utc();
    utc.checked_add_signed(TimeDelta::minutes(i64::from(offset_min)))
}

/// `HH:MM` in the site's zone; empty for a time no calendar has.
pub fn hour_minute(utc_ms: i64, offset_min: i32) -> String {
    local(utc_ms, offset_min).map(|at| at.format("%H:%M").to_string()).unwrap_or_default()
}

/// The next full minute: what is possible from a time on is shown by one that is not too early.
pub fn full_minute(utc_ms: i64) -> i64 {
    let minute = MINUTE_S * SECOND_MS;
    match utc_ms.rem_euclid(minute) {
        0 => utc_ms,
        past => utc_ms.saturating_add(minute - past),
    }
}

/// `MM-DD HH:MM` in the site's zone where the day differs from the day of `now_ms`, `HH:MM` where it is today.
pub fn day_hour_minute(utc_ms: i64, now_ms: i64, offset_min: i32) -> String {
    match (local(utc_ms, offset_min), local(now_ms, offset_min)) {
        (Some(at), Some(now)) if at.date() != now.date() => at.format("%m-%d %H:%M").to_string(),
        _ => hour_minute(utc_ms, offset_min),
    }
}

/// `YYYY-MM-DD` in the site's zone.
pub fn day(utc_ms: i64, offset_min: i32) -> String {
    local(utc_ms, offset_min).map(|at| at.format("%Y-%m-%d").to_string()).unwrap_or_default()
}

/// How long something has lasted: `m:ss`, from one hour on `h:mm:ss`. A clock that stepped back reads `0:00`.
pub fn lasted(from_ms: i64, now_ms: i64) -> String {
    let seconds = now_ms.saturating_sub(from_ms).max(0) / SECOND_MS;
    let (minutes, second) = (seconds / MINUTE_S, seconds % MINUTE_S);
    let (hours, minute) = (minutes / HOUR_MIN, minutes % HOUR_MIN);
    if hours == 0 { format!("{minute}:{second:02}") } else { format!("{hours}:{minute:02}:{second:02}") }
}

/// Whole minutes something has lasted; a clock that stepped back reads 0.
pub fn minutes(from_ms: i64, now_ms: i64) -> i64 {
    now_ms.saturating_sub(from_ms).max(0) / (MINUTE_S * SECOND_MS)
}

/// Minutes a limit gives, a begun one counted whole: a limit that is there is never shown as none.
pub fn limit_minutes(from_ms: i64, until_ms: i64) -> i64 {
    minutes(from_ms, until_ms.saturating_add(MINUTE_S * SECOND_MS - 1))
}

/// UTC milliseconds of a day and a time as typed (`2026-11-23`, `09:05` or `9:05`) in the site's zone.
pub fn typed(day: &str, time: &str, offset_min: i32) -> Option<i64> {
    let day = NaiveDate::parse_from_str(day.trim(), "%Y-%m-%d").ok()?;
    let time = NaiveTime::parse_from_str(&time.trim().replace('\u{ff1a}', ":"), "%H:%M").ok()?;
    let local = day.and_time(time).checked_sub_signed(TimeDelta::minutes(i64::from(offset_min)))?;
    Some(local.and_utc().timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23 01:05:00 UTC.
    const MORNING: i64 = 1_795_395_900_000;
    const BEIJING_MIN: i32 = 480;

    #[test]
    fn a_time_is_shown_in_the_zone_of_the_site() {
        assert_eq!(hour_minute(MORNING, BEIJING_MIN), "09:05");
        assert_eq!(day(MORNING, BEIJING_MIN), "2026-11-23");
        assert_eq!(day_hour_minute(MORNING, MORNING, BEIJING_MIN), "09:05");
        assert_eq!(day_hour_minute(MORNING - 86_400_000, MORNING, BEIJING_MIN), "11-22 09:05");
    }

    #[test]
    fn a_time_from_which_something_may_be_done_is_never_shown_too_early() {
        assert_eq!(full_minute(MORNING), MORNING);
        assert_eq!(full_minute(MORNING + 1), MORNING + 60_000);
        assert_eq!(full_minute(MORNING - 1), MORNING);
    }

    #[test]
    fn waiting_is_minutes_and_seconds_and_never_negative() {
        assert_eq!(lasted(0, 65_999), "1:05");
        assert_eq!(lasted(0, 3_600_000), "1:00:00");
        assert_eq!(lasted(10_000, 0), "0:00");
    }

    #[test]
    fn a_limit_is_whole_minutes_and_never_none() {
        assert_eq!((minutes(0, 119_999), minutes(10_000, 0)), (1, 0));
        assert_eq!((limit_minutes(0, 600_000), limit_minutes(0, 30_000), limit_minutes(9, 0)), (10, 1, 0));
    }

    #[test]
    fn a_typed_time_comes_back_as_the_same_moment() {
        assert_eq!(typed("2026-11-23", "9:05", BEIJING_MIN), Some(MORNING));
        assert_eq!(typed("2026-11-23", "09:05", BEIJING_MIN), Some(MORNING));
        assert_eq!(typed("2026-11-23", "25:05", BEIJING_MIN), None);
        assert_eq!(typed("yesterday", "09:05", BEIJING_MIN), None);
    }
}
