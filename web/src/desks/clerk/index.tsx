// The clerk's desk: who is there, what the store has of them, and what need not be handed in again.

import { useEffect, useRef } from 'preact/hooks';
import type { Schemas } from '../../api/index.ts';
import { Button, EmptyState, useDraft, useKeys } from '../../ui/index.ts';
import type { Person } from './asked.ts';
import { DossierInHand } from './dossier.tsx';
import { t } from './messages.ts';
import { Search } from './search.tsx';

/** What the clerk has in hand: still there after a reload. */
export interface InHand {
  person: Person | null;
  number: string;
  procedure: string;
  channel: Schemas['Channel'];
}

const NOTHING: InHand = { person: null, number: '', procedure: '', channel: 'counter' };

export default function ClerkDesk() {
  const [hand, setHand] = useDraft('clerk/in-hand', NOTHING);
  const box = useRef<HTMLInputElement>(null);

  const toBox = () => {
    box.current?.focus();
    box.current?.select();
  };
  const next = () => {
    setHand(NOTHING);
    toBox();
  };
  useEffect(toBox, []);
  useKeys({
    '/': { label: t('key_box'), run: toBox },
    F2: { label: t('key_box'), run: toBox, inFields: true },
    F8: { label: t('next_person'), run: next, inFields: true, disabled: !hand.person },
  });

  return (
    <section class="desk clerk">
      <header class="clerk-head">
        <h1>{t('title')}</h1>
        {hand.person && (
          <Button keys="F8" onClick={next}>
            {t('next_person')}
          </Button>
        )}
      </header>
      <Search
        idle={
          !hand.person && (
            <EmptyState title={t('start_title')}>
              <p>{t('start_hint')}</p>
            </EmptyState>
          )
        }
        boxRef={box}
        onPerson={(person) => setHand({ ...NOTHING, person })}
        onDossier={({ number, procedure, channel, holder }) =>
          setHand({
            person: holder ? { id: holder.id, name: holder.name ?? null, oldId: holder.old_id ?? null } : null,
            number,
            procedure,
            channel,
          })
        }
      />
      {hand.person && <DossierInHand key={hand.person.id} person={hand.person} hand={hand} onHand={setHand} />}
    </section>
  );
}
