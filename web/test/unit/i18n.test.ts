import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import {
  formatDate,
  formatDateTime,
  formatNumber,
  formatShare,
  language,
  messages,
  parseDate,
  setLanguage,
  withoutMarks,
} from '../../src/i18n/index.ts';
import { giveLocalStorage } from './stage.ts';

const t = messages({ save: ['Lưu', 'Save'], pages: ['{n} trang của {whose}', '{n} pages of {whose}'] });

beforeEach(() => {
  giveLocalStorage();
  setLanguage('vi');
});

test('words come in the language of the screen', () => {
  assert.equal(t('save'), 'Lưu');
  setLanguage('en');
  assert.equal(t('save'), 'Save');
});

test('values stand where their names are, and numbers as the language writes them', () => {
  assert.equal(t('pages', { n: 12345, whose: 'Hương' }), '12.345 trang của Hương');
  setLanguage('en');
  assert.equal(t('pages', { n: 12345, whose: 'Hương' }), '12,345 pages of Hương');
});

test('what a value holds is not taken for a name', () => {
  assert.equal(t('pages', { n: 1, whose: '{n}' }), '1 trang của {n}');
});

test('the language is kept', () => {
  setLanguage('en');
  assert.equal(localStorage.getItem('hoso.language'), 'en');
  assert.equal(language.value, 'en');
});

test('dates have days before months, and are those of Vietnam', () => {
  const table: [string, string][] = [
    [formatDate('2026-02-09'), '09/02/2026'],
    [formatDate('2026-11-29T20:30:00Z'), '30/11/2026'],
    [formatDateTime('2026-11-29T17:05:00Z'), '30/11/2026 00:05'],
    [formatDate('no date'), 'no date'],
  ];
  for (const [got, expected] of table) assert.equal(got, expected);
});

test('numbers have points by thousands and a decimal comma', () => {
  const table: [string, string][] = [
    [formatNumber(1234.5), '1.234,5'],
    [formatNumber(1_000_000), '1.000.000'],
    [formatNumber(2, 1), '2,0'],
    [formatShare(0.875), '87,5%'],
  ];
  for (const [got, expected] of table) assert.equal(got, expected);
});

test('dates are read as people type them', () => {
  const table: [string, string | undefined][] = [
    ['9/2/2026', '2026-02-09'],
    [' 29.11.2026 ', '2026-11-29'],
    ['31-12-1999', '1999-12-31'],
    ['31/2/2026', undefined],
    ['2026-02-09', undefined],
    ['', undefined],
  ];
  for (const [typed, expected] of table) assert.equal(parseDate(typed), expected, typed);
});

test('marks are taken off, composed or not', () => {
  assert.equal(withoutMarks('Nguyễn Thị Hương'), 'nguyen thi huong');
  assert.equal(withoutMarks('Đỗ Đình'.normalize('NFD')), 'do dinh');
});
