//! Codes out of the keys of a scanner that types: a US keyboard, as scanners leave the factory.

use super::scan_lines::{ScanLine, ScanLines};

/// Key codes that type nothing, numbered by the kernel (`input-event-codes.h`).
const TAB: u16 = 15;
const ENTER: u16 = 28;
const CAPS_LOCK: u16 = 58;
const NUM_LOCK: u16 = 69;
const KEYPAD_ENTER: u16 = 96;
/// Left and right, each pair.
const SHIFTS: [u16; 2] = [42, 54];
/// Control, Alt and Meta: with one of them held, a key is a shortcut and no letter.
const SHORTCUTS: [u16; 6] = [29, 97, 56, 100, 125, 126];

/// What became of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyMove {
    /// It came up.
    Up,
    /// It went down.
    Down,
    /// It is held, and repeats itself. A scanner holds no key: its release is late.
    Held,
}

/// Takes keys as they come, gives codes. A code ends with Enter or Tab, or when nothing more comes.
#[derive(Default)]
pub struct ScanKeys {
    lines: ScanLines,
    /// Bits of [`SHIFTS`].
    shifted: u8,
    /// Bits of [`SHORTCUTS`].
    shortcut: u8,
    caps: bool,
    /// Something came that is no text, or was lost.
    torn: bool,
}

impl ScanKeys {
    /// Takes one key, by the kernel's number; gives the code it ends.
    pub fn key(&mut self, code: u16, moved: KeyMove) -> Option<ScanLine> {
        if let Some(bits) = held(&SHIFTS, self.shifted, code, moved) {
            self.shifted = bits;
            return None;
        }
        if let Some(bits) = held(&SHORTCUTS, self.shortcut, code, moved) {
            self.shortcut = bits;
            return None;
        }
        if moved != KeyMove::Down {
            return None;
        }
        match code {
            CAPS_LOCK => self.caps = !self.caps,
            // Figures of the keypad are figures, whatever the lamp says.
            NUM_LOCK => {}
            ENTER | KEYPAD_ENTER | TAB => return self.end(),
            _ => match text(code, self.shifted != 0, self.caps) {
                Some(sign) if self.shortcut == 0 => {
                    // Gives no line: no sign ends one.
                    self.lines.take(&[sign]);
                }
                _ => self.torn = true,
            },
        }
        None
    }

    /// Keys were lost: what stands there is no code any more.
    pub fn lost(&mut self) {
        self.torn = true;
        self.release();
    }

    /// Nothing came for a while: what stands there is a whole code, and no key is held.
    pub fn pause(&mut self) -> Option<ScanLine> {
        self.release();
        self.end()
    }

    fn end(&mut self) -> Option<ScanLine> {
        let line = self.lines.end();
        if std::mem::take(&mut self.torn) { Some(ScanLine::Unreadable) } else { line }
    }

    fn release(&mut self) {
        (self.shifted, self.shortcut) = (0, 0);
    }
}

/// The bits of `keys` that are held after this move; none if the key is not one of them.
fn held(keys: &[u16], bits: u8, code: u16, moved: KeyMove) -> Option<u8> {
    let bit = 1 << keys.iter().position(|key| *key == code)?;
    Some(if moved == KeyMove::Up { bits & !bit } else { bits | bit })
}

