//! Separator sheets: what each says, in the words of the catalogue.

use catalogue::Catalogue;
use imaging::sheets::{SeparatorSheet, write_sheets};
use model::Separator;

use crate::{RegistryError, receive::known_paper_type};

/// The sheets as one PDF, a page each.
///
/// # Errors
/// [`RegistryError::UnknownPaperType`]; [`RegistryError::Value`] for a text that no QR code holds.
pub fn separator_sheets(catalogue: &Catalogue, separators: &[Separator]) -> Result<Vec<u8>, RegistryError> {
    let sheets = separators.iter().map(|separator| sheet(catalogue, separator)).collect::<Result<Vec<_>, _>>()?;
    write_sheets(&sheets).map_err(|error| RegistryError::Value { field: "sheet".to_owned(), cause: error.to_string() })
}

fn sheet(catalogue: &Catalogue, separator: &Separator) -> Result<SeparatorSheet, RegistryError> {
    let (title, words) = match separator {
        Separator::Dossier(number) => ("TỜ PHÂN CÁCH HỒ SƠ", vec!["Mã hồ sơ:".to_owned(), number.to_string()]),
        Separator::Paper(code) => {
            let known = known_paper_type(catalogue, code)?;
            ("TỜ PHÂN CÁCH GIẤY TỜ", vec![known.name.clone(), code.to_string()])
        }
        Separator::Next => ("TỜ PHÂN CÁCH GIẤY TỜ", vec!["Giấy tờ tiếp theo".to_owned()]),
    };
    Ok(SeparatorSheet { title: title.to_owned(), words, payload: separator.payload() })
}
