import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schemas } from '../../src/api/index.ts';
import { type Cut, drop, mergeWithPrevious, move, restore, splitAt } from '../../src/desks/operator/cut.ts';
import { check, fieldsOfProblem, formOf } from '../../src/desks/operator/fields.ts';
import { following, type Waiting } from '../../src/desks/operator/queue.ts';

const none = { value: null, confidence: 0, sure: false, page: null, box: null };
const catalogue = {
  types: [
    { code: 'KQ.G15.000035', name: 'Giấy xác nhận tình trạng hôn nhân' },
    { code: 'KQ.G01.000101', name: 'Thẻ căn cước (bản sao)' },
  ],
  procedures: [{ code: '1.001193', name: 'Đăng ký khai sinh' }],
};

function item(changed: Partial<Schemas['ReviewItem']> = {}): Schemas['ReviewItem'] {
  const fields = Object.fromEntries(
    ['number', 'place', 'issued_on', 'type', 'abstract', 'issuer', 'signer', 'signer_position'].map((name) => [
      name,
      none,
    ]),
  ) as unknown as Schemas['Fields'];
  return {
    id: 'R-0000000000000001',
    scan: '00000000-0000-0000-0000-000000000000/1',
    path: 'a.pdf',
    unit: 'H48.28.05',
    operator: 'operator',
    scanned_at: '2026-11-29T09:00:00Z',
    reasons: [],
    claim: {},
    fields,
    files: { original: { sha256: 'a', bytes: 1 } },
    pages: [1],
    findings: [],
    signatures: [],
    ...changed,
  } as Schemas['ReviewItem'];
}

const reason = (kind: Schemas['HoldKind']) => ({ kind, message: '', hint: '' });

test('what needs a look stands first, in the order of the form', () => {
  const read = item({
    reasons: [reason('number_unknown')],
    holder_read: { id: '048090004321', name: 'Trần Văn Mẫu', sure: true },
  });
  read.fields.signer = { value: 'Phan Khắc Trí', confidence: 0.4, sure: false, page: 2, box: [1, 2, 3, 4] };
  read.fields.number = { value: '215/XN', confidence: 0.5, sure: false, page: 1, box: [5, 6, 7, 8] };
  read.claim.type = 'KQ.G01.000101';
  const form = formOf(read, undefined, catalogue);
  assert.deepEqual(
    form.slice(0, 3).map(({ name }) => name),
    ['number', 'signer', 'holder'],
  );
  assert.deepEqual(form[1]?.mark, { page: 2, box: [1, 2, 3, 4] });
});

test('only what differs from what the server takes is sent', () => {
  const read = item({ claim: { holder: { id: '048090004321', name: 'Trần Văn Mẫu' } } });
  read.fields.type = { value: 'GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN', confidence: 1, sure: true, page: 1, box: null };
  read.fields.issued_on = { value: '2025-03-11', confidence: 1, sure: true, page: 1, box: null };
  const form = formOf(read, undefined, catalogue);
  // The type's name is a guess of ours: it is said.
  assert.deepEqual(check(form, {}, read, catalogue), { set: { type: 'KQ.G15.000035' }, faults: {} });
  const typed = { issued_on: '12/3/2025', issuer: ' UBND xã Sơn Thượng ' };
  assert.deepEqual(check(form, typed, read, catalogue).set, {
    type: 'KQ.G15.000035',
    issued_on: '2025-03-12',
    issuer: 'UBND xã Sơn Thượng',
  });
});

test('another holder takes no name from the one before', () => {
  const read = item({ claim: { holder: { id: '048090004321', name: 'Trần Văn Mẫu' }, type: 'KQ.G01.000101' } });
  const form = formOf(read, undefined, catalogue);
  const { set } = check(form, { holder: '0481 9200 1234', holder_name: '' }, read, catalogue);
  assert.deepEqual(set, { holder: '048192001234', holder_name: '' });
});

