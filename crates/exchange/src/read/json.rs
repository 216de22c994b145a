//! Dossiers in one JSON document: finds where each begins and ends, and leaves its inside to serde_json. serde_json itself
//! streams values that stand beside each other, not the elements of an array.

use std::io::BufRead;

use model::FileError;

use super::{BYTE_ORDER_MARK, DEPTH_MAX, DOSSIER_BYTES_MAX, Line, scan::Scan, too_deep, too_long, unreadable, wrong};
use crate::Message;

/// Where the reader stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Start,
    /// In the array, before its first element.
    First,
    /// In the array, after an element.
    Next,
    /// After the document.
    End,
    Done,
}

pub(super) struct Elements<R> {
    cursor: Cursor<R>,
    place: Place,
    /// Whether the array stands in a document under `dossiers`.
    in_document: bool,
    element: Vec<u8>,
}

type Read = Result<Option<(Line, Message)>, FileError>;

impl<R: BufRead> Elements<R> {
    pub(super) fn new(input: R) -> Self {
        let cursor = Cursor { input, line: 1, column: 1 };
        Self { cursor, place: Place::Start, in_document: false, element: Vec::new() }
    }

    pub(super) fn next(&mut self) -> Option<Result<(Line, Message), FileError>> {
        while self.place != Place::Done {
            let read = match self.place {
                Place::Start => self.start(),
                Place::First | Place::Next => self.in_array(),
                Place::End => self.end().map(|()| None),
                Place::Done => return None,
            };
            match read {
                Ok(None) => {}
                Ok(Some(found)) => return Some(Ok(found)),
                Err(error) => return Some(Err(error)),
            }
        }
        None
    }

    /// What breaks the document itself: nothing after it can be trusted.
    fn broken<T>(&mut self, error: FileError) -> Result<T, FileError> {
        self.place = Place::Done;
        Err(error)
    }

    fn start(&mut self) -> Read {
        self.cursor.skip_byte_order_mark();
        match self.cursor.peek_after_space(&mut Vec::new()) {
            Ok(Some(b'[')) => {
                self.cursor.take(1);
                self.place = Place::First;
                Ok(None)
            }
            Ok(Some(b'{')) => self.document(),
            Ok(Some(_)) => {
                let error = self.cursor.wrong("neither an array nor an object begins here");
                self.broken(error)
            }
            Ok(None) => {
                self.broken(wrong(0, None, "the file is empty; expected are an array of dossiers or one dossier"))
            }
            Err(error) => self.broken(error),
        }
    }

    /// An object: one message, or a document with `dossiers`, at whose array it stops.
    fn document(&mut self) -> Read {
        let (line, column) = (self.cursor.line, self.cursor.column);
        // All of it that has been read, spaces too, so that places in it are told right.
        let mut whole = vec![b'{'];
        self.cursor.take(1);
        match self.cursor.members(&mut whole) {
            Ok(Member::Dossiers) => {
                self.in_document = true;
                self.place = Place::First;
                Ok(None)
            }
            Ok(Member::None) => {
                self.place = Place::End;
                parsed(&whole, line, column)
            }
            Err(error) => self.broken(error),
        }
    }

    fn in_array(&mut self) -> Read {
        match self.before_element() {
            Ok(true) => {}
            Ok(false) => {
                self.place = Place::End;
                return Ok(None);
            }
            Err(error) => return self.broken(error),
        }
        self.place = Place::Next;
        let (line, column) = (self.cursor.line, self.cursor.column);
        self.element.clear();
        match self.cursor.value(&mut self.element) {
            Ok(true) => parsed(&self.element, line, column),
            // Its end is known: the next one goes on.
            Ok(false) => Err(too_long(line)),
            Err(error) => self.broken(error),
        }
    }

    /// Goes to the beginning of the next element; false when the array has ended.
    fn before_element(&mut self) -> Result<bool, FileError> {
        let cursor = &mut self.cursor;
        let space = &mut Vec::new();
        match (cursor.peek_after_space(space)?, self.place) {
            (Some(b']'), _) => {
                cursor.take(1);
                if self.in_document {
                    cursor.rest_of_document()?;
                }
                Ok(false)
            }
            (Some(b','), Place::Next) => {
                cursor.take(1);
                match cursor.peek_after_space(space)? {
                    Some(b']' | b',') => Err(cursor.wrong("a dossier is missing after the comma")),
                    Some(_) => Ok(true),
                    None => Err(cursor.ended()),
                }
            }
            (Some(_), Place::Next) => Err(cursor.wrong("expected a comma or the end of the array")),
            (Some(_), _) => Ok(true),
            (None, _) => Err(cursor.ended()),
        }
    }

    fn end(&mut self) -> Result<(), FileError> {
        self.place = Place::Done;
        match self.cursor.peek_after_space(&mut Vec::new())? {
            None => Ok(()),
            Some(_) => Err(self.cursor.wrong("there is something after the end of the document")),
        }
    }
}

fn parsed(text: &[u8], line: Line, column: u64) -> Read {
    serde_json::from_slice(text)
        .map(|message| Some((line, message)))
        .map_err(|error| FileError::of_json("", &error, line, column))
}

