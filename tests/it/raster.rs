//! Pages in dots: what stands where, letters that can be read, and a QR of whole dots.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use ed25519_dalek::SigningKey;
use gatehouse::badge::font::Weight;
use gatehouse::badge::layout::{badge_dots, place};
use gatehouse::badge::paper::{Align, Area, Draw, Ink, Page, Style};
use gatehouse::badge::pass::sign;
use gatehouse::badge::raster::draw;
use gatehouse::badge::{BadgeFace, Band, Dots, Fonts, KeyId, Media, PassFields, PassToken};

use crate::fake_roll_printer::{Picture, pictures};

/// Dots a millimetre of a receipt printer.
const PER_MM: u8 = 8;

fn token() -> PassToken {
    let fields =
        PassFields { id: [42; 8], start_min: 29_900_000, duration_min: 480, class: 2, gates: 1, issue: 1 };
    sign(&fields, KeyId::new(1).unwrap(), &SigningKey::from_bytes(&[7; 32]), "north-works")
}

fn face(name: &str, unit: &str) -> BadgeFace {
    BadgeFace {
        name: name.to_owned(),
        unit: unit.to_owned(),
        host: "王建国 · 研发二部".to_owned(),
        area: "办公楼 Office".to_owned(),
        escorted: false,
        valid_until: "2026-11-22 17:30".to_owned(),
        badge_no: "G1-000123".to_owned(),
        band: Band::Stripes,
        issue: 1,
        token: token(),
    }
}

fn dots_of(page: &Page) -> Dots {
    draw(page, PER_MM, &Fonts::embedded().open().unwrap())
}

/// The black dots, as column and row.
fn black(dots: &Dots) -> Vec<(usize, usize)> {
    let rows = dots.bytes().len() / dots.row_bytes();
    let all = (0..rows).flat_map(|y| (0..dots.row_bytes() * 8).map(move |x| (x, y)));
    all.filter(|(x, y)| dots.is_black(*x, *y)).collect()
}

/// Whether exactly the dots of these columns and rows are black.
#[track_caller]
fn is_block(dots: &Dots, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) {
    let wanted: Vec<_> = rows.flat_map(|y| columns.clone().map(move |x| (x, y))).collect();
    assert_eq!(black(dots), wanted);
}

#[test]
fn a_rectangle_lands_on_whole_dots() {
    let mut page = Page::new(10.0, 10.0);
    page.rect(Area::new(1.0, 2.0, 3.0, 0.5), Ink::Black);
    is_block(&dots_of(&page), 8..32, 16..20);
    page.rect(Area::new(2.0, 0.0, 10.0, 10.0), Ink::White);
    is_block(&dots_of(&page), 8..16, 16..20);
    let mut hair = Page::new(10.0, 10.0);
    hair.rect(Area::new(1.02, 1.0, 0.01, 1.0), Ink::Black);
    is_block(&dots_of(&hair), 8..9, 8..16);
}

#[test]
fn what_lies_beyond_the_page_is_left_away() {
    let mut page = Page::new(5.0, 5.0);
    page.rect(Area::new(-3.0, -3.0, 4.0, 4.0), Ink::Black);
    page.rect(Area::new(4.0, 4.0, 40.0, 0.125), Ink::Black);
    for far in [-50.0, 50.0] {
        page.draws.push(Draw::Polygon { points: vec![(far, far), (far + 9.0, far), (far, far + 9.0)] });
        let area = Area::new(far, far, 20.0, 5.0);
        page.line(
            "张伟",
            area,
            Align::Left,
            Style::black(20.0, Weight::Bold),
            &Fonts::embedded().open().unwrap(),
        );
    }
    let dots = dots_of(&page);
    assert_eq!(dots.bytes().len(), 5 * 40);
    let corner = (0..8).flat_map(|y| (0..8).map(move |x| (x, y))).collect::<Vec<_>>();
    let line = (32..40).map(|x| (x, 32)).collect::<Vec<_>>();
    assert_eq!(black(&dots), [corner, line].concat());
}

#[test]
fn a_polygon_is_filled_to_its_edges() {
    let mut page = Page::new(10.0, 10.0);
    page.draws.push(Draw::Polygon { points: vec![(1.0, 1.0), (9.0, 1.0), (1.0, 9.0)] });
    let dots = dots_of(&page);
    assert!(dots.is_black(9, 9) && dots.is_black(9, 60) && dots.is_black(60, 9));
    assert!(!dots.is_black(7, 20) && !dots.is_black(50, 50) && !dots.is_black(20, 7));
    let share = black(&dots).len() as f32 / (64.0 * 64.0 / 2.0);
    assert!((0.97..1.03).contains(&share), "{share} of the triangle");
}

#[test]
fn letters_stand_in_their_line_black_or_white() {
    let fonts = Fonts::embedded();
    let faces = fonts.open().unwrap();
    for (text, size_pt, weight) in
        [("阿卜杜热依木江 Ag", 8.0, Weight::Regular), ("欧阳 Wolkenstein", 20.0, Weight::Bold)]
    {
        let mut page = Page::new(72.0, 12.0);
        let area = Area::new(1.0, 1.0, 70.0, 10.0);
        page.line(text, area, Align::Left, Style::black(size_pt, weight), &faces);
        let line = page.draws[0].area();
        let dots = dots_of(&page);
        let inked = black(&dots);
        let scale = f32::from(PER_MM);
        let within =
            |from: f32, to: f32, at: usize| (from * scale - 1.0..=to * scale + 1.0).contains(&(at as f32));
        let strays = inked
            .iter()
            .filter(|(x, y)| !within(line.x, line.right(), *x) || !within(line.y, line.bottom(), *y));
        assert_eq!(strays.count(), 0, "{text} leaves its line");
        let share = inked.len() as f32 / (line.w * line.h * scale * scale);
        assert!((0.08..0.4).contains(&share), "{share} of {text} is ink");

        let mut turned = Page::new(72.0, 12.0);
        turned.rect(Area::new(0.0, 0.0, 72.0, 12.0), Ink::Black);
        let white = Style { ink: Ink::White, ..Style::black(size_pt, weight) };
        turned.line(text, area, Align::Left, white, &faces);
        let turned = dots_of(&turned);
        assert!(turned.bytes().iter().zip(dots.bytes()).all(|(white, black)| *white == !*black));
    }
}

