// What a story needs to have happened before it begins, done over the API with the session of a page.

import type { Page } from 'playwright-core';
import type { Schemas } from '../../src/api/index.ts';
import type { Upload } from './papers.ts';

export async function api<T>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  return page.evaluate(
    async ({ method, path, body }) => {
      const session = await (await fetch('/v1/session')).json();
      const response = await fetch(path, {
        method,
        headers: { 'X-CSRF-Token': session.csrf_token, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text ? JSON.parse(text) : undefined;
    },
    { method, path, body },
  );
}

/** Hands files in as one batch and waits until all are read; gives the review IDs of what waits for a person. */
export async function handIn(page: Page, files: readonly Upload[]): Promise<{ batch: string; waiting: string[] }> {
  const sent = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
  const batch = await page.evaluate(async (files) => {
    const session = await (await fetch('/v1/session')).json();
    const form = new FormData();
    form.append('unit', session.unit);
    for (const { name, mimeType, base64 } of files) {
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      form.append('file', new Blob([bytes], { type: mimeType }), name);
    }
    const headers = { 'X-CSRF-Token': session.csrf_token };
    const response = await fetch('/v1/scans', { method: 'POST', body: form, headers });
    return (await response.json()).batch as string;
  }, sent);
  for (let tries = 0; tries < 240; tries += 1) {
    const receipt = await api<Schemas['SealedReceipt']>(page, 'GET', `/v1/batches/${batch}`);
    if (receipt.files.length === files.length) {
      const waiting = receipt.files.flatMap(({ papers }) => papers.flatMap(({ review_id }) => review_id ?? []));
      return { batch, waiting };
    }
    await page.waitForTimeout(500);
  }
  throw new Error('the batch was not read in two minutes');
}

/** Lets go of all that this account has in hand, and of all that others left: each story begins with a free queue. */
export async function freeQueue(page: Page): Promise<void> {
  const waiting = await api<Schemas['Waiting'][]>(page, 'GET', '/v1/review?limit=200');
  for (const { id, in_hand } of waiting) if (in_hand) await api(page, 'DELETE', `/v1/review/${id}/take`);
}
