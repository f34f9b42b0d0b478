//! The invitation of a booking: for whoever books, in the answer and from the command line.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use gatehouse::wire::{LanguageWord, Wish};
use tempfile::TempDir;

use crate::server_site::{GUARD, KIOSK, OFFICE, Site, booked};

const HEADING: &str = "姓名,单位,电话,身份,被访人工号,来访事由,开始时间,结束时间";
/// A line that is as it should be.
const ROW: &str = "李娜,远洋电子,13900002222,supplier,H1,送样品,2099-01-01 09:00,2099-01-01 10:00";

fn booking() -> Wish {
    Wish::PutBooking { booking: booked("陈建国", -1, 1) }
}

fn arrive(code: &str) -> Wish {
    Wish::ArriveByCode { code: code.to_owned(), language: LanguageWord::Zh }
}

#[test]
fn whoever_books_gets_the_invitation_and_it_finds_the_booking() {
    let site = Site::open();
    site.add_host();
    let made = site.granted(OFFICE, &booking());
    assert_eq!((&made["answer"], &made["booking"]), (&"booking-made".into(), &"B1-000001".into()));
    let invitation = made["invitation"].as_str().unwrap();
    assert!(invitation.starts_with("GHI1") && invitation.len() == 30, "{invitation}");
    site.granted(KIOSK, &arrive(invitation));
    assert_eq!(site.panel().queue[0].name, "陈建国");
}

#[test]
fn the_same_booking_sent_again_gets_the_same_invitation_also_after_a_restart() {
    let site = Site::open();
    site.add_host();
    let key = "booking-0001";
    let (wish, other) = (booking(), booking());
    let first = site.wish_keyed(OFFICE, key, &wish);
    assert_eq!(first.status, 200);
    assert_eq!(site.wish_keyed(OFFICE, key, &wish), first);
    let site = site.restart();
    assert_eq!(site.wish_keyed(OFFICE, key, &wish), first);
    // Another key is another booking, which nobody can guess from the first.
    let second = site.granted(OFFICE, &other);
    assert_eq!(second["booking"], "B1-000002");
    assert_ne!(second["invitation"], first.body["invitation"]);
}

#[test]
fn who_may_not_book_sees_no_invitation() {
    let site = Site::open();
    site.add_host();
    let made = site.wish_keyed(OFFICE, "booking-0001", &booking());
    let invitation = made.body["invitation"].as_str().unwrap().to_owned();
    for role in ["guard", "shift-leader", "kiosk", "panel", "host", "admin", "auditor"] {
        let said = site.wish_keyed(&format!("{role}:office"), "booking-0001", &booking());
        assert_eq!((said.status, said.code()), (403, "not-allowed"), "{role}");
    }
    let view = site.get("/api/v1/guard/view", GUARD).body.to_string();
    assert!(!view.contains(&invitation) && !view.contains("GHI1"), "{view}");
}

/// A folder as `init` leaves it, for the core of `site`, with a list of bookings.
fn office_of(site: &Site, rows: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let config = format!("[server]\nlisten = \"{}\"\ntls = false\n", site.address);
    fs::write(folder.path().join("gatehouse.toml"), config).unwrap();
    fs::create_dir(folder.path().join("clients")).unwrap();
    fs::write(folder.path().join("clients/administration.token"), OFFICE).unwrap();
    fs::write(folder.path().join("list.csv"), rows).unwrap();
    folder
}

fn import(folder: &Path, which: &str, more: &[&str]) -> (i32, String, String) {
    let arguments = [&[which, "import", "list.csv", "--config", "gatehouse.toml"], more].concat();
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_gatehouse")).current_dir(folder).args(arguments).output().unwrap();
    let [told, log] = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (status.code().unwrap(), told, log)
}

fn decoded(picture: &Path) -> String {
    let read = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(picture).output().unwrap();
    String::from_utf8(read.stdout).unwrap().trim_end().to_owned()
}

#[test]
fn an_import_tells_the_invitation_of_every_line_and_draws_it() {
    let site = Site::open();
    site.add_host();
    let row = |name: &str, host: &str| {
        format!("{name},远洋电子,13900001111,supplier,{host},送样品,2026-01-01 09:00,2099-01-01 10:00")
    };
    // The window of the first is longer than a booking may be, the host of the last is nobody.
    let office = office_of(&site, &[HEADING, &row("张伟", "H1"), ROW, &row("王强", "H9")].join("\n"));

    let (code, told, log) = import(office.path(), "booking", &["--invitations", "sent"]);
    assert_eq!(code, 1, "{told}{log}");
    assert!(told.contains("line 2:") && told.contains("(window-wrong)"), "{told}");
    assert!(told.contains("line 4:") && told.contains("(no-such-host)"), "{told}");
    assert!(told.contains("1 of 3 lines are taken over"), "{told}");
    let invitation = told.lines().find_map(|line| line.strip_prefix("line 3: B1-000001 ")).unwrap();
    let picture = office.path().join("sent/B1-000001.png");
    assert_eq!(decoded(&picture), invitation);
    assert_eq!(fs::metadata(&picture).unwrap().permissions().mode() & 0o077, 0, "its owner's alone");
    let early = site.wish(KIOSK, &arrive(invitation));
    assert_eq!(early.code(), "booking-outside-its-time", "it is the booking's, and too early");
}

#[test]
fn a_list_longer_than_one_breath_is_taken_over_whole() {
    let site = Site::open();
    site.add_host();
    let rows: String = (0..40).map(|_| format!("\n{ROW}")).collect();
    let office = office_of(&site, &format!("{HEADING}{rows}"));
    let (code, told, log) = import(office.path(), "booking", &[]);
    assert_eq!(code, 0, "{told}{log}");
    assert!(told.contains("40 of 40 lines are taken over"), "{told}");
    assert_eq!(told.matches(" GHI1").count(), 40);
}

#[test]
fn an_import_that_cannot_draw_books_nothing() {
    let site = Site::open();
    site.add_host();
    let office = office_of(&site, &[HEADING, ROW].join("\n"));
    let (code, told, log) = import(office.path(), "booking", &["--invitations", "list.csv"]);
    assert_eq!((code, told.as_str()), (1, ""), "{log}");
    assert!(log.contains("nothing was sent"), "{log}");
    assert!(site.core.read(|house| house.bookings.is_empty()));
    let (code, _, log) = import(office.path(), "hosts", &["--invitations", "sent"]);
    assert_eq!(code, 2, "{log}");
}
