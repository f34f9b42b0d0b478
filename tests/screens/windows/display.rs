//! A display that nobody sees, and the finger and keyboard on it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use slint::{Rgba8Pixel, SharedPixelBuffer};

use super::process::{Started, until};

/// Width and height of each window, pixels: what the screens ask for by themselves.
pub const WINDOW: (u32, u32) = (1280, 800);
/// Between two keys of a person, milliseconds: a scanner is told by its speed.
const PERSON_MS: &str = "90";
/// Between two keys of a scanner, milliseconds.
const SCANNER_MS: &str = "4";
/// How long a window may take to come up on a busy machine.
const COMES_UP: Duration = Duration::from_secs(60);
/// Channels that differ by less were only rounded differently.
const SAME_COLOUR: u8 = 24;

/// An X server in memory, large enough for both windows side by side.
pub struct Display {
    name: String,
    frame: PathBuf,
    windows: Vec<u64>,
    _folder: tempfile::TempDir,
    server: Started,
}

/// One of the two windows: its X id and where its left edge stands.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    id: u64,
    left: u32,
}

impl Display {
    /// On a number of the server's own choice, reached through this machine's socket only.
    pub fn start() -> Display {
        let folder = tempfile::tempdir().expect("a folder for the frame");
        let size = format!("{}x{}x24", 2 * WINDOW.0, WINDOW.1);
        let mut command = Started::command("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", &size, "-nolisten", "tcp", "-noreset", "-fbdir"]);
        command.arg(folder.path()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = Started::start(&mut command);
        let mut number = String::new();
        BufReader::new(server.output()).read_line(&mut number).expect("the number of the display");
        let name = format!(":{}", number.trim());
        let frame = folder.path().join("Xvfb_screen0");
        Display { name, frame, windows: Vec::new(), _folder: folder, server }
    }

    /// What a program with a window needs to be told.
    pub fn show_on(&self, command: &mut Command) {
        command
            .env("DISPLAY", &self.name)
            .env("SLINT_BACKEND", "winit-software")
            .env_remove("WAYLAND_DISPLAY");
    }

    /// From now on the server takes nothing of what is drawn.
    pub fn freezes(&self) {
        self.signal(Signal::STOP);
    }

