// One batch, file by file, while it is read and after.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { call, type Schemas, watchBatch } from '../../api/index.ts';
import { sentence } from '../../i18n/findings.ts';
import { formatDateTime, language } from '../../i18n/index.ts';
import { Button, type Column, Table } from '../../ui/index.ts';
import { t } from './messages.ts';

type FileReceipt = Schemas['FileReceipt'];

interface Reading {
  path: string;
  page: number;
  pages: number;
}

interface Props {
  batch: Schemas['BatchAnswer'];
  onReceipt: () => void;
  onReview: (id: string) => void;
  onClose: () => void;
  /** A file is done with. */
  onChange: () => void;
}

export function BatchDetail({ batch, onReceipt, onReview, onClose, onChange }: Props) {
  const [files, setFiles] = useState<ReadonlyMap<string, FileReceipt>>(new Map());
  const [reading, setReading] = useState<ReadonlyMap<string, Reading>>(new Map());

  useEffect(() => {
    const done = (file: FileReceipt) => {
      setFiles((before) => (before.has('0') ? before : new Map(before).set(file.path, file)));
      setReading((before) => {
        const left = new Map(before);
        left.delete(file.path);
        return left;
      });
    };
    return watchBatch(batch.batch, {
      progress: (at) => setReading((before) => new Map(before).set(at.path, at)),
      file: done,
      done: () => {
        setReading(new Map());
        onChange();
      },
    });
  }, [batch.batch]);

  const isOver = batch.done >= batch.files;
  useEffect(() => {
    if (!isOver) return;
    // Two files of one name are one in the events, and events may not come through: the receipt has all.
    const stop = new AbortController();
    call('GET /v1/batches/{batch}', { path: { batch: batch.batch }, signal: stop.signal }).then(
      ({ files: all }) => setFiles(new Map(all.map((file, index) => [`${index}`, file]))),
      () => {},
    );
    return () => stop.abort();
  }, [batch.batch, isOver]);

  const now = [...reading.values()];
  const rows = useMemo(() => [...files.values()], [files]);
  const held = rows.flatMap(({ papers }) => papers).find(({ review_id }) => review_id)?.review_id;
  return (
    <section class="batch" aria-label={t('batch_of', { at: formatDateTime(batch.opened_at) })}>
      <header class="batch-head">
        <h2>{t('batch_of', { at: formatDateTime(batch.opened_at) })}</h2>
        <span class="quiet">{t('batch_by', { operator: batch.operator, unit: batch.unit_name ?? batch.unit })}</span>
        <span class="row batch-tools">
          {held && (
            <Button kind="main" onClick={() => onReview(held)}>
              {t('review_it')}
            </Button>
          )}
          <Button onClick={onReceipt}>{t('open_receipt')}</Button>
          <Button keys="Esc" onClick={onClose}>
            {t('back')}
          </Button>
        </span>
      </header>
      {!isOver && (
        <div class="batch-progress">
          <p role="status">{t('files_done', { done: rows.length, files: batch.files })}</p>
          {now.length === 0 && <p class="quiet">{t('in_line')}</p>}
          {now.map(({ path, page, pages }) => (
            <p key={path} class="batch-reading">
              <span class="batch-path">{path}</span>
              <progress max={pages} value={page} aria-label={path} />
              <span>{t('reading_page', { page, pages })}</span>
            </p>
          ))}
        </div>
      )}
      {rows.length > 0 && <Table label={t('col_files')} columns={columns(onReview)} rows={rows} rowKey={rowKey} />}
    </section>
  );
}

const rowKey = ({ path, sha256, papers }: FileReceipt) =>
  `${path} ${sha256} ${papers.map(({ review_id, code }) => review_id ?? code).join()}`;

function columns(onReview: (id: string) => void): Column<FileReceipt>[] {
  return [
    { key: 'path', title: t('col_file'), cell: ({ path }) => path, sortBy: ({ path }) => path },
    {
      key: 'pages',
      title: t('col_pages'),
      isNumber: true,
      cell: ({ pages }) => pages,
      sortBy: ({ pages }) => pages,
    },
    {
      key: 'outcome',
      title: t('col_outcome'),
      cell: ({ outcome }) => <span class={`outcome outcome-${outcome}`}>{t(`outcome_${outcome}`)}</span>,
      sortBy: ({ outcome }) => outcome,
    },
    { key: 'papers', title: t('paper_codes'), cell: (file) => <Papers file={file} onReview={onReview} /> },
    {
      key: 'reason',
      title: t('col_reason'),
      cell: ({ reason }) => <span title={reasonOf(reason)}>{reasonOf(reason)}</span>,
    },
  ];
}

function Papers({ file, onReview }: { file: FileReceipt; onReview: (id: string) => void }) {
  return (
    <>
      {file.papers.map(({ code, review_id }, index) => (
        <span key={index}>
          {index > 0 && ', '}
          {code ??
            (review_id && (
              <button type="button" class="link" onClick={() => onReview(review_id)}>
                {t('review_it')}
              </button>
            ))}
        </span>
      ))}
    </>
  );
}

/** In the words of the screen where the kind is known; else the server's. A hint that names the command line is not for here. */
export function reasonOf(reason: Schemas['Reason'] | null | undefined): string {
  if (!reason) return '';
  const { kind, message, hint } = reason;
  if (isOf(REFUSALS, kind)) return t(`refusal_${kind}`);
  if (isOf(HOLDS, kind) && language.value === 'en') return t(`reason_${kind}`);
  return sentence(hint.includes('hoso ') ? message : `${message} (${hint})`);
}

function isOf<const Kind extends string>(kinds: readonly Kind[], kind: string): kind is Kind {
  return (kinds as readonly string[]).includes(kind);
}

const REFUSALS = [
  'duplicate',
  'empty',
  'not_a_document',
  'truncated',
  'encrypted',
  'no_pages',
  'too_large',
  'damaged',
  'hostile',
  'unreadable',
  'path_outside',
  'rejected',
] as const;

const HOLDS = [
  'holder_unknown',
  'type_unknown',
  'number_unknown',
  'disagreement',
  'count_mismatch',
  'quality',
  'all_blank',
  'unreadable_page',
  'unclaimed',
] as const;
