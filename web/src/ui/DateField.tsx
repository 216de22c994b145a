// A day, typed as it is written on papers: 29/11/2026, whatever the browser's own language is.

import type { Ref } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatDate, language, parseDate } from '../i18n/index.ts';
import { t } from '../i18n/ui.ts';
import { TextField } from './TextField.tsx';

interface Props {
  label: string;
  /** `2026-11-29`, or empty for none. */
  value: string;
  onValue: (iso: string) => void;
  /** The last day that may stand, `2026-11-29`. */
  max?: string;
  hint?: string;
  inputRef?: Ref<HTMLInputElement>;
}

/** Tells a day when the field is left or Enter is pressed; what is no day stays, and is said to be none. */
export function DateField({ value, onValue, max, ...rest }: Props) {
  const [typed, setTyped] = useState<string>();
  useEffect(() => setTyped(undefined), [value]);
  const iso = typed === undefined ? value : understand(typed);
  const isWrong = iso === undefined || (max !== undefined && iso > max);
  const [left, setLeft] = useState(false);
  const end = () => {
    setLeft(true);
    if (typed === undefined || isWrong || iso === undefined) return;
    if (iso === value) setTyped(undefined);
    else onValue(iso);
  };
  return (
    <TextField
      {...rest}
      value={typed ?? (value && formatDate(value))}
      onValue={(next) => {
        setLeft(false);
        setTyped(next);
      }}
      inputMode="numeric"
      placeholder={language.value === 'en' ? 'dd/mm/yyyy' : 'nn/tt/nnnn'}
      error={left && isWrong ? t('no_day') : undefined}
      onBlur={end}
      onKeyDown={(event) => {
        // Not kept from the form around it, which is sent with the day.
        if (event.key === 'Enter' && !event.isComposing) end();
      }}
    />
  );
}

/** Eight digits will do; undefined when it is no day. */
function understand(typed: string): string | undefined {
  const text = typed.trim();
  if (text === '') return '';
  const digits = /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  return parseDate(digits ? `${digits[1]}/${digits[2]}/${digits[3]}` : text);
}
