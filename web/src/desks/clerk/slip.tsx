// The dossier's slip: on paper only. What comes from the store, and what is still to be handed in.

import { session } from '../../api/index.ts';
import { formatDateTime } from '../../i18n/index.ts';
import type { Person } from './asked.ts';
import { describe } from './lines.tsx';
import { t } from './messages.ts';
import type { Item } from './state-of-items.ts';

interface Props {
  number: string;
  who: Person;
  procedure: string;
  receivedAt: string | undefined;
  items: readonly Item[];
}

export function Slip({ number, who, procedure, receivedAt, items }: Props) {
  const reused = items.filter(({ state }) => state === 'reused');
  const handedIn = items.filter(({ state }) => state === 'handed_in');
  const open = items.filter(({ state }) => state === 'open');
  const due = open.filter(({ required }) => required);
  const optional = open.filter(({ required }) => !required);
  return (
    <section class="clerk-slip" aria-hidden="true">
      <p>{session.value?.unit_name ?? session.value?.unit}</p>
      <p class="clerk-slip-title">{t('slip_title')}</p>
      <dl>
        <dt>{t('number')}</dt>
        <dd class="clerk-slip-number">{number}</dd>
        <dt>{t('procedure')}</dt>
        <dd>{procedure}</dd>
        <dt>{t('slip_holder')}</dt>
        <dd>
          {who.name} ({who.id})
        </dd>
        {receivedAt && <dt>{t('slip_received')}</dt>}
        {receivedAt && <dd>{formatDateTime(receivedAt)}</dd>}
      </dl>
      <h2>{t('slip_from_store')}</h2>
      {reused.length === 0 && <p>{t('slip_nothing_reused')}</p>}
      <ol>
        {reused.map((item) => {
          const paper = item.papers.find(({ code }) => code === item.taken);
          return (
            <li key={item.type}>
              {paper ? describe(paper) : item.name}
              <br />
              <small>{item.taken}</small>
            </li>
          );
        })}
      </ol>
      {handedIn.length > 0 && <h2>{t('slip_handed_in')}</h2>}
      {handedIn.length > 0 && (
        <ol>
          {handedIn.map((item) => (
            <li key={item.type}>{item.name}</li>
          ))}
        </ol>
      )}
      <h2>{t('slip_due')}</h2>
      {due.length === 0 && <p>{t('slip_nothing_due')}</p>}
      <ol>
        {due.map((item) => (
          <li key={item.type}>☐ {item.name}</li>
        ))}
      </ol>
      {optional.length > 0 && <h2>{t('slip_optional')}</h2>}
      {optional.length > 0 && (
        <ol>
          {optional.map((item) => (
            <li key={item.type}>☐ {item.name}</li>
          ))}
        </ol>
      )}
      <div class="clerk-slip-signs">
        <p>{t('slip_holder')}</p>
        <p>
          {t('slip_clerk')}
          <br />
          <span>{session.value?.name}</span>
        </p>
      </div>
      <p class="clerk-slip-at">{t('slip_at', { at: formatDateTime(new Date().toISOString()) })}</p>
    </section>
  );
}
