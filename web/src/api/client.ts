// The one way to the server. What it adds to `fetch`: types by route, the CSRF and purpose headers, problems as `Problem`,
// waiting for the network (GET only) and for a new sign-in. It never touches the address bar or the history.

import type { ByHandRoutes, Session } from './by-hand.ts';
import { connectionBack } from './connection.ts';
import { Problem } from './problem.ts';
import type { paths } from './schema.ts';
import { session, setSession, signedInAgain } from './session.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** `GET /v1/papers` and so on, from the document. */
type DocumentKey = {
  [P in keyof paths & string]: {
    [M in Method]: paths[P][M] extends object ? `${Uppercase<M>} ${P}` : never;
  }[Method];
}[keyof paths & string];

export type RouteKey = keyof ByHandRoutes | DocumentKey;

type Operation<K> = K extends `${infer M} ${infer P}`
  ? P extends keyof paths
    ? Lowercase<M> extends keyof paths[P]
      ? paths[P][Lowercase<M>]
      : never
    : never
  : never;

type Query<O> = O extends { parameters: { query?: infer V } } ? Exclude<V, undefined> : never;
type JsonOf<C> = C extends { content: { 'application/json': infer T } } ? T : never;
type Success<O> = O extends { responses: infer R } ? R[keyof R & (200 | 201 | 202)] : never;
type Nothing<O> = O extends { responses: { 204: unknown } } ? undefined : never;
type DocumentAnswer<O> = [JsonOf<Success<O>>] extends [never] ? Blob | undefined : JsonOf<Success<O>> | Nothing<O>;

/** What a route answers. */
export type Answer<K extends RouteKey> = K extends keyof ByHandRoutes
  ? ByHandRoutes[K]['answer']
  : DocumentAnswer<Operation<K>>;

/** The names in braces: the document does not say them for every route. */
type NamesIn<K> = K extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type PathOf<K> = [NamesIn<K>] extends [never] ? never : { [Name in NamesIn<K>]: string | number };
type Body<O> = O extends { requestBody: infer C extends object } ? JsonOf<C> | Blob : never;
type QueryOf<K> = K extends keyof ByHandRoutes
  ? ByHandRoutes[K] extends { query: infer T }
    ? T
    : Query<Operation<K>>
  : Query<Operation<K>>;
type BodyOf<K> = K extends keyof ByHandRoutes
  ? ByHandRoutes[K] extends { body: infer T }
    ? T
    : Body<Operation<K>>
  : Body<Operation<K>>;

type Part<Name extends string, T> = [T] extends [never]
  ? object
  : Partial<T> extends T
    ? { [N in Name]?: T }
    : { [N in Name]: T };

export type Options<K extends RouteKey> = Part<'path', PathOf<K>> &
  Part<'query', QueryOf<K>> &
  ([BodyOf<K>] extends [never] ? object : { body: BodyOf<K> }) & {
    /** What for a paper is opened; the log keeps it. */
    purpose?: string;
    signal?: AbortSignal;
    headers?: Record<string, string>;
  };

type Arguments<K extends RouteKey> =
  Partial<Options<K>> extends Options<K> ? [options?: Options<K>] : [options: Options<K>];

interface LooseOptions {
  path?: Record<string, string | number>;
  query?: Record<string, unknown>;
  body?: unknown;
  purpose?: string;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

/**
 * Calls a route and gives its JSON, its bytes as a `Blob`, or undefined for 204: `call('GET /v1/papers', { query: { q } })`.
 *
 * A GET waits for a lost network and is sent again; all else fails with `connection_lost`, since it may have been done.
 * When the session has ended it waits until the same account has signed in, and is sent again.
 * @throws Problem, or the reason of `signal`.
 */
export async function call<K extends RouteKey>(route: K, ...[options]: Arguments<K>): Promise<Answer<K>> {
  const response = await send(route, (options ?? {}) as LooseOptions);
  return (await read(response)) as Answer<K>;
}

/** As `call`, for who needs the headers of the answer too. */
export function open<K extends RouteKey>(route: K, ...[options]: Arguments<K>): Promise<Response> {
  return send(route, (options ?? {}) as LooseOptions);
}

async function read(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const type = response.headers.get('Content-Type') ?? '';
  return /[/+]json\b/.test(type) ? response.json() : response.blob();
}

async function send(route: string, options: LooseOptions): Promise<Response> {
  const account = session.value?.account;
  for (let mended = false; ; ) {
    const response = await reach(route, options);
    if (response.ok) return response;
    const problem = await Problem.of(response);
    if (mended || !(await mend(route, problem, account))) throw problem;
    mended = true;
  }
}

/** Sends it; while there is no answer, a GET waits and is sent again. */
async function reach(route: string, options: LooseOptions): Promise<Response> {
  for (;;) {
    options.signal?.throwIfAborted();
    const response = await attempt(route, options);
    if (response) return response;
    const back = connectionBack();
    if (!route.startsWith('GET ')) throw Problem.connectionLost();
    await orAborted(back, options.signal);
  }
}

async function attempt(route: string, options: LooseOptions): Promise<Response | undefined> {
  const { url, init } = request(route, options);
  try {
    const response = await fetch(url, init);
    // A proxy answers like this while the server starts; the server's own 503 is a problem document.
    const isProxy =
      [502, 503, 504].includes(response.status) && !response.headers.get('Content-Type')?.includes('json');
    return isProxy ? undefined : response;
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Puts right what a second attempt needs; false when there is nothing to be done. */
async function mend(route: string, problem: Problem, account: string | undefined): Promise<boolean> {
  if (problem.kind === 'password_change_due' && session.value) {
    session.value = { ...session.value, password_change_due: true };
    return false;
  }
  if (account === undefined || route.endsWith(' /v1/session')) return false;
  // Somebody else must not send what this person wrote.
  if (problem.status === 401 && problem.kind === 'sign_in_needed') return (await signedInAgain()) === account;
  if (problem.kind === 'csrf') {
    // Signed in again in another window: the cookie is a new one and our token is not.
    const current = (await read(await reach('GET /v1/session', {}))) as Session;
    if (current.account !== account) return false;
    setSession(current);
    return true;
  }
  return false;
}

/** What is handed to `fetch`. */
export function request(route: string, options: LooseOptions): { url: string; init: RequestInit } {
  const space = route.indexOf(' ');
  const method = route.slice(0, space);
  const path = route.slice(space + 1).replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = options.path?.[name];
    if (value === undefined) throw new Error(`${route} needs ${name}`);
    return encodeURIComponent(value);
  });
  const headers = new Headers(options.headers);
  if (options.purpose) headers.set('X-Hoso-Purpose', encodeURIComponent(options.purpose.normalize('NFC')));
  if (method !== 'GET' && session.value?.csrf_token) headers.set('X-CSRF-Token', session.value.csrf_token);
  const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (options.signal) init.signal = options.signal;
  if (options.body instanceof Blob) init.body = options.body;
  else if (options.body !== undefined) {
    headers.set('Content-Type', 'application/json');
    init.body = JSON.stringify(options.body);
  }
  return { url: path + queryString(options.query), init };
}

function queryString(query: Record<string, unknown> | undefined): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? '' : `?${search}`;
}

function orAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
