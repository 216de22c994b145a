// Papers as lines: what each is, whether it holds, and what one may do with it.

import { useEffect, useRef } from 'preact/hooks';
import type { Schemas } from '../../api/index.ts';
import { formatDate, language } from '../../i18n/index.ts';
import { Button } from '../../ui/index.ts';
import { t } from './messages.ts';

type FoundPaper = Schemas['FoundPaper'];

interface Props {
  papers: readonly FoundPaper[];
  activeCode: string | undefined;
  openedCode: string | undefined;
  onView: (paper: FoundPaper) => void;
  onReuse?: ((paper: FoundPaper) => void) | undefined;
  /** The code of the paper that the dossier has. */
  taken?: string | undefined;
  busy?: boolean;
}

export function Lines({ papers, activeCode, openedCode, onView, onReuse, taken, busy = false }: Props) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [activeCode]);
  if (papers.length === 0) return null;
  return (
    <ul class="clerk-lines" ref={list}>
      {papers.map((paper) => (
        <li
          key={paper.code}
          class={paper.code === openedCode ? 'clerk-line clerk-line-open' : 'clerk-line'}
          aria-current={paper.code === activeCode ? 'true' : undefined}
        >
          <div class="clerk-line-what">
            <p>
              {paper.code === taken && (
                <span class="mark-good" aria-hidden="true">
                  ✓{' '}
                </span>
              )}
              {describe(paper)}
            </p>
            <p class="quiet clerk-line-more">
              {paper.issuer && `${paper.issuer} · `}
              <Standing paper={paper} /> · <span class="clerk-code">{paper.code}</span>
            </p>
          </div>
          <div class="clerk-line-do">
            {onReuse && paper.reusable && (
              <Button
                kind="main"
                busy={busy}
                aria-label={`${t('reuse')}: ${paper.name}`}
                onClick={() => onReuse(paper)}
              >
                {t('reuse')}
              </Button>
            )}
            <Button aria-label={`${t('view')}: ${paper.name}`} onClick={() => onView(paper)}>
              {t('view')}
            </Button>
          </div>
        </li>
      ))}
    </ul>
  );
}

export function describe(paper: FoundPaper): string {
  return [
    paper.name,
    paper.number && t('paper_number', { number: paper.number }),
    paper.issued_on && t('issued_on', { day: formatDate(paper.issued_on) }),
  ]
    .filter(Boolean)
    .join(', ');
}

/** Valid until when, or why it is not to be reused. */
function Standing({ paper }: { paper: FoundPaper }) {
  if (paper.reusable) {
    return (
      <span class="clerk-valid">
        {paper.valid_until ? t('valid_until', { day: formatDate(paper.valid_until) }) : t('valid_always')}
      </span>
    );
  }
  // The server says why in Vietnamese.
  const why = language.value === 'vi' && paper.why_not ? paper.why_not : stateName(paper.state);
  return (
    <span class="clerk-invalid" title={paper.why_not ?? undefined}>
      {why}
    </span>
  );
}

const STATES = ['awaiting_approval', 'approved', 'rejected', 'superseded', 'revoked', 'expired'] as const;

function stateName(state: string): string {
  const known = STATES.find((one) => one === state);
  return known ? t(known) : state;
}
