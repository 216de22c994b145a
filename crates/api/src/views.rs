//! Pages as pictures to look at.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    body::{Body, Bytes},
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::Response,
};
use jiff::Timestamp;
use lru::LruCache;
use model::{PaperCode, PaperPart, ReviewId, Sha256Digest};
use registry::{OpenedPage, PaperId, RegistryError};
use sandbox::{Sandbox, SandboxError};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    ApiState, Problem,
    identity::{Actor, forbidden, note_refusal},
};

/// What a screen shows of a page from edge to edge.
const WIDTH_PX: u32 = 1240;
/// A page of 300 dpi is that wide: more would show nothing more.
const WIDTHS_PX: std::ops::RangeInclusive<u32> = 64..=2480;
/// Some 200 kB each.
const KEPT_MAX: NonZeroUsize = NonZeroUsize::new(64).unwrap();

type Cache = Mutex<LruCache<(Sha256Digest, u32, u32), View>>;

/// Draws pages, and keeps the last ones: whoever turns back a page sees it at once.
#[derive(Clone)]
pub struct Views {
    sandbox: Arc<Sandbox>,
    kept: Arc<Cache>,
}

/// A page as it is shown.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub(crate) jpeg: Bytes,
    /// Width and height in the pixels in which places on the page are told.
    size_px: (u32, u32),
}

impl Views {
    /// Draws in this sandbox.
    pub fn new(sandbox: Arc<Sandbox>) -> Self {
        Self { sandbox, kept: Arc::new(Mutex::new(LruCache::new(KEPT_MAX))) }
    }

    pub(crate) async fn draw(&self, opened: &OpenedPage, width_px: u32) -> Result<View, Problem> {
        let OpenedPage { file, original, page } = opened;
        let key = (*original, *page, width_px);
        if let Some(view) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(view.clone());
        }
        let bench = self.sandbox.workbench(file.path()).map_err(cannot_draw)?;
        let size_px = self.sandbox.view(&bench, *page, width_px).await.map_err(|error| undrawable(*page, &error))?;
        let jpeg = Bytes::from(tokio::fs::read(bench.picture()).await.map_err(cannot_draw)?);
        let view = View { jpeg, size_px };
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).put(key, view.clone());
        Ok(view)
    }
}

fn cannot_draw(source: std::io::Error) -> Problem {
    RegistryError::File { what: "a page cannot be drawn".to_owned(), source }.into()
}

fn undrawable(page: u32, error: &SandboxError) -> Problem {
    Problem::new(axum::http::StatusCode::UNPROCESSABLE_ENTITY, "undrawable")
        .titled("Không hiển thị được trang này", format!("page {page} cannot be drawn: {error}"))
        .hinted("open the original instead, or scan the page again")
}

/// How a page is to be drawn.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct ViewQuery {
    /// How wide in pixels, from 64 to 2480; 1240 when left out.
    width: Option<u32>,
}

impl ViewQuery {
    fn width_px(&self) -> u32 {
        self.width.unwrap_or(WIDTH_PX).clamp(*WIDTHS_PX.start(), *WIDTHS_PX.end())
    }
}

impl View {
    fn answer(self) -> Result<Response, Problem> {
        let (width_px, height_px) = self.size_px;
        let size = HeaderValue::from_str(&format!("{width_px}x{height_px}"));
        Response::builder()
            .header(header::CONTENT_TYPE, "image/jpeg")
            .header(header::CACHE_CONTROL, "no-store")
            .header("x-hoso-page-size", size.unwrap_or(HeaderValue::from_static("0x0")))
            .body(Body::from(self.jpeg))
            .map_err(|error| Problem::bad_request(error.to_string()))
    }
}

/// A page of the scan that a paper came in, for who may see the scan; of a paper that may be the same as one in hand, the
/// paper's own pages.
pub(crate) async fn page_of_scan(
    State(state): State<ApiState>,
    actor: Actor,
    Path((of, page)): Path<(String, u32)>,
    Query(query): Query<ViewQuery>,
) -> Result<Response, Problem> {
    let of: PaperId = of.parse().map_err(|error: model::IdentifierError| Problem::bad_request(error.to_string()))?;
    match &of {
        PaperId::Review(id) => drop(crate::review::visible(&state, &actor, id.clone()).await?),
        PaperId::Code(code) => must_see_page(&state, &actor, code, page).await?,
    }
    let opened = state.registry.open_page(&actor, &of, Some(page)).await?;
    state.views.draw(&opened, query.width_px()).await?.answer()
}

async fn must_see_page(state: &ApiState, actor: &Actor, code: &PaperCode, page: u32) -> Result<(), Problem> {
    let Some(record) = state.registry.ledger.paper(code).await? else { return Ok(()) };
    let paper = &record.paper;
    if actor.sees_scan(state, &paper.unit, &paper.operator).await? {
        return Ok(());
    }
    for (id, by) in state.registry.in_hand(Timestamp::now()).await? {
        let Ok(id) = id.parse::<ReviewId>() else { continue };
        if by == actor.name
            && paper.pages.contains(&page)
            && let Some(item) = state.registry.ledger.review(&id).await?
            && item.similar.iter().any(|similar| similar.code == *code)
        {
            return Ok(());
        }
    }
    let problem = forbidden(format!("account {} does not see the scan of {code}", actor.name));
    note_refusal(state, actor, (code.clone(), PaperPart::Page), &problem).await;
    Err(problem)
}

/// A page of a paper, for whoever may open it; other papers of the same scan stay unseen.
pub(crate) async fn page_of_paper(
    State(state): State<ApiState>,
    actor: Actor,
    Path((code, page)): Path<(PaperCode, u32)>,
    Query(query): Query<ViewQuery>,
) -> Result<Response, Problem> {
    actor.must_say_what_for(&state, &code, PaperPart::Page).await?;
    if let Some(record) = state.registry.ledger.paper(&code).await?
        && !record.paper.pages.contains(&page)
    {
        let cause = format!("there is no page {page}; the paper has {:?}", record.paper.pages);
        return Err(RegistryError::Value { field: "page".to_owned(), cause }.into());
    }
    let opened = state.registry.open_page(&actor, &PaperId::Code(code), Some(page)).await?;
    state.views.draw(&opened, query.width_px()).await?.answer()
}
