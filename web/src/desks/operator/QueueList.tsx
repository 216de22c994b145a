// What waits, the oldest first, and who has it: to choose another than the next.

import { useLayoutEffect, useRef } from 'preact/hooks';
import { call, type Schemas, session } from '../../api/index.ts';
import { formatDateTime } from '../../i18n/index.ts';
import { Button, type Column, Dialog, EmptyState, ProblemNote, Spinner, Table, useLoad } from '../../ui/index.ts';
import { t } from './messages.ts';
import { reasonText } from './Notes.tsx';
import { LISTED_MAX, type Waiting } from './queue.ts';

export function QueueList({ onTake, onClose }: { onTake: (id: string) => void; onClose: () => void }) {
  const me = session.value?.account;
  // As it is when asked for: rows must not move under who is choosing.
  const list = useLoad((signal) => call('GET /v1/review', { query: { limit: LISTED_MAX }, signal }), []);
  const waiting = list.value ?? [];
  const place = useRef<HTMLDivElement>(null);
  // With the rows, not after them: the next key is meant for the list.
  useLayoutEffect(() => place.current?.querySelector('table')?.focus(), [list.value]);
  const isOthers = ({ in_hand }: Waiting) => Boolean(in_hand && in_hand !== me);
  const columns: Column<Waiting>[] = [
    { key: 'file', title: t('col_file'), cell: ({ path }) => path.split('/').at(-1), sortBy: ({ path }) => path },
    {
      key: 'pages',
      title: t('col_pages'),
      isNumber: true,
      cell: ({ pages }) => pages.length,
      sortBy: ({ pages }) => pages.length,
    },
    { key: 'reasons', title: t('col_reasons'), cell: ({ reasons }) => mainReasons(reasons).map(reasonText).join('; ') },
    {
      key: 'scanned',
      title: t('col_scanned'),
      cell: ({ scanned_at }) => formatDateTime(scanned_at),
      sortBy: ({ scanned_at }) => scanned_at,
    },
    {
      key: 'in_hand',
      title: t('col_in_hand'),
      cell: ({ in_hand }) =>
        !in_hand ? t('free') : in_hand === me ? t('in_hand_mine') : t('in_hand_of', { who: in_hand }),
      sortBy: ({ in_hand }) => in_hand,
    },
  ];
  return (
    <Dialog title={t('queue')} wide onClose={onClose}>
      {waiting.length >= LISTED_MAX && <p class="quiet">{t('oldest_shown', { n: waiting.length })}</p>}
      <div class="queue-list" ref={place}>
        {list.problem && (
          <ProblemNote problem={list.problem}>
            <Button onClick={list.again}>{t('again')}</Button>
          </ProblemNote>
        )}
        {!list.value && !list.problem && <Spinner />}
        {list.value && (
          <Table
            label={t('queue')}
            columns={columns}
            rows={waiting}
            rowKey={({ id }) => id}
            onOpen={(item) => !isOthers(item) && onTake(item.id)}
            empty={<EmptyState title={t('none_waiting')} />}
          />
        )}
      </div>
    </Dialog>
  );
}

/** That there is no manifest says nothing where something else is wrong. */
function mainReasons(reasons: readonly Schemas['HoldReason'][]): readonly Schemas['HoldReason'][] {
  const others = reasons.filter(({ kind }) => kind !== 'unclaimed');
  return others.length > 0 ? others : reasons;
}