    /// It goes on.
    pub fn thaws(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.server.id()).expect("a process id");
        kill_process(Pid::from_raw(id).expect("not 0"), signal).expect("the server is there");
    }

    /// The window that has just come up; it is put beside the ones before.
    pub fn next_window(&mut self) -> Window {
        self.next_window_in(u32::try_from(self.windows.len()).expect("two windows"))
    }

    /// Waits until the window of a process that was killed is gone: the next one may get its id.
    pub fn loses(&mut self, window: Window) {
        until("the end of a window", COMES_UP, || {
            let found = self.try_ask(&["search", "--name", "^Gatehouse$"]);
            (!found.lines().any(|line| line.parse() == Ok(window.id))).then_some(())
        });
        self.windows.retain(|id| *id != window.id);
    }

    /// The same, put at this place.
    fn next_window_in(&mut self, place: u32) -> Window {
        let id = until("a window", COMES_UP, || {
            let found = self.try_ask(&["search", "--onlyvisible", "--name", "^Gatehouse$"]);
            found.lines().filter_map(|line| line.parse().ok()).find(|id| !self.windows.contains(id))
        });
        let left = WINDOW.0 * place;
        self.windows.push(id);
        self.ask(&["windowmove", &id.to_string(), &left.to_string(), "0"]);
        Window { id, left }
    }

    /// A finger on a place of the window.
    pub fn touch(&self, window: Window, x: u32, y: u32) {
        let (x, y) = ((window.left + x).to_string(), y.to_string());
        self.focus(window);
        self.ask(&["mousemove", &x, &y, "click", "1"]);
    }

    /// A finger comes down on a place, or goes on to it; it stays down until it is lifted.
    pub fn draw(&self, window: Window, x: u32, y: u32, begins: bool) {
        let (x, y) = ((window.left + x).to_string(), y.to_string());
        let words = ["mousemove", &x, &y, "mousedown", "1"];
        self.ask(if begins { &words } else { &words[..3] });
    }

    /// The finger is lifted.
    pub fn lift(&self) {
        self.ask(&["mouseup", "1"]);
    }

    /// One key, by the name X gives it.
    pub fn press(&self, window: Window, key: &str) {
        self.focus(window);
        self.ask(&["key", key]);
    }

    /// A person types into the window.
    pub fn write(&self, window: Window, text: &str) {
        self.focus(window);
        self.ask(&["type", "--delay", PERSON_MS, text]);
    }

    /// A scanner reads a code: fast keys, then Enter.
    pub fn scan(&self, window: Window, code: &str) {
        self.focus(window);
        self.ask(&["type", "--delay", SCANNER_MS, &format!("{code}\n")]);
    }

    /// Keys go to this window: nobody manages the windows of this display.
    fn focus(&self, window: Window) {
        self.ask(&["windowfocus", &window.id.to_string()]);
    }

    /// How many pixels of the window differ from a picture of the same size.
    pub fn differs(&self, window: Window, picture: &SharedPixelBuffer<Rgba8Pixel>) -> usize {
        let shown = self.picture(window);
        let differs = |(one, other): (&Rgba8Pixel, &Rgba8Pixel)| {
            let far = |a: u8, b: u8| a.abs_diff(b) > SAME_COLOUR;
            far(one.r, other.r) || far(one.g, other.g) || far(one.b, other.b)
        };
        shown.as_slice().iter().zip(picture.as_slice()).filter(|pair| differs(*pair)).count()
    }

    /// What the window shows, out of the server's frame (an XWD file that is mapped, and so always of now).
    pub fn picture(&self, window: Window) -> SharedPixelBuffer<Rgba8Pixel> {
        let frame = std::fs::read(&self.frame).expect("the frame");
        let word = |at: usize| {
            let bytes = frame[4 * at..4 * at + 4].try_into().expect("a word of the heading");
            usize::try_from(u32::from_be_bytes(bytes)).expect("a size")
        };
        // Of the heading: its size, the length of a line, how many colours of 12 bytes follow it.
        let (heading, line, colours) = (word(0), word(12), word(19));
        let first = heading + 12 * colours;
        let mut picture = SharedPixelBuffer::new(WINDOW.0, WINDOW.1);
        for (y, row) in picture.make_mut_slice().chunks_mut(WINDOW.0 as usize).enumerate() {
            let begin = first + y * line + 4 * window.left as usize;
            for (pixel, bytes) in row.iter_mut().zip(frame[begin..].chunks_exact(4)) {
                *pixel = Rgba8Pixel { r: bytes[2], g: bytes[1], b: bytes[0], a: 255 };
            }
        }
        picture
    }

    /// Writes what the window shows to a PNG file.
    pub fn keep_picture(&self, window: Window, path: &Path) {
        let file = std::fs::File::create(path).expect("a file");
        let mut encoder = png::Encoder::new(file, WINDOW.0, WINDOW.1);
        encoder.set_color(png::ColorType::Rgba);
        let mut writer = encoder.write_header().expect("a heading");
        writer.write_image_data(self.picture(window).as_bytes()).expect("a picture");
    }

    fn ask(&self, words: &[&str]) {
        let done = Command::new("xdotool").args(words).env("DISPLAY", &self.name).output().expect("xdotool");
        assert!(done.status.success(), "xdotool {words:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// The same, where nothing to say is an answer.
    fn try_ask(&self, words: &[&str]) -> String {
        let done = Command::new("xdotool").args(words).env("DISPLAY", &self.name).output().expect("xdotool");
        String::from_utf8_lossy(&done.stdout).into_owned()
    }
}
