//! The tantivy index over names, numbers and issuers, following the ledger's log.
