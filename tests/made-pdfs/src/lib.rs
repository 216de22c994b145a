//! PDF files put together for tests: pages of any size and turn, whose images are coded in any way, rightly or not. Nothing is
//! checked, so that what is wrong can be written too. Files as offices make them are in `fixtures/generator`.

use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, writers::ImageXObject};

/// How a page lies in its PDF.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    /// Width of what is to be seen, before it is turned, in units of the page.
    pub width_pt: f32,
    /// Height, likewise.
    pub height_pt: f32,
    /// How far the page says it is to be turned clockwise; `None` leaves it to the page tree.
    pub rotate: Option<i32>,
    /// How many points its unit has.
    pub user_unit: f32,
    /// Units of media around what is to be seen.
    pub margin: f32,
}

/// An upright sheet of A4.
pub const A4: Sheet = Sheet { width_pt: 595.0, height_pt: 842.0, rotate: None, user_unit: 1.0, margin: 0.0 };

impl Sheet {
    /// An upright sheet of so many points.
    pub const fn of(width_pt: f32, height_pt: f32) -> Self {
        Self { width_pt, height_pt, ..A4 }
    }
}

/// Writes one image as the object of this number; the number after it is free for what the image refers to.
pub type WriteImage<'a> = &'a dyn Fn(&mut Pdf, Ref);

/// A page and what is drawn on it.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// How it lies.
    pub sheet: Sheet,
    /// Its images, named `Im0`, `Im1`…
    pub images: &'a [WriteImage<'a>],
    /// What is drawn, in which `F` is Helvetica; `None` draws the images from the top down, each an equal strip of the page.
    pub content: Option<&'a [u8]>,
}

/// A file of one page of images from the top down, each an equal strip of it.
pub fn scanned(sheet: Sheet, images: &[WriteImage<'_>]) -> Vec<u8> {
    of_pages(&[Page { sheet, images, content: None }], None)
}

/// A file of these pages, all turned by `rotate` unless they say otherwise.
pub fn of_pages(pages: &[Page<'_>], rotate: Option<i32>) -> Vec<u8> {
    const CATALOGUE: Ref = Ref::new(1);
    const TREE: Ref = Ref::new(2);
    const FONT: Ref = Ref::new(3);
    let mut next = 4;
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOGUE).pages(TREE);
    pdf.type1_font(FONT).base_font(Name(b"Helvetica"));
    let mut kids = Vec::new();
    for Page { sheet, images, content } in pages {
        let (page, contents, first) = (Ref::new(next), Ref::new(next + 1), next + 2);
        next = first + 2 * images.len() as i32;
        kids.push(page);
        let image_id = |at: usize| Ref::new(first + 2 * at as i32);
        let names: Vec<String> = (0..images.len()).map(|at| format!("Im{at}")).collect();
        let mut object = pdf.page(page);
        object.parent(TREE).contents(contents);
        describe(&mut object, *sheet);
        let mut resources = object.resources();
        resources.fonts().pair(Name(b"F"), FONT);
        resources.x_objects().pairs((0..).zip(&names).map(|(at, name)| (Name(name.as_bytes()), image_id(at))));
        resources.finish();
        object.finish();
        match content {
            Some(content) => pdf.stream(contents, content).finish(),
            None => pdf.stream(contents, &in_strips(*sheet, &names)).finish(),
        }
        for (at, write) in images.iter().enumerate() {
            write(&mut pdf, image_id(at));
        }
    }
    let mut tree = pdf.pages(TREE);
    tree.count(kids.len() as i32).kids(kids);
    if let Some(rotate) = rotate {
        tree.pair(Name(b"Rotate"), rotate);
    }
    tree.finish();
    pdf.finish()
}

fn describe(page: &mut pdf_writer::writers::Page<'_>, sheet: Sheet) {
    let Sheet { width_pt, height_pt, rotate, user_unit, margin } = sheet;
    page.media_box(Rect::new(0.0, 0.0, width_pt + 2.0 * margin, height_pt + 2.0 * margin));
    if margin > 0.0 {
        page.crop_box(Rect::new(margin, margin, margin + width_pt, margin + height_pt));
    }
    if let Some(rotate) = rotate {
        page.rotate(rotate);
    }
    if user_unit != 1.0 {
        page.user_unit(user_unit);
    }
}

fn in_strips(sheet: Sheet, names: &[String]) -> Vec<u8> {
    let mut content = Content::new();
    let step = sheet.height_pt / names.len() as f32;
    for (at, name) in names.iter().enumerate() {
        let bottom = sheet.margin + sheet.height_pt - step * (at as f32 + 1.0);
        content.save_state().transform([sheet.width_pt, 0.0, 0.0, step, sheet.margin, bottom]);
        content.x_object(Name(name.as_bytes())).restore_state();
    }
    content.finish().into_vec()
}

/// Begins an image of coded data; its colours are still to be told.
pub fn coded_image<'a>(
    pdf: &'a mut Pdf,
    id: Ref,
    data: &'a [u8],
    filter: Filter,
    (width, height): (i32, i32),
    bits: i32,
) -> ImageXObject<'a> {
    let mut image = pdf.image_xobject(id, data);
    image.width(width).height(height).bits_per_component(bits);
    image.filter(filter);
    image
}
