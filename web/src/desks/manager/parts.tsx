// What the parts of the manager's desk share.

import type { ComponentChildren } from 'preact';
import type { Schemas } from '../../api/index.ts';
import { formatNumber } from '../../i18n/index.ts';
import { Button, tell, tellProblem } from '../../ui/index.ts';
import type { AnyFigure, Drill, Scope } from './figures.ts';
import { t } from './messages.ts';
import type { Names } from './names.ts';
import { saveReport } from './save.ts';

export interface Shown {
  scope: Scope;
  names: Names;
  figures: readonly AnyFigure[];
  indicators: readonly AnyFigure[];
  explanations: readonly Schemas['Explanation'][];
  onOpen: (drill: Drill | undefined) => void;
}

/** A number that opens the list behind it. */
export function Count({
  value,
  label,
  drill,
  onOpen,
}: {
  value: number;
  label: string;
  drill: Drill | undefined;
  onOpen: (drill: Drill | undefined) => void;
}) {
  if (!drill || value === 0) return <>{formatNumber(value)}</>;
  return (
    <button
      type="button"
      class="manager-count"
      aria-label={`${formatNumber(value)}. ${t('list_open', { figure: label })}`}
      onClick={() => onOpen(drill)}
    >
      {formatNumber(value)}
    </button>
  );
}

/** A titled part, with the report that holds what it shows. */
export function Panel({
  title,
  report,
  scope,
  children,
  class: extra,
}: {
  title: string;
  report?: Schemas['ReportKind'];
  scope: Scope;
  children: ComponentChildren;
  class?: string;
}) {
  return (
    <section class={extra ? `manager-panel ${extra}` : 'manager-panel'} aria-label={title}>
      <header class="manager-panel-head">
        <h2>{title}</h2>
        {report && <SaveButtons kind={report} scope={scope} title={title} />}
      </header>
      {children}
    </section>
  );
}

export function SaveButtons({
  kind,
  scope,
  title,
  isPdfToo = false,
}: {
  kind: Schemas['ReportKind'];
  scope: Scope;
  title: string;
  isPdfToo?: boolean;
}) {
  const save = (format: 'csv' | 'xlsx' | 'pdf') =>
    saveReport(kind, format, scope).then((name) => tell(t('saved', { name })), tellProblem);
  const formats = isPdfToo ? (['csv', 'xlsx', 'pdf'] as const) : (['csv', 'xlsx'] as const);
  return (
    <span class="manager-save">
      {formats.map((format) => (
        <Button
          key={format}
          kind="quiet"
          aria-label={`${t(`as_${format}`)}: ${title}`}
          onClick={() => void save(format)}
        >
          {t(`as_${format}`)}
        </Button>
      ))}
    </span>
  );
}
