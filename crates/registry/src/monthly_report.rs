//! The report of each month, kept as a paper of its own: whoever asks later finds what was told then.

use coverage::{render, report::ReportKind};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use model::{Claim, CopyForm, Holder, HolderId, PaperKind, PaperTypeCode, UnitCode, local_date};

use crate::{Days, FiguresQuestion, Incoming, Registry, RegistryError};

/// What is kept each month, and as whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthlyReport {
    /// The unit whose report it is, with those below it.
    pub unit: UnitCode,
    /// The organisation that holds it.
    pub holder: HolderId,
    /// As which paper type it is kept.
    pub paper_type: PaperTypeCode,
    /// The plan to hold it against.
    pub plan: Option<String>,
}

impl Registry {
    /// Hands in the report of the month before the one that is under way, if it has not been: the table of Decision 766 as
    /// PDF/A, which goes the way of any scan. Answers its number when it did.
    ///
    /// # Errors
    /// What is wrong with the settings (unit, type, plan), and the stores'.
    pub async fn keep_monthly_report(&self, monthly: &MonthlyReport) -> Result<Option<String>, RegistryError> {
        let today = local_date(Timestamp::now());
        let to = today.first_of_month().saturating_sub(1.day());
        let number = format!("766-{}", to.strftime("%Y-%m"));
        let mark = format!("monthly report {} {number}", monthly.unit);
        if self.ledger.mark(&mark).await?.is_some() {
            return Ok(None);
        }
        self.check_unit(&monthly.unit)?;
        self.check_paper_type(&monthly.paper_type)?;
        let bytes = self.monthly_pdf(monthly, to).await?;
        let folder = tempfile::tempdir().map_err(|source| cannot("make a folder for the monthly report", source))?;
        let file = folder.path().join("report.pdf");
        std::fs::write(&file, bytes).map_err(|source| cannot("write the monthly report", source))?;
        let issuer = self.catalogue.unit(&monthly.unit).map(|unit| unit.name.clone());
        let claim = Claim {
            holder: Some(Holder { id: monthly.holder.clone(), old_id: None, name: issuer.clone() }),
            kind: Some(PaperKind::Component),
            paper_type: Some(monthly.paper_type.clone()),
            number: Some(number.clone()),
            copy_form: Some(CopyForm::Electronic),
            issued_on: Some(today),
            issuer,
            abstract_text: Some(format!("Số hóa hồ sơ, kết quả giải quyết TTHC tháng {}", to.strftime("%m/%Y"))),
            ..Claim::default()
        };
        let batch = self.open_batch(monthly.unit.clone(), "hoso").await?;
        let path = format!("bao-cao-{number}.pdf");
        let incoming = Incoming { path, file, claims: Ok(vec![claim]), refusal: None, read: false };
        self.receive(&batch, 1, incoming).await?;
        self.ledger.set_mark(&mark, batch.batch.to_string()).await?;
        Ok(Some(number))
    }

    async fn monthly_pdf(&self, monthly: &MonthlyReport, to: Date) -> Result<Vec<u8>, RegistryError> {
        let question = FiguresQuestion {
            unit: Some(monthly.unit.clone()),
            plan: monthly.plan.clone(),
            ..Days { from: Some(to.first_of_month()), to: Some(to), as_of: Some(to), map: Some(to) }.into()
        };
        let report = self.report(ReportKind::Table766, &question).await?;
        render::pdf(&report)
            .map_err(|error| cannot("write the monthly report", std::io::Error::other(error.to_string())))
    }
}

fn cannot(what: &str, source: std::io::Error) -> RegistryError {
    RegistryError::File { what: format!("cannot {what}"), source }
}
