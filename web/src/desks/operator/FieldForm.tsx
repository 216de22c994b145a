// The fields of a paper: those that need a look first and marked, each telling where on the page it stands.

import type { Ref } from 'preact';
import { useId, useImperativeHandle, useLayoutEffect, useRef } from 'preact/hooks';
import { call, type Schemas } from '../../api/index.ts';
import { Combobox, TextField, useDraft } from '../../ui/index.ts';
import { type Lists, matching } from './catalogue.ts';
import { type Choice, type Fault, type FormField, type Name, type Typed, textOfChoice } from './fields.ts';
import { t } from './messages.ts';

export interface FieldFormHandle {
  focus: (name: Name) => void;
  focusNextDoubtful: () => void;
}

interface Props {
  form: readonly FormField[];
  typed: Typed;
  lists: Lists;
  faults: Partial<Record<Name, Fault>>;
  /** What the server says of a field, in words. */
  refusals: Partial<Record<Name, string>>;
  handle: Ref<FieldFormHandle>;
  onType: (changed: Typed) => void;
  onField: (name: Name) => void;
  onAccept: () => void;
}

export function FieldForm({ form, typed, lists, faults, refusals, handle, onType, onField, onAccept }: Props) {
  const frame = useRef<HTMLFormElement>(null);
  const doubtful = form.filter(({ isDoubtful }) => isDoubtful);
  const clear = form.filter(({ isDoubtful }) => !isDoubtful);

  const focus = (name: Name | undefined) => {
    const field = frame.current?.querySelector<HTMLElement>(`[data-field="${name}"] :is(input, select)`);
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
  };
  useImperativeHandle(handle, () => ({
    focus,
    focusNextDoubtful() {
      const now = document.activeElement?.closest<HTMLElement>('[data-field]')?.dataset.field;
      const at = doubtful.findIndex(({ name }) => name === now);
      focus((doubtful[at + 1] ?? doubtful[0] ?? form[0])?.name);
    },
  }));

  useLayoutEffect(() => {
    // On a phone this would cover half the screen with a keyboard.
    if (!matchMedia('(pointer: coarse)').matches) focus(form[0]?.name);
  }, []);

  const row = (field: FormField) => (
    <div
      key={field.name}
      data-field={field.name}
      class={`review-field${field.isDoubtful ? ' is-doubtful' : ''} review-field-${field.name}`}
      onFocusIn={() => onField(field.name)}
    >
      <FieldInput
        field={field}
        typed={typed}
        lists={lists}
        error={refusals[field.name] ?? (faults[field.name] && t(`fault_${faults[field.name] as Fault}`))}
        onType={onType}
      />
    </div>
  );

  return (
    <form
      ref={frame}
      noValidate
      class="field-form"
      onSubmit={(event) => {
        event.preventDefault();
        onAccept();
      }}
      onKeyDown={(event) => {
        // A key held down would accept one paper after another unseen.
        if (event.key === 'Enter' && event.repeat) event.preventDefault();
      }}
    >
      {doubtful.length > 0 && (
        <fieldset class="field-group">
          <legend>{t('to_look_at')}</legend>
          {doubtful.map(row)}
        </fieldset>
      )}
      <fieldset class="field-group">
        {doubtful.length > 0 && <legend>{t('clear')}</legend>}
        {clear.map(row)}
      </fieldset>
      {/* So that Enter in a field sends the form; the button that is seen stands below. */}
      <button type="submit" hidden />
    </form>
  );
}

interface InputProps {
  field: FormField;
  typed: Typed;
  lists: Lists;
  error: string | undefined;
  onType: (changed: Typed) => void;
}

