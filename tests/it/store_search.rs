//! History finds a visit by whatever somebody remembers of it.

use gatehouse::domain::{BadgeNo, End, HostId, Personal, SiteDay, Way};
use gatehouse::ports::history::Query;

use crate::store_site::{MONDAY, Site, arrived, asking, badges, lived_in, numbers, passed, visit, who};

#[test]
fn a_visit_is_found_by_name_pinyin_initials_unit_plate_and_host() {
    let site = lived_in();
    for (text, found) in [
        ("张晓伟", vec![7, 1]),
        ("张", vec![7, 5, 1]),
        ("zhangxiaowei", vec![7, 1]),
        ("ZXW", vec![7, 1]),
        ("zhang", vec![7, 5, 1]),
        ("赵敏", vec![2]),
        ("o'neill", vec![3]),
        ("jean", vec![3]),
        ("明德机械", vec![7, 1]),
        ("上海", vec![7, 4, 1]),
        ("acme", vec![3]),
        ("京A12345", vec![1]),
        ("a12345", vec![1]),
        ("54321", vec![4]),
        ("lvyan", vec![6]),
        ("王建国", vec![7, 5, 1]),
        ("keller", vec![3, 2]),
        ("zenglin", vec![6, 4]),
        ("张 明德", vec![7, 1]),
        ("张 王建国", vec![7, 5, 1]),
        ("张 宁波", vec![]),
        ("王小二", vec![]),
        ("机械上海", vec![]),
    ] {
        assert_eq!(site.named(text), found, "{text}");
    }
}

#[test]
fn days_badge_and_host_narrow_what_is_found() {
    let site = lived_in();
    let found = |query: Query| numbers(&site.find(query));
    let day = |from, to| Query {
        from_day: Some(SiteDay(MONDAY.0 + from)),
        to_day: Some(SiteDay(MONDAY.0 + to)),
        limit: 10,
        ..Query::default()
    };
    assert_eq!(found(day(0, 0)), [2, 1]);
    assert_eq!(found(day(1, 3)), [7, 6, 5, 4, 3]);
    assert_eq!(found(day(3, 1)), [0; 0]);
    assert_eq!(found(Query { badge: Some(BadgeNo(104)), limit: 10, ..Query::default() }), [4]);
    assert_eq!(found(Query { host: Some(HostId(1)), ..asking("") }), [7, 5, 1]);
    assert_eq!(found(Query { host: Some(HostId(1)), text: "张伟".into(), ..day(0, 9) }), [5]);
    assert_eq!(found(Query { badge: Some(BadgeNo(104)), host: Some(HostId(1)), ..asking("") }), [0; 0]);
}

#[test]
fn a_page_is_bounded_and_the_next_one_goes_on_where_it_ended() {
    let mut site = Site::new();
    for count in 1..=250 {
        site.happen(vec![arrived(count, 0, who(&["张伟"], "明德"), 1)]);
    }
    let history = site.store.history();
    let first = history.visits(&Query { limit: 10_000, ..asking("张伟") }).unwrap();
    assert_eq!(numbers(&first.rows), (51..=250).rev().collect::<Vec<_>>());
    let second = history.visits(&Query { after: first.next, limit: 200, ..asking("张伟") }).unwrap();
    assert_eq!(numbers(&second.rows), (1..=50).rev().collect::<Vec<_>>());
    assert_eq!(second.next, None);
}

#[test]
fn a_row_tells_the_visit_from_arrival_to_end() {
    let site = lived_in();
    let found = site.find(Query { badge: Some(BadgeNo(101)), ..asking("") });
    let row = &found[0].visit;
    let Personal::Known(who) = &row.who else { panic!("who is not readable") };
    assert_eq!(who.names[0].as_ref().unwrap().as_str(), "张晓伟");
    assert_eq!((who.unit.as_str(), who.phone_tail.as_str()), ("上海明德机械有限公司", "1234"));
    assert_eq!(row.document.as_ref().unwrap().known().unwrap().tail(), Some("5678"));
    assert_eq!(row.rest.as_ref().unwrap().known().unwrap().plate.as_str(), "京A12345");
    assert_eq!(row.signer.as_ref().unwrap().known().unwrap().as_str(), "李经理");
    assert_eq!(found[0].host.as_ref().unwrap().department.as_str(), "采购部");
    let badge = row.badges[0];
    let (end, ended) = row.ended.unwrap();
    assert_eq!((badge.badge, end), (BadgeNo(101), End::Left));
    assert!(badge.issued < row.entered.unwrap() && row.entered < row.signed_off && row.signed_off < row.left);
    assert_eq!(badge.returned, Some(ended));
    assert_eq!(row.guard.as_ref().unwrap().0, "G001");
}

#[test]
fn an_entry_given_back_and_a_moment_outside_leave_no_times() {
    let mut site = Site::new();
    site.happen(vec![arrived(1, 0, who(&["张伟"], ""), 1)]);
    site.happen(vec![badges(1, &[100])]);
    let mut not_passed = passed(1, 1, Way::In);
    not_passed[2] = gatehouse::domain::Event::NotPassed { grant: gatehouse::domain::GrantNo(1) };
    site.happen(not_passed);
    assert_eq!(site.all()[0].visit.entered, None);
    site.happen(passed(1, 2, Way::In));
    let entered = site.all()[0].visit.entered;
    site.happen(passed(1, 3, Way::OutForAWhile));
    site.happen(passed(1, 4, Way::In));
    let row = &site.all()[0].visit;
    assert_eq!((row.entered, row.left), (entered, None));
    assert!(entered.is_some());
}

#[test]
fn a_corrected_name_is_found_and_the_wrong_one_no_more() {
    let mut site = lived_in();
    site.happen(vec![gatehouse::domain::Event::SlipCorrected {
        visit: visit(7),
        who: Personal::Known(who(&["章小薇"], "上海明德机械有限公司")),
        heads: 1,
        rest: None,
        document: None,
        reason: Personal::Known(gatehouse::domain::Reason::parse("写错了名字").unwrap()),
    }]);
    assert_eq!(site.named("张晓伟"), [1]);
    assert_eq!(site.named("章小薇"), [7]);
    assert_eq!(site.named("明德"), [7, 1]);
}
