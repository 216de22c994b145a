// The list behind a number: papers, dossiers, or the units that it is made of, each of which opens its own list.
// Holders are left out: a manager watches coverage and has no dossier in hand.

import { useEffect, useRef, useState } from 'preact/hooks';
import { call, type Schemas } from '../../api/index.ts';
import { formatDate, formatDateTime } from '../../i18n/index.ts';
import {
  Button,
  type Column,
  Dialog,
  EmptyState,
  ProblemNote,
  Spinner,
  Table,
  tellProblem,
  useLoad,
} from '../../ui/index.ts';
import {
  type AnyFigure,
  behind,
  type Drill,
  nameOf,
  periodQuery,
  type Scope,
  shareText,
  valueText,
} from './figures.ts';
import { t } from './messages.ts';
import type { Names } from './names.ts';

const PAGE = 500;

interface Props {
  drill: Drill;
  scope: Scope;
  names: Names;
  onDrill: (drill: Drill) => void;
  onBack: (() => void) | undefined;
  onClose: () => void;
}

export function DrillDialog({ drill, scope, names, onDrill, onBack, onClose }: Props) {
  return (
    <Dialog wide title={titleOf(drill, names)} onClose={onClose}>
      {onBack && (
        <p>
          <Button onClick={onBack}>← {t('list_back')}</Button>
        </p>
      )}
      {drill.kind === 'units' ? (
        <Units key={JSON.stringify(drill)} drill={drill} scope={scope} names={names} onDrill={onDrill} />
      ) : drill.kind === 'papers' ? (
        <Papers key={JSON.stringify(drill)} unit={drill.unit} scope={scope} names={names} />
      ) : drill.kind === 'standing' ? (
        <StandingList key={JSON.stringify(drill)} drill={drill} scope={scope} names={names} />
      ) : (
        <Dossiers key={JSON.stringify(drill)} drill={drill} scope={scope} names={names} />
      )}
    </Dialog>
  );
}

const STANDING_NAMES = { held: 'held', awaiting_approval: 'awaiting', refused: 'refused' } as const;

function titleOf(drill: Drill, names: Names): string {
  if (drill.kind === 'standing')
    return [t(STANDING_NAMES[drill.what]), drill.unit && names.unit(drill.unit)].filter(Boolean).join(' · ');
  if (drill.kind === 'papers')
    return [t('list_papers'), drill.unit && names.unit(drill.unit)].filter(Boolean).join(' · ');
  if (drill.kind === 'units') return [nameOf(drill.figure), drill.level && t(drill.level)].filter(Boolean).join(' · ');
  return [nameOf(drill.figure), t(`side_${drill.side}`), drill.unit && names.unit(drill.unit)]
    .filter(Boolean)
    .join(' · ');
}

/** A list that comes in parts: the next when the end is in sight. */
function useParts<Row, Mark>(
  load: (after: Mark | undefined, signal: AbortSignal) => Promise<{ rows: Row[]; next: Mark | null }>,
) {
  const [rows, setRows] = useState<Row[]>([]);
  const first = useLoad((signal) => load(undefined, signal), []);
  const next = useRef<Mark | null>(null);
  const isUnderWay = useRef(false);
  useEffect(() => {
    if (!first.value) return;
    setRows(first.value.rows);
    next.current = first.value.next;
  }, [first.value]);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const more = async () => {
    const after = next.current;
    if (after === null || isUnderWay.current) return;
    isUnderWay.current = true;
    try {
      const part = await load(after, stop.current.signal);
      next.current = part.next;
      setRows((before) => [...before, ...part.rows]);
    } catch (error) {
      tellProblem(error);
    }
    isUnderWay.current = false;
  };
  return { first, rows, hasMore: next.current !== null, more: () => void more() };
}

