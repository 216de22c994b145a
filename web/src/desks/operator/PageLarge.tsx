// One page over all else, to see what it is before it is moved or dropped.

import { Dialog, ProblemNote, Spinner } from '../../ui/index.ts';
import { type PageStore, useStoredPage } from '../../ui/page-store.ts';
import { t } from './messages.ts';

export function PageLarge({
  store,
  paper,
  page,
  onClose,
}: {
  store: PageStore;
  paper: string;
  page: number;
  onClose: () => void;
}) {
  const { loaded, problem } = useStoredPage(store, { from: 'review', paper, page, width: 1240 });
  return (
    <Dialog title={t('cut_page', { page })} wide onClose={onClose}>
      {problem && <ProblemNote problem={problem} />}
      {!loaded && !problem && <Spinner />}
      {loaded && <img class="page-image" src={loaded.url} alt={t('cut_page', { page })} />}
    </Dialog>
  );
}
