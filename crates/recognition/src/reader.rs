//! Pages to text: whole pages in grey, parts of a page once more in the red channel.

use crate::{
    ReaderError,
    engine::{Engine, GreyImage, Segmentation},
};
use model::{Line, PageText};

pub struct Reader {
    engine: Engine,
}
impl Reader {
    pub fn new() -> Result<Self, ReaderError> {
        Ok(Self { engine: Engine::new()? })
    }
    pub fn page_bytes(&mut self, page: u32, width: u32, height: u32, dpi: u32, bytes: &[u8]) -> Result<PageText, ReaderError> {
        let lines = self.engine.read(GreyImage { width, height, dpi, bytes }, Segmentation::Page)?;
        Ok(PageText { page, width_px: width, height_px: height, dpi: dpi as f32, from_text_layer: false, lines })
    }
    pub fn part_bytes(&mut self, width: u32, height: u32, dpi: u32, bytes: &[u8]) -> Result<Vec<Line>, ReaderError> {
        self.engine.read(GreyImage { width, height, dpi, bytes }, Segmentation::Block)
    }
}
