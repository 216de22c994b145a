// The one box: answers while one types, and one lookup that the log keeps when one chooses or presses Enter.

import type { ComponentChildren, Ref, TargetedKeyboardEvent } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { call, Problem, type Schemas } from '../../api/index.ts';
import { CLOSED, onComboboxKey } from '../../ui/combobox-state.ts';
import { ProblemNote, useDraft } from '../../ui/index.ts';
import { debounce, latest } from '../../ui/latest.ts';
import { byHolder, type Found, type Person, understand } from './asked.ts';
import { findDossier } from './find-dossier.ts';
import { t } from './messages.ts';

/** Shorter than a pause between two keys of somebody who types fast; longer than one of a QR reader. */
const PAUSE_MS = 25;
/** What the server answers at most while one types, and what we ask for with Enter. */
const TYPING_LIMIT = 10;
const ENTER_LIMIT = 200;

type Choice = { kind: 'person'; found: Found } | { kind: 'dossier'; dossier: Schemas['DossierRecord'] };

interface Answers {
  choices: readonly Choice[];
  /** There may be more. */
  isCut: boolean;
}

interface Props {
  /** What stands below while nothing is typed. */
  idle: ComponentChildren;
  /** With the paper's code, when the answer was one paper. */
  onPerson: (person: Person, paper: string | null) => void;
  onDossier: (dossier: Schemas['DossierRecord']) => void;
  boxRef: Ref<HTMLInputElement>;
}

/** Keeps what is typed to itself: a key must not draw the dossier in hand anew. */
export function Search({ idle, onPerson, onDossier, boxRef }: Props) {
  const id = useId();
  const [text, onText] = useDraft('clerk/asked', '');
  const [answers, setAnswers] = useState<Answers>();
  const [active, setActive] = useState(-1);
  const [problem, setProblem] = useState<Problem>();
  const list = useRef<HTMLDivElement>(null);

  const search = useMemo(() => {
    const question = latest(find);
    const ask = async (typed: string, isTyping: boolean): Promise<Answers | undefined> => {
      try {
        const found = await question.ask({ typed, isTyping });
        if (!found) return undefined;
        setProblem(undefined);
        setAnswers(found.value);
        setActive(isTyping || !found.value?.choices.length ? -1 : 0);
        return found.value;
      } catch (error) {
        setAnswers(undefined);
        setProblem(error instanceof Problem ? error : new Problem({ detail: String(error) }, 0));
        return undefined;
      }
    };
    const soon = debounce(PAUSE_MS, (typed: string) => void ask(typed, true));
    return {
      soon: soon.call,
      now: (typed: string) => {
        soon.cancel();
        return ask(typed, false);
      },
      stop: () => {
        soon.cancel();
        question.cancel();
        setAnswers(undefined);
        setProblem(undefined);
        setActive(-1);
      },
    };
  }, []);

  // Also for what is still there after a reload.
  useEffect(() => {
    if (text.trim()) search.soon(text);
    else search.stop();
  }, [text, search]);
  useEffect(() => search.stop, [search]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const take = (choice: Choice) => {
    search.stop();
    onText('');
    if (choice.kind === 'dossier') onDossier(choice.dossier);
    else {
      const { person, papers } = choice.found;
      onPerson(person, papers.length === 1 ? (papers[0]?.code ?? null) : null);
    }
  };

  const enter = async (typed: string) => {
    const asked = understand(typed);
    if (asked.kind === 'person') {
      search.stop();
      onText('');
      onPerson(asked.person, null);
    } else if (typed.trim()) {
      const found = await search.now(typed);
      if (found?.choices.length === 1 && found.choices[0]) take(found.choices[0]);
    }
  };

  const choices = answers?.choices ?? [];
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLInputElement>) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const chosen = choices[active];
    if (event.key === 'Enter') {
      event.preventDefault();
      if (chosen) take(chosen);
      // What stands in the box: a reader is faster than the page is drawn.
      else void enter(event.currentTarget.value.normalize('NFC'));
    } else if (event.key === 'Escape' && text) {
      event.preventDefault();
      onText('');
    } else {
      const step = onComboboxKey({ ...CLOSED, open: choices.length > 0, active }, event.key, choices.length);
      if (!step.handled || event.key === 'Escape') return;
      event.preventDefault();
      setActive(step.state.active);
    }
  };

  return (
    <div class="clerk-search">
      <div class="field">
        <label for={id}>{t('box')}</label>
        <input
          id={id}
          ref={boxRef}
          class="clerk-box"
          type="text"
          role="combobox"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          value={text}
          aria-autocomplete="list"
          aria-expanded={choices.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
          aria-describedby={`${id}-hint`}
          onKeyDown={onKeyDown}
          onInput={(event) => {
            // What stands in the list answers an older question: Enter must not take from it.
            setActive(-1);
            onText(event.currentTarget.value.normalize('NFC'));
          }}
        />
        <p class="field-hint" id={`${id}-hint`}>
          {t('box_hint')}
        </p>
      </div>
      {problem && <ProblemNote problem={problem} />}
      <div
        id={`${id}-list`}
        ref={list}
        class="clerk-answers"
        role="listbox"
        aria-label={t('answers')}
        hidden={!choices.length}
      >
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the box, which names the active choice
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the box's
          <div
            key={choice.kind === 'dossier' ? choice.dossier.number : choice.found.person.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            class="combobox-choice"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(choice)}
          >
            {choice.kind === 'dossier' ? (
              <DossierLine dossier={choice.dossier} />
            ) : (
              <PersonLine found={choice.found} isCut={answers?.isCut ?? false} />
            )}
          </div>
        ))}
      </div>
      <div aria-live="polite">
        {answers?.isCut && <p class="quiet clerk-more">{t('more_by_enter')}</p>}
        {answers && choices.length === 0 && (
          <p class="clerk-more">
            <strong>{t('nothing_found')}</strong> <span class="quiet">{t('nothing_found_hint')}</span>
          </p>
        )}
      </div>
      {!text && idle}
    </div>
  );
}

