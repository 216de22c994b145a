// What a browser has and Node 18 has not.

export class KeptInMemory implements Storage {
  private readonly kept = new Map<string, string>();
  get length() {
    return this.kept.size;
  }
  clear() {
    this.kept.clear();
  }
  getItem(key: string) {
    return this.kept.get(key) ?? null;
  }
  key(index: number) {
    return [...this.kept.keys()][index] ?? null;
  }
  removeItem(key: string) {
    this.kept.delete(key);
  }
  setItem(key: string, value: string) {
    this.kept.set(key, value);
  }
}

export function giveLocalStorage(): Storage {
  const storage = new KeptInMemory();
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true, writable: true });
  return storage;
}

export interface Sent {
  method: string;
  url: string;
  headers: Headers;
  body: unknown;
}

export type Reply = Response | Error | ((sent: Sent) => Response | Error);

/** Answers `fetch` with these in turn, and keeps what was sent. */
export function answerWith(...replies: Reply[]): Sent[] {
  const sent: Sent[] = [];
  globalThis.fetch = async (input, init) => {
    init?.signal?.throwIfAborted();
    const one = {
      method: init?.method ?? 'GET',
      url: String(input),
      headers: new Headers(init?.headers),
      body: init?.body,
    };
    sent.push(one);
    const next = replies.shift();
    if (!next) throw new Error(`nothing answers ${one.method} ${one.url}`);
    const reply = typeof next === 'function' ? next(one) : next;
    if (reply instanceof Error) throw reply;
    return reply;
  };
  return sent;
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type, ...headers } });
}
