// Arranging the pages of a scan: splitting, merging, reordering, dropping, restoring, and a new scan in the place of a bad page.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Answer, call, Problem, watchBatch } from '../../api/index.ts';
import { Button, ProblemNote, Spinner, useDraft, useKeys, useLoad } from '../../ui/index.ts';
import type { PageStore } from '../../ui/page-store.ts';
import { Thumbnail } from '../../ui/Thumbnail.tsx';
import { type Cut, drop, inOrder, mergeWithPrevious, move, placeOf, restore, sameCut, splitAt } from './cut.ts';
import { t } from './messages.ts';
import { PageLarge } from './PageLarge.tsx';

type ScanCut = Answer<'GET /v1/pages/{paper}'>;

interface Props {
  /** A review ID. */
  paper: string;
  store: PageStore;
  onClose: () => void;
  /** With the review ID of the first paper that came of it, when one waits. */
  onSaved: (id: string | undefined) => Promise<void>;
}

export function PagesEditor(props: Props) {
  const scan = useLoad(
    (signal) => call('GET /v1/pages/{paper}', { path: { paper: props.paper }, signal }),
    [props.paper],
  );
  useKeys({ Escape: { label: t('back'), run: props.onClose } });
  if (scan.problem) {
    return (
      <ProblemNote problem={scan.problem}>
        <div class="row">
          <Button onClick={scan.again}>{t('again')}</Button>
          <Button onClick={props.onClose}>{t('back')}</Button>
        </div>
      </ProblemNote>
    );
  }
  return scan.value ? <Editor {...props} scan={scan.value} /> : <Spinner />;
}

function cutOf({ papers, dropped }: ScanCut): Cut {
  return { papers: papers.map(({ pages }) => pages), dropped: dropped.map(({ page }) => page) };
}

