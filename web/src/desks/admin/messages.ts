// Words of the admin's desk.

import { messages } from '../../i18n/index.ts';

export const t = messages({
  title: ['Quản trị', 'Administration'],
  to_come: ['Bàn làm việc này chưa được dựng.', 'This desk is not built yet.'],
});
