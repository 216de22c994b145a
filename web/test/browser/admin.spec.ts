import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectAccessible, expectFits, fillSignIn, signIn, withPage } from './harness.ts';

/** An account that no other run has made. */
const fresh = () => `nguyen.van.${Math.random().toString(36).slice(2, 10)}`;

test('an account is made by keyboard, its password is shown once, and its owner chooses another', () =>
  withPage(async (page) => {
    const account = fresh();
    await signIn(page, 'admin');
    await page.getByRole('grid', { name: 'Tài khoản' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Tạo tài khoản' });
    await dialog.waitFor();
    await page.keyboard.press('Enter');
    await dialog.getByLabel('Tài khoản', { exact: true }).fill('Nguyễn Văn A');
    await page.keyboard.press('Enter');
    await dialog.getByText('Chỉ dùng chữ thường').waitFor();
    await dialog.getByLabel('Tài khoản', { exact: true }).fill(account);
    await dialog.getByLabel('Họ và tên').fill('Nguyễn Văn Mới');
    await expectAccessible(page);

    // Nothing typed is lost.
    await page.reload();
    assert.equal(await dialog.getByLabel('Họ và tên').inputValue(), 'Nguyễn Văn Mới');
    await dialog.getByLabel('Tiếp nhận').check();
    await dialog.getByLabel('Đơn vị', { exact: true }).selectOption('H48.28.05');
    await dialog.getByLabel('Họ và tên').press('Enter');

    const once = page.getByRole('dialog', { name: 'Mật khẩu dùng một lần' });
    const password = await once.getByLabel('Mật khẩu dùng một lần').inputValue();
    assert.ok(password.length >= 12);
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await once.waitFor();
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage)).then((all) => all.includes(password)), false);
    await once.getByRole('button', { name: 'Tôi đã ghi lại' }).click();

    await page.getByLabel(/Lọc theo tên/).fill('van moi tiep nhan');
    await page.getByRole('row', { name: new RegExp(account.replaceAll('.', '\\.')) }).waitFor();

    await page.locator('.account-who').click();
    await page.getByRole('button', { name: 'Đăng xuất' }).click();
    await page.getByRole('heading', { name: 'Đăng nhập' }).waitFor();
    await fillSignIn(page, { account, password });
    await page.getByRole('heading', { name: 'Đổi mật khẩu' }).waitFor();
  }));

test('an account is changed, locked and unlocked, and the last administrator stays', () =>
  withPage(async (page) => {
    const account = fresh();
    await signIn(page, 'admin');
    await page.getByRole('button', { name: /Tạo tài khoản/ }).click();
    const making = page.getByRole('dialog');
    await making.getByLabel('Tài khoản', { exact: true }).fill(account);
    await making.getByLabel('Họ và tên').fill('Trần Thị Thử');
    await making.getByLabel('Số hóa').check();
    await making.getByRole('button', { name: 'Tạo', exact: true }).click();
    await making.getByText('Người số hóa hoặc tiếp nhận cần có đơn vị.').waitFor();
    await making.getByLabel('Đơn vị', { exact: true }).selectOption('H48.28.05');
    await making.getByRole('button', { name: 'Tạo', exact: true }).click();
    await page.getByRole('button', { name: 'Tôi đã ghi lại' }).click();

    const row = page.getByRole('row', { name: new RegExp(account.replaceAll('.', '\\.')) });
    await row.click();
    const dialog = page.getByRole('dialog', { name: `Tài khoản ${account}` });
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Khóa tài khoản' }).click();
    await dialog.getByRole('button', { name: 'Mở khóa tài khoản' }).waitFor();
    await dialog.getByRole('button', { name: 'Mở khóa tài khoản' }).click();
    await dialog.getByRole('button', { name: 'Khóa tài khoản', exact: true }).waitFor();
    await dialog.getByLabel('Phê duyệt').check();
    await dialog.getByRole('button', { name: 'Lưu' }).click();
    await row.getByText('Số hóa, Phê duyệt').waitFor();
    await row.click();
    await dialog.getByRole('button', { name: 'Cấp mật khẩu mới' }).click();
    await dialog.getByText('sẽ không dùng được nữa').waitFor();
    await dialog.getByRole('button', { name: 'Cấp mật khẩu mới' }).click();
    await page.getByRole('dialog', { name: 'Mật khẩu dùng một lần' }).waitFor();
    await page.getByRole('button', { name: 'Tôi đã ghi lại' }).click();

    await page.getByRole('row', { name: /^admin admin/ }).click();
    await page.getByRole('button', { name: 'Khóa tài khoản' }).click();
    await page.getByRole('alert').getByText('Đây là quản trị viên cuối cùng').waitFor();
  }));

test('a key for a machine is shown once and can be taken back', () =>
  withPage(async (page) => {
    const name = `Máy thử ${fresh()}`;
    await signIn(page, 'admin');
    await page.getByRole('grid').waitFor();
    await page.keyboard.press('2');
    await page.getByRole('button', { name: /Tạo khóa/ }).waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Tạo khóa' });
    await dialog.getByLabel('Dùng cho').fill(name);
    await dialog.getByRole('combobox', { name: 'Của tài khoản' }).fill('cler');
    await dialog.getByRole('option', { name: /^clerk/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    await dialog.getByLabel('Tiếp nhận').waitFor();
    await dialog.getByLabel('Dùng đến hết ngày').fill('31/12/2030');
    await expectAccessible(page);
    await page.keyboard.press('Enter');
    const once = page.getByRole('dialog', { name: 'Khóa mới' });
    assert.match(await once.getByLabel('Khóa mới').inputValue(), /^hoso_/);
    await once.getByRole('button', { name: 'Tôi đã ghi lại' }).click();
    const row = page.getByRole('row', { name: new RegExp(name) });
    await row.getByText('31/12/2030').waitFor();
    await expectAccessible(page);
    await row.click();
    await page.getByRole('dialog', { name: 'Thu hồi khóa' }).getByRole('button', { name: 'Thu hồi' }).click();
    await row.waitFor({ state: 'detached' });
  }));

test('accounts and keys fit a phone, in English too', () =>
  withPage(
    async (page) => {
      await signIn(page, 'admin');
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('grid', { name: 'Accounts' }).waitFor();
      await expectFits(page);
      await page.getByRole('button', { name: /New account/ }).click();
      await page.getByRole('dialog').waitFor();
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Keys for machines' }).click();
      await expectFits(page);
    },
    { viewport: { width: 390, height: 844 } },
  ));
