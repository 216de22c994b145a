// The log: who did what, when, and what for.

import { Fragment } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { call, type Schemas } from '../../api/index.ts';
import { formatDateTime, formatNumber } from '../../i18n/index.ts';
import {
  Button,
  type Column,
  DateField,
  Dialog,
  EmptyState,
  ProblemNote,
  SelectField,
  Spinner,
  Table,
  TextField,
  tellProblem,
  useDraft,
  useKeys,
  useLoad,
} from '../../ui/index.ts';
import { today } from '../../ui/today.ts';
import { detailText, KINDS, kindName, purposeText } from './kinds.ts';
import { t } from './messages.ts';

type Line = Schemas['TraceLine'];

interface Question {
  actor: string;
  paper: string;
  holder: string;
  kind: string;
  from: string;
  to: string;
}

const EVERYTHING: Question = { actor: '', paper: '', holder: '', kind: '', from: '', to: '' };
const PART = 200;
/** An answer may hold few lines of many that were looked through: then the next part is asked for at once. */
const ENOUGH = 50;

export function Log() {
  // What is typed, and what has been asked; both hold a holder's ID, so neither stands in the address.
  const [typed, setTyped] = useDraft('auditor/typed', EVERYTHING);
  const [asked, setAsked] = useDraft('auditor/asked', EVERYTHING);
  const [opened, setOpened] = useState<Line>();
  const form = useRef<HTMLFormElement>(null);
  const answers = useRef<HTMLDivElement>(null);

  const ask = (question: Question) => {
    setTyped(question);
    setAsked(question);
    setOpened(undefined);
  };
  // Enter ends a day and sends the form at once: it must not be sent without that day.
  const newest = useRef(typed);
  newest.current = typed;
  const field = (name: keyof Question) => ({
    value: typed[name],
    onValue: (value: string) => {
      newest.current = { ...newest.current, [name]: value };
      setTyped(newest.current);
    },
  });
  useKeys({
    f: { label: t('key_filter'), run: () => form.current?.querySelector('input')?.focus() },
    t: { label: t('key_table'), run: () => answers.current?.querySelector<HTMLElement>('[role="grid"]')?.focus() },
  });

  return (
    <>
      <form
        class="auditor-question"
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(trimmed(newest.current));
        }}
      >
        <TextField label={t('actor')} autocapitalize="none" spellcheck={false} {...field('actor')} />
        <TextField label={t('paper')} autocapitalize="none" spellcheck={false} {...field('paper')} />
        <TextField label={t('holder')} inputMode="numeric" {...field('holder')} />
        <SelectField
          label={t('kind')}
          {...field('kind')}
          choices={[{ value: '', text: t('kind_all') }, ...KINDS.map((kind) => ({ value: kind, text: t(kind) }))]}
        />
        <DateField label={t('from')} max={today()} {...field('from')} />
        <DateField label={t('to')} max={today()} {...field('to')} />
        <div class="row">
          <Button kind="main" type="submit">
            {t('find')}
          </Button>
          <Button onClick={() => ask(EVERYTHING)}>{t('clear')}</Button>
        </div>
      </form>
      <div ref={answers}>
        <Entries key={JSON.stringify(asked)} asked={asked} onOpen={setOpened} />
      </div>
      {opened && <Entry line={opened} onAsk={ask} onClose={() => setOpened(undefined)} />}
    </>
  );
}

function trimmed(question: Question): Question {
  const parts = Object.entries(question).map(([name, value]) => [name, value.trim()]);
  return Object.fromEntries(parts) as unknown as Question;
}

async function load(asked: Question, before: number | undefined, signal: AbortSignal) {
  const entries: Line[] = [];
  let next = before ?? null;
  do {
    const query = { ...given(asked), limit: PART, ...(next === null ? {} : { before: next }) };
    const answer: Schemas['Traces'] = await call('GET /v1/audit', { query, signal });
    entries.push(...answer.entries);
    next = answer.next ?? null;
  } while (next !== null && entries.length < ENOUGH);
  return { entries, next };
}

