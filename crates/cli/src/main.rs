//! The binary `hoso`.
fn main() {}
