//! The clocks of this machine, and the zone of the site.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use chrono_tz::Tz;

use crate::domain::{Now, Span, Stamp};
use crate::ports::clock::{Clock, SiteTime};

/// The clocks of this machine.
pub struct SystemClock {
    started: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Now {
        // A clock that was never set may stand before 1970.
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let ms = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Now { wall: Stamp(ms(wall)), steady: Span(ms(self.started.elapsed())) }
    }
}

/// Times in the zone of the site.
pub struct ZoneTime(pub Tz);

impl ZoneTime {
    fn shown(&self, at: Stamp, form: &str) -> String {
        let utc = DateTime::from_timestamp_millis(at.0).unwrap_or_default();
        utc.with_timezone(&self.0).format(form).to_string()
    }
}

impl SiteTime for ZoneTime {
    fn day_and_time(&self, at: Stamp) -> String {
        self.shown(at, "%Y-%m-%d %H:%M")
    }

    fn time(&self, at: Stamp) -> String {
        self.shown(at, "%H:%M")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_in_the_zone_of_the_site() {
        let shanghai = ZoneTime(Tz::Asia__Shanghai);
        assert_eq!(shanghai.day_and_time(Stamp(1_763_800_200_000)), "2025-11-22 16:30");
        assert_eq!(shanghai.time(Stamp(1_763_800_200_000)), "16:30");
    }
}
