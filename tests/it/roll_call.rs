use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use gatehouse::badge::paper::{Draw, Page};
use gatehouse::badge::roll_call::{LINES_MAX, place, roll_call};
use gatehouse::badge::{BadgeFault, Fonts, RollCall, RollCallLine};

fn line(number: usize) -> RollCallLine {
    RollCallLine {
        name: format!("访客{number}"),
        unit: "深圳市鹏程精密仪器有限公司".to_owned(),
        host: "王建国 · 研发二部".to_owned(),
        badge_no: format!("G1-{number:06}"),
        place: "办公楼".to_owned(),
        since: "09:12".to_owned(),
    }
}

fn list(people: usize) -> RollCall {
    RollCall {
        time: "2026-11-22 14:05".to_owned(),
        gate: "南门 South gate".to_owned(),
        lines: (1..=people).map(line).collect(),
    }
}

fn run(tool: &str, arguments: &[&str], folder: &Path) -> String {
    let done = Command::new(tool)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|cause| panic!("{tool} is needed (poppler-utils, qpdf): {cause}"));
    assert!(done.status.success(), "{tool} {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn text_of(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("list.pdf"), bytes).unwrap();
    run("qpdf", &["--check", "list.pdf"], folder.path());
    run("pdftotext", &["-layout", "list.pdf", "-"], folder.path())
}

/// The columns are 1.5 mm apart, so no two texts of a page may meet, nor come nearer than 10 mm to an edge.
fn check(page: &Page, what: &str) {
    let areas: Vec<_> = page
        .draws
        .iter()
        .filter_map(|draw| if let Draw::Text(run) = draw { Some((run, draw.area())) } else { None })
        .collect();
    for (at, (run, area)) in areas.iter().enumerate() {
        assert!(area.x > 9.9 && area.right() < page.width - 9.9, "{what}: {run:?}");
        assert!(area.y > 9.9 && area.bottom() < page.height - 9.9, "{what}: {run:?}");
        for (other, there) in &areas[..at] {
            let apart = area.x >= there.right()
                || there.x >= area.right()
                || area.y + 0.01 >= there.bottom()
                || there.y + 0.01 >= area.bottom();
            assert!(apart, "{what}: {:?} on {:?}", run.text, other.text);
        }
    }
}

#[test]
fn a_roll_call_names_everybody_with_badge_and_boxes() {
    let text = text_of(&roll_call(&list(3), &Fonts::embedded()).unwrap());
    for said in ["点名单 Roll call", "3 人 people", "2026-11-22 14:05", "南门 South gate", "Page 1 of 1"]
    {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    for said in ["访客1", "访客2", "访客3", "G1-000002", "09:12", "Present", "未到", "24 小时内销毁"]
    {
        assert!(text.contains(said), "{said} is not in {text}");
    }
}

#[test]
fn an_empty_site_is_said_in_words() {
    let text = text_of(&roll_call(&list(0), &Fonts::embedded()).unwrap());
    assert!(text.contains("现场无访客 No visitors on site") && text.contains("0 人 people"), "{text}");
}

#[test]
fn a_long_list_is_paged_and_nobody_is_lost() {
    let fonts = Fonts::embedded();
    let faces = fonts.open().unwrap();
    let pages = place(&list(200), &faces).unwrap();
    assert!(pages.len() > 3);
    let last = format!("Page {0} of {0}", pages.len());
    let says = |page: &Page, wanted: &str| {
        page.draws.iter().any(|draw| matches!(draw, Draw::Text(run) if run.text.contains(wanted)))
    };
    assert!(says(&pages[pages.len() - 1], &last));
    for number in 1..=200 {
        let badge = format!("G1-{number:06}");
        assert_eq!(pages.iter().filter(|page| says(page, &badge)).count(), 1, "{badge}");
    }
}

#[test]
fn long_and_strange_cells_stay_in_their_columns() {
    let fonts = Fonts::embedded();
    let faces = fonts.open().unwrap();
    let mut random = fastrand::Rng::with_seed(14_05);
    let alphabets =
        ["张王李赵欧阳娜伟·", "MaximilianeWolkenstein -", "ŁŐŰŘŠẶỄŴ ", "😀🚗⚠", "محمدعلي", "𠮷䶮有限公司()"];
    let mut text = || -> String {
        let signs: Vec<char> = alphabets[random.usize(0..alphabets.len())].chars().collect();
        (0..random.usize(0..60)).map(|_| signs[random.usize(0..signs.len())]).collect()
    };
    let mut list = RollCall { time: text(), gate: text(), lines: Vec::new() };
    for _ in 0..150 {
        list.lines.push(RollCallLine {
            name: text(),
            unit: text(),
            host: text(),
            badge_no: text(),
            place: text(),
            since: text(),
        });
    }
    for (number, page) in place(&list, &faces).unwrap().iter().enumerate() {
        check(page, &format!("page {number}"));
    }
}

#[test]
fn the_longest_list_is_made_soon_and_a_longer_one_is_refused() {
    let begin = Instant::now();
    let bytes = roll_call(&list(LINES_MAX), &Fonts::embedded()).unwrap();
    let took = begin.elapsed();
    assert!(took < Duration::from_secs(60), "{took:?}");
    assert!(bytes.len() < 8_000_000, "{} bytes", bytes.len());
    let longer = roll_call(&list(LINES_MAX + 1), &Fonts::embedded());
    assert!(matches!(longer, Err(BadgeFault::RollCallTooLong { asked: 5001, most: 5000 })));
}

#[test]
fn the_same_list_gives_the_same_bytes() {
    let fonts = Fonts::embedded();
    assert!(roll_call(&list(40), &fonts).unwrap() == roll_call(&list(40), &fonts).unwrap());
}
