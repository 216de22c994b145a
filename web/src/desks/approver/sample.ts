// Which papers of a batch are its sample, and whether enough has been looked at to approve the rest. No screen here.

import type { Schemas } from '../../api/index.ts';

export type WaitingPaper = Schemas['ApprovalItem'];

export interface BatchOfPapers {
  batch: string;
  /** Those of the sample first. */
  papers: readonly WaitingPaper[];
  /** By `nameOf`. */
  sample: ReadonlySet<string>;
  operator: string;
  scannedAt: string;
}

/** What has been done with a batch so far: names of papers that say nothing of a person. */
export interface Progress {
  /** How many papers it had when it was first seen. */
  size: number;
  looked: readonly string[];
  rejected: number;
}

export const NOTHING_DONE: Progress = { size: 0, looked: [], rejected: 0 };

const SHARE = 0.1;
const LEAST = 3;

/** One in ten, and three at the least; of a small batch, all. */
export function sampleSize(papers: number): number {
  return Math.min(papers, Math.max(LEAST, Math.ceil(papers * SHARE)));
}

/** A paper by its place in the scan: what is kept in the browser holds no code, which begins with a citizen's ID. */
export function nameOf({ paper }: WaitingPaper): string {
  return `${paper.scan}:${paper.pages[0] ?? 0}`;
}

/** In the order in which they came; in each, those to look at first are first: doubted ones, then evenly spread over the batch. */
export function batchesOf(waiting: readonly WaitingPaper[]): BatchOfPapers[] {
  const byBatch = new Map<string, WaitingPaper[]>();
  for (const item of waiting) byBatch.set(item.batch, [...(byBatch.get(item.batch) ?? []), item]);
  return [...byBatch].map(([batch, papers]) => {
    const sample = new Set(sampleOf(papers));
    return {
      batch,
      papers: [...papers.filter((item) => sample.has(item)), ...papers.filter((item) => !sample.has(item))],
      sample: new Set([...sample].map(nameOf)),
      operator: papers[0]?.paper.operator ?? '',
      scannedAt: papers[0]?.paper.scanned_at ?? '',
    };
  });
}

/** Whatever a machine was unsure of belongs to it; the rest is taken at even distances, not the first ones only. */
export function sampleOf(papers: readonly WaitingPaper[]): WaitingPaper[] {
  const size = sampleSize(papers.length);
  const doubted = papers.filter(({ paper }) => paper.doubtful.length > 0 || (paper.similar?.length ?? 0) > 0);
  const others = papers.filter((item) => !doubted.includes(item));
  const left = Math.max(0, size - doubted.length);
  const spread = Array.from(
    { length: Math.min(left, others.length) },
    (_, index) => others[Math.floor((index * others.length) / left)],
  );
  return [...doubted.slice(0, size), ...spread].filter((item) => item !== undefined);
}

/** How many more must be looked at before the rest can be approved together. */
export function stillDue(progress: Progress, waiting: number): number {
  const size = Math.max(progress.size, waiting);
  // One that was rejected makes the batch doubtful: as many again are looked at.
  const due = Math.min(size, sampleSize(size) * (progress.rejected > 0 ? 2 : 1));
  return Math.max(0, due - progress.looked.length);
}
