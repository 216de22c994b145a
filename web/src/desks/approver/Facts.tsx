// What the record of a paper says, to be held against its pages.

import type { ComponentChildren } from 'preact';
import type { Schemas } from '../../api/index.ts';
import { findingText } from '../../i18n/findings.ts';
import { formatDate } from '../../i18n/index.ts';
import { t } from './messages.ts';

export function Facts({ paper }: { paper: Schemas['PaperRecord'] }) {
  const isDoubted = (name: Schemas['FieldName']) => paper.doubtful.includes(name);
  const day = (iso: string | null | undefined) => (iso ? formatDate(iso) : '');
  const signer = [paper.signer, paper.signer_position].filter(Boolean).join(', ');
  const similar = paper.similar ?? [];
  return (
    <>
      <dl class="facts">
        <Fact label={t('type')}>
          {paper.name} <span class="quiet">{paper.type}</span>
        </Fact>
        <Fact label={t('holder')}>{paper.holder.name}</Fact>
        <Fact label={t('holder_id')}>{paper.holder.id}</Fact>
        <Fact label={t('number')}>{paper.number ?? t('no_number')}</Fact>
        <Fact label={t('issued_on')} isDoubted={isDoubted('issued_on')}>
          {day(paper.issued_on)}
        </Fact>
        <Fact label={t('valid_until')}>{day(paper.valid_until) || t('perpetual')}</Fact>
        <Fact label={t('issuer')} isDoubted={isDoubted('issuer')}>
          {paper.issuer}
        </Fact>
        <Fact label={t('abstract')} isDoubted={isDoubted('abstract')}>
          {paper.abstract}
        </Fact>
        <Fact label={t('signer')} isDoubted={isDoubted('signer') || isDoubted('signer_position')}>
          {signer}
        </Fact>
        <Fact label={t('place')} isDoubted={isDoubted('place')}>
          {paper.place}
        </Fact>
        <Fact label={t('dossier')}>{paper.dossier}</Fact>
        <Fact label={t('kind')}>{t(`kind_${paper.kind}`)}</Fact>
        <Fact label={t('copy_form')}>{t(`copy_form_${paper.copy_form}`)}</Fact>
        <Fact label={t('code')}>{paper.code}</Fact>
      </dl>
      {similar.length + paper.findings.length > 0 && (
        <ul class="approval-notes" aria-label={t('notes')}>
          {similar.length > 0 && <li class="is-warning">{t('like_another', { codes: similarText(similar) })}</li>}
          {paper.findings.map((finding) => (
            <li key={`${finding.page} ${finding.kind}`}>{findingText(finding)}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** One line; what nothing is known of has none. */
function Fact({
  label,
  isDoubted = false,
  children,
}: {
  label: string;
  isDoubted?: boolean;
  children: ComponentChildren;
}) {
  if (!children) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd class={isDoubted ? 'is-doubted' : undefined}>
        {children}
        {isDoubted && <span class="doubt"> {t('doubtful')}</span>}
      </dd>
    </>
  );
}

const SIMILAR_SHOWN_MAX = 3;

function similarText(similar: readonly Schemas['SimilarPaper'][]): string {
  const codes = similar.slice(0, SIMILAR_SHOWN_MAX).map(({ code }) => code);
  const more = similar.length - codes.length;
  return [...codes, ...(more > 0 ? [t('more', { n: more })] : [])].join(', ');
}
