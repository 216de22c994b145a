//! Gives everything its place: title, table with its head on each page, notes, chart.

use super::{
    super::{
        Kind, Line, lines, runs,
        words::{is_number, shown, wrap},
    },
    chart,
    fonts::Faces,
    page::{ASCENT, BOTTOM, CONTENT, Fill, HEIGHT, LEADING, MARGIN, Page, Role, Tone, WIDTH, Words},
    table::{Grid, PAD, PAD_ROW},
};
use crate::report::{Report, Row};

const RULE: f32 = 0.4;

/// The pages of a report.
pub(super) fn pages(report: &Report, faces: &Faces) -> Vec<Page> {
    let lines = lines(report);
    let mut layout = Layout {
        report,
        faces,
        grid: Grid::of(report, &lines, faces),
        pages: vec![Page::default()],
        y: MARGIN,
        paragraphs: 0,
        rows: 0,
    };
    layout.title();
    layout.table(&lines);
    layout.notes();
    if let Some(chart) = &report.chart {
        chart::place(&mut layout, chart);
    }
    layout.footers();
    layout.pages
}

/// Where the next thing goes.
pub(super) struct Layout<'r> {
    report: &'r Report,
    pub(super) faces: &'r Faces,
    grid: Grid,
    pages: Vec<Page>,
    /// The top of what comes next.
    pub(super) y: f32,
    paragraphs: usize,
    /// Rows of the table that have their place, those of its head too.
    rows: usize,
}

