//! The hands: what the engine moves.

pub mod gate;
pub mod gate_clockwork;
