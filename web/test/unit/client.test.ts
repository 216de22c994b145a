import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Session } from '../../src/api/by-hand.ts';
import { call, request } from '../../src/api/client.ts';
import { connected } from '../../src/api/connection.ts';
import { Problem } from '../../src/api/problem.ts';
import { session, setSession, signInDue } from '../../src/api/session.ts';
import { answerWith, json } from './stage.ts';

const huong: Session = {
  account: 'huong',
  name: 'Nguyễn Thị Hương',
  roles: ['clerk'],
  unit: 'H1',
  unit_name: 'Xã Bình An',
  password_change_due: false,
  csrf_token: 'token',
};
const signInNeeded = () => json({ type: 'urn:hoso:problem:sign_in_needed', title: 'Cần đăng nhập', status: 401 }, 401);
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

beforeEach(() => {
  setSession(huong);
});

test('paths and queries are encoded, and what is empty is left out', () => {
  const { url } = request('GET /v1/papers/{code}', {
    path: { code: 'a/b c' },
    query: { q: 'Hương', limit: 10, x: '', y: undefined },
  });
  assert.equal(url, '/v1/papers/a%2Fb%20c?q=H%C6%B0%C6%A1ng&limit=10');
});

test('what changes something shows the token; what reads does not', async () => {
  const sent = answerWith(json([]), json([]));
  await call('GET /v1/approvals');
  await call('POST /v1/approvals', { body: { approve: ['x'] } });
  assert.equal(sent[0]?.headers.get('X-CSRF-Token'), null);
  assert.equal(sent[1]?.headers.get('X-CSRF-Token'), 'token');
  assert.equal(sent[1]?.body, '{"approve":["x"]}');
});

test('the purpose is percent-encoded', async () => {
  const sent = answerWith(json({}));
  await call('GET /v1/papers/{code}', { path: { code: 'P' }, purpose: 'Đăng ký khai sinh' });
  assert.equal(sent[0]?.headers.get('X-Hoso-Purpose'), encodeURIComponent('Đăng ký khai sinh'));
});

test('204 is undefined, and what is no JSON is a blob', async () => {
  answerWith(
    new Response(null, { status: 204 }),
    new Response('%PDF', { headers: { 'Content-Type': 'application/pdf' } }),
  );
  assert.equal(await call('GET /v1/review/next'), undefined);
  const pdf = await call('GET /v1/sheets', { query: { type: 'KQ.G15.000031' } });
  assert.equal(await pdf.text(), '%PDF');
});

test('a problem has its kind, by itself or from its type, and the time to wait', async () => {
  answerWith(
    json({ type: 'urn:hoso:problem:taken', title: 'Đang có người xử lý', detail: 'huong has it' }, 409),
    json({ kind: 'too_many', title: 'Quá nhiều lần' }, 429, { 'Retry-After': '30' }),
    new Response('oops', { status: 500 }),
  );
  const post = () => call('POST /v1/review/{id}/take', { path: { id: '1' } });
  const problems = [];
  for (let i = 0; i < 3; i++) problems.push(await post().catch((problem: Problem) => problem));
  const [taken, tooMany, failed] = problems as Problem[];
  assert.deepEqual([taken?.kind, taken?.title, taken?.status], ['taken', 'Đang có người xử lý', 409]);
  assert.deepEqual([tooMany?.kind, tooMany?.retryAfterSeconds], ['too_many', 30]);
  assert.deepEqual([failed?.kind, failed?.title, failed?.detail], ['unknown', 'Lỗi hệ thống', 'oops']);
});

test('a GET waits for the network and is sent again', async () => {
  const sent = answerWith(new TypeError('network'), new Response('ok'), json([{ code: '1', name: 'Khai sinh' }]));
  const types = call('GET /v1/catalogue/paper-types');
  await soon();
  assert.equal(connected.value, false);
  assert.deepEqual(await types, [{ code: '1', name: 'Khai sinh' }]);
  assert.equal(connected.value, true);
  assert.deepEqual(
    sent.map(({ url }) => url),
    ['/v1/catalogue/paper-types', '/healthz', '/v1/catalogue/paper-types'],
  );
});

test('what changes something is never sent twice by itself', async () => {
  const sent = answerWith(new TypeError('network'), new Response('ok'));
  await assert.rejects(
    call('POST /v1/approvals', { body: { approve: [] } }),
    (error: Problem) => error.kind === 'connection_lost',
  );
  assert.equal(sent.filter(({ method }) => method === 'POST').length, 1);
  // Until the banner is gone again.
  while (!connected.value) await soon();
});

test('waiting for the network ends when the question is aborted', async () => {
  answerWith(new TypeError('network'), new Response('ok'));
  const stop = new AbortController();
  const waiting = call('GET /v1/catalogue/units', { signal: stop.signal });
  await soon();
  stop.abort(new Error('no longer wanted'));
  await assert.rejects(waiting, /no longer wanted/);
  while (!connected.value) await soon();
});

test('when the session has ended it waits for a new sign-in and is sent again, with the new token', async () => {
  const sent = answerWith(signInNeeded(), json([]));
  const approved = call('POST /v1/approvals', { body: { approve: ['x'] } });
  await soon();
  assert.equal(signInDue.value, true);
  assert.equal(session.value?.account, 'huong');
  setSession({ ...huong, csrf_token: 'new' });
  assert.deepEqual(await approved, []);
  assert.equal(signInDue.value, false);
  assert.equal(sent[1]?.headers.get('X-CSRF-Token'), 'new');
});

test('what one account wrote is not sent by another', async () => {
  const sent = answerWith(signInNeeded());
  const approved = call('POST /v1/approvals', { body: { approve: ['x'] } });
  await soon();
  setSession({ ...huong, account: 'nam' });
  await assert.rejects(approved, (error: Problem) => error.kind === 'sign_in_needed');
  assert.equal(sent.length, 1);
});

test('a token that another window has outdated is fetched anew', async () => {
  const sent = answerWith(
    json({ type: 'urn:hoso:problem:csrf', title: 'x' }, 403),
    json({ ...huong, csrf_token: 'new' }),
    json([]),
  );
  await call('POST /v1/approvals', { body: { approve: [] } });
  assert.equal(sent[2]?.headers.get('X-CSRF-Token'), 'new');
});

test('when a new password is due, the frame knows', async () => {
  answerWith(json({ type: 'urn:hoso:problem:password_change_due', title: 'x' }, 403));
  await assert.rejects(call('GET /v1/accounts'));
  assert.equal(session.value?.password_change_due, true);
});

test('a wrong password is a problem, not a reason to ask again', async () => {
  setSession(null);
  answerWith(json({ type: 'urn:hoso:problem:wrong_password', title: 'Sai' }, 401));
  await assert.rejects(call('POST /v1/session', { body: { account: 'a', password: 'b' } }), Problem);
  assert.equal(signInDue.value, false);
});
