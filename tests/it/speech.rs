//! What a screen reads aloud: by a program that is led by the test, and by espeak-ng where it is installed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use gatehouse::adapters::speech::{Speech, TEXT_CHARS_MAX};
use gatehouse::domain::Language;
use gatehouse::settings::SpeechSettings;
use tempfile::TempDir;

const SOON: Duration = Duration::from_secs(20);
/// A recording without a word in it: the head of a WAV file.
const EMPTY_WAV_BYTES: u64 = 44;

/// A folder in which the fake program notes what it was given: one `N.args`, `N.text` and `N.pid` each time.
struct Program {
    folder: TempDir,
}

impl Program {
    /// A program that does `then` when it has noted.
    fn new(then: &str) -> Program {
        let folder = tempfile::tempdir().unwrap();
        let script = format!(
            "#!/bin/sh\ncd '{}'\nn=$(ls | grep -c pid)\nprintf '%s\\n' \"$@\" > $n.args\necho $$ > $n.id\ncat > $n.text\n\
             mv $n.id $n.pid\n{then}\n",
            folder.path().display()
        );
        let path = folder.path().join("speak");
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        Program { folder }
    }

    fn path(&self) -> String {
        self.folder.path().join("speak").to_str().unwrap().to_owned()
    }

    fn note(&self, number: usize, what: &str) -> PathBuf {
        self.folder.path().join(format!("{number}.{what}"))
    }

    /// Waits until the program has noted all of that time.
    #[track_caller]
    fn has_spoken(&self, number: usize) -> (String, String, u32) {
        until(|| self.note(number, "pid").exists());
        let read = |what| fs::read_to_string(self.note(number, what)).unwrap();
        (read("args"), read("text"), read("pid").trim().parse().unwrap())
    }
}

#[track_caller]
fn until(is: impl Fn() -> bool) {
    let end = Instant::now() + SOON;
    while !is() {
        assert!(Instant::now() < end, "it does not come");
        std::thread::yield_now();
    }
}

/// Neither at work nor waiting to be buried.
fn is_gone(pid: u32) -> bool {
    !Path::new(&format!("/proc/{pid}")).exists()
}

fn speech(program: &str) -> Speech {
    Speech::start(&SpeechSettings { on: true, program: program.to_owned(), rate: 150 }).unwrap()
}

#[test]
fn a_text_goes_by_standard_input_with_the_voice_of_its_language_and_never_through_a_shell() {
    let program = Program::new("");
    let speech = speech(&program.path());
    assert!(speech.available());
    speech.say("请稍候; $(touch x) `touch y`\n-q", Language::Zh);
    let (args, text, pid) = program.has_spoken(0);
    assert_eq!(args, "-v\ncmn-latn-pinyin\n-s\n150\n-b\n1\n--stdin\n");
    assert_eq!(text, "请稍候; $(touch x) `touch y` -q");
    until(|| is_gone(pid));
    speech.say(&"字".repeat(TEXT_CHARS_MAX + 1), Language::En);
    let (args, text, pid) = program.has_spoken(1);
    assert!(args.starts_with("-v\nen\n"), "{args}");
    assert_eq!(text.chars().count(), TEXT_CHARS_MAX);
    until(|| is_gone(pid));
    assert!(!program.folder.path().join("x").exists() && !program.folder.path().join("y").exists());
}

#[test]
fn a_new_text_ends_the_one_before_at_once_and_leaves_no_dead_program() {
    let program = Program::new("exec sleep 600");
    let speech = speech(&program.path());
    speech.say("one", Language::En);
    let (_, _, first) = program.has_spoken(0);
    assert!(!is_gone(first));
    speech.say("two", Language::En);
    let (_, text, second) = program.has_spoken(1);
    assert_eq!(text, "two");
    assert!(is_gone(first), "two at once");
    speech.hush();
    until(|| is_gone(second));
    speech.say("three", Language::En);
    let (_, _, third) = program.has_spoken(2);
    drop(speech);
    assert!(is_gone(third), "it speaks on without its screen");
}

#[test]
fn of_many_texts_at_once_the_last_is_read() {
    let program = Program::new("exec sleep 600");
    let speech = speech(&program.path());
    for number in 0..50 {
        speech.say(&format!("text {number}"), Language::En);
    }
    let last = |number| fs::read_to_string(program.note(number, "text")).is_ok_and(|text| text == "text 49");
    until(|| (0..50).any(last));
    assert!(speech.available());
}

#[test]
fn without_a_program_nothing_is_offered_and_nothing_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let absent = folder.path().join("speak").to_str().unwrap().to_owned();
    for settings in [
        SpeechSettings { on: true, program: absent, rate: 150 },
        SpeechSettings { on: false, program: "sh".to_owned(), rate: 150 },
    ] {
        let speech = Speech::start(&settings).unwrap();
        assert!(!speech.available(), "{settings:?}");
        speech.say("nobody hears this", Language::En);
        speech.hush();
    }
}

#[test]
fn a_program_that_is_removed_is_not_offered_any_more() {
    let program = Program::new("");
    let speech = speech(&program.path());
    speech.say("one", Language::En);
    program.has_spoken(0);
    fs::remove_file(program.path()).unwrap();
    speech.say("two", Language::En);
    until(|| !speech.available());
}

/// What espeak-ng would speak, as letters of sounds; none where it is not installed. `NEED_ESPEAK=1` makes that a failure.
fn sounds_of(voice: &str, text: &str) -> Option<String> {
    let spoken = Command::new("espeak-ng").args(["-q", "-x", "-v", voice, text]).output();
    match spoken {
        Ok(output) => Some(String::from_utf8(output.stdout).unwrap()),
        Err(cause) => {
            assert!(std::env::var_os("NEED_ESPEAK").is_none(), "apt-get install espeak-ng: {cause}");
            eprintln!("left out: espeak-ng is not installed");
            None
        }
    }
}

#[test]
fn espeak_reads_both_languages_into_a_recording_and_mandarin_as_mandarin() {
    let Some(sounds) = sounds_of("cmn-latn-pinyin", "您好") else { return };
    assert!(sounds.trim_start().starts_with("n'i35n"), "nín in the second tone, and no English: {sounds}");
    // The program itself, and its own way to leave a recording.
    let program = Program::new("espeak-ng -w $n.part \"$@\" < $n.text && mv $n.part $n.wav");
    let speech = speech(&program.path());
    for (number, (text, language)) in
        [("您好,您的排队号是 12。", Language::Zh), ("Your number is 12.", Language::En)]
            .into_iter()
            .enumerate()
    {
        speech.say(text, language);
        let wav = program.note(number, "wav");
        until(|| wav.exists());
        assert!(wav.metadata().unwrap().len() > 100 * EMPTY_WAV_BYTES, "{text}");
    }
}
