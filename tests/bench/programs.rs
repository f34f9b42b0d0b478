//! Both programs in real windows: their memory, their first frame, and what they do while nobody is there.

use std::time::{Duration, Instant};

use crate::measure::{Row, Times, cpu_time, memory, ms, pass};
use crate::windows;
use crate::windows::pair::{Pair, first_frame};
use crate::windows::site::Site;

const STARTS: usize = 5;
const MEMORY_MAX_MB: f64 = 120.0;
/// How long nobody is there.
const IDLE: Duration = Duration::from_secs(60);
/// What that may take of one core, per cent.
const IDLE_MAX: f64 = 1.0;
/// What a restart of the touchscreen may take in all; systemd waits for one second of it.
const FRAME_MAX: Duration = Duration::from_secs(1);

/// From the start of a program to the first frame in its window.
pub fn starts() -> Vec<Row> {
    let site = Site::start();
    ["kiosk", "guard"]
        .map(|name| {
            let mut times = Times::default();
            (0..STARTS).for_each(|_| times.add(first_frame(&site, name)));
            Row::judged(
                format!("start of `{name}` to its first frame"),
                format!("p50 {}, longest {}", ms(times.at(50)), ms(times.at(100))),
                ms(FRAME_MAX),
                times.at(50) <= FRAME_MAX,
            )
        })
        .into()
}

/// Memory after a visitor has filled in everything and a guard has signed in; then a minute in which nobody does
/// anything.
pub fn lasting() -> Vec<Row> {
    let (real, twin) = (Site::start(), Site::start());
    let mut pair = Pair::open(&real, &twin);
    windows::check_in(&mut pair);
    windows::complete_slip(&mut pair);
    windows::sign_in(&mut pair);
    let processes = pair.processes();
    let [kiosk, guard] = processes.map(memory);
    let told = |megabytes: f64| format!("{megabytes:.0} MB");
    let mut rows = vec![
        Row::judged(
            "memory of `kiosk` after a visitor",
            told(kiosk),
            told(MEMORY_MAX_MB),
            kiosk <= MEMORY_MAX_MB,
        ),
        Row::told("memory of `guard` with a visitor waiting", told(guard)),
    ];
    let (begin, before) = (Instant::now(), processes.map(cpu_time));
    pass(IDLE);
    let (lasted, after) = (begin.elapsed(), processes.map(cpu_time));
    for (name, spent) in ["kiosk", "guard"].into_iter().zip(after.iter().zip(before).map(|(a, b)| *a - b)) {
        let share = 100.0 * spent.as_secs_f64() / lasted.as_secs_f64();
        rows.push(Row::judged(
            format!("a core's time that `{name}` takes while nobody is there, over {} s", IDLE.as_secs()),
            format!("{share:.2} %"),
            format!("{IDLE_MAX} %"),
            share <= IDLE_MAX,
        ));
    }
    rows
}
