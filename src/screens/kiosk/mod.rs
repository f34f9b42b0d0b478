//! The visitors' touchscreen.
//!
//! [`Kiosk`] joins three things: the window, the [`crate::client::Line`] to the core, and [`State`], which
//! alone decides. What a visitor sees follows from the state by [`face::face`].

mod answers;
pub mod buttons;
pub mod face;
mod joint;
mod place;
pub mod scanner;
mod scans;
mod show;
mod state;
mod steps;
mod touches;
mod typed;
mod words;

pub use joint::{CodeDoor, Kiosk, run};
pub use place::{Keep, Place};
pub use state::{OwnVisit, Page, State};
pub use typed::Typed;
