// Short words on what has just happened, also for screen readers. One at a time goes away by itself; an error stays until closed.

import { signal } from '@preact/signals';
import { Problem } from '../api/problem.ts';
import { explain } from '../i18n/problems.ts';
import { t } from '../i18n/ui.ts';
import { Button } from './Button.tsx';

interface Toast {
  id: number;
  kind: 'done' | 'error';
  text: string;
  hint?: string | undefined;
}

const SHOWN_MS = 5_000;
const toasts = signal<readonly Toast[]>([]);
let made = 0;

export function tell(text: string): void {
  const id = add({ kind: 'done', text });
  setTimeout(() => close(id), SHOWN_MS);
}

/** For what went wrong with something that somebody asked for; what was aborted is nothing to tell. */
export function tellProblem(error: unknown): void {
  if (error instanceof DOMException && error.name === 'AbortError') return;
  if (error instanceof Problem) {
    const { title, hint } = explain(error);
    add({ kind: 'error', text: title, hint });
  } else add({ kind: 'error', text: String(error) });
}

export function closeToasts(): void {
  toasts.value = [];
}

function add(toast: Omit<Toast, 'id'>): number {
  made += 1;
  const id = made;
  const others = toasts.value.filter(({ text }) => text !== toast.text);
  toasts.value = [...others, { ...toast, id }].slice(-4);
  return id;
}

function close(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function Toasts() {
  return (
    <section class="toasts" aria-label={t('messages')} aria-live="polite">
      {toasts.value.map((toast) => (
        <div key={toast.id} class={`toast toast-${toast.kind}`}>
          <p>
            {toast.text}
            {toast.hint && <span class="toast-hint"> {toast.hint}</span>}
          </p>
          <Button kind="quiet" aria-label={t('close')} onClick={() => close(toast.id)}>
            ✕
          </Button>
        </div>
      ))}
    </section>
  );
}
