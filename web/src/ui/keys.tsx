// Keys of the present page: registered where what they do is known, and shown together by `?`.

import { signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/ui.ts';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';

export interface KeyBinding {
  /** What it does, for who asks with `?`. */
  label: string;
  run: () => void;
  /** Also while somebody types in a field. Only for keys that no field needs: `Ctrl+Enter`, `F2`. */
  inFields?: boolean;
  /** Does nothing now, and is not shown. */
  disabled?: boolean;
}

/** By key, as `KeyboardEvent.key` names it, small letters, with `Ctrl+`, `Alt+`, `Shift+` before it: `Enter`, `j`, `Ctrl+Enter`. */
export type KeyMap = Record<string, KeyBinding>;

// The last one registered comes first.
const layers: { current: KeyMap }[] = [];
const helpShown = signal(false);

/** Registers keys for as long as the component is drawn. No key works while a dialog is open. */
export function useKeys(map: KeyMap): void {
  const newest = useRef(map);
  newest.current = map;
  // With what is drawn, not after it: somebody may press a key as soon as they see it.
  useLayoutEffect(() => {
    layers.unshift(newest);
    return () => {
      layers.splice(layers.indexOf(newest), 1);
    };
  }, []);
}

/** How a key press is named in a `KeyMap`. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const key = event.key === ' ' ? 'Space' : event.key;
  const isLetter = key.length === 1;
  // Shift is part of what a sign is (`?`), but not of what a letter or a named key is.
  const shift = event.shiftKey && (!isLetter || key.toLowerCase() !== key.toUpperCase());
  return (
    (event.ctrlKey || event.metaKey ? 'Ctrl+' : '') +
    (event.altKey ? 'Alt+' : '') +
    (shift ? 'Shift+' : '') +
    (isLetter ? key.toLowerCase() : key)
  );
}

function isTyping(target: EventTarget | null, name: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('input, textarea, select, [contenteditable]')) return true;
  // These do something by themselves with Enter and Space; a grid with arrows too.
  const isPress = name === 'Enter' || name === 'Space';
  return isPress && target.closest('button, a[href], summary, [role="grid"]') !== null;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
  const name = keyName(event);
  const typing = isTyping(event.target, name);
  const binding = find(name, typing);
  if (!binding) return;
  event.preventDefault();
  binding.run();
}

function find(name: string, typing: boolean): KeyBinding | undefined {
  for (const { current } of layers) {
    const binding = Object.hasOwn(current, name) ? current[name] : undefined;
    if (binding && !binding.disabled && (!typing || binding.inFields)) return binding;
  }
  return undefined;
}

/** Listens for keys, gives `?` its meaning and draws the help. Stands once in the frame. */
export function KeyHelp() {
  useEffect(() => {
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
  // In a field `?` is a sign like any other.
  const help = { label: t('keys_help'), run: showKeys };
  useKeys({ '?': help, F1: { ...help, inFields: true } });
  if (!helpShown.value) return null;
  const shown = new Map<string, string>();
  for (const { current } of layers) {
    for (const [key, binding] of Object.entries(current)) {
      if (!binding.disabled && !shown.has(key)) shown.set(key, binding.label);
    }
  }
  return (
    <Dialog
      title={t('keys')}
      onClose={() => {
        helpShown.value = false;
      }}
    >
      <dl class="key-list">
        {[...shown].map(([key, label]) => (
          <div key={key}>
            <dt>
              <Key name={key} />
            </dt>
            <dd>{label}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function showKeys(): void {
  helpShown.value = true;
}

export function KeyHelpButton() {
  return (
    <Button kind="quiet" keys="?" onClick={showKeys} title={t('keys_help')}>
      {t('keys')}
    </Button>
  );
}

const SIGNS: Record<string, string> = { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };

/** A key as it is printed on the keyboard. */
export function Key({ name }: { name: string }) {
  return (
    <>
      {name.split(/\+(?=.)/).map((part) => (
        <kbd key={part}>{SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part)}</kbd>
      ))}
    </>
  );
}
