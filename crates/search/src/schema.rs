//! What is indexed of a paper, and in which form.

use model::{DossierNumber, PaperCode, PaperRecord};
use tantivy::{
    TantivyDocument, Term,
    schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions},
};

use crate::text::{folded, spelt};

/// The form of the index: a change of a field or of how text is folded makes it another. It names the folder.
pub(crate) const FORM: &str = "tantivy-2";

/// The fields.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The code, whole: what a paper is deleted and added again by.
    pub(crate) code: Field,
    /// The holder's name as it is spelt.
    pub(crate) name_x: Field,
    /// The holder's name, folded.
    pub(crate) name_f: Field,
    /// The whole folded name as one term.
    pub(crate) name_k: Field,
    /// The document's number and the dossier's, folded; a phrase does not run from one into the other.
    pub(crate) number: Field,
    /// Everything that a person might type, folded: name, numbers, issuer, type, abstract.
    pub(crate) words: Field,
    /// Who issued it, to be chosen from: folded from each of its words on, then as written (see [`issuer_terms`]).
    pub(crate) issuer: Field,
    /// The holder's name as written, for the answer.
    pub(crate) holder: Field,
    /// The paper type's name, for the answer.
    pub(crate) title: Field,
}

/// Words that were made by [`crate::text`] are only split at the spaces that it put between them.
fn words(record: IndexRecordOption) -> TextOptions {
    let indexing =
        TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(record).set_fieldnorms(false);
    TextOptions::default().set_indexing_options(indexing)
}

pub(crate) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let in_order = words(IndexRecordOption::WithFreqsAndPositions);
    let fields = Fields {
        code: schema.add_text_field("code", STRING | STORED),
        name_x: schema.add_text_field("name_x", in_order.clone()),
        name_f: schema.add_text_field("name_f", in_order.clone()),
        name_k: schema.add_text_field("name_k", STRING),
        number: schema.add_text_field("number", in_order),
        words: schema.add_text_field("words", words(IndexRecordOption::Basic)),
        issuer: schema.add_text_field("issuer", STRING),
        holder: schema.add_text_field("holder", STORED),
        title: schema.add_text_field("title", STORED),
    };
    (schema.build(), fields)
}

/// Between the folded words of an issuer's term and the name as written; no text has it.
const BEFORE_NAME: char = '\u{1}';
/// Names are found by their first words; what comes later says little ("…, tỉnh Ninh Bình").
const ISSUER_WORDS_MAX: usize = 8;

/// The terms of an issuer: `hoa lu`, and then its name, for one that is asked for by its third word.
fn issuer_terms(issuer: &str) -> impl Iterator<Item = String> {
    let words = folded(issuer);
    let name = issuer.split_whitespace().collect::<Vec<_>>().join(" ");
    (0..words.len().min(ISSUER_WORDS_MAX)).map(move |first| format!("{}{BEFORE_NAME}{name}", words[first..].join(" ")))
}

/// The name as written in an issuer's term.
pub(crate) fn issuer_of_term(term: &[u8]) -> Option<&str> {
    Some(std::str::from_utf8(term).ok()?.split_once(BEFORE_NAME)?.1)
}

impl Fields {
    /// The term by which a paper's earlier document is deleted.
    pub(crate) fn code_term(&self, code: &PaperCode) -> Term {
        Term::from_field_text(self.code, &code.to_string())
    }

    /// A paper as the index has it.
    pub(crate) fn document(&self, record: &PaperRecord) -> TantivyDocument {
        let paper = &record.paper;
        let mut document = TantivyDocument::default();
        document.add_text(self.code, record.code.to_string());
        document.add_text(self.title, &paper.name);
        if let Some(name) = &paper.holder.name {
            document.add_text(self.holder, name);
            document.add_text(self.name_x, spelt(name).join(" "));
            document.add_text(self.name_f, folded(name).join(" "));
            document.add_text(self.name_k, folded(name).join(" "));
        }
        for term in paper.issuer.iter().flat_map(|issuer| issuer_terms(issuer)) {
            document.add_text(self.issuer, term);
        }
        let dossier = paper.dossier.as_ref().map(DossierNumber::as_str);
        let number = paper.number.as_deref();
        for number in [number, dossier].into_iter().flatten() {
            document.add_text(self.number, folded(number).join(" "));
        }
        let name = paper.holder.name.as_deref();
        let others =
            [name, number, dossier, Some(&paper.name), paper.issuer.as_deref(), paper.abstract_text.as_deref()];
        for text in others.into_iter().flatten() {
            document.add_text(self.words, folded(text).join(" "));
        }
        document
    }
}
