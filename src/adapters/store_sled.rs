//! sled as the store of history: fed after the journal, rebuilt from it on any doubt.
