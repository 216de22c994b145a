import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unitsBelow } from '../../src/desks/manager/names.ts';

test('whatever lies below a unit, and not the unit itself', () => {
  const units = [
    { code: 'P', name: 'tỉnh', parent: null },
    { code: 'D', name: 'huyện', parent: 'P' },
    { code: 'C1', name: 'xã', parent: 'D' },
    { code: 'C2', name: 'xã', parent: 'P' },
  ];
  const below = (code: string) => unitsBelow(units, code).map((unit) => unit.code);
  assert.deepEqual(below('P'), ['D', 'C1', 'C2']);
  assert.deepEqual(below('D'), ['C1']);
  assert.deepEqual(below('C1'), []);
});
