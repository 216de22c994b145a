import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { api, freeQueue, handIn } from './api.ts';
import { expectAccessible, expectFits, signIn, withPage } from './harness.ts';
import { jpegOf, pdfOf, sample } from './papers.ts';

const CARD = 'giay-to/can-cuoc-2024.jpg';
const DECISION = 'quet-kem/quyet-dinh-nam-ngang.jpg';

const holder = (page: Page) => page.getByRole('combobox', { name: 'Số định danh' });
const issuer = (page: Page) => page.getByRole('combobox', { name: 'Cơ quan ban hành' });
const accept = (page: Page) => page.getByRole('button', { name: 'Chấp nhận' });
const inReview = (page: Page) => accept(page).waitFor();
const done = (page: Page, text: RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();
const isFocused = (page: Page, label: string) =>
  page.waitForFunction(
    (label) =>
      document.activeElement instanceof HTMLInputElement && document.activeElement.labels?.[0]?.textContent === label,
    label,
  );

/** Signs in and waits until the desk has its keys. */
async function openDesk(page: Page, who: 'operator' | 'operator2' = 'operator'): Promise<void> {
  await signIn(page, who);
  await page.locator('.review, .empty').first().waitFor();
}

/** Signs in with a free queue, and brings one paper into review. */
async function reviewOf(page: Page, file: ReturnType<typeof jpegOf>): Promise<string> {
  await openDesk(page);
  await freeQueue(page);
  const { waiting } = await handIn(page, [file]);
  const id = waiting[0] ?? '';
  await choose(page, file.name);
  return id;
}

/** Takes a paper out of the queue's list, by keys. */
async function choose(page: Page, name: string): Promise<void> {
  await page.reload();
  await page.locator('.review, .empty').first().waitFor();
  if (await page.getByRole('button', { name: 'Bắt đầu kiểm tra' }).isVisible()) await page.keyboard.press('Enter');
  await inReview(page);
  await page.keyboard.press('Alt+l');
  const list = page.getByRole('dialog', { name: 'Danh sách chờ' });
  await list.getByRole('grid').waitFor();
  // The newest stand last; rows out of sight are not in the page.
  await page.keyboard.press('End');
  const active = list.locator('tr[aria-selected="true"]').filter({ hasText: name });
  for (let steps = 0; !(await active.isVisible()); steps += 1) {
    assert.ok(steps < 200, `${name} is in the queue`);
    await page.keyboard.press('ArrowUp');
    await page.waitForTimeout(50);
  }
  await page.keyboard.press('Enter');
  await list.waitFor({ state: 'detached' });
  await page.locator('.review-path').filter({ hasText: name }).waitFor();
  // The one that was in hand before has been given back.
  await page.locator('.review-actions button[title="Alt S"]:enabled').waitFor();
  // Nobody has read a page in less.
  await page.waitForTimeout(500);
}

test('files that are handed in become a batch, with its progress, its refusals and its receipt', () =>
  withPage(async (page) => {
    await openDesk(page);
    await page.keyboard.press('Alt+2');
    await page.getByRole('heading', { name: 'Các mẻ quét' }).waitFor();
    await expectAccessible(page);
    const card = jpegOf(CARD, 'thẻ căn cước.jpg');
    const empty = { name: 'rỗng.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) };
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Chọn tệp' }).press('Enter'),
    ]);
    await chooser.setFiles([card, empty]);
    await page.getByText('thẻ căn cước.jpg').waitFor();
    await page.getByRole('button', { name: 'Gửi 2 tệp' }).press('Enter');
    const batch = page.getByRole('region', { name: /^Mẻ quét lúc/ });
    await batch.getByText('Tệp rỗng. Xin quét lại').waitFor({ timeout: 60_000 });
    await batch.getByText('Chờ kiểm tra').waitFor({ timeout: 60_000 });
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Biên nhận' }).press('Enter');
    await page.getByRole('heading', { name: 'Biên nhận mẻ quét' }).waitFor();
    await page.getByText('Niêm phong điện tử').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await batch.waitFor();
  }));

