use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use ed25519_dalek::SigningKey;
use gatehouse::badge::font::{Typefaces, Weight};
use gatehouse::badge::layout::{END_MARGIN_MM, SIDE_MARGIN_MM, badge, place};
use gatehouse::badge::paper::{Area, Draw, Ink, Page};
use gatehouse::badge::pass::sign;
use gatehouse::badge::{BadgeFace, Band, Fonts, KeyId, Media, PassFields, PassToken, printable};

const MEDIA: [Media; 4] = [Media::Label62x100, Media::Card54x86, Media::A6, Media::Roll80];
/// The full Noto CJK of Debian's fonts-noto-cjk, and its simplified Chinese face.
const WIDE: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc";
const WIDE_FACE: u32 = 2;

pub fn token(issue: u8) -> PassToken {
    let fields =
        PassFields { id: [42; 8], start_min: 29_900_000, duration_min: 480, class: 2, gates: 1, issue };
    sign(&fields, KeyId::new(1).unwrap(), &SigningKey::from_bytes(&[7; 32]), "north-works")
}

pub fn face(name: &str) -> BadgeFace {
    BadgeFace {
        name: name.to_owned(),
        unit: "深圳市鹏程精密仪器有限公司".to_owned(),
        host: "王建国 · 研发二部".to_owned(),
        area: "办公楼 Office".to_owned(),
        escorted: false,
        valid_until: "2026-11-22 17:30".to_owned(),
        badge_no: "G1-000123".to_owned(),
        band: Band::Plain,
        issue: 1,
        token: token(1),
    }
}

/// Runs one of the tools that read a page back; that it is installed is part of the test.
fn run(tool: &str, arguments: &[&str], folder: &Path) -> String {
    let done = Command::new(tool)
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|cause| panic!("{tool} is needed (poppler-utils, qpdf, zbar-tools): {cause}"));
    assert!(done.status.success(), "{tool} {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn written(bytes: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.pdf"), bytes).unwrap();
    folder
}

pub fn text_of(bytes: &[u8]) -> String {
    let folder = written(bytes);
    run("pdftotext", &["-layout", "page.pdf", "-"], folder.path())
}

/// The one code on the page, as a label printer draws it, 203 dots an inch; read by a program that is not ours.
pub fn decoded(bytes: &[u8]) -> String {
    let folder = written(bytes);
    run("pdftoppm", &["-r", "203", "-gray", "-singlefile", "page.pdf", "page"], folder.path());
    let codes = run("zbarimg", &["--quiet", "--raw", "page.pgm"], folder.path());
    codes.strip_suffix('\n').unwrap().to_owned()
}

fn inside(area: Area, page: &Page) -> bool {
    const SLACK_MM: f32 = 0.01;
    area.x >= SIDE_MARGIN_MM - SLACK_MM
        && area.right() <= page.width - SIDE_MARGIN_MM + SLACK_MM
        && area.y >= END_MARGIN_MM - SLACK_MM
        && area.bottom() <= page.height - END_MARGIN_MM + SLACK_MM
}

fn overlap(a: Area, b: Area) -> bool {
    const SLACK_MM: f32 = 0.01;
    a.x + SLACK_MM < b.right()
        && b.x + SLACK_MM < a.right()
        && a.y + SLACK_MM < b.bottom()
        && b.y + SLACK_MM < a.bottom()
}

/// What must hold for every badge: nothing over an edge, nothing on the QR, no two texts on each other, and
/// every character with a glyph.
fn check(page: &Page, faces: &Typefaces<'_>, what: &str) {
    let qr = page.draws.iter().find(|draw| matches!(draw, Draw::Qr { .. })).unwrap().area();
    assert!(qr.w >= 49.0 * 0.5, "{what}: the QR is {} mm wide", qr.w);
    let texts: Vec<_> = page
        .draws
        .iter()
        .filter_map(|draw| if let Draw::Text(run) = draw { Some(run) } else { None })
        .collect();
    for draw in &page.draws {
        assert!(inside(draw.area(), page), "{what}: over the edge: {draw:?}");
        if !matches!(draw, Draw::Qr { .. }) {
            assert!(!overlap(draw.area(), qr), "{what}: on the QR: {draw:?}");
        }
    }
    for (at, run) in texts.iter().enumerate() {
        assert!(run.text.chars().all(|sign| faces.has(sign)), "{what}: no glyph in {:?}", run.text);
        assert!(run.size_pt >= 6.0, "{what}: {} pt: {:?}", run.size_pt, run.text);
        for other in &texts[..at] {
            let (a, b) = (Draw::Text((*run).clone()).area(), Draw::Text((*other).clone()).area());
            assert!(!overlap(a, b), "{what}: {:?} on {:?}", run.text, other.text);
        }
    }
}

#[test]
fn the_fonts_hold_every_character_of_their_list() {
    let fonts = Fonts::embedded();
    let faces = fonts.open().unwrap();
    for sign in include_str!("../../ui/fonts/characters.txt").chars().filter(|sign| *sign != '\n') {
        for weight in [Weight::Regular, Weight::Bold] {
            assert!(faces.slot(sign, weight).is_some(), "{weight:?} lacks U+{:04X}", u32::from(sign));
        }
    }
    assert!("喆玥珺昇燚陳龍ŁřşğőĀǎ→✓✗…".chars().all(|sign| faces.has(sign)));
    assert!(!faces.has('𠮷'));
}

