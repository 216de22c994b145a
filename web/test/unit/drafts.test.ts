import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { clearDrafts, readDraft, writeDraft } from '../../src/ui/drafts.ts';
import { giveLocalStorage } from './stage.ts';

let storage: Storage;
beforeEach(() => {
  storage = giveLocalStorage();
});

test('a draft is there again after a reload', () => {
  writeDraft('huong', 'review/1', { number: '12/KS', issuer: 'Xã Bình An' });
  assert.deepEqual(readDraft('huong', 'review/1'), { number: '12/KS', issuer: 'Xã Bình An' });
});

test('nobody sees the draft of another account', () => {
  writeDraft('huong', 'review/1', 'hers');
  assert.equal(readDraft('nam', 'review/1'), undefined);
});

test('what has been sent is forgotten', () => {
  writeDraft('huong', 'review/1', 'typed');
  writeDraft('huong', 'review/1', undefined);
  assert.equal(readDraft('huong', 'review/1'), undefined);
});

test('signing out forgets all drafts of the account and nothing else', () => {
  for (const key of ['a', 'b', 'c']) writeDraft('huong', key, key);
  writeDraft('huong2', 'a', 'kept');
  storage.setItem('hoso.language', 'en');
  clearDrafts('huong');
  assert.equal(storage.length, 2);
  assert.equal(readDraft('huong2', 'a'), 'kept');
});

test('a full or damaged store costs the draft, not the page', () => {
  storage.setItem('hoso.draft.huong/a', '{');
  assert.equal(readDraft('huong', 'a'), undefined);
  storage.setItem = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };
  writeDraft('huong', 'a', 'typed');
});
