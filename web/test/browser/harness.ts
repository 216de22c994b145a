// What the specs share: one browser, pages at a real server, signing in, and a look at accessibility.
//
// HOSO_URL       the server, which serves the pages too
// HOSO_ACCOUNTS  {"clerk": {"account": "…", "password": "…"}, …}, one for each role, and operator2
// HOSO_CHROMIUM  the browser, /usr/bin/chromium when left out
// HOSO_RESTART   a command that stops the server and starts it again; without it that story is left out

import assert from 'node:assert/strict';
import { after } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Role } from '../../src/api/by-hand.ts';

export const HOSO_URL = needed('HOSO_URL').replace(/\/$/, '');

type Credentials = { account: string; password: string };
const accounts = JSON.parse(needed('HOSO_ACCOUNTS')) as Partial<Record<Who, Credentials>>;

/** `operator2` is a colleague of the operator's, in the same unit. */
export type Who = Role | 'operator2';

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: see test/browser/harness.ts`);
  return value;
}

export function accountOf(role: Who): Credentials {
  const credentials = accounts[role];
  if (!credentials) throw new Error(`HOSO_ACCOUNTS has no ${role}`);
  return credentials;
}

let browser: Promise<Browser> | undefined;

after(async () => {
  await (await browser)?.close();
});

/**
 * Runs with a fresh page, as of a PC at a counter, and sees that nothing fails in the console and nothing goes elsewhere, unless
 * it may: to a provider that people sign in by.
 */
export async function withPage(
  run: (page: Page) => Promise<void>,
  { elsewhere = false, ...options }: BrowserContextOptions & { elsewhere?: boolean } = {},
): Promise<void> {
  browser ??= chromium.launch({
    executablePath: process.env.HOSO_CHROMIUM ?? '/usr/bin/chromium',
    // Root in a container has no sandbox of its own to give.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const context = await (await browser).newContext({
    baseURL: HOSO_URL,
    viewport: { width: 1366, height: 768 },
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isAnswer(message.text())) faults.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!elsewhere && !url.startsWith(`${HOSO_URL}/`) && !/^(blob|data):/.test(url)) faults.push(`a request to ${url}`);
  });
  try {
    await run(page);
    assert.deepEqual(faults, [], 'nothing fails behind the page');
  } finally {
    await context.close();
  }
}

/** Chromium writes every answer from 400 on, and every lost connection, as an error; the pages know of them. */
function isAnswer(text: string): boolean {
  return text.startsWith('Failed to load resource:');
}

export const words = {
  account: 'Tài khoản',
  password: 'Mật khẩu',
  signIn: 'Đăng nhập',
} as const;

export async function fillSignIn(page: Page, { account, password }: Credentials): Promise<void> {
  await page.getByLabel(words.account, { exact: true }).fill(account);
  await page.getByLabel(words.password, { exact: true }).fill(password);
  await page.getByLabel(words.password, { exact: true }).press('Enter');
}

/** Signs in with the account of a role, in Vietnamese, and waits for the first desk. */
export async function signIn(page: Page, role: Who, at = '/'): Promise<void> {
  await page.goto(at);
  await fillSignIn(page, accountOf(role));
  await page.getByRole('navigation').waitFor();
}

/** No serious or critical fault that axe-core knows of. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`);
  assert.deepEqual(grave, []);
}

/** No wider than the screen. */
export async function expectFits(page: Page): Promise<void> {
  const [content, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok((content ?? 0) <= (screen ?? 0), `${content} pixels of content on ${screen}`);
}