#[test]
fn a_badge_says_who_where_and_until_when() {
    for media in MEDIA {
        let pdf = badge(&face("张伟"), media, &Fonts::embedded()).unwrap();
        assert_eq!(pdf.replaced, None);
        let text = text_of(&pdf.bytes);
        for said in
            ["张伟", "深圳市鹏程精密仪器有限公司", "王建国 · 研发二部", "办公楼 Office", "访客证", "Host"]
        {
            assert!(text.contains(said), "{media:?} lacks {said}: {text}");
        }
        for said in ["2026-11-22", "17:30", "000123", "Wear visibly", "离开时交回"] {
            assert!(text.contains(said), "{media:?} lacks {said}: {text}");
        }
        assert!(!text.contains("ESCORTED") && !text.contains("REPRINT"), "{text}");
    }
}

#[test]
fn no_badge_grades_its_wearer() {
    for band in [Band::Plain, Band::Stripes, Band::Chevrons] {
        let pdf = badge(&BadgeFace { band, ..face("张伟") }, MEDIA[0], &Fonts::embedded()).unwrap();
        let text = text_of(&pdf.bytes).to_lowercase();
        for word in ["一般", "重要", "贵宾", "来宾级", "特殊", "vip", "important", "ordinary", "trouble"]
        {
            assert!(!text.contains(word), "{word} stands on a badge");
        }
    }
}

#[test]
fn bands_differ_by_shape_and_all_ink_is_black_or_white() {
    let fonts = Fonts::embedded();
    let faces = fonts.open().unwrap();
    let shapes = [Band::Plain, Band::Stripes, Band::Chevrons].map(|band| {
        let (page, _) = place(&BadgeFace { band, ..face("张伟") }, MEDIA[0], &faces).unwrap();
        page.draws.into_iter().filter(|draw| !matches!(draw, Draw::Text(_))).collect::<Vec<_>>()
    });
    assert!(shapes[0] != shapes[1] && shapes[1] != shapes[2] && shapes[0] != shapes[2]);
    let pdf = badge(&BadgeFace { escorted: true, ..face("张伟") }, MEDIA[0], &fonts).unwrap();
    let folder = written(&pdf.bytes);
    run("qpdf", &["--qdf", "--object-streams=disable", "page.pdf", "plain.pdf"], folder.path());
    let plain = fs::read(folder.path().join("plain.pdf")).unwrap();
    let plain = String::from_utf8_lossy(&plain);
    assert!(!plain.lines().any(|line| line.ends_with(" rg") || line.ends_with(" k")), "a colour is set");
}

#[test]
fn escorted_and_reprint_are_written_out() {
    for media in MEDIA {
        let marked = BadgeFace { escorted: true, issue: 3, token: token(3), ..face("李娜") };
        let pdf = badge(&marked, media, &Fonts::embedded()).unwrap();
        let text = text_of(&pdf.bytes);
        assert!(text.contains("须陪同 ESCORTED") && text.contains("补打 REPRINT 3"), "{text}");
        assert_eq!(decoded(&pdf.bytes), token(3).as_str());
    }
    let fonts = Fonts::embedded();
    let marked = BadgeFace { escorted: true, ..face("李娜") };
    let (page, _) = place(&marked, MEDIA[0], &fonts.open().unwrap()).unwrap();
    let white =
        page.draws.iter().find(|draw| matches!(draw, Draw::Text(run) if run.ink == Ink::White)).unwrap();
    let ground =
        |draw: &&Draw| matches!(draw, Draw::Rect { ink: Ink::Black, area } if area.w > 20.0 && area.h > 5.0);
    let ground = page.draws.iter().find(ground).unwrap().area();
    assert!(overlap(white.area(), ground) && white.area().w < ground.w);
}

#[test]
fn the_qr_is_read_from_the_page_of_a_label_printer() {
    for media in MEDIA {
        for name in ["张伟", "欧阳娜娜·阿卜杜热依木江", "Maximiliane Freifrau von Wolkenstein-Trostburg"]
        {
            let pdf = badge(&face(name), media, &Fonts::embedded()).unwrap();
            assert_eq!(decoded(&pdf.bytes), token(1).as_str(), "{name} on {media:?}");
        }
    }
}

#[test]
fn the_same_face_gives_the_same_bytes_small_and_soon() {
    let fonts = Fonts::embedded();
    let first = badge(&face("欧阳晓燕"), MEDIA[0], &fonts).unwrap();
    let begin = Instant::now();
    for _ in 0..5 {
        assert!(badge(&face("欧阳晓燕"), MEDIA[0], &fonts).unwrap() == first, "two prints differ");
    }
    let each = begin.elapsed() / 5;
    assert!(each.as_millis() < 500, "a badge takes {each:?}");
    assert!(first.bytes.len() < 40_000, "a badge has {} bytes", first.bytes.len());
}

