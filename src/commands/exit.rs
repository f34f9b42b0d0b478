//! How a command ends: the exit codes scripts and systemd rely on.

use std::error::Error;
use std::process::ExitCode;

/// The exit codes, the same for every subcommand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// 0: done.
    Done = 0,
    /// 1: failed.
    Failed = 1,
    /// 2: wrong use of the command line.
    WrongUse = 2,
    /// 3: the configuration is wrong.
    Configuration = 3,
    /// 4: the store refused: damaged, or held by another process.
    StoreRefused = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        // The discriminants are the codes.
        Self::from(exit as u8)
    }
}

/// A command that did not come to its end.
#[derive(Debug)]
pub struct Failure {
    /// The code to end with.
    pub exit: Exit,
    /// Why; its sources are printed as well.
    pub cause: Box<dyn Error + Send + Sync>,
}

impl Failure {
    /// Wraps a cause that belongs to `exit`; made for `map_err(Failure::of(Exit::WrongUse))`.
    pub fn of<E: Into<Box<dyn Error + Send + Sync>>>(exit: Exit) -> impl Fn(E) -> Self {
        move |cause| Self { exit, cause: cause.into() }
    }

    /// The cause and everything behind it, one line each.
    pub fn chain(&self) -> String {
        let mut text = format!("gatehouse: {}", self.cause);
        let mut next = self.cause.source();
        while let Some(cause) = next {
            text.push_str(&format!("\n  because: {cause}"));
            next = cause.source();
        }
        text
    }
}

/// Output that cannot be written is a failure like any other: somebody closed the pipe.
impl From<std::io::Error> for Failure {
    fn from(cause: std::io::Error) -> Self {
        Self { exit: Exit::Failed, cause: cause.into() }
    }
}
