//! The three keys of the device: they sign passes, sign checkpoints, wrap subject keys.
