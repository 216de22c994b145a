// How the pages of a scan are arranged into papers, while somebody arranges them. No screen here.

export interface Cut {
  /** The pages of each paper, in order. */
  papers: readonly (readonly number[])[];
  dropped: readonly number[];
}

/** Where a page is: in which paper, and where in it; undefined when it is dropped. */
export function placeOf({ papers }: Cut, page: number): { paper: number; at: number } | undefined {
  const paper = papers.findIndex((pages) => pages.includes(page));
  return paper < 0 ? undefined : { paper, at: papers[paper]?.indexOf(page) ?? 0 };
}

/** A page and those after it become a paper of their own. */
export function splitAt(cut: Cut, page: number): Cut {
  const place = placeOf(cut, page);
  if (!place || place.at === 0) return cut;
  const pages = cut.papers[place.paper] ?? [];
  return {
    ...cut,
    papers: spliced(cut.papers, place.paper, 1, pages.slice(0, place.at), pages.slice(place.at)),
  };
}

/** The paper of a page is joined to the one before it. */
export function mergeWithPrevious(cut: Cut, page: number): Cut {
  const place = placeOf(cut, page);
  if (!place || place.paper === 0) return cut;
  const [before, own] = cut.papers.slice(place.paper - 1, place.paper + 1);
  return { ...cut, papers: spliced(cut.papers, place.paper - 1, 2, [...(before ?? []), ...(own ?? [])]) };
}

/** One place forward or back; over the edge of its paper into the next one. */
export function move(cut: Cut, page: number, by: -1 | 1): Cut {
  const place = placeOf(cut, page);
  if (!place) return cut;
  const pages = cut.papers[place.paper] ?? [];
  const others = pages.filter((other) => other !== page);
  const to = place.at + by;
  if (to >= 0 && to < pages.length) {
    return { ...cut, papers: spliced(cut.papers, place.paper, 1, spliced(others, to, 0, page)) };
  }
  const neighbour = cut.papers[place.paper + by];
  if (!neighbour) return cut;
  const joined = by > 0 ? [page, ...neighbour] : [...neighbour, page];
  const papers = spliced(spliced(cut.papers, place.paper, 1, others), place.paper + by, 1, joined);
  return { ...cut, papers: papers.filter((kept) => kept.length > 0) };
}

export function drop(cut: Cut, page: number): Cut {
  if (!placeOf(cut, page)) return cut;
  const papers = cut.papers.map((pages) => pages.filter((other) => other !== page)).filter((pages) => pages.length > 0);
  return { papers, dropped: [...cut.dropped, page].sort((a, b) => a - b) };
}

/** Back into the paper that the page before it in the scan is in; else into the first. */
export function restore(cut: Cut, page: number): Cut {
  if (!cut.dropped.includes(page)) return cut;
  const dropped = cut.dropped.filter((other) => other !== page);
  if (cut.papers.length === 0) return { papers: [[page]], dropped };
  for (let before = page - 1; before > 0; before -= 1) {
    const place = placeOf(cut, before);
    if (!place) continue;
    const pages = cut.papers[place.paper] ?? [];
    return { papers: spliced(cut.papers, place.paper, 1, spliced(pages, place.at + 1, 0, page)), dropped };
  }
  return { papers: spliced(cut.papers, 0, 1, [page, ...(cut.papers[0] ?? [])]), dropped };
}

/** As `splice`, of a copy: `toSpliced` is not in every browser yet. */
function spliced<T>(list: readonly T[], at: number, gone: number, ...come: T[]): T[] {
  return [...list.slice(0, at), ...come, ...list.slice(at + gone)];
}

/** All pages in the order of the screen: those in papers, then the dropped ones. */
export function inOrder({ papers, dropped }: Cut): number[] {
  return [...papers.flat(), ...dropped];
}

export function sameCut(one: Cut, other: Cut): boolean {
  return JSON.stringify(one.papers) === JSON.stringify(other.papers);
}
