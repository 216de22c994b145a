// One person and one dossier: what the procedure asks for beside what the store has.

import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { call, type Schemas, session } from '../../api/index.ts';
import { formatDateTime, withoutMarks } from '../../i18n/index.ts';
import {
  Button,
  Combobox,
  EmptyState,
  ProblemNote,
  SelectField,
  Spinner,
  TextField,
  tell,
  tellProblem,
  useKeys,
  useLoad,
} from '../../ui/index.ts';
import { completeNumber, isDossierNumber, type Person, understand } from './asked.ts';
import { findDossier } from './find-dossier.ts';
import type { InHand } from './index.tsx';
import { describe, Lines } from './lines.tsx';
import { t } from './messages.ts';
import { Preview } from './preview.tsx';
import { Slip } from './slip.tsx';
import { type Item, itemsOf } from './state-of-items.ts';

type FoundPaper = Schemas['FoundPaper'];
type Procedure = Schemas['ProcedureAnswer'];

/** A person has some; an organisation may have thousands. */
const PAPERS_MAX = 5_000;
const ITEM_SHOWN = 3;
const REST_STEP = 50;
const FILTER_FROM = 12;

interface Props {
  person: Person;
  hand: InHand;
  onHand: (change: (before: InHand) => InHand) => void;
  /** Another person's ID card was read into a field of this one. */
  onCard: (person: Person) => void;
}

