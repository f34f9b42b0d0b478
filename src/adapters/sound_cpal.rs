//! The loudspeaker of the machine, by ALSA.

use std::fs;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{Device, FromSample, OutputCallbackInfo, SampleFormat, SizedSample, StreamConfig};

use super::sound::{NoSound, Sink};
use super::tones::Tone;

/// Where the kernel shows sound cards. Looked at first: without a card the library writes a dozen lines to standard
/// error.
const CARDS: &str = "/dev/snd";
/// How often it is asked whether a sound is still wanted: an alarm that is silenced ends within.
const LOOK_EVERY: Duration = Duration::from_millis(30);
/// How much longer than the sound itself the playing may take; a loudspeaker that takes more hangs.
const LATE_MAX: Duration = Duration::from_secs(2);
/// The longest that what was handed over may still wait in a buffer of the system.
const BUFFERED_MAX: Duration = Duration::from_secs(1);

/// The loudspeaker that the machine uses by default, opened for each sound.
#[derive(Debug, Default)]
pub struct Loudspeaker;

/// What the loudspeaker's own thread tells.
enum Told {
    /// All is handed over; the last of it sounds so much later.
    Over(Duration),
    /// It does not go on.
    Gone(String),
}

impl Sink for Loudspeaker {
    fn play(&mut self, tone: Tone, wanted: &dyn Fn() -> bool) -> Result<(), NoSound> {
        if !has_playback(CARDS) {
            return Err(NoSound("this machine has no sound card, or this user may not use it".to_owned()));
        }
        let device = cpal::default_host().default_output_device();
        let device = device.ok_or_else(|| NoSound("there is no loudspeaker".to_owned()))?;
        let known = device.default_output_config().map_err(no_sound)?;
        match known.sample_format() {
            SampleFormat::F32 => play_as::<f32>(&device, known.into(), tone, wanted),
            SampleFormat::I16 => play_as::<i16>(&device, known.into(), tone, wanted),
            SampleFormat::I32 => play_as::<i32>(&device, known.into(), tone, wanted),
            SampleFormat::U8 => play_as::<u8>(&device, known.into(), tone, wanted),
            other => Err(NoSound(format!("the loudspeaker wants samples of the form {other}"))),
        }
    }
}

fn no_sound(fault: cpal::Error) -> NoSound {
    NoSound(fault.to_string())
}

/// Whether a card has an end that plays.
fn has_playback(cards: &str) -> bool {
    let plays = |name: &str| name.starts_with("pcm") && name.ends_with('p');
    let entries = fs::read_dir(cards).into_iter().flatten();
    entries.flatten().any(|entry| entry.file_name().to_str().is_some_and(plays))
}

fn play_as<T: SizedSample + FromSample<f32>>(
    device: &Device,
    config: StreamConfig,
    tone: Tone,
    wanted: &dyn Fn() -> bool,
) -> Result<(), NoSound> {
    let channels = usize::from(config.channels).max(1);
    let mut samples = tone.samples(config.sample_rate).into_iter();
    let (tell, told) = sync_channel(1);
    let gone = tell.clone();
    let fill = move |out: &mut [T], info: &OutputCallbackInfo| {
        for frame in out.chunks_mut(channels) {
            frame.fill(T::from_sample(samples.next().unwrap_or(0.0)));
        }
        if samples.len() == 0 {
            say(&tell, Told::Over(delay(info)));
        }
    };
    let failed = move |fault: cpal::Error| match fault.kind() {
        // It crackles once, and goes on.
        cpal::ErrorKind::Xrun | cpal::ErrorKind::RealtimeDenied => {}
        _ => say(&gone, Told::Gone(fault.to_string())),
    };
    let stream = device.build_output_stream(config, fill, failed, Some(LATE_MAX)).map_err(no_sound)?;
    stream.play().map_err(no_sound)?;
    let mut end = Instant::now() + tone.length() + LATE_MAX;
    let mut over = false;
    while wanted() {
        match told.recv_timeout(LOOK_EVERY) {
            Ok(Told::Over(late)) if !over => {
                over = true;
                end = Instant::now() + late.min(BUFFERED_MAX);
            }
            Ok(Told::Gone(cause)) => return Err(NoSound(cause)),
            // Silence follows, and is told each time.
            Ok(Told::Over(_)) | Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(NoSound("the loudspeaker has ended".to_owned()));
            }
        }
        if Instant::now() >= end {
            return if over { Ok(()) } else { Err(NoSound("the loudspeaker takes no sound".to_owned())) };
        }
    }
    Ok(())
}

/// How long what is handed over now still waits.
fn delay(info: &OutputCallbackInfo) -> Duration {
    let stamp = info.timestamp();
    stamp.playback.saturating_duration_since(stamp.callback)
}

/// Never waits: the loudspeaker's thread may not. What is not taken was told before.
fn say(tell: &SyncSender<Told>, what: Told) {
    let _ = tell.try_send(what);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_a_card_is_silent_and_asks_no_library() {
        let folder = tempfile::tempdir().unwrap();
        let cards = folder.path().to_str().unwrap().to_owned();
        assert!(!has_playback(&format!("{cards}/absent")) && !has_playback(&cards));
        for name in ["controlC0", "timer", "pcmC0D0c"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        assert!(!has_playback(&cards), "a microphone is no loudspeaker");
        fs::write(folder.path().join("pcmC0D0p"), "").unwrap();
        assert!(has_playback(&cards));
    }
}
