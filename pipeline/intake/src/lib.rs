//! Takes a received file up from the queue: `ReceivedScan` in, the same with its original at hand out.
//!
//! A file whose bytes have been through the path before, with the same claims, is a duplicate and goes no further.

use ledger::Ledger;
use model::{Claim, Failure, FailureKind, Outcome, ReceivedScan, ScanFinished, Verdict};
use objects::{ObjectKey, ObjectStore};
use sandbox::{Sandbox, Workbench};

/// A scan with its original as a file of this machine.
#[derive(Debug)]
pub struct AtHand {
    /// What was received.
    pub scan: ReceivedScan,
    /// The original, for as long as this is kept, and a folder to work in.
    pub bench: Workbench,
}

/// Puts the original of `scan` at hand, on a workbench of `sandbox`.
///
/// # Errors
/// A [`Failure`] of bad input when the scan was refused as it came in; a passing one when the stores cannot answer.
pub async fn take_up(
    ledger: &dyn Ledger,
    objects: &dyn ObjectStore,
    sandbox: &Sandbox,
    scan: ReceivedScan,
) -> Result<Verdict<AtHand>, Failure> {
    if let Some(reason) = scan.refusal.clone() {
        return Err(Failure { kind: FailureKind::BadInput, reason });
    }
    if scan.cut.is_none() {
        // The newest first: its papers are those that a person may have cut anew.
        let before = ledger.scans_of(scan.original.sha256).await?.into_iter().rev();
        let mut same = before.filter_map(|(other, finished)| same_paper(&scan, &other, finished));
        if let Some(finished) = same.next() {
            return Ok(Verdict::Duplicate(finished.papers));
        }
    }
    let key = ObjectKey::original(scan.original.sha256);
    let original = objects.local_file(&key).await?;
    // What is read must be what was handed in; against the reading of a page, hashing costs nothing.
    let original = if scan.read { original.verified(&key).await? } else { original };
    let bench = sandbox.workbench(original.path()).map_err(|error| Failure::unavailable("work_folder", &error))?;
    Ok(Verdict::Next(AtHand { scan, bench }))
}

/// What became of an earlier scan of the same bytes, if this one asks for nothing else.
fn same_paper(scan: &ReceivedScan, other: &ReceivedScan, finished: Option<ScanFinished>) -> Option<ScanFinished> {
    let finished = finished?;
    let taken = matches!(finished.outcome, Outcome::Accepted | Outcome::Held);
    let same_claims = scan.claims.is_empty() || identities(&scan.claims) == identities(&other.claims);
    // What was taken in without reading is read when it comes again to be read.
    let as_deep = other.read || !scan.read;
    (other.scan != scan.scan && taken && same_claims && as_deep).then_some(finished)
}

/// What of a claim makes another paper (DOMAIN §3): the same bytes for the same holder, type and number are the same paper.
fn identities(claims: &[Claim]) -> Vec<(Option<&str>, Option<&str>, Option<&str>)> {
    claims
        .iter()
        .map(|claim| {
            (
                claim.holder.as_ref().map(|holder| holder.id.as_str()),
                claim.paper_type.as_ref().map(model::PaperTypeCode::as_str),
                claim.number.as_deref(),
            )
        })
        .collect()
}
