//! What is asked, and how closely a paper answers it.
//!
//! A name is looked for in steps, the closest first, until there are as many papers as were asked for: so a common name
//! costs no more than the papers that are shown. Where no name fits, numbers and then all words are looked for.

use std::collections::{BTreeMap, HashSet};

use model::PaperCode;
use tantivy::{
    DocAddress, DocSet, Searcher, TERMINATED, TantivyDocument, TantivyError, Term,
    query::{
        BooleanQuery, EnableScoring, Occur, PhrasePrefixQuery, PhraseQuery, Query as Engine, TermQuery, TermSetQuery,
    },
    schema::{Field, IndexRecordOption, Value},
};

use crate::{
    schema::{Fields, issuer_of_term},
    text::{folded, spelt},
};

/// How many endings of a word that is being typed are tried.
const ENDINGS_MAX: usize = 64;

/// How many terms of issuers are looked through: with one letter there are thousands.
const ISSUER_TERMS_MAX: usize = 2_000;

/// What a person typed, and how many papers to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// A holder's name in any spelling, a number, a code, or words.
    pub text: String,
    /// At most so many.
    pub limit: usize,
}

/// By what a paper was found: the closer comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Found {
    /// Its code was typed.
    Code,
    /// The holder's whole name, spelt as it is.
    WholeNameAsSpelt,
    /// Words of the name in order, spelt as they are.
    NameAsSpelt,
    /// The holder's whole name, marks aside.
    WholeName,
    /// Words of the name in order, marks aside.
    Name,
    /// Words of the name in any order, marks aside.
    NameInAnyOrder,
    /// Words of the name in order, the last one begun.
    NameBegun,
    /// Words of the name in any order, the last one begun.
    NameBegunInAnyOrder,
    /// The document's or the dossier's number.
    Number,
    /// The beginning of a number.
    NumberBegun,
    /// Words of name, number, issuer, type or abstract.
    Words,
}

/// A paper that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its code.
    pub code: PaperCode,
    /// Its holder's name.
    pub holder: Option<String>,
    /// Its type's name.
    pub title: String,
    /// By what.
    pub found: Found,
}

/// One step of a search: what it means to be found by it, and the question to the engine.
type Step = (Found, Box<dyn Engine>);

/// The hits, the closest first and by code among equals.
pub(crate) fn search(searcher: &Searcher, fields: &Fields, query: &Query) -> Result<Vec<Hit>, TantivyError> {
    let mut answer = Answer { searcher, fields, limit: query.limit, seen: HashSet::new(), hits: Vec::new() };
    if let Ok(code) = query.text.parse::<PaperCode>() {
        answer.take([(Found::Code, term(fields.code, &code.to_string()))])?;
    }
    let words = folded(&query.text);
    if words.is_empty() || !answer.hits.is_empty() {
        return Ok(answer.hits);
    }
    answer.take(names(fields, &spelt(&query.text), &words))?;
    answer.take(begun_names(searcher, fields, &words)?)?;
    if answer.hits.is_empty() {
        answer.take(numbers_and_words(fields, &words))?;
    }
    Ok(answer.hits)
}

fn term(field: Field, text: &str) -> Box<dyn Engine> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn terms(field: Field, words: &[String]) -> Vec<Term> {
    words.iter().map(|word| Term::from_field_text(field, word)).collect()
}

/// One word after the other.
fn phrase(field: Field, words: &[String]) -> Box<dyn Engine> {
    match words {
        [word] => term(field, word),
        words => Box::new(PhraseQuery::new(terms(field, words))),
    }
}

fn all_of(queries: Vec<Box<dyn Engine>>) -> Box<dyn Engine> {
    Box::new(BooleanQuery::new(queries.into_iter().map(|query| (Occur::Must, query)).collect()))
}

fn all_words(field: Field, words: &[String]) -> Vec<Box<dyn Engine>> {
    words.iter().map(|word| term(field, word)).collect()
}

fn names(fields: &Fields, spelt: &[String], words: &[String]) -> Vec<Step> {
    let whole = || term(fields.name_k, &words.join(" "));
    vec![
        (Found::WholeNameAsSpelt, all_of(vec![whole(), phrase(fields.name_x, spelt)])),
        (Found::NameAsSpelt, phrase(fields.name_x, spelt)),
        (Found::WholeName, whole()),
        (Found::Name, phrase(fields.name_f, words)),
        (Found::NameInAnyOrder, all_of(all_words(fields.name_f, words))),
    ]
}

