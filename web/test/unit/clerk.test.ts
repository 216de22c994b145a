import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeNumber, isDossierNumber, understand } from '../../src/desks/clerk/asked.ts';

test('what is typed is understood by its form', () => {
  const forms = [
    ['048192001234', 'person'],
    [' 048192001234 ', 'person'],
    ['4801234568', 'person'],
    ['4801234568-001', 'person'],
    // Its check digit does not fit: a telephone number.
    ['0912345678', 'words'],
    ['H48.28.05-261122-0975', 'dossier'],
    ['h48.28.05-261122-0975', 'dossier'],
    ['000.00.05.H48-261122-0975', 'dossier'],
    // Whose an old ID is, the store knows.
    ['201234567', 'words'],
    ['048192001234.KQ.G15.000031.12-GKS.01', 'words'],
    ['nguyễn thị hương', 'words'],
    ['', 'words'],
  ] as const;
  for (const [typed, kind] of forms) assert.equal(understand(typed).kind, kind, typed);
});

test('the QR code of an ID card tells who it is, with the name in NFC', () => {
  const name = 'Nguyễn Thị Hương'.normalize('NFD');
  assert.deepEqual(understand(`048192001234|201234567|${name}|19051992|Nữ|Thôn Đông Thượng|12042021`), {
    kind: 'person',
    person: { id: '048192001234', name: 'Nguyễn Thị Hương', oldId: '201234567' },
  });
  assert.deepEqual(understand('048192001234||Nguyễn Thị Hương|19051992|Nữ|Thôn Đông Thượng|12042021'), {
    kind: 'person',
    person: { id: '048192001234', name: 'Nguyễn Thị Hương', oldId: null },
  });
  assert.equal(understand('048192001234|2012').kind, 'words', 'the reader is still typing');
});

test('a serial is the number of today at one’s own counter, by the day of Vietnam', () => {
  const late = new Date('2026-11-21T18:30:00Z');
  assert.equal(completeNumber('975', 'H48.28.05', late), 'H48.28.05-261122-0975');
  assert.equal(completeNumber('h48.28.05-261102-0001', 'H48.28.05', late), 'H48.28.05-261102-0001');
  assert.equal(completeNumber('975', null, late), '975');
  assert.ok(isDossierNumber('H48.28.05-261122-0975'));
  assert.ok(!isDossierNumber('H48.28.05-261122-97'));
});
