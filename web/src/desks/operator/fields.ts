// What stands in the fields of one paper that is reviewed, which of them need a look, and what is sent of them. No screen here.

import type { Schemas } from '../../api/index.ts';
import { formatDate, parseDate } from '../../i18n/index.ts';
import type { Box } from '../../ui/PageCanvas.tsx';

type Item = Schemas['ReviewItem'];
type Field = Schemas['Field'];

/** As the API names corrections, in the order of the form. */
export const NAMES = [
  'holder',
  'holder_name',
  'type',
  'number',
  'issued_on',
  'issuer',
  'abstract',
  'signer',
  'signer_position',
  'place',
  'valid_until',
  'dossier',
  'procedure',
  'kind',
  'copy_form',
] as const;

export type Name = (typeof NAMES)[number];

export interface FormField {
  name: Name;
  /** What the server takes when nothing is said. */
  given: string;
  /** What stands in the field at first: what is given, or the best that is known. */
  first: string;
  isDoubtful: boolean;
  /** What was read, where something else is claimed. */
  asRead?: string | undefined;
  /** Where on the page it stands. */
  mark?: { page: number; box: Box } | undefined;
}

/** What somebody typed, and nothing of what they left as it was. `no_number`: the paper has none. */
export type Typed = Partial<Record<Name | 'no_number', string>>;

export interface Choice {
  code: string;
  name: string;
}

export const textOfChoice = ({ code, name }: Choice): string => `${name} · ${code}`;

/** The code of what stands in a field of choices. */
export function codeOf(text: string, choices: readonly Choice[]): string | undefined {
  const typed = text.trim();
  const found = choices.find((choice) => textOfChoice(choice) === typed || choice.code === typed);
  if (found) return found.code;
  const named = choices.filter(({ name }) => name === typed);
  return named.length === 1 ? named[0]?.code : undefined;
}

export interface Catalogue {
  types: readonly Choice[];
  procedures: readonly Choice[];
}

/** The fields of an item: those that need a look first, in the order of the form each. */
export function formOf(item: Item, holderName: string | null | undefined, catalogue: Catalogue): FormField[] {
  const fields = NAMES.map((name) => fieldOf(name, item, holderName, catalogue));
  return [...fields.filter(({ isDoubtful }) => isDoubtful), ...fields.filter(({ isDoubtful }) => !isDoubtful)];
}

function fieldOf(
  name: Name,
  item: Item,
  holderName: string | null | undefined,
  { types, procedures }: Catalogue,
): FormField {
  const { claim, fields, holder_read: read } = item;
  const plain = (given: string, isDoubtful = false): FormField => ({ name, given, first: given, isDoubtful });
  switch (name) {
    case 'holder': {
      const given = claim.holder?.id ?? '';
      const first = given || read?.id || '';
      const isDoubtful = !first || (!given && !read?.sure) || differs(given, read?.id);
      return { name, given, first, isDoubtful, mark: markOf(read?.id_at?.page, read?.id_at?.box) };
    }
    case 'holder_name': {
      const given = claim.holder?.name ?? '';
      const first = given || read?.name || holderName || '';
      const isDoubtful = !first || (!given && !read?.sure) || differs(given, read?.name);
      const asRead = differs(given, read?.name) ? (read?.name ?? '') : undefined;
      return { name, given, first, isDoubtful, asRead, mark: markOf(read?.name_at?.page, read?.name_at?.box) };
    }
    case 'type': {
      const given = claim.type ?? '';
      const known = types.find(({ code }) => code === given);
      const title = fields.type.value ?? '';
      const byTitle = types.filter((type) => sameWords(type.name, title));
      // The server knows more titles than the catalogue's names; what it could not place, it says.
      const isUnknown = !given && (!title || item.reasons.some(({ kind }) => kind === 'type_unknown'));
      const guess = byTitle.length === 1 && byTitle[0] ? textOfChoice(byTitle[0]) : isUnknown ? '' : title;
      const givenText = given ? (known ? textOfChoice(known) : given) : isUnknown ? '' : title;
      return {
        ...marked(name, fields.type),
        given: givenText,
        first: given ? givenText : guess,
        isDoubtful: isUnknown || (!given && !fields.type.sure),
        asRead: title && !sameWords(known?.name ?? byTitle[0]?.name ?? guess, title) ? title : undefined,
      };
    }
    case 'number': {
      const number = claim.number === '0' ? '' : claim.number;
      const given = number ?? fields.number.value ?? '';
      const isUnknown = item.reasons.some(({ kind }) => kind === 'number_unknown');
      return {
        ...readField(name, fields.number, claim.number),
        given,
        first: given,
        ...(isUnknown && { isDoubtful: true }),
      };
    }
    case 'issued_on':
      return dated(readField(name, fields.issued_on, claim.issued_on));
    case 'issuer':
      return readField(name, fields.issuer, claim.issuer);
    case 'abstract':
      return readField(name, fields.abstract, claim.abstract);
    case 'signer':
    case 'signer_position':
    case 'place':
      return readField(name, fields[name], undefined);
    case 'valid_until':
      return dated(plain(claim.valid_until ?? ''));
    case 'dossier':
      return plain(claim.dossier ?? '');
    case 'procedure': {
      const known = procedures.find(({ code }) => code === claim.procedure);
      return plain(known ? textOfChoice(known) : (claim.procedure ?? ''));
    }
    case 'kind':
      return plain(claim.kind ?? '');
    case 'copy_form':
      return plain(claim.copy_form ?? '');
  }
}