function FieldInput({ field, typed, lists, error, onType }: InputProps) {
  const { name } = field;
  const value = typed[name] ?? field.first;
  const set = (next: string) => onType({ [name]: next });
  const hint = hintOf(field);
  const common = { label: t(name), error, hint };
  switch (name) {
    case 'holder':
      return <HolderField {...common} value={value} onType={onType} />;
    case 'type':
      return <ChoiceField {...common} value={value} onValue={set} choices={lists.types} />;
    case 'procedure':
      return <ChoiceField {...common} value={value} onValue={set} choices={lists.procedures} />;
    case 'issuer':
      return <IssuerField {...common} value={value} onValue={set} units={lists.units} />;
    case 'number':
      return (
        <>
          <TextField
            {...common}
            value={typed.no_number ? '' : value}
            disabled={Boolean(typed.no_number)}
            onValue={(number) => onType({ number })}
          />
          <label class="check">
            <input
              type="checkbox"
              checked={Boolean(typed.no_number)}
              onChange={(event) => onType({ no_number: event.currentTarget.checked ? 'true' : '', number: value })}
            />
            {t('no_number')}
          </label>
        </>
      );
    case 'issued_on':
    case 'valid_until':
      return <TextField {...common} value={value} onValue={set} placeholder={t('date_hint')} inputMode="numeric" />;
    case 'kind':
      return (
        <Select
          label={t('kind')}
          value={value}
          onValue={set}
          options={[
            ...(field.given ? [] : [['', t('kind_auto')] as const]),
            ['component', t('kind_component')],
            ['result', t('kind_result')],
          ]}
        />
      );
    case 'copy_form':
      return (
        <Select
          label={t('copy_form')}
          value={value}
          onValue={set}
          options={[
            ...(field.given ? [] : [['', t('copy_form_auto')] as const]),
            ['original', t('copy_form_original')],
            ['certified_copy', t('copy_form_certified_copy')],
            ['electronic', t('copy_form_electronic')],
          ]}
        />
      );
    default:
      return <TextField {...common} value={value} onValue={set} />;
  }
}

function hintOf({ name, asRead, first }: FormField): string | undefined {
  if (asRead) return t('as_read', { text: asRead });
  return name === 'holder' && !first ? t('holder_hint') : undefined;
}

interface LineProps {
  label: string;
  value: string;
  error: string | undefined;
  hint: string | undefined;
}

function HolderField({ value, onType, ...rest }: LineProps & { onType: (changed: Typed) => void }) {
  return (
    <Combobox<Schemas['HolderAnswer']>
      {...rest}
      text={value}
      onText={(holder) => onType({ holder })}
      isFreeText
      source={(q, signal) => (q.trim().length < 2 ? [] : call('GET /v1/catalogue/holders', { query: { q }, signal }))}
      textOf={({ holder }) => holder}
      draw={({ holder, name }) => (
        <>
          {name} <span class="quiet">{holder}</span>
        </>
      )}
      onTake={({ holder, name }) => onType({ holder, ...(name ? { holder_name: name } : {}) })}
    />
  );
}

function ChoiceField({
  value,
  onValue,
  choices,
  ...rest
}: LineProps & { onValue: (text: string) => void; choices: readonly Choice[] }) {
  return (
    <Combobox<Choice>
      {...rest}
      text={value}
      onText={onValue}
      pauseMs={0}
      // What stands in the field already is no question: the arrow shows all.
      source={(text) => matching(choices, text === value && text.includes(' · ') ? '' : text, textOfChoice)}
      textOf={textOfChoice}
      draw={({ code, name }) => (
        <>
          {name} <span class="quiet">{code}</span>
        </>
      )}
      onTake={() => {}}
    />
  );
}

const ISSUERS_KEPT = 30;

/** Issuers of papers that are here, typed before, or in the catalogue: papers come from ministries and from units long gone, too. */
function IssuerField({
  value,
  onValue,
  units,
  ...rest
}: LineProps & { onValue: (text: string) => void; units: Lists['units'] }) {
  const [before, setBefore] = useDraft<string[]>('operator/issuers', []);
  const names = [...new Set([...before, ...units.map(({ name }) => name)])];
  return (
    <div
      onFocusOut={() => {
        const name = value.trim();
        if (name && !names.includes(name)) setBefore([name, ...before].slice(0, ISSUERS_KEPT));
      }}
    >
      <Combobox<string>
        {...rest}
        text={value}
        onText={onValue}
        isFreeText
        source={async (text, signal) => {
          const q = text.trim();
          const known = q.length < 2 ? [] : await call('GET /v1/catalogue/issuers', { query: { q }, signal });
          return [...new Set([...known, ...matching(names, text, (name) => name)])];
        }}
        textOf={(name) => name}
        onTake={onValue}
      />
    </div>
  );
}

function Select({
  label,
  value,
  onValue,
  options,
}: {
  label: string;
  value: string;
  onValue: (value: string) => void;
  options: readonly (readonly [value: string, text: string])[];
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}
