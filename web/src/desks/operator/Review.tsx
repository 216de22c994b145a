// The review of one paper after another: its pages left, its fields right.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { call, Problem, session } from '../../api/index.ts';
import { formatDateTime, language } from '../../i18n/index.ts';
import { Button, EmptyState, ProblemNote, Spinner, tellProblem, useDraft, useKeys } from '../../ui/index.ts';
import { PageViewer } from '../../ui/PageViewer.tsx';
import { type PageStore, usePageStore } from '../../ui/page-store.ts';
import { RejectDialog } from '../../ui/RejectDialog.tsx';
import { Compare } from './Compare.tsx';
import type { Lists } from './catalogue.ts';
import { FieldForm, type FieldFormHandle } from './FieldForm.tsx';
import { check, type Fault, fieldsOfProblem, formOf, type Name, type Typed } from './fields.ts';
import { t } from './messages.ts';
import { Notes } from './Notes.tsx';
import { PagesEditor } from './PagesEditor.tsx';
import { QueueList } from './QueueList.tsx';
import { LISTED_MAX, type Queue, type Taken, useQueue } from './queue.ts';

const WIDTH_PX = 1240;
/** A page that has just come cannot have been read yet: a second Enter was meant for the one before. */
const READ_MS = 400;

export function Review({ lists, wanted }: { lists: Lists; wanted: string | undefined }) {
  const queue = useQueue(wanted);
  const store = usePageStore();
  const [lastDone, setLastDone] = useState('');

  const { ahead, taken } = queue;
  const isKnown = taken !== undefined;
  useEffect(() => {
    if (wanted && isKnown && taken?.item.id !== wanted) setLastDone(t('wanted_gone'));
  }, [wanted, isKnown]);
  useEffect(() => {
    // The next paper's first page is here before it is asked for.
    const page = ahead?.pages[0];
    if (taken && ahead && page) store.ahead({ from: 'review', paper: ahead.id, page, width: WIDTH_PX });
  }, [ahead?.id, taken?.item.id]);

  if (queue.problem && !taken) {
    return (
      <ProblemNote problem={queue.problem}>
        <Button onClick={() => void queue.next()}>{t('again')}</Button>
      </ProblemNote>
    );
  }
  if (taken === undefined) return <Spinner />;
  if (taken === null) return <NothingLeft queue={queue} lastDone={lastDone} />;
  return (
    <ReviewOf
      key={taken.item.id}
      taken={taken}
      queue={queue}
      store={store}
      lists={lists}
      lastDone={lastDone}
      onDone={setLastDone}
    />
  );
}

function NothingLeft({ queue, lastDone }: { queue: Queue; lastDone: string }) {
  const me = session.value?.account;
  const free = queue.waiting?.filter(({ in_hand }) => !in_hand || in_hand === me).length ?? 0;
  const others = (queue.waiting?.length ?? 0) - free;
  const [isListed, setListed] = useState(false);
  const begin = () => void queue.next();
  useKeys({
    Enter: { label: t('begin'), run: begin, disabled: free === 0 },
    'Alt+l': { label: t('queue_help'), run: () => setListed(true), inFields: true },
  });
  return (
    <>
      <Done text={lastDone} />
      <EmptyState title={free > 0 ? t('new_waiting', { n: free }) : t('none_waiting')}>
        {free > 0 ? (
          <Button kind="main" keys="Enter" busy={queue.busy} onClick={begin}>
            {t('begin')}
          </Button>
        ) : (
          <p>{others > 0 ? t('others_have', { n: others }) : t('none_waiting_hint')}</p>
        )}
        {others > 0 && (
          <Button kind="quiet" title="Alt L" onClick={() => setListed(true)}>
            {t('queue')}
          </Button>
        )}
      </EmptyState>
      {isListed && (
        <QueueList
          onClose={() => setListed(false)}
          onTake={(id) => {
            setListed(false);
            void queue.take(id);
          }}
        />
      )}
    </>
  );
}

function Done({ text }: { text: string }) {
  return (
    <p class="review-done" role="status">
      {text}
    </p>
  );
}

