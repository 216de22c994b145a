//! What people read: tables, receipts, errors with the next step.

use std::io::Write;

use anyhow::Result;
use model::{BatchReceipt, FileReceipt, Outcome, disk_hint};
use registry::{FoundPaper, RegistryError};
use runner::RunError;
use serde::Serialize;

/// Prints text to standard output; a reader that has gone away (`| head`) is no error.
pub(crate) fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Prints text and a line feed.
pub(crate) fn line(text: &str) {
    print(&format!("{text}\n"));
}

/// Tells something beside what was asked for, on standard error.
pub(crate) fn note(text: &str) {
    eprintln!("hoso: {text}");
}

/// Prints a value as one line of JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<()> {
    line(&serde_json::to_string(value)?);
    Ok(())
}

/// Prints an error with its causes and, where there is one, the next step.
pub(crate) fn error(error: &anyhow::Error) {
    let mut said = error.to_string();
    eprintln!("hoso: {said}");
    for cause in error.chain().skip(1) {
        let text = cause.to_string();
        // A transparent error repeats its cause; once is enough.
        if !said.contains(&text) {
            eprintln!("  because: {text}");
        }
        said = text;
    }
    let of_registry = || error.downcast_ref::<RegistryError>().and_then(RegistryError::hint);
    let of_run = || error.downcast_ref::<RunError>().and_then(RunError::hint);
    if let Some(hint) = of_registry().or_else(of_run).or_else(|| disk_hint(error.as_ref())) {
        eprintln!("  hint: {hint}");
    }
}

/// Rows under a head, each column as wide as its widest cell.
pub(crate) fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain(head.get(column).map(|cell| cell.chars().count())).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let draw = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    let mut text = draw(&mut head.iter().copied());
    text.push('\n');
    text.push_str(&draw(
        &mut widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().iter().map(String::as_str),
    ));
    text.push('\n');
    for row in rows {
        text.push_str(&draw(&mut row.iter().map(String::as_str)));
        text.push('\n');
    }
    text
}

/// A receipt for people.
pub(crate) fn receipt(receipt: &BatchReceipt) {
    line(&format!("Receipt {}  {}  {}  {}", receipt.batch, receipt.received_at, receipt.unit, receipt.operator));
    for file in &receipt.files {
        receipt_file(file);
    }
    let count = |outcome: Outcome| receipt.files.iter().filter(|file| file.outcome == outcome).count();
    let pages: u32 = receipt.files.iter().map(|file| file.pages).sum();
    line(&format!(
        "{} files, {pages} pages: {} accepted, {} held, {} duplicates, {} refused",
        receipt.files.len(),
        count(Outcome::Accepted),
        count(Outcome::Held),
        count(Outcome::Duplicate),
        count(Outcome::Refused)
    ));
}

fn receipt_file(file: &FileReceipt) {
    let sign = match file.outcome {
        Outcome::Accepted => "accepted ",
        Outcome::Held => "held     ",
        Outcome::Duplicate => "duplicate",
        Outcome::Refused => "refused  ",
    };
    let sha256 = file.sha256.map_or_else(|| "-".repeat(12), |sha256| sha256.short(12));
    line(&format!("  {sign} {sha256}  {:>3} p.  {}", file.pages, file.path));
    for paper in &file.papers {
        let id =
            paper.code.as_ref().map(ToString::to_string).or_else(|| paper.review_id.as_ref().map(ToString::to_string));
        line(&format!("      {}", id.unwrap_or_default()));
        for similar in &paper.similar {
            line(&format!("        giống giấy tờ đã có: {similar}; xem cả hai cạnh nhau trước khi duyệt"));
        }
    }
    for dropped in &file.dropped {
        line(&format!("      trang {}: {}, không lưu vào giấy tờ nào", dropped.page, dropped.why.vietnamese()));
    }
    if let Some(reason) = &file.reason {
        line(&format!("      {}: {}", reason.kind, reason.message));
        if !reason.hint.is_empty() {
            line(&format!("      → {}", reason.hint));
        }
    }
}

/// Found papers for people.
pub(crate) fn found(papers: &[FoundPaper]) -> String {
    let rows: Vec<Vec<String>> = papers
        .iter()
        .map(|paper| {
            vec![
                paper.code.to_string(),
                paper.name.clone(),
                paper.holder.name.clone().unwrap_or_default(),
                paper.issued_on.map(|day| day.to_string()).unwrap_or_default(),
                paper.why_not.clone().unwrap_or_else(|| "tái sử dụng được".to_owned()),
            ]
        })
        .collect();
    table(&["Mã giấy tờ", "Loại", "Chủ giấy tờ", "Ngày cấp", "Tình trạng"], &rows)
}

/// A share as a percentage with two decimals; `N/A` when there is none.
pub(crate) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "N/A".to_owned(), |share| format!("{:.2} %", share * 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = vec![vec!["Nguyễn".to_owned(), "1".to_owned()], vec!["A".to_owned(), "22".to_owned()]];
        assert_eq!(table(&["Tên", "Số"], &rows), "Tên     Số\n──────  ──\nNguyễn  1\nA       22\n");
    }
}
