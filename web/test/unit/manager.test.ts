import assert from 'node:assert/strict';
import { test } from 'node:test';
import { behind, gapText, monthEnds, valueText } from '../../src/desks/manager/figures.ts';

test('the year behind a day is told by the last days of its months, and by the day itself', () => {
  const days = monthEnds('2024-03-10');
  assert.equal(days.length, 12);
  assert.deepEqual(days.slice(0, 2), ['2023-04-30', '2023-05-31']);
  assert.deepEqual(days.slice(-2), ['2024-02-29', '2024-03-10']);
  assert.equal(new Set(monthEnds('2026-01-31')).size, 12);
});

test('a number opens the list that it was counted from', () => {
  const table = [
    ['4.2', 'missing', undefined, { kind: 'dossiers', figure: '4.2', list: '4.2', side: 'missing', unit: undefined }],
    [
      'reuse_dossiers',
      'numerator',
      undefined,
      { kind: 'dossiers', figure: 'reuse_dossiers', list: '4.3', side: 'numerator', unit: undefined },
    ],
    ['5.1', 'numerator', undefined, { kind: 'papers', unit: undefined }],
    // What is declared is on paper: there is only the sum of each unit.
    ['5.1', 'denominator', undefined, { kind: 'units', figure: '5.1', side: 'denominator' }],
    ['5.6', 'denominator', undefined, { kind: 'units', figure: '5.6', side: 'denominator' }],
    ['4.2', 'numerator', 'commune', { kind: 'units', figure: '4.2', level: 'commune', side: 'numerator' }],
  ] as const;
  for (const [id, side, level, drill] of table) assert.deepEqual(behind(id, side, level), drill, `${id} ${side}`);
  assert.equal(behind('5.2', 'numerator', undefined, 'H48.28.05'), undefined);
});

test('figures are written in their own measure, and nothing is N/A', () => {
  assert.equal(valueText('5.1', 0.1714), '17,14%');
  assert.equal(valueText('5.6', 12.5), '12,5 phút');
  assert.equal(valueText('5.5', 1600.4), '1.600');
  assert.equal(valueText('4.1', null), 'N/A');
  assert.equal(gapText('5.1', 0.05), '5,00 điểm %');
  assert.equal(gapText('5.1', 0), 'đạt');
  assert.equal(gapText('5.1', null), '');
});
