//! Rows of the three lists as wishes.

use chrono::{NaiveDate, NaiveDateTime, TimeZone as _};
use chrono_tz::Tz;
use serde::de::DeserializeOwned;

use super::table::{Column, Row, Wrong, read};
use crate::wire::{BookingApplication, BookingDraft, ClassWord, HostDraft, KindWord, WatchDraft, Wish};

const fn needed(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: true }
}

const fn free(name: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, needed: false }
}

const HOSTS: &[Column] = &[
    needed("number", &["工号"]),
    needed("name", &["姓名"]),
    needed("department", &["部门"]),
    free("phone", &["电话", "分机"]),
    free("stand_in", &["代理人工号", "代理人"]),
    free("unlisted", &["不公开"]),
];

const BOOKINGS: &[Column] = &[
    needed("name", &["姓名"]),
    needed("unit", &["单位"]),
    needed("phone", &["电话"]),
    free("companions", &["随行人员"]),
    needed("kind", &["身份"]),
    free("class", &["类别"]),
    needed("host", &["被访人工号"]),
    needed("purpose", &["来访事由"]),
    needed("from", &["开始时间"]),
    needed("to", &["结束时间"]),
    free("plate", &["车牌号"]),
    free("area", &["区域"]),
    free("titles", &["职务"]),
    free("level", &["接待规格"]),
    free("budget", &["费用预算"]),
    free("receptionist", &["接待人员"]),
    free("plan", &["接待计划"]),
];

const WATCHLIST: &[Column] = &[
    needed("name", &["姓名"]),
    free("phone", &["电话"]),
    free("document_tail", &["证件后四位"]),
    needed("behaviour", &["事由"]),
    needed("happened", &["发生日期"]),
    needed("expires", &["到期日期"]),
];

/// A wish and the line it came from, counted from 1, the heading.
pub type Line = (usize, Wish);

/// Hosts of a file.
pub(super) fn hosts(bytes: &[u8]) -> Result<Vec<Line>, Vec<Wrong>> {
    each(read(bytes, HOSTS)?, |row| {
        let host = HostDraft {
            number: row.text("number"),
            name: row.text("name"),
            department: row.text("department"),
            phone: row.text("phone"),
            stand_in: row.text("stand_in"),
            unlisted: row.yes("unlisted")?,
        };
        Ok(Wish::PutHost { host })
    })
}

/// Bookings of a file; times are the site's.
pub(super) fn bookings(bytes: &[u8], zone: Tz) -> Result<Vec<Line>, Vec<Wrong>> {
    each(read(bytes, BOOKINGS)?, |row| {
        let class = if row.text("class").is_empty() { ClassWord::Ordinary } else { class(row)? };
        let filled = ["titles", "level", "receptionist"].iter().any(|column| !row.text(column).is_empty());
        let application = filled.then(|| application(row)).transpose()?;
        let booking = BookingDraft {
            name: row.text("name"),
            unit: row.text("unit"),
            phone: row.text("phone"),
            companions: row.list("companions"),
            kind: word::<KindWord>(row, "kind")?,
            class,
            host: row.text("host"),
            purpose: row.text("purpose"),
            from: moment(row, "from", zone)?,
            to: moment(row, "to", zone)?,
            plate: row.text("plate"),
            area: row.text("area"),
            application,
        };
        Ok(Wish::PutBooking { booking })
    })
}

/// Watchlist entries of a file; days are the site's.
pub(super) fn watchlist(bytes: &[u8], zone: Tz) -> Result<Vec<Line>, Vec<Wrong>> {
    each(read(bytes, WATCHLIST)?, |row| {
        let entry = WatchDraft {
            name: row.text("name"),
            phone: row.text("phone"),
            document_tail: row.text("document_tail"),
            behaviour: row.text("behaviour"),
            happened: moment(row, "happened", zone)?,
            expires: moment(row, "expires", zone)?,
        };
        Ok(Wish::PutWatch { entry })
    })
}

fn application(row: &Row) -> Result<BookingApplication, Wrong> {
    let budget = match row.text("budget").as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Wrong::at(row.line, "budget: wanted a whole number"))?),
    };
    Ok(BookingApplication {
        titles: row.text("titles"),
        level: row.text("level"),
        budget,
        receptionist: row.text("receptionist"),
        plan: row.yes("plan")?,
    })
}

fn each(rows: Vec<Row>, wish: impl Fn(&Row) -> Result<Wish, Wrong>) -> Result<Vec<Line>, Vec<Wrong>> {
    let (mut good, mut wrong) = (Vec::new(), Vec::new());
    for row in &rows {
        match wish(row) {
            Ok(wish) => good.push((row.line, wish)),
            Err(what) => wrong.push(what),
        }
    }
    if wrong.is_empty() { Ok(good) } else { Err(wrong) }
}

/// The class as the field says it, or as the API does.
fn class(row: &Row) -> Result<ClassWord, Wrong> {
    match row.text("class").as_str() {
        "一般" | "一般访客" => Ok(ClassWord::Ordinary),
        "重要" | "重要访客" => Ok(ClassWord::Important),
        "贵宾" => Ok(ClassWord::Vip),
        _ => word(row, "class"),
    }
}

fn word<T: DeserializeOwned>(row: &Row, column: &str) -> Result<T, Wrong> {
    let text = row.text(column).to_lowercase();
    let value = serde_json::Value::String(text);
    serde_json::from_value(value).map_err(|fault| Wrong::at(row.line, format!("{column}: {fault}")))
}

/// `2026-11-23 09:00`, or a day alone (its beginning), in the site's zone; as UTC milliseconds.
fn moment(row: &Row, column: &str, zone: Tz) -> Result<i64, Wrong> {
    let text = row.text(column).replace('/', "-").replace('T', " ");
    let day = || NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().and_then(|day| day.and_hms_opt(0, 0, 0));
    let local = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M").ok().or_else(day);
    let at = local.and_then(|local| zone.from_local_datetime(&local).earliest());
    at.map(|at| at.timestamp_millis())
        .ok_or_else(|| Wrong::at(row.line, format!("{column}: wanted a time like 2026-11-23 09:00")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vip_booking_brings_its_application() {
        let csv = "name,unit,phone,kind,class,host,purpose,from,to,titles,level,budget,receptionist,plan\n\
                   陈建国,市投资局,13900001111,investor,贵宾,E1,考察,2026-11-23 09:00,2026/11/23 12:00,局长,一级,5000,李娜,是\n";
        let lines = bookings(csv.as_bytes(), chrono_tz::Asia::Shanghai).unwrap();
        let [(2, Wish::PutBooking { booking })] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!(booking.class, ClassWord::Vip);
        assert_eq!(booking.to - booking.from, 3 * 3600 * 1000);
        let application = booking.application.as_ref().unwrap();
        assert_eq!((application.budget, application.plan), (Some(5000), true));
    }

    #[test]
    fn a_wrong_kind_and_a_wrong_time_are_told_by_line() {
        let csv = "name,unit,phone,kind,host,purpose,from,to\n张伟,甲,13900001111,wizard,E1,x,2026-11-23 09:00,2026-11-23 10:00\n\
                   张伟,甲,13900001111,supplier,E1,x,tomorrow,2026-11-23 10:00\n";
        let wrong = bookings(csv.as_bytes(), chrono_tz::UTC).unwrap_err();
        assert_eq!(wrong.iter().map(|w| w.line).collect::<Vec<_>>(), [2, 3]);
    }
}
