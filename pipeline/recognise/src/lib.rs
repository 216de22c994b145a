//! Reads a paper: `SeparatedPaper` in, `ReadPaper` out. Text goes to the bench, fields and the holder's name to the answer.

use model::{DocumentNumber, Field};
use model::{Failure, Fields, HoldKind, HoldReason, HolderReading, ReadPaper, SeparatedPaper, vietnamese::level};
use sandbox::{Sandbox, Workbench};

/// Reads the pages of a paper. For a scan that is not to be read, everything stays empty.
///
/// What is read for sure and differs from what is claimed is a doubt for a person: neither is taken silently.
///
/// # Errors
/// A [`Failure`] when the reader cannot work: a missing Tesseract, a full disk.
pub async fn read(sandbox: &Sandbox, bench: &Workbench, mut paper: SeparatedPaper) -> Result<ReadPaper, Failure> {
    if !paper.received.read {
        return Ok(ReadPaper { separated: paper, fields: Fields::default(), holder: None });
    }
    let reading = sandbox.read(bench, &paper.pages, &paper.signatures).await?;
    paper.doubts.extend(reading.unreadable.iter().map(|page| HoldReason {
        kind: HoldKind::UnreadablePage,
        message: format!("trang {page} không đọc được"),
        hint: "xem trang này, quét lại nếu cần".to_owned(),
    }));
    paper.doubts.extend(reading.doubts.iter().cloned());
    paper.doubts.extend(number_differs(&paper, &reading.fields.number));
    paper.doubts.extend(reading.holder.as_ref().and_then(|read| holder_differs(&paper, read)));
    Ok(ReadPaper { separated: paper, fields: reading.fields, holder: reading.holder })
}

fn number_differs(paper: &SeparatedPaper, read: &Field) -> Option<HoldReason> {
    let (claimed, read) = (paper.claim.number.as_deref()?, read.sure_value()?);
    (DocumentNumber::normalise(claimed) != DocumentNumber::normalise(read)).then(|| HoldReason {
        kind: HoldKind::Disagreement,
        message: format!("số ký hiệu trên giấy là {read}, bảng kê ghi {claimed}"),
        hint: "chọn số đúng: hoso review accept … --set number=…".to_owned(),
    })
}

fn holder_differs(paper: &SeparatedPaper, read: &HolderReading) -> Option<HoldReason> {
    let claimed = paper.claim.holder.as_ref()?;
    let same_id = read.holder.id == claimed.id || claimed.old_id.as_ref() == Some(&read.holder.id);
    let same_name = match (&claimed.name, &read.holder.name) {
        (Some(one), Some(other)) => level(one) == level(other),
        _ => false,
    };
    // A paper may name others than its holder (a child's birth certificate names the parents), so that another ID alone
    // says nothing; the same name with another ID does.
    (read.sure && same_name && !same_id).then(|| HoldReason {
        kind: HoldKind::Disagreement,
        message: "giấy tờ ghi cùng họ tên nhưng khác số định danh với bảng kê".to_owned(),
        hint: "chọn số định danh đúng: hoso review accept … --set holder=…".to_owned(),
    })
}
