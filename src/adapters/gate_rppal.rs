//! The relay and inputs of a Raspberry Pi.
