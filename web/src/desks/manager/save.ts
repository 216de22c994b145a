// A report as a file: what is on the screen, with the server's own columns.

import { open, type Schemas } from '../../api/index.ts';
import { periodQuery, type Scope } from './figures.ts';

/** Saves it and tells the file's name, in which there is nothing of a person. */
export async function saveReport(
  kind: Schemas['ReportKind'],
  format: 'csv' | 'xlsx' | 'pdf',
  scope: Scope,
): Promise<string> {
  const response = await open('GET /v1/reports/{kind}', { path: { kind }, query: { ...periodQuery(scope), format } });
  const name = ['hoso', kind, scope.unit, scope.on].filter(Boolean).join('-').concat('.', format);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}
