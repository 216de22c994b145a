// The pictures of docs/screens: each desk as it is with the demo's papers, at a PC's size and at a phone's, from a server of
// `make run`: HOSO_URL and HOSO_ACCOUNTS as the specs have them.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const out = fileURLToPath(new URL('../../docs/screens', import.meta.url));
const url = process.env.HOSO_URL;
const accounts = JSON.parse(process.env.HOSO_ACCOUNTS ?? '{}');
await mkdir(out, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.HOSO_CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});

/** Signs in, does what the picture is to show, and takes it. */
async function picture(name, role, show, viewport = { width: 1366, height: 768 }) {
  const context = await browser.newContext({ baseURL: url, viewport, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('Tài khoản', { exact: true }).fill(accounts[role].account);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(accounts[role].password);
  await page.getByLabel('Mật khẩu', { exact: true }).press('Enter');
  await page.getByRole('navigation').waitFor();
  await show(page);
  await page.waitForTimeout(1500);
  await page.screenshot({ path: path.join(out, `${name}.png`) });
  await context.close();
}

const phone = { width: 390, height: 844 };
const still = async () => {};
const lookUp = async (page) => {
  await page.getByRole('searchbox').or(page.getByRole('combobox')).first().fill('nguyen');
  await page.waitForTimeout(800);
};

await picture('operator', 'operator', (page) => page.locator('.page-canvas canvas').first().waitFor());
await picture('clerk', 'clerk', lookUp);
await picture('manager', 'manager', still);
await picture('manager-phone', 'manager', still, phone);
await picture('approver', 'approver', still);
await picture('auditor', 'auditor', (page) => page.getByRole('grid').waitFor());
await picture('admin', 'admin', still);
await browser.close();
