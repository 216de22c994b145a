// A paper beside one in the store that it may be a second scan of: a person says which.

import { useState } from 'preact/hooks';
import type { Schemas } from '../../api/index.ts';
import { formatShare } from '../../i18n/index.ts';
import { Button, useKeys } from '../../ui/index.ts';
import { PageViewer } from '../../ui/PageViewer.tsx';
import type { PageStore } from '../../ui/page-store.ts';
import { t } from './messages.ts';

interface Props {
  item: Schemas['ReviewItem'];
  store: PageStore;
  onOther: () => void;
  onDuplicate: (code: string) => void;
}

export function Compare({ item, store, onOther, onDuplicate }: Props) {
  const all = item.similar ?? [];
  const [which, setWhich] = useState(0);
  const [at, setAt] = useState(0);
  const similar = all[which];
  const next = () => {
    setWhich((which + 1) % all.length);
    setAt(0);
  };
  useKeys({
    Escape: { label: t('is_other'), run: onOther },
    Enter: { label: t('is_other'), run: onOther },
    'Alt+x': { label: t('is_duplicate'), run: () => similar && onDuplicate(similar.code) },
    'Alt+c': { label: t('similar_next'), run: next, disabled: all.length < 2 },
  });
  if (!similar) return null;
  return (
    <div class="compare">
      <section class="compare-side">
        <h2>{t('this_paper')}</h2>
        <PageViewer
          store={store}
          paper={{ from: 'review', paper: item.id }}
          label={t('this_paper')}
          pages={item.pages}
          at={Math.min(at, item.pages.length - 1)}
          onAt={setAt}
        />
      </section>
      <section class="compare-side">
        <h2>
          {t('held_paper')} <span class="quiet">{likeness(similar, item)}</span>
        </h2>
        <PageViewer
          key={similar.code}
          store={store}
          paper={{ from: 'review', paper: similar.code }}
          label={t('held_paper')}
          pages={similar.pages}
          // Turned together: one looks for what differs.
          at={Math.min(at, similar.pages.length - 1)}
          onAt={setAt}
          hasKeys={false}
        />
      </section>
      <div class="compare-actions">
        <span>{t('similar_of', { n: which + 1, all: all.length, code: similar.code })}</span>
        {all.length > 1 && (
          <Button title="Alt C" onClick={next}>
            {t('similar_next')}
          </Button>
        )}
        <Button kind="main" keys="Enter" onClick={onOther}>
          {t('is_other')}
        </Button>
        <Button kind="danger" title="Alt X" onClick={() => onDuplicate(similar.code)}>
          {t('is_duplicate')}
        </Button>
      </div>
    </div>
  );
}

function likeness({ original, words, image_bits }: Schemas['SimilarPaper'], item: Schemas['ReviewItem']): string {
  if (original === item.files.original.sha256) return t('same_bytes');
  const parts = [
    words != null && t('similar_words', { share: formatShare(words, 0) }),
    image_bits != null && t('similar_image', { bits: image_bits }),
  ];
  return parts.filter(Boolean).join(', ');
}
