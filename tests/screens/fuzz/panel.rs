//! One visitor and one guard after the other at the panel, and every guard touches and presses anything.

use fastrand::Rng;
use gatehouse::client::{CoreLink, FromCore, ToCore};
use gatehouse::screens::ui::{GuardApi, GuardDialog, GuardGateDialog};
use gatehouse::wire::LanguageWord;
use i_slint_backend_testing::mock_elapsed_time;
use slint::ComponentHandle;
use slint::platform::Key;

use super::hand::{self, Look};
use super::{Acts, marks, panel_core};
use crate::guard_desk::{self, Desk, SETTLED};
use crate::stage;

const ACTS_MAX: usize = 24;
/// Layers a guard may have opened above the page: a form, the gate's question, the card.
const LAYERS: usize = 3;
/// Pages a guard may have left something on, and back to the first one.
const PAGES: [Key; 3] = [Key::F3, Key::F6, Key::F1];

/// A panel, whoever sits at it, and what the core has not answered yet.
struct Scene {
    desk: Desk,
    chance: Rng,
    acts: Acts,
    visitor: u64,
    pending: Vec<ToCore>,
}

pub fn batch(chance: Rng, acts: Acts, visitors: u64) {
    let desk = guard_desk::signed_out(LanguageWord::Zh, 1280, 800);
    let mut scene = Scene { desk, chance, acts, visitor: 0, pending: Vec::new() };
    for visitor in 1..=visitors {
        scene.visitor = visitor;
        scene.acts.tell(format!("--- visitor {visitor}"));
        scene.says(FromCore::Signed(Ok(guard_desk::session())));
        let view = panel_core::view(&mut scene.chance, visitor);
        scene.says(FromCore::Panel(Box::new(view)));
        for _ in 0..scene.chance.usize(1..=ACTS_MAX) {
            let look = scene.check(Some(visitor));
            scene.act(&look);
        }
        scene.check(Some(visitor));
        scene.leads_back();
        scene.forgets();
    }
}

impl Scene {
    fn act(&mut self, look: &Look) {
        let window = self.desk.panel.window();
        match self.chance.u8(0..100) {
            0..45 => hand::touch(look, &mut self.chance, &self.acts),
            45..60 => {
                let text = marks::text(&mut self.chance, self.visitor);
                hand::types(window.window(), &text, &self.acts);
            }
            60..78 => hand::press(window.window(), &mut self.chance, &self.acts),
            78..85 => {
                let key = ["1", "2", "3", "9", "n", "q", "/", " "][self.chance.usize(..8)];
                hand::types(window.window(), key, &self.acts);
            }
            85..93 => {
                let news = panel_core::news(&mut self.chance, self.visitor);
                self.says(news);
            }
            _ => stage::seconds(self.chance.u32(1..4)),
        }
        mock_elapsed_time(SETTLED);
        self.core_hears();
    }

    fn says(&self, news: FromCore) {
        self.acts.tell(format!("the core says {}", panel_core::told(&news)));
        self.desk.hear(news);
    }

    /// The core takes in what was asked, and mostly answers at once.
    fn core_hears(&mut self) {
        self.pending.extend(self.desk.asked());
        while self.chance.u8(0..10) < 7 && !self.pending.is_empty() {
            let asked = self.pending.remove(0);
            if let Some(news) = panel_core::answer(&mut self.chance, self.visitor, asked) {
                self.says(news);
            }
        }
    }

    /// Nothing can be read but what is of this visitor, or of nobody.
    fn check(&self, visitor: Option<u64>) -> Look {
        let look = hand::look(self.desk.panel.window());
        for word in look.words() {
            assert!(marks::of_others(word, visitor).is_empty(), "{word:?} is left");
        }
        look
    }

    fn presses(&self, key: Key) {
        hand::types(self.desk.panel.window().window(), &char::from(key).to_string(), &self.acts);
        mock_elapsed_time(SETTLED);
    }

    /// Wherever the guard is: Escape leads back to the page, and the gate is one key away.
    fn leads_back(&self) {
        let api = self.desk.panel.window().global::<GuardApi>();
        let open = || (api.get_dialog(), api.get_gate_dialog());
        (0..LAYERS).for_each(|_| self.presses(Key::Escape));
        if !api.get_signed_in() {
            self.says(FromCore::Signed(Ok(guard_desk::session())));
        }
        // Somebody who has asked for the gate before they signed in is asked why now.
        self.presses(Key::Escape);
        assert_eq!(open(), (GuardDialog::None, GuardGateDialog::None), "Escape leads back");
        self.presses(Key::F12);
        assert_eq!(open(), (GuardDialog::None, GuardGateDialog::Override), "the gate is one key away");
        self.presses(Key::Escape);
        assert_eq!(open(), (GuardDialog::None, GuardGateDialog::None), "Escape leads back");
    }

    /// The visit is over and another guard signs in: nothing is left of what was seen, searched or typed.
    fn forgets(&mut self) {
        self.desk.asked();
        self.pending.clear();
        self.says(FromCore::Link(CoreLink::Live));
        self.says(FromCore::SignedOut);
        self.check(None);
        self.says(FromCore::Signed(Ok(guard_desk::session())));
        self.check(None);
        self.says(FromCore::Panel(Box::new(guard_desk::view())));
        self.check(None);
        hand::types(self.desk.panel.window().window(), "/", &self.acts);
        for page in PAGES {
            self.check(None);
            self.presses(page);
        }
    }
}
