// Who is signed in, for everything that asks; nothing here talks to the server.

import { signal } from '@preact/signals';
import type { Session } from './by-hand.ts';

/** Who is signed in; null for nobody, undefined until the server has said. */
export const session = signal<Session | null | undefined>(undefined);

/** The session has ended under a page that is in use: the sign-in dialog is due, and the page stays as it is. */
export const signInDue = signal(false);

let waiting: ((account: string | null) => void)[] = [];

/** Waits until somebody has signed in; tells who, or null when they would rather not. */
export function signedInAgain(): Promise<string | null> {
  signInDue.value = true;
  return new Promise((resolve) => {
    waiting.push(resolve);
  });
}

/** Sets who is signed in, and lets go on what waited for that. */
export function setSession(next: Session | null): void {
  session.value = next;
  signInDue.value = false;
  const resolved = waiting;
  waiting = [];
  for (const resolve of resolved) resolve(next?.account ?? null);
}
