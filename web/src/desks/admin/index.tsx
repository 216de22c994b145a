// The admin's desk: who may sign in and do what, and which machines may.

import { PartSwitch, useDraft } from '../../ui/index.ts';
import { Accounts } from './accounts.tsx';
import { t } from './messages.ts';
import { Tokens } from './tokens.tsx';

const PARTS = ['accounts', 'tokens'] as const;

export default function AdminDesk() {
  const [part, setPart] = useDraft<(typeof PARTS)[number]>('admin/part', 'accounts');
  return (
    <section class="desk admin">
      <h1>{t('title')}</h1>
      <PartSwitch parts={PARTS} part={part} nameOf={t} onPart={setPart} />
      {part === 'accounts' ? <Accounts /> : <Tokens />}
    </section>
  );
}
