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
  messages: ['Thông báo', 'Messages'],
});
