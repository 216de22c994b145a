//! `hoso audit` and `hoso receipt`: does what was written down still hold?

use std::{fs, io::Read, path::Path};

use anyhow::{Context as _, Result};
use model::{CertifiedCopy, SealedReceipt};
use serde::Serialize;

use crate::{
    arguments::{Audit, Receipt},
    commands::Answer,
    open::Store,
    output,
    settings::{Settings, WrongUsage},
};

pub(super) async fn run(settings: &Settings, audit: Audit) -> Result<Answer> {
    let Audit::Verify { key, json } = audit;
    let key = key.as_deref().map(public_key).transpose()?;
    let store = Store::open_as_it_is(settings).await?;
    let report = store.registry.audit(key.as_deref()).await?;
    store.registry.ledger.close().await?;
    if json {
        output::json(&report)?;
    } else {
        for found in &report.findings {
            let entry = found.entry.map_or_else(String::new, |entry| format!("entry {entry}: "));
            output::line(&format!("{entry}{} ({})", found.message, found.found_in));
        }
        let end = match report.findings.len() {
            0 => "the chain holds".to_owned(),
            count => format!("{count} findings"),
        };
        output::line(&format!(
            "{} entries, {} exported segments, {} checkpoints (signed up to entry {}): {end}",
            report.entries, report.segments, report.checkpoints, report.vouched_for
        ));
    }
    Ok(if report.findings.is_empty() { Answer::Done } else { Answer::Refused })
}

pub(super) fn receipt(receipt: &Receipt) -> Result<Answer> {
    /// Whether a receipt holds.
    #[derive(Serialize)]
    struct Verified {
        batch: String,
        valid: bool,
        why_not: Option<String>,
    }
    let (file, key, json) = match receipt {
        Receipt::Verify { file, key, json } => (file, key, json),
        Receipt::Copy { text, key, json } => return copy(text, key, *json),
    };
    let key = public_key(key)?;
    let sealed: SealedReceipt = serde_json::from_str(&text_of(file)?)
        .with_context(|| format!("{} is no signed receipt as `hoso ingest --json` prints it", file.display()))?;
    let why_not = registry::verify_receipt(&sealed, &key).err().map(|error| error.to_string());
    let verified = Verified { batch: sealed.receipt.batch.to_string(), valid: why_not.is_none(), why_not };
    if *json {
        output::json(&verified)?;
    } else if let Some(why_not) = &verified.why_not {
        output::line(&format!("receipt {} does not hold: {why_not}", verified.batch));
    } else {
        output::line(&format!("receipt {} holds: signed with this key, and not changed since", verified.batch));
    }
    Ok(if verified.valid { Answer::Done } else { Answer::Refused })
}

fn copy(text: &str, key: &str, json: bool) -> Result<Answer> {
    /// Whether a copy was given out by the store of a key.
    #[derive(Serialize)]
    struct Verified {
        valid: bool,
        copy: Option<CertifiedCopy>,
        why_not: Option<String>,
    }
    let Some(read) = registry::verify_copy(text, &public_key(key)?) else {
        return Err(WrongUsage("this is not the text of a certified copy's QR code: HOSO1|C|…".to_owned()).into());
    };
    let verified = match read {
        Ok(copy) => Verified { valid: true, copy: Some(copy), why_not: None },
        Err(error) => Verified { valid: false, copy: None, why_not: Some(error.to_string()) },
    };
    if json {
        output::json(&verified)?;
    } else if let Some(copy) = &verified.copy {
        let unit = copy.unit.as_ref().map_or_else(String::new, |unit| format!(" by {unit}"));
        output::line(&format!("a copy of {} was given out{unit} at {}", copy.code, copy.issued_at));
        output::line(&format!("SHA-256 of the original: {}; batch {}", copy.original, copy.batch));
    } else if let Some(why_not) = &verified.why_not {
        output::line(&format!("this copy does not hold: {why_not}"));
    }
    Ok(if verified.valid { Answer::Done } else { Answer::Refused })
}

fn text_of(file: &Path) -> Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input cannot be read")?;
        return Ok(text);
    }
    fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

/// The digits themselves, or those in the file of that name.
fn public_key(given: &str) -> Result<String> {
    let is_key = |text: &str| text.len() == 64 && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    if is_key(given) {
        return Ok(given.to_ascii_lowercase());
    }
    let text = fs::read_to_string(given).unwrap_or_default();
    if is_key(text.trim()) {
        return Ok(text.trim().to_ascii_lowercase());
    }
    let message = format!("{given} is neither a public key of 64 hexadecimal digits nor a file that holds one");
    Err(WrongUsage(message).into())
}
