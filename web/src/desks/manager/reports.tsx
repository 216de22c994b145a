// The tables that managers know, as the server makes them, on the screen and as files.

import { options } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { call, type Report, type ReportColumn, type ReportRow, type Schemas } from '../../api/index.ts';
import { formatDate, formatNumber } from '../../i18n/index.ts';
import { ProblemNote, SelectField, Spinner, tell, tellProblem, useDraft, useKeys, useLoad } from '../../ui/index.ts';
import { type Drill, periodQuery, type Scope, shareText } from './figures.ts';
import { t } from './messages.ts';
import { Count, SaveButtons } from './parts.tsx';
import { saveReport } from './save.ts';

/** So many rows at once: a province has some hundreds, its units and types together thousands. */
const ROWS_STEP = 400;

const KINDS = ['766', 'level', 'units', 'inventory', 'reuse', 'backlog', 'waiting', 'productivity'] as const;

/** Columns that are counted from dossiers, and the list of those; DOMAIN §5. */
const LISTS: Partial<Record<string, { figure: string; side: Schemas['ListSide'] }>> = {
  received: { figure: '4.2', side: 'denominator' },
  with_component: { figure: '4.2', side: 'numerator' },
  reusing: { figure: '4.3', side: 'numerator' },
  from_national_store: { figure: '4.4', side: 'numerator' },
  resolved_with_result: { figure: '5.8', side: 'numerator' },
  resolved: { figure: '5.8', side: 'denominator' },
  handed_in_again: { figure: '5.4p', side: 'numerator' },
};

export function Reports({ scope, onOpen }: { scope: Scope; onOpen: (drill: Drill | undefined) => void }) {
  const [kind, setKind] = useDraft<Schemas['ReportKind']>('manager/report', '766');
  const report = useLoad(
    async (signal) => ({
      kind,
      table: await call('GET /v1/reports/{kind}', { path: { kind }, query: periodQuery(scope), signal }),
    }),
    [kind, scope],
  );
  const title = t(`report_${kind}`);
  const save = (format: 'csv' | 'xlsx') =>
    void saveReport(kind, format, scope).then((name) => tell(t('saved', { name })), tellProblem);
  useKeys({
    c: { label: t('key_csv'), run: () => save('csv') },
    x: { label: t('key_xlsx'), run: () => save('xlsx') },
  });
  return (
    <section class="manager-panel" aria-label={title}>
      <header class="manager-panel-head manager-report-head">
        <SelectField
          label={t('report')}
          value={kind}
          onValue={(next) => setKind(next as Schemas['ReportKind'])}
          choices={KINDS.map((value) => ({ value, text: t(`report_${value}`) }))}
        />
        <SaveButtons kind={kind} scope={scope} title={title} isPdfToo />
      </header>
      {report.problem && <ProblemNote problem={report.problem} />}
      {(!report.value || report.value.kind !== kind) && !report.problem && <Spinner />}
      {report.value?.kind === kind && <ReportTable report={report.value.table} title={title} onOpen={onOpen} />}
    </section>
  );
}

