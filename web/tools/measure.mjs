// From key to paint at the clerk's box, and from nothing to the first key at each desk, in Chromium: `make bench-desks` starts what this
// needs. HOSO_ONE_TIME: accounts with passwords for one time, a line of JSON each; HOSO_TYPED: what is typed, a line each.

import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const { HOSO_URL: url, HOSO_ONE_TIME, HOSO_TYPED, HOSO_CHROMIUM } = process.env;
const PASSWORD = 'bốn mùa hoa nở rộ';
const browser = await chromium.launch({
  executablePath: HOSO_CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});

async function post(path, body, session) {
  const headers = { 'content-type': 'application/json' };
  if (session) Object.assign(headers, { cookie: session.cookie, 'x-csrf-token': session.token });
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', token: (await answer.json()).csrf_token };
}

/** Somebody who is signed in, with a cache that holds nothing. */
async function fresh(session) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'vi-VN' });
  const [name, value] = session.cookie.split('=');
  await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Strict' }]);
  return context;
}

function spread(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return `median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms (${sorted.length})`;
}

const sessions = {};
for (const line of (await readFile(HOSO_ONE_TIME, 'utf8')).trim().split('\n')) {
  const { account, one_time_password: password } = JSON.parse(line);
  const first = await post('/v1/session', { account, password });
  sessions[account] = await post('/v1/session/password', { password, new_password: PASSWORD }, first);
}

const desks = { operator: '/so-hoa', clerk: '/tiep-nhan', manager: '/theo-doi', approver: '/phe-duyet' };
for (const [account, path] of Object.entries(desks)) {
  const times = [];
  let bytes = 0;
  for (let round = 0; round < 5; round += 1) {
    const context = await fresh(sessions[account]);
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    bytes = 0;
    cdp.on('Network.loadingFinished', (event) => {
      bytes += event.encodedDataLength;
    });
    const began = performance.now();
    await page.goto(url + path);
    await page.locator('.desk h1').waitFor();
    await page.waitForFunction(() => !document.querySelector('.spinner'));
    times.push(performance.now() - began);
    await context.close();
  }
  console.log(
    `${path}, nothing in the cache, until it can be worked with: ${spread(times)}, ${Math.round(bytes / 1024)} KiB`,
  );
}

const context = await fresh(sessions.clerk);
const page = await context.newPage();
await page.goto(`${url}/tiep-nhan`);
const box = page.locator('.desk input').first();
await box.waitFor();
// From a key to the frame after the answer to what then stands in the box.
await page.evaluate(() => {
  const seen = { times: [], at: 0, waits: false };
  window.seen = seen;
  document.addEventListener('keydown', () => Object.assign(seen, { at: performance.now(), waits: true }), true);
  new MutationObserver(() => {
    if (!seen.waits || !document.querySelector('.desk [role=option], .desk [role=listbox] *')) return;
    seen.waits = false;
    requestAnimationFrame(() => setTimeout(() => seen.times.push(performance.now() - seen.at)));
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
});
for (const text of (await readFile(HOSO_TYPED, 'utf8')).trim().split('\n')) {
  await box.fill(text.slice(0, -1));
  await page.waitForTimeout(300);
  await page.keyboard.press('End');
  await page.evaluate(() => {
    window.seen.waits = false;
  });
  await page.keyboard.type(text.slice(-1));
  await page.waitForTimeout(400);
}
console.log(`from key to paint at the clerk's box: ${spread(await page.evaluate(() => window.seen.times))}`);
await browser.close();
