// Why a paper waits, and what else somebody should know who looks at it.

import type { Schemas } from '../../api/index.ts';
import { findingText, sentence } from '../../i18n/findings.ts';
import { language } from '../../i18n/index.ts';
import { Button } from '../../ui/index.ts';
import { t } from './messages.ts';

type Item = Schemas['ReviewItem'];

/** In Vietnamese the server's own words, which know more; its hints speak to whoever has the command line. */
export function reasonText({ kind, message }: Schemas['HoldReason']): string {
  return language.value === 'vi' ? sentence(message) : t(`reason_${kind}`);
}

interface Props {
  item: Item;
  /** The page that is shown: what is noted of others would push the fields away. */
  page: number | undefined;
  onCompare: () => void;
}

export function Notes({ item, page: shown, onCompare }: Props) {
  // What is missing is marked at its field; that there is no manifest is the rule, not a warning.
  const atFields = ['unclaimed', 'holder_unknown', 'type_unknown', 'number_unknown'];
  const reasons = item.reasons.filter(({ kind }) => !atFields.includes(kind));
  const noted = item.findings.filter(
    ({ message, page, severity }) =>
      (page === shown || severity === 'hold') && !reasons.some((reason) => reason.message.startsWith(message)),
  );
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
      {noted.map((finding) => (
        <li key={`${finding.page} ${finding.kind}`} class={finding.severity === 'hold' ? 'is-warning' : undefined}>
          {findingText(finding)}
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
