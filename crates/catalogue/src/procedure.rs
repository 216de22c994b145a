//! Administrative procedures: what each asks for and what it gives.

use model::{PaperTypeCode, ProcedureCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A paper that a procedure asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// What it is. Often some other procedure's result, which is what makes reuse possible.
    #[serde(rename = "type")]
    pub paper_type: PaperTypeCode,
    /// Whether the dossier is incomplete without it.
    #[serde(default = "yes")]
    pub required: bool,
}

fn yes() -> bool {
    true
}

/// One procedure (thủ tục hành chính).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Its code.
    pub code: ProcedureCode,
    /// Its name.
    pub name: String,
    /// Its field (lĩnh vực).
    #[serde(default)]
    pub field: Option<String>,
    /// What it asks for, in the order of the official list.
    pub components: Vec<Component>,
    /// What it gives.
    #[serde(default)]
    pub results: Vec<PaperTypeCode>,
    /// Whether it owes a paper result (DOMAIN §5.3).
    #[serde(default)]
    pub owes_paper_result: bool,
}