function marked(name: Name, { page, box }: Field): FormField {
  return { name, given: '', first: '', isDoubtful: false, mark: markOf(page, box) };
}

function markOf(page: number | null | undefined, box: readonly number[] | null | undefined): FormField['mark'] {
  const [x, y, width, height] = box ?? [];
  const isPlaced = page != null && x !== undefined && y !== undefined && width !== undefined && height !== undefined;
  return isPlaced ? { page, box: [x, y, width, height] } : undefined;
}

/** What is claimed goes before what was read; where the two differ, somebody should look. */
function readField(name: Name, field: Field, claimed: string | null | undefined): FormField {
  const read = field.value ?? '';
  const given = claimed ?? read;
  const isOther = differs(claimed, read);
  return {
    ...marked(name, field),
    given,
    first: given,
    isDoubtful: isOther || (!claimed && read !== '' && !field.sure),
    asRead: isOther ? read : undefined,
  };
}

function dated(field: FormField): FormField {
  const day = (text: string) => (text ? formatDate(text) : '');
  return {
    ...field,
    given: day(field.given),
    first: day(field.first),
    asRead: field.asRead === undefined ? undefined : day(field.asRead),
  };
}

function differs(claimed: string | null | undefined, read: string | null | undefined): boolean {
  return Boolean(claimed && read && !sameWords(claimed, read));
}

/** The same but for case, spaces and the way in which marks are written. */
function sameWords(one: string, other: string): boolean {
  const plain = (text: string) => text.normalize('NFC').toLocaleLowerCase('vi').replace(/\s+/g, ' ').trim();
  return plain(one) === plain(other);
}

export type Fault = 'missing' | 'not_holder' | 'not_date' | 'not_listed' | 'not_dossier' | 'number_or_none';

export interface Checked {
  set: Record<string, string>;
  faults: Partial<Record<Name, Fault>>;
}

/** As the API's document says it. */
export const DOSSIER = /^[HG0-9.]+-([0-9]{6}|[0-9]{8})-[0-9]{1,7}$/;
const HOLDER = /^(\d{9}|\d{12}|\d{10}(-\d{3})?)$/;

/** What is sent for what stands in the fields; with faults nothing should be sent. */
export function check(form: readonly FormField[], typed: Typed, item: Item, catalogue: Catalogue): Checked {
  const set: Record<string, string> = {};
  const faults: Partial<Record<Name, Fault>> = {};
  const now = (field: FormField) => (typed[field.name] ?? field.first).trim();
  for (const field of form) {
    const value = now(field);
    const fault = faultOf(field, value, typed, item, catalogue);
    if (fault) faults[field.name] = fault;
    else if (field.name === 'number' && typed.no_number) set.number = '';
    else if (value !== field.given) {
      const sent = sentAs(field.name, value, catalogue);
      if (sent !== undefined) set[field.name] = sent;
    }
  }
  // Another ID would keep the name of the one before.
  const name = form.find((field) => field.name === 'holder_name');
  if (set.holder !== undefined && name) set.holder_name = now(name);
  return { set, faults };
}

function faultOf(
  { name, given }: FormField,
  value: string,
  typed: Typed,
  item: Item,
  { types, procedures }: Catalogue,
): Fault | undefined {
  switch (name) {
    case 'holder':
      return value === '' ? 'missing' : HOLDER.test(withoutSpaces(value)) ? undefined : 'not_holder';
    case 'type':
      if (value === '') return 'missing';
      return value === given || codeOf(value, types) ? undefined : 'not_listed';
    case 'procedure':
      return value === '' || value === given || codeOf(value, procedures) ? undefined : 'not_listed';
    case 'number': {
      const isAsked = given !== '' || item.reasons.some(({ kind }) => kind === 'number_unknown');
      return value === '' && !typed.no_number && isAsked ? 'number_or_none' : undefined;
    }
    case 'dossier':
      return value === '' || DOSSIER.test(value) ? undefined : 'not_dossier';
    case 'issued_on':
    case 'valid_until':
      return value === '' || parseDate(value) ? undefined : 'not_date';
    default:
      return undefined;
  }
}

function sentAs(name: Name, value: string, { types, procedures }: Catalogue): string | undefined {
  switch (name) {
    case 'holder':
      return withoutSpaces(value);
    case 'type':
      return codeOf(value, types);
    case 'procedure':
      return value === '' ? '' : codeOf(value, procedures);
    case 'issued_on':
    case 'valid_until':
      return value === '' ? '' : parseDate(value);
    case 'kind':
    case 'copy_form':
      return value || undefined;
    default:
      return value;
  }
}

const withoutSpaces = (text: string) => text.replace(/\s/g, '');

/** Which field a problem of the server is about: it begins with the field's name, or lists those that are missing. */
export function fieldsOfProblem(kind: string, detail: string): Name[] {
  if (kind === 'value') return NAMES.filter((name) => detail.startsWith(`${name}: `));
  if (kind !== 'incomplete') return [];
  const words = detail.split(/[^a-z_]+/);
  return (['holder', 'type', 'number'] as const).filter((name) => words.includes(name));
}
