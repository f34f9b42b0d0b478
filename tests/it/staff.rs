//! Who may sign in, and which devices may speak.

use gatehouse::adapters::staff_file::{StaffFault, StaffFile, StaffRefusal, StaffRole};
use gatehouse::adapters::staff_pin::{PinRefusal, PinVerifier, check_strength};
use gatehouse::adapters::token_file::{TokenFault, TokenFile, TokenRole};
use std::collections::BTreeSet;
use std::error::Error;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

const PIN: &str = "830427";
const OTHER_PIN: &str = "5917";

fn guard() -> BTreeSet<StaffRole> {
    BTreeSet::from([StaffRole::Guard])
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("the file").permissions().mode() & 0o777
}

fn staff() -> StaffFile {
    let mut staff = StaffFile::empty().expect("empty");
    staff.add("G001", "张伟", guard(), PIN).expect("added");
    staff
}

#[test]
fn a_person_signs_in_by_number_or_name_and_pin() {
    let staff = staff();
    assert_eq!(staff.verify("G001", PIN).map(|member| member.name.as_str()), Some("张伟"));
    assert_eq!(staff.verify(" 张伟 ", PIN).map(|member| member.number.as_str()), Some("G001"));
    for (who, pin) in [("G001", OTHER_PIN), ("G002", PIN), ("张", PIN), ("", PIN), ("G001", ""), ("", "")] {
        assert!(staff.verify(who, pin).is_none(), "{who} {pin}");
    }
    assert!(staff.verify("G001", &"8".repeat(1_000_000)).is_none());
}

#[test]
fn a_name_two_people_share_never_selects_one() {
    let mut staff = staff();
    staff.add("G002", "张伟", guard(), OTHER_PIN).expect("added");
    assert!(staff.verify("张伟", PIN).is_none());
    assert!(staff.verify("张伟", OTHER_PIN).is_none());
    assert!(staff.verify("G002", OTHER_PIN).is_some());
    staff.remove("G002").expect("removed");
    assert!(staff.verify("张伟", PIN).is_some());
}

#[test]
fn who_is_removed_signs_in_no_more_and_keeps_the_number() {
    let mut staff = staff();
    staff.remove("G001").expect("removed");
    assert!(staff.verify("G001", PIN).is_none());
    assert!(matches!(staff.remove("G001"), Err(StaffRefusal::Unknown(_))));
    assert!(matches!(staff.set_pin("G001", OTHER_PIN), Err(StaffRefusal::Unknown(_))));
    assert!(matches!(staff.add("G001", "李四", guard(), PIN), Err(StaffRefusal::Taken(_))));
    assert_eq!(staff.staff().len(), 1);
}

#[test]
fn a_new_pin_ends_the_old_one() {
    let mut staff = staff();
    staff.set_pin("G001", OTHER_PIN).expect("set");
    assert!(staff.verify("G001", PIN).is_none());
    assert!(staff.verify("G001", OTHER_PIN).is_some());
}

#[test]
fn numbers_names_and_roles_that_cannot_be_are_refused() {
    let mut staff = staff();
    for number in ["", "G 1", "12345678901234567", "号"] {
        assert!(matches!(staff.add(number, "李四", guard(), PIN), Err(StaffRefusal::Number)), "{number}");
    }
    for name in ["", " 李四", "李\n四", &"李".repeat(41)] {
        assert!(matches!(staff.add("G009", name, guard(), PIN), Err(StaffRefusal::Name)), "{name}");
    }
    assert!(matches!(staff.add("G009", "李四", BTreeSet::new(), PIN), Err(StaffRefusal::NoRole)));
}

#[test]
fn easy_pins_are_refused_with_a_sentence() {
    for (pin, refusal) in [
        ("123", PinRefusal::Digits),
        ("1234567890123", PinRefusal::Digits),
        ("12a4", PinRefusal::Digits),
        ("１２３４", PinRefusal::Digits),
        ("0000", PinRefusal::Repeats),
        ("1212", PinRefusal::Repeats),
        ("520520", PinRefusal::Repeats),
        ("12121", PinRefusal::Repeats),
        ("1234", PinRefusal::Row),
        ("4321", PinRefusal::Row),
        ("7890", PinRefusal::Row),
        ("0987654321", PinRefusal::Row),
        ("1986", PinRefusal::TriedFirst),
        ("2580", PinRefusal::TriedFirst),
        ("5201314", PinRefusal::TriedFirst),
        ("8317", PinRefusal::StaffNumber),
    ] {
        assert_eq!(check_strength(pin, "G8317"), Err(refusal), "{pin}");
        assert!(refusal.to_string().contains("PIN"));
    }
    for pin in [PIN, OTHER_PIN, "7261", "904186273350"] {
        assert_eq!(check_strength(pin, "G8317"), Ok(()), "{pin}");
    }
}