async function find(
  { typed, isTyping }: { typed: string; isTyping: boolean },
  signal: AbortSignal,
): Promise<Answers | undefined> {
  const asked = understand(typed);
  const q = asked.kind === 'person' ? asked.person.id : asked.kind === 'dossier' ? asked.number : asked.text;
  if (!q) return undefined;
  const limit = isTyping ? TYPING_LIMIT : ENTER_LIMIT;
  const [dossier, { papers }] = await Promise.all([
    asked.kind === 'dossier' ? findDossier(asked.number, signal).then((answer) => answer?.dossier) : undefined,
    call('GET /v1/papers', { query: { q, typing: isTyping, limit }, signal }),
  ]);
  const people: Choice[] = byHolder(papers).map((found) => ({ kind: 'person', found }));
  if (dossier) return { choices: [{ kind: 'dossier', dossier }, ...people], isCut: false };
  if (people.length === 0 && asked.kind === 'person') {
    return { choices: [{ kind: 'person', found: { person: asked.person, papers: [] } }], isCut: false };
  }
  return { choices: people, isCut: isTyping && papers.length >= TYPING_LIMIT };
}

function PersonLine({ found: { person, papers }, isCut }: { found: Found; isCut: boolean }) {
  const names = [...new Set(papers.map(({ name }) => name))];
  return (
    <span class="clerk-answer">
      <strong>{person.name ?? t('no_name')}</strong>
      <span class="clerk-id">{person.id}</span>
      <span class="clerk-answer-rest quiet">
        {papers.length === 0
          ? t('no_papers')
          : papers.length === 1
            ? t('one_paper')
            : t(isCut ? 'papers_count_least' : 'papers_count', { n: papers.length })}
        {names.length > 0 && `: ${names.join(', ')}`}
      </span>
    </span>
  );
}

function DossierLine({ dossier }: { dossier: Schemas['DossierRecord'] }) {
  return (
    <span class="clerk-answer">
      <strong>
        {t('dossier')} {dossier.number}
      </strong>
      <span class="clerk-id">{dossier.procedure}</span>
      <span class="clerk-answer-rest quiet">{dossier.holder?.name ?? dossier.holder?.id}</span>
    </span>
  );
}
