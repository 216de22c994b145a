// Images of pages: fetched with their headers, so that the purpose is told, and given up when no longer shown.

import { useEffect, useState } from 'preact/hooks';
import { open } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { t } from '../i18n/ui.ts';
import { ProblemNote, Spinner } from './states.tsx';

export interface PageOfPaper {
  /** `review`: of an original, for who checks it; `store`: of a paper in the store, for which a purpose is due. */
  from: 'review' | 'store';
  /** A review ID or a paper code. */
  paper: string;
  /** From 1. */
  page: number;
  width?: number;
  purpose?: string;
}

export interface LoadedPage {
  /** An object URL: good for as long as the component is drawn. */
  url: string;
  /** The pixels in which boxes of fields are measured. */
  size: { width: number; height: number } | undefined;
}

interface Loading {
  loaded?: LoadedPage;
  problem?: Problem;
}

/** Fetches a page; whoever asks revokes its URL. */
export async function fetchPage(
  { from, paper, page, width, purpose }: PageOfPaper,
  signal: AbortSignal,
): Promise<LoadedPage> {
  const query = width === undefined ? {} : { width };
  const options = { query, signal, ...(purpose === undefined ? {} : { purpose }) };
  const response =
    from === 'review'
      ? await open('GET /v1/pages/{paper}/{page}', { path: { paper, page }, ...options })
      : await open('GET /v1/papers/{code}/pages/{page}', { path: { code: paper, page }, ...options });
  const size = /^(\d+)x(\d+)$/.exec(response.headers.get('X-Hoso-Page-Size') ?? '');
  const blob = await response.blob();
  signal.throwIfAborted();
  return {
    url: URL.createObjectURL(blob),
    size: size ? { width: Number(size[1]), height: Number(size[2]) } : undefined,
  };
}

/** Loads one page; its URL is revoked when another is asked for or the component goes. */
export function usePageImage({ from, paper, page, width, purpose }: PageOfPaper): Loading {
  const [loading, setLoading] = useState<Loading>({});
  useEffect(() => {
    const stop = new AbortController();
    let url: string | undefined;
    setLoading({});
    fetchPage(
      { from, paper, page, ...(width === undefined ? {} : { width }), ...(purpose === undefined ? {} : { purpose }) },
      stop.signal,
    ).then(
      (loaded) => {
        url = loaded.url;
        setLoading({ loaded });
      },
      (problem) => {
        if (stop.signal.aborted) return;
        setLoading({ problem: problem instanceof Problem ? problem : new Problem({ detail: String(problem) }, 0) });
      },
    );
    return () => {
      stop.abort();
      if (url) URL.revokeObjectURL(url);
    };
  }, [from, paper, page, width, purpose]);
  return loading;
}

export function PageImage({ alt, ...page }: PageOfPaper & { alt?: string }) {
  const { loaded, problem } = usePageImage(page);
  if (problem) return <ProblemNote problem={problem} />;
  if (!loaded) return <Spinner />;
  return <img class="page-image" src={loaded.url} alt={alt ?? t('page_image', { page: page.page })} />;
}
