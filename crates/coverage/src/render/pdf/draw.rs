//! Draws what has its place, with krilla: fonts embedded, every word tagged or marked as repeated.

use std::num::{NonZeroU16, NonZeroU32};

use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Archival, ConfigurationBuilder},
    geom::{Path, PathBuilder, Point, Rect},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill as Paint, FillRule},
    surface::Surface,
    tagging::{
        Artifact, ArtifactType, ContentTag, Identifier, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree,
    },
    text::{Font, TextDirection},
};

use super::{
    RenderError, fonts,
    page::{Fill, HEIGHT, Page, Role, Tone, WIDTH, Words},
};
use crate::report::Report;

/// Language of the report's words.
const LANGUAGE: &str = "vi-VN";

pub(super) fn draw(report: &Report, pages: &[Page]) -> Result<Vec<u8>, RenderError> {
    let refused = |error: &dyn std::fmt::Debug| RenderError::Pdf(format!("{error:?}"));
    let configuration = ConfigurationBuilder::new().with_archival_validator(Archival::A2_A);
    let configuration = configuration.finish().map_err(|error| refused(&error))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let pen = Pen { regular: font(fonts::REGULAR)?, bold: font(fonts::BOLD)? };
    let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| RenderError::Pdf("the size of a page".into()))?;
    let mut told = Vec::new();
    for page in pages {
        let mut drawn = document.start_page_with(size.clone());
        let mut surface = drawn.surface();
        pen.page(&mut surface, page, &mut told);
        surface.finish();
        drawn.finish();
    }
    document.set_metadata(metadata(report));
    document.set_tag_tree(tree(report, told));
    document.finish().map_err(|error| refused(&error))
}

fn font(bytes: &[u8]) -> Result<Font, RenderError> {
    Font::new(bytes.to_vec().into(), 0).ok_or_else(|| RenderError::Pdf("a font that is built in".into()))
}

fn metadata(report: &Report) -> Metadata {
    let to = report.to;
    let made = DateTime::new(to.year().unsigned_abs()).month(to.month().unsigned_abs()).day(to.day().unsigned_abs());
    let made = made.hour(0).minute(0).second(0).utc_offset_hour(7).utc_offset_minute(0);
    Metadata::new().title(report.title.clone()).creator("Hoso".into()).language(LANGUAGE.into()).creation_date(made)
}

struct Pen {
    regular: Font,
    bold: Font,
}

impl Pen {
    fn page(&self, surface: &mut Surface<'_>, page: &Page, told: &mut Vec<(Role, Identifier)>) {
        surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        page.fills.iter().for_each(|fill| draw_fill(surface, fill));
        surface.end_tagged();
        surface.set_fill(Some(paint(rgb::Color::new(0, 0, 0))));
        for words in &page.words {
            let repeated = words.role == Role::Repeated;
            let tag = match repeated {
                true => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
                false => ContentTag::Other,
            };
            let identifier = surface.start_tagged(tag);
            self.words(surface, words);
            surface.end_tagged();
            if !repeated {
                told.push((words.role, identifier));
            }
        }
    }

    fn words(&self, surface: &mut Surface<'_>, words: &Words) {
        let font = if words.bold { self.bold.clone() } else { self.regular.clone() };
        let start = Point::from_xy(words.x, words.y);
        surface.draw_text(start, font, words.size, &words.text, false, TextDirection::LeftToRight);
    }
}

fn draw_fill(surface: &mut Surface<'_>, fill: &Fill) {
    let Some(path) = rectangle(fill) else { return };
    surface.set_fill(Some(paint(colour(fill.tone))));
    surface.draw_path(&path);
}

/// `None` for one without an area.
fn rectangle(fill: &Fill) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(fill.x, fill.y, fill.width, fill.height)?);
    path.finish()
}

fn paint(colour: rgb::Color) -> Paint {
    Paint { paint: colour.into(), opacity: NormalizedF32::ONE, rule: FillRule::default() }
}

fn colour(tone: Tone) -> rgb::Color {
    let (red, green, blue) = match tone {
        Tone::Grid => (150, 160, 170),
        Tone::Head => (221, 230, 240),
        Tone::Section => (240, 244, 248),
        Tone::Bar => (47, 109, 181),
        Tone::Track => (232, 236, 240),
        Tone::Mark => (30, 30, 30),
    };
    rgb::Color::new(red, green, blue)
}

/// Title, paragraphs and table in the order in which they stand.
fn tree(report: &Report, told: Vec<(Role, Identifier)>) -> TagTree {
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.into()));
    let mut told = told.into_iter().peekable();
    while let Some((role, _)) = told.peek() {
        match *role {
            Role::Cell { .. } | Role::Head { .. } => {
                let of_table = std::iter::from_fn(|| {
                    told.next_if(|(role, _)| matches!(role, Role::Cell { .. } | Role::Head { .. }))
                });
                tree.push(table(of_table.collect()));
            }
            same => {
                let of_block = std::iter::from_fn(|| told.next_if(|(role, _)| *role == same));
                let block = of_block.map(|(_, identifier)| Node::from(identifier)).collect();
                tree.push(TagGroup::with_children(block_tag(report, same), block));
            }
        }
    }
    tree
}

fn block_tag(report: &Report, role: Role) -> TagKind {
    match role {
        Role::Title => Tag::Hn(NonZeroU16::MIN, Some(report.title.clone())).into(),
        _ => Tag::P.into(),
    }
}

/// Rows of cells, a cell's lines together.
fn table(mut told: Vec<(Role, Identifier)>) -> TagGroup {
    let place = |role: &Role| match *role {
        Role::Cell { row, column } | Role::Head { row, column, .. } => (row, column),
        Role::Title | Role::Paragraph(_) | Role::Repeated => (usize::MAX, 0),
    };
    // The titles of groups were placed before those of the columns beside them.
    told.sort_by_key(|(role, _)| place(role));
    let mut table = TagGroup::new(Tag::Table);
    for row in told.chunk_by(|(one, _), (other, _)| place(one).0 == place(other).0) {
        let cells = row.chunk_by(|(one, _), (other, _)| place(one) == place(other)).map(cell);
        table.push(TagGroup::with_children(Tag::TR, cells.map(Node::from).collect()));
    }
    table
}

fn cell(lines: &[(Role, Identifier)]) -> TagGroup {
    let tag: TagKind = match lines.first().map(|(role, _)| *role) {
        Some(Role::Head { columns, rows, .. }) => Tag::TH(TableHeaderScope::Column)
            .with_col_span(NonZeroU32::new(columns))
            .with_row_span(NonZeroU32::new(rows))
            .into(),
        _ => Tag::TD.into(),
    };
    TagGroup::with_children(tag, lines.iter().map(|(_, identifier)| Node::from(*identifier)).collect())
}
