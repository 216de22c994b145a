import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { accountOf, expectAccessible, expectFits, fillSignIn, signIn, withPage } from './harness.ts';

const CARD = '048192001234|201234567|Nguyễn Thị Hương|19051992|Nữ|Thôn Đông Thượng, xã Bình Hòa|12042021';

/** A serial that no other run has taken. */
const serial = () => String(Math.floor(Math.random() * 9_000_000) + 1_000_000);

const box = (page: Page) => page.getByRole('combobox', { name: 'Tìm người hoặc giấy tờ' });

async function chooseProcedure(page: Page, words: string): Promise<void> {
  await page.keyboard.press('t');
  await page.keyboard.type(words);
  // Enter takes what the list has marked, and not what it still has of an older question.
  await page.getByRole('option', { name: /Đăng ký/, selected: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Thành phần hồ sơ' }).waitFor();
}

test('an ID card is read, and what the store has is reused, by keyboard alone', () =>
  withPage(async (page) => {
    await signIn(page, 'clerk');
    await box(page).waitFor();
    // A reader types as fast as the wire allows.
    await page.keyboard.type(CARD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nguyễn Thị Hương' }).waitFor();
    await chooseProcedure(page, 'thuong tru');
    await expectAccessible(page);

    // The number is asked for once, by the first thing that needs it, which then goes on by itself.
    await page.keyboard.press('a');
    const number = page.getByLabel('Số hồ sơ');
    assert.equal(await number.evaluate((field) => field === document.activeElement), true);
    await page.getByText('Cần số hồ sơ').waitFor();
    const mine = serial();
    await page.keyboard.type(mine);
    await page.keyboard.press('Enter');
    await page.getByText('3/3 đã có').waitFor();
    assert.match(await number.inputValue(), new RegExp(`^H48\\.28\\.05-\\d{6}-${mine}$`));
    await page.getByText('Đã tiếp nhận').waitFor();

    // A paper opens in place without another question.
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Xem giấy tờ' }).getByRole('img').waitFor();
    await expectAccessible(page);
    const copy = page.waitForEvent('popup');
    await page.keyboard.press('c');
    const tab = await copy;
    await tab.waitForURL(/^blob:/);
    await tab.close();
    await page.bringToFront();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary', { name: 'Xem giấy tờ' }).waitFor({ state: 'detached' });

    const url = new URL(page.url());
    assert.equal(url.pathname + url.search + url.hash, '/tiep-nhan');
    assert.ok(!(await page.title()).includes('Hương'));

    // The next card is read while the focus is in no field: it means a person, whatever letters are on it.
    await page.reload();
    await page.getByText('3/3 đã có').waitFor();
    await page.keyboard.type('048085002468|201987654|Phạm Quốc Đạt|01011985|Nam|Thôn Trà Giang|12042021');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Phạm Quốc Đạt' }).waitFor();
    assert.equal(await page.getByLabel('Số hồ sơ').inputValue(), '');
    // And into the wrong field.
    await page.keyboard.press('d');
    await page.keyboard.type(CARD);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nguyễn Thị Hương' }).waitFor();
    await page.keyboard.press('F8');
    await page.getByRole('heading', { name: 'Nguyễn Thị Hương' }).waitFor({ state: 'detached' });
    assert.equal(await box(page).evaluate((field) => field === document.activeElement), true);
  }));

test('a name is found as people type it, and Enter opens the only answer', () =>
  withPage(async (page) => {
    await signIn(page, 'clerk');
    for (const typed of ['nguyen thi huong', 'Nguyễn Thị Hương', 'nguyễn thi hương'.normalize('NFD')]) {
      await box(page).fill(typed);
      await page.getByRole('option', { name: /Nguyễn Thị Hương/ }).waitFor();
    }
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nguyễn Thị Hương' }).waitFor();
    assert.equal(await box(page).inputValue(), '');
  }));

test('a dossier number opens the dossier, and a paper code its holder', () =>
  withPage(async (page) => {
    await signIn(page, 'clerk');
    await box(page).fill('h48.28.05-261102-0001');
    await page.getByRole('option', { name: /Hồ sơ H48.28.05-261102-0001/ }).click();
    await page.getByRole('heading', { name: 'Nguyễn Thị Hương' }).waitFor();
    assert.equal(await page.getByLabel('Số hồ sơ').inputValue(), 'H48.28.05-261102-0001');
    await page.getByText('Đã nộp và số hóa').first().waitFor();
    await box(page).fill('048085002468.KQ.G13.000118.CS-00457.01');
    await page.getByRole('option', { name: /Phạm Quốc Đạt/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Phạm Quốc Đạt' }).waitFor();
  }));

test('a person without papers has a checklist too, and a stranger’s number is not taken', () =>
  withPage(async (page) => {
    await signIn(page, 'clerk');
    await box(page).fill('048099123456');
    await page.keyboard.press('Enter');
    await page.getByText('Người này chưa có giấy tờ trong kho').waitFor();
    await page.getByLabel('Họ và tên').fill('Đỗ Văn Mới');
    await page.getByRole('combobox', { name: 'Thủ tục' }).fill('1.001193');
    await page.getByRole('option', { name: /khai sinh/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Chưa có trong kho').first().waitFor();
    await page.getByLabel('Số hồ sơ').fill('H48.28.05-261102-0001');
    await page.getByText('Số hồ sơ này là của Nguyễn Thị Hương.').waitFor();
    await page.getByLabel('Số hồ sơ').fill('12 mai');
    await page.keyboard.press('Enter');
    await page.getByText('Số hồ sơ có dạng').waitFor();
    await expectAccessible(page);
  }));

test('a lost network loses nothing: the answer comes when the network is back', () =>
  withPage(async (page) => {
    await signIn(page, 'clerk');
    await box(page).waitFor();
    await page.context().setOffline(true);
    await box(page).fill('pham quoc dat');
    await page.getByText('Mất kết nối, đang thử lại…').waitFor();
    await page.context().setOffline(false);
    await page.getByRole('option', { name: /Phạm Quốc Đạt/ }).waitFor();
  }));

test('what is in hand is kept until one signs out, and in English too', () =>
  withPage(async (page) => {
    await signIn(page, 'clerk');
    await box(page).fill('048192001234');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Nguyễn Thị Hương' }).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'All papers in the store' }).waitFor();
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await page.locator('.account-who').click();
    await page.getByRole('button', { name: 'Đăng xuất' }).click();
    await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage).includes('048192001234')), false);
    await fillSignIn(page, accountOf('clerk'));
    await page.getByText('Mời người tiếp theo').waitFor();
  }));

test('the counter fits a phone', () =>
  withPage(
    async (page) => {
      await signIn(page, 'clerk');
      await expectFits(page);
      await box(page).fill('048192001234');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Nguyễn Thị Hương' }).waitFor();
      await expectFits(page);
      await expectAccessible(page);
    },
    { viewport: { width: 390, height: 844 } },
  ));
