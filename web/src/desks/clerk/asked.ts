// What somebody typed into the one box, as far as its form tells, and who is meant by the answers.

import type { Schemas } from '../../api/index.ts';

export interface Person {
  id: string;
  name: string | null;
  oldId: string | null;
}

export type Asked =
  | { kind: 'person'; person: Person }
  | { kind: 'dossier'; number: string }
  | { kind: 'words'; text: string };

/** `H48.28.05-261122-0975`, with the unit in its new or its older form. */
const DOSSIER = /^(?:[GH]\d{1,3}(?:\.\d{1,3})*|\d{3}(?:\.\d{2,3})*\.[GH]\d{1,3})-\d{6}(?:\d{2})?-\d{4,7}$/;

export function understand(typed: string): Asked {
  const text = typed.trim();
  const person = fromCard(text) ?? fromId(text);
  if (person) return { kind: 'person', person };
  const number = text.toUpperCase();
  return isDossierNumber(number) ? { kind: 'dossier', number } : { kind: 'words', text };
}

/** The QR code of a citizen ID card: ID, old ID, name, birth, sex, address, issue date, with `|` between them. */
function fromCard(text: string): Person | undefined {
  const [id = '', oldId = '', name = '', ...rest] = text.split('|').map((part) => part.trim());
  if (rest.length < 3 || !/^\d{12}$/.test(id)) return undefined;
  return { id, name: name.normalize('NFC') || null, oldId: /^\d{9}$/.test(oldId) ? oldId : null };
}

/** A citizen ID or an organisation's number. An old ID of 9 digits is looked up: the store knows whose it is now. */
function fromId(text: string): Person | undefined {
  const isId = /^\d{12}$/.test(text) || (/^\d{10}(?:-\d{3})?$/.test(text) && hasCheckDigit(text));
  return isId ? { id: text, name: null, oldId: null } : undefined;
}

/** Of an organisation's number, which a telephone number seldom has. */
function hasCheckDigit(number: string): boolean {
  const weights = [31, 29, 23, 19, 17, 13, 7, 5, 3];
  const sum = weights.reduce((all, weight, index) => all + weight * Number(number[index]), 0);
  return 10 - (sum % 11) === Number(number[9]);
}

export function isDossierNumber(text: string): boolean {
  return DOSSIER.test(text);
}

/** A serial alone is the number of today at one's own counter: `975` is `H48.28.05-261122-0975`. */
export function completeNumber(typed: string, unit: string | null | undefined, now: Date): string {
  const text = typed.trim().toUpperCase();
  if (!unit || !/^\d{1,7}$/.test(text)) return text;
  const day = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'Asia/Ho_Chi_Minh',
    year: '2-digit',
    month: '2-digit',
    day: '2-digit',
  }).format(now);
  return `${unit}-${day.replaceAll('-', '')}-${text.padStart(4, '0')}`;
}

export interface Found {
  person: Person;
  papers: Schemas['FoundPaper'][];
}

/** By holder, in the order of the best paper of each. */
export function byHolder(papers: readonly Schemas['FoundPaper'][]): Found[] {
  const found = new Map<string, Found>();
  for (const paper of papers) {
    const { id, name = null, old_id: oldId = null } = paper.holder;
    const one = found.get(id) ?? { person: { id, name, oldId }, papers: [] };
    one.papers.push(paper);
    found.set(id, one);
  }
  return [...found.values()];
}