function Editor({ paper, store, scan, onClose, onSaved }: Props & { scan: ScanCut }) {
  const was = cutOf(scan);
  const [cut, setCut, forget] = useDraft<Cut>(`cut/${paper}`, was);
  const [selected, setSelected] = useState(() => scan.papers.find(({ id }) => id === paper)?.pages[0] ?? 1);
  const [isLarge, setLarge] = useState(false);
  const [busy, setBusy] = useState<'cut' | 'replace'>();
  const [problem, setProblem] = useState<Problem>();
  const grid = useRef<HTMLDivElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const gone = useRef<() => void>(() => {});
  useEffect(() => () => gone.current(), []);

  const order = inOrder(cut);
  const place = placeOf(cut, selected);
  const isChanged = !sameCut(cut, was);

  const focus = (page: number) => {
    setSelected(page);
    grid.current?.querySelector<HTMLElement>(`[data-page="${page}"]`)?.focus();
  };
  useLayoutEffect(() => focus(selected), []);
  // A page that was moved is drawn elsewhere, and keeps the focus.
  useEffect(() => {
    if (document.activeElement === document.body) focus(selected);
  }, [cut]);
  const step = (by: number) => {
    const next = order[order.indexOf(selected) + by];
    if (next !== undefined) focus(next);
  };

  /** Changes that are sent go along the path again: waits for what comes of them. */
  const send = async (what: 'cut' | 'replace', ask: () => Promise<{ batch: string }>) => {
    setBusy(what);
    setProblem(undefined);
    try {
      const { batch } = await ask();
      await new Promise<void>((resolve) => {
        const stop = watchBatch(batch, { done: () => resolve() });
        gone.current = () => {
          stop();
          resolve();
        };
      });
      const { files } = await call('GET /v1/batches/{batch}', { path: { batch } });
      forget();
      await onSaved(files.flatMap(({ papers }) => papers).find(({ review_id }) => review_id)?.review_id ?? undefined);
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem({ detail: String(error) }, 0));
      setBusy(undefined);
    }
  };
  const save = () => {
    if (!isChanged || busy || cut.papers.length === 0) return;
    const papers = cut.papers.map((pages) => [...pages]);
    void send('cut', () => call('POST /v1/pages/{paper}', { path: { paper }, body: { papers } }));
  };
  const replace = (file: File) =>
    void send('replace', () =>
      call('PUT /v1/pages/{paper}/{page}', {
        path: { paper, page: selected },
        body: file,
        headers: { 'Content-Type': file.type || 'application/octet-stream' },
      }),
    );

  const actions = [
    { key: 's', text: t('cut_split'), run: () => setCut(splitAt(cut, selected)), isOff: !place || place.at === 0 },
    {
      key: 'm',
      text: t('cut_merge'),
      run: () => setCut(mergeWithPrevious(cut, selected)),
      isOff: !place || place.paper === 0,
    },
    {
      key: 'Shift+ArrowLeft',
      text: t('cut_left'),
      run: () => setCut(move(cut, selected, -1)),
      isOff: move(cut, selected, -1) === cut,
    },
    {
      key: 'Shift+ArrowRight',
      text: t('cut_right'),
      run: () => setCut(move(cut, selected, 1)),
      isOff: move(cut, selected, 1) === cut,
    },
    { key: 'Delete', text: t('cut_drop'), run: () => setCut(drop(cut, selected)), isOff: !place },
    { key: 'l', text: t('cut_restore'), run: () => setCut(restore(cut, selected)), isOff: Boolean(place) },
    { key: 't', text: t('cut_replace'), run: () => picker.current?.click(), isOff: !place || isChanged },
    { key: 'Space', text: t('cut_look'), run: () => setLarge(true), isOff: false },
  ];
  useKeys({
    ...Object.fromEntries(
      actions.map(({ key, text, run, isOff }) => [key, { label: text, run, disabled: isOff || Boolean(busy) }]),
    ),
    ArrowRight: { label: t('cut_page', { page: '→' }), run: () => step(1) },
    ArrowLeft: { label: t('cut_page', { page: '←' }), run: () => step(-1) },
    'Ctrl+Enter': { label: t('cut_save'), run: save, disabled: !isChanged },
  });

  const thumb = (page: number) => (
    <li key={page}>
      {/* biome-ignore lint/a11y/useSemanticElements: Space and Enter look at it large, they choose nothing */}
      <div
        role="button"
        class="cut-page"
        data-page={page}
        tabIndex={page === selected ? 0 : -1}
        aria-pressed={page === selected}
        aria-label={t('cut_page', { page })}
        onFocus={() => setSelected(page)}
        onClick={() => focus(page)}
        onDblClick={() => setLarge(true)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.ctrlKey) setLarge(true);
        }}
      >
        <Thumbnail store={store} page={{ from: 'review', paper, page }} alt="" />
        <span>{page}</span>
        {!placeOf(cut, page) && <span class="quiet">{whyDropped(scan, page)}</span>}
      </div>
    </li>
  );

  return (
    <div class="cut">
      <header class="cut-head">
        <h2>{t('cut_of', { path: scan.path.split('/').at(-1) ?? '' })}</h2>
        <p class="quiet">{t('cut_hint')}</p>
      </header>
      {problem && <ProblemNote problem={problem} />}
      <div class="cut-papers" ref={grid}>
        {cut.papers.map((pages, index) => (
          <section key={pages[0]} class="cut-paper" aria-label={t('cut_paper', { n: index + 1 })}>
            <h3>
              {t('cut_paper', { n: index + 1 })} <span class="quiet">{t('cut_pages', { n: pages.length })}</span>
            </h3>
            <ul>{pages.map(thumb)}</ul>
          </section>
        ))}
        <section class="cut-paper cut-dropped" aria-label={t('cut_dropped')}>
          <h3>{t('cut_dropped')}</h3>
          {cut.dropped.length === 0 ? <p class="quiet">{t('cut_none_dropped')}</p> : <ul>{cut.dropped.map(thumb)}</ul>}
        </section>
      </div>
      <div class="cut-actions" role="toolbar" aria-label={t('cut')}>
        {actions.map(({ key, text, run, isOff }) => (
          <Button key={key} keys={SHORT[key] ?? key.toUpperCase()} disabled={isOff || Boolean(busy)} onClick={run}>
            {text}
          </Button>
        ))}
      </div>
      <footer class="row">
        <Button
          kind="main"
          keys="Ctrl+Enter"
          busy={busy !== undefined}
          disabled={!isChanged || cut.papers.length === 0}
          onClick={save}
        >
          {t('cut_save')}
        </Button>
        <Button disabled={!isChanged || Boolean(busy)} onClick={forget}>
          {t('cut_undo')}
        </Button>
        <Button keys="Esc" onClick={onClose}>
          {t('back')}
        </Button>
        <span role="status" class="quiet">
          {busy === 'cut' && t('cut_saving')}
          {busy === 'replace' && t('cut_replacing')}
          {cut.papers.length === 0 && t('cut_nothing')}
        </span>
      </footer>
      <input
        ref={picker}
        type="file"
        hidden
        accept="image/*,application/pdf"
        aria-label={t('cut_replace')}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          event.currentTarget.value = '';
          if (file) replace(file);
        }}
      />
      {isLarge && <PageLarge store={store} paper={paper} page={selected} onClose={() => setLarge(false)} />}
    </div>
  );
}

const SHORT: Record<string, string> = {
  'Shift+ArrowLeft': 'Shift+←',
  'Shift+ArrowRight': 'Shift+→',
  Delete: 'Del',
  Space: 'Space',
};

function whyDropped({ dropped }: ScanCut, page: number): string {
  return t(`cut_${dropped.find((one) => one.page === page)?.why ?? 'by_hand'}`);
}