#[test]
fn a_badge_is_a_valid_pdf_of_the_medias_size() {
    for (media, size) in MEDIA.into_iter().zip([
        "175.748 x 283.465 pts",
        "153.071 x 243.78 pts",
        "297.638 x 419.528 pts",
        "204.095 x 300.472 pts",
    ]) {
        let pdf = badge(&face("张伟"), media, &Fonts::embedded()).unwrap();
        let folder = written(&pdf.bytes);
        run("qpdf", &["--check", "page.pdf"], folder.path());
        let info = run("pdfinfo", &["page.pdf"], folder.path());
        assert!(info.contains(size), "{info}");
        assert!(!info.contains("张伟"), "a name stands in the document's properties");
    }
}

#[test]
fn a_name_no_font_can_write_is_written_in_pinyin_and_said_so() {
    let pdf = badge(&face("王寳强"), MEDIA[0], &Fonts::embedded()).unwrap();
    assert_eq!(pdf.replaced.as_deref(), Some("WANG Baoqiang"));
    let text = text_of(&pdf.bytes);
    assert!(text.contains("WANG") && text.contains("Baoqiang"), "{text}");
}

#[test]
fn a_wider_font_writes_what_the_embedded_lacks() {
    let bytes = fs::read(WIDE).unwrap_or_else(|cause| panic!("{WIDE} is needed (fonts-noto-cjk): {cause}"));
    let fonts = Fonts::with_wide(bytes, WIDE_FACE).unwrap();
    let pdf = badge(&face("𠮷田一郎"), MEDIA[0], &fonts).unwrap();
    assert_eq!(pdf.replaced, None);
    assert!(text_of(&pdf.bytes).contains("𠮷田一郎"));
    assert!(Fonts::with_wide(b"no font at all".to_vec(), 0).is_err());
}

#[test]
fn names_are_made_printable_in_the_shortest_honest_way() {
    let fonts = Fonts::embedded();
    let faces = fonts.open().unwrap();
    let name = |given: &str| printable::name(given, "G1-000123", &faces);
    let same = |given: &str| (given.to_owned(), false);
    let other = |printed: &str| (printed.to_owned(), true);
    assert_eq!(name("张伟"), same("张伟"));
    assert_eq!(name("Łukasz Dvořák"), same("Łukasz Dvořák"));
    assert_eq!(name("陳大文"), same("陳大文"));
    assert_eq!(name("  张 \u{200B} 伟\u{202E} "), same("张 伟"));
    assert_eq!(name("Jose\u{301}"), same("José"));
    assert_eq!(name("张伟😀"), other("张伟"));
    assert_eq!(name("曾寳"), other("ZENG Bao"));
    assert_eq!(name("欧阳寳娜"), other("OUYANG Baona"));
    assert_eq!(name("张𠮷"), other("张 · G1-000123"));
    assert_eq!(name("𠮷田一郎"), other("G1-000123"));
    assert_eq!(name("محمد علي"), other("G1-000123"));
    assert_eq!(name("Kim 김민준"), other("Kim · G1-000123"));
    assert_eq!(name("😀😀"), other("G1-000123"));
    assert_eq!(name(""), other("G1-000123"));
}

#[test]
fn nothing_runs_over_an_edge_whatever_people_are_called() {
    let fonts = Fonts::embedded();
    let faces = fonts.open().unwrap();
    let mut random = fastrand::Rng::with_seed(62_100);
    let alphabets: [&str; 6] = [
        "张王李赵欧阳娜伟建国晓燕·司徒上官",
        "MaximilianeWolkensteinTrostburgiljf -.'",
        "ŁŐŰŘŠẶỄŴqypgj ",
        "😀🚗👨‍👩‍👧⚠✓",
        "محمدعلي עברית",
        "𠮷䶮㛃有限公司()《》AB12 -/,",
    ];
    for turn in 0..600 {
        let mut text = |longest: usize| -> String {
            let signs: Vec<char> = alphabets[random.usize(0..alphabets.len())].chars().collect();
            (0..random.usize(0..=longest)).map(|_| signs[random.usize(0..signs.len())]).collect()
        };
        let (name, unit, host, area) = (text(40), text(80), text(60), text(40));
        let band = [Band::Plain, Band::Stripes, Band::Chevrons][turn % 3];
        let issue = [1, 2, 255][turn / 3 % 3];
        let badge_no = ["G1-000123", "G16-999999", "7", "A-004217 替"][turn / 2 % 4].to_owned();
        let valid_until =
            ["2026-11-22 17:30", "17:30", "2026-11-22 17:30 (次日 next day)"][turn % 3].to_owned();
        let face = BadgeFace {
            name,
            unit,
            host,
            area,
            escorted: turn % 2 == 0,
            valid_until,
            badge_no,
            band,
            issue,
            token: token(issue),
        };
        let media = MEDIA[turn / 4 % MEDIA.len()];
        let (page, _) = place(&face, media, &faces).unwrap();
        check(&page, &faces, &format!("turn {turn}, {media:?}, {face:?}"));
    }
}
