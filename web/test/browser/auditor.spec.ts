import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectAccessible, expectFits, signIn, withPage } from './harness.ts';

const PAPER = '048192001234.KQ.G15.000031.12-GKS.01';

test('who opened a paper, when and why is found by the paper, the person and the day', () =>
  withPage(async (page) => {
    // A clerk looks a person up, so that there is something to be found.
    await signIn(page, 'clerk');
    await page.getByRole('combobox', { name: 'Tìm người hoặc giấy tờ' }).fill('048192001234');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nguyễn Thị Hương' }).waitFor();
    await page.getByLabel('Số hồ sơ').fill('H48.28.05-261102-0001');
    await page.getByRole('button', { name: 'Xem: Giấy khai sinh' }).click();
    await page.getByRole('complementary').getByRole('img').waitFor();
    await page.locator('.account-who').click();
    await page.getByRole('button', { name: 'Đăng xuất' }).click();
    await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();

    await signIn(page, 'auditor');
    const entries = page.getByRole('grid', { name: 'Các dòng nhật ký' });
    await entries.waitFor();
    await expectAccessible(page);
    await page.keyboard.press('f');
    await page.getByLabel('Mã giấy tờ').fill(PAPER);
    await page.getByLabel('Việc', { exact: true }).selectOption('paper_opened');
    await page.getByLabel('Người thực hiện').fill('clerk');
    await page.keyboard.press('Enter');
    const line = entries.getByRole('row', { name: /Mở giấy tờ clerk .*H48.28.05-261102-0001.*trang ảnh/ }).first();
    await line.waitFor();

    // From a line to everything about its holder.
    await line.click();
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Mọi việc với chủ giấy tờ này' }).click();
    await entries.getByText('Tra cứu').first().waitFor();
    assert.equal(await page.getByLabel('Số định danh của chủ giấy tờ').inputValue(), '048192001234');
    assert.equal(new URL(page.url()).search, '');

    // A day of long ago has nothing.
    await page.getByLabel('Đến ngày').fill('01/01/2020');
    await page.keyboard.press('Enter');
    await page.getByText('Không có dòng nhật ký nào như vậy').waitFor();
    await page.reload();
    await page.getByText('Không có dòng nhật ký nào như vậy').waitFor();
    await page.getByRole('button', { name: 'Xóa điều kiện' }).click();
    await entries.waitFor();
  }));

test('what is no paper code is told calmly, and stays typed', () =>
  withPage(async (page) => {
    await signIn(page, 'auditor');
    await page.getByLabel('Mã giấy tờ').fill('12-GKS');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByLabel('Mã giấy tờ').inputValue(), '12-GKS');
  }));

test('the log is checked, and says that it is whole', () =>
  withPage(async (page) => {
    await signIn(page, 'auditor');
    await page.getByRole('grid').waitFor();
    await page.keyboard.press('2');
    await page.getByRole('button', { name: 'Kiểm tra ngay' }).waitFor();
    await page.keyboard.press('v');
    await page.getByText('Nhật ký nguyên vẹn').waitFor();
    await expectAccessible(page);
    await page.reload();
    await page.getByText('Nhật ký nguyên vẹn').waitFor();
  }));

test('the log fits a phone, in English too', () =>
  withPage(
    async (page) => {
      await signIn(page, 'auditor');
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('grid', { name: 'Entries' }).waitFor();
      await expectFits(page);
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Integrity' }).click();
      await expectFits(page);
    },
    { viewport: { width: 390, height: 844 } },
  ));
