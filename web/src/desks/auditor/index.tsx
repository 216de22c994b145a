// The auditor's desk: who opened what, when and why; and whether the log that says so is whole.

import { PartSwitch, useDraft } from '../../ui/index.ts';
import { Log } from './log.tsx';
import { t } from './messages.ts';
import { Verification } from './verification.tsx';

const PARTS = ['log', 'verification'] as const;

export default function AuditorDesk() {
  const [part, setPart] = useDraft<(typeof PARTS)[number]>('auditor/part', 'log');
  return (
    <section class="desk auditor">
      <h1>{t('title')}</h1>
      <PartSwitch parts={PARTS} part={part} nameOf={t} onPart={setPart} />
      {part === 'log' ? <Log /> : <Verification />}
    </section>
  );
}
