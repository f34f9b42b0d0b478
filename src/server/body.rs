//! The body of a request, within its limit. What is too long is read to its end all the same: an answer that is sent
//! while the other side still writes is lost with the connection.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use futures_util::StreamExt;

use super::problem::{DoorRefusal, Refused};

/// Longest body of a request, in bytes: the largest wish (twenty names, every field full) has a tenth of it.
const BODY_BYTES_MAX: usize = 64 * 1024;
/// How much more is read and thrown away, in bytes: whoever sends this much does not listen.
const THROWN_AWAY_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A whole body.
pub(super) struct Body(pub(super) Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refused;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refused> {
        let mut pieces = request.into_body().into_data_stream();
        let (mut body, mut bytes) = (Vec::new(), 0_usize);
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_cut_off| DoorRefusal::BodyWrong)?;
            bytes = bytes.saturating_add(piece.len());
            if bytes <= BODY_BYTES_MAX {
                body.extend_from_slice(&piece);
            } else if bytes > THROWN_AWAY_BYTES_MAX {
                break;
            }
        }
        if bytes <= BODY_BYTES_MAX { Ok(Self(body.into())) } else { Err(DoorRefusal::BodyTooLong.into()) }
    }
}
