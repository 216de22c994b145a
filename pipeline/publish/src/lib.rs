//! Follows the log: into the index, and as sealed segments into the object store.
