//! Decode, measure and clean pages; read PDF; write PDF/A.
