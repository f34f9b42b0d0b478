//! The shapes that leave the process: versioned, and no more than the reader may see.
