// A field with its label, its hint and what is wrong with it, tied together for screen readers.

import type { Ref } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  label: string;
  value: string;
  /** What is in the field now, in NFC: the same words are the same text, whatever keyboard typed them. */
  onValue: (value: string) => void;
  error?: string | undefined;
  hint?: string | undefined;
  inputRef?: Ref<HTMLInputElement>;
  type?: 'text' | 'password' | 'search' | 'number' | 'tel';
  name?: string;
  autocomplete?: AutoFill;
  autocapitalize?: 'none' | 'sentences' | 'words' | 'characters';
  inputMode?: 'text' | 'numeric' | 'decimal' | 'search';
  spellcheck?: boolean;
  placeholder?: string;
  maxLength?: number;
  required?: boolean;
  readOnly?: boolean;
  disabled?: boolean;
  onKeyDown?: (event: KeyboardEvent) => void;
  onBlur?: () => void;
}

export function TextField({ label, value, onValue, error, hint, inputRef, type = 'text', ...rest }: Props) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        autocomplete="off"
        {...rest}
        // The types know each `type` apart by the roles that it may have; none is given here.
        type={type as 'text'}
        id={id}
        ref={inputRef ?? null}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={described || undefined}
        onInput={(event) => onValue(event.currentTarget.value.normalize('NFC'))}
      />
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
