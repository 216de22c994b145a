// Words, dates and numbers on the screen: Vietnamese first, English by a switch. Each part has one table of its own, made
// with `messages`; whatever reads a word while it renders is drawn anew when the language changes.

import { signal } from '@preact/signals';

export type Language = 'vi' | 'en';

const KEPT_AS = 'hoso.language';

export const language = signal<Language>(keptLanguage());

function keptLanguage(): Language {
  try {
    return localStorage.getItem(KEPT_AS) === 'en' ? 'en' : 'vi';
  } catch {
    return 'vi';
  }
}

export function setLanguage(next: Language): void {
  language.value = next;
  try {
    localStorage.setItem(KEPT_AS, next);
  } catch {
    // Where nothing can be kept the choice holds until the page is left.
  }
}

/** Vietnamese, then English. */
type Pair = readonly [vi: string, en: string];

type Placeholders<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type Values<P extends Pair> = [Placeholders<P[0]>] extends [never]
  ? []
  : [values: { [Name in Placeholders<P[0]>]: string | number }];

export type Translate<Table extends Record<string, Pair>> = <Key extends keyof Table>(
  key: Key,
  ...values: Values<Table[Key]>
) => string;

/**
 * The words of one part: `const t = messages({ pages: ['{n} trang', '{n} pages'] })`, then `t('pages', { n: 3 })`.
 * Numbers are written as the language writes them.
 */
export function messages<const Table extends Record<string, Pair>>(table: Table): Translate<Table> {
  return (key, ...[values]) => {
    const pair = table[key] as Pair;
    const text = language.value === 'en' ? pair[1] : pair[0];
    return values ? fill(text, values) : text;
  };
}

function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? formatNumber(value) : value;
  });
}

/** English with days before months, as on the papers. */
const LOCALES = { vi: 'vi-VN', en: 'en-GB' } as const;
/** All counters are in one time zone, whatever a PC is set to. */
const TIME_ZONE = 'Asia/Ho_Chi_Minh';

/** `1.234,5`; with `decimals`, exactly so many. */
export function formatNumber(value: number, decimals?: number): string {
  const options =
    decimals === undefined
      ? { maximumFractionDigits: 2 }
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return numbers(JSON.stringify([language.value, decimals ?? null]), () => {
    return new Intl.NumberFormat(LOCALES[language.value], options);
  }).format(value);
}

/** Making a format takes longer than using it ten thousand times. */
function kept<Format>(): (key: string, make: () => Format) => Format {
  const formats = new Map<string, Format>();
  return (key, make) => {
    const known = formats.get(key) ?? make();
    formats.set(key, known);
    return known;
  };
}

const numbers = kept<Intl.NumberFormat>();
const times = kept<Intl.DateTimeFormat>();

/** A share from 0 to 1 as `87,5%`. */
export function formatShare(share: number, decimals = 1): string {
  return `${formatNumber(share * 100, decimals)}%`;
}

/** `2026-11-29`, or the local day of an RFC 3339 time, as `29/11/2026`. */
export function formatDate(iso: string): string {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (day) return `${day[3]}/${day[2]}/${day[1]}`;
  return dateTime(iso, { day: '2-digit', month: '2-digit', year: 'numeric' });
}

/** An RFC 3339 time as `29/11/2026 16:05`. */
export function formatDateTime(iso: string): string {
  return `${formatDate(iso)} ${formatTime(iso)}`;
}

/** An RFC 3339 time as `16:05`. */
export function formatTime(iso: string): string {
  return dateTime(iso, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

function dateTime(iso: string, options: Intl.DateTimeFormatOptions): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  return times(JSON.stringify([language.value, options]), () => {
    return new Intl.DateTimeFormat(LOCALES[language.value], { timeZone: TIME_ZONE, ...options });
  }).format(time);
}

/** What somebody typed as `29/11/2026`, `29-11-2026` or `29.11.2026`, as `2026-11-29`; undefined when that is no day. */
export function parseDate(typed: string): string | undefined {
  const parts = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/.exec(typed);
  if (!parts) return undefined;
  const [day, month, year] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.toISOString().slice(0, 10);
}

/** `Nguyễn Thị Hương` as `nguyen thi huong`: for finding what is typed without marks in a list that is here already. */
export function withoutMarks(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}