#[test]
fn the_same_letter_always_looks_the_same() {
    let fonts = Fonts::embedded();
    let faces = fonts.open().unwrap();
    // An advance of 8.3 points is no whole number of dots.
    let (size_pt, count) = (8.3, 6);
    let mut page = Page::new(72.0, 8.0);
    let text = "国".repeat(count);
    page.line(
        &text,
        Area::new(1.0, 1.0, 70.0, 6.0),
        Align::Left,
        Style::black(size_pt, Weight::Regular),
        &faces,
    );
    let dots = dots_of(&page);
    let mut shapes: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    let advance = faces.width_mm("国", Weight::Regular, size_pt) * f32::from(PER_MM);
    for (x, y) in black(&dots) {
        let at = ((x as f32 - 8.0) / advance) as usize;
        shapes[at].push((x, y));
    }
    for shape in &mut shapes {
        let left = shape.iter().map(|(x, _)| *x).min().unwrap();
        shape.iter_mut().for_each(|(x, _)| *x -= left);
    }
    assert!(shapes.iter().all(|shape| *shape == shapes[0]));
}

#[test]
fn a_qr_has_modules_of_whole_dots_and_is_large_enough() {
    let fonts = Fonts::embedded();
    let faces = fonts.open().unwrap();
    let (page, _) = place(&face("张伟", ""), Media::Roll80, &faces).unwrap();
    let Some(Draw::Qr { x, y, module, matrix }) =
        page.draws.iter().find(|draw| matches!(draw, Draw::Qr { .. }))
    else {
        panic!("a badge has a QR")
    };
    assert!(matrix.width() as f32 * module >= 25.0);
    let dots = draw(&page, PER_MM, &faces);
    let side = (module * f32::from(PER_MM)) as usize;
    assert!((side as f32 - module * f32::from(PER_MM)).abs() < f32::EPSILON, "{module} mm are no whole dots");
    let (left, top) = ((x * 8.0).round() as usize + 4 * side, (y * 8.0).round() as usize + 4 * side);
    let runs = matrix.runs();
    for row in 0..matrix.width() {
        for column in 0..matrix.width() {
            let is_dark = runs
                .iter()
                .any(|run| run.row == row && (run.start..run.start + run.length).contains(&column));
            let all = (0..side).flat_map(|dy| (0..side).map(move |dx| (dx, dy)));
            let mut dots =
                all.map(|(dx, dy)| dots.is_black(left + column * side + dx, top + row * side + dy));
            assert!(dots.all(|black| black == is_dark), "module {column}, {row}");
        }
    }
}

#[test]
fn the_code_is_read_from_the_dots_whatever_people_are_called() {
    let company = "深圳市鹏程精密仪器有限公司";
    for (at, face) in [
        face("张伟", company),
        BadgeFace { escorted: true, issue: 2, ..face("欧阳娜娜·阿卜杜热依木江", company) },
        face("Maximiliane Freifrau von Wolkenstein-Trostburg", "Precision Instruments (Shenzhen) Co., Ltd."),
        BadgeFace { band: Band::Chevrons, ..face("Łukasz Dvořák", "Škoda Auto a.s.") },
        BadgeFace { band: Band::Plain, escorted: true, ..face("买买提·吐尔逊", "") },
    ]
    .into_iter()
    .enumerate()
    {
        let badge = badge_dots(&face, Media::Roll80, PER_MM, &Fonts::embedded()).unwrap();
        let picture = Picture::of(&badge.dots);
        picture.save(&pictures().join(format!("badge-{at}.png")));
        assert_eq!(picture.code(), token().as_str(), "{}", face.name);
        assert_eq!(picture.row_bytes, 72);
    }
}

/// Whoever changes how badges look on a roll looks at the new picture, and takes it by `UPDATE_PICTURES=1`.
#[test]
fn a_badge_looks_as_it_did() {
    let face = BadgeFace {
        escorted: true, ..face("欧阳娜娜 Nana OUYANG", "深圳市鹏程精密仪器有限公司")
    };
    let badge = badge_dots(&face, Media::Roll80, PER_MM, &Fonts::embedded()).unwrap();
    let picture = Picture::of(&badge.dots);
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/printer/badge-roll.png");
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        picture.save(&kept);
    }
    let mut decoder = png::Decoder::new(BufReader::new(File::open(&kept).unwrap()));
    // Eight dots to a byte, as they are kept.
    decoder.set_transformations(png::Transformations::IDENTITY);
    let mut reader = decoder.read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut bytes).unwrap();
    bytes.iter_mut().for_each(|byte| *byte = !*byte);
    if bytes != picture.bytes {
        let now = pictures().join("badge-now.png");
        picture.save(&now);
        panic!("the badge looks otherwise: compare {} and {}", kept.display(), now.display());
    }
    assert!(fs::metadata(&kept).unwrap().len() < 20_000);
}