export function DossierInHand({ person, hand, onHand, onCard }: Props) {
  const { number, procedure, channel } = hand;
  const isNumber = isDossierNumber(number);
  const numberField = useRef<HTMLInputElement>(null);
  const procedureField = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // Out of the box, so that keys are keys; a reader hears whose papers these are.
  // Before the next key comes.
  useLayoutEffect(() => heading.current?.focus(), []);
  const [tried, setTried] = useState(false);
  const [needsNumber, setNeedsNumber] = useState(false);
  /** What waits for the number. */
  const afterNumber = useRef<((number: string) => void) | undefined>(undefined);
  const [opened, setOpened] = useState<string>();
  const [activeCode, setActive] = useState<string | undefined>(hand.paper ?? undefined);
  const [busy, setBusy] = useState(false);

  const procedures = useLoad((signal) => call('GET /v1/catalogue/procedures', { signal }), []);
  const held = useLoad(
    (signal) => call('GET /v1/papers', { query: { holder: person.id, limit: PAPERS_MAX }, signal }),
    [],
  );
  const checklist = useLoad(
    async (signal) =>
      procedure ? await call('GET /v1/checklist', { query: { procedure, holder: person.id }, signal }) : undefined,
    [procedure],
  );
  // With its number, so that no answer is taken for another's.
  const known = useLoad(
    async (signal) => ({ number, answer: isNumber ? await findDossier(number, signal) : undefined }),
    [number],
  );
  // While another number is being looked up, the answer on the last one says nothing of this one.
  const answer = known.value?.number === number ? known.value.answer : undefined;
  const isOthers = Boolean(answer?.dossier?.holder && answer.dossier.holder.id !== person.id);
  const otherProcedure = answer?.dossier && procedure && answer.dossier.procedure !== procedure;

  const papers = held.value?.papers ?? [];
  const fromStore = papers.find(({ holder }) => holder.name)?.holder;
  const who: Person = {
    id: person.id,
    name: fromStore?.name ?? person.name,
    oldId: fromStore?.old_id ?? person.oldId,
  };
  const items = useMemo(
    () =>
      itemsOf(checklist.value?.procedure === procedure ? checklist.value : undefined, isOthers ? undefined : answer),
    [checklist.value, procedure, answer, isOthers],
  );
  const [isWhole, setWhole] = useState<readonly string[]>([]);
  const [words, setWords] = useState('');
  const [restShown, setRestShown] = useState(REST_STEP);
  const inItems = new Set(items.flatMap((item) => item.papers.map(({ code }) => code)));
  const rest = papers.filter(({ code }) => !inItems.has(code));
  const asked = withoutMarks(words).split(/\s+/);
  const restFound = rest.filter((paper) => {
    const text = withoutMarks(`${describe(paper)} ${paper.issuer ?? ''} ${paper.code}`);
    return asked.every((word) => text.includes(word));
  });
  const shownRest = restFound.slice(0, restShown);
  const shownOf = (item: Item) => (isWhole.includes(item.type) ? item.papers : item.papers.slice(0, ITEM_SHOWN));
  // What the arrows walk through: what is in sight.
  const inOrder = [...items.flatMap(shownOf), ...shownRest];
  const active = inOrder.find(({ code }) => code === activeCode) ?? inOrder[0];
  const openPaper = inOrder.find(({ code }) => code === opened);
  const canReuse = !isOthers && !otherProcedure;

  const withNumber = (then: (number: string) => void) => {
    // Another's dossier is no purpose for this one's papers: the note says so.
    if (isOthers) return numberField.current?.focus();
    if (isNumber) return then(number);
    afterNumber.current = then;
    setNeedsNumber(true);
    numberField.current?.focus();
  };
  const setNumber = (typed: string) => {
    setTried(false);
    setNeedsNumber(false);
    onHand((before) => ({ ...before, number: typed }));
  };
  const endNumber = () => {
    const whole = completeNumber(number, session.value?.unit, new Date());
    if (whole !== number) onHand((before) => ({ ...before, number: whole }));
    setTried(whole !== '' && !isDossierNumber(whole));
    return whole;
  };
  const enterNumber = () => {
    const card = number.includes('|') ? understand(number) : undefined;
    if (card?.kind === 'person') return onCard(card.person);
    const whole = endNumber();
    if (!isDossierNumber(whole)) return;
    const then = afterNumber.current;
    afterNumber.current = undefined;
    if (then) {
      numberField.current?.blur();
      then(whole);
    } else if (!procedure) procedureField.current?.focus();
    else numberField.current?.blur();
  };

  const view = (paper: FoundPaper | undefined) => {
    if (!paper) return;
    setActive(paper.code);
    withNumber(() => setOpened(paper.code));
  };
  const reuse = (wanted: readonly { paper: FoundPaper; item: Item }[]) => {
    if (wanted.length === 0 || !canReuse) return;
    withNumber(async (dossier) => {
      setBusy(true);
      try {
        // Another's dossier, or another procedure's: the notes above the list say so.
        if (!(await ensureDossier(dossier))) return;
        for (const { paper, item } of wanted) {
          await call('POST /v1/dossiers/{number}/reuse', {
            path: { number: dossier },
            body: { code: paper.code, component: item.type },
            purpose: dossier,
          });
        }
        const [first] = wanted;
        if (wanted.length === 1 && first) tell(t('done_reuse', { name: first.paper.name }));
        else tell(t('done_reuse_many', { n: wanted.length }));
      } catch (error) {
        tellProblem(error);
      } finally {
        setBusy(false);
        // Also after a fault: some of it may have been done.
        known.again();
      }
    });
  };
  const ensureDossier = async (dossier: string) => {
    const there = (await findDossier(dossier))?.dossier;
    if (there) return there.procedure === procedure && (!there.holder || there.holder.id === person.id);
    await call('POST /v1/dossiers', {
      body: {
        number: dossier,
        procedure,
        channel,
        received_at: new Date().toISOString(),
        holder: { id: who.id, name: who.name, ...(who.oldId ? { old_id: who.oldId } : {}) },
      },
    });
    return true;
  };
  const reusable = (item: Item | undefined) => {
    const paper = item?.state === 'open' ? item.papers.find((paper) => paper.reusable) : undefined;
    return item && paper ? [{ paper, item }] : [];
  };
  const all = items.flatMap(reusable);
  const itemOf = (paper: FoundPaper | undefined) =>
    items.find(
      (item) => item.state === 'open' && paper?.reusable && item.papers.some(({ code }) => code === paper.code),
    );
  const activeItem = itemOf(active);
  const step = (by: number) => {
    const at = inOrder.findIndex(({ code }) => code === active?.code);
    const next = inOrder[Math.max(0, Math.min(inOrder.length - 1, activeCode ? at + by : 0))];
    setActive(next?.code);
    // What is open follows, so that one walks through the papers with two keys.
    if (next && opened) setOpened(next.code);
  };

  // A slip under another's number would be a wrong promise.
  const hasSlip = isNumber && canReuse && items.length > 0;
  const print = () => window.print();
  useKeys({
    d: { label: t('key_number'), run: () => numberField.current?.focus() },
    t: { label: t('key_procedure'), run: () => procedureField.current?.focus() },
    ArrowDown: { label: t('key_next'), run: () => step(1), disabled: inOrder.length === 0 },
    ArrowUp: { label: t('key_before'), run: () => step(-1), disabled: inOrder.length === 0 },
    Enter: { label: t('view'), run: () => view(active), disabled: !active },
    r: {
      label: t('reuse'),
      run: () => active && activeItem && reuse([{ paper: active, item: activeItem }]),
      disabled: !activeItem || !canReuse || busy,
    },
    a: { label: t('reuse_all'), run: () => reuse(all), disabled: all.length === 0 || !canReuse || busy },
    p: { label: t('slip'), run: print, disabled: !hasSlip },
  });

  const numberError =
    tried && !isNumber ? t('number_wrong') : needsNumber && !isNumber ? t('number_needed') : undefined;
  const procedureOf = (code: string) => procedures.value?.find((one) => one.code === code);
  const lines = { activeCode: active?.code, openedCode: opened, onView: view };
  const due = items.filter((item) => item.state === 'open' && item.required && reusable(item).length === 0).length;

  return (
    <>
      <div class={openPaper ? 'clerk-work clerk-work-open' : 'clerk-work'}>
        <div class="clerk-main">
          <header class="clerk-person">
            <h2 ref={heading} tabIndex={-1}>
              {who.name ?? t('no_name')}
            </h2>
            <p class="quiet">
              {t(who.id.length === 12 ? 'citizen_id' : 'tax_id', { id: who.id })}
              {who.oldId && ` · ${t('old_id', { id: who.oldId })}`}
              {held.value && ` · ${papers.length === 1 ? t('one_paper') : t('papers_count', { n: papers.length })}`}
            </p>
          </header>
          <div class="clerk-dossier">
            <TextField
              label={t('number')}
              value={number}
              onValue={setNumber}
              inputRef={numberField}
              autocapitalize="characters"
              spellcheck={false}
              hint={t('number_hint')}
              error={numberError}
              onBlur={endNumber}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.isComposing) return;
                event.preventDefault();
                enterNumber();
              }}
            />
            <ProcedureField
              procedures={procedures.value}
              code={procedure}
              onCode={(code) => onHand((before) => ({ ...before, procedure: code }))}
              fieldRef={procedureField}
            />
            {!answer?.dossier && (
              <SelectField
                label={t('channel')}
                value={channel}
                onValue={(value) => onHand((before) => ({ ...before, channel: value as Schemas['Channel'] }))}
                choices={(['counter', 'online', 'post'] as const).map((value) => ({ value, text: t(value) }))}
              />
            )}
            {held.value && !fromStore?.name && !answer?.dossier && (
              <TextField
                label={t('name')}
                value={person.name ?? ''}
                onValue={(name) => onHand((before) => ({ ...before, person: { ...person, name: name || null } }))}
              />
            )}
          </div>
          <div class="clerk-known" aria-live="polite">
            {isNumber && known.value?.number === number && !known.busy && !known.value.answer?.dossier && (
              <p class="quiet">{t('dossier_new')}</p>
            )}
            {answer?.dossier && !isOthers && (
              <p class="quiet">
                {answer.dossier.received_at
                  ? t('dossier_known', { at: formatDateTime(answer.dossier.received_at) })
                  : t('dossier_without_day')}
              </p>
            )}
          </div>
          {known.problem && <ProblemNote problem={known.problem} />}
          {isOthers && answer?.dossier && (
            <div class="note note-warn" role="alert">
              <p>
                <strong>
                  {t('dossier_other', { name: answer.dossier.holder?.name ?? answer.dossier.holder?.id ?? '' })}
                </strong>{' '}
                {t('dossier_other_hint')}
              </p>
            </div>
          )}
          {!isOthers && otherProcedure && answer?.dossier && (
            <div class="note note-warn" role="alert">
              <p>
                {t('procedure_other', {
                  procedure: `${answer.dossier.procedure} ${procedureOf(answer.dossier.procedure)?.name ?? ''}`,
                })}{' '}
                <Button
                  onClick={() =>
                    onHand((before) => ({ ...before, procedure: answer.dossier?.procedure ?? before.procedure }))
                  }
                >
                  {t('procedure_use')}
                </Button>
              </p>
            </div>
          )}
          {checklist.problem && <ProblemNote problem={checklist.problem} />}
          {items.length > 0 && (
            <section class="clerk-part" aria-labelledby="clerk-checklist">
              <header class="clerk-part-head">
                <h2 id="clerk-checklist">{t('checklist')}</h2>
                <p class="quiet">
                  {t('checklist_sum', {
                    there: items.filter(({ state }) => state !== 'open').length,
                    all: items.length,
                    can: all.length,
                    due,
                  })}
                </p>
                <div class="clerk-part-do">
                  {all.length > 1 && (
                    <Button kind="main" keys="A" busy={busy} disabled={!canReuse} onClick={() => reuse(all)}>
                      {t('reuse_all')}
                    </Button>
                  )}
                  {hasSlip && (
                    <Button keys="P" onClick={print}>
                      {t('slip')}
                    </Button>
                  )}
                </div>
              </header>
              <ol class="clerk-items">
                {items.map((item, index) => (
                  <li key={item.type} class={`clerk-item clerk-item-${item.state}`}>
                    <p class="clerk-item-head">
                      <span class="clerk-item-number">{index + 1}</span>
                      <strong>{item.name}</strong>
                      <span class="quiet">{t(item.required ? 'required' : 'optional')}</span>
                      {item.state === 'reused' && <span class="mark mark-good">✓ {t('reused')}</span>}
                      {item.state === 'handed_in' && <span class="mark mark-good">✓ {t('handed_in')}</span>}
                      {item.state === 'open' && item.status === 'scan' && (
                        <span class="mark mark-warn">{t('scan')}</span>
                      )}
                      {item.state === 'open' && item.status === 'not_reusable' && (
                        <span class="mark mark-warn">{t('not_reusable')}</span>
                      )}
                    </p>
                    <Lines
                      {...lines}
                      papers={shownOf(item)}
                      taken={item.taken}
                      onReuse={item.state === 'open' && canReuse ? (paper) => reuse([{ paper, item }]) : undefined}
                      busy={busy}
                    />
                    {shownOf(item).length < item.papers.length && (
                      <p class="clerk-rest-more">
                        <Button kind="quiet" onClick={() => setWhole([...isWhole, item.type])}>
                          {t('more_papers', { n: item.papers.length - ITEM_SHOWN })}
                        </Button>
                      </p>
                    )}
                  </li>
                ))}
              </ol>
            </section>
          )}
          {held.problem && <ProblemNote problem={held.problem} />}
          {!held.value && !held.problem && <Spinner />}
          {rest.length > 0 && (
            <section class="clerk-part" aria-labelledby="clerk-rest">
              <header class="clerk-part-head">
                <h2 id="clerk-rest">{t(items.length > 0 ? 'other_papers' : 'all_papers')}</h2>
              </header>
              {rest.length > FILTER_FROM && (
                <div class="clerk-rest-filter">
                  <TextField type="search" label={t('filter')} value={words} onValue={setWords} />
                </div>
              )}
              <Lines {...lines} papers={shownRest} />
              {shownRest.length < restFound.length && (
                <p class="clerk-rest-more">
                  <Button kind="quiet" onClick={() => setRestShown(restShown + REST_STEP)}>
                    {t('more_papers', { n: restFound.length - shownRest.length })}
                  </Button>
                </p>
              )}
              {restFound.length === 0 && <EmptyState title={t('no_such_papers')} />}
            </section>
          )}
          {held.value && papers.length === 0 && (
            <EmptyState title={t('no_papers')}>{!procedure && <p>{t('no_papers_hint')}</p>}</EmptyState>
          )}
        </div>
        {openPaper && isNumber && (
          <Preview
            key={openPaper.code}
            paper={openPaper}
            purpose={number}
            onReuse={(() => {
              const item = canReuse ? itemOf(openPaper) : undefined;
              return item && !busy ? () => reuse([{ paper: openPaper, item }]) : undefined;
            })()}
            onClose={() => setOpened(undefined)}
          />
        )}
      </div>
      {hasSlip && (
        <Slip
          number={number}
          who={who}
          procedure={`${procedure} ${procedureOf(procedure)?.name ?? checklist.value?.name ?? ''}`}
          receivedAt={answer?.dossier?.received_at ?? undefined}
          items={items}
        />
      )}
    </>
  );
}