/// As somebody types: the last word may go on.
fn begun_names(searcher: &Searcher, fields: &Fields, words: &[String]) -> Result<Vec<Step>, TantivyError> {
    let Some((begun, whole)) = words.split_last() else { return Ok(Vec::new()) };
    let endings = endings(searcher, fields.name_f, begun)?;
    if endings.is_empty() {
        return Ok(Vec::new());
    }
    let mut any_order = all_words(fields.name_f, whole);
    any_order.push(Box::new(TermSetQuery::new(endings)));
    let mut steps: Vec<Step> = Vec::new();
    if !whole.is_empty() {
        let mut in_order = PhrasePrefixQuery::new(terms(fields.name_f, words));
        in_order.set_max_expansions(ENDINGS_MAX as u32);
        steps.push((Found::NameBegun, Box::new(in_order)));
    }
    steps.push((Found::NameBegunInAnyOrder, all_of(any_order)));
    Ok(steps)
}

/// Words of the index that begin so, each once.
fn endings(searcher: &Searcher, field: Field, begun: &str) -> Result<Vec<Term>, TantivyError> {
    let mut endings = Vec::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut stream = inverted.terms().range().ge(begun).into_stream()?;
        let mut taken = 0;
        while taken < ENDINGS_MAX && stream.advance() && stream.key().starts_with(begun.as_bytes()) {
            endings.push(Term::from_field_text(field, &String::from_utf8_lossy(stream.key())));
            taken += 1;
        }
    }
    endings.sort();
    endings.dedup();
    Ok(endings)
}

/// See [`crate::Index::issuers`].
pub(crate) fn issuers(
    searcher: &Searcher,
    fields: &Fields,
    text: &str,
    limit: usize,
) -> Result<Vec<String>, TantivyError> {
    let begun = folded(text).join(" ");
    let mut papers: BTreeMap<String, u64> = BTreeMap::new();
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(fields.issuer)?;
        let mut stream = inverted.terms().range().ge(&begun).into_stream()?;
        let mut taken = 0;
        while taken < ISSUER_TERMS_MAX && stream.advance() && stream.key().starts_with(begun.as_bytes()) {
            if let Some(name) = issuer_of_term(stream.key()) {
                *papers.entry(name.to_owned()).or_default() += u64::from(stream.value().doc_freq);
            }
            taken += 1;
        }
    }
    let mut names: Vec<(String, u64)> = papers.into_iter().collect();
    names.sort_by_key(|(_, papers)| std::cmp::Reverse(*papers));
    Ok(names.into_iter().take(limit).map(|(name, _)| name).collect())
}

fn numbers_and_words(fields: &Fields, words: &[String]) -> Vec<Step> {
    let mut steps: Vec<Step> = vec![(Found::Number, phrase(fields.number, words))];
    if words.len() > 1 {
        let mut begun = PhrasePrefixQuery::new(terms(fields.number, words));
        begun.set_max_expansions(ENDINGS_MAX as u32);
        steps.push((Found::NumberBegun, Box::new(begun)));
    }
    steps.push((Found::Words, all_of(all_words(fields.words, words))));
    steps
}

struct Answer<'a> {
    searcher: &'a Searcher,
    fields: &'a Fields,
    limit: usize,
    seen: HashSet<DocAddress>,
    hits: Vec<Hit>,
}

impl Answer<'_> {
    fn take(&mut self, steps: impl IntoIterator<Item = Step>) -> Result<(), TantivyError> {
        for (found, query) in steps {
            if self.hits.len() >= self.limit {
                break;
            }
            let begin = self.hits.len();
            for address in self.new_matches(&*query)? {
                let hit = self.hit(address, found)?;
                self.hits.extend(hit);
            }
            self.hits[begin..].sort_by(|one, other| one.code.cmp(&other.code));
        }
        Ok(())
    }

    /// Papers that match and are not among the hits, until there are enough. The engine's own collectors would go through
    /// every match, which for a common name is half the store.
    fn new_matches(&mut self, query: &dyn Engine) -> Result<Vec<DocAddress>, TantivyError> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(self.searcher))?;
        let mut matches = Vec::new();
        for (ordinal, segment) in (0u32..).zip(self.searcher.segment_readers()) {
            let mut scorer = weight.scorer(segment, 1.0)?;
            let mut doc = scorer.doc();
            while doc != TERMINATED {
                let address = DocAddress::new(ordinal, doc);
                if segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) && self.seen.insert(address) {
                    matches.push(address);
                    if self.hits.len() + matches.len() == self.limit {
                        return Ok(matches);
                    }
                }
                doc = scorer.advance();
            }
        }
        Ok(matches)
    }

    fn hit(&self, address: DocAddress, found: Found) -> Result<Option<Hit>, TantivyError> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let text = |field| document.get_first(field).and_then(|value| value.as_str()).map(str::to_owned);
        let code = text(self.fields.code).and_then(|code| code.parse().ok());
        Ok(code.map(|code| Hit {
            code,
            holder: text(self.fields.holder),
            title: text(self.fields.title).unwrap_or_default(),
            found,
        }))
    }
}
