//! A gate without a gate: for `demo`, and for tests that need every edge.
