// What the quality gate notes of a page: in Vietnamese the server's own words, which know more; in English by their kind.

import type { Schemas } from '../api/index.ts';
import { language, messages } from './index.ts';

const t = messages({
  low_dpi: ['Trang {page}: độ phân giải quá thấp', 'Page {page}: resolution too low'],
  below_reading_dpi: ['Trang {page}: nên quét ở 300 dpi', 'Page {page}: better scanned at 300 dpi'],
  unreadable_page: ['Trang {page}: không đọc được', 'Page {page}: cannot be read'],
  blurred: ['Trang {page}: bị mờ', 'Page {page}: blurred'],
  low_contrast: ['Trang {page}: quá nhạt', 'Page {page}: too pale'],
  cut_off: ['Trang {page}: bị cắt mép', 'Page {page}: cut off at an edge'],
  shadow: ['Trang {page}: có bóng', 'Page {page}: in shadow'],
  scale: ['Trang {page}: không đúng tỷ lệ 100%', 'Page {page}: not at 100% scale'],
  not_colour: ['Trang {page}: nên quét màu', 'Page {page}: better scanned in colour'],
  almost_blank: ['Trang {page}: gần như trắng', 'Page {page}: almost blank'],
  missing_pages: ['Thiếu trang (xem trang {page})', 'Pages are missing (see page {page})'],
  page_count: ['Số trang không khớp (xem trang {page})', 'The page count does not match (see page {page})'],
});

export function findingText({ kind, page, message }: Schemas['Finding']): string {
  return language.value === 'vi' ? sentence(message) : t(kind, { page });
}

/** With a capital letter. */
export function sentence(text: string): string {
  return text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
}
