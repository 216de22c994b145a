//! The child process in which files are decoded and read, and the parent's end of it.
