//! The touchscreen and the guard's panel.
