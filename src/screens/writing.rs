//! How the keys on a screen become text: letters wait on the board until they are Chinese, all else goes on at once.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use slint::platform::Key;
use slint::{ComponentHandle, Global, Model, ModelRc, SharedString, Timer, VecModel};

use crate::screens::ui::{Board, Keys};
use crate::typing::{Composer, Mode, Pick, Typist};

/// Candidates of one page: what fits beside each other above the keys.
const PAGE: usize = 7;

/// One for all windows: it remembers nothing of what it is asked.
static TYPIST: LazyLock<Arc<Typist>> = LazyLock::new(|| Arc::new(Typist::new()));

/// Writes for the field that has the focus.
pub struct Writing {
    composer: RefCell<Composer>,
    mode: Cell<Mode>,
    chinese: Cell<bool>,
}

impl Default for Writing {
    fn default() -> Self {
        let composer = RefCell::new(Composer::new(Arc::clone(&TYPIST), Mode::Name, PAGE));
        Self { composer, mode: Cell::new(Mode::Name), chinese: Cell::new(false) }
    }
}

impl Writing {
    /// A key of the board was touched, for a field that holds `written`. Gives what the field gets of it now: the
    /// key itself, what the letters have become, or nothing.
    pub fn key(&self, board: Board, written: &str, text: &str) -> Vec<String> {
        let Some(mode) = mode_of(board).filter(|_| self.chinese.get()) else {
            return vec![text.to_owned()];
        };
        if self.mode.replace(mode) != mode {
            self.composer.borrow_mut().set_mode(mode);
        }
        let mut composer = self.composer.borrow_mut();
        match single(text) {
            Some(letter) if letter.is_ascii_lowercase() || (letter == '\'' && !composer.is_empty()) => {
                if composer.is_empty() {
                    composer.begin_after(written);
                }
                composer.key(letter);
                Vec::new()
            }
            _ if composer.is_empty() => vec![text.to_owned()],
            Some(back) if back == char::from(Key::Backspace) => {
                composer.backspace();
                Vec::new()
            }
            Some(' ') => whole(composer.pick(0)),
            // Enter takes the letters as they are, as every keyboard in China does.
            Some('\n') => letters(&mut composer),
            _ => letters(&mut composer).into_iter().chain([text.to_owned()]).collect(),
        }
    }

    /// A candidate was touched: what the field gets, once no letters are left.
    pub fn pick(&self, at: usize) -> Vec<String> {
        whole(self.composer.borrow_mut().pick(at))
    }

    /// Turns the page of candidates.
    pub fn turn_page(&self, forward: bool) {
        let mut composer = self.composer.borrow_mut();
        if forward { composer.next_page() } else { composer.previous_page() }
    }

    /// The field is left: the letters as they are belong to it, for whoever forgot to choose.
    pub fn leave(&self) -> String {
        letters(&mut self.composer.borrow_mut()).concat()
    }

    /// Letters become Chinese from now on, or stay letters.
    pub fn write_chinese(&self, chinese: bool) {
        self.composer.borrow_mut().clear();
        self.chinese.set(chinese);
    }

    /// Whether letters become Chinese.
    pub fn writes_chinese(&self) -> bool {
        self.chinese.get()
    }

    /// Forgets what was typed.
    pub fn clear(&self) {
        self.composer.borrow_mut().clear();
    }

    /// Puts the letters and what they may be onto the board.
    pub fn show(&self, keys: &Keys<'_>) {
        let composer = self.composer.borrow();
        keys.set_chinese(self.chinese.get());
        keys.set_spelling(SharedString::from(composer.shown().as_str()));
        let page: Vec<SharedString> =
            composer.page().iter().map(|candidate| SharedString::from(&candidate.text)).collect();
        if !keys.get_candidates().iter().eq(page.iter().cloned()) {
            keys.set_candidates(ModelRc::from(Rc::new(VecModel::from(page))));
        }
        keys.set_has_before(composer.has_previous_page());
        keys.set_has_more(composer.has_next_page());
    }
}

