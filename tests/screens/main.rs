//! Every test of the screens, through their accessible labels, without a display.

mod guard_desk;
mod guard_pictures;
mod kiosk_pictures;
mod kiosk_stage;
mod stage;