function Papers({ unit, scope, names }: { unit: string | undefined; scope: Scope; names: Names }) {
  const parts = useParts<Schemas['PaperRecord'], string>(async (after, signal) => {
    const within = unit ?? scope.unit;
    const query = { on: scope.on, limit: PAGE, ...(within ? { unit: within } : {}), ...(after ? { after } : {}) };
    const { papers, next = null } = await call('GET /v1/figures/5.1/papers', { query, signal });
    return { rows: papers, next };
  });
  // The code begins with the holder's ID: what follows it is enough to find the paper again.
  const columns: Column<Schemas['PaperRecord']>[] = [
    { key: 'name', title: t('type'), cell: ({ name }) => name, sortBy: ({ name }) => name },
    { key: 'number', title: t('code'), cell: codeWithoutHolder },
    {
      key: 'issued',
      title: t('issued_on'),
      cell: ({ issued_on: day }) => (day ? formatDate(day) : ''),
      sortBy: ({ issued_on: day }) => day,
    },
    {
      key: 'scanned',
      title: t('scanned_at'),
      cell: ({ scanned_at: at }) => formatDateTime(at),
      sortBy: ({ scanned_at: at }) => at,
    },
    {
      key: 'unit',
      title: t('unit'),
      cell: (paper) => names.unit(paper.unit),
      sortBy: (paper) => names.unit(paper.unit),
    },
  ];
  const shown = columns.filter(({ key }) => key !== 'unit' || !unit);
  return <Parts parts={parts} label={t('list_papers')} columns={shown} rowKey={({ code }) => code} />;
}

function StandingList({
  drill,
  scope,
  names,
}: {
  drill: Extract<Drill, { kind: 'standing' }>;
  scope: Scope;
  names: Names;
}) {
  const unit = drill.unit ?? scope.unit;
  const list = useLoad(
    (signal) => call('GET /v1/standing/{what}', { path: { what: drill.what }, query: unit ? { unit } : {}, signal }),
    [],
  );
  if (list.problem) return <ProblemNote problem={list.problem} />;
  if (!list.value) return <Spinner />;
  if (list.value.length === 0) return <EmptyState title={t('list_empty')} />;
  const columns: Column<Schemas['StandingItem']>[] = [
    { key: 'since', title: t('since'), cell: ({ since }) => formatDateTime(since), sortBy: ({ since }) => since },
    { key: 'path', title: t('file'), cell: ({ path }) => path, sortBy: ({ path }) => path },
    { key: 'unit', title: t('unit'), cell: ({ unit }) => names.unit(unit), sortBy: ({ unit }) => names.unit(unit) },
    { key: 'reason', title: t('reason'), cell: ({ reason }) => reason ?? '', sortBy: ({ reason }) => reason },
  ];
  return (
    <Table
      label={t(STANDING_NAMES[drill.what])}
      columns={columns}
      rows={list.value}
      rowKey={({ path, since }) => `${since} ${path}`}
    />
  );
}

function codeWithoutHolder({ code, holder }: Schemas['PaperRecord']): string {
  return code.startsWith(`${holder.id}.`) ? `…${code.slice(holder.id.length)}` : code;
}

