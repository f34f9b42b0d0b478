//! Every test of the screens, through their accessible labels, without a display.

mod guard_desk;
mod guard_gate;
mod guard_panel;
mod guard_pictures;
mod guard_state;
mod guard_steps;
mod kiosk_pictures;
mod kiosk_stage;
mod stage;
