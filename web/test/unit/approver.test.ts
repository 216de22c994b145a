import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  batchesOf,
  NOTHING_DONE,
  nameOf,
  sampleOf,
  sampleSize,
  stillDue,
  type WaitingPaper,
} from '../../src/desks/approver/sample.ts';

const papers = (count: number, batch = 'b'): WaitingPaper[] =>
  Array.from(
    { length: count },
    (_, index) =>
      ({
        batch,
        paper: { code: `${index}`, scan: `${batch}/${index + 1}`, pages: [1], doubtful: [] },
      }) as unknown as WaitingPaper,
  );

test('a sample is one in ten, three at the least, and all of a small batch', () => {
  assert.deepEqual([0, 1, 3, 4, 30, 31, 1000].map(sampleSize), [0, 1, 3, 3, 3, 4, 100]);
});

test('it is spread over the batch, and has what a machine was unsure of', () => {
  const all = papers(30);
  assert.deepEqual(sampleOf(all).map(nameOf), ['b/1:1', 'b/11:1', 'b/21:1']);
  const doubted = all[7] as WaitingPaper;
  doubted.paper.doubtful = ['issuer'];
  assert.equal(nameOf(sampleOf(all)[0] as WaitingPaper), 'b/8:1');
});

test('papers come by batch, those of the sample first', () => {
  const batches = batchesOf([...papers(10, 'one'), ...papers(1, 'two')]);
  assert.deepEqual(
    batches.map(({ batch, papers: own }) => [batch, own.length]),
    [
      ['one', 10],
      ['two', 1],
    ],
  );
  const first = batches[0]?.papers.slice(0, 3).map(nameOf);
  assert.deepEqual(first, [...(batches[0]?.sample ?? [])]);
});

test('the rest is open once the sample was looked at; one that was rejected asks for as many again', () => {
  assert.equal(stillDue(NOTHING_DONE, 40), 4);
  const looked = ['1', '2', '3', '4'];
  assert.equal(stillDue({ size: 40, looked, rejected: 0 }, 36), 0);
  assert.equal(stillDue({ size: 40, looked, rejected: 1 }, 36), 4);
  // Of a batch of three, no more than three can be looked at.
  assert.equal(stillDue({ size: 3, looked: ['1', '2', '3'], rejected: 1 }, 2), 0);
});
