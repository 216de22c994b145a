// The operator's desk: what waits for review, what was scanned, and the sheets between papers.

import { useEffect, useState } from 'preact/hooks';
import { Button, ProblemNote, Spinner, tell, useDraft, useKeys } from '../../ui/index.ts';
import { Batches } from './Batches.tsx';
import { useLists } from './catalogue.ts';
import { progressText } from './HandIn.tsx';
import { t } from './messages.ts';
import { Review } from './Review.tsx';
import { Sheets } from './Sheets.tsx';
import { useSending } from './sending.ts';

const PARTS = ['review', 'scans', 'sheets'] as const;
type Part = (typeof PARTS)[number];

export default function OperatorDesk() {
  // Where one was is where one comes back to after a reload.
  const [part, setPart] = useDraft<Part>('operator/part', 'review');
  const [wanted, setWanted] = useState<string>();
  const lists = useLists();
  const sending = useSending();
  useEffect(() => {
    if (sending.sent) tell(t('sent', { n: sending.sent.files }));
  }, [sending.sent?.batch]);

  const go = (to: Part) => {
    setWanted(undefined);
    setPart(to);
  };
  useKeys({
    'Alt+1': { label: t('review'), run: () => go('review'), inFields: true },
    'Alt+2': { label: t('scans'), run: () => go('scans'), inFields: true },
    'Alt+3': { label: t('sheets'), run: () => go('sheets'), inFields: true },
  });

  return (
    <section class={`desk operator operator-${part}`}>
      <header class="operator-head">
        <h1>{t('title')}</h1>
        <fieldset class="parts">
          <legend class="for-readers">{t('parts')}</legend>
          {PARTS.map((name, index) => (
            <button
              key={name}
              type="button"
              class="part"
              aria-current={name === part}
              aria-keyshortcuts={`Alt+${index + 1}`}
              onClick={() => go(name)}
            >
              {t(name)}
            </button>
          ))}
        </fieldset>
        {sending.progress && part !== 'scans' && (
          <span class="quiet" role="status">
            {progressText(sending.progress)}
          </span>
        )}
      </header>
      {lists.problem && (
        <ProblemNote problem={lists.problem}>
          <Button onClick={lists.again}>{t('again')}</Button>
        </ProblemNote>
      )}
      {!lists.value && !lists.problem && <Spinner />}
      {lists.value && part === 'review' && <Review lists={lists.value} wanted={wanted} />}
      {lists.value && part === 'scans' && (
        <Batches
          lists={lists.value}
          sending={sending}
          onReview={(id) => {
            setWanted(id);
            setPart('review');
          }}
        />
      )}
      {lists.value && part === 'sheets' && <Sheets lists={lists.value} />}
    </section>
  );
}
