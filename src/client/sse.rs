//! Server-sent events out of a stream of bytes.

/// Longest line, in bytes: a panel's view with thousands of visits is one line of a few megabytes.
const LINE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SseEvent {
    /// Its name; `message` where the stream gave none.
    pub name: String,
    /// Its id, where it has one.
    pub id: Option<String>,
    /// What it says.
    pub data: String,
}

/// A line longer than any of ours: the stream is no longer understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a line of the stream is longer than {LINE_BYTES_MAX} bytes")]
pub struct LineTooLong;

/// Takes bytes in as they come, gives whole events out.
#[derive(Debug, Default)]
pub struct SseReader {
    line: Vec<u8>,
    after_return: bool,
    event: SseEvent,
    has_data: bool,
}

impl SseReader {
    /// The events that end within these bytes.
    ///
    /// # Errors
    /// [`LineTooLong`]; the stream is to be left then.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Vec<SseEvent>, LineTooLong> {
        let mut events = Vec::new();
        for byte in bytes {
            match byte {
                // The second half of a CR LF ends nothing new.
                b'\n' if self.after_return => self.after_return = false,
                b'\n' | b'\r' => {
                    self.after_return = *byte == b'\r';
                    events.extend(self.line_ends());
                }
                _ => {
                    self.after_return = false;
                    if self.line.len() >= LINE_BYTES_MAX {
                        return Err(LineTooLong);
                    }
                    self.line.push(*byte);
                }
            }
        }
        Ok(events)
    }

    fn line_ends(&mut self) -> Option<SseEvent> {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            let mut event = std::mem::take(&mut self.event);
            if event.name.is_empty() {
                event.name.push_str("message");
            }
            return std::mem::take(&mut self.has_data).then_some(event);
        }
        let line = String::from_utf8_lossy(&line);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event.name),
            "id" => self.event.id = Some(value.to_owned()),
            "data" => {
                if self.has_data {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
                self.has_data = true;
            }
            // A comment keeps the line open; other fields are for readers that come later.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, id: Option<&str>, data: &str) -> SseEvent {
        SseEvent { name: name.to_owned(), id: id.map(str::to_owned), data: data.to_owned() }
    }

    #[test]
    fn events_are_whole_however_the_bytes_come() {
        let text = ": alive\n\nevent: view\nid: 7\ndata: {\"a\":\"张伟\"}\n\nevent: reset\r\ndata: {}\r\n\r\ndata: x\ndata: y\n\n";
        let wanted = [
            event("view", Some("7"), "{\"a\":\"张伟\"}"),
            event("reset", None, "{}"),
            event("message", None, "x\ny"),
        ];
        for piece in 1..text.len() {
            let mut reader = SseReader::default();
            let found: Vec<_> =
                text.as_bytes().chunks(piece).flat_map(|bytes| reader.take(bytes).unwrap()).collect();
            assert_eq!(found, wanted, "in pieces of {piece}");
        }
    }

    #[test]
    fn an_event_that_never_ends_is_left() {
        let mut reader = SseReader::default();
        assert_eq!(reader.take(&vec![b'x'; LINE_BYTES_MAX + 1]), Err(LineTooLong));
    }
}
