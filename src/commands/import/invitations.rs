//! Invitations as pictures, to be sent to visitors.

use std::io;
use std::path::{Path, PathBuf};

use crate::adapters::durable::make_private_folder;
use crate::adapters::private_file;
use crate::badge::BadgeFault;
use crate::badge::qr::QrMatrix;

/// Why there is no picture of an invitation. The booking is made all the same, and its code was told.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoPicture {
    #[error("the folder {path} cannot be used, and nothing was sent")]
    Folder {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("the invitation of {booking} cannot be drawn")]
    Draw {
        booking: String,
        #[source]
        cause: BadgeFault,
    },
    #[error("{path} cannot be written")]
    Write {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
}

/// The folder the pictures go into. Whoever has a picture can find the booking: only their owner may read them.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes the folder where it is not there yet.
    pub(super) fn open(path: &Path) -> Result<Folder, NoPicture> {
        make_private_folder(path).map_err(|cause| NoPicture::Folder { path: path.to_owned(), cause })?;
        Ok(Folder(path.to_owned()))
    }

    /// Puts the QR of an invitation there, named by the booking's number: a name would be personal data.
    pub(super) fn put(&self, booking: &str, invitation: &str) -> Result<(), NoPicture> {
        let picture = QrMatrix::encode(invitation).and_then(|qr| qr.png());
        let picture = picture.map_err(|cause| NoPicture::Draw { booking: booking.to_owned(), cause })?;
        let path = self.0.join(format!("{booking}.png"));
        private_file::replace(&path, &picture).map_err(|cause| NoPicture::Write { path, cause })
    }
}
