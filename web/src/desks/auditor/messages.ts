// Words of the auditor's desk.

import { messages } from '../../i18n/index.ts';

export const t = messages({
  title: ['Kiểm toán', 'Audit'],
  to_come: ['Bàn làm việc này chưa được dựng.', 'This desk is not built yet.'],
});
