// Words of the clerk's desk.

import { messages } from '../../i18n/index.ts';

export const t = messages({
  title: ['Tiếp nhận', 'Counter'],
  to_come: ['Bàn làm việc này chưa được dựng.', 'This desk is not built yet.'],
});
