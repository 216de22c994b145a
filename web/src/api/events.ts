// What a batch tells while it is read (server-sent events).

import type { BatchEvents } from './by-hand.ts';

export type BatchListener = { [Name in keyof BatchEvents]?: (event: BatchEvents[Name]) => void };

/**
 * Listens until the batch is done; gives what stops it sooner. The browser comes again by itself after a lost connection, and is
 * told everything again.
 */
export function watchBatch(batch: string, listener: BatchListener): () => void {
  const source = new EventSource(`/v1/batches/${encodeURIComponent(batch)}/events`);
  const on = <Name extends keyof BatchEvents>(name: Name) =>
    source.addEventListener(name, (event: MessageEvent<string>) => {
      listener[name]?.(JSON.parse(event.data || '{}') as BatchEvents[Name]);
    });
  on('progress');
  on('file');
  on('done');
  // Without this it would come again for ever.
  source.addEventListener('done', () => source.close());
  return () => source.close();
}
