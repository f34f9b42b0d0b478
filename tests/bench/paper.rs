//! A badge as PDF.

use std::time::{Duration, Instant};

use ed25519_dalek::SigningKey;
use gatehouse::badge::{BadgeFace, Band, Fonts, KeyId, Media, PassFields, layout, pass};

use crate::measure::{Row, Times, ms};

const BADGES: usize = 50;
const TIME_MAX: Duration = Duration::from_millis(20);
const KILOBYTES_MAX: f64 = 30.0;

pub fn rows(show: &mut dyn FnMut(Row)) {
    let fonts = Fonts::embedded();
    for (size, media) in [("62 x 100 mm", Media::Label62x100), ("54 x 86 mm", Media::Card54x86)] {
        let (mut times, mut bytes) = (Times::default(), 0);
        for number in 0..BADGES {
            let face = face(number);
            let begin = Instant::now();
            let badge = layout::badge(&face, media, &fonts).unwrap();
            times.add(begin.elapsed());
            bytes = bytes.max(badge.bytes.len());
        }
        let kilobytes = bytes as f64 / 1_000.0;
        show(Row::judged(
            format!("badge PDF, {size}"),
            format!("p50 {}, p99 {}, at most {kilobytes:.1} KB", ms(times.at(50)), ms(times.at(99))),
            "20 ms, 30 KB",
            times.at(50) <= TIME_MAX && kilobytes <= KILOBYTES_MAX,
        ));
    }
}

fn face(number: usize) -> BadgeFace {
    let fields =
        PassFields { id: [42; 8], start_min: 29_900_000, duration_min: 480, class: 2, gates: 1, issue: 1 };
    let names = ["欧阳明日", "Margarethe von Wolkenstein", "赵大勇", "买买提·吐尔逊"];
    BadgeFace {
        name: names[number % names.len()].to_owned(),
        unit: "深圳市鹏程精密仪器有限公司".to_owned(),
        host: "王建国 研发二部".to_owned(),
        area: "办公楼 Office".to_owned(),
        escorted: number.is_multiple_of(2),
        valid_until: "2026-11-22 17:30".to_owned(),
        badge_no: format!("{}", 100 + number),
        band: Band::Stripes,
        issue: 1,
        token: pass::sign(&fields, KeyId::new(1).unwrap(), &SigningKey::from_bytes(&[7; 32]), "trial"),
    }
}
