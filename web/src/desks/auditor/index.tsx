// The auditor's desk: not built yet.

import { EmptyState } from '../../ui/index.ts';
import { t } from './messages.ts';

export default function AuditorDesk() {
  return (
    <section class="desk">
      <h1>{t('title')}</h1>
      <EmptyState title={t('to_come')} />
    </section>
  );
}