/// What a key types.
fn text(code: u16, shifted: bool, caps: bool) -> Option<u8> {
    let row = |first: u16, plain: &[u8], upper: &[u8]| {
        let at = usize::from(code.checked_sub(first)?);
        let sign = *plain.get(at)?;
        let other = shifted != (caps && sign.is_ascii_lowercase());
        if other { upper.get(at).copied() } else { Some(sign) }
    };
    let keypad = |first: u16, signs: &[u8]| signs.get(usize::from(code.checked_sub(first)?)).copied();
    match code {
        2..=13 => row(2, b"1234567890-=", b"!@#$%^&*()_+"),
        16..=27 => row(16, b"qwertyuiop[]", b"QWERTYUIOP{}"),
        30..=41 => row(30, b"asdfghjkl;'`", b"ASDFGHJKL:\"~"),
        43..=53 => row(43, b"\\zxcvbnm,./", b"|ZXCVBNM<>?"),
        55 => Some(b'*'),
        57 => Some(b' '),
        71..=83 => keypad(71, b"789-456+1230."),
        // The key that European keyboards have beside the left Shift.
        86 => row(86, b"\\", b"|"),
        98 => Some(b'/'),
        117 => Some(b'='),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::pass::SCAN_BYTES_MAX;
    use super::KeyMove::{Down, Held, Up};
    use super::*;

    const SHIFT: u16 = SHIFTS[0];
    const CONTROL: u16 = SHORTCUTS[0];
    const F1: u16 = 59;
    const A: u16 = 30;

    fn code(text: &str) -> Option<ScanLine> {
        Some(ScanLine::Code(text.to_owned()))
    }

    /// The key of a sign, and whether it needs Shift: looked up, not calculated.
    fn key_of(sign: u8) -> (u16, bool) {
        let all = (0..128).flat_map(|key| [(key, false), (key, true)]);
        let fits = |(key, shifted): &(u16, bool)| text(*key, *shifted, false) == Some(sign);
        all.into_iter().find(fits).unwrap_or_else(|| panic!("no key types {sign}"))
    }

    fn types(keys: &mut ScanKeys, text: &str) {
        for (key, shifted) in text.bytes().map(key_of) {
            if shifted {
                assert!(keys.key(SHIFT, Down).is_none());
            }
            assert!(keys.key(key, Down).is_none() && keys.key(key, Up).is_none());
            if shifted {
                assert!(keys.key(SHIFT, Up).is_none());
            }
        }
    }

    #[test]
    fn every_sign_of_a_us_keyboard_is_typed() {
        let signs: String = (b' '..=b'~').map(char::from).collect();
        let mut keys = ScanKeys::default();
        types(&mut keys, &signs);
        assert!(keys.key(ENTER, Down) == code(&signs));
        let known = [(2, "1!"), (16, "qQ"), (40, "'\""), (43, "\\|"), (44, "zZ"), (53, "/?"), (27, "]}")];
        for (key, [plain, upper]) in known.map(|(key, both)| (key, [both.as_bytes()[0], both.as_bytes()[1]]))
        {
            assert_eq!((text(key, false, false), text(key, true, false)), (Some(plain), Some(upper)));
        }
    }

    #[test]
    fn enter_tab_and_a_pause_end_a_code_and_an_empty_one_is_none() {
        let mut keys = ScanKeys::default();
        for end in [ENTER, KEYPAD_ENTER, TAB] {
            assert!(keys.key(end, Down).is_none() && keys.key(end, Up).is_none() && keys.pause().is_none());
            types(&mut keys, "GH1A");
            assert!(keys.key(end, Down) == code("GH1A"));
        }
        types(&mut keys, "GH1B");
        assert!(keys.pause() == code("GH1B"));
        assert!(keys.pause().is_none());
    }

    #[test]
    fn caps_lock_turns_letters_round_and_nothing_else() {
        let mut keys = ScanKeys::default();
        keys.key(CAPS_LOCK, Down);
        keys.key(CAPS_LOCK, Up);
        types(&mut keys, "gh1-A;");
        keys.key(CAPS_LOCK, Down);
        types(&mut keys, "b");
        assert!(keys.key(ENTER, Down) == code("GH1-a;b"));
    }

    #[test]
    fn figures_of_the_keypad_are_figures() {
        let mut keys = ScanKeys::default();
        keys.key(NUM_LOCK, Down);
        for key in [71, 72, 73, 75, 76, 77, 79, 80, 81, 82, 83, 74, 78, 55, 98] {
            keys.key(key, Down);
        }
        assert!(keys.key(KEYPAD_ENTER, Down) == code("7894561230.-+*/"));
    }

    #[test]
    fn a_key_that_is_held_types_once_and_both_shifts_count() {
        let mut keys = ScanKeys::default();
        for (key, moved) in [(SHIFTS[0], Down), (SHIFTS[1], Down), (SHIFTS[0], Up), (A, Down), (A, Held)] {
            keys.key(key, moved);
        }
        keys.key(SHIFTS[1], Up);
        keys.key(A, Down);
        assert!(keys.key(ENTER, Down) == code("Aa"));
    }

    #[test]
    fn what_is_no_text_makes_its_code_unreadable_and_not_the_next() {
        let spoil: [fn(&mut ScanKeys); 3] = [
            |keys| {
                keys.key(CONTROL, Down);
                keys.key(A, Down);
                keys.key(CONTROL, Up);
            },
            |keys| drop(keys.key(F1, Down)),
            ScanKeys::lost,
        ];
        for spoil in spoil {
            let mut keys = ScanKeys::default();
            types(&mut keys, "GH1");
            spoil(&mut keys);
            types(&mut keys, "A");
            assert!(keys.key(ENTER, Down) == Some(ScanLine::Unreadable));
            types(&mut keys, "GH1B");
            assert!(keys.key(ENTER, Down) == code("GH1B"));
        }
    }

    #[test]
    fn a_lost_release_holds_nothing_longer_than_a_pause() {
        let mut keys = ScanKeys::default();
        keys.key(SHIFT, Down);
        keys.key(CONTROL, Down);
        assert!(keys.pause().is_none());
        types(&mut keys, "gh1");
        assert!(keys.key(ENTER, Down) == code("gh1"));
    }

    #[test]
    fn what_is_longer_than_any_code_is_unreadable() {
        let mut keys = ScanKeys::default();
        types(&mut keys, &"A".repeat(SCAN_BYTES_MAX));
        assert!(keys.key(ENTER, Down) == code(&"A".repeat(SCAN_BYTES_MAX)));
        types(&mut keys, &"A".repeat(SCAN_BYTES_MAX + 1));
        assert!(keys.key(ENTER, Down) == Some(ScanLine::Unreadable));
        types(&mut keys, "GH1A");
        assert!(keys.pause() == code("GH1A"));
    }
}
