//! The system of record: one log, many views; embedded in sled.