impl Layout<'_> {
    fn page(&mut self) -> &mut Page {
        // There is one from the start and none is taken away.
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    pub(super) fn new_page(&mut self) {
        self.pages.push(Page::default());
        self.y = MARGIN;
    }

    /// True when so much fits below what is there.
    pub(super) fn fits(&self, height: f32) -> bool {
        self.y + height <= BOTTOM
    }

    pub(super) fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, tone: Tone) {
        self.page().fills.push(Fill { x, y, width, height, tone });
    }

    /// A line of words whose top is at `y`.
    pub(super) fn words(&mut self, (x, y): (f32, f32), (size, bold): (f32, bool), text: String, role: Role) {
        self.page().words.push(Words { x, y: y + size * ASCENT, size, bold, text, role });
    }

    /// The role of the next paragraph.
    pub(super) fn paragraph(&mut self) -> Role {
        self.paragraphs += 1;
        Role::Paragraph(self.paragraphs)
    }

    /// Words over the whole width, going on on the next page when they must.
    pub(super) fn block(&mut self, text: &str, size: f32, bold: bool, role: Role) {
        let faces = self.faces;
        for line in wrap(&faces.written(text), CONTENT, |words| faces.width(words, size, bold)) {
            if !self.fits(size * LEADING) {
                self.new_page();
            }
            self.words((MARGIN, self.y), (size, bold), line, role);
            self.y += size * LEADING;
        }
    }

    fn title(&mut self) {
        let report = self.report;
        self.block(&report.title, 14.0, true, Role::Title);
        self.y += 2.0;
        for line in &report.subtitle {
            let role = self.paragraph();
            self.block(line, 9.0, false, role);
        }
        self.y += 8.0;
    }

    fn table(&mut self, lines: &[Line<'_>]) {
        self.head(true);
        for (at, line) in lines.iter().enumerate() {
            let height = self.height(line);
            // A section's title is never the last on a page.
            let follows = match (line, lines.get(at + 1)) {
                (Line::Title(_), Some(next)) => self.height(next),
                _ => 0.0,
            };
            if !self.fits(height + follows) {
                self.new_page();
                self.head(false);
            }
            match line {
                Line::Title(title) => self.section(title, height),
                Line::Row(kind, row) => self.row(*kind, row, height),
            }
            self.y += height;
            self.rows += 1;
        }
        self.y += 8.0;
    }

    fn height(&self, line: &Line<'_>) -> f32 {
        let lines = match line {
            Line::Title(title) => self.grid.wrapped(title, CONTENT, true, self.faces).len(),
            Line::Row(kind, row) => {
                let cells = self.cells(*kind, row);
                cells.iter().map(Vec::len).max().unwrap_or(1)
            }
        };
        self.grid.rows_high(lines)
    }

    /// The wrapped lines of each cell of a row.
    fn cells(&self, kind: Kind, row: &Row) -> Vec<Vec<String>> {
        let columns = row.cells.iter().zip(&self.report.columns).zip(&self.grid.widths);
        columns
            .map(|((cell, column), width)| {
                self.grid.wrapped(&shown(cell, column.format), *width, kind != Kind::Body, self.faces)
            })
            .collect()
    }

    /// The titles of the columns: with the table's tags on its first page, repeated on the others.
    fn head(&mut self, first: bool) {
        let [groups, titles] = self.grid.head;
        let (top, height, wide) = (self.y, groups + titles, self.grid.widths.iter().sum());
        self.fill(MARGIN, top, wide, height, Tone::Head);
        let report = self.report;
        let role = |row, column, columns, rows| match first {
            true => Role::Head { row, column, columns, rows },
            false => Role::Repeated,
        };
        let two = groups > 0.0;
        for (from, to, group) in runs(&report.columns) {
            let width = self.grid.widths[from..=to].iter().sum();
            let span = u32::try_from(to - from + 1).unwrap_or(1);
            self.head_cell((from, width), (top, groups), group, role(0, from, span, 1));
        }
        for (at, column) in report.columns.iter().enumerate() {
            let width = self.grid.widths[at];
            if column.group.is_some() {
                self.head_cell((at, width), (top + groups, titles), &column.title, role(1, at, 1, 1));
            } else {
                self.head_cell((at, width), (top, height), &column.title, role(0, at, 1, 1 + u32::from(two)));
            }
        }
        if first {
            self.rows = 1 + usize::from(two);
        }
        self.y += height;
    }

    /// A title in the middle of its box.
    fn head_cell(&mut self, (column, width): (usize, f32), (top, height): (f32, f32), words: &str, role: Role) {
        let (left, size) = (MARGIN + self.grid.left(column), self.grid.size);
        self.frame(left, top, width, height);
        let lines = self.grid.wrapped(words, width, true, self.faces);
        let mut y = top + (height - self.grid.rows_high(lines.len())) / 2.0 + PAD_ROW;
        for line in lines {
            let x = left + (width - self.faces.width(&line, size, true)) / 2.0;
            self.words((x, y), (size, true), line, role);
            y += self.grid.line();
        }
    }

    fn section(&mut self, title: &str, height: f32) {
        let wide = self.grid.widths.iter().sum();
        self.fill(MARGIN, self.y, wide, height, Tone::Section);
        self.frame(MARGIN, self.y, wide, height);
        let role = Role::Cell { row: self.rows, column: 0 };
        for (at, line) in (0_u8..).zip(self.grid.wrapped(title, CONTENT, true, self.faces)) {
            let y = self.y + PAD_ROW + f32::from(at) * self.grid.line();
            self.words((MARGIN + PAD, y), (self.grid.size, true), line, role);
        }
    }

    fn row(&mut self, kind: Kind, row: &Row, height: f32) {
        let bold = kind != Kind::Body;
        if kind == Kind::Total {
            self.fill(MARGIN, self.y, self.grid.widths.iter().sum(), height, Tone::Head);
        }
        for (column, lines) in self.cells(kind, row).into_iter().enumerate() {
            let (left, width) = (MARGIN + self.grid.left(column), self.grid.widths[column]);
            self.frame(left, self.y, width, height);
            let right = is_number(self.report.columns[column].format);
            let role = Role::Cell { row: self.rows, column };
            for (at, line) in (0_u8..).zip(lines) {
                let space = width - 2.0 * PAD - self.faces.width(&line, self.grid.size, bold);
                let x = left + PAD + if right { space } else { 0.0 };
                let y = self.y + PAD_ROW + f32::from(at) * self.grid.line();
                // An empty cell is drawn as a space: one without content would be left out of the tags, and move the others.
                let line = if line.is_empty() { " ".into() } else { line };
                self.words((x, y), (self.grid.size, bold), line, role);
            }
        }
    }

    fn frame(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.fill(x, y, width, RULE, Tone::Grid);
        self.fill(x, y + height, width + RULE, RULE, Tone::Grid);
        self.fill(x, y, RULE, height, Tone::Grid);
        self.fill(x + width, y, RULE, height, Tone::Grid);
    }

    fn notes(&mut self) {
        let report = self.report;
        for (at, note) in report.notes.iter().enumerate() {
            let role = self.paragraph();
            self.block(&format!("({}) {note}", at + 1), 8.0, false, role);
        }
        self.y += 10.0;
    }

    /// The report's title at the left, the page's number at the right.
    fn footers(&mut self) {
        const SIZE: f32 = 7.5;
        let (faces, count) = (self.faces, self.pages.len());
        let y = HEIGHT - MARGIN + SIZE * (LEADING - 1.0);
        for (at, page) in self.pages.iter_mut().enumerate() {
            let number = format!("Trang {}/{count}", at + 1);
            let right = WIDTH - MARGIN - faces.width(&number, SIZE, false);
            for (x, text) in [(MARGIN, faces.written(&self.report.title)), (right, number)] {
                page.words.push(Words { x, y, size: SIZE, bold: false, text, role: Role::Repeated });
            }
        }
    }
}