interface Props {
  taken: Taken;
  queue: Queue;
  store: PageStore;
  lists: Lists;
  lastDone: string;
  onDone: (text: string) => void;
}

type Over = 'reject' | 'queue' | 'compare' | 'cut';

function ReviewOf({ taken, queue, store, lists, lastDone, onDone }: Props) {
  const { item, holder_name } = taken;
  const form = useMemo(() => formOf(item, holder_name, lists), [item, holder_name, lists]);
  const [typed, setTyped, forgetTyped] = useDraft<Typed>(`review/${item.id}`, {});
  const [at, setAt] = useState(() => Math.max(0, item.pages.indexOf(form.find(({ mark }) => mark)?.mark?.page ?? 0)));
  const [marked, setMarked] = useState<Name>();
  const [faults, setFaults] = useState<Partial<Record<Name, Fault>>>({});
  const [refusals, setRefusals] = useState<Partial<Record<Name, string>>>({});
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState<Over>();
  const fields = useRef<FieldFormHandle>(null);
  const shownSince = useRef(Date.now());

  const mark = form.find(({ name }) => name === marked)?.mark;
  const similar = item.similar ?? [];

  const onField = (name: Name) => {
    setMarked(name);
    const page = form.find((field) => field.name === name)?.mark?.page;
    const index = page === undefined ? -1 : item.pages.indexOf(page);
    if (index >= 0) setAt(index);
  };

  const goOn = async (text: string) => {
    forgetTyped();
    onDone(text);
    await queue.next();
  };

  /** Sends a decision; what is wrong with it is told where it can be put right. */
  const decide = async (send: () => Promise<string>): Promise<boolean> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await goOn(await send());
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) tellProblem(error);
      else if (error.kind === 'already_resolved' || error.kind === 'unknown_review') await goOn(t('done_already'));
      else if (error.kind === 'taken') {
        // What was typed stays in its draft: the paper may come back.
        onDone(t('taken_meanwhile'));
        await queue.next();
      } else {
        const named = fieldsOfProblem(error.kind, error.detail);
        setRefusals(Object.fromEntries(named.map((name) => [name, refusalOf(error, name)])));
        if (named[0]) fields.current?.focus(named[0]);
        else setProblem(error);
      }
      return false;
    } finally {
      setBusy(false);
    }
  };

  const accept = () => {
    if (busy || queue.busy || Date.now() - shownSince.current < READ_MS) return;
    const checked = check(form, typed, item, lists);
    setFaults(checked.faults);
    setRefusals({});
    const wrong = form.find(({ name }) => checked.faults[name]);
    if (wrong) {
      fields.current?.focus(wrong.name);
      return;
    }
    void decide(async () => {
      const { id } = item;
      const body = { action: 'accept', set: checked.set } as const;
      const decided = await call('POST /v1/review/{id}', { path: { id }, body });
      return t('saved_as', { code: decided.paper?.code ?? '' });
    });
  };

  const reject = async (why: string) => {
    const isDone = await decide(async () => {
      await call('POST /v1/review/{id}', { path: { id: item.id }, body: { action: 'reject', why } });
      return t('rejected');
    });
    setOver(undefined);
    return isDone;
  };

  const later = async () => {
    if (busy || queue.busy) return;
    // Told when colleagues can have it, not before.
    if (await queue.giveBack()) onDone(t('given_back'));
  };

  const open = (what: Over) => () => setOver(what);
  const key = (label: string, run: () => void, isOff = false) => ({
    label,
    run,
    inFields: true,
    // What lies over the fields has keys of its own.
    disabled: isOff || over !== undefined,
  });
  useKeys({
    Enter: { ...key(t('accept_help'), accept), inFields: false },
    'Alt+n': key(t('first_doubtful'), () => fields.current?.focusNextDoubtful()),
    'Alt+s': key(t('later_help'), () => void later()),
    'Alt+x': key(t('reject_help'), open('reject')),
    'Alt+l': key(t('queue_help'), open('queue')),
    'Alt+p': key(t('cut_help'), open('cut')),
    'Alt+c': key(t('compare_help'), open('compare'), similar.length === 0),
  });

  if (over === 'cut') {
    return (
      <PagesEditor
        paper={item.id}
        store={store}
        onClose={() => setOver(undefined)}
        onSaved={async (id) => {
          forgetTyped();
          onDone(t('cut_saved'));
          if (id) await queue.take(id);
          else await queue.next();
        }}
      />
    );
  }
  if (over === 'compare') {
    return (
      <Compare
        item={item}
        store={store}
        onOther={() => setOver(undefined)}
        onDuplicate={(code) => void reject(t('why_duplicate', { code }))}
      />
    );
  }

  return (
    <div class="review">
      <PageViewer
        store={store}
        paper={{ from: 'review', paper: item.id }}
        pages={item.pages}
        at={at}
        onAt={setAt}
        mark={mark && mark.page === item.pages[at] ? mark.box : undefined}
      >
        <Button kind="quiet" title="Alt P" onClick={open('cut')}>
          {t('cut')}
        </Button>
        {similar.length > 0 && (
          <Button kind="quiet" title="Alt C" onClick={open('compare')}>
            {t('compare')}
          </Button>
        )}
      </PageViewer>
      <div class="review-side">
        <div class="review-about">
          <p class="review-path" title={item.path}>
            {item.path.split('/').at(-1)}
          </p>
          <p class="quiet" title={t('scanned')}>
            {formatDateTime(item.scanned_at)}
          </p>
          <Button kind="quiet" title="Alt L" onClick={open('queue')}>
            {waitingText(queue)}
          </Button>
        </div>
        <div class="review-fields">
          <Done text={lastDone} />
          {queue.lost && <p class="note note-warn">{t('taken_meanwhile')}</p>}
          {(problem ?? queue.problem) && <ProblemNote problem={(problem ?? queue.problem) as Problem} />}
          <Notes item={item} page={item.pages[at]} onCompare={open('compare')} />
          <FieldForm
            form={form}
            typed={typed}
            lists={lists}
            faults={faults}
            refusals={refusals}
            handle={fields}
            onType={(changed) => {
              setTyped((before) => ({ ...before, ...changed }));
              for (const name of Object.keys(changed) as Name[]) {
                setFaults(({ [name]: _, ...others }) => others);
                setRefusals(({ [name]: _, ...others }) => others);
              }
            }}
            onField={onField}
            onAccept={accept}
          />
        </div>
        <div class="review-actions">
          <Button kind="main" keys="Enter" busy={busy || queue.busy} onClick={accept}>
            {t('accept')}
          </Button>
          <Button title="Alt S" onClick={() => void later()} disabled={busy || queue.busy}>
            {t('later')}
          </Button>
          <Button kind="danger" title="Alt X" onClick={open('reject')} disabled={busy || queue.busy}>
            {t('reject')}
          </Button>
        </div>
      </div>
      {over === 'reject' && (
        <RejectDialog
          title={t('reject_help')}
          action={t('reject')}
          hint={t('why_hint')}
          draft={`reject/${item.id}`}
          reasons={[t('why_unreadable'), t('why_incomplete'), t('why_not_paper')]}
          onClose={() => setOver(undefined)}
          onReject={reject}
        />
      )}
      {over === 'queue' && (
        <QueueList
          onClose={() => setOver(undefined)}
          onTake={(id) => {
            setOver(undefined);
            if (id !== item.id) void queue.take(id);
          }}
        />
      )}
    </div>
  );
}

function waitingText({ waiting }: Queue): string {
  if (!waiting) return t('queue');
  return t(waiting.length < LISTED_MAX ? 'to_review' : 'to_review_many', { n: waiting.length });
}

/** What the server says of a value is in English. */
function refusalOf(problem: Problem, name: Name): string {
  if (problem.kind === 'incomplete') return t('fault_missing');
  const why = language.value === 'en' ? ` ${problem.detail.replace(`${name}: `, '')}` : '';
  return t('fault_server') + why;
}