#[test]
fn the_staff_file_is_written_as_it_is_read_and_holds_no_pin() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("staff.toml");
    let mut staff = staff();
    staff
        .add(
            "A-1",
            "Ann \"the\" Admin",
            BTreeSet::from([StaffRole::Admin, StaffRole::ShiftLeader]),
            OTHER_PIN,
        )
        .expect("added");
    staff.remove("G001").expect("removed");
    staff.save(&path).expect("saved");
    assert_eq!(mode(&path), 0o600);
    let text = std::fs::read_to_string(&path).expect("text");
    assert!(text.contains("$argon2id$") && text.contains("shift-leader"), "{text}");
    assert!(!text.contains(PIN) && !text.contains(OTHER_PIN));
    let again = StaffFile::load(&path).expect("loaded");
    assert_eq!(again.staff(), staff.staff());
    assert!(again.verify("A-1", OTHER_PIN).is_some());
    again.save(&path).expect("saved over itself");
    assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
}

#[test]
fn an_open_staff_file_is_read_and_closed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("staff.toml");
    staff().save(&path).expect("saved");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("opened");
    assert!(StaffFile::load(&path).expect("loaded").verify("G001", PIN).is_some());
    assert_eq!(mode(&path), 0o600);
}

#[test]
fn what_root_writes_belongs_to_the_owner_of_the_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("staff.toml");
    // Only root can give the folder away; for anybody else the owner is the same from the start.
    let given_away = std::os::unix::fs::chown(folder.path(), Some(12_345), Some(12_345)).is_ok();
    staff().save(&path).expect("saved");
    let owner = std::fs::metadata(&path).expect("the file").uid();
    assert_eq!(owner, std::fs::metadata(folder.path()).expect("the folder").uid());
    assert_eq!(owner == 12_345, given_away);
}

#[test]
fn a_leftover_of_a_power_cut_is_in_nobody_s_way() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("staff.toml");
    let leftover = folder.path().join("staff.toml.new");
    std::fs::write(&leftover, "half a fi").expect("written");
    staff().save(&path).expect("saved");
    assert!(!leftover.exists());
    assert!(StaffFile::load(&path).is_ok());
}

#[test]
fn a_damaged_staff_file_is_a_fault_with_its_cause() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("staff.toml");
    assert!(matches!(StaffFile::load(&path), Err(StaffFault::Read { .. })));
    let mut twice = String::new();
    staff().save(&path).expect("saved");
    let right = std::fs::read_to_string(&path).expect("text");
    twice.push_str(&right);
    twice.push_str(&right);
    let greedy = right.replace("m=19456", "m=4194304");
    let cut = right.replace("$argon2id", "argon2id");
    for text in
        [twice, greedy, cut, right.replace("G001", ""), right.replace("guard", "king"), "{".to_owned()]
    {
        std::fs::write(&path, &text).expect("written");
        let fault = StaffFile::load(&path).expect_err(&text);
        assert!(matches!(fault, StaffFault::Damaged { .. } | StaffFault::Entry { .. }), "{fault:?}");
        assert!(fault.source().is_some());
    }
}

#[test]
fn a_verifier_shows_nothing_and_never_looks_like_another() {
    let (one, two) = (PinVerifier::new(PIN).expect("made"), PinVerifier::new(PIN).expect("made"));
    assert_ne!(one.text(), two.text());
    assert!(!format!("{one:?}").contains("argon2"));
    assert!(one.matches(PIN) && !one.matches(OTHER_PIN));
}

#[test]
fn a_token_names_its_bearer_and_is_kept_as_a_fingerprint_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tokens.toml");
    let mut tokens = TokenFile::default();
    let kiosk = tokens.give(TokenRole::Kiosk, "Touchscreen 大门").expect("given");
    let panel = tokens.give(TokenRole::Panel, "Guard's panel").expect("given");
    assert_ne!(kiosk.text(), panel.text());
    assert!(!format!("{kiosk:?}").contains(kiosk.text()));
    tokens.save(&path).expect("saved");
    assert_eq!(mode(&path), 0o600);
    assert!(!std::fs::read_to_string(&path).expect("text").contains(kiosk.text()));
    let tokens = TokenFile::load(&path).expect("loaded");
    assert_eq!(tokens.verify(kiosk.text()).map(|bearer| bearer.role), Some(TokenRole::Kiosk));
    assert_eq!(tokens.verify(panel.text()).map(|bearer| bearer.label.as_str()), Some("Guard's panel"));
    let flipped: String =
        kiosk.text().chars().rev().enumerate().map(|(i, c)| if i == 3 { 'A' } else { c }).collect();
    for text in ["", "A", &kiosk.text()[1..], &flipped, &"A".repeat(1_000_000)] {
        assert!(tokens.verify(text).is_none());
    }
}

#[test]
fn a_token_file_is_bounded_and_damage_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tokens.toml");
    let mut tokens = TokenFile::default();
    assert!(matches!(tokens.give(TokenRole::Kiosk, " "), Err(TokenFault::Label)));
    for _ in 0..64 {
        tokens.give(TokenRole::Auditor, "auditor").expect("given");
    }
    assert!(matches!(tokens.give(TokenRole::Kiosk, "one more"), Err(TokenFault::Full)));
    std::fs::write(&path, "[[token]]\nlabel = 'a'\nrole = 'kiosk'\nsha256 = 'abcd'\n").expect("written");
    assert!(matches!(TokenFile::load(&path), Err(TokenFault::Fingerprint { .. })));
    std::fs::write(&path, "[[token]]\nrole = 'host'\n").expect("written");
    assert!(matches!(TokenFile::load(&path), Err(TokenFault::Damaged { .. })));
}
