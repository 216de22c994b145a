//! XLSX for spreadsheets: numbers stay numbers, the head stays in sight and is printed on each page.

use jiff::civil::Date;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format as Style, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr;

use super::{
    Kind, Line, RenderError, lines, runs,
    words::{is_number, plain, shown, wrap},
};
use crate::report::{Cell, Format, Report, Row};

/// The widest that a column gets, in characters of the standard font.
const WIDTH_MAX: usize = 48;
const PAPER_A4: u8 = 9;

/// The report as a workbook of one sheet, to be printed on A4 across, as wide as the page. Its date is the report's last day.
///
/// # Errors
/// None but a fault of this program.
pub fn xlsx(report: &Report) -> Result<Vec<u8>, RenderError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report)?);
    let mut sheet = Sheet { report, sheet: workbook.add_worksheet(), at: 0 };
    sheet.sheet.set_name("Báo cáo")?;
    sheet.heading()?;
    sheet.table_head()?;
    sheet.body()?;
    sheet.notes()?;
    sheet.column_widths()?;
    Ok(workbook.save_to_buffer()?)
}

fn properties(report: &Report) -> Result<DocProperties, XlsxError> {
    let to = report.to;
    let (year, month, day) = (to.year().unsigned_abs(), to.month().unsigned_abs(), to.day().unsigned_abs());
    let made = ExcelDateTime::from_ymd(year, month, day)?;
    Ok(DocProperties::new().set_title(plain(&report.title)).set_author("Hoso").set_creation_datetime(&made))
}

struct Sheet<'r> {
    report: &'r Report,
    sheet: &'r mut Worksheet,
    /// The next row.
    at: u32,
}

impl Sheet<'_> {
    fn heading(&mut self) -> Result<(), XlsxError> {
        let title = Style::new().set_bold().set_font_size(14);
        self.sheet.write_string_with_format(self.at, 0, plain(&self.report.title), &title)?;
        self.at += 1;
        for line in &self.report.subtitle {
            self.sheet.write_string(self.at, 0, plain(line))?;
            self.at += 1;
        }
        self.at += 1;
        Ok(())
    }

    /// Two rows where columns stand under a common title, else one.
    fn table_head(&mut self) -> Result<(), XlsxError> {
        let style = Style::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_border(FormatBorder::Thin)
            .set_background_color(Color::RGB(0x00DD_E6F0));
        let columns = &self.report.columns;
        let (top, two) = (self.at, columns.iter().any(|column| column.group.is_some()));
        let low = top + u32::from(two);
        for (column, at) in columns.iter().zip(0_u16..) {
            if two && column.group.is_none() {
                self.sheet.merge_range(top, at, low, at, &column.title, &style)?;
            } else {
                self.sheet.write_string_with_format(low, at, &column.title, &style)?;
            }
        }
        for (first, last, group) in runs(columns) {
            let (first, last) = (index(first), index(last));
            if first == last {
                self.sheet.write_string_with_format(top, first, group, &style)?;
            } else {
                self.sheet.merge_range(top, first, top, last, group, &style)?;
            }
        }
        self.sheet.set_row_height(low, 62)?;
        self.sheet.set_freeze_panes(low + 1, 1)?;
        self.sheet.set_repeat_rows(top, low)?;
        self.sheet.set_landscape().set_paper_size(PAPER_A4).set_print_fit_to_pages(1, 0);
        self.sheet.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3).set_footer("&RTrang &P/&N");
        self.at = low + 1;
        Ok(())
    }

    fn body(&mut self) -> Result<(), XlsxError> {
        for line in lines(self.report) {
            match line {
                Line::Title(title) => self.section(title)?,
                Line::Row(kind, row) => self.row(kind, row)?,
            }
            self.at += 1;
        }
        Ok(())
    }

    fn section(&mut self, title: &str) -> Result<(), XlsxError> {
        let style =
            Style::new().set_bold().set_border(FormatBorder::Thin).set_background_color(Color::RGB(0x00F0_F4F8));
        for (_, at) in self.report.columns.iter().zip(0_u16..) {
            self.sheet.write_blank(self.at, at, &style)?;
        }
        self.sheet.write_string_with_format(self.at, 0, plain(title), &style)?;
        Ok(())
    }

    fn row(&mut self, kind: Kind, row: &Row) -> Result<(), XlsxError> {
        for ((cell, column), at) in row.cells.iter().zip(&self.report.columns).zip(0_u16..) {
            let style = style(kind, column.format);
            match cell {
                Cell::Empty => self.sheet.write_blank(self.at, at, &style)?,
                Cell::NotApplicable => self.sheet.write_string_with_format(self.at, at, "N/A", &style)?,
                Cell::Count(count) => {
                    self.sheet.write_number_with_format(self.at, at, crate::ratio::real(*count), &style)?
                }
                Cell::Number(number) => self.sheet.write_number_with_format(self.at, at, *number, &style)?,
                Cell::Day(day) => self.day(at, *day, &style)?,
                Cell::Text(words) => self.sheet.write_string_with_format(self.at, at, plain(words), &style)?,
            };
        }
        Ok(())
    }

    fn day(&mut self, at: u16, day: Date, style: &Style) -> Result<&mut Worksheet, XlsxError> {
        self.sheet.write_datetime_with_format(self.at, at, day, style)
    }

    /// Each over the whole width of the table, in as many lines as it needs.
    fn notes(&mut self) -> Result<(), XlsxError> {
        self.at += 1;
        let style = Style::new().set_text_wrap().set_align(FormatAlign::Top);
        let widths: Vec<usize> = (0..self.report.columns.len()).map(|at| self.width(at)).collect();
        let last = index(widths.len().saturating_sub(1));
        for (at, note) in self.report.notes.iter().enumerate() {
            let note = format!("({}) {}", at + 1, plain(note));
            let lines = wrap(&note, widths.iter().sum(), UnicodeWidthStr::width).len();
            self.sheet.merge_range(self.at, 0, self.at, last, &note, &style)?;
            self.sheet.set_row_height(self.at, u16::try_from(15 * lines).unwrap_or(u16::MAX))?;
            self.at += 1;
        }
        Ok(())
    }

    fn column_widths(&mut self) -> Result<(), XlsxError> {
        for at in 0..self.report.columns.len() {
            self.sheet.set_column_width(index(at), index(self.width(at)))?;
        }
        Ok(())
    }

    /// How many characters of the standard font a column has room for.
    fn width(&self, at: usize) -> usize {
        let column = &self.report.columns[at];
        let rows = self.report.sections.iter().flat_map(|section| &section.rows).chain(&self.report.total);
        let cells = rows.filter_map(|row| row.cells.get(at)).map(|cell| shown(cell, column.format).width());
        let word = column.title.split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or(0);
        cells.max().unwrap_or(0).max(word).clamp(8, WIDTH_MAX) + 2
    }
}

/// A column's number.
fn index(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn style(kind: Kind, format: Format) -> Style {
    let number = match format {
        Format::Text => "General",
        Format::Count => "#,##0",
        Format::Percent => "0.00%",
        Format::Decimal | Format::Minutes => "#,##0.00",
        Format::Day => "dd/mm/yyyy",
    };
    let style = Style::new().set_num_format(number).set_border(FormatBorder::Thin).set_align(FormatAlign::Top);
    let style = if is_number(format) { style.set_align(FormatAlign::Right) } else { style.set_text_wrap() };
    match kind {
        Kind::Body => style,
        Kind::Subtotal => style.set_bold(),
        Kind::Total => style.set_bold().set_background_color(Color::RGB(0x00DD_E6F0)),
    }
}
