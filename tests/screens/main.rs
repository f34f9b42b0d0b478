//! Every test of the screens, through their accessible labels, without a display.
// A test may panic, in its helpers too: that is how it says no.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod contact_sheet;
mod count;
mod ears;
mod focus;
mod focus_order;
mod fuzz;
mod guard_areas;
mod guard_desk;
mod guard_expected;
mod guard_gate;
mod guard_keys;
mod guard_panel;
mod guard_paths;
mod guard_pictures;
mod guard_printer;
mod guard_senses;
mod guard_shift;
mod guard_siren;
mod guard_state;
mod guard_steps;
mod heart;
mod kiosk_buttons;
mod kiosk_face;
mod kiosk_flows;
mod kiosk_idle;
mod kiosk_paths;
mod kiosk_pictures;
mod kiosk_place;
mod kiosk_scanner;
mod kiosk_senses;
mod kiosk_stage;
mod kiosk_touches;
mod kiosk_trouble;
mod kiosk_writing;
mod soak;
mod stage;
mod theme;
mod tour;
mod windows;
mod words;

#[global_allocator]
static MEMORY: count::Counting = count::Counting;
