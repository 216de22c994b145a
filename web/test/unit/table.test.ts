import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyName } from '../../src/ui/keys.tsx';
import { rowAfterKey, windowOf } from '../../src/ui/table-window.ts';

test('rows in sight and some around them', () => {
  assert.deepEqual(windowOf(0, 340, 34, 10_000), { first: 0, end: 20 });
  assert.deepEqual(windowOf(34 * 5000, 340, 34, 10_000), { first: 4990, end: 5020 });
  assert.deepEqual(windowOf(34 * 9990, 340, 34, 10_000), { first: 9980, end: 10_000 });
  assert.deepEqual(windowOf(34 * 9990, 340, 34, 3), { first: 0, end: 3 });
  assert.deepEqual(windowOf(0, 340, 34, 0), { first: 0, end: 0 });
});

test('keys lead within the table', () => {
  assert.equal(rowAfterKey('ArrowDown', 0, 3, 10), 1);
  assert.equal(rowAfterKey('ArrowDown', 2, 3, 10), 2);
  assert.equal(rowAfterKey('ArrowUp', 0, 3, 10), 0);
  assert.equal(rowAfterKey('PageDown', 0, 100, 10), 9);
  assert.equal(rowAfterKey('End', 0, 10_000, 10), 9999);
  assert.equal(rowAfterKey('End', 0, 0, 10), undefined);
  assert.equal(rowAfterKey('x', 0, 3, 10), undefined);
});

test('key presses have names', () => {
  const press = (key: string, held: Partial<KeyboardEvent> = {}) =>
    keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });
  assert.equal(press('?', { shiftKey: true }), '?');
  assert.equal(press('J'), 'j');
  assert.equal(press('J', { shiftKey: true }), 'Shift+j');
  assert.equal(press('Enter', { ctrlKey: true }), 'Ctrl+Enter');
  assert.equal(press('ArrowLeft', { altKey: true }), 'Alt+ArrowLeft');
  assert.equal(press(' '), 'Space');
});
