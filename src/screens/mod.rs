//! What is seen and touched: the visitors' touchscreen and the guard's panel.

pub mod guard;
pub mod heart;
pub mod ink;
pub mod keys;
pub mod kiosk;
pub mod look;
pub mod senses;
pub mod writing;

/// The windows and globals of `ui/`, as the compiler of the screens makes them.
pub use gatehouse_ui as ui;
