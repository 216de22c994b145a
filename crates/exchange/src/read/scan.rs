//! Where a JSON value ends: brackets and quotes, and nothing of what is between them.

use super::DEPTH_MAX;

/// Whether JSON is nested deeper than any message.
pub(super) fn is_too_deep(text: &[u8]) -> bool {
    let mut scan = Scan::default();
    scan.run(text.trim_ascii_start());
    scan.depth > DEPTH_MAX
}

/// Finds the end of a value, piece by piece.
#[derive(Default)]
pub(super) struct Scan {
    pub(super) depth: u32,
    in_string: bool,
    escaped: bool,
    began: bool,
}

pub(super) struct ScanEnd {
    /// How many bytes belong to the value.
    pub(super) bytes: usize,
    /// Whether it ends there.
    pub(super) reached: bool,
}

impl Scan {
    /// A value without brackets or quotes ends where the file does.
    pub(super) fn is_scalar(&self) -> bool {
        self.depth == 0 && !self.in_string && self.began
    }

    /// Goes on through the next piece. Stops short where it gets too deep.
    pub(super) fn run(&mut self, buffer: &[u8]) -> ScanEnd {
        for (at, byte) in buffer.iter().enumerate() {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => {
                        self.in_string = false;
                        if self.depth == 0 {
                            return ScanEnd { bytes: at + 1, reached: true };
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => {
                    self.depth += 1;
                    if self.depth > DEPTH_MAX {
                        return ScanEnd { bytes: at, reached: false };
                    }
                }
                b'}' | b']' if self.depth == 1 => return ScanEnd { bytes: at + 1, reached: true },
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b'}' | b']' | b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => {
                    return ScanEnd { bytes: at, reached: true };
                }
                _ => {}
            }
            self.began = true;
        }
        ScanEnd { bytes: buffer.len(), reached: false }
    }
}
