// Answers that come late must not stand over those that were asked for after them.

/** Wraps a question so that asking anew aborts the one before it; an overtaken one gives undefined. */
export function latest<Input, Output>(
  ask: (input: Input, signal: AbortSignal) => Promise<Output>,
): { ask: (input: Input) => Promise<{ value: Output } | undefined>; cancel: () => void } {
  let current: AbortController | undefined;
  return {
    async ask(input) {
      current?.abort();
      const mine = new AbortController();
      current = mine;
      try {
        const value = await ask(input, mine.signal);
        return current === mine ? { value } : undefined;
      } catch (error) {
        if (current !== mine) return undefined;
        throw error;
      }
    },
    cancel() {
      current?.abort();
      current = undefined;
    },
  };
}

/** Calls after `ms` without another call. */
export function debounce<Input>(
  ms: number,
  run: (input: Input) => void,
): { call: (input: Input) => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    call(input) {
      clearTimeout(timer);
      timer = setTimeout(() => run(input), ms);
    },
    cancel: () => clearTimeout(timer),
  };
}
