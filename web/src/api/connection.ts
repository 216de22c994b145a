// Whether the server can be reached. One prober for all, so that a hundred waiting requests do not knock a hundred times.

import { signal } from '@preact/signals';

/** False while the server cannot be reached; the shell shows a banner then. */
export const connected = signal(true);

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

let probing: Promise<void> | undefined;

/** Resolves when the server answers again. */
export function connectionBack(): Promise<void> {
  connected.value = false;
  probing ??= probe().finally(() => {
    probing = undefined;
    connected.value = true;
  });
  return probing;
}

async function probe(): Promise<void> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    await pause(wait);
    const response = await fetch('/healthz', { cache: 'no-store' }).catch(() => undefined);
    // A proxy in between answers for a server that is away; whatever else comes is from the server itself.
    if (response && ![502, 503, 504].includes(response.status)) return;
  }
}

/** Ends early when the browser notices that the network is back. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.('online', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    globalThis.addEventListener?.('online', end);
  });
}
