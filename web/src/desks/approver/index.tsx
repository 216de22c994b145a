// The approver's desk: papers batch by batch, one at a time, or the rest of a batch once a sample has been looked at.

import { useEffect, useRef, useState } from 'preact/hooks';
import { call, Problem, type Schemas } from '../../api/index.ts';
import { formatDateTime } from '../../i18n/index.ts';
import {
  Button,
  Dialog,
  EmptyState,
  ProblemNote,
  Spinner,
  tell,
  tellProblem,
  useDraft,
  useKeys,
  useLoad,
} from '../../ui/index.ts';
import { PageViewer } from '../../ui/PageViewer.tsx';
import { type PageStore, usePageStore } from '../../ui/page-store.ts';
import { RejectDialog } from '../../ui/RejectDialog.tsx';
import { Facts } from './Facts.tsx';
import { t } from './messages.ts';
import { type BatchOfPapers, batchesOf, NOTHING_DONE, nameOf, type Progress, stillDue } from './sample.ts';

const LISTED_MAX = 1_000;
/** The API takes so many at once. */
const AT_ONCE_MAX = 1_000;
const LOOK_MS = 30_000;
/** A page that has just come cannot have been read yet: a second Enter was meant for the one before. */
const READ_MS = 400;
const LOOKED_MS = 1_000;

export default function ApproverDesk() {
  const store = usePageStore();
  const [batch, setBatch] = useState<string>();
  const [lastDone, setLastDone] = useState('');
  const list = useLoad((signal) => call('GET /v1/approvals', { query: { limit: LISTED_MAX }, signal }), []);
  // What has been decided here and the list does not know yet.
  const [decided, setDecided] = useState<ReadonlySet<string>>(new Set());

  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && list.again(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);

  const waiting = list.value?.filter(({ paper }) => !decided.has(paper.code));
  const batches = waiting && batchesOf(waiting);
  const at = Math.max(0, batches?.findIndex((one) => one.batch === batch) ?? 0);
  const current = batches?.[at];
  const go = (by: number) => setBatch(batches?.[Math.max(0, Math.min(batches.length - 1, at + by))]?.batch);
  const batchList = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    batchList.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [current?.batch]);
  const many = (batches?.length ?? 0) > 1;
  useKeys({
    'Alt+ArrowDown': { label: t('batch_next'), run: () => go(1), inFields: true, disabled: !many },
    'Alt+ArrowUp': { label: t('batch_previous'), run: () => go(-1), inFields: true, disabled: !many },
  });

  return (
    <section class="desk approver">
      <header class="approver-head">
        <h1>{t('title')}</h1>
        {waiting && waiting.length > 0 && (
          <span class="quiet">
            {t(waiting.length < LISTED_MAX ? 'waiting' : 'waiting_many', { n: waiting.length })}
          </span>
        )}
      </header>
      {list.problem && !list.value && (
        <ProblemNote problem={list.problem}>
          <Button onClick={list.again}>{t('again')}</Button>
        </ProblemNote>
      )}
      {!list.value && !list.problem && <Spinner />}
      {batches && !current && (
        <>
          <p class="approval-done" role="status">
            {lastDone}
          </p>
          <EmptyState title={t('none')}>
            <p>{t('none_hint')}</p>
          </EmptyState>
        </>
      )}
      {batches && current && (
        <div class="approval">
          <fieldset class="approval-batches" ref={batchList}>
            <legend class="for-readers">{t('batches')}</legend>
            {batches.map((one) => (
              <button
                key={one.batch}
                type="button"
                class="approval-batch"
                aria-current={one === current}
                // The focus stays where Enter approves.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => setBatch(one.batch)}
              >
                <span>{t('batch', { at: formatDateTime(one.scannedAt) })}</span>
                <span class="quiet">
                  {t('batch_count', { n: one.papers.length })}, {t('by', { operator: one.operator })}
                </span>
              </button>
            ))}
          </fieldset>
          <BatchApproval
            key={current.batch}
            batch={current}
            store={store}
            lastDone={lastDone}
            setLastDone={setLastDone}
            onDecided={(codes) => {
              setBatch(current.batch);
              setDecided((before) => new Set([...before, ...codes]));
              list.again();
            }}
          />
        </div>
      )}
    </section>
  );
}

interface Props {
  lastDone: string;
  setLastDone: (text: string) => void;
  batch: BatchOfPapers;
  store: PageStore;
  onDecided: (codes: readonly string[]) => void;
}

