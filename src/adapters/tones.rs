//! The sounds of the screens, note by note. They are made here, so that there is no file whose licence must be known.

use std::f32::consts::TAU;
use std::time::Duration;

use crate::settings::Sound;

/// How long a note takes to swell and to fade: shorter, and the loudspeaker clicks.
const SWELL: Duration = Duration::from_millis(10);
const FADE: Duration = Duration::from_millis(40);
/// The loudest a note gets, of 1: loudspeakers of a few coins rattle above.
const PEAK: f32 = 0.8;

/// One note; nothing sounds at 0 Hz.
struct Note {
    hertz: f32,
    ms: u64,
}

const fn note(hertz: f32, ms: u64) -> Note {
    Note { hertz, ms }
}

/// A bell with two notes up, the same for every visitor.
const ARRIVAL: &[Note] = &[note(784.0, 180), note(1046.5, 380)];
/// Two notes by turns, as sirens have, and a rest before the next time.
const ALARM: &[Note] =
    &[note(880.0, 250), note(659.3, 250), note(880.0, 250), note(659.3, 250), note(0.0, 300)];
/// The same note twice: something ends soon.
const WARNING: &[Note] = &[note(523.3, 150), note(0.0, 90), note(523.3, 220)];
/// Short and high, as tills have it.
const SCAN_GOOD: &[Note] = &[note(1318.5, 130)];
/// Low, twice.
const SCAN_BAD: &[Note] = &[note(233.1, 160), note(0.0, 60), note(196.0, 280)];

/// A sound at a loudness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tone {
    /// Which.
    pub sound: Sound,
    /// How loud, percent.
    pub volume: u8,
}

impl Tone {
    /// Its samples from -1 to 1, so many a second.
    pub fn samples(self, rate: u32) -> Vec<f32> {
        // Ears hear by ratios: half of the scale is to sound about half as loud.
        let loud = PEAK * (f32::from(self.volume.min(100)) / 100.0).powi(2);
        notes(self.sound).iter().flat_map(|note| sounding(note, rate, loud)).collect()
    }

    /// How long it sounds.
    pub fn length(self) -> Duration {
        Duration::from_millis(notes(self.sound).iter().map(|note| note.ms).sum())
    }
}

fn notes(sound: Sound) -> &'static [Note] {
    match sound {
        Sound::Arrival => ARRIVAL,
        Sound::Alarm => ALARM,
        Sound::Warning => WARNING,
        Sound::ScanGood => SCAN_GOOD,
        Sound::ScanBad => SCAN_BAD,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a second has fewer samples than an f32 counts")]
fn sounding(note: &Note, rate: u32, loud: f32) -> impl Iterator<Item = f32> {
    let count = u64::from(rate) * note.ms / 1000;
    let (hertz, rate) = (note.hertz, rate as f32);
    let length = count as f32 / rate;
    (0..count).map(move |at| {
        let at = at as f32 / rate;
        let swell = soft(at / SWELL.as_secs_f32()) * soft((length - at) / FADE.as_secs_f32());
        loud * swell * (TAU * hertz * at).sin()
    })
}

/// From 0 to 1 without a corner.
fn soft(part: f32) -> f32 {
    let part = part.clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 48_000;
    const ALL: [Sound; 5] = [Sound::Arrival, Sound::Alarm, Sound::Warning, Sound::ScanGood, Sound::ScanBad];
    /// The steepest that a note of 1319 Hz gets at 48 kHz: a step that is larger is a click.
    const STEP_MAX: f32 = 0.18;

    fn tone(sound: Sound, volume: u8) -> Tone {
        Tone { sound, volume }
    }

    fn peak(samples: &[f32]) -> f32 {
        samples.iter().fold(0.0, |peak, sample| sample.abs().max(peak))
    }

    /// How often the wave goes up through nothing.
    fn waves(samples: &[f32]) -> usize {
        samples.windows(2).filter(|pair| pair[0] <= 0.0 && pair[1] > 0.0).count()
    }

    #[test]
    fn a_sound_is_as_long_as_its_notes_at_every_rate() {
        for rate in [8_000, 44_100, RATE] {
            for sound in ALL {
                let samples = tone(sound, 100).samples(rate).len();
                let wanted = tone(sound, 100).length().as_secs_f64() * f64::from(rate);
                assert!(
                    (samples as f64 - wanted).abs() < 6.0,
                    "{sound:?} at {rate}: {samples}, not {wanted}"
                );
            }
        }
    }

    #[test]
    fn nothing_clips_and_nothing_clicks() {
        for sound in ALL {
            let samples = tone(sound, 100).samples(RATE);
            assert!(peak(&samples) <= PEAK, "{sound:?} clips");
            assert!(peak(&samples) > 0.9 * PEAK, "{sound:?} is faint");
            assert!(peak(&samples[..48]) < 0.05, "{sound:?} begins with a click");
            assert!(peak(&samples[samples.len() - 48..]) < 0.05, "{sound:?} ends with a click");
            let steps = samples.windows(2).map(|pair| (pair[1] - pair[0]).abs());
            assert!(steps.fold(0.0, f32::max) < STEP_MAX, "{sound:?} clicks");
        }
    }

    #[test]
    fn the_notes_are_the_notes() {
        assert!((170..=172).contains(&waves(&tone(Sound::ScanGood, 100).samples(RATE))), "1318.5 Hz, 130 ms");
        let bell = tone(Sound::Arrival, 100).samples(RATE);
        let (low, high) = bell.split_at(RATE as usize * 180 / 1000);
        assert!((140..=142).contains(&waves(low)), "{} waves of 784 Hz in 180 ms", waves(low));
        assert!((397..=399).contains(&waves(high)), "{} waves of 1046.5 Hz in 380 ms", waves(high));
    }

    #[test]
    fn the_volume_goes_from_nothing_to_all() {
        let peaks: Vec<f32> =
            [0, 25, 50, 100].map(|volume| peak(&tone(Sound::Alarm, volume).samples(RATE))).to_vec();
        assert_eq!(peaks[0], 0.0);
        assert!(peaks.windows(2).all(|pair| pair[0] < pair[1]), "{peaks:?}");
    }

    #[test]
    fn no_two_sounds_are_the_same() {
        let all = ALL.map(|sound| tone(sound, 100).samples(8_000));
        for (at, one) in all.iter().enumerate() {
            assert!(!all[at + 1..].contains(one), "{:?}", ALL[at]);
        }
    }
}
