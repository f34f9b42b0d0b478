//! What the engine needs from the world, as traits.

pub mod gate;
