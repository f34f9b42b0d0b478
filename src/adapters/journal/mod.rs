//! The append-only, hash-chained record: the truth of the house.
