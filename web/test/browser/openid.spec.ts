// Signing in by a provider of OpenID Connect: provider.mjs beside this, which asks for a name and believes any.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { withPage } from './harness.ts';

/** The provider's own pages: a name, then consent. */
async function passProvider(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: /Tài khoản thử/ }).click();
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

test('whoever the provider vouches for works under the account of that name', async () => {
  await withPage(
    async (page) => {
      await page.goto('/');
      await passProvider(page, 'auditor');
      await page.getByRole('navigation').waitFor();
      assert.match(page.url(), /\/(kiem-toan)?$/, 'nothing of the sign-in stays in the address');
      const session = await page.evaluate(async () => (await fetch('/v1/session')).json());
      assert.equal(session.account, 'auditor');
      assert.equal(session.password_change_due, false);
    },
    { elsewhere: true },
  );
});

test('somebody without an account here is told so, and can sign in otherwise', async () => {
  await withPage(
    async (page) => {
      await page.goto('/');
      await passProvider(page, 'nobody-here');
      await page.getByText('Chưa có tài khoản trên hệ thống này').waitFor();
      await page.getByLabel('Tài khoản', { exact: true }).waitFor();
    },
    { elsewhere: true },
  );
});
