import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountOf, expectAccessible, expectFits, fillSignIn, signIn, withPage, words } from './harness.ts';

test('who signs in comes to the desk of the role, and nothing of them is in the address', () =>
  withPage(async (page) => {
    await page.goto('/');
    await page.getByRole('heading', { name: words.signIn }).waitFor();
    await expectAccessible(page);
    await fillSignIn(page, accountOf('clerk'));
    await page.getByRole('heading', { name: 'Tiếp nhận' }).waitFor();
    const url = new URL(page.url());
    assert.equal(url.pathname + url.search + url.hash, '/tiep-nhan');
    assert.equal(await page.getByRole('link', { name: 'Tiếp nhận' }).getAttribute('aria-current'), 'page');
    await expectAccessible(page);
  }));

test('the session is still there after a reload, and gone after signing out', () =>
  withPage(async (page) => {
    await signIn(page, 'clerk');
    await page.reload();
    await page.getByRole('heading', { name: 'Tiếp nhận' }).waitFor();
    await page.locator('.account-who').click();
    await page.getByRole('button', { name: 'Đăng xuất' }).click();
    await page.getByRole('heading', { name: words.signIn }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: words.signIn }).waitFor();
  }));

test('a wrong password says so, and the account stays typed', () =>
  withPage(async (page) => {
    const { account } = accountOf('operator');
    await page.goto('/');
    await fillSignIn(page, { account, password: 'not the password of anybody' });
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByLabel(words.account, { exact: true }).inputValue(), account);
    const password = page.getByLabel(words.password, { exact: true });
    assert.equal(await password.inputValue(), '');
    assert.equal(await password.evaluate((field) => field === document.activeElement), true);
    await expectAccessible(page);
    // The right one clears the count of wrong ones.
    await fillSignIn(page, accountOf('operator'));
    await page.getByRole('navigation').waitFor();
  }));

test('empty fields are named, and nothing is sent', () =>
  withPage(async (page) => {
    let sent = 0;
    page.on('request', (request) => {
      if (request.method() === 'POST') sent += 1;
    });
    await page.goto('/');
    await page.getByRole('button', { name: words.signIn }).click();
    assert.equal(await page.getByLabel(words.account, { exact: true }).getAttribute('aria-invalid'), 'true');
    assert.equal(sent, 0);
  }));

test('a desk of another role is forbidden, and an unknown address is no page', () =>
  withPage(async (page) => {
    await signIn(page, 'clerk', '/quan-tri');
    await page.getByRole('heading', { name: 'Không có quyền mở trang này' }).waitFor();
    await expectAccessible(page);
    await page.goto('/khong-co');
    await page.getByRole('heading', { name: 'Không có trang này' }).waitFor();
    await page.getByRole('link', { name: 'Về trang đầu' }).click();
    await page.getByRole('heading', { name: 'Tiếp nhận' }).waitFor();
  }));

test('the switch turns the same page into English, and it stays so', () =>
  withPage(async (page) => {
    await signIn(page, 'manager');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    await page.reload();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await page.getByRole('heading', { name: 'Theo dõi' }).waitFor();
  }));

test('? shows the keys, and Escape gives the focus back', () =>
  withPage(async (page) => {
    await signIn(page, 'clerk');
    // The desk takes the focus to its box once it is there.
    await page.locator('.desk input:focus').waitFor();
    const button = page.getByRole('button', { name: 'Phím tắt' });
    await button.focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Phím tắt' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal(await button.evaluate((element) => element === document.activeElement), true);
  }));

test('when the session ends under a page, one signs in over it, and what was typed is there and is sent', () =>
  withPage(async (page) => {
    await signIn(page, 'clerk');
    await page.goto('/doi-mat-khau');
    await page.getByLabel('Mật khẩu hiện tại').fill('not the password of anybody');
    await page.getByLabel('Mật khẩu mới', { exact: true }).fill('một câu thật dễ nhớ');
    await page.getByLabel('Nhập lại mật khẩu mới').fill('một câu thật dễ nhớ');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Đổi mật khẩu' }).click();
    const dialog = page.getByRole('dialog', { name: 'Phiên làm việc đã hết' });
    const password = dialog.getByLabel(words.password, { exact: true });
    await password.waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    assert.equal(await password.evaluate((field) => field === document.activeElement), true);
    await password.fill(accountOf('clerk').password);
    await password.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    // Sent again under the new session, and refused for the wrong password only.
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByLabel('Mật khẩu mới', { exact: true }).inputValue(), 'một câu thật dễ nhớ');
  }));

test('without a network the page says so, and goes on by itself', () =>
  withPage(async (page) => {
    await signIn(page, 'clerk');
    await page.context().setOffline(true);
    await page.locator('.account-who').click();
    await page.getByRole('button', { name: 'Đăng xuất' }).click();
    const banner = page.getByText('Mất kết nối, đang thử lại…');
    await banner.waitFor();
    await expectAccessible(page);
    await page.context().setOffline(false);
    await banner.waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Tiếp nhận' }).waitFor();
  }));

test('every page of the frame fits a phone', () =>
  withPage(
    async (page) => {
      await page.goto('/');
      await page.getByRole('heading', { name: words.signIn }).waitFor();
      await expectFits(page);
      await signIn(page, 'manager');
      await expectFits(page);
      await page.goto('/doi-mat-khau');
      await page.getByRole('heading', { name: 'Đổi mật khẩu' }).waitFor();
      await expectFits(page);
      await expectAccessible(page);
    },
    { viewport: { width: 390, height: 844 } },
  ));
