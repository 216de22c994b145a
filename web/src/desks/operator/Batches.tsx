// What was handed in, by hand or from the scanner folder, and how far each batch is.

import { useEffect, useState } from 'preact/hooks';
import { call, type Schemas, session } from '../../api/index.ts';
import { formatDateTime, formatNumber } from '../../i18n/index.ts';
import { Button, type Column, EmptyState, ProblemNote, Spinner, Table, useKeys, useLoad } from '../../ui/index.ts';
import { BatchDetail } from './BatchDetail.tsx';
import type { Lists } from './catalogue.ts';
import { HandIn } from './HandIn.tsx';
import { t } from './messages.ts';
import { Receipt } from './Receipt.tsx';
import type { Sending } from './sending.ts';

type Batch = Schemas['BatchAnswer'];

/** The scanner folder brings in batches that no page has asked for. */
const LOOK_MS = 4_000;
const LISTED_MAX = 100;

interface Props {
  lists: Lists;
  sending: Sending;
  onReview: (id: string) => void;
}

export function Batches({ lists, sending, onReview }: Props) {
  const [chosen, setChosen] = useState(sending.sent?.batch);
  const [receiptOf, setReceiptOf] = useState<string>();
  const batches = useLoad((signal) => call('GET /v1/batches', { query: { limit: LISTED_MAX }, signal }), []);

  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && batches.again(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  useEffect(() => {
    if (!sending.sent) return;
    setChosen(sending.sent.batch);
    batches.again();
  }, [sending.sent?.batch]);
  useKeys({
    Escape: {
      label: t('back'),
      run: () => (receiptOf ? setReceiptOf(undefined) : setChosen(undefined)),
      disabled: !chosen && !receiptOf,
    },
  });

  const list = batches.value;
  const batch = list?.find((one) => one.batch === chosen);
  if (receiptOf) return <Receipt batch={receiptOf} onClose={() => setReceiptOf(undefined)} />;
  return (
    <div class="batches">
      <HandIn lists={lists} sending={sending} />
      {batches.problem && !list && (
        <ProblemNote problem={batches.problem}>
          <Button onClick={batches.again}>{t('again')}</Button>
        </ProblemNote>
      )}
      {!list && !batches.problem && <Spinner />}
      {batch && (
        <BatchDetail
          key={batch.batch}
          batch={batch}
          onReceipt={() => setReceiptOf(batch.batch)}
          onReview={onReview}
          onClose={() => setChosen(undefined)}
          onChange={batches.again}
        />
      )}
      {list && (
        <section class="batches-list">
          <h2>{t('batches')}</h2>
          <p class="quiet">{t('batches_hint')}</p>
          <Table
            label={t('batches')}
            columns={columns(!session.value?.unit)}
            rows={list}
            rowKey={(one) => one.batch}
            onOpen={(one) => setChosen(one.batch)}
            empty={
              <EmptyState title={t('no_batches')}>
                <p>{t('no_batches_hint')}</p>
              </EmptyState>
            }
          />
        </section>
      )}
    </div>
  );
}

function columns(hasUnits: boolean): Column<Batch>[] {
  const number = (key: 'files' | 'papers' | 'held' | 'refused', title: string): Column<Batch> => ({
    key,
    title,
    isNumber: true,
    cell: (batch) => formatNumber(batch[key]),
    sortBy: (batch) => batch[key],
  });
  return [
    {
      key: 'opened_at',
      title: t('col_opened'),
      cell: ({ opened_at }) => formatDateTime(opened_at),
      sortBy: ({ opened_at }) => opened_at,
    },
    { key: 'operator', title: t('col_operator'), cell: ({ operator }) => operator, sortBy: ({ operator }) => operator },
    ...(hasUnits
      ? [{ key: 'unit', title: t('col_unit'), cell: ({ unit, unit_name }: Batch) => unit_name ?? unit }]
      : []),
    number('files', t('col_files')),
    {
      key: 'done',
      title: t('col_done'),
      width: '9rem',
      cell: ({ done, files }) =>
        done < files ? (
          <progress max={files} value={done} aria-label={t('files_done', { done, files })} />
        ) : (
          `${formatNumber(done)}/${formatNumber(files)}`
        ),
    },
    number('papers', t('col_papers')),
    number('held', t('col_held')),
    number('refused', t('col_refused')),
  ];
}
