// Which rows of a long table are drawn, and where the keys go in it.

export interface Window {
  first: number;
  /** One past the last one. */
  end: number;
}

/** The rows in sight and some around them. */
export function windowOf(scrollTop: number, height: number, rowHeight: number, rows: number, around = 10): Window {
  const first = Math.max(0, Math.min(rows, Math.floor(scrollTop / rowHeight)) - around);
  const end = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + around);
  return { first, end: Math.max(first, end) };
}

/** Where a key leads from a row; undefined when it leads nowhere. */
export function rowAfterKey(key: string, active: number, rows: number, rowsInSight: number): number | undefined {
  if (rows === 0) return undefined;
  const within = (row: number) => Math.max(0, Math.min(rows - 1, row));
  switch (key) {
    case 'ArrowDown':
      return within(active + 1);
    case 'ArrowUp':
      return within(active - 1);
    case 'PageDown':
      return within(active + Math.max(1, rowsInSight - 1));
    case 'PageUp':
      return within(active - Math.max(1, rowsInSight - 1));
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return undefined;
  }
}
