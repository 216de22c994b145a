// The pages of one paper: one large, all of them small beside it, with the keys that turn, zoom and rotate.
// Not in `ui/index.ts`: OpenSeadragon comes with it, and only with the desks that import it.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/ui.ts';
import { Button } from './Button.tsx';
import { useKeys } from './keys.tsx';
import { type Box, PageCanvas, type PageCanvasHandle } from './PageCanvas.tsx';
import type { PageOfPaper } from './page-image.tsx';
import { type PageStore, useStoredPage } from './page-store.ts';
import { ProblemNote } from './states.tsx';
import { Thumbnail } from './Thumbnail.tsx';

interface Props {
  store: PageStore;
  paper: Pick<PageOfPaper, 'from' | 'paper' | 'purpose'>;
  /** Numbers of its pages in the scan. */
  pages: readonly number[];
  /** Which of them is shown, from 0. */
  at: number;
  onAt: (at: number) => void;
  /** A place on the page shown. */
  mark?: Box | undefined;
  /** Called when a page stands on the screen. */
  onShown?: (page: number) => void;
  /** Where two stand side by side, one alone has the keys. */
  hasKeys?: boolean;
  /** Where two stand side by side, what each is. */
  label?: string;
  children?: ComponentChildren;
}

const WIDTH_PX = 1240;
const CLOSE_UP_WIDTH_PX = 2480;

export function PageViewer({ store, paper, pages, at, onAt, mark, onShown, hasKeys = true, label, children }: Props) {
  const canvas = useRef<PageCanvasHandle>(null);
  const [isWhole, setWhole] = useState(false);
  const page = pages[Math.min(at, pages.length - 1)] ?? 1;
  const name = `${paper.paper} ${page}`;
  // The name of the page that is looked at closely: another one begins with the usual picture again.
  const [closeUp, setCloseUp] = useState<string>();

  const usual = useStoredPage(store, { ...paper, page, width: WIDTH_PX });
  const sharp = useStoredPage(store, closeUp === name ? { ...paper, page, width: CLOSE_UP_WIDTH_PX } : undefined);
  const loaded = sharp.loaded ?? usual.loaded;

  useEffect(() => {
    const next = pages[at + 1];
    if (usual.loaded && next !== undefined) store.ahead({ ...paper, page: next, width: WIDTH_PX });
  }, [usual.loaded, at]);
  useEffect(() => setWhole(false), [name]);

  const turn = (by: number) => onAt(Math.max(0, Math.min(pages.length - 1, at + by)));
  const fit = () => {
    canvas.current?.fit(isWhole ? 'width' : 'page');
    setWhole(!isWhole);
  };
  const zoomIn = () => canvas.current?.zoomBy(1.3);
  const zoomOut = () => canvas.current?.zoomBy(1 / 1.3);
  const rotate = () => canvas.current?.rotate();
  const one = pages.length < 2;
  useKeys({
    PageDown: { label: t('page_next'), run: () => turn(1), inFields: true, disabled: !hasKeys || one },
    PageUp: { label: t('page_previous'), run: () => turn(-1), inFields: true, disabled: !hasKeys || one },
    'Alt+=': { label: t('zoom_in'), run: zoomIn, inFields: true, disabled: !hasKeys },
    'Alt+-': { label: t('zoom_out'), run: zoomOut, inFields: true, disabled: !hasKeys },
    'Alt+0': { label: t('fit'), run: fit, inFields: true, disabled: !hasKeys },
    'Alt+r': { label: t('rotate'), run: rotate, inFields: true, disabled: !hasKeys },
  });

  return (
    <section class="viewer" aria-label={label ?? t('pages')}>
      <div class="viewer-bar">
        {!one && (
          <span class="viewer-turn">
            <Button kind="quiet" aria-label={t('page_previous')} disabled={at === 0} onClick={() => turn(-1)}>
              ‹
            </Button>
            <span class="viewer-at" aria-live="polite">
              {t('page_of', { page: at + 1, pages: pages.length })}
            </span>
            <Button kind="quiet" aria-label={t('page_next')} disabled={at >= pages.length - 1} onClick={() => turn(1)}>
              ›
            </Button>
          </span>
        )}
        <Button kind="quiet" aria-label={t('zoom_out')} title={`${t('zoom_out')} (Alt −)`} onClick={zoomOut}>
          −
        </Button>
        <Button kind="quiet" aria-label={t('zoom_in')} title={`${t('zoom_in')} (Alt =)`} onClick={zoomIn}>
          +
        </Button>
        <Button kind="quiet" title="Alt 0" onClick={fit}>
          {isWhole ? t('fit_width') : t('fit_page')}
        </Button>
        <Button kind="quiet" title="Alt R" onClick={rotate}>
          {t('rotate')}
        </Button>
        {children}
      </div>
      <div class="viewer-body">
        {!one && <Thumbnails store={store} paper={paper} pages={pages} at={at} onAt={onAt} />}
        <div class="viewer-page">
          <PageCanvas
            loaded={loaded}
            name={name}
            label={t('page_image', { page: at + 1 })}
            mark={mark}
            onCloseUp={() => setCloseUp(name)}
            onShown={() => onShown?.(page)}
            handle={canvas}
          />
          {usual.problem && (
            <div class="viewer-note">
              <ProblemNote problem={usual.problem}>
                <Button onClick={usual.again}>{t('again')}</Button>
              </ProblemNote>
            </div>
          )}
          {!loaded && !usual.problem && <p class="viewer-note spinner">{t('loading')}</p>}
        </div>
      </div>
    </section>
  );
}

function Thumbnails({ store, paper, pages, at, onAt }: Pick<Props, 'store' | 'paper' | 'pages' | 'at' | 'onAt'>) {
  const strip = useRef<HTMLUListElement>(null);
  useEffect(() => {
    strip.current?.children[at]?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [at]);
  return (
    <ul class="viewer-strip" ref={strip} aria-label={t('thumbnails')}>
      {pages.map((page, index) => (
        <li key={page}>
          <button
            type="button"
            class="viewer-thumb"
            // The keys turn pages: whoever tabs goes on to the fields, not through two hundred pages.
            tabIndex={index === at ? 0 : -1}
            aria-current={index === at}
            onClick={() => onAt(index)}
          >
            <Thumbnail store={store} page={{ ...paper, page }} alt={t('page_image', { page: index + 1 })} />
            <span>{index + 1}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
