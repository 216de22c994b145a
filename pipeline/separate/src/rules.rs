//! Which pages are separators.

use model::{PageFacts, Separator};

/// What separates papers beside the sheets that `hoso sheets` prints and Patch T, which always do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SeparatorRules {
    /// Texts of bar codes and QR codes on other sheets; upper and lower case are the same.
    pub texts: Vec<String>,
    /// Whether two blank pages in a row are a separator: an empty sheet that was scanned on both sides.
    pub two_blank_pages: bool,
    /// Whether blank pages stay in their papers. (Without it they are dropped, and can be put back.)
    pub keep_blank_pages: bool,
}

impl SeparatorRules {
    /// What each page says of those that follow it; `None` for a page of a paper.
    pub(crate) fn read(&self, pages: &[PageFacts]) -> Vec<Option<Separator>> {
        let blank = |at: usize| pages.get(at).is_some_and(|page| page.blank);
        let in_blank_run = |at: usize| blank(at) && (blank(at + 1) || at.checked_sub(1).is_some_and(blank));
        let by_blanks = |at: usize| (self.two_blank_pages && in_blank_run(at)).then_some(Separator::Next);
        pages.iter().enumerate().map(|(at, page)| self.of_sheet(page).or_else(|| by_blanks(at))).collect()
    }

    fn of_sheet(&self, page: &PageFacts) -> Option<Separator> {
        page.codes.iter().find_map(|code| {
            let text = code.text.trim();
            let configured = || self.texts.iter().any(|known| known.trim().to_lowercase() == text.to_lowercase());
            Separator::of(text).or_else(|| configured().then_some(Separator::Next))
        })
    }
}
