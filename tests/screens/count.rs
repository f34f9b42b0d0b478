//! Counts the memory that each thread holds: what a screen keeps is told exactly, and not blurred by what the
//! allocator keeps for later.
#![allow(unsafe_code)] // An allocator cannot be written without; it hands every call on as it came.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, with a count for each thread.
pub struct Counting;

thread_local! {
    static HELD: Cell<i64> = const { Cell::new(0) };
}

/// Bytes this thread has taken and not given back.
pub fn held() -> i64 {
    HELD.with(Cell::get)
}

fn count(bytes: usize, sign: i64) {
    // A thread that is ending counts no more.
    let _ = HELD.try_with(|held| held.set(held.get() + sign * i64::try_from(bytes).unwrap_or(i64::MAX)));
}

// SAFETY: every call goes to the system's allocator with the same arguments; beside it only a number changes.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 1);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count(layout.size(), -1);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(layout.size(), -1);
        count(size, 1);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(place, layout, size) }
    }
}