function Dossiers({
  drill,
  scope,
  names,
}: {
  drill: Extract<Drill, { kind: 'dossiers' }>;
  scope: Scope;
  names: Names;
}) {
  const parts = useParts<Schemas['DossierRecord'], string>(async (after, signal) => {
    const { plan: _, ...period } = periodQuery({ ...scope, unit: drill.unit ?? scope.unit });
    const query = { ...period, side: drill.side, limit: PAGE, ...(after ? { after } : {}) };
    const answer = await call('GET /v1/indicators/{figure}/dossiers', { path: { figure: drill.list }, query, signal });
    return { rows: answer.dossiers, next: answer.next ?? null };
  });
  const columns: Column<Schemas['DossierRecord']>[] = [
    { key: 'number', title: t('number'), cell: ({ number }) => number, sortBy: ({ number }) => number },
    {
      key: 'procedure',
      title: t('procedure'),
      cell: ({ procedure }) => names.procedure(procedure),
      sortBy: ({ procedure }) => procedure,
    },
    {
      key: 'received',
      title: t('received_at'),
      cell: ({ received_at: at }) => (at ? formatDate(at) : ''),
      sortBy: ({ received_at: at }) => at,
    },
    {
      key: 'due',
      title: t('due_at'),
      cell: ({ due_at: at }) => (at ? formatDate(at) : ''),
      sortBy: ({ due_at: at }) => at,
    },
    { key: 'state', title: t('state'), cell: ({ state }) => t(`state_${state}`), sortBy: ({ state }) => state },
    { key: 'unit', title: t('unit'), cell: ({ unit }) => names.unit(unit), sortBy: ({ unit }) => names.unit(unit) },
  ];
  return <Parts parts={parts} label={nameOf(drill.figure)} columns={columns} rowKey={({ number }) => number} />;
}

function Parts<Row>({
  parts: { first, rows, hasMore, more },
  label,
  columns,
  rowKey,
}: {
  parts: ReturnType<typeof useParts<Row, string>>;
  label: string;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
}) {
  if (first.problem) return <ProblemNote problem={first.problem} />;
  if (!first.value) return <Spinner />;
  if (first.value.rows.length === 0) return <EmptyState title={t('list_empty')} />;
  return (
    <>
      <p class="quiet">{t(hasMore ? 'list_count_more' : 'list_count', { n: rows.length })}</p>
      <Table label={label} columns={columns} rows={rows} rowKey={rowKey} onEnd={more} />
    </>
  );
}

function Units({
  drill,
  scope,
  names,
  onDrill,
}: {
  drill: Extract<Drill, { kind: 'units' }>;
  scope: Scope;
  names: Names;
  onDrill: (drill: Drill) => void;
}) {
  const { figure, level, side } = drill;
  const list = useLoad(async (signal): Promise<AnyFigure[]> => {
    const query = { ...periodQuery(scope), by_unit: true };
    const { figures } = figure.startsWith('4.')
      ? await call('GET /v1/indicators', { query, signal })
      : await call('GET /v1/figures', { query, signal });
    return figures.filter(({ id, unit, level: own }) => id === figure && unit && (!level || own === level));
  }, []);
  if (list.problem) return <ProblemNote problem={list.problem} />;
  if (!list.value) return <Spinner />;
  const rows = list.value.filter(({ denominator }) => denominator > 0);
  if (rows.length === 0) return <EmptyState title={t('list_empty')} />;
  const columns: Column<AnyFigure>[] = [
    { key: 'unit', title: t('unit'), cell: ({ unit }) => names.unit(unit), sortBy: ({ unit }) => names.unit(unit) },
    {
      key: 'numerator',
      title: t('side_numerator'),
      cell: (one) => String(one.numerator),
      sortBy: (one) => one.numerator,
      isNumber: true,
    },
    {
      key: 'denominator',
      title: t('side_denominator'),
      cell: (one) => String(one.denominator),
      sortBy: (one) => one.denominator,
      isNumber: true,
    },
    {
      key: 'value',
      title: t('value'),
      cell: (one) => (one.value === undefined ? shareText(one.share) : valueText(figure, one.value)),
      sortBy: (one) => one.value ?? one.share,
      isNumber: true,
    },
  ];
  const next = (one: AnyFigure) =>
    behind(figure, figure === '5.1' ? 'numerator' : side, undefined, one.unit ?? undefined);
  const opens = rows.some((one) => next(one) !== undefined);
  return (
    <Table
      label={nameOf(figure)}
      columns={columns}
      rows={rows}
      rowKey={({ unit }) => unit ?? ''}
      {...(opens
        ? {
            onOpen: (one: AnyFigure) => {
              const more = next(one);
              if (more) onDrill(more);
            },
          }
        : {})}
    />
  );
}
