// What somebody has typed and not sent yet: kept in this browser under their account, until it is sent or they sign out.

import { useState } from 'preact/hooks';
import { session } from '../api/session.ts';

const PREFIX = 'hoso.draft.';

const prefixOf = (account: string) => `${PREFIX}${account}/`;

export function readDraft<T>(account: string, key: string): T | undefined {
  try {
    const kept = localStorage.getItem(prefixOf(account) + key);
    return kept === null ? undefined : (JSON.parse(kept) as T);
  } catch {
    return undefined;
  }
}

/** Keeps it; undefined forgets it. */
export function writeDraft(account: string, key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(prefixOf(account) + key);
    else localStorage.setItem(prefixOf(account) + key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page still has it, only a reload would lose it.
  }
}

/** Forgets all that this account has not sent. */
export function clearDrafts(account: string): void {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, index) => localStorage.key(index));
    for (const key of keys) if (key?.startsWith(prefixOf(account))) localStorage.removeItem(key);
  } catch {
    // Nothing could be kept either.
  }
}

type Change<T> = T | ((before: T) => T);

/**
 * As `useState`, and it is still there after a reload: `const [fields, setFields, forget] = useDraft(id, read)`. The key names
 * one thing to be done, such as a review ID; a changed key brings that one's draft. `forget` is for when it has been sent.
 */
export function useDraft<T>(key: string, initial: T): [value: T, set: (change: Change<T>) => void, forget: () => void] {
  const account = session.value?.account ?? '';
  const name = prefixOf(account) + key;
  const load = () => ({ name, value: readDraft<T>(account, key) ?? initial });
  const [state, setState] = useState(load);
  // Another key means another draft, at once: nothing of the one before may show under it.
  const current = state.name === name ? state : load();
  if (current !== state) setState(current);

  const set = (change: Change<T>) =>
    setState((before) => {
      const old = before.name === name ? before.value : load().value;
      const value = typeof change === 'function' ? (change as (before: T) => T)(old) : change;
      writeDraft(account, key, value);
      return { name, value };
    });
  const forget = () => {
    writeDraft(account, key, undefined);
    setState({ name, value: initial });
  };
  return [current.value, set, forget];
}
