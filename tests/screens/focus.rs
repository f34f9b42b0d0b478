//! Where the keys are on a screen, as whoever looks at it sees it: by the one frame that marks it.

use std::ops::ControlFlow;

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementRoot};
use slint::platform::Key;

/// What can be chosen: by a finger, and by keys.
const CHOSEN: [AccessibleRole; 6] = [
    AccessibleRole::Button,
    AccessibleRole::RadioButton,
    AccessibleRole::Checkbox,
    AccessibleRole::ListItem,
    AccessibleRole::Tab,
    AccessibleRole::TextInput,
];
/// What has a text to be read on a page of questions.
const READ: [&str; 4] = ["RulesScreen", "ConfidentialityScreen", "NoticeScreen", "Message"];
/// Pixels by which two things of one row may be out of line.
const TOLERANCE: f32 = 8.0;

/// Where something is on the window.
#[derive(Debug, Clone, Copy)]
struct Area {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Area {
    fn of(element: &ElementHandle) -> Area {
        let (at, size) = (element.absolute_position(), element.size());
        Area { left: at.x, top: at.y, right: at.x + size.width, bottom: at.y + size.height }
    }

    fn size(&self) -> f32 {
        (self.right - self.left) * (self.bottom - self.top)
    }

    fn holds_the_middle_of(&self, other: &Area) -> bool {
        let (x, y) = ((other.left + other.right) / 2.0, (other.top + other.bottom) / 2.0);
        self.left <= x && x <= self.right && self.top <= y && y <= self.bottom
    }

