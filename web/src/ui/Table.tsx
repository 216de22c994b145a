// A table for ten rows or ten thousand: only rows in sight are in the page. Sorted by its heads, walked with the arrows.

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { language } from '../i18n/index.ts';
import { t } from '../i18n/ui.ts';
import { rowAfterKey, windowOf } from './table-window.ts';

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ComponentChildren;
  /** What the column is sorted by; without it, it is not sorted. */
  sortBy?: (row: Row) => string | number | null | undefined;
  /** Numbers stand to the right. */
  isNumber?: boolean;
  /** A CSS length; what is left is shared by the others. */
  width?: string;
}

interface Props<Row> {
  /** What the table is, for screen readers. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** Enter or a click on a row. */
  onOpen?: (row: Row) => void;
  /** Called when the last rows come into sight, for lists that come in parts. */
  onEnd?: () => void;
  /** Shown instead of rows when there are none. */
  empty?: ComponentChildren;
}

interface Order {
  key: string;
  isDescending: boolean;
}

const ROW_HEIGHT = 34;

export function Table<Row>({ label, columns, rows, rowKey, onOpen, onEnd, empty }: Props<Row>) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const [order, setOrder] = useState<Order>();
  const [active, setActive] = useState(0);
  const [sight, setSight] = useState({ top: 0, height: 600 });

  const sorted = useMemo(() => sortRows(rows, columns, order), [rows, columns, order, language.value]);
  const { first, end } = windowOf(sight.top, sight.height, ROW_HEIGHT, sorted.length);
  const current = Math.min(active, Math.max(0, sorted.length - 1));

  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const look = () => setSight({ top: element.scrollTop, height: element.clientHeight });
    look();
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);

  useEffect(() => {
    if (sorted.length > 0 && end >= sorted.length) onEnd?.();
  }, [end, sorted.length]);

  const goTo = (row: number) => {
    setActive(row);
    const element = frame.current;
    if (!element) return;
    const head = element.querySelector('thead')?.clientHeight ?? 0;
    const top = row * ROW_HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW_HEIGHT + head > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + ROW_HEIGHT + head - element.clientHeight;
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // Keys on a head or on something in a cell are theirs.
    if (event.target !== event.currentTarget || event.ctrlKey || event.altKey || event.metaKey) return;
    const row = sorted[current];
    if (event.key === 'Enter' && onOpen && row !== undefined) onOpen(row);
    else {
      const next = rowAfterKey(event.key, current, sorted.length, Math.floor(sight.height / ROW_HEIGHT));
      if (next === undefined) return;
      goTo(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };

  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <div
      class="table-frame"
      ref={frame}
      onScroll={(event) => setSight({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
    >
      <table
        class={onOpen ? 'table table-opens' : 'table'}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are walked with the arrows
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={sorted.length + 1}
        aria-activedescendant={current >= first && current < end ? `${id}-${current}` : undefined}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <Head key={column.key} column={column} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={first * ROW_HEIGHT} columns={columns.length} />
          {sorted.slice(first, end).map((row, offset) => {
            const index = first + offset;
            return (
              <tr
                key={rowKey(row)}
                id={`${id}-${index}`}
                aria-rowindex={index + 2}
                aria-selected={index === current}
                onClick={() => {
                  setActive(index);
                  // Whoever marks text with the mouse does not mean to open the row.
                  if (getSelection()?.isCollapsed !== false) onOpen?.(row);
                }}
              >
                {columns.map((column) => (
                  <td key={column.key} class={column.isNumber ? 'number' : undefined}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
          <Gap height={(sorted.length - end) * ROW_HEIGHT} columns={columns.length} />
        </tbody>
      </table>
      <span class="for-readers" aria-live="polite">
        {t('rows', { n: sorted.length })}
      </span>
    </div>
  );
}

function Head<Row>({
  column,
  order,
  onOrder,
}: {
  column: Column<Row>;
  order: Order | undefined;
  onOrder: (order: Order) => void;
}) {
  const isOrdered = order?.key === column.key;
  const sort = isOrdered ? (order.isDescending ? 'descending' : 'ascending') : undefined;
  return (
    <th
      scope="col"
      class={column.isNumber ? 'number' : undefined}
      aria-sort={sort}
      style={column.width ? { width: column.width } : undefined}
    >
      {column.sortBy ? (
        <button
          type="button"
          class="table-sort"
          onClick={() => onOrder({ key: column.key, isDescending: isOrdered && !order.isDescending })}
        >
          {column.title}
          <span aria-hidden="true">{sort === 'descending' ? ' ▾' : sort === 'ascending' ? ' ▴' : ''}</span>
        </button>
      ) : (
        column.title
      )}
    </th>
  );
}

/** Stands for rows that are not in the page, so that the scroll bar tells the truth. */
function Gap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in it takes the focus
    <tr aria-hidden="true" class="table-gap">
      <td colSpan={columns} style={{ height: `${height}px` }} />
    </tr>
  );
}

function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  order: Order | undefined,
): readonly Row[] {
  const sortBy = columns.find(({ key }) => key === order?.key)?.sortBy;
  if (!order || !sortBy) return rows;
  const collator = new Intl.Collator('vi', { numeric: true });
  const sign = order.isDescending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: sortBy(row) }))
    .sort((a, b) => {
      // What has no value stands last, whichever way.
      if (a.value == null || b.value == null) return Number(a.value == null) - Number(b.value == null);
      if (typeof a.value === 'number' && typeof b.value === 'number') return sign * (a.value - b.value);
      return sign * collator.compare(String(a.value), String(b.value));
    })
    .map(({ row }) => row);
}
