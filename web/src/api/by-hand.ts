// What the API's document leaves unsaid: answers that are bytes, reports, and what the events of a batch hold.

import type { components } from './schema.ts';

type Schemas = components['schemas'];

export type Role = Schemas['Role'];
export type Session = Schemas['SessionAnswer'];

/** By method and path. What a route takes is the document's, unless it is said here. `Blob` is an answer that is no JSON. */
export interface ByHandRoutes {
  /** A page scanned again, in the place of one that is bad; the scan goes along the path again in a batch of its own. */
  'PUT /v1/pages/{paper}/{page}': { body: Blob; answer: { batch: string } };

  'GET /v1/pages/{paper}/{page}': { query: { width?: number }; answer: Blob };
  'GET /v1/papers/{code}/pages/{page}': { query: { width?: number }; answer: Blob };
  'GET /v1/papers/{code}/certified': { answer: Blob };
  'GET /v1/reports/{kind}': { answer: Report };
  'GET /v1/sheets': { answer: Blob };
}

/** `schemas/report.v1.schema.json`: a table with its columns, in Vietnamese. Other formats of it are bytes: `open` gives them. */
export interface Report {
  kind: Schemas['ReportKind'];
  from: string;
  to: string;
  as_of: string;
  map_day: string;
  unit: string | null;
  columns: ReportColumn[];
  sections: { title: string; rows: ReportRow[]; subtotal: ReportRow | null }[];
  total: ReportRow | null;
  notes: string[];
}

export interface ReportColumn {
  key: string;
  title: string;
  /** Over this and the neighbours that have the same. */
  group?: string | null;
  format: 'text' | 'count' | 'percent' | 'decimal' | 'minutes' | 'day';
}

export interface ReportRow {
  unit: string | null;
  cells: (string | number | null)[];
}

/** Of `POST /v1/scans`. */
export interface Accepted {
  batch: string;
  files: number;
  sha256: (string | null)[];
}

/** Of `GET /v1/batches/{batch}/events`, by the event's name. Whoever comes again is told everything again: key by path. */
export interface BatchEvents {
  progress: { path: string; page: number; pages: number };
  file: Schemas['FileReceipt'];
  done: Record<string, never>;
}
