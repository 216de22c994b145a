// The kinds of entries, most asked for first, and their words.

import type { Schemas } from '../../api/index.ts';
import { t } from './messages.ts';

export const KINDS = [
  'paper_opened',
  'holder_looked_up',
  'paper_reused',
  'paper_registered',
  'paper_state_changed',
  'paper_corrected',
  'paper_erased',
  'signed_in',
  'account_changed',
  'credential_changed',
  'dossier_opened',
  'dossier_recorded',
  'dossier_handed_over',
  'batch_opened',
  'scan_received',
  'scan_finished',
  'paper_held',
  'review_resolved',
  'inventory_declared',
  'tickets_served',
  'staff_declared',
  'catalogue_changed',
  'object_repaired',
] as const;

/** A kind that a newer server has stands for itself. */
export function kindName(kind: string): string {
  const known = KINDS.find((one) => one === kind);
  return known ? t(known) : kind;
}

const DETAILS = ['record', 'page', 'original', 'archival', 'copy'] as const;

/** What of a paper was opened, in words; all else as the log has it. */
export function detailText({ kind, detail }: Schemas['TraceLine']): string {
  const known = kind === 'paper_opened' ? DETAILS.find((one) => one === detail) : undefined;
  return known ? t(`detail_${known}`) : (detail ?? '');
}

/** What for: the number of a dossier, also where the command line writes a word before it; a checklist has none yet. */
export function purposeText({ purpose }: Schemas['TraceLine']): string {
  const checklist = /^checklist (\S+)$/.exec(purpose ?? '')?.[1];
  if (checklist) return t('purpose_checklist', { procedure: checklist });
  return (purpose ?? '').replace(/^dossier (?=\S+$)/, '');
}
