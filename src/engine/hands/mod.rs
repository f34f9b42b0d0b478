//! The hands: what the engine moves.