/// How the members of an object ended.
enum Member {
    /// At the array of `dossiers`, inside it.
    Dossiers,
    /// At the object's end.
    None,
}

/// The bytes of the file, and the place of the next one.
struct Cursor<R> {
    input: R,
    line: Line,
    column: u64,
}

impl<R: BufRead> Cursor<R> {
    fn wrong(&self, cause: &str) -> FileError {
        wrong(self.line, Some(&self.column.to_string()), cause)
    }

    fn ended(&self) -> FileError {
        self.wrong("the file ends in the middle of the document; it may have been cut off")
    }

    fn buffer(&mut self) -> Result<&[u8], FileError> {
        let line = self.line;
        self.input.fill_buf().map_err(|error| unreadable(line, &error))
    }

    fn peek(&mut self) -> Result<Option<u8>, FileError> {
        Ok(self.buffer()?.first().copied())
    }

    /// Goes past bytes among which is no line feed.
    fn take(&mut self, bytes: usize) {
        self.input.consume(bytes);
        self.column += bytes as u64;
    }

    fn skip_byte_order_mark(&mut self) {
        for byte in BYTE_ORDER_MARK {
            if !matches!(self.peek(), Ok(Some(found)) if found == *byte) {
                return;
            }
            self.input.consume(1);
        }
    }

    /// The next byte that is not space; the space goes to `kept`.
    fn peek_after_space(&mut self, kept: &mut Vec<u8>) -> Result<Option<u8>, FileError> {
        loop {
            match self.peek()? {
                Some(b'\n') => {
                    self.input.consume(1);
                    self.line += 1;
                    self.column = 1;
                    kept.push(b'\n');
                }
                Some(space @ (b' ' | b'\t' | b'\r')) => {
                    self.take(1);
                    kept.push(space);
                }
                other => return Ok(other),
            }
        }
    }

    /// Reads an object's members on from where it stands, up to the object's end or to the array of `dossiers`.
    fn members(&mut self, kept: &mut Vec<u8>) -> Result<Member, FileError> {
        loop {
            match self.peek_after_space(kept)? {
                Some(b'}') => {
                    self.take(1);
                    kept.push(b'}');
                    return Ok(Member::None);
                }
                // Whether commas stand where they should is for serde_json to say.
                Some(b',') => {
                    self.take(1);
                    kept.push(b',');
                }
                Some(b'"') => {
                    if self.member(kept)? {
                        return Ok(Member::Dossiers);
                    }
                }
                Some(_) => return Err(self.wrong("expected a name in quotes, or the end of the object")),
                None => return Err(self.ended()),
            }
        }
    }

    /// One member, name and value; true at the array of `dossiers`, which is left to be read.
    fn member(&mut self, kept: &mut Vec<u8>) -> Result<bool, FileError> {
        let line = self.line;
        let from = kept.len();
        let whole = self.value(kept)?;
        let is_dossiers = kept.get(from..) == Some(b"\"dossiers\"".as_slice());
        if self.peek_after_space(kept)? != Some(b':') {
            return Err(self.wrong("expected a colon after the name"));
        }
        self.take(1);
        kept.push(b':');
        if self.peek_after_space(kept)? == Some(b'[') && is_dossiers {
            self.take(1);
            return Ok(true);
        }
        if whole && self.value(kept)? { Ok(false) } else { Err(too_long(line)) }
    }

    /// What follows the array of `dossiers` in its document says nothing of a dossier.
    fn rest_of_document(&mut self) -> Result<(), FileError> {
        match self.members(&mut Vec::new())? {
            Member::None => Ok(()),
            Member::Dossiers => Err(self.wrong("dossiers stands in the document twice")),
        }
    }

    /// Copies one value to `kept`; false when it is longer than a dossier may be, of which no more than that is kept.
    fn value(&mut self, kept: &mut Vec<u8>) -> Result<bool, FileError> {
        let (line, column) = (self.line, self.column);
        let mut scan = Scan::default();
        loop {
            let buffer = self.buffer()?;
            if buffer.is_empty() {
                let cause = "the file ends in the middle of what begins here; it may have been cut off";
                return if scan.is_scalar() { Ok(true) } else { Err(wrong(line, Some(&column.to_string()), cause)) };
            }
            let end = scan.run(buffer);
            let part = &buffer[..end.bytes];
            if kept.len() <= DOSSIER_BYTES_MAX {
                kept.extend_from_slice(part);
            }
            match part.iter().rposition(|byte| *byte == b'\n') {
                Some(last) => {
                    let lines = part.iter().filter(|byte| **byte == b'\n').count() as u64;
                    let rest = (part.len() - last) as u64;
                    self.line += lines;
                    self.column = rest;
                }
                None => self.column += end.bytes as u64,
            }
            self.input.consume(end.bytes);
            if scan.depth > DEPTH_MAX {
                return Err(too_deep(line, Some(&column.to_string())));
            }
            if end.reached {
                return Ok(kept.len() <= DOSSIER_BYTES_MAX);
            }
        }
    }
}