test('a paper is accepted with one key, and the next one stands there', () =>
  withPage(async (page) => {
    await reviewOf(page, jpegOf(CARD, `can-cuoc-${Date.now()}.jpg`));
    await expectAccessible(page);
    await page.locator('.page-canvas canvas').first().waitFor();
    await page.keyboard.press('Enter');
    await done(page, /Đã lưu: 048301005678\.KQ\.G01\.000101/);
    const url = new URL(page.url());
    assert.equal(url.pathname + url.search + url.hash, '/so-hoa');
    assert.doesNotMatch(await page.title(), /\d{9}/);
    assert.doesNotMatch(await page.evaluate(() => Object.keys(localStorage).join()), /\d{9}/);
  }));

test('doubtful fields come first, each with its place on the page; what is missing is asked for, not sent', () =>
  withPage(async (page) => {
    await reviewOf(page, jpegOf(DECISION, `quyet-dinh-${Date.now()}.jpg`));
    await isFocused(page, 'Số định danh');
    await page.keyboard.press('Enter');
    await page.getByText('Xin nhập mục này.').first().waitFor();
    await expectAccessible(page);
    // Typed without marks, taken with the keys.
    await holder(page).pressSequentially('nguyen thi hu');
    await page.getByRole('option').filter({ hasText: 'Nguyễn Thị Hương' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await holder(page).inputValue(), '048192001234');
    await page.getByLabel('Số ký hiệu', { exact: true }).focus();
    await page.locator('.page-mark').waitFor();
    await page.keyboard.press('Enter');
    await done(page, /Đã lưu: 048192001234\./);
  }));

test('what is typed is there after a reload, and gone after signing out', () =>
  withPage(async (page) => {
    const id = await reviewOf(page, jpegOf(DECISION, `nháp-${Date.now()}.jpg`));
    await issuer(page).fill('Ủy ban nhân dân xã Sơn Thượng');
    await page.reload();
    await inReview(page);
    assert.equal(await issuer(page).inputValue(), 'Ủy ban nhân dân xã Sơn Thượng');
    await page.locator('.account-who').click();
    await page.getByRole('button', { name: 'Đăng xuất' }).click();
    await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes('Sơn Thượng')), false);
    await signIn(page, 'operator');
    await api(page, 'POST', `/v1/review/${id}`, { action: 'reject', why: 'thử' });
  }));

test('when the network goes, nothing typed is lost, and it is sent when it is back', () =>
  withPage(async (page) => {
    await reviewOf(page, jpegOf(CARD, `mat-mang-${Date.now()}.jpg`));
    await issuer(page).fill('Bộ Công an');
    await page.context().setOffline(true);
    await page.keyboard.press('Enter');
    await page.getByText('Mất kết nối với máy chủ').waitFor();
    await expectAccessible(page);
    await page.context().setOffline(false);
    assert.equal(await issuer(page).inputValue(), 'Bộ Công an');
    await issuer(page).press('Enter');
    await done(page, /Đã lưu: /);
  }));

test('two operators never have the same paper, and one that is given back goes to the other', () =>
  withPage(async (mine) => {
    const name = `hai-người-${Date.now()}.jpg`;
    await reviewOf(mine, jpegOf(CARD, name));
    await withPage(async (theirs) => {
      await openDesk(theirs, 'operator2');
      await theirs.waitForTimeout(500);
      const path = theirs.locator('.review-path');
      if (await path.isVisible()) assert.notEqual(await path.textContent(), name);
      await theirs.keyboard.press('Alt+l');
      await theirs.getByRole('dialog').getByRole('grid').waitFor();
      await theirs.keyboard.press('End');
      const row = theirs.getByRole('row').filter({ hasText: name });
      await row.getByText('operator đang xử lý').waitFor();
      await mine.keyboard.press('Alt+s');
      await mine.getByText('Đã trả lại hàng đợi.').waitFor();
      await theirs.keyboard.press('Escape');
      await choose(theirs, name);
      await theirs.keyboard.press('Alt+x');
      const dialog = theirs.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Thiếu trang' }).press('Enter');
      await expectAccessible(theirs);
      await dialog.getByLabel('Lý do từ chối').press('Enter');
      await done(theirs, /Đã từ chối/);
    });
  }));

