//! The test badge somebody at a panel asks for: one at a time, and how the last one ended. Not in the record: it is of
//! nobody, and opens nothing.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::domain::CommandId;

/// How far a test badge has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestPrint {
    /// It is being printed, or waits for the badges of visitors.
    Printing,
    /// It came out.
    Printed,
    /// Nobody knows: somebody must look into the tray.
    Unclear,
    /// It surely did not come out.
    NotPrinted,
}

/// One is being printed already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a test badge is being printed")]
pub struct TestUnderWay;

/// Where test badges are asked for.
#[derive(Debug, Default)]
pub struct TestDesk(Mutex<Option<Asked>>);

#[derive(Debug)]
struct Asked {
    wish: CommandId,
    how: TestPrint,
}

impl TestDesk {
    fn asked(&self) -> MutexGuard<'_, Option<Asked>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How far the last one has come; `None` if none was asked for since the start.
    pub fn last(&self) -> Option<TestPrint> {
        self.asked().as_ref().map(|asked| asked.how)
    }

    /// Asks for one. The same wish once more asks for no second.
    ///
    /// # Errors
    /// One is under way.
    pub(super) fn ask(&self, wish: CommandId) -> Result<(), TestUnderWay> {
        let mut asked = self.asked();
        match &*asked {
            Some(last) if last.wish == wish => Ok(()),
            Some(Asked { how: TestPrint::Printing, .. }) => Err(TestUnderWay),
            Some(_) | None => {
                *asked = Some(Asked { wish, how: TestPrint::Printing });
                Ok(())
            }
        }
    }

    /// Whether one is under way.
    pub(super) fn is_under_way(&self) -> bool {
        self.last() == Some(TestPrint::Printing)
    }

    /// The one under way has ended so.
    pub(super) fn end(&self, how: TestPrint) {
        if let Some(asked) = &mut *self.asked() {
            asked.how = how;
        }
    }
}
