// The tables that managers know, as the server makes them, on the screen and as files.

import { call, type Report, type ReportColumn, type ReportRow, type Schemas } from '../../api/index.ts';
import { formatDate, formatNumber } from '../../i18n/index.ts';
import { ProblemNote, SelectField, Spinner, tell, tellProblem, useDraft, useKeys, useLoad } from '../../ui/index.ts';
import { type Drill, periodQuery, type Scope, shareText } from './figures.ts';
import { t } from './messages.ts';
import { Count, SaveButtons } from './parts.tsx';
import { saveReport } from './save.ts';

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
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keys */}
      <section class="manager-scroll manager-report" tabIndex={0} aria-label={title}>
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
          {report.sections.map((section) => (
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
          {report.total && <tbody>{row(report.total, 'total', 'total')}</tbody>}
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