test('a scan of several pages is split, a page dropped, and each paper comes into review', () =>
  withPage(async (page) => {
    const name = `ba-trang-${Date.now()}.pdf`;
    const pages = ['ho-so-0001/can-cuoc.jpg', 'giay-to/can-cuoc-2024.jpg', 'giay-to/bang-thpt.jpg'].map(sample);
    await reviewOf(page, pdfOf(pages, name));
    await page.getByText('Trang 1/3').waitFor();
    await page.keyboard.press('PageDown');
    await page.getByText('Trang 2/3').waitFor();
    await page.keyboard.press('Alt+p');
    await page.getByRole('heading', { name: 'Giấy tờ 1 3 trang' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('s');
    await page.getByRole('heading', { name: 'Giấy tờ 2 2 trang' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Delete');
    await page.getByRole('region', { name: 'Trang đã bỏ' }).getByText('bỏ bằng tay').waitFor();
    // An arrangement that is not saved is kept, too.
    await page.reload();
    await inReview(page);
    await page.keyboard.press('Alt+p');
    await page.getByRole('region', { name: 'Trang đã bỏ' }).getByText('bỏ bằng tay').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('Đã sắp xếp lại trang.').waitFor({ timeout: 60_000 });
    await inReview(page);
    await page.keyboard.press('Alt+l');
    const rows = page.getByRole('dialog').getByRole('row').filter({ hasText: name });
    await page.getByRole('dialog').getByRole('grid').waitFor();
    await page.keyboard.press('End');
    await rows.nth(1).waitFor();
    assert.equal(await rows.count(), 2);
  }));

test('a page scanned again comes in the place of a bad one, which can still be seen', () =>
  withPage(async (page) => {
    const name = `trang-mờ-${Date.now()}.pdf`;
    const pages = ['ho-so-0001/can-cuoc.jpg', 'giay-to/can-cuoc-2024.jpg'].map(sample);
    await reviewOf(page, pdfOf(pages, name));
    await page.getByText('Trang 1/2').waitFor();
    await page.keyboard.press('Alt+p');
    await page.getByRole('heading', { name: 'Giấy tờ 1 2 trang' }).waitFor();
    const replace = page.getByRole('button', { name: /Thay bằng bản quét lại/ });
    const chosen = page.waitForEvent('filechooser');
    await replace.press('Enter');
    // What is no page says so, and nothing is changed.
    await (await chosen).setFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('không phải ảnh') });
    await page.getByText('Không dùng được trang quét lại này').waitFor();
    const again = page.waitForEvent('filechooser');
    await replace.press('Enter');
    await (await again).setFiles(jpegOf('giay-to/bang-thpt.jpg', 'quét-lại.jpg'));
    await page.getByText('Đã sắp xếp lại trang.').waitFor({ timeout: 60_000 });
    await inReview(page);
    await page.keyboard.press('Alt+p');
    await page.getByRole('heading', { name: 'Giấy tờ 1 2 trang' }).waitFor();
    await page.getByRole('region', { name: 'Trang đã bỏ' }).getByText('bỏ bằng tay').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Alt+x');
    await page.getByRole('dialog').getByRole('button', { name: 'Thiếu trang' }).press('Enter');
    await page.getByRole('dialog').getByLabel('Lý do từ chối').press('Enter');
    await done(page, /Đã từ chối/);
  }));

test('a paper that may be here already is compared side by side', () =>
  withPage(async (page) => {
    // The same card twice: the second is like the first, which has its code.
    await reviewOf(page, jpegOf(CARD, `lần-đầu-${Date.now()}.jpg`));
    await page.keyboard.press('Enter');
    await done(page, /Đã lưu: /);
    const { waiting } = await handIn(page, [jpegOf(CARD, `lần-hai-${Date.now()}.jpg`)]);
    const item = await api<{ path: string; similar?: unknown[] }>(page, 'GET', `/v1/review/${waiting[0]}`);
    assert.ok(item.similar?.length, 'the server says what it is like');
    await choose(page, item.path);
    await page.keyboard.press('Alt+c');
    await page.getByRole('heading', { name: /Đã có trong kho/ }).waitFor();
    await page.locator('.compare-side canvas').nth(1).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Alt+x');
    await done(page, /Đã từ chối/);
  }));

test('separator sheets are made and offered for printing', () =>
  withPage(async (page) => {
    await openDesk(page);
    await page.keyboard.press('Alt+3');
    await page.getByRole('combobox', { name: 'Loại giấy tờ' }).fill('giay khai sinh');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByLabel('Số tờ phân cách giấy tờ').fill('501');
    await page.keyboard.press('Enter');
    await page.getByText('Từ 1 đến 500.').waitFor();
    await page.getByLabel('Số tờ phân cách giấy tờ').fill('3');
    await page.keyboard.press('Enter');
    const link = page.getByRole('link', { name: 'Mở tệp PDF để in' });
    await link.waitFor();
    assert.match((await link.getAttribute('href')) ?? '', /^blob:/);
    await expectAccessible(page);
  }));

test('every part fits a phone, in both languages', () =>
  withPage(
    async (page) => {
      await signIn(page, 'operator');
      for (const parts of [
        ['Kiểm tra', 'Mẻ quét', 'Tờ phân cách'],
        ['Review', 'Batches', 'Separator sheets'],
      ]) {
        for (const name of parts) {
          await page.getByRole('group').getByRole('button', { name }).click();
          await page.waitForTimeout(500);
          await expectFits(page);
          await expectAccessible(page);
        }
        const other = page.getByRole('button', { name: 'English' });
        if (await other.isVisible()) await other.click();
      }
    },
    { viewport: { width: 390, height: 844 } },
  ));

test('two hundred pages are sent while one reviews, and are told page by page', () =>
  withPage(async (page) => {
    await openDesk(page);
    await page.keyboard.press('Alt+2');
    const blank = sample('quet-kem/trang-trang.jpg');
    const name = `hai-trăm-trang-${Date.now()}.pdf`;
    const pages = Array.from({ length: 200 }, (_, index) =>
      index % 20 === 0 ? sample('giay-to/bang-thpt.jpg') : blank,
    );
    await page.getByLabel('Chọn tệp').setInputFiles(pdfOf(pages, name));
    await page.getByRole('button', { name: 'Gửi 1 tệp' }).press('Enter');
    // Whoever looks at another part meanwhile stops nothing.
    await page.keyboard.press('Alt+3');
    await page.getByText('Đã nhận 1 tệp.').waitFor({ timeout: 60_000 });
    await page.keyboard.press('Alt+2');
    const batch = page.getByRole('region', { name: /^Mẻ quét lúc/ });
    await batch.getByText(/đang đọc trang \d+\/200/).waitFor({ timeout: 60_000 });
    await batch.getByRole('button', { name: 'Kiểm tra' }).last().waitFor({ timeout: 180_000 });
    await batch.getByRole('button', { name: 'Kiểm tra' }).last().press('Enter');
    await page.locator('.review-path').filter({ hasText: name }).waitFor();
    await page.getByText('Trang 1/10').waitFor();
    await page.keyboard.press('Alt+p');
    await page.getByRole('heading', { name: 'Giấy tờ 1 10 trang' }).waitFor();
    await expectAccessible(page);
  }));

// HOSO_RESTART is a command that stops the server and starts it again.
test('the server is started anew in mid-review, and nothing typed is lost', { skip: !process.env.HOSO_RESTART }, () =>
  withPage(async (page) => {
    const name = `khoi-dong-lai-${Date.now()}.jpg`;
    await reviewOf(page, jpegOf(CARD, name));
    await issuer(page).fill('Bộ Công an');
    execSync(process.env.HOSO_RESTART ?? '', { stdio: 'ignore' });
    await page.locator('.review-path').filter({ hasText: name }).waitFor();
    assert.equal(await issuer(page).inputValue(), 'Bộ Công an');
    await issuer(page).press('Enter');
    await done(page, /Đã lưu: /);
  }),
);
