//! Reads a paper: `SeparatedPaper` in, `ReadPaper` out. Text goes to the bench, fields and the holder's name to the answer.

use model::{
    DocumentNumber, Failure, Field, Fields, Fingerprint, HoldKind, HoldReason, Holder, HolderReading, ReadPaper,
    SeparatedPaper, Severity, vietnamese::level,
};
use sandbox::{Sandbox, Workbench};

/// Reads the pages of a paper. For a scan that is not to be read, everything stays empty.
///
/// What is read for sure and differs from what is claimed is a doubt for a person: neither is taken silently.
///
/// `at` is told each page as it is come to.
///
/// # Errors
/// A [`Failure`] when the reader cannot work: a missing Tesseract, a full disk.
pub async fn read(
    sandbox: &Sandbox,
    bench: &Workbench,
    mut paper: SeparatedPaper,
    at: impl FnMut(u32),
) -> Result<ReadPaper, Failure> {
    if !paper.received.read {
        let fingerprint = Fingerprint::default();
        return Ok(ReadPaper { separated: paper, fields: Fields::default(), holder: None, fingerprint });
    }
    let reading = sandbox.read(bench, &paper.pages, &paper.signatures, at).await?;
    paper.doubts.extend(reading.unreadable.iter().map(|page| HoldReason {
        kind: HoldKind::UnreadablePage,
        message: format!("trang {page} không đọc được"),
        hint: "xem trang này, quét lại nếu cần".to_owned(),
    }));
    paper.doubts.extend(reading.doubts);
    let serious = reading.findings.iter().filter(|finding| finding.severity == Severity::Hold);
    paper.doubts.extend(serious.map(HoldReason::of_finding));
    for finding in reading.findings {
        if let Some(page) = paper.pages.iter_mut().find(|page| page.page == finding.page) {
            page.findings.push(finding);
        }
    }
    paper.doubts.extend(number_differs(&paper, &reading.fields.number));
    paper.doubts.extend(
        paper
            .claim
            .holder
            .as_ref()
            .zip(reading.holder.as_ref())
            .and_then(|(claimed, read)| holder_differs(claimed, read)),
    );
    let fingerprint = Fingerprint {
        image: paper.pages.iter().find(|page| !page.blank).and_then(|page| page.image_hash),
        words: reading.words,
    };
    Ok(ReadPaper { separated: paper, fields: reading.fields, holder: reading.holder, fingerprint })
}

fn number_differs(paper: &SeparatedPaper, read: &Field) -> Option<HoldReason> {
    let (claimed, read) = (paper.claim.number.as_deref()?, read.sure_value()?);
    (DocumentNumber::normalise(claimed) != DocumentNumber::normalise(read)).then(|| HoldReason {
        kind: HoldKind::Disagreement,
        message: format!("số ký hiệu trên giấy là {read}, bảng kê ghi {claimed}"),
        hint: "chọn số đúng: hoso review accept … --set number=…".to_owned(),
    })
}

/// A paper may name others than its holder (a child's birth certificate names the parents), so that another name or ID alone
/// says nothing; the same name with another ID does, or born in another year than the claimed ID tells.
fn holder_differs(claimed: &Holder, read: &HolderReading) -> Option<HoldReason> {
    let same_name = match (&claimed.name, &read.name) {
        (Some(one), Some(other)) => level(one) == level(other),
        _ => false,
    };
    let same_id = read.id.is_some() && (read.id.as_ref() == Some(&claimed.id) || read.id == claimed.old_id);
    if !same_name || same_id {
        return None;
    }
    let other_year = read.born_on.zip(claimed.id.birth_year()).is_some_and(|(born, year)| born.year() != year);
    let what = match (read.sure, other_year) {
        (true, _) => "số định danh",
        (false, true) => "năm sinh",
        (false, false) => return None,
    };
    Some(HoldReason {
        kind: HoldKind::Disagreement,
        message: format!("giấy tờ ghi cùng họ tên nhưng khác {what} với số định danh ở bảng kê"),
        hint: "chọn số định danh đúng: hoso review accept … --set holder=…".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_with_another_id_or_birth_is_a_disagreement() {
        let claimed = |id: &str| Holder { id: id.parse().unwrap(), old_id: None, name: Some("Lê Thị Hòa".into()) };
        let read = |id: Option<&str>, name: &str, born: Option<&str>, sure| HolderReading {
            id: id.map(|id| id.parse().unwrap()),
            name: Some(name.to_owned()),
            born_on: born.map(|day| day.parse().unwrap()),
            sure,
            ..HolderReading::default()
        };
        let (own, other) = ("048192001234", "048192005678");
        for (reading, differs) in [
            (read(Some(own), "LÊ THỊ HOÀ", None, true), None),
            (read(Some(other), "LÊ THỊ HOÀ", None, true), Some("số định danh")),
            (read(Some(other), "LÊ THỊ HOÀ", None, false), None),
            (read(Some(other), "Lê Thị Na", None, true), None),
            (read(None, "Lê Thị Hòa", Some("1992-05-19"), false), None),
            (read(None, "Lê Thị Hòa", Some("1929-05-19"), false), Some("năm sinh")),
            (read(None, "Lê Thị Na", Some("1929-05-19"), false), None),
            // Its own ID is on the paper: the day of birth was misread.
            (read(Some(own), "Lê Thị Hòa", Some("1929-05-19"), false), None),
        ] {
            let said = holder_differs(&claimed(own), &reading).map(|reason| reason.message);
            let wanted = differs.map(|what| format!("khác {what}"));
            assert_eq!(said.is_some(), wanted.is_some(), "{reading:?}");
            assert!(wanted.is_none_or(|wanted| said.is_some_and(|said| said.contains(&wanted))), "{reading:?}");
        }
        // A firm's code and an old ID tell no year.
        let reading = read(None, "Lê Thị Hòa", Some("1929-05-19"), false);
        assert_eq!(holder_differs(&claimed("201234567"), &reading), None);
    }
}
