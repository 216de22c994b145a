// A dossier by its number.

import { call, Problem, type Schemas } from '../../api/index.ts';

/** Undefined when there is none of this number. */
export async function findDossier(number: string, signal?: AbortSignal): Promise<Schemas['DossierAnswer'] | undefined> {
  try {
    return await call('GET /v1/dossiers/{number}', { path: { number }, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return undefined;
    throw error;
  }
}
