//! The site's own days: cut and closed by its clock, in its zone.

use super::SiteSettings;
use std::cmp::Ordering;

use crate::domain::Calendar;
use crate::domain::{SiteDay, Span, Stamp};
use chrono::{DateTime, Days, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

/// The last moment a calendar is asked about, UTC milliseconds: the year 9000. Later ones, and those before
/// 1970, come from a broken clock; they are moved to the nearer end, where no date overflows.
const LAST_MS: i64 = 221_845_392_000_000;

/// The site's calendar: zone, closing time and the hour that cuts the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteCalendar {
    zone: Tz,
    closing_time: NaiveTime,
    day_cut: NaiveTime,
    post: (NaiveTime, NaiveTime),
}

impl SiteSettings {
    /// The calendar of this site.
    pub fn calendar(&self) -> SiteCalendar {
        SiteCalendar {
            zone: self.zone,
            closing_time: self.closing_time,
            day_cut: self.day_cut,
            post: (self.post_from, self.post_to),
        }
    }
}

impl SiteCalendar {
    fn local(&self, at: Stamp) -> NaiveDateTime {
        let utc = DateTime::from_timestamp_millis(at.0.clamp(0, LAST_MS)).unwrap_or_default();
        utc.with_timezone(&self.zone).naive_local()
    }

    /// A time of a local day. One in an hour that is skipped comes an hour later by the clock on the wall, one that
    /// comes twice counts the first time.
    fn moment(&self, day: NaiveDate, time: NaiveTime) -> Option<Stamp> {
        let wall = day.and_time(time);
        let moment = self.zone.from_local_datetime(&wall).earliest();
        let moment =
            moment.or_else(|| self.zone.from_local_datetime(&(wall + Duration::hours(1))).earliest());
        moment.map(|moment| Stamp(moment.timestamp_millis()))
    }
}

/// A date of the calendar as a day of the site; none so far from now that nobody counts to it.
pub fn site_day(date: NaiveDate) -> Option<SiteDay> {
    i32::try_from((date - NaiveDate::default()).num_days()).ok().map(SiteDay)
}

impl Calendar for SiteCalendar {
    fn day_of(&self, at: Stamp) -> SiteDay {
        let day = (self.local(at) - (self.day_cut - NaiveTime::MIN)).date();
        site_day(day).unwrap_or(SiteDay(i32::MAX))
    }

    fn next_closing(&self, after: Stamp) -> Stamp {
        let today = self.local(after).date();
        // A zone may skip a whole day once (Apia did in 2011): the one after it closes.
        let closings = (0..3)
            .filter_map(|ahead| self.moment(today.checked_add_days(Days::new(ahead))?, self.closing_time));
        let mut later = closings.filter(|closing| *closing > after);
        later.next().unwrap_or(after + Span::hours(24))
    }

    fn post_wanted_from(&self, at: Stamp) -> Stamp {
        let (now, (from, to)) = (self.local(at), self.post);
        let time = now.time();
        let wanted = match from.cmp(&to) {
            Ordering::Equal => true,
            Ordering::Less => from <= time && time < to,
            // Hours that cross midnight.
            Ordering::Greater => from <= time || time < to,
        };
        if wanted {
            return at;
        }
        let begins =
            (0..3).filter_map(|ahead| self.moment(now.date().checked_add_days(Days::new(ahead))?, from));
        let mut later = begins.filter(|begin| *begin > at);
        later.next().unwrap_or(at)
    }
}