function ReportTable({
  report,
  title,
  onOpen,
}: {
  report: Report;
  title: string;
  onOpen: (drill: Drill | undefined) => void;
}) {
  const { columns } = report;
  const [shown, setShown] = useState(ROWS_STEP);
  const isWhole = report.sections.reduce((rows, section) => rows + section.rows.length, 0) <= shown;
  // On paper there is all of it.
  useEffect(() => {
    const all = () => {
      // The browser waits for nothing that is drawn later.
      const { debounceRendering: later } = options;
      options.debounceRendering = (draw) => draw();
      setShown(Number.POSITIVE_INFINITY);
      if (later) options.debounceRendering = later;
      else delete options.debounceRendering;
    };
    addEventListener('beforeprint', all);
    return () => removeEventListener('beforeprint', all);
  }, []);
  const hasGroups = columns.some(({ group }) => group);
  const row = (one: ReportRow, key: string | number, kind?: 'sum' | 'total') => (
    <tr key={key} class={kind && `manager-${kind}`}>
      {one.cells.map((cell, index) => {
        const column = columns[index];
        if (!column) return null;
        const isFirst = index === 0;
        const content = <Cell cell={cell} column={column} drill={listOf(report, column, one)} onOpen={onOpen} />;
        return isFirst ? (
          <th key={column.key} scope="row">
            {content}
          </th>
        ) : (
          <td key={column.key} class={column.format === 'text' ? 'manager-words' : undefined}>
            {content}
          </td>
        );
      })}
    </tr>
  );
  return (
    <>
      <h2 class="manager-on-paper">{title}</h2>
      <section
        class="manager-scroll manager-report"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keys
        tabIndex={0}
        aria-label={title}
        onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
          if (!isWhole && scrollTop + 2 * clientHeight > scrollHeight) setShown(shown + ROWS_STEP);
        }}
      >
        <table class="manager-table" lang="vi">
          <thead>
            <tr>
              {groupsOf(columns).map(({ title: over, columns: under }) =>
                over === undefined ? (
                  <th key={under[0]?.key} scope="col" rowSpan={hasGroups ? 2 : 1}>
                    {under[0]?.title}
                  </th>
                ) : (
                  <th key={`${over} ${under[0]?.key}`} scope="colgroup" colSpan={under.length}>
                    {over}
                  </th>
                ),
              )}
            </tr>
            {hasGroups && (
              <tr>
                {columns.map(
                  (column) =>
                    column.group && (
                      <th key={column.key} scope="col">
                        {column.title}
                      </th>
                    ),
                )}
              </tr>
            )}
          </thead>
          {upTo(shown, report.sections).map((section) => (
            <tbody key={section.title}>
              {section.title && (
                <tr class="manager-section">
                  <th scope="rowgroup" colSpan={columns.length}>
                    {section.title}
                  </th>
                </tr>
              )}
              {section.rows.map((one, index) => row(one, index))}
              {section.subtotal && row(section.subtotal, 'sum', 'sum')}
            </tbody>
          ))}
          {isWhole && report.total && <tbody>{row(report.total, 'total', 'total')}</tbody>}
        </table>
      </section>
      {report.notes.length > 0 && (
        <details class="manager-notes">
          <summary>{t('notes')}</summary>
          <ul lang="vi">
            {report.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** The first rows of all; a section that is cut has no sum yet. */
function upTo(shown: number, sections: Report['sections']): Report['sections'] {
  const first: Report['sections'] = [];
  let left = shown;
  for (const section of sections) {
    if (left <= 0) break;
    const isCut = section.rows.length > left;
    first.push(isCut ? { ...section, rows: section.rows.slice(0, left), subtotal: null } : section);
    left -= section.rows.length;
  }
  return first;
}

/** Neighbours under the same title stand together. */
function groupsOf(columns: readonly ReportColumn[]): { title: string | undefined; columns: ReportColumn[] }[] {
  const groups: { title: string | undefined; columns: ReportColumn[] }[] = [];
  for (const column of columns) {
    const last = groups.at(-1);
    if (column.group && last?.title === column.group) last.columns.push(column);
    else groups.push({ title: column.group ?? undefined, columns: [column] });
  }
  return groups;
}

function listOf(report: Report, { key }: ReportColumn, { unit }: ReportRow): Drill | undefined {
  if (key === 'digitised' && unit) return { kind: 'papers', unit };
  const list = report.kind === '766' || report.kind === 'reuse' ? LISTS[key] : undefined;
  // A sum of a section is of several units, for which there is no one question.
  if (!list || !unit) return undefined;
  return { kind: 'dossiers', figure: list.figure, list: list.figure, side: list.side, unit };
}

function Cell({
  cell,
  column,
  drill,
  onOpen,
}: {
  cell: string | number | null;
  column: ReportColumn;
  drill: Drill | undefined;
  onOpen: (drill: Drill | undefined) => void;
}) {
  if (column.format === 'percent') {
    // A share of nothing is N/A; a target or a gap that is not there is nothing.
    const isShare = column.key.includes('share');
    return <>{typeof cell === 'number' || isShare ? shareText(cell as number | null) : ''}</>;
  }
  if (cell === null) return null;
  if (typeof cell === 'string') return <>{column.format === 'day' ? formatDate(cell) : cell}</>;
  if (column.format !== 'count') return <>{formatNumber(cell, 2)}</>;
  return <Count value={cell} label={column.title} drill={drill} onOpen={onOpen} />;
}
