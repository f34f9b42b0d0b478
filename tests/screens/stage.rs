//! A display that is only memory: pictures and touches in one process, with a clock the test turns.

use i_slint_backend_testing::{TestingBackend, TestingBackendOptions};

/// Prepares this thread for windows. Each test runs in a thread of its own, so that clocks are not shared.
pub fn prepare() {
    let backend = TestingBackend::new(TestingBackendOptions {
        mock_time: true,
        threading: false,
        renderer_name: Some("software".into()),
    });
    slint::platform::set_platform(Box::new(backend)).expect("one platform for each test");
}
