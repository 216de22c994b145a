// The queue as one operator sees it: the paper in hand, kept there while they work, and which comes next.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type Answer, call, Problem, type Schemas, session } from '../../api/index.ts';

export type Taken = Schemas['Taken'];
export type Waiting = Answer<'GET /v1/review'>[number];

/** The server keeps it in hand for ten minutes. */
const RENEW_MS = 4 * 60_000;
const LOOK_MS = 30_000;
export const LISTED_MAX = 200;

export interface Queue {
  /** The paper in hand; null when nothing is left, undefined while that is not known. */
  taken: Taken | null | undefined;
  waiting: readonly Waiting[] | undefined;
  /** The one that `next` would take, as far as is known. */
  ahead: Waiting | undefined;
  problem: Problem | undefined;
  busy: boolean;
  /** A colleague has taken what was left too long. */
  lost: boolean;
  next: () => Promise<void>;
  take: (id: string) => Promise<void>;
  /** Goes on, and puts the one that was in hand back into the queue; whether it did. */
  giveBack: () => Promise<boolean>;
  refresh: () => void;
}

/** `wanted` is taken first, when it is still free. */
export function useQueue(wanted: string | undefined): Queue {
  const [taken, setTaken] = useState<Taken | null>();
  const [waiting, setWaiting] = useState<readonly Waiting[]>();
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(true);
  const [lost, setLost] = useState(false);
  const me = session.value?.account;
  // What promises and timers ask for is as of now.
  const now = useRef({ taken, waiting });
  now.current = { taken, waiting };

  const stop = useRef(new AbortController());
  const hold = useCallback((next: Taken | null) => {
    now.current.taken = next;
    setTaken(next);
    setLost(false);
    setProblem(undefined);
  }, []);

  const refresh = useCallback(() => {
    call('GET /v1/review', { query: { limit: LISTED_MAX }, signal: stop.current.signal }).then(
      (list) => {
        now.current.waiting = list;
        setWaiting(list);
      },
      // It is told when somebody asks for the next one; the list is looked at again soon.
      () => {},
    );
  }, []);

  const guarded = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      if (stop.current.signal.aborted) return;
      setProblem(error instanceof Problem ? error : new Problem({ detail: String(error) }, 0));
    } finally {
      setBusy(false);
      refresh();
    }
  };

  const next = () =>
    guarded(async () => {
      const current = now.current.taken?.item.id;
      for (const { id } of following(now.current.waiting ?? [], current, me)) {
        const found = await takeIfFree(id, stop.current.signal);
        if (found) return hold(found);
      }
      const found = await call('GET /v1/review/next', { signal: stop.current.signal });
      hold(found && found.item.id !== current ? found : null);
    });

  const take = (id: string) =>
    guarded(async () => {
      const before = now.current.taken?.item.id;
      hold(await call('POST /v1/review/{id}/take', { path: { id } }));
      if (before && before !== id) await letGo(before);
    });

  const giveBack = async () => {
    const before = now.current.taken?.item.id;
    await next();
    if (!before || now.current.taken?.item.id === before) return false;
    await letGo(before);
    refresh();
    return true;
  };

  useEffect(() => {
    stop.current = new AbortController();
    const { signal } = stop.current;
    guarded(async () => {
      const found = wanted ? await takeIfFree(wanted, signal) : undefined;
      hold(found ?? (await call('GET /v1/review/next', { signal })) ?? null);
    });
    const timer = setInterval(() => document.visibilityState === 'visible' && refresh(), LOOK_MS);
    return () => {
      clearInterval(timer);
      stop.current.abort();
      const left = now.current.taken?.item.id;
      // Who has signed out cannot give it back: it goes back by itself.
      if (left && session.value?.account === me) void letGo(left);
    };
  }, []);

  const id = taken?.item.id;
  useEffect(() => {
    if (!id) return;
    return keepInHand(id, () => setLost(true));
  }, [id]);

  const ahead = following(waiting ?? [], id, me)[0];
  return { taken, waiting, ahead, problem, busy, lost, next, take, giveBack, refresh };
}

/** What comes after one, and round again; without what colleagues have in hand. */
export function following(list: readonly Waiting[], id: string | undefined, me: string | undefined): Waiting[] {
  const at = list.findIndex((item) => item.id === id);
  return [...list.slice(at + 1), ...list.slice(0, Math.max(0, at))].filter(
    ({ id: other, in_hand }) => other !== id && (!in_hand || in_hand === me),
  );
}

async function takeIfFree(id: string, signal: AbortSignal): Promise<Taken | undefined> {
  try {
    return await call('POST /v1/review/{id}/take', { path: { id }, signal });
  } catch (error) {
    // A colleague was quicker, or it is done.
    if (error instanceof Problem && (error.status === 409 || error.status === 404)) return undefined;
    throw error;
  }
}

async function letGo(id: string): Promise<void> {
  // It goes back by itself when this does not come through.
  await call('DELETE /v1/review/{id}/take', { path: { id } }).catch(() => {});
}

/** Renews while somebody works; who has gone away lets a colleague have it. */
function keepInHand(id: string, onLost: () => void): () => void {
  let renewed = Date.now();
  let active = Date.now();
  const onActive = () => {
    active = Date.now();
  };
  const look = () => {
    if (active <= renewed || Date.now() - renewed < RENEW_MS) return;
    renewed = Date.now();
    call('POST /v1/review/{id}/take', { path: { id } }).catch((error) => {
      if (error instanceof Problem && error.kind === 'taken') onLost();
    });
  };
  const events = ['keydown', 'pointerdown', 'wheel', 'focus'] as const;
  for (const name of events) addEventListener(name, onActive, { passive: true });
  const timer = setInterval(look, 15_000);
  return () => {
    clearInterval(timer);
    for (const name of events) removeEventListener(name, onActive);
  };
}