test('what is missing or wrong is named, and nothing passes for it', () => {
  const read = item({ reasons: [reason('holder_unknown'), reason('type_unknown'), reason('number_unknown')] });
  const form = formOf(read, undefined, catalogue);
  const faults = (typed: Parameters<typeof check>[1]) => check(form, typed, read, catalogue).faults;
  assert.deepEqual(faults({}), { holder: 'missing', type: 'missing', number: 'number_or_none' });
  const typed = { holder: '12', type: 'giấy gì đó', no_number: 'true', issued_on: '31/2/2020' };
  assert.deepEqual(faults(typed), { holder: 'not_holder', type: 'not_listed', issued_on: 'not_date' });
  const right = { holder: '048090004321', type: 'Thẻ căn cước (bản sao) · KQ.G01.000101', no_number: 'true' };
  assert.deepEqual(check(form, right, read, catalogue), {
    set: { holder: '048090004321', holder_name: '', type: 'KQ.G01.000101', number: '' },
    faults: {},
  });
});

test('a title that the server knows and the list does not is left to the server', () => {
  const read = item({ claim: { holder: { id: '048090004321', name: 'Trần Văn Mẫu' } } });
  read.fields.type = { value: 'CĂN CƯỚC CÔNG DÂN', confidence: 1, sure: true, page: 1, box: null };
  const form = formOf(read, undefined, catalogue);
  assert.deepEqual(check(form, {}, read, catalogue), { set: {}, faults: {} });
});

test('what is claimed goes before what was read, and a difference is shown', () => {
  const read = item({ claim: { number: '12/QĐ', type: 'KQ.G01.000101' } });
  read.fields.number = { value: '72/QĐ', confidence: 0.9, sure: true, page: 1, box: null };
  const number = formOf(read, undefined, catalogue).find(({ name }) => name === 'number');
  assert.equal(number?.first, '12/QĐ');
  assert.equal(number?.asRead, '72/QĐ');
  assert.equal(number?.isDoubtful, true);
});

test('a problem of the server is told at its field', () => {
  assert.deepEqual(fieldsOfProblem('value', 'holder: not an ID'), ['holder']);
  assert.deepEqual(fieldsOfProblem('incomplete', 'R-1 still lacks holder, number'), ['holder', 'number']);
  assert.deepEqual(fieldsOfProblem('ledger', 'holder: whatever'), []);
});

test('the next is the one after, round again, without what colleagues have', () => {
  const list = ['a', 'b', 'c', 'd'].map((id) => ({ id, in_hand: id === 'c' ? 'other' : null })) as Waiting[];
  const ids = (id: string | undefined) => following(list, id, 'me').map((one) => one.id);
  assert.deepEqual(ids('b'), ['d', 'a']);
  assert.deepEqual(ids(undefined), ['a', 'b', 'd']);
  assert.deepEqual(ids('gone'), ['a', 'b', 'd']);
});

test('pages are split, merged, moved, dropped and restored', () => {
  const cut: Cut = { papers: [[1, 2, 3], [4]], dropped: [5] };
  const papers = (changed: Cut) => changed.papers;
  assert.deepEqual(papers(splitAt(cut, 2)), [[1], [2, 3], [4]]);
  assert.equal(splitAt(cut, 1), cut);
  assert.deepEqual(papers(mergeWithPrevious(cut, 4)), [[1, 2, 3, 4]]);
  assert.equal(mergeWithPrevious(cut, 2), cut);
  assert.deepEqual(papers(move(cut, 2, -1)), [[2, 1, 3], [4]]);
  assert.deepEqual(papers(move(cut, 3, 1)), [
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(papers(move(cut, 4, -1)), [[1, 2, 3, 4]]);
  assert.equal(move(cut, 1, -1), cut);
  assert.deepEqual(drop(cut, 4), { papers: [[1, 2, 3]], dropped: [4, 5] });
  assert.deepEqual(restore(cut, 5), {
    papers: [
      [1, 2, 3],
      [4, 5],
    ],
    dropped: [],
  });
  assert.deepEqual(restore({ papers: [], dropped: [1] }, 1), { papers: [[1]], dropped: [] });
});