function BatchApproval({ batch, store, lastDone, setLastDone, onDecided }: Props) {
  const [progress, setProgress] = useDraft<Progress>(`approve/${batch.batch}`, NOTHING_DONE);
  const [name, setName] = useState<string>();
  const [page, setPage] = useState(0);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [over, setOver] = useState<'reject' | 'rest'>();
  const shown = useRef({ name: '', at: 0 });

  const { papers, sample } = batch;
  const at = Math.max(
    0,
    papers.findIndex((item) => nameOf(item) === name),
  );
  const item = papers[at] as BatchOfPapers['papers'][number];
  const due = stillDue(progress, papers.length);
  const purpose = t('purpose', { batch: batch.batch.slice(0, 8) });

  const go = (by: number) => {
    const next = papers[Math.max(0, Math.min(papers.length - 1, at + by))];
    if (next) setName(nameOf(next));
    setPage(0);
  };
  const looked = (of: string) => {
    setProgress((before) =>
      before.looked.includes(of)
        ? before
        : { ...before, size: Math.max(before.size, papers.length), looked: [...before.looked, of] },
    );
  };

  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const onShown = () => {
    const of = nameOf(item);
    if (shown.current.name === of) return;
    shown.current = { name: of, at: Date.now() };
    // Who leafs through has not looked.
    clearTimeout(timer.current);
    timer.current = setTimeout(() => shown.current.name === of && looked(of), LOOKED_MS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  /** Sends a decision on the paper that is shown, and goes on to the one after it. */
  const decide = async (send: () => Promise<string>): Promise<boolean> => {
    setBusy(true);
    setProblem(undefined);
    const next = papers[at + 1] ?? papers[at - 1];
    const goOn = (text: string) => {
      looked(nameOf(item));
      setLastDone(text);
      setName(next && nameOf(next));
      setPage(0);
      onDecided([item.paper.code]);
    };
    try {
      goOn(await send());
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) tellProblem(error);
      else if (error.kind === 'state') goOn(t('done_already'));
      else setProblem(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  const { code } = item.paper;
  const approve = () => {
    const isSeen = shown.current.name === nameOf(item) && Date.now() - shown.current.at >= READ_MS;
    if (busy || !isSeen) return;
    void decide(async () => {
      await call('POST /v1/papers/{code}/approve', { path: { code }, purpose });
      return t('approved', { code });
    });
  };
  const reject = async (why: string) => {
    const isDone = await decide(async () => {
      await call('POST /v1/papers/{code}/reject', { path: { code }, body: { why }, purpose });
      setProgress((before) => ({ ...before, rejected: before.rejected + 1 }));
      return t('rejected', { code });
    });
    setOver(undefined);
    return isDone;
  };
  const approveRest = async () => {
    setOver(undefined);
    setBusy(true);
    setProblem(undefined);
    try {
      const codes = papers.map(({ paper }) => paper.code);
      const answers: Schemas['Approved'][] = [];
      for (let first = 0; first < codes.length; first += AT_ONCE_MAX) {
        const approve = codes.slice(first, first + AT_ONCE_MAX);
        answers.push(...(await call('POST /v1/approvals', { body: { approve }, purpose })));
      }
      const failed = answers.filter((answer) => answer.problem);
      tell(t('rest_done', { n: answers.length - failed.length }));
      if (failed.length > 0) setLastDone(t('rest_failed', { n: failed.length }));
      onDecided(answers.filter((answer) => !answer.problem).map((answer) => answer.code));
    } catch (error) {
      if (error instanceof Problem) setProblem(error);
      else tellProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const askRest = () => {
    if (due === 0 && !busy) setOver('rest');
  };

  useKeys({
    Enter: { label: t('approve_help'), run: approve },
    x: { label: t('reject_help'), run: () => setOver('reject') },
    ArrowDown: { label: t('next'), run: () => go(1) },
    ArrowUp: { label: t('previous'), run: () => go(-1) },
    'Shift+Enter': { label: t('rest_help'), run: askRest, disabled: due > 0 },
  });

  return (
    <>
      <PageViewer
        store={store}
        paper={{ from: 'store', paper: code, purpose }}
        pages={item.paper.pages}
        at={page}
        onAt={setPage}
        onShown={onShown}
      />
      <div class="approval-side">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, by keys too */}
        <section class="approval-facts" tabIndex={0} aria-label={t('facts')}>
          <p class="approval-done" role="status">
            {lastDone}
          </p>
          {problem && <ProblemNote problem={problem} />}
          <Facts paper={item.paper} />
          <h2>{t('papers_of_batch')}</h2>
          <ol class="approval-papers">
            {papers.map((one) => (
              <li key={one.paper.code}>
                <button
                  type="button"
                  class="approval-paper"
                  // The arrows walk through them; the focus stays where Enter approves.
                  tabIndex={-1}
                  aria-current={one === item}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => {
                    setName(nameOf(one));
                    setPage(0);
                  }}
                >
                  <span>
                    {one.paper.name}, {one.paper.holder.name ?? one.paper.holder.id}
                  </span>
                  <span class="quiet">
                    {progress.looked.includes(nameOf(one))
                      ? t('looked_at')
                      : due > 0 && sample.has(nameOf(one))
                        ? t('sample')
                        : ''}
                  </span>
                </button>
              </li>
            ))}
          </ol>
        </section>
        <div class="approval-actions">
          <Button kind="main" keys="Enter" busy={busy} onClick={approve}>
            {t('approve')}
          </Button>
          <Button kind="danger" keys="X" disabled={busy} onClick={() => setOver('reject')}>
            {t('reject')}
          </Button>
          <Button class="approval-rest" keys="Shift+Enter" disabled={busy || due > 0} onClick={askRest}>
            {t('rest', { n: papers.length })}
          </Button>
          <p class="quiet">{due > 0 ? t('rest_due', { n: due }) : t('rest_ready')}</p>
        </div>
      </div>
      {over === 'reject' && (
        <RejectDialog
          title={t('reject_help')}
          action={t('reject')}
          hint={t('reject_hint')}
          draft={`approve-reject/${nameOf(item)}`}
          reasons={[t('why_wrong_data'), t('why_unreadable'), t('why_incomplete')]}
          onClose={() => setOver(undefined)}
          onReject={reject}
        />
      )}
      {over === 'rest' && (
        <Dialog title={t('rest_help')} onClose={() => setOver(undefined)}>
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void approveRest();
            }}
          >
            <p>{t('rest_question', { n: papers.length, seen: progress.looked.length, rejected: progress.rejected })}</p>
            <div class="row">
              <Button kind="main" type="submit">
                {t('rest', { n: papers.length })}
              </Button>
              <Button onClick={() => setOver(undefined)}>{t('cancel')}</Button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  );
}
