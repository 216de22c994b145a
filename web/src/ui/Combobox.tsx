// A field that offers choices as one types: from a list or from the server.

import type { ComponentChildren, Ref } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/ui.ts';
import { CLOSED, type ComboboxState, onChoices, onComboboxKey } from './combobox-state.ts';
import { debounce, latest } from './latest.ts';

interface Props<T> {
  label: string;
  /** What is in the field. */
  text: string;
  onText: (text: string) => void;
  /** Finds choices for what is typed; called after a pause, and aborted when overtaken. */
  source: (typed: string, signal: AbortSignal) => Promise<readonly T[]> | readonly T[];
  /** One line for a choice; also what stands in the field once it is taken. */
  textOf: (choice: T) => string;
  /** How a choice is drawn, when a line of text is not enough. */
  draw?: (choice: T) => ComponentChildren;
  onTake: (choice: T) => void;
  /** Whether what is typed may stand without being a choice. */
  isFreeText?: boolean;
  pauseMs?: number;
  error?: string | undefined;
  hint?: string | undefined;
  placeholder?: string;
  required?: boolean;
  disabled?: boolean;
  inputRef?: Ref<HTMLInputElement>;
}

export function Combobox<T>(props: Props<T>) {
  const { label, text, error, hint, textOf, pauseMs = 120, isFreeText = false } = props;
  const id = useId();
  const [state, setState] = useState<ComboboxState>(CLOSED);
  const [choices, setChoices] = useState<readonly T[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  // The newest source and settings, for a question that is asked after a pause.
  const now = useRef(props);
  now.current = props;

  const search = useMemo(() => {
    const question = latest(async (typed: string, signal) => now.current.source(typed, signal));
    const find = async (typed: string) => {
      setBusy(true);
      try {
        const found = await question.ask(typed);
        if (!found) return;
        setFailed(false);
        setChoices(found.value);
        setState(onChoices(found.value.length, now.current.isFreeText ?? false));
        setBusy(false);
      } catch {
        setFailed(true);
        setChoices([]);
        setBusy(false);
      }
    };
    const soon = debounce(pauseMs, find);
    return {
      now: find,
      soon: soon.call,
      stop() {
        soon.cancel();
        question.cancel();
        setBusy(false);
      },
    };
  }, [pauseMs]);
  useEffect(() => search.stop, [search]);

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [state.active]);

  const take = (index: number) => {
    const choice = choices[index];
    search.stop();
    setState(CLOSED);
    if (choice === undefined) return;
    props.onText(textOf(choice));
    props.onTake(choice);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowDown' && !state.open) {
      event.preventDefault();
      setState({ open: true, active: -1 });
      void search.now(text);
      return;
    }
    const step = onComboboxKey(state, event.key, choices.length);
    if (!step.handled) return;
    event.preventDefault();
    event.stopPropagation();
    if (step.take === undefined) setState(step.state);
    else take(step.take);
  };

  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field combobox">
      <label for={id}>{label}</label>
      <input
        id={id}
        ref={props.inputRef ?? null}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        value={text}
        placeholder={props.placeholder}
        required={props.required}
        disabled={props.disabled}
        aria-autocomplete="list"
        aria-expanded={state.open}
        aria-controls={`${id}-list`}
        aria-activedescendant={state.open && state.active >= 0 ? `${id}-${state.active}` : undefined}
        aria-busy={busy}
        aria-invalid={error !== undefined}
        aria-describedby={described || undefined}
        onKeyDown={onKeyDown}
        onInput={(event) => {
          const typed = event.currentTarget.value.normalize('NFC');
          props.onText(typed);
          // What stands in the list answers an older question: Enter must not take from it.
          setState(({ open }) => ({ open, active: -1 }));
          search.soon(typed);
        }}
        onBlur={() => {
          search.stop();
          setState(CLOSED);
        }}
      />
      <div id={`${id}-list`} ref={list} role="listbox" aria-label={label} class="combobox-list" hidden={!state.open}>
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active choice
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's
          <div
            key={textOf(choice)}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === state.active}
            class="combobox-choice"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(index)}
          >
            {props.draw ? props.draw(choice) : textOf(choice)}
          </div>
        ))}
        {choices.length === 0 && !busy && !isFreeText && (
          <div role="option" aria-selected={false} aria-disabled="true" class="combobox-none" tabIndex={-1}>
            {failed ? t('search_failed') : t('nothing_found')}
          </div>
        )}
      </div>
      <span class="for-readers" aria-live="polite">
        {state.open && !busy ? t('choices', { n: choices.length }) : ''}
      </span>
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
