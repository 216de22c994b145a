// Why a paper waits, and what else somebody should know who looks at it.

import type { Schemas } from '../../api/index.ts';
import { language } from '../../i18n/index.ts';
import { Button } from '../../ui/index.ts';
import { t } from './messages.ts';

type Item = Schemas['ReviewItem'];

/** In Vietnamese the server's own words, which know more; its hints speak to whoever has the command line. */
export function reasonText({ kind, message }: Schemas['HoldReason']): string {
  return language.value === 'vi' ? sentence(message) : t(`reason_${kind}`);
}

export function Notes({ item, onCompare }: { item: Item; onCompare: () => void }) {
  // What is missing is marked at its field; that there is no manifest is the rule, not a warning.
  const atFields = ['unclaimed', 'holder_unknown', 'type_unknown', 'number_unknown'];
  const reasons = item.reasons.filter(({ kind }) => !atFields.includes(kind));
  const noted = item.findings.filter(({ message }) => !reasons.some((reason) => reason.message.startsWith(message)));
  const similar = item.similar?.length ?? 0;
  if (reasons.length + noted.length + item.signatures.length + similar === 0) return null;
  return (
    <ul class="review-notes" aria-label={t('notes')}>
      {reasons.map((reason) => (
        <li key={reason.kind} class="is-warning">
          {reasonText(reason)}
        </li>
      ))}
      {similar > 0 && (
        <li class="is-warning">
          {t('like_another')}{' '}
          <Button kind="quiet" title="Alt C" onClick={onCompare}>
            {t('compare')}
          </Button>
        </li>
      )}
      {noted.map(({ message, page, kind, severity }) => (
        <li key={`${page} ${kind}`} class={severity === 'hold' ? 'is-warning' : undefined}>
          {language.value === 'vi' ? sentence(message) : t(`finding_${kind}`, { page })}
        </li>
      ))}
      {item.signatures.map(({ signer, organisation, state }) => (
        <li key={`${signer} ${organisation}`} class={state === 'broken' ? 'is-warning' : undefined}>
          {t(`signature_${state}`, { who: [signer, organisation].filter(Boolean).join(', ') || '–' })}
        </li>
      ))}
    </ul>
  );
}

export function sentence(text: string): string {
  return text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
}