    /// Whether whoever reads comes here only after `later`, which therefore must not stand behind this one.
    fn is_read_after(&self, later: &Area) -> bool {
        let right_of = self.left >= later.right - TOLERANCE;
        let beside = self.top < later.bottom - TOLERANCE && later.top < self.bottom - TOLERANCE;
        let below = self.top >= later.bottom - TOLERANCE;
        let left_of = self.right <= later.left + TOLERANCE;
        (below && !left_of) || (beside && right_of)
    }
}

/// Something that can be chosen.
pub struct Control {
    pub label: String,
    area: Area,
}

/// What lies above all else, where something does; else the whole window.
fn on_top(window: &impl ElementRoot, above: &str) -> ElementHandle {
    all(window, above).pop().unwrap_or_else(|| window.root_element())
}

fn is_a(element: &ElementHandle, kind: &str) -> bool {
    element.type_name().is_some_and(|name| name == kind)
        || element.bases().is_some_and(|mut bases| bases.any(|base| base == kind))
}

/// All below it, each once.
fn every(root: &ElementHandle) -> Vec<ElementHandle> {
    let mut found = Vec::new();
    root.visit_descendants(|element| {
        found.push(element);
        ControlFlow::<()>::Continue(())
    });
    found
}

/// All of that kind.
fn all(window: &impl ElementRoot, kind: &str) -> Vec<ElementHandle> {
    every(&window.root_element()).into_iter().filter(|element| is_a(element, kind)).collect()
}

fn is_a_key(element: &ElementHandle) -> bool {
    is_a(element, "KeyCap") || is_a(element, "Candidate")
}

/// Everything that can be chosen now, in the order of the tree; `keys` those of a board, or all the others.
pub fn controls(window: &impl ElementRoot, above: &str, keys: bool) -> Vec<Control> {
    let all = every(&on_top(window, above));
    // Keys bring a form along to what they come to: what pages it on is for fingers.
    let any_is = |kind| all.iter().any(|element| is_a(element, kind));
    let form = any_is("KioskPage") && !READ.into_iter().any(any_is);
    let may = |element: &ElementHandle| {
        let role = element.accessible_role();
        let area = Area::of(element);
        role.is_some_and(|role| CHOSEN.contains(&role))
            && element.accessible_enabled() != Some(false)
            && area.size() > 0.0
            && is_a_key(element) == keys
            && !(form && is_a(element, "ReadOn"))
            // A line that only says something.
            && (role != Some(AccessibleRole::ListItem)
                || element.accessible_description().is_some_and(|action| !action.is_empty()))
    };
    let control = |element: ElementHandle| Control {
        label: element.accessible_label().unwrap_or_default().into(),
        area: Area::of(&element),
    };
    all.into_iter().filter(may).map(control).collect()
}

/// The frames that are seen.
fn frames(window: &impl ElementRoot) -> Vec<Area> {
    let frames = all(window, "FocusFrame");
    frames.iter().map(Area::of).filter(|area| area.size() > 0.0).collect()
}

/// Which of these the keys are at: the smallest that has the one frame around its middle.
pub fn at(window: &impl ElementRoot, controls: &[Control]) -> Option<usize> {
    let frames = frames(window);
    assert!(frames.len() <= 1, "one thing has the keys, not {frames:?}");
    let frame = frames.first()?;
    let around = (0..controls.len()).filter(|at| controls[*at].area.holds_the_middle_of(frame));
    around.min_by(|a, b| controls[*a].area.size().total_cmp(&controls[*b].area.size()))
}

/// The label of what the keys are at, a key of a board too.
pub fn label(window: &impl ElementRoot, above: &str) -> Option<String> {
    let mut all = controls(window, above, true);
    all.extend(controls(window, above, false));
    at(window, &all).map(|at| all.swap_remove(at).label)
}

/// More presses of Tab than any page takes to come round.
const PRESSES_MAX: usize = 80;

/// Comes by Tab to each of these labels, scrolled away or not, and is always somewhere.
pub fn reaches(window: &impl ElementRoot, above: &str, press: impl Fn(Key), labels: &[String], name: &str) {
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..PRESSES_MAX {
        press(Key::Tab);
        let here = label(window, above);
        seen.push(here.unwrap_or_else(|| panic!("{name}: the keys are nowhere to be seen behind {seen:?}")));
    }
    let missing: Vec<&String> = labels.iter().filter(|label| !seen.contains(label)).collect();
    assert!(missing.is_empty(), "{name}: Tab comes to all but {missing:?}: {seen:?}");
}

/// Goes round by Tab and back again. Every control is come to once, in the order it is read in, and is seen to have the
/// keys.
pub fn goes_round(window: &impl ElementRoot, above: &str, press: impl Fn(Key), name: &str) {
    let here = || at(window, &controls(window, above, false));
    // The keyboard of a field would hide what else there is.
    let in_field = here().is_some();
    if in_field {
        press(Key::Tab);
    }
    let all = controls(window, above, false);
    let began = here();
    if all.is_empty() {
        press(Key::Tab);
        assert_eq!(here(), None, "{name}: nothing can be chosen");
        return;
    }
    let labels = |places: &[usize]| places.iter().map(|at| all[*at].label.clone()).collect::<Vec<_>>();
    // The keyboard may have scrolled some of it away: then it is known by its label.
    let here_of_all = || {
        let now = controls(window, above, false);
        let at = at(window, &now)?;
        if now.len() == all.len() { Some(at) } else { all.iter().position(|one| one.label == now[at].label) }
    };
    let go = |key: Key| {
        press(key);
        here_of_all().unwrap_or_else(|| panic!("{name}: the keys are nowhere to be seen"))
    };
    let mut round: Vec<usize> = all.iter().map(|_| go(Key::Tab)).collect();
    let mut once = round.clone();
    once.sort_unstable();
    let every: Vec<usize> = (0..all.len()).collect();
    assert_eq!(once, every, "{name}: each once: {:?} of {:?}", labels(&round), labels(&every));
    assert_eq!(go(Key::Tab), round[0], "{name}: round and round");
    let back: Vec<usize> = all.iter().map(|_| go(Key::Backtab)).collect();
    let behind: Vec<usize> = round.iter().rev().copied().collect();
    assert_eq!(labels(&back), labels(&behind), "{name}: back the same way");
    if began.is_some() {
        assert_eq!(Some(go(Key::Backtab)), began, "{name}");
    }
    if in_field {
        press(Key::Backtab);
    }
    let first = (0..round.len()).min_by_key(|at| round[*at]).unwrap_or(0);
    round.rotate_left(first);
    for (place, earlier) in round.iter().enumerate() {
        for later in &round[place + 1..] {
            let (earlier, later) = (&all[*earlier], &all[*later]);
            assert!(
                !earlier.area.is_read_after(&later.area),
                "{name}: {:?} at {:?} is come to before {:?} at {:?}; the round: {:?}",
                earlier.label,
                earlier.area,
                later.label,
                later.area,
                labels(&round)
            );
        }
    }
    for control in &all {
        assert!(!control.label.is_empty(), "{name}: something at {:?} is not called anything", control.area);
    }
}

/// Everything a finger can choose is called something, and says what it is.
pub fn is_named(window: &impl ElementRoot, name: &str) {
    let touches = all(window, "Touch");
    let all = every(&window.root_element());
    let named: Vec<Area> = all
        .iter()
        .filter(|element| element.accessible_role().is_some_and(|role| CHOSEN.contains(&role)))
        .filter(|element| element.accessible_label().is_some_and(|label| !label.trim().is_empty()))
        .map(Area::of)
        .collect();
    for touch in touches.iter().map(Area::of) {
        let same = |area: &Area| {
            (area.left - touch.left).abs() < 1.0
                && (area.top - touch.top).abs() < 1.0
                && (area.right - touch.right).abs() < 1.0
                && (area.bottom - touch.bottom).abs() < 1.0
        };
        assert!(named.iter().any(same), "{name}: what can be touched at {touch:?} is called nothing");
    }
}
