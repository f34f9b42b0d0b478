//! A display that is only memory: pictures and touches in one process, with a clock the test turns.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use gatehouse::wire::LanguageWord;
use i_slint_backend_testing::{
    ElementHandle, ElementRoot, TestingBackend, TestingBackendOptions, mock_elapsed_time,
};
use slint::PlatformError;
use slint::platform::software_renderer::{MinimalSoftwareWindow, RepaintBufferType};
use slint::platform::{Platform, PointerEventButton, WindowAdapter, WindowEvent};

thread_local! {
    static PREPARED: Cell<bool> = const { Cell::new(false) };
}

/// Prepares this thread for windows. Each test runs in a thread of its own, so that clocks are not shared.
pub fn prepare() {
    if !PREPARED.get() {
        prepare_with(backend());
    }
}

/// Prepares this thread for the windows of a platform of one's own.
pub fn prepare_with(platform: impl Platform + 'static) {
    PREPARED.set(true);
    slint::platform::set_platform(Box::new(platform)).expect("one platform for each test");
}

/// The same, with windows that may be used without end: those of the testing backend keep a list of all that was asked
/// of an input method.
pub fn prepare_to_last() {
    prepare_with(Lasting(backend()));
}

/// The clock that is turned, and windows of which a picture can be taken.
pub fn backend() -> TestingBackend {
    TestingBackend::new(TestingBackendOptions {
        mock_time: true,
        threading: false,
        renderer_name: Some("software".into()),
    })
}

/// The clock of the testing backend, and windows that keep nothing.
struct Lasting(TestingBackend);

impl Platform for Lasting {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(MinimalSoftwareWindow::new(RepaintBufferType::NewBuffer))
    }

    fn duration_since_start(&self) -> Duration {
        self.0.duration_since_start()
    }
}

/// Plays in each language, in a thread of its own: a fresh platform, and a clock that is not shared.
pub fn in_both_languages(test: impl Fn(LanguageWord) + Copy + Send + 'static) {
    for language in [LanguageWord::Zh, LanguageWord::En] {
        std::thread::spawn(move || test(language)).join().unwrap_or_else(|_| panic!("in {language:?}"));
    }
}

/// Touches the one element of that label.
pub fn touch(window: &impl ElementRoot, label: &str) {
    let found: Vec<ElementHandle> = ElementHandle::find_by_accessible_label(window, label).collect();
    match found.as_slice() {
        [one] => one.mock_single_click(PointerEventButton::Left),
        [] => panic!("nothing is called {label:?}; there is {:?}", labels(window)),
        _ => panic!("{} things are called {label:?}", found.len()),
    }
}

/// Whether an element of that label is there.
pub fn shows(window: &impl ElementRoot, label: &str) -> bool {
    ElementHandle::find_by_accessible_label(window, label).next().is_some()
}

/// Every label and value on the window.
pub fn labels(window: &impl ElementRoot) -> Vec<String> {
    i_slint_backend_testing::ElementQuery::from_root(window)
        .match_descendants()
        .find_all()
        .iter()
        .flat_map(|element| [element.accessible_label(), element.accessible_value()])
        .flatten()
        .map(String::from)
        .filter(|text| !text.is_empty())
        .collect()
}

/// Types into the field that has the focus, key by key.
pub fn type_text(window: &slint::Window, text: &str) {
    for key in text.chars() {
        window.dispatch_event(WindowEvent::KeyPressed { text: key.into() });
        window.dispatch_event(WindowEvent::KeyReleased { text: key.into() });
    }
}

/// Lets seconds go by, one by one, as timers do.
pub fn seconds(count: u32) {
    (0..count).for_each(|_| mock_elapsed_time(Duration::from_secs(1)));
}
