//! Measures every page: `ReceivedScan` in, `PagedScan` out. Size, dpi, rotation, skew, blank, codes; nothing is read yet.

use model::{DocumentFacts, Failure, PagedScan, ReceivedScan};
use sandbox::{Sandbox, Workbench};

/// Measures the pages of the scan on the bench. For a scan that is not to be read, pages are counted and no pixel is
/// looked at.
///
/// # Errors
/// A [`Failure`] of bad input when the file is at fault: encrypted, damaged, no document, too large.
pub async fn measure(sandbox: &Sandbox, bench: &Workbench, received: ReceivedScan) -> Result<PagedScan, Failure> {
    let facts: DocumentFacts =
        if received.read { sandbox.measure(bench.original()).await? } else { sandbox.count(bench.original()).await? };
    Ok(PagedScan { received, facts })
}
