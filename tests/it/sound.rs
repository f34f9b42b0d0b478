//! The sounds of a screen, through a loudspeaker that the test leads: in order, few waiting, an alarm until it is silenced.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use gatehouse::adapters::sound::{NoSound, Sink, Speaker, WAITING_MAX};
use gatehouse::adapters::tones::Tone;
use gatehouse::settings::Sound::{Alarm, Arrival, ScanBad, ScanGood, Warning};
use gatehouse::settings::{Sound, SoundSettings};

const SOON: Duration = Duration::from_secs(20);
/// How often the fake asks whether its sound is still wanted.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// What the fake loudspeaker tells.
#[derive(Debug, PartialEq, Eq)]
enum Heard {
    Begins(Sound),
    /// Not to its end.
    BreaksOff(Sound),
}
use Heard::{Begins, BreaksOff};

/// Plays each sound until the test lets it end.
struct Fake {
    heard: Sender<Heard>,
    ends: Receiver<Result<(), NoSound>>,
    volume: u8,
}

impl Sink for Fake {
    fn play(&mut self, tone: Tone, wanted: &dyn Fn() -> bool) -> Result<(), NoSound> {
        assert_eq!(tone.volume, self.volume);
        self.heard.send(Begins(tone.sound)).unwrap();
        loop {
            match self.ends.recv_timeout(LOOK_EVERY) {
                Ok(end) => return end,
                Err(_) if wanted() => {}
                Err(_) => {
                    let _ = self.heard.send(BreaksOff(tone.sound));
                    return Ok(());
                }
            }
        }
    }
}

struct Bench {
    speaker: Speaker,
    heard: Receiver<Heard>,
    lead: Sender<Result<(), NoSound>>,
}

impl Bench {
    fn new(on: bool) -> Bench {
        let ((tell, heard), (lead, ends)) = (channel(), channel());
        let fake = Fake { heard: tell, ends, volume: 40 };
        let speaker = Speaker::start(&SoundSettings { on, volume: 40 }, fake).unwrap();
        Bench { speaker, heard, lead }
    }

    #[track_caller]
    fn hears(&self, wanted: Heard) {
        assert_eq!(self.heard.recv_timeout(SOON), Ok(wanted));
    }

    fn ends(&self) {
        self.lead.send(Ok(())).unwrap();
    }

    fn fails(&self) {
        self.lead.send(Err(NoSound("busy".to_owned()))).unwrap();
    }
}

#[test]
fn sounds_come_in_order_and_one_too_many_is_left_out() {
    let bench = Bench::new(true);
    bench.speaker.play(ScanGood);
    bench.hears(Begins(ScanGood));
    let waiting = [Arrival, Warning, ScanBad, Arrival];
    assert_eq!(waiting.len(), WAITING_MAX);
    for sound in waiting {
        bench.speaker.play(sound);
    }
    bench.speaker.play(ScanGood);
    for sound in waiting {
        bench.ends();
        bench.hears(Begins(sound));
    }
    bench.ends();
    bench.speaker.play(Warning);
    bench.hears(Begins(Warning));
}

#[test]
fn an_alarm_goes_on_until_it_is_silenced_and_leaves_room_for_others() {
    let bench = Bench::new(true);
    bench.speaker.play(Arrival);
    bench.hears(Begins(Arrival));
    bench.speaker.play(ScanGood);
    bench.speaker.play(Alarm);
    for sound in [Alarm, ScanGood, Alarm, Alarm] {
        bench.ends();
        bench.hears(Begins(sound));
    }
    bench.speaker.play(Arrival);
    bench.speaker.silence();
    bench.hears(BreaksOff(Alarm));
    bench.hears(Begins(Arrival));
    bench.speaker.silence();
    bench.speaker.play(Warning);
    bench.ends();
    bench.hears(Begins(Warning));
}

#[test]
fn a_loudspeaker_that_fails_is_tried_again_at_the_next_sound_and_by_an_alarm_itself() {
    let bench = Bench::new(true);
    for sound in [Arrival, ScanBad, Alarm, Alarm] {
        bench.speaker.play(sound);
        bench.hears(Begins(sound));
        bench.fails();
    }
    bench.hears(Begins(Alarm));
    bench.speaker.silence();
    bench.hears(BreaksOff(Alarm));
}

#[test]
fn a_screen_that_ends_breaks_off_what_sounds() {
    let Bench { speaker, heard, lead: _lead } = Bench::new(true);
    speaker.play(Arrival);
    speaker.play(Warning);
    assert_eq!(heard.recv_timeout(SOON), Ok(Begins(Arrival)));
    drop(speaker);
    assert_eq!(heard.recv_timeout(SOON), Ok(BreaksOff(Arrival)));
    assert_eq!(heard.recv_timeout(SOON), Err(RecvTimeoutError::Disconnected));
}

#[test]
fn a_screen_whose_sound_is_off_opens_no_loudspeaker() {
    let bench = Bench::new(false);
    bench.speaker.play(Alarm);
    bench.speaker.silence();
    assert_eq!(bench.heard.recv_timeout(SOON), Err(RecvTimeoutError::Disconnected));
}
