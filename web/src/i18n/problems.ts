// What to do next, by the kind of a problem. The server's own hints speak to whoever has the command line.

import type { Problem } from '../api/problem.ts';
import { language, messages } from './index.ts';

const hints = {
  connection_lost: [
    'Những gì đã nhập vẫn còn. Xin thử lại khi có kết nối.',
    'What you typed is still here. Try again when you are connected.',
  ],
  sign_in_needed: ['Xin đăng nhập.', 'Please sign in.'],
  forbidden: ['Xin liên hệ người quản trị nếu cần quyền này.', 'Ask your administrator if you need this.'],
  csrf: ['Xin tải lại trang rồi thử lại.', 'Reload the page and try again.'],
  no_account_here: [
    'Xin đề nghị người quản trị tạo tài khoản cùng tên, hoặc đăng nhập bằng mật khẩu.',
    'Ask your administrator for an account of that name, or sign in with a password.',
  ],
  sign_in_provider: ['Xin thử lại, hoặc đăng nhập bằng mật khẩu.', 'Try again, or sign in with a password.'],
  taken: ['Mục này đang có người xử lý. Xin chọn mục khác.', 'A colleague has this one in hand. Take another.'],
  already_resolved: ['Mục này đã xử lý xong. Xin chọn mục khác.', 'This one is done. Take another.'],
  incomplete: ['Xin nhập các mục còn thiếu.', 'Please fill in what is missing.'],
  value: ['Xin sửa giá trị rồi thử lại.', 'Please put the value right and try again.'],
  not_reusable: ['Xin quét bản mới, hoặc yêu cầu giấy tờ còn hiệu lực.', 'Scan the paper, or ask for a valid one.'],
  purpose_needed: ['Xin nhập số hồ sơ trước khi mở giấy tờ.', 'Give the dossier number before a paper is opened.'],
  conflict: ['Xin kiểm tra lại số hồ sơ.', 'Check the dossier number.'],
  other_type: ['Xin chọn giấy tờ đúng loại.', 'Choose a paper of the type that is asked for.'],
  account: ['Xin kiểm tra vai trò và đơn vị.', 'Check the roles and the unit.'],
  account_exists: ['Xin chọn tên tài khoản khác.', 'Choose another account name.'],
  last_admin: [
    'Xin trao vai trò quản trị cho người khác trước.',
    'Give the role of administrator to somebody else first.',
  ],
  unavailable: ['Xin thử lại sau ít phút.', 'Try again in a few minutes.'],
  erased: ['Nếu cần, xin đề nghị nộp lại giấy tờ.', 'If it is needed, have it handed in again.'],
} as const satisfies Record<string, readonly [string, string]>;

const hint = messages(hints);

const t = messages({
  wait: ['Xin thử lại sau {n} giây.', 'Try again in {n} seconds.'],
  failed: [
    'Máy chủ gặp lỗi. Xin thử lại, hoặc báo người quản trị.',
    'The server failed. Try again, or tell your administrator.',
  ],
});

/** What happened, and what to do next, in the language of the screen. */
export function explain(problem: Problem): { title: string; hint: string | undefined } {
  return {
    title: language.value === 'en' && problem.detail ? sentence(problem.detail) : problem.title,
    hint: nextStep(problem),
  };
}

function nextStep(problem: Problem): string | undefined {
  if (problem.retryAfterSeconds !== undefined) return t('wait', { n: problem.retryAfterSeconds });
  if (problem.kind in hints) return hint(problem.kind as keyof typeof hints);
  return problem.status >= 500 ? t('failed') : undefined;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
