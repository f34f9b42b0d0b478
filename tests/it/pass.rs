use std::time::{Duration, Instant};

use ed25519_dalek::{SigningKey, VerifyingKey};
use gatehouse::badge::pass::{PassToken, SCAN_BYTES_MAX, TOKEN_CHARS, read, sign};
use gatehouse::badge::qr::QrMatrix;
use gatehouse::badge::{Invitation, KeyId, PassFields, PassUnreadable};

const SITE: &str = "north-works";

fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn id(number: u8) -> KeyId {
    KeyId::new(number).unwrap()
}

fn trusted() -> Vec<(KeyId, VerifyingKey)> {
    vec![(id(3), key(7).verifying_key()), (id(4), key(8).verifying_key())]
}

fn fields() -> PassFields {
    PassFields {
        id: [1, 2, 3, 4, 5, 6, 7, 200],
        start_min: 29_900_000,
        duration_min: 480,
        class: 1,
        gates: 0b101,
        issue: 2,
    }
}

fn token() -> PassToken {
    sign(&fields(), id(3), &key(7), SITE)
}

fn refused(scanned: &[u8]) -> PassUnreadable {
    read(scanned, &trusted(), SITE).unwrap_err()
}

#[test]
fn what_was_signed_is_read() {
    assert_eq!(read(token().as_str().as_bytes(), &trusted(), SITE), Ok(fields()));
    let extremes = PassFields {
        id: [255; 8],
        start_min: u32::MAX,
        duration_min: u16::MAX,
        class: 255,
        gates: u16::MAX,
        issue: 255,
    };
    let token = sign(&extremes, id(4), &key(8), SITE);
    assert_eq!(read(token.as_str().as_bytes(), &trusted(), SITE), Ok(extremes));
}

#[test]
fn all_copies_of_one_issue_carry_the_same_token() {
    assert_eq!(token(), token());
    assert_ne!(token(), sign(&PassFields { issue: 3, ..fields() }, id(3), &key(7), SITE));
}

#[test]
fn a_pass_fits_a_version_6_symbol() {
    assert_eq!(token().as_str().len(), TOKEN_CHARS);
    assert_eq!(QrMatrix::encode(token().as_str()).unwrap().width(), 41);
}

#[test]
fn what_a_keyboard_scanner_adds_is_let_pass() {
    let text = token().as_str().to_owned();
    let (head, tail) = text.split_at(60);
    for scanned in [
        format!("{text}\r\n"),
        format!("  \t{text} "),
        text.to_lowercase(),
        format!("{head} {tail}\n"),
        format!("\u{2}{text}\u{3}"),
    ] {
        assert_eq!(read(scanned.as_bytes(), &trusted(), SITE), Ok(fields()), "{scanned:?}");
    }
}

#[test]
fn every_changed_character_is_refused() {
    let text = token().as_str().as_bytes().to_vec();
    for at in 0..text.len() {
        for other in (b'A'..=b'Z').chain(b'2'..=b'7') {
            let mut changed = text.clone();
            changed[at] = other;
            if changed != text {
                assert!(read(&changed, &trusted(), SITE).is_err(), "character {at} as {}", char::from(other));
            }
        }
    }
}

#[test]
fn every_cut_or_lengthened_pass_is_damaged() {
    let text = token().as_str().as_bytes().to_vec();
    for length in 3..text.len() {
        assert_eq!(refused(&text[..length]), PassUnreadable::Damaged, "{length} characters");
    }
    let mut longer = text.clone();
    longer.push(b'A');
    assert_eq!(refused(&longer), PassUnreadable::Damaged);
    assert_eq!(refused(&[&text[..], &text[..10]].concat()), PassUnreadable::Damaged);
}

#[test]
fn a_pass_of_another_site_is_refused() {
    let elsewhere = sign(&fields(), id(3), &key(7), "south-works");
    assert_eq!(refused(elsewhere.as_str().as_bytes()), PassUnreadable::OtherSite);
}

#[test]
fn a_pass_signed_with_another_key_is_refused() {
    let forged = sign(&fields(), id(3), &key(9), SITE);
    assert_eq!(refused(forged.as_str().as_bytes()), PassUnreadable::OtherSite);
    let wrong_number = sign(&fields(), id(4), &key(7), SITE);
    assert_eq!(refused(wrong_number.as_str().as_bytes()), PassUnreadable::OtherSite);
}

#[test]
fn a_key_the_gate_does_not_hold_is_named() {
    let other = sign(&fields(), id(9), &key(7), SITE);
    assert_eq!(refused(other.as_str().as_bytes()), PassUnreadable::UnknownKey(id(9)));
    assert!(KeyId::new(16).is_none());
}

#[test]
fn other_codes_are_not_ours() {
    for scanned in ["", "\r\n", "6901234567892", "https://example.com/?q=GH1", "GH", "GH2AAAA", "通行码"] {
        assert_eq!(refused(scanned.as_bytes()), PassUnreadable::NotOurs, "{scanned:?}");
    }
    assert_eq!(refused(&[0xFF, 0xFE, 0x00]), PassUnreadable::NotOurs);
    assert_eq!(refused(Invitation::new([9; 16]).code().as_bytes()), PassUnreadable::NotOurs);
}

#[test]
fn a_megabyte_is_refused_without_being_looked_at() {
    let flood = "GH1A".repeat(262_144);
    let begin = Instant::now();
    for _ in 0..1000 {
        assert_eq!(refused(flood.as_bytes()), PassUnreadable::TooLong);
    }
    assert!(begin.elapsed() < Duration::from_secs(1), "a thousand floods took {:?}", begin.elapsed());
    assert_eq!(refused(&[b' '; SCAN_BYTES_MAX + 1]), PassUnreadable::TooLong);
}

#[test]
fn any_bytes_get_an_answer() {
    let mut random = fastrand::Rng::with_seed(20_261_123);
    for _ in 0..20_000 {
        let mut scanned: Vec<u8> = (0..random.usize(0..300)).map(|_| random.u8(..)).collect();
        if random.bool() {
            scanned.splice(0..0, *b"GH1");
        }
        assert!(read(&scanned, &trusted(), SITE).is_err());
    }
}

#[test]
fn a_pass_does_not_show_in_logs() {
    assert_eq!(format!("{:?}", token()), "PassToken(..)");
    assert_eq!(format!("{:?}", Invitation::new([9; 16])), "Invitation(..)");
}

#[test]
fn an_invitation_is_read_back_and_is_no_pass() {
    let invitation = Invitation::new([0xA5; 16]);
    let code = invitation.code();
    assert_eq!(Invitation::read(code.as_bytes()), Ok(invitation));
    assert_eq!(Invitation::read(format!(" {}\r\n", code.to_lowercase()).as_bytes()), Ok(invitation));
    assert_eq!(Invitation::read(&code.as_bytes()[..20]), Err(PassUnreadable::Damaged));
    assert_eq!(Invitation::read(token().as_str().as_bytes()), Err(PassUnreadable::NotOurs));
    assert_eq!(Invitation::read(&vec![b'A'; 1_000_000]), Err(PassUnreadable::TooLong));
}
