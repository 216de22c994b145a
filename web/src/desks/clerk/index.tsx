// The clerk's desk: who is there, what the store has of them, and what need not be handed in again.

import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
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
  /** The code of the paper that was looked for. */
  paper: string | null;
}

const NOTHING: InHand = { person: null, number: '', procedure: '', channel: 'counter', paper: null };

export default function ClerkDesk() {
  const [hand, setHand] = useDraft('clerk/in-hand', NOTHING);
  const box = useRef<HTMLInputElement>(null);

  const toBox = () => {
    box.current?.focus();
    box.current?.select();
  };
  // A dossier that was opened by its number and names nobody waits for the person.
  const take = (person: Person) =>
    setHand((before) => (before.person ? { ...NOTHING, person } : { ...before, person }));
  const next = () => {
    setHand(NOTHING);
    toBox();
  };
  useLayoutEffect(() => {
    if (!hand.person) toBox();
  }, []);
  // A QR reader types wherever the focus is. What begins with a digit and is in no field is a number: it belongs to the box,
  // and no letter of the address on the card may work as a key.
  useEffect(() => {
    const toBoxAlone = (event: KeyboardEvent) => {
      if (!/^\d$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
      const isTyping = event.target instanceof HTMLElement && event.target.closest('input, textarea, select');
      if (!isTyping && !document.querySelector('dialog[open]')) toBox();
    };
    addEventListener('keydown', toBoxAlone, { capture: true });
    return () => removeEventListener('keydown', toBoxAlone, { capture: true });
  }, []);
  useKeys({
    '/': { label: t('key_box'), run: toBox },
    F2: { label: t('key_box'), run: toBox, inFields: true },
    F8: { label: t('next_person'), run: next, inFields: true, disabled: !hand.person && !hand.number },
  });

  return (
    <section class="desk clerk">
      <header class="clerk-head">
        <h1>{t('title')}</h1>
        {(hand.person || hand.number) && (
          <Button keys="F8" onClick={next}>
            {t('next_person')}
          </Button>
        )}
      </header>
      <Search
        idle={
          !hand.person && (
            <EmptyState title={hand.number ? t('dossier_of_nobody', { number: hand.number }) : t('start_title')}>
              <p>{t('start_hint')}</p>
            </EmptyState>
          )
        }
        boxRef={box}
        onPerson={take}
        onDossier={({ number, procedure, channel, holder }) =>
          setHand({
            person: holder ? { id: holder.id, name: holder.name ?? null, oldId: holder.old_id ?? null } : null,
            number,
            procedure,
            channel,
            paper: null,
          })
        }
      />
      {hand.person && (
        <DossierInHand
          key={hand.person.id}
          person={hand.person}
          hand={hand}
          onHand={setHand}
          onCard={(person) => setHand({ ...NOTHING, person })}
        />
      )}
    </section>
  );
}