/// Joins the board of `window`: its keys write by `writing`, and `press` puts what comes of it into the field.
pub fn join<W>(window: &W, writing: &Rc<Writing>, press: impl Fn(SharedString) + Clone + 'static)
where
    W: ComponentHandle + 'static,
    for<'a> Keys<'a>: Global<'a, W>,
{
    let keys = window.global::<Keys>();
    let go = press.clone();
    keys.on_go(move |forward| {
        // Not from inside the walk that has come to an end.
        let go = go.clone();
        let key = char::from(if forward { Key::Tab } else { Key::Backtab });
        Timer::single_shot(Duration::ZERO, move || go(key.into()));
    });
    let act = {
        let (window, writing) = (window.as_weak(), Rc::clone(writing));
        move |what: &dyn Fn(&Writing, &Keys<'_>) -> Vec<String>| {
            let Some(window) = window.upgrade() else { return };
            let keys = window.global::<Keys>();
            let texts = what(&writing, &keys);
            // Before the field gets it, or the field would find its letters still waiting.
            writing.show(&keys);
            texts.into_iter().for_each(|text| press(text.into()));
        }
    };
    let pressed = act.clone();
    keys.on_pressed(move |text| {
        pressed(&|writing, keys| writing.key(keys.get_board(), &keys.get_written(), &text));
    });
    let pick = act.clone();
    keys.on_pick(move |at| pick(&|writing, _| usize::try_from(at).map_or(Vec::new(), |at| writing.pick(at))));
    let turn = act.clone();
    keys.on_turn_page(move |forward| {
        turn(&|writing, _| {
            writing.turn_page(forward);
            Vec::new()
        });
    });
    let toggle = act.clone();
    keys.on_toggle_chinese(move || {
        toggle(&|writing, _| {
            let left = writing.leave();
            writing.write_chinese(!writing.writes_chinese());
            if left.is_empty() { Vec::new() } else { vec![left] }
        });
    });
    keys.on_finish(move || {
        act(&|writing, _| {
            let left = writing.leave();
            if left.is_empty() { Vec::new() } else { vec![left] }
        });
    });
    let (weak, writing) = (window.as_weak(), Rc::clone(writing));
    keys.on_leave(move || {
        let left = writing.leave();
        if let Some(window) = weak.upgrade() {
            writing.show(&window.global::<Keys>());
        }
        left.into()
    });
}

fn mode_of(board: Board) -> Option<Mode> {
    match board {
        Board::Name => Some(Mode::Name),
        Board::Words => Some(Mode::Words),
        Board::Letters | Board::Digits | Board::Plate => None,
    }
}

/// The one character of a key; special keys are one, too.
fn single(text: &str) -> Option<char> {
    let mut signs = text.chars();
    signs.next().filter(|_| signs.next().is_none())
}

fn whole(pick: Pick) -> Vec<String> {
    match pick {
        Pick::Whole(text) => vec![text.to_string()],
        Pick::Part | Pick::Absent => Vec::new(),
    }
}

fn letters(composer: &mut Composer) -> Vec<String> {
    composer.pick_letters().map(|text| text.to_string()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Types on a board and gives all that the field got.
    fn typed(writing: &Writing, board: Board, keys: &str) -> Vec<String> {
        keys.chars().flat_map(|key| writing.key(board, "", &key.to_string())).collect()
    }

    fn chinese() -> Writing {
        let writing = Writing::default();
        writing.write_chinese(true);
        writing
    }

    fn candidates(writing: &Writing) -> Vec<String> {
        writing.composer.borrow().page().iter().map(|candidate| candidate.text.clone()).collect()
    }

    #[test]
    fn letters_wait_until_one_is_chosen() {
        let writing = chinese();
        assert_eq!(typed(&writing, Board::Name, "zhangwei"), Vec::<String>::new());
        assert_eq!(candidates(&writing)[0], "张伟");
        assert_eq!(writing.pick(0), ["张伟"]);
        assert!(candidates(&writing).is_empty());
        assert_eq!(typed(&writing, Board::Words, "gongsi "), ["公司"]);
    }

    #[test]
    fn a_board_without_chinese_hands_every_key_on() {
        let writing = Writing::default();
        assert_eq!(typed(&writing, Board::Name, "Bo"), ["B", "o"]);
        let writing = chinese();
        assert_eq!(typed(&writing, Board::Letters, "bo"), ["b", "o"]);
        assert_eq!(typed(&writing, Board::Plate, "苏E"), ["苏", "E"]);
        assert_eq!(typed(&writing, Board::Digits, "13"), ["1", "3"]);
    }

    #[test]
    fn enter_and_signs_take_the_letters_as_they_are() {
        let writing = chinese();
        assert_eq!(typed(&writing, Board::Name, "bo\n"), ["bo"]);
        assert_eq!(typed(&writing, Board::Name, "\n"), ["\n"], "nothing waits");
        assert_eq!(typed(&writing, Board::Name, "li-"), ["li", "-"]);
        assert_eq!(typed(&writing, Board::Name, "lI"), ["l", "I"], "capitals are no pinyin");
    }

    #[test]
    fn backspace_is_for_the_letters_before_it_is_for_the_field() {
        let writing = chinese();
        let back = char::from(Key::Backspace).to_string();
        typed(&writing, Board::Name, "li");
        assert_eq!(writing.key(Board::Name, "", &back), Vec::<String>::new());
        assert_eq!(writing.composer.borrow().shown().as_str(), "l");
        assert_eq!(writing.key(Board::Name, "", &back), Vec::<String>::new());
        assert_eq!(writing.key(Board::Name, "", &back), [back]);
    }

    #[test]
    fn whoever_leaves_a_field_without_choosing_leaves_the_letters_there() {
        let writing = chinese();
        typed(&writing, Board::Name, "zhangwei");
        assert_eq!(writing.leave(), "zhangwei");
        assert_eq!(writing.leave(), "");
        typed(&writing, Board::Name, "zhang");
        writing.clear();
        assert_eq!(writing.leave(), "", "nothing typed survives");
    }
}
