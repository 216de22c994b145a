// What stands where there is nothing to show: nothing there, not yet there, failed.

import type { ComponentChildren } from 'preact';
import type { Problem } from '../api/problem.ts';
import { explain } from '../i18n/problems.ts';
import { t } from '../i18n/ui.ts';

export function EmptyState({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

export function Spinner({ label }: { label?: string }) {
  return (
    <p class="spinner" role="status">
      {label ?? t('loading')}
    </p>
  );
}

export function ProblemNote({ problem, children }: { problem: Problem; children?: ComponentChildren }) {
  const { title, hint } = explain(problem);
  return (
    <div class="note note-error" role="alert">
      <p>
        <strong>{title}</strong> {hint}
      </p>
      {children}
    </div>
  );
}
