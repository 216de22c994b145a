// What the pages use of the API.

export type * from './by-hand.ts';
export { type Answer, call, type Options, open, type RouteKey } from './client.ts';
export { connected, connectionBack } from './connection.ts';
export { watchBatch } from './events.ts';
export { Problem } from './problem.ts';
export { session, signInDue } from './session.ts';
export { upload } from './upload.ts';

import type { components } from './schema.ts';

/** The forms of the API's document: `Schemas['PaperRecord']`. */
export type Schemas = components['schemas'];
