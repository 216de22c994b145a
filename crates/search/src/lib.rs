//! Finding papers by name, number and words: a tantivy index that follows the ledger's log (DESIGN §8).
//!
//! The index is disposable: it holds nothing that the log does not, knows how far it has read, and begins anew when it is
//! damaged or of another form. Looking up by a holder's ID is the ledger's, not ours; so are states and who may see what.

mod error;
mod index;
mod query;
mod schema;
mod text;

pub use error::SearchError;
pub use index::Index;
pub use query::{Found, Hit, Query};
