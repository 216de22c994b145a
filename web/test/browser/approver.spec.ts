import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { api, freeQueue, handIn } from './api.ts';
import { expectAccessible, expectFits, signIn, withPage } from './harness.ts';
import { jpegOf } from './papers.ts';

/** A batch whose papers have their codes and wait for approval; gives the codes. */
async function coded(count: number): Promise<string[]> {
  const codes: string[] = [];
  await withPage(async (page) => {
    await signIn(page, 'operator');
    const files = Array.from({ length: count }, (_, index) => jpegOf('giay-to/can-cuoc-2024.jpg', `thẻ-${index}.jpg`));
    const { waiting } = await handIn(page, files);
    await freeQueue(page);
    for (const id of waiting) {
      const { paper } = await api<{ paper: { code: string } }>(page, 'POST', `/v1/review/${id}`, {
        action: 'accept',
        set: {},
      });
      codes.push(paper.code);
    }
  });
  return codes;
}

const approve = (page: Page) => page.getByRole('button', { name: 'Duyệt', exact: true });
const rest = (page: Page) => page.getByRole('button', { name: /^Duyệt phần còn lại/ });
const shown = async (page: Page) => {
  await page.locator('.page-canvas canvas').first().waitFor();
  // It has stood there long enough to have been looked at.
  await page.locator('.approval-paper[aria-current="true"]').getByText('đã xem').waitFor();
  await page.waitForTimeout(500);
};
const current = async (page: Page) => (await page.locator('.facts dt:text-is("Mã giấy tờ") + dd').textContent()) ?? '';

/** Waits until another paper than this one is before the approver. */
const after = (page: Page, code: string) =>
  page.waitForFunction(
    (code) => [...document.querySelectorAll('.facts dd')].every((fact) => fact.textContent !== code),
    code,
  );

/** Goes to the newest batch, which is the last one. */
async function newest(page: Page): Promise<void> {
  await page.locator('.approval').waitFor();
  const batches = await page.locator('.approval-batch').count();
  for (let step = 1; step < batches; step += 1) await page.keyboard.press('Alt+ArrowDown');
  await page.waitForTimeout(300);
}

const state = async (page: Page, code: string) => {
  const { state } = await page.evaluate(async (code) => {
    const headers = { 'X-Hoso-Purpose': encodeURIComponent('kiểm thử') };
    return (await fetch(`/v1/papers/${encodeURIComponent(code)}`, { headers })).json();
  }, code);
  return state;
};

test('papers are approved and rejected one at a time, by keys; the rest of the batch after its sample', async () => {
  const codes = await coded(5);
  await withPage(async (page) => {
    await signIn(page, 'approver');
    await newest(page);
    await shown(page);
    await expectAccessible(page);
    assert.equal(await rest(page).isDisabled(), true);

    const first = await current(page);
    await page.keyboard.press('Enter');
    await page.getByText(`Đã duyệt ${first}`).waitFor();
    assert.equal(await state(page, first), 'approved');

    await after(page, first);
    await shown(page);
    const second = await current(page);
    await page.keyboard.press('x');
    const dialog = page.getByRole('dialog', { name: /Không duyệt/ });
    await dialog.getByLabel('Lý do từ chối').press('Enter');
    await dialog.getByText('Xin nhập lý do.').waitFor();
    await dialog.getByLabel('Lý do từ chối').fill('Thông tin không đúng');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    await page.getByText(`Không duyệt ${second}`).waitFor();
    assert.equal(await state(page, second), 'rejected');

    // One was rejected: as many again are looked at, here all.
    await after(page, second);
    // What is left has a sample, and so an order, of its own.
    await page.waitForTimeout(500);
    for (let up = 0; up < 2; up += 1) await page.keyboard.press('ArrowUp');
    for (let left = 3; left > 0; left -= 1) {
      await shown(page);
      const seen = await current(page);
      await page.keyboard.press('ArrowDown');
      if (left > 1) await after(page, seen);
    }
    await page.getByText('Đã xem đủ mẫu').waitFor();
    await page.keyboard.press('Shift+Enter');
    await page.getByRole('dialog').getByText('Duyệt 3 giấy tờ còn lại').waitFor();
    await expectAccessible(page);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Duyệt phần còn lại/ })
      .press('Enter');
    await page.getByText('Đã duyệt 3 giấy tờ.').waitFor();
    for (const code of codes.filter((code) => code !== first && code !== second)) {
      assert.equal(await state(page, code), 'approved');
    }
    const url = new URL(page.url());
    assert.equal(url.pathname + url.search + url.hash, '/phe-duyet');
    assert.doesNotMatch(await page.evaluate(() => Object.keys(localStorage).join()), /\d{9}\./);
  });
});

test('a reason that is typed is there after a reload', async () => {
  await coded(1);
  await withPage(async (page) => {
    await signIn(page, 'approver');
    await newest(page);
    await shown(page);
    await page.keyboard.press('x');
    await page.getByLabel('Lý do từ chối').fill('Ảnh bị lóa ở góc');
    await page.reload();
    await newest(page);
    await shown(page);
    await page.keyboard.press('x');
    assert.equal(await page.getByLabel('Lý do từ chối').inputValue(), 'Ảnh bị lóa ở góc');
    await page.keyboard.press('Enter');
    await page.getByText(/^Không duyệt 0/).waitFor();
  });
});

test('it fits a phone, in both languages', async () => {
  await coded(1);
  await withPage(
    async (page) => {
      await signIn(page, 'approver');
      await approve(page).waitFor();
      await expectFits(page);
      await expectAccessible(page);
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
      await expectFits(page);
      await expectAccessible(page);
    },
    { viewport: { width: 390, height: 844 } },
  );
});