function ProcedureField({
  procedures,
  code,
  onCode,
  fieldRef,
}: {
  /** Undefined until they have come. */
  procedures: readonly Procedure[] | undefined;
  code: string;
  onCode: (code: string) => void;
  fieldRef: { current: HTMLInputElement | null };
}) {
  const textOf = (one: Procedure) => `${one.code} ${one.name}`;
  const chosen = procedures?.find((one) => one.code === code);
  const [typed, setTyped] = useState<string>();
  return (
    // What was typed and not taken is no procedure: the one that is chosen stands there again.
    <div onFocusOut={() => setTyped(undefined)}>
      <Combobox
        label={t('procedure')}
        text={typed ?? (chosen ? textOf(chosen) : code)}
        onText={setTyped}
        source={async (words, signal) => {
          // What stands there already is not a question: all are offered.
          const asked = chosen && words === textOf(chosen) ? [] : withoutMarks(words).split(/\s+/);
          // Whoever types before the catalogue has come waits for it, and is not told that there is nothing.
          const all = procedures ?? (await call('GET /v1/catalogue/procedures', { signal }));
          return all.filter((one) => asked.every((word) => withoutMarks(textOf(one)).includes(word))).slice(0, 50);
        }}
        textOf={textOf}
        onTake={(one) => {
          setTyped(undefined);
          onCode(one.code);
          fieldRef.current?.blur();
        }}
        pauseMs={0}
        hint={t('procedure_hint')}
        inputRef={fieldRef}
      />
    </div>
  );
}
