//! The people of the demo: hosts of a small factory, today's bookings, one watchlist entry.

use crate::wire::{BookingApplication, BookingDraft, ClassWord, HostDraft, KindWord, WatchDraft, Wish};

/// Milliseconds in an hour.
const HOUR_MS: i64 = 3_600_000;

/// The site.
pub(super) const SITE: &str = "东方精密机械有限公司";
/// Lines of the configuration as `init` makes it, and as this site has them.
pub(super) const FACTS: [(&str, &str); 9] = [
    ("\nname = \"Main gate\"\n", "\nname = \"东门\"\n"),
    ("\naddress = \"\"\n", "\naddress = \"苏州市工业园区东方路 88 号东门\"\n"),
    ("\nadministration = \"\"\n", "\nadministration = \"8000\"\n"),
    ("\ncompany_office = \"\"\n", "\ncompany_office = \"8010\"\n"),
    ("\nmanager_on_duty = \"\"\n", "\nmanager_on_duty = \"13800001234\"\n"),
    ("\nshift_leader = \"\"\n", "\nshift_leader = \"8020\"\n"),
    ("\n#labels_on_roll = 100\n", "\nlabels_on_roll = 100\n"),
    ("\n#siren_pin = 16\n", "\nsiren_pin = 16\n"),
    ("\nconfidential_kinds = []\n", "\nconfidential_kinds = [\"contractor\"]\n"),
];
/// Name of the important visitor with a booking.
pub(super) const IMPORTANT: &str = "Margarethe von Wolkenstein";
/// Name and phone of the VIP with a booking and a reception application.
pub(super) const VIP: (&str, &str) = ("陈建国", "13922223333");
/// Name and phone of the VIP who is expected and not here yet.
pub(super) const EXPECTED: (&str, &str) = ("孙丽华", "13966667777");
/// The person on the watchlist.
pub(super) const WATCHED: (&str, &str) = ("赵大勇", "13933334444");
/// The host whom walk-ins of the demo visit: staff number, name.
pub(super) const HOST: (&str, &str) = ("E1001", "王建国");

fn host(number: &str, name: &str, department: &str, phone: &str, stand_in: &str) -> Wish {
    let host = HostDraft {
        number: number.into(),
        name: name.into(),
        department: department.into(),
        phone: phone.into(),
        stand_in: stand_in.into(),
        unlisted: false,
    };
    Wish::PutHost { host }
}

/// The booking of a key customer's leader with a companion, without a reception application; `now` in UTC
/// milliseconds.
pub(super) fn important(now: i64) -> BookingDraft {
    BookingDraft {
        name: IMPORTANT.into(),
        unit: "Alpenstahl Präzisionswerke GmbH".into(),
        phone: "13911112222".into(),
        companions: vec!["周敏".into()],
        kind: KindWord::KeyCustomer,
        class: ClassWord::Important,
        host: "E2001".into(),
        purpose: "年度质量评审".into(),
        from: now - HOUR_MS,
        to: now + 8 * HOUR_MS,
        plate: "沪AD12345".into(),
        area: "会客区".into(),
        application: None,
    }
}

/// Everything else the demo's house knows before the first visitor comes; `now` in UTC milliseconds.
pub(super) fn wishes(now: i64) -> Vec<Wish> {
    let hosts = [
        host(HOST.0, HOST.1, "采购部", "8001", "E1002"),
        host("E1002", "李秀英", "采购部", "8002", ""),
        host("E2001", "欧阳晓燕", "研发二部", "8101", ""),
        host("E2002", "Thomas Müller", "Production", "8102", "E2001"),
        host("E3001", "刘洋", "人力资源部", "8201", ""),
    ];
    let vip = BookingDraft {
        name: VIP.0.into(),
        unit: "市投资促进局".into(),
        phone: VIP.1.into(),
        companions: Vec::new(),
        kind: KindWord::Government,
        class: ClassWord::Vip,
        host: "E3001".into(),
        purpose: "考察新生产线".into(),
        from: now - HOUR_MS,
        to: now + 6 * HOUR_MS,
        plate: String::new(),
        area: "会客区".into(),
        application: Some(BookingApplication {
            titles: "局长".into(),
            level: "一级".into(),
            budget: Some(3_000),
            receptionist: "刘洋".into(),
            plan: true,
        }),
    };
    let expected = BookingDraft {
        name: EXPECTED.0.into(),
        unit: "长三角检测认证中心".into(),
        phone: EXPECTED.1.into(),
        to: now + 9 * HOUR_MS,
        application: None,
        ..vip.clone()
    };
    let watched = WatchDraft {
        name: WATCHED.0.into(),
        phone: WATCHED.1.into(),
        document_tail: String::new(),
        behaviour: "在门口推搡保安，拒不离开".into(),
        happened: now - 40 * 24 * HOUR_MS,
        expires: now + 300 * 24 * HOUR_MS,
    };
    let lists = [vip, expected].map(|booking| Wish::PutBooking { booking });
    let lists = lists.into_iter().chain([Wish::PutWatch { entry: watched }]);
    hosts.into_iter().chain(lists).collect()
}
