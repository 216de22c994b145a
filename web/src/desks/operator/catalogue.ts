// What fields of a paper choose from.

import { call, type Schemas } from '../../api/index.ts';
import { withoutMarks } from '../../i18n/index.ts';
import { type Loaded, useLoad } from '../../ui/index.ts';
import type { Choice } from './fields.ts';

export interface Lists {
  types: readonly Choice[];
  procedures: readonly Choice[];
  units: readonly Schemas['UnitAnswer'][];
}

export function useLists(): Loaded<Lists> {
  return useLoad(async (signal) => {
    const [types, procedures, units] = await Promise.all([
      call('GET /v1/catalogue/paper-types', { signal }),
      call('GET /v1/catalogue/procedures', { signal }),
      call('GET /v1/catalogue/units', { signal }),
    ]);
    return { types, procedures, units };
  }, []);
}

const SHOWN_MAX = 12;

/** Those that hold every word typed, in any spelling; the code counts too. */
export function matching<T>(all: readonly T[], typed: string, wordsOf: (choice: T) => string): T[] {
  const words = withoutMarks(typed).split(/\s+/).filter(Boolean);
  const found: T[] = [];
  for (const choice of all) {
    const text = withoutMarks(wordsOf(choice));
    if (words.every((word) => text.includes(word))) found.push(choice);
    if (found.length === SHOWN_MAX) break;
  }
  return found;
}
