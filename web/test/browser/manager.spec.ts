import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { expectAccessible, expectFits, signIn, withPage } from './harness.ts';

async function toDesk(page: Page): Promise<void> {
  await signIn(page, 'manager');
  await page.getByRole('region', { name: 'Số hóa kết quả còn hiệu lực theo cấp' }).waitFor();
}

test('the shares stand against the year’s target, and a number opens the list behind it', () =>
  withPage(async (page) => {
    await toDesk(page);
    const levels = page.getByRole('region', { name: 'Số hóa kết quả còn hiệu lực theo cấp' });
    await levels.getByRole('row', { name: /Cấp xã/ }).waitFor();
    await page.getByRole('img', { name: /Tỷ lệ số hóa cuối mỗi tháng/ }).waitFor();
    await page.getByRole('img', { name: /Tỷ lệ số hóa và chỉ tiêu/ }).waitFor();
    await expectAccessible(page);

    // From the level to its units, from a unit to its papers, and back, by keyboard.
    await levels
      .getByRole('button', { name: /Cấp xã: mở danh sách/ })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    const units = page.getByRole('dialog').getByRole('grid');
    await units.getByText('UBND xã Bình Hòa').waitFor();
    await expectAccessible(page);
    await units.focus();
    await page.keyboard.press('Enter');
    await page
      .getByRole('dialog', { name: /Giấy tờ đã số hóa/ })
      .getByText('Giấy khai sinh')
      .waitFor();
    // A manager has no dossier in hand: no holder is named.
    assert.equal(await page.getByText('048192001234').count(), 0);
    await page.getByRole('button', { name: 'Quay lại' }).click();
    await units.waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }));

test('another day is another figure, and a unit narrows all of it', () =>
  withPage(async (page) => {
    await toDesk(page);
    await page.keyboard.press('d');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('31122024');
    await page.keyboard.press('Enter');
    await page.getByText('Chưa có đơn vị nào khai báo').waitFor();
    await page.getByLabel('Tính đến ngày').fill('31/02/2024');
    await page.keyboard.press('Enter');
    await page.getByText('Ngày có dạng').waitFor();
    const today = new Intl.DateTimeFormat('vi-VN', {
      timeZone: 'Asia/Ho_Chi_Minh',
      day: '2-digit',
      month: '2-digit',
      year: 'numeric',
    }).format(new Date());
    await page.getByLabel('Tính đến ngày').fill(today);
    await page.keyboard.press('Enter');
    await page.getByLabel('Đơn vị').selectOption('H48.28.05');
    const total = page
      .getByRole('region', { name: 'Số hóa kết quả còn hiệu lực theo cấp' })
      .getByRole('row', { name: /Toàn bộ/ });
    await total.getByText('/1', { exact: false }).waitFor();
    await page.reload();
    await total.waitFor();
    assert.equal(await page.getByLabel('Đơn vị').inputValue(), 'H48.28.05');
    assert.equal(new URL(page.url()).search, '');
  }));

test('the national indicators have their points, and say how they are counted', () =>
  withPage(async (page) => {
    await toDesk(page);
    await page.keyboard.press('2');
    const national = page.getByRole('region', { name: 'Bộ chỉ số 766, nhóm 4' });
    await national.getByText('Tổng điểm').waitFor();
    await national.getByText('Cách tính').first().click();
    await national.getByText('Quyết định 766/QĐ-TTg, nhóm 4, chỉ số 4.1').waitFor();
    await expectAccessible(page);
    await national
      .getByRole('button', { name: /4.2 Hồ sơ được số hóa: mở danh sách/ })
      .first()
      .click();
    await page.getByRole('dialog').getByRole('grid').waitFor();
  }));

test('what stands in the way is told by unit', () =>
  withPage(async (page) => {
    await toDesk(page);
    await page.keyboard.press('3');
    await page.getByRole('grid', { name: 'Đơn vị còn nhiều việc nhất' }).getByText('UBND phường Trà Giang').waitFor();
    await page.getByText('Bản quét chờ xử lý').first().waitFor();
    await expectAccessible(page);
  }));

test('the table that managers know is shown, and saved as CSV and Excel', () =>
  withPage(async (page) => {
    await toDesk(page);
    await page.keyboard.press('4');
    await page.getByRole('columnheader', { name: 'Số hóa khi tiếp nhận' }).waitFor();
    await page.getByRole('rowheader', { name: 'I. Sở, ban, ngành cấp tỉnh' }).waitFor();
    await expectAccessible(page);
    for (const [key, ending] of [
      ['c', 'csv'],
      ['x', 'xlsx'],
    ] as const) {
      const saved = page.waitForEvent('download');
      await page.keyboard.press(key);
      assert.match((await saved).suggestedFilename(), new RegExp(`^hoso-766-\\d{4}-\\d{2}-\\d{2}\\.${ending}$`));
    }
    await page.getByLabel('Báo cáo').selectOption('waiting');
    await page.getByRole('columnheader', { name: 'Chờ trung bình (phút)' }).waitFor();
  }));

test('every part fits a phone, in English too', () =>
  withPage(
    async (page) => {
      await toDesk(page);
      await page.getByRole('button', { name: 'English' }).click();
      for (const part of ['Summary', 'Indicators', 'In the way', 'Reports']) {
        await page.getByRole('button', { name: part }).click();
        await page.locator('.spinner').first().waitFor({ state: 'detached' });
        await expectFits(page);
        await expectAccessible(page);
      }
    },
    { viewport: { width: 390, height: 844 } },
  ));
