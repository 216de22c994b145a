// What the figures of the API are to the manager's desk: their names, how they are written, and which list stands behind them.

import type { Schemas } from '../../api/index.ts';
import { formatNumber, formatShare } from '../../i18n/index.ts';
import { figureName, t } from './messages.ts';

export type Level = Schemas['Level'];
export const LEVELS = ['province', 'district', 'commune'] as const satisfies readonly Level[];

/** A figure of either route. */
export interface AnyFigure {
  id: string;
  numerator: number;
  denominator: number;
  share?: number | null;
  value?: number | null;
  target?: number | null;
  gap?: number | null;
  points?: number | null;
  unit?: string | null;
  level?: Level | null;
}

/** What the page is about: the same for every question that it asks. */
export interface Scope {
  /** The day, `2026-11-29`. */
  on: string;
  /** Empty for all. */
  unit: string;
  /** Empty for none. */
  plan: string;
}

export function periodQuery({ on, unit, plan }: Scope) {
  return { to: on, as_of: on, ...(unit ? { unit } : {}), plan };
}

export function nameOf(id: string): string {
  return figureName(id as Parameters<typeof figureName>[0]);
}

/** The list of dossiers that tells of a figure; those of the API that have one (DOMAIN §5). */
const DOSSIERS_OF: Record<string, string> = {
  '4.1': '4.1',
  '4.2': '4.2',
  '4.3': '4.3',
  '4.4': '4.4',
  '5.4p': '5.4p',
  '5.7': '5.7',
  '5.8': '5.8',
  reuse: 'reuse',
  reuse_dossiers: '4.3',
};

export type Side = Schemas['ListSide'];

/** What stands in the way. */
export type Standing = 'held' | 'awaiting_approval' | 'refused';

/** A list that can be opened. */
export type Drill =
  | { kind: 'papers'; unit?: string | undefined }
  | { kind: 'dossiers'; figure: string; list: string; side: Side; unit?: string | undefined }
  | { kind: 'units'; figure: string; level?: Level | undefined; side: Side }
  | { kind: 'standing'; what: Standing; unit?: string | undefined };

/** What stands behind a number: a list of its own where the API has one; by unit otherwise, and for a level. */
export function behind(id: string, side: Side, level?: Level | null, unit?: string): Drill | undefined {
  if (level) return { kind: 'units', figure: id, level, side };
  if (id === '5.1')
    return side === 'numerator' ? { kind: 'papers', unit } : unit ? undefined : { kind: 'units', figure: id, side };
  const list = DOSSIERS_OF[id];
  if (list) return { kind: 'dossiers', figure: id, list, side, unit };
  return unit ? undefined : { kind: 'units', figure: id, side };
}

export function shareText(share: number | null | undefined): string {
  return share == null ? t('not_available') : formatShare(share, 2);
}

/** A figure's result or target in its own measure: per cent, minutes, dossiers a year. */
export function valueText(id: string, value: number | null | undefined): string {
  if (value == null) return t('not_available');
  if (id === '5.6') return t('minutes', { n: value });
  if (id === '5.5') return formatNumber(value, 0);
  return formatShare(value, 2);
}

/** How far below the target, in points; less waiting is better. */
export function gapText(id: string, gap: number | null | undefined): string {
  if (gap == null) return '';
  if (gap <= 0) return t('met');
  if (id === '5.6') return t('minutes', { n: gap });
  if (id === '5.5') return formatNumber(gap, 0);
  return t('gap_points', { n: formatNumber(gap * 100, 2) });
}

/** The last days of the months before a day, and the day itself; twelve in all. */
export function monthEnds(on: string): string[] {
  const [year = 0, month = 0] = on.split('-').map(Number);
  const ends = Array.from({ length: 11 }, (_, index) => {
    const last = new Date(Date.UTC(year, month - 1 - (10 - index), 0));
    return last.toISOString().slice(0, 10);
  });
  return [...ends, on];
}
