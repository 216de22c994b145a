//! One message a line.

use std::io::{BufRead, Read};

use model::FileError;

use super::{BYTE_ORDER_MARK, DOSSIER_BYTES_MAX, Line, scan, too_deep, too_long, unreadable};
use crate::Message;

pub(super) struct Lines<R> {
    input: R,
    line: Line,
    buffer: Vec<u8>,
    done: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, line: 0, buffer: Vec::new(), done: false }
    }

    pub(super) fn next(&mut self) -> Option<Result<(Line, Message), FileError>> {
        while !self.done {
            if let Err(error) = self.fill() {
                self.done = true;
                return Some(Err(error));
            }
            let text = self.buffer.strip_prefix(BYTE_ORDER_MARK).filter(|_| self.line == 1).unwrap_or(&self.buffer);
            if text.len() > DOSSIER_BYTES_MAX {
                return Some(Err(too_long(self.line)));
            }
            if scan::is_too_deep(text) {
                return Some(Err(too_deep(self.line, None)));
            }
            if !text.iter().all(u8::is_ascii_whitespace) {
                let read = serde_json::from_slice(text);
                let placed = |error| FileError::of_json("", &error, self.line, 1);
                return Some(read.map(|message| (self.line, message)).map_err(placed));
            }
        }
        None
    }

    /// The next line into the buffer; of one that is too long no more than shows that it is.
    fn fill(&mut self) -> Result<(), FileError> {
        self.buffer.clear();
        self.line += 1;
        let most = DOSSIER_BYTES_MAX as u64 + 4;
        let failed = |error| unreadable(self.line, &error);
        let read = self.input.by_ref().take(most).read_until(b'\n', &mut self.buffer).map_err(failed)?;
        if read as u64 == most && self.buffer.last() != Some(&b'\n') {
            self.input.skip_until(b'\n').map_err(failed)?;
        }
        self.done = read == 0;
        Ok(())
    }
}
