// Where each paper that a procedure asks for stands in one dossier.

import type { Schemas } from '../../api/index.ts';

export interface Item extends Omit<Schemas['ChecklistItem'], 'papers'> {
  papers: Schemas['FoundPaper'][];
  state: 'open' | 'reused' | 'handed_in';
  /** The code of the paper that the dossier has for it. */
  taken: string | undefined;
}

export function itemsOf(
  checklist: Schemas['Checklist'] | undefined,
  dossier: Schemas['DossierAnswer'] | undefined,
): Item[] {
  return (checklist?.items ?? []).map((item) => {
    const reused = dossier?.reused.find(({ component }) => component === item.type)?.code;
    const handedIn = item.papers.find(({ code }) => dossier?.papers.includes(code))?.code;
    return { ...item, state: reused ? 'reused' : handedIn ? 'handed_in' : 'open', taken: reused ?? handedIn };
  });
}