function given(asked: Question): Partial<Question> {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''));
}

function Entries({ asked, onOpen }: { asked: Question; onOpen: (line: Line) => void }) {
  const first = useLoad((signal) => load(asked, undefined, signal), []);
  const [older, setOlder] = useState<{ entries: Line[]; next: number | null }>();
  const isUnderWay = useRef(false);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);

  const entries = [...(first.value?.entries ?? []), ...(older?.entries ?? [])];
  const next = older ? older.next : (first.value?.next ?? null);
  const more = async () => {
    if (next === null || isUnderWay.current) return;
    isUnderWay.current = true;
    try {
      const part = await load(asked, next, stop.current.signal);
      setOlder((before) => ({ entries: [...(before?.entries ?? []), ...part.entries], next: part.next }));
    } catch (error) {
      tellProblem(error);
    }
    isUnderWay.current = false;
  };

  if (first.problem) return <ProblemNote problem={first.problem} />;
  if (!first.value) return <Spinner />;
  if (entries.length === 0) {
    return (
      <EmptyState title={t('none')}>
        <p>{t('none_hint')}</p>
      </EmptyState>
    );
  }
  return (
    <>
      <p class="quiet auditor-count" role="status">
        {t(next === null ? 'count' : 'count_more', { n: entries.length })}
      </p>
      <Table
        label={t('entries')}
        columns={COLUMNS()}
        rows={entries}
        rowKey={({ sequence }) => sequence}
        onOpen={onOpen}
        onEnd={() => void more()}
      />
    </>
  );
}

const COLUMNS = (): Column<Line>[] => [
  { key: 'at', title: t('at'), cell: ({ at }) => formatDateTime(at), width: '9.5rem' },
  { key: 'kind', title: t('kind'), cell: (line) => <Kind line={line} /> },
  { key: 'actor', title: t('who'), cell: ({ actor }) => actor },
  { key: 'unit', title: t('unit'), cell: ({ unit }) => unit },
  { key: 'why', title: t('why'), cell: purposeText },
  { key: 'paper', title: t('paper'), cell: ({ paper }) => paper },
  { key: 'detail', title: t('detail'), cell: detailText },
];

function Kind({ line }: { line: Line }) {
  return (
    <>
      {kindName(line.kind)}{' '}
      {line.refused && (
        <span class="mark mark-bad" title={line.refused}>
          {t('refused')}
        </span>
      )}
    </>
  );
}

function Entry({ line, onAsk, onClose }: { line: Line; onAsk: (question: Question) => void; onClose: () => void }) {
  // A paper's code begins with its holder; a lookup's detail may be one.
  const holder = /^(\d{9,12}(?:-\d{3})?)(?:\.|$)/.exec(line.paper ?? line.detail ?? '')?.[1];
  const facts = [
    [t('at'), formatDateTime(line.at)],
    [t('kind'), kindName(line.kind)],
    [t('who'), line.actor],
    [t('unit'), line.unit],
    [t('why'), purposeText(line)],
    [t('paper'), line.paper],
    [t('detail'), detailText(line)],
    [t('refused'), line.refused],
  ] as const;
  return (
    <Dialog title={t('entry', { n: formatNumber(line.sequence) })} onClose={onClose}>
      <dl class="facts">
        {facts.map(
          ([label, value]) =>
            value && (
              <Fragment key={label}>
                <dt>{label}</dt>
                <dd>{value}</dd>
              </Fragment>
            ),
        )}
      </dl>
      <div class="row">
        {line.paper && (
          <Button onClick={() => onAsk({ ...EVERYTHING, paper: line.paper ?? '' })}>{t('all_of_paper')}</Button>
        )}
        {holder && <Button onClick={() => onAsk({ ...EVERYTHING, holder })}>{t('all_of_holder')}</Button>}
        <Button onClick={() => onAsk({ ...EVERYTHING, actor: line.actor })}>{t('all_of_actor')}</Button>
      </div>
    </Dialog>
  );
}
