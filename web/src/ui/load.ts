// Loading what a component shows.

import { useCallback, useEffect, useState } from 'preact/hooks';
import { Problem } from '../api/problem.ts';

export interface Loaded<T> {
  /** The last answer; still there while it is loaded again. */
  value: T | undefined;
  problem: Problem | undefined;
  busy: boolean;
  again: () => void;
}

/** Loads when drawn and whenever something in `on` changes; what is overtaken is aborted. */
export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, on: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ value?: T; problem?: Problem; busy: boolean }>({ busy: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setState((before) => ({ ...before, busy: true }));
    load(stop.signal).then(
      (value) => {
        if (!stop.signal.aborted) setState({ value, busy: false });
      },
      (error) => {
        if (stop.signal.aborted) return;
        const problem = error instanceof Problem ? error : new Problem({ detail: String(error) }, 0);
        setState((before) => ({ ...before, problem, busy: false }));
      },
    );
    return () => stop.abort();
  }, [...on, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { value: state.value, problem: state.problem, busy: state.busy, again };
}
