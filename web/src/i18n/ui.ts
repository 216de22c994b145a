// Words of the shared pieces.

import { messages } from './index.ts';

export const t = messages({
  close: ['Đóng', 'Close'],
  cancel: ['Bỏ qua', 'Cancel'],
  keys: ['Phím tắt', 'Keys'],
  keys_help: ['Xem các phím tắt của trang này', 'Show the keys of this page'],
  no_day: ['Ngày có dạng 29/11/2026, không sau hôm nay.', 'A day looks like 29/11/2026, and is not after today.'],
  loading: ['Đang tải…', 'Loading…'],
  nothing_found: ['Không tìm thấy', 'Nothing found'],
  search_failed: ['Không tìm được, xin gõ lại', 'Could not search, please type again'],
  choices: ['{n} lựa chọn', '{n} choices'],
  rows: ['{n} dòng', '{n} rows'],
  page_image: ['Ảnh trang {page}', 'Image of page {page}'],
  pages: ['Các trang', 'Pages'],
  page_of: ['Trang {page}/{pages}', 'Page {page} of {pages}'],
  page_next: ['Trang sau', 'Next page'],
  page_previous: ['Trang trước', 'Previous page'],
  zoom_in: ['Phóng to', 'Zoom in'],
  zoom_out: ['Thu nhỏ', 'Zoom out'],
  fit: ['Vừa chiều ngang hoặc cả trang', 'Fit the width, or the whole page'],
  fit_page: ['Cả trang', 'Whole page'],
  fit_width: ['Vừa ngang', 'Fit width'],
  rotate: ['Xoay', 'Rotate'],
  thumbnails: ['Trang thu nhỏ', 'Small pages'],
  again: ['Thử lại', 'Try again'],
  why_reject: ['Lý do từ chối', 'Reason'],
  why_missing: ['Xin nhập lý do.', 'Please give a reason.'],
  messages: ['Thông báo', 'Messages'],
});
