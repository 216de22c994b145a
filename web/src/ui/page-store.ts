// Pages that were looked at or soon will be: turning back a page, or going on to the next paper, shows it at once.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { Problem } from '../api/problem.ts';
import { fetchPage, type LoadedPage, type PageOfPaper } from './page-image.tsx';

interface Kept {
  loading: Promise<LoadedPage>;
  loaded?: LoadedPage;
}

export class PageStore {
  // In the order of their last use: a Map keeps that order.
  private readonly pages = new Map<string, Kept>();
  private stop = new AbortController();

  constructor(private readonly most = 60) {}

  get(page: PageOfPaper): Promise<LoadedPage> {
    const key = keyOf(page);
    const kept = this.pages.get(key) ?? this.load(page, key);
    this.pages.delete(key);
    this.pages.set(key, kept);
    this.forgetOldest();
    return kept.loading;
  }

  /** What is here already. */
  peek(page: PageOfPaper): LoadedPage | undefined {
    return this.pages.get(keyOf(page))?.loaded;
  }

  /** Fetches it ahead; that it fails is told when it is wanted. */
  ahead(page: PageOfPaper): void {
    this.get(page).catch(() => {});
  }

  clear(): void {
    this.stop.abort();
    this.stop = new AbortController();
    for (const { loaded } of this.pages.values()) if (loaded) URL.revokeObjectURL(loaded.url);
    this.pages.clear();
  }

  private load(page: PageOfPaper, key: string): Kept {
    const { signal } = this.stop;
    const kept: Kept = { loading: fetchPage(page, signal) };
    kept.loading.then(
      (loaded) => {
        if (this.pages.get(key) === kept) kept.loaded = loaded;
        else URL.revokeObjectURL(loaded.url);
      },
      () => {
        // What failed is asked for anew the next time.
        if (this.pages.get(key) === kept) this.pages.delete(key);
      },
    );
    return kept;
  }

  private forgetOldest(): void {
    for (const [key, { loaded }] of this.pages) {
      if (this.pages.size <= this.most) return;
      if (!loaded) continue;
      URL.revokeObjectURL(loaded.url);
      this.pages.delete(key);
    }
  }
}

function keyOf({ from, paper, page, width }: PageOfPaper): string {
  return `${from} ${paper} ${page} ${width ?? ''}`;
}

/** A store for as long as the component is drawn. */
export function usePageStore(): PageStore {
  const store = useMemo(() => new PageStore(), []);
  useEffect(() => () => store.clear(), [store]);
  return store;
}

export interface StoredPage {
  loaded: LoadedPage | undefined;
  problem: Problem | undefined;
  again: () => void;
}

/** One page out of the store; nothing while `page` is undefined. */
export function useStoredPage(store: PageStore, page: PageOfPaper | undefined): StoredPage {
  const key = page && keyOf(page);
  const [state, setState] = useState<{ key?: string | undefined; loaded?: LoadedPage; problem?: Problem }>({});
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!page) return;
    let gone = false;
    store.get(page).then(
      (loaded) => !gone && setState({ key, loaded }),
      (error) => {
        if (gone || (error instanceof DOMException && error.name === 'AbortError')) return;
        setState({ key, problem: error instanceof Problem ? error : new Problem({ detail: String(error) }, 0) });
      },
    );
    return () => {
      gone = true;
    };
  }, [store, key, round]);
  const own = state.key === key ? state : {};
  return {
    loaded: own.loaded ?? (page && store.peek(page)),
    problem: own.problem,
    again: () => setRound((before) => before + 1),
  };
}
