//! Processes that end with whoever started them, and waiting for what they do.

use std::process::{Child, ChildStdout, Command, ExitStatus};
use std::time::{Duration, Instant};

/// How often it is looked whether a state has come.
pub const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A process that ends with the test, whatever ends the test.
pub struct Started(Child);

impl Started {
    /// A command whose process dies with the thread that starts it, even where nothing is dropped any more.
    pub fn command(program: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", program]);
        command
    }

    pub fn start(command: &mut Command) -> Started {
        Started(command.spawn().expect("started"))
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Its standard output, once.
    pub fn output(&mut self) -> ChildStdout {
        self.0.stdout.take().expect("its output")
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().expect("a child")
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // Fails only where it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Looks until there is an answer.
pub fn until<T>(what: &str, limit: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < limit, "{what} did not come within {limit:?}");
        std::thread::sleep(LOOK_EVERY);
    }
}
