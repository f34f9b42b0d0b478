//! Plays the sounds of a screen, on a thread of its own that no screen ever waits for. Without a loudspeaker nothing
//! sounds, and nothing else is different.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use super::tones::Tone;
use crate::settings::{Sound, SoundSettings};

/// Sounds that may wait while one plays: more would still sound when what they tell of is over.
pub const WAITING_MAX: usize = 4;
/// How long an alarm that could not be played waits before it is tried again.
const ALARM_AGAIN: Duration = Duration::from_secs(2);

/// Why nothing sounds.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NoSound(pub String);

/// What makes sound of a tone.
pub trait Sink: Send + 'static {
    /// Plays it to its end, or until `wanted` says no. Opens what it needs, and closes it: nobody else is kept from the
    /// loudspeaker.
    ///
    /// # Errors
    /// There is no loudspeaker, it is busy, or it went away.
    fn play(&mut self, tone: Tone, wanted: &dyn Fn() -> bool) -> Result<(), NoSound>;
}

/// What is to be played.
#[derive(Default)]
struct Waiting {
    sounds: VecDeque<Sound>,
    /// The alarm goes on until it is silenced.
    alarm: bool,
    ended: bool,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    news: Condvar,
}

impl Shared {
    /// Held for moments only, and what is in it is whole at each of them.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever wants a sound asks this. Dropped, it ends what plays.
pub struct Speaker {
    /// None where the sound is off.
    shared: Option<Arc<Shared>>,
}

impl Speaker {
    /// Begins to play through `sink` what is asked for, as loud as the settings say; plays nothing where they say off.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(settings: &SoundSettings, sink: impl Sink) -> io::Result<Speaker> {
        if !settings.on {
            return Ok(Speaker { shared: None });
        }
        let shared = Arc::new(Shared::default());
        let (own, volume) = (Arc::clone(&shared), settings.volume);
        Builder::new().name("sound".into()).spawn(move || play_all(&own, volume, sink))?;
        Ok(Speaker { shared: Some(shared) })
    }

    /// Plays it when those before it have ended; one too many is left out. The alarm is played before all of them,
    /// again and again, until [`Speaker::silence`]. Never waits.
    pub fn play(&self, sound: Sound) {
        let Some(shared) = &self.shared else { return };
        let mut waiting = shared.lock();
        match sound {
            Sound::Alarm => waiting.alarm = true,
            _ if waiting.sounds.len() < WAITING_MAX => waiting.sounds.push_back(sound),
            _ => return,
        }
        shared.news.notify_one();
    }

    /// Ends the alarm, at once. Other sounds are not touched.
    pub fn silence(&self) {
        if let Some(shared) = &self.shared {
            shared.lock().alarm = false;
            shared.news.notify_one();
        }
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        if let Some(shared) = &self.shared {
            shared.lock().ended = true;
            shared.news.notify_one();
        }
    }
}

fn play_all(shared: &Shared, volume: u8, mut sink: impl Sink) {
    let (mut last, mut silent) = (None, false);
    while let Some(sound) = next(shared, last) {
        let wanted = || {
            let waiting = shared.lock();
            !waiting.ended && (sound != Sound::Alarm || waiting.alarm)
        };
        match sink.play(Tone { sound, volume }, &wanted) {
            Ok(()) => silent = false,
            Err(fault) => {
                if !silent {
                    tracing::warn!(%fault, "nothing sounds; the next sound is tried all the same");
                }
                silent = true;
                if sound == Sound::Alarm {
                    pause(shared);
                }
            }
        }
        last = Some(sound);
    }
}

/// Waits for what is to be played next; none when all has ended. Between two rounds of an alarm one other sound has
/// room.
fn next(shared: &Shared, last: Option<Sound>) -> Option<Sound> {
    let mut waiting = shared.lock();
    loop {
        if waiting.ended {
            return None;
        }
        let alarm_rests = last == Some(Sound::Alarm) && !waiting.sounds.is_empty();
        if waiting.alarm && !alarm_rests {
            return Some(Sound::Alarm);
        }
        if let Some(sound) = waiting.sounds.pop_front() {
            return Some(sound);
        }
        waiting = shared.news.wait(waiting).unwrap_or_else(PoisonError::into_inner);
    }
}

/// An alarm without a loudspeaker is tried again, not at once: there may be one by then.
fn pause(shared: &Shared) {
    let unchanged = |waiting: &mut Waiting| waiting.alarm && !waiting.ended && waiting.sounds.is_empty();
    drop(shared.news.wait_timeout_while(shared.lock(), ALARM_AGAIN, unchanged));
}
