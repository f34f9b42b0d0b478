//! Reads a screen aloud, for whoever cannot see it: a speech program as a process of its own, one utterance at a time.

use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use rustix::fs::{Access, access};

use crate::domain::Language;
use crate::settings::SpeechSettings;

/// Longest text that is read, characters: more than stands on any screen, and no more than somebody listens to. With up
/// to four bytes each it fits into a pipe (64 KiB), so that handing it over waits for nobody.
pub const TEXT_CHARS_MAX: usize = 1000;
const _: () = assert!(TEXT_CHARS_MAX * 4 < 64 * 1024, "a text must fit into a pipe");
/// Longest time one utterance may take: a program that hangs is ended. The longest Chinese text at the slowest rate takes
/// 11 min (measured with espeak-ng 1.51).
const UTTERANCE_MAX: Duration = Duration::from_secs(15 * 60);
/// How often a program that speaks is looked at: the next text begins within.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// The voices. Debian's espeak-ng knows Mandarin twice, and its plain `cmn` reads the signs as English letters.
const MANDARIN: &str = "cmn-latn-pinyin";
const ENGLISH: &str = "en";
/// What the program must not have of ours: systemd would take its word for the screen's.
const NOT_INHERITED: [&str; 3] = ["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"];

/// A text to be read.
struct Utterance {
    text: String,
    voice: &'static str,
}

/// What is wanted of the thread that speaks.
#[derive(Default)]
struct Wanted {
    next: Option<Utterance>,
    /// What is read now is not wanted any more.
    hush: bool,
    ended: bool,
}

struct Shared {
    wanted: Mutex<Wanted>,
    news: Condvar,
    available: AtomicBool,
}

impl Shared {
    /// Held for moments only, and what is in it is whole at each of them.
    fn lock(&self) -> MutexGuard<'_, Wanted> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn want(&self, change: impl FnOnce(&mut Wanted)) {
        change(&mut self.lock());
        self.news.notify_one();
    }
}

/// The voice of a screen. Dropped, it ends what is read.
pub struct Speech {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Speech {
    /// Makes ready to speak as the settings say. A program that is not there is said once in the log.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(settings: &SpeechSettings) -> io::Result<Speech> {
        let available = settings.on && is_there(&settings.program);
        if settings.on && !available {
            tracing::warn!(program = settings.program, "nothing is read aloud: there is no such program");
        }
        let shared = Arc::new(Shared {
            wanted: Mutex::default(),
            news: Condvar::new(),
            available: AtomicBool::new(available),
        });
        let thread = available.then(|| {
            let (own, settings) = (Arc::clone(&shared), settings.clone());
            Builder::new().name("speech".into()).spawn(move || speak_all(&own, &settings))
        });
        Ok(Speech { shared, thread: thread.transpose()? })
    }

    /// Whether anything can be read aloud: without, a screen does not offer it.
    pub fn available(&self) -> bool {
        self.shared.available.load(Ordering::Acquire)
    }

    /// Reads this text now; what is read ends at once. Never waits. What is longer than [`TEXT_CHARS_MAX`] is cut.
    pub fn say(&self, text: &str, language: Language) {
        let voice = match language {
            Language::Zh => MANDARIN,
            Language::En => ENGLISH,
        };
        let text = text.chars().take(TEXT_CHARS_MAX).map(|sign| if sign.is_control() { ' ' } else { sign });
        let next = Utterance { text: text.collect(), voice };
        self.shared.want(|wanted| (wanted.next, wanted.hush) = (Some(next), true));
    }

    /// Ends what is read, at once.
    pub fn hush(&self) {
        self.shared.want(|wanted| (wanted.next, wanted.hush) = (None, true));
    }
}

impl Drop for Speech {
    fn drop(&mut self) {
        self.shared.want(|wanted| wanted.ended = true);
        // It ends its program first, and looks often; one that has panicked has none.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn speak_all(shared: &Shared, settings: &SpeechSettings) {
    while let Some(utterance) = next(shared) {
        let begun = begin(settings, &utterance);
        match begun {
            Ok(mut child) => {
                if let Err(cause) = finish(shared, &mut child) {
                    tracing::warn!(%cause, "the speech program cannot be looked after");
                }
            }
            Err(cause) => {
                if shared.available.swap(false, Ordering::AcqRel) {
                    tracing::warn!(program = settings.program, %cause, "nothing is read aloud any more");
                }
            }
        }
    }
}

/// Waits for the next text; none when all has ended.
fn next(shared: &Shared) -> Option<Utterance> {
    let mut wanted = shared.lock();
    loop {
        if wanted.ended {
            return None;
        }
        if let Some(utterance) = wanted.next.take() {
            wanted.hush = false;
            return Some(utterance);
        }
        wanted = shared.news.wait(wanted).unwrap_or_else(PoisonError::into_inner);
    }
}

fn begin(settings: &SpeechSettings, utterance: &Utterance) -> io::Result<Child> {
    let rate = settings.rate.to_string();
    let mut command = Command::new(&settings.program);
    command.args(["-v", utterance.voice, "-s", &rate, "-b", "1", "--stdin"]);
    for name in NOT_INHERITED {
        command.env_remove(name);
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    if let Some(mut text) = child.stdin.take() {
        // A program that ended without reading has said all it will.
        let _ = text.write_all(utterance.text.as_bytes());
    }
    Ok(child)
}

/// Waits for the program's end, or ends it when something else is wanted.
fn finish(shared: &Shared, child: &mut Child) -> io::Result<()> {
    let end = Instant::now() + UTTERANCE_MAX;
    loop {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        let wanted = shared.lock();
        let quiet = |wanted: &mut Wanted| !wanted.hush && !wanted.ended;
        let (wanted, _) =
            shared.news.wait_timeout_while(wanted, LOOK_EVERY, quiet).unwrap_or_else(PoisonError::into_inner);
        if wanted.hush || wanted.ended || Instant::now() >= end {
            drop(wanted);
            // By its own id, which stays its own until it was waited for.
            child.kill()?;
            child.wait()?;
            return Ok(());
        }
    }
}

/// Whether a program can be started by this name.
fn is_there(program: &str) -> bool {
    let runs = |path: &Path| path.is_file() && access(path, Access::EXEC_OK).is_ok();
    if program.contains('/') {
        return runs(Path::new(program));
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| runs(&folder.join(program)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_there_if_it_can_be_started() {
        assert!(is_there("sh") && is_there("/bin/sh"));
        assert!(
            !is_there("/etc/passwd") && !is_there("/etc") && !is_there("no-such-program") && !is_there("")
        );
    }
}
