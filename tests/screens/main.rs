//! Every test of the screens, through their accessible labels, without a display.

mod stage;
