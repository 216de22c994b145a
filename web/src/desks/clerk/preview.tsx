// A paper of the store, looked at in place: its pages, and a certified copy in a tab of its own.

import { useEffect, useRef, useState } from 'preact/hooks';
import { call, type Schemas } from '../../api/index.ts';
import { Button, PageImage, ProblemNote, Spinner, tellProblem, useKeys, useLoad } from '../../ui/index.ts';
import { describe } from './lines.tsx';
import { t } from './messages.ts';

const ZOOMS = [1, 1.5, 2, 3] as const;
/** Wide enough to be read at the first two zooms; the server has the larger ones. */
const WIDTHS = [1240, 1240, 1654, 2480] as const;

interface Props {
  paper: Schemas['FoundPaper'];
  purpose: string;
  onReuse: (() => void) | undefined;
  onClose: () => void;
}

export function Preview({ paper, purpose, onReuse, onClose }: Props) {
  const [at, setAt] = useState(0);
  const [zoom, setZoom] = useState(0);
  const [busy, setBusy] = useState(false);
  const panel = useRef<HTMLElement>(null);
  // On a phone it stands above the list.
  useEffect(() => panel.current?.scrollIntoView({ block: 'nearest' }), []);
  const record = useLoad(
    (signal) => call('GET /v1/papers/{code}', { path: { code: paper.code }, purpose, signal }),
    [],
  );
  const pages = record.value?.pages ?? [];
  const page = pages[at];

  const copy = async () => {
    setBusy(true);
    await openCertified(paper.code, purpose).catch(tellProblem);
    setBusy(false);
  };
  useKeys({
    Escape: { label: t('close_preview'), run: onClose },
    ArrowRight: { label: t('page_next'), run: () => setAt(at + 1), disabled: at + 1 >= pages.length },
    ArrowLeft: { label: t('page_before'), run: () => setAt(at - 1), disabled: at === 0 },
    '+': { label: t('zoom_in'), run: () => setZoom(zoom + 1), disabled: zoom + 1 >= ZOOMS.length },
    '-': { label: t('zoom_out'), run: () => setZoom(zoom - 1), disabled: zoom === 0 },
    c: { label: t('certified'), run: () => void copy(), disabled: busy },
  });

  return (
    <aside class="clerk-preview" ref={panel} aria-label={t('preview')}>
      <header class="clerk-preview-head">
        <div>
          <h2>{describe(paper)}</h2>
          <p class="quiet clerk-code">{paper.code}</p>
        </div>
        <Button kind="quiet" aria-label={t('close_preview')} onClick={onClose}>
          ✕
        </Button>
      </header>
      <div class="row clerk-preview-do">
        {onReuse && (
          <Button kind="main" keys="R" onClick={onReuse}>
            {t('reuse')}
          </Button>
        )}
        <Button keys="C" busy={busy} title={t('certified')} onClick={() => void copy()}>
          {t('certified_short')}
        </Button>
        <span class="clerk-preview-pages">
          {pages.length > 1 && (
            <Button kind="quiet" aria-label={t('page_before')} disabled={at === 0} onClick={() => setAt(at - 1)}>
              ←
            </Button>
          )}
          {pages.length > 0 && <span class="quiet">{t('page_of', { page: at + 1, pages: pages.length })}</span>}
          {pages.length > 1 && (
            <Button
              kind="quiet"
              aria-label={t('page_next')}
              disabled={at + 1 >= pages.length}
              onClick={() => setAt(at + 1)}
            >
              →
            </Button>
          )}
          <Button kind="quiet" aria-label={t('zoom_out')} disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
            −
          </Button>
          <Button
            kind="quiet"
            aria-label={t('zoom_in')}
            disabled={zoom + 1 >= ZOOMS.length}
            onClick={() => setZoom(zoom + 1)}
          >
            +
          </Button>
        </span>
      </div>
      {record.problem && <ProblemNote problem={record.problem} />}
      {record.busy && !record.value && <Spinner />}
      {page !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keys
        <section class="clerk-page" tabIndex={0} aria-label={t('page_of', { page: at + 1, pages: pages.length })}>
          <div class="clerk-page-inner" style={{ width: `${(ZOOMS[zoom] ?? 1) * 100}%` }}>
            <PageImage from="store" paper={paper.code} page={page} width={WIDTHS[zoom] ?? 1240} purpose={purpose} />
          </div>
        </section>
      )}
    </aside>
  );
}

/** The tab is opened at once: one that opens after the answer would be taken for an advertisement. */
async function openCertified(code: string, purpose: string): Promise<void> {
  const tab = window.open('about:blank');
  try {
    const pdf = await call('GET /v1/papers/{code}/certified', { path: { code }, purpose });
    const url = URL.createObjectURL(pdf);
    if (tab) tab.location.href = url;
    // The tab has read it by then; what it shows stays.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } catch (error) {
    tab?.close();
    throw error;
  }
}
